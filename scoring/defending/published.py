"""The order of merit of the published run, with all that decided it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fct.data.common import UsageError, not_there
from fct.data.people import Action
from fct.scoring.defending.distance_reports import why_report
from fct.scoring.judging import unranked_report
from fct.scoring.ranking import OrderOfMerit, order_of_run, results_of_run

if TYPE_CHECKING:
    from fct.data.subjects import Store
    from fct.data.tables import Run


def published_order(store: "Store", fiscal_year: int, *refs: str) -> OrderOfMerit:
    """Return the order of merit that readers see.

    Parameters
    ----------
    store : Store
    fiscal_year : int
    *refs : str
        Those that it is read for: one that may not be seen is said before what the roles lack.

    Raises
    ------
    DeniedError
        If who reads may not see the order.
    UsageError
        If no run of the year is published.
    """
    # Asked with each ref first: a hidden one must be answered as one that is not there, before
    # anything is said of roles (reviewing.md, details 2 and 32).
    for ref in refs or (None,):
        store.ask(Action.ORDER_SEE, ref)
    return order_of(store, store.runs.needed(fiscal_year))


def headed_order(store: "Store", fiscal_year: int, *refs: str) -> OrderOfMerit:
    """Return :func:`published_order` with what stands at the head of all that shows its run."""
    from fct.data.subjects import run_head

    found = published_order(store, fiscal_year, *refs)
    return replace(found, head=tuple(run_head(store, store.runs.get(found.run_id))))


def order_of(store: "Store", run: "Run") -> OrderOfMerit:
    """Return the order of merit of a run, with the cycle as it was when it was judged."""
    from fct.data.tables import stored_cycle

    cycle = stored_cycle(store.cycles.of_run(run)).renamed(store.withheld().name)
    return order_of_run(run, cycle, results_of_run(store, run, cycle))


def refuse_unranked(store: "Store", found: OrderOfMerit, *refs: str) -> None:
    """Raise a UsageError if a ref is not among the ranked: it says what the run made of it."""
    known, run = set(found.refs), store.runs.get(found.run_id)
    for ref in refs:
        if ref in known:
            continue
        if (report := unranked_report(store, run, ref)) is not None:
            raise UsageError(
                f"{ref} was judged in run {run.id} and has no rank: it is "
                f"{report['verdict']}. `fct why {ref}` says what decided that."
            )
        if ref not in store.versions.components(run.fiscal_year):
            store.deny(not_there(ref), Action.ORDER_SEE, ref)
        raise UsageError(
            f"{ref} was not judged in run {run.id}; `fct show` lists what was judged, `fct "
            "rank` what is ranked."
        )


def why_of(store: "Store", found: OrderOfMerit, ref: str) -> dict[str, Any]:
    """Return why a proposal stands where it stands, or why it has no rank.

    Raises
    ------
    DeniedError
        If there is no such proposal.
    UsageError
        If the run did not judge it.
    """
    unranked = unranked_report(store, store.runs.get(found.run_id), ref)
    if unranked is not None:
        return unranked
    refuse_unranked(store, found, ref)
    return why_report(found, ref)
