"""What the answer of a command is about, so that each answer says where it comes from.

What is said of an answer is kept while its command runs: by ``places.py`` as soon as the cycle is
known, and by commands whose answer is on another run than readers see. So is the time zone in which
the answer says its moments (year.md, detail 3).
"""

import datetime as dt
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fct.data.formats import Provenance
    from fct.data.subjects import Store
    from fct.data.tables import Run

_JSON = "--json"
_is_json: ContextVar[bool] = ContextVar("is_json", default=False)
_about: ContextVar["Provenance | None"] = ContextVar("about", default=None)
_zone: ContextVar[dt.tzinfo | None] = ContextVar("zone", default=None)
_KEYS = "at|since|lifted|(?:asked|answered|requested|received|published)_at"
_UTC_MOMENT = re.compile(rf'"({_KEYS})": "([0-9-]{{10}}T[0-9:]{{8}}\+00:00)"')


def begin_answer(words: "Sequence[str]") -> None:
    """Forget what an earlier command was about, and see whether this one answers as JSON."""
    _is_json.set(_JSON in words)
    _about.set(None)
    _zone.set(None)


def is_answered_as_json() -> bool:
    """Whether the command that runs was asked for JSON."""
    return _is_json.get()


def note_cycle(store: "Store", fiscal_year: int) -> None:
    """Keep that the answer is about a cycle, and so on the run that readers see of it."""
    _note_zone(store, fiscal_year)
    if is_answered_as_json():
        from fct.data.subjects import provenance_of_cycle

        _about.set(provenance_of_cycle(store, fiscal_year))


def note_newest_cycle(store: "Store") -> None:
    """Keep that an answer about no one cycle says its moments by the clock of the newest."""
    if known := store.whole().cycles.all():
        _note_zone(store, known[-1].fiscal_year)


def _note_zone(store: "Store", fiscal_year: int) -> None:
    if store.whole().cycles.find(fiscal_year) is not None:
        _zone.set(store.whole().cycles.read(fiscal_year)[1].zone)


def in_cycle_time(text: str) -> str:
    """Return JSON with the moments under its keys in the offset of the cycle that it is about."""

    def said(found: re.Match[str]) -> str:
        return f'"{found[1]}": "{local_moment(found[2])}"'

    return text if _zone.get() is None else _UTC_MOMENT.sub(said, text)


def local_moment(moment: str) -> str:
    """Return a moment in the offset of the cycle that an answer is about, if it is about one."""
    zone = _zone.get()
    if zone is None:
        return moment
    return dt.datetime.fromisoformat(moment).astimezone(zone).isoformat(timespec="seconds")


def note_run(store: "Store", run: "Run") -> None:
    """Keep that the answer is on a run."""
    if is_answered_as_json():
        from fct.data.subjects import provenance_of

        _about.set(provenance_of(store, run))


def note_judged_by(cycle: int | None, rubric_version: str | None) -> None:
    """Keep by what files were judged that no store has."""
    if is_answered_as_json():
        from fct.data.formats import provenance_of_program

        _about.set(provenance_of_program(cycle, rubric_version=rubric_version))


def with_provenance(answer: "Mapping[str, Any]") -> dict[str, Any]:
    """Return an answer with where it comes from as ``provenance``.

    A manifest says it itself. Of an answer that names a fiscal year, of which nothing else is
    known here, that is the cycle.
    """
    from fct.data.formats import provenance_of_program

    about = _about.get()
    if about is None:
        year = answer.get("fiscal_year")
        about = provenance_of_program(year if isinstance(year, int) else None)
    return {**answer, "provenance": answer.get("provenance", about.as_plain())}
