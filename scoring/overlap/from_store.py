"""The overlaps of a stored cycle: its proposals against each other and against the past."""

from fct.data.people import Action
from fct.data.program import (
    left_out_of,
    load_overlap_terms,
    load_past_projects,
)
from fct.data.subjects import Store
from fct.data.tables import CycleRow, stored_cycle
from fct.scoring.overlap.entries import Entry, entries_of_past, entries_of_proposals
from fct.scoring.overlap.find import find_overlaps
from fct.scoring.overlap.report import AnsweredOverlap, answered_overlaps


def stored_overlaps(store: Store, fiscal_year: int) -> list[AnsweredOverlap]:
    """Return the pairs of a cycle's last versions that came in time, with the answers to them.

    Raises
    ------
    UsageError
        If the store has no cycle of that year.
    NotNowError
        With ``LEFT_OUT``, where so many came in that this is left out.
    """
    store.ask(Action.ORDER_SEE)
    row, cycle = store.cycles.read(fiscal_year)
    judged = store.versions.keys_to_judge(fiscal_year, cycle.deadline)
    if (left_out := left_out_of(len(judged), "came in time")) is not None:
        left_out.refuse()
    entries = _entries(store, row)
    past = entries_of_past(load_past_projects())
    for earlier in store.cycles.all():
        if earlier.fiscal_year < fiscal_year:
            past += _entries(store, earlier)
    terms = load_overlap_terms()
    found = find_overlaps(entries, past, terms)
    return answered_overlaps(found, store.overlaps.answers(fiscal_year), entries + past, terms)


def _entries(store: Store, row: CycleRow) -> list[Entry]:
    cycle = stored_cycle(row)
    stored = store.versions.to_judge(row.fiscal_year, cycle.deadline)
    return entries_of_proposals([one.proposal for one in stored], row.fiscal_year)
