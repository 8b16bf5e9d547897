"""Which cycle and which proposal a command is about, from what was typed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fct.data.common import UsageError, not_there, utc_now
from fct.data.people import Action
from fct.flows.terminal.answering import note_cycle

if TYPE_CHECKING:
    from fct.data.subjects import Store


def chosen_year(store: "Store", fiscal_year: int | None) -> int:
    """Return the fiscal year that was named, or the year of the store's only cycle."""
    known = [row.fiscal_year for row in store.cycles.all()]
    if fiscal_year is None and len(known) == 1:
        fiscal_year = known[0]
    if fiscal_year is not None:
        note_cycle(store, fiscal_year)
        return fiscal_year
    if not known:
        from fct.data.subjects import no_cycle_sentence

        raise UsageError(no_cycle_sentence(store.settings, utc_now()))
    listed = ", ".join(map(str, known))
    raise UsageError(f"Name the cycle with --fiscal-year; the store has: {listed}.")


def known_ref(
    store: "Store", ref: str, fiscal_year: int | None, action: Action = Action.PROPOSAL_SEE
) -> tuple[int, str]:
    """Return the fiscal year that was named, or the only one that has the ref, and the ref.

    A ref in other small or capital letters than the store's is taken where one alone is meant.

    Parameters
    ----------
    store : Store
    ref : str
    fiscal_year : int or None
    action : Action
        What is to be done with it; a denial is logged as one of this.

    Raises
    ------
    DeniedError
        ``NOT_THERE``, if no cycle has a proposal of this ref that the person may see.
    UsageError
        If several cycles have it and none was named.
    """
    found = meant_by(store, ref, fiscal_year)
    if not found:
        if fiscal_year is not None:
            store.cycles.read(fiscal_year)  # which says what cycles there are
        store.deny(not_there(ref), action, ref)
    if len(found) > 1:
        listed = ", ".join(str(year) for year, _ in found)
        raise UsageError(f"{ref} is in the cycles of {listed}. Name one with --fiscal-year.")
    note_cycle(store, found[0][0])
    return found[0]


def meant_by(store: "Store", ref: str, fiscal_year: int | None) -> list[tuple[int, str]]:
    """Return fiscal year and ref of each proposal that a typed ref may mean."""
    years = [fiscal_year] if fiscal_year else [row.fiscal_year for row in store.cycles.all()]
    known = {year: _same_but_case(ref.strip(), store.versions.components(year)) for year in years}
    return [(year, same) for year, same in known.items() if same]


def _same_but_case(ref: str, refs: Mapping[str, str | None]) -> str | None:
    if ref in refs:
        return ref
    same = [one for one in refs if one.casefold() == ref.casefold()]
    return same[0] if len(same) == 1 else None
