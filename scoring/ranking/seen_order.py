"""The order of a run over the proposals that somebody may see, as if there were no others.

A verdict, a score and a finding of one proposal depend on no other one, and neither does which of
two stands above the other: the rest moves up, the line is drawn anew, the best set is sought anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # every command names who makes this; few ever do
    import pandas as pd

    from fct.data.proposals import Waiver
    from fct.data.subjects import Store
    from fct.data.tables import Run, SeenFacts
    from fct.scoring.ranking.order import RunResults


def seen_facts(
    store: "Store", run: "Run", sights: Sequence[frozenset[str]]
) -> Iterator["SeenFacts"]:
    """Give what of a run depends on all its proposals, over those that a sight does not hide.

    Parameters
    ----------
    store : Store
        In which nothing is hidden.
    run : Run
    sights : sequence of set of str
        For each, the hidden refs of the run's cycle. The run is read once for all of them.
    """
    from fct.data.tables import SeenFacts, stored_cycle
    from fct.scoring.ranking.order import order_of_run, results_of_run, with_line_and_best_set

    cycle = stored_cycle(store.cycles.of_run(run))
    whole = results_of_run(store, run, cycle)
    waivers = store.waivers.of_cycle(run.fiscal_year)
    late = store.versions.late_refs(run.fiscal_year, store.cycles.read(run.fiscal_year)[1].deadline)
    for hidden in sights:
        results = _without_hidden(whole, hidden)
        order = with_line_and_best_set(order_of_run(run, cycle, results))
        ids = dict(zip(results.ranks["ref"], results.ranks["proposal_id"], strict=True))
        named = order.ranks[["ref", "rank", "mark", "tied_with"]]
        yield SeenFacts(
            left=order.left,
            best_set=list(order.best_set),
            evidence=_evidence(run, hidden, waivers),
            counts=_counts(run, hidden, late, results.scores),
            ranks=named.assign(proposal_id=named["ref"].map(ids), mark=named["mark"].astype(str)),
        )


def show_seen_runs() -> None:
    """Let stores show runs to those who may not see every proposal."""
    from fct.data.subjects import Runs

    Runs.seen_by = (seen_facts,)


def _without_hidden(whole: "RunResults", hidden: frozenset[str]) -> "RunResults":
    """Return the results of a run without the hidden proposals; the others move up."""
    import pandas as pd

    ranks = whole.ranks[~whole.ranks["ref"].isin(hidden)].reset_index(drop=True)
    tied = [[ref for ref in refs if ref not in hidden] for refs in ranks["tied_with"]]
    return whole._replace(
        ranks=ranks.assign(
            rank=range(1, len(ranks) + 1),
            tied_with=pd.Series(tied, dtype=object, index=ranks.index),
        ),
        scores=whole.scores[~whole.scores["ref"].isin(hidden)].reset_index(drop=True),
        kinds={ref: kind for ref, kind in whole.kinds.items() if ref not in hidden},
    )


def _counts(
    run: "Run", hidden: frozenset[str], late: Sequence[str], scores: "pd.DataFrame"
) -> dict[str, int]:
    hidden_late = sum(ref in hidden for ref in late)
    said = scores["verdict"].tolist()
    of_all: Mapping[str, int] = run.counts
    counts = {verdict: said.count(verdict) for verdict in of_all}
    whole = {"proposals": len(scores), "late": max(0, of_all["late"] - hidden_late)}
    return counts | whole


def _evidence(run: "Run", hidden: frozenset[str], waivers: Sequence["Waiver"]) -> dict[str, Any]:
    """Return the evidence without what names a hidden ref."""
    evidence = dict(run.evidence)
    of_hidden = {waiver.id for waiver in waivers if waiver.request.ref in hidden}
    if "waivers" in evidence:
        said_of = evidence["waivers"].items()
        evidence["waivers"] = {ref: said for ref, said in said_of if ref not in hidden}
    if "waivers_given" in evidence:
        given = evidence["waivers_given"]
        evidence["waivers_given"] = [one for one in given if one not in of_hidden]
    evidence["validation"] = _without(evidence.get("validation", []), hidden)
    return evidence


def _without(value: Any, hidden: frozenset[str]) -> Any:
    """Return a JSON value without the hidden refs that stand in its lists."""
    if isinstance(value, dict):
        return {name: _without(one, hidden) for name, one in value.items()}
    if isinstance(value, list):
        return [_without(one, hidden) for one in value if str(one) not in hidden]
    return value
