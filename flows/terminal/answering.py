"""What the answer of a command is about, so that each answer says where it comes from.

What is said of an answer is kept while its command runs: by ``places.py`` as soon as the cycle is
known, and by commands whose answer is on another run than readers see.
"""

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


def begin_answer(words: "Sequence[str]") -> None:
    """Forget what an earlier command was about, and see whether this one answers as JSON."""
    _is_json.set(_JSON in words)
    _about.set(None)


def is_answered_as_json() -> bool:
    """Whether the command that runs was asked for JSON."""
    return _is_json.get()


def note_cycle(store: "Store", fiscal_year: int) -> None:
    """Keep that the answer is about a cycle, and so on the run that readers see of it."""
    if is_answered_as_json():
        from fct.data.subjects import provenance_of_cycle

        _about.set(provenance_of_cycle(store, fiscal_year))


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
