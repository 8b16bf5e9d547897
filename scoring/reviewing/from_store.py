"""What the reviews of a store come to, over what the person who asks may see."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from fct.data.people import Action
from fct.data.program import CRITERIA, MERIT_DECIMALS
from fct.data.reviewing import PanelState, load_review_terms
from fct.expectations.logic import HOLDS, OUTCOME_NAMES
from fct.scoring.defending import Confidence, headed_order, published_order
from fct.scoring.judging import Exceptions, Verdict
from fct.scoring.ranking import rubric_of_run
from fct.scoring.reviewing.balance import Plan, balanced_plan
from fct.scoring.reviewing.overruling import panel_verdicts
from fct.scoring.reviewing.panel import PanelFigures, panel_figures
from fct.scoring.reviewing.panel_order import PanelOrder, in_panel_order, sureness_of
from fct.scoring.reviewing.queue import QueueEntry, QueueItem, queue_of
from fct.scoring.reviewing.strictness import strictness

if TYPE_CHECKING:
    from fct.data.subjects import Store
    from fct.data.tables import Run


Sureness: TypeAlias = Mapping[str, tuple[Confidence | None, float | None]]
"""Of each proposal how sure it is to be funded, and in which share of the weight samples it is."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class StoredPanels:
    """The panels of a cycle beside what the machine found.

    Attributes
    ----------
    states : mapping of str to PanelState
        By ref, of every proposal that may be seen.
    figures : mapping of str to PanelFigures
        Of complete panels.
    merits : mapping of str to float
        The panel's merit, where the published run judged the proposal.
    verdicts : mapping of str to str
        The panel's verdict, likewise.
    machine : mapping of str to dict
        The scores of the published run by ref.
    outcomes : mapping of str to mapping of str to str
        The machine's outcome of each rule by ref, of complete panels alone.
    strictness : mapping of str to float or None
        Of everybody who is assigned something.
    """

    states: Mapping[str, PanelState]
    figures: Mapping[str, PanelFigures]
    merits: Mapping[str, float]
    verdicts: Mapping[str, str]
    machine: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, Mapping[str, str]]
    strictness: Mapping[str, float | None]


def stored_panels(store: "Store", fiscal_year: int) -> StoredPanels:
    """Return the panels of a cycle as the person who acts may see its proposals.

    Raises
    ------
    DeniedError
        If panels are not for the person.
    """
    states = store.reviews.panels(fiscal_year)
    figures = {
        ref: panel_figures([one.content for one in state.counted.values()])
        for ref, state in states.items()
        if state.is_complete
    }
    run = store.runs.published(fiscal_year)
    scores = {} if run is None else _by_ref(store.runs.scores(run.id))
    # A panel may be complete on a proposal that the published run does not hold, as one that came
    # later.
    judged = {ref: figures[ref] for ref in figures if ref in scores}
    outcomes = pd.DataFrame() if run is None else _outcomes(store, run, judged)
    return StoredPanels(
        states=states,
        figures=figures,
        merits={} if run is None else _merits(run, scores, judged),
        verdicts={} if run is None else _verdicts(run, outcomes, judged),
        machine=scores,
        outcomes=_words(outcomes),
        strictness=_strictness(states),
    )


