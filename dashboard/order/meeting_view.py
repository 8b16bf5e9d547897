"""The meeting paper on the page of the order: its buttons, and the block that is asked for once."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, Place, View
from fct.data.people import Action
from fct.data.subjects import Store
from fct.scoring.deciding import PDF, XLSX, meeting_paper

_TYPES = {
    PDF: "application/pdf",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BUTTONS = {PDF: "Meeting paper, PDF", XLSX: "Meeting paper, workbook"}


def show_meeting_paper(view: View, refs: Sequence[str], filtered_by: str) -> None:
    """Show the buttons of the meeting paper of what is shown on the page.

    Parameters
    ----------
    view : View
    refs : sequence of str
        Of the ranked proposals that match the filters.
    filtered_by : str
        The filters in words; empty where none is set.
    """
    store = kit.store_at(view.place)
    if not store.acting.scopes(Action.SLATE_SEE) or not refs:
        return
    if not store.designations.marking().is_designated:
        _show_designating(view.place)
        return
    chosen = list(refs) if filtered_by else None
    for name, label in _BUTTONS.items():
        Download(
            label=label,
            name=f"FY{view.cycle.fiscal_year}-{name}",
            of=view.run.id,
            make=partial(_made, store, view.cycle.fiscal_year, (chosen, filtered_by), name),
            media_type=_TYPES[name],
            key=f"paper {name}",
        ).offer(view.place)


def _made(
    store: Store, fiscal_year: int, shown: tuple[Sequence[str] | None, str], name: str
) -> bytes:
    """Return one form of the paper of what was shown."""
    return meeting_paper(store, fiscal_year, *shown).files[name]


def _show_designating(place: Place) -> None:
    """Ask once for the designation block, which every paper needs."""
    store = kit.store_at(place)
    with st.popover("Meeting paper"):
        if not store.acting.scopes(Action.CYCLE_CHANGE):
            kit.paragraph(
                "The designation block of the paper is not filled in yet. An operator fills it "
                "in here, once."
            )
            return
        with st.form("designation", border=False):
            kit.paragraph("Asked once: it stands on every page and paper from then on.")
            controlled_by = st.text_input("Controlled by")
            categories = st.text_input("CUI category")
            dissemination = st.text_input("Distribution or dissemination control")
            contact = st.text_input("Point of contact")
            if st.form_submit_button("Keep the block"):
                with kit.act():
                    store.designations.set(
                        controlled_by=controlled_by,
                        categories=categories,
                        dissemination=dissemination,
                        contact=contact,
                    )


def filter_words(labels: Mapping[str, str]) -> str:
    """Return the filters that are set, in words; empty where none is.

    Parameters
    ----------
    labels : mapping of str to str
        Label by column, as :class:`fct.dashboard.kit.Filters` has them.
    """
    said = []
    if text := str(st.session_state.get("q") or "").strip():
        said.append(f"with “{text}”")
    for column, label in labels.items():
        chosen = st.session_state.get(column)
        values = chosen if isinstance(chosen, list) else [] if chosen is None else [chosen]
        if values:
            said.append(f"{label.lower()} {' or '.join(map(str, values))}")
    return "; ".join(said)
