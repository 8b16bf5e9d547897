"""The order of merit of the published run, with all that decided it."""

from typing import TYPE_CHECKING

from fct.data.errors import UsageError
from fct.scoring.ranked_run import RankedRun, RunResults, ranked_run

if TYPE_CHECKING:
    from fct.data.store import Store


def published_order(store: "Store", fiscal_year: int) -> RankedRun:
    """Return the order of merit that readers see.

    Raises
    ------
    UsageError
        If no run of the year is published.
    """
    from fct.data.cycle import parse_cycle

    run = store.published_run(fiscal_year)
    row = None if run is None else store.cycle(fiscal_year, run.cycle_version)
    if run is None or row is None:
        raise UsageError(
            f"No run of fiscal year {fiscal_year} is published. Run `fct evaluate` first."
        )
    results = RunResults(
        store.ranks(run.id),
        store.scores(run.id),
        store.outcomes(run.id),
        store.judged_proposals(run.id),
    )
    return ranked_run(run, parse_cycle(row.yaml, f"cycle {fiscal_year}"), results)


def refuse_unranked(found: RankedRun, *refs: str) -> None:
    """Raise a UsageError if a ref is not among the ranked."""
    known = set(found.order["ref"])
    for ref in refs:
        if ref not in known:
            said = "was judged and not ranked" if ref in found.proposals else "was not judged"
            raise UsageError(
                f"{ref} {said} in run {found.run.id}; `fct show` lists what was judged, `fct rank` "
                "what is ranked."
            )