def _by_ref(scores: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = scores.to_dict("records")
    return {row["ref"]: {str(name): value for name, value in row.items()} for row in rows}


def _outcomes(store: "Store", run: "Run", judged: Mapping[str, PanelFigures]) -> pd.DataFrame:
    if not judged:
        return pd.DataFrame()
    found = store.runs.outcomes(run.id)
    return found[found["ref"].isin(list(judged))].pivot_table("outcome", "ref", "rule").astype(int)


def _words(outcomes: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {
        str(ref): {str(rule): OUTCOME_NAMES[code] for rule, code in row.items()}
        for ref, row in outcomes.to_dict("index").items()
    }


def _merits(
    run: "Run", scores: Mapping[str, Mapping[str, Any]], judged: Mapping[str, PanelFigures]
) -> dict[str, float]:
    weights = rubric_of_run(run).merit
    return {
        ref: panel.merit(float(scores[ref]["maturity_low"]), weights)
        for ref, panel in judged.items()
        if scores[ref]["maturity_low"] is not None  # else the order is not for the person
    }


def _verdicts(
    run: "Run", outcomes: pd.DataFrame, judged: Mapping[str, PanelFigures]
) -> dict[str, str]:
    if not judged:
        return {}
    overruled = {ref: panel.overruled for ref, panel in judged.items()}
    return panel_verdicts(outcomes, overruled, Exceptions.of_run(run.evidence))


def _strictness(states: Mapping[str, PanelState]) -> dict[str, float | None]:
    counted = {
        ref: {person: one.content for person, one in state.counted.items()}
        for ref, state in states.items()
    }
    return strictness(counted, {person for state in states.values() for person in state.due})


def order_by_panel(store: "Store", fiscal_year: int) -> PanelOrder:
    """Return the machine's order of the published run by the panel's merit.

    Raises
    ------
    UsageError
        If no run of the year is published.
    DeniedError
        If the order is not for the person.
    """
    store.ask(Action.ORDER_SEE)
    official = headed_order(store, fiscal_year)
    panels = stored_panels(store, fiscal_year)
    return in_panel_order(official, panels.figures, panels.merits)


def own_queue(
    store: "Store", fiscal_year: int, now: dt.datetime, sure: Sureness | None = None
) -> tuple[list[QueueItem], dict[str, int]]:
    """Return what is assigned to the person who acts, in the order in which it is worth doing.

    Parameters
    ----------
    store : Store
    fiscal_year : int
    now : datetime
    sure : mapping of str to tuple, optional
        What :func:`sureness_by_ref` returned for this person and the run that is published.

    Raises
    ------
    DeniedError
        If the person reviews nothing.
    """
    own = store.assignments.own(fiscal_year)
    _, cycle = store.cycles.read(fiscal_year)
    states = store.reviews.panels(fiscal_year)
    sure = sureness_by_ref(store, fiscal_year) if sure is None else sure
    entries = []
    for one in own:
        state = states[one.ref]
        written = state.reviews.get(one.person)
        is_old = written is not None and written.proposal_version != state.version
        confidence, share = sure.get(one.ref, (None, None))
        entries.append(
            QueueEntry(
                assignment=one,
                title=state.title,
                sureness=confidence,
                funded_share=share,
                written_on=written.proposal_version if written is not None and is_old else None,
            )
        )
    return queue_of(entries, cycle.time_zone, now)


def sureness_by_ref(store: "Store", fiscal_year: int) -> Sureness:
    """Return how sure each is to be funded; nothing of an order that is large or hidden."""
    is_for = bool(store.acting.scopes(Action.ORDER_SEE))
    if not is_for or store.runs.published(fiscal_year) is None:
        return {}
    order = published_order(store, fiscal_year)
    if not order.refs or order.left_out is not None:
        return {}
    found = sureness_of(order).proposals
    return {one.ref: (one.confidence, one.funded_share) for one in found}


def assignment_plan(store: "Store", fiscal_year: int, count: int) -> Plan:
    """Return who is to be assigned so that each rankable proposal has ``count`` reviewers.

    Raises
    ------
    UsageError
        If no run of the year is published.
    DeniedError
        If assigning is not for the person.
    """
    loads = store.assignments.loads(fiscal_year)
    run = store.runs.needed(fiscal_year)
    scores, ranks = store.runs.scores(run.id), store.runs.ranks(run.id)
    places = dict(zip(ranks["ref"], ranks["rank"], strict=True))
    rankable = scores.loc[scores["verdict"] == Verdict.RANKABLE, "ref"].tolist()
    in_turn = sorted(rankable, key=lambda ref: (places.get(ref, len(places) + 1), ref))
    assigned: dict[str, set[str]] = {ref: set() for ref in in_turn}
    for one in store.assignments.of_cycle(fiscal_year):
        # Whoever left, or came into conflict, will not write: the proposal counts as short of that
        # review.
        if one.ref in assigned and one.person in loads and not one.is_in_conflict:
            assigned[one.ref].add(one.person)
    return balanced_plan(count, assigned, store.assignments.able(in_turn), loads)


def open_rules(store: "Store", fiscal_year: int, ref: str) -> dict[str, str]:
    """Return the outcome of each rule that does not hold of a proposal, by the published run."""
    run = store.runs.published(fiscal_year)
    if run is None:
        return {}
    found = store.runs.outcomes(run.id, ref)
    return {
        str(rule): OUTCOME_NAMES[int(outcome)]
        for rule, outcome in zip(found["rule"], found["outcome"], strict=True)
        if outcome != HOLDS
    }


def machine_view(panels: StoredPanels, ref: str) -> dict[str, Any]:
    """Return what the machine found of a proposal, as JSON values; null where it judged nothing."""
    said = panels.machine.get(ref)
    criteria = {} if said is None else said["criteria"]
    level_of = load_review_terms().level_of
    return {
        "verdict": None if said is None else str(said["verdict"]),
        "strength": _points(said, "strength"),
        "merit": _points(said, "merit"),
        "machine_levels": {name: level_of(criteria[name]["strength"]) for name in CRITERIA}
        if criteria
        else None,
    }


def _points(said: Mapping[str, Any] | None, name: str) -> float | None:
    """Return points of the machine, or None where the order is not for the person."""
    if said is None or said[name] is None:
        return None
    return round(float(said[name]), MERIT_DECIMALS)
