"""Files that a page gives: made on the click, for who still may, and each an event of the log."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from fct.dashboard.kit import places, session
from fct.dashboard.kit.frame import provenance_shown
from fct.dashboard.kit.places import Place
from fct.data.common import DeniedError
from fct.data.documents import export_csv, export_xlsx
from fct.data.people import Action
from fct.data.subjects import Store

_EVENT = "file downloaded"
_BINARY = "application/octet-stream"  # a browser then saves it, whatever it is, and opens nothing
_CHANGED = "Since this page was shown, what you may see has changed; reload it."


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file that a page offers.

    Attributes
    ----------
    label : str
        Of its button.
    name : str
        Of the file.
    of : str
        What it is of, as the log says: a ref, a run, a slate, a receipt.
    make : callable
        Gives what is in it; it runs when the button is pressed, outside of the page.
    media_type : str
    key : str or None
        Of the button in the session.
    is_first : bool
        Whether it is the first thing to do on its page.
    """

    label: str
    name: str
    of: str
    make: Callable[[], bytes | str]
    media_type: str = _BINARY
    key: str | None = None
    is_first: bool = False

    def offer(self, place: Place) -> None:
        """Show its button."""
        st.download_button(
            self.label,
            partial(_given, _still(place), self),
            self.name,
            self.media_type,
            on_click="ignore",
            key=self.key,
            type="primary" if self.is_first else "secondary",
        )


def downloads(
    place: Place,
    name: str,
    frames: Callable[[], Mapping[str, pd.DataFrame]],
    head: Sequence[str] = (),
) -> Callable[[], None]:
    """Return what shows the two buttons of tables; the files are made when they are asked for.

    Parameters
    ----------
    place : Place
    name : str
        Of the files, without ending; the log says it too.
    frames : callable
        Gives the tables by name of the sheet; CSV holds the first.
    head : sequence of str
        Of the run that the tables are of.
    """
    first = [*head, provenance_shown(place).sentence()]

    def xlsx() -> bytes:
        return export_xlsx(frames(), banner=places.marking_of(place).banner, head=first)

    def csv() -> bytes:
        return export_csv(
            next(iter(frames().values())), banner=places.marking_of(place).banner, head=first
        )

    def show() -> None:
        Download(label="Download xlsx", name=f"{name}.xlsx", of=name, make=xlsx).offer(place)
        Download(
            label="Download CSV", name=f"{name}.csv", of=name, make=csv, media_type="text/csv"
        ).offer(place)

    return show


def _given(still: Callable[[], Store], download: Download) -> bytes:
    """Make a file, and keep in the log that it went out."""
    store = still()
    made = download.make()
    content = made.encode() if isinstance(made, str) else made
    details = {"name": download.name, "bytes": len(content)}
    store.exports.add(_EVENT, download.of, hashlib.sha256(content).hexdigest(), details)
    return content


def _still(place: Place) -> Callable[[], Store]:
    """Return what gives the store as who looks now sees it, as long as nothing of that changes.

    A button is pressed outside of the page, where no session is known: who it was is kept with it,
    and asked for anew in the store.
    """
    store, find = places.store_at(place), session.found_anew(places.opened_store(place))
    before = store.sight()

    def still() -> Store:
        try:
            now = find()
        except DeniedError as denied:
            store.deny(denied, Action.PROPOSAL_SEE, _EVENT)
        if now.person != store.acting.person or store.sight().hidden - before.hidden:
            store.deny(DeniedError("NOT_ALLOWED", _CHANGED), Action.PROPOSAL_SEE, _EVENT)
        return store

    return still
