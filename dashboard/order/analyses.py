"""What is computed from the published run to defend it; kept by run, since a run never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fct.dashboard import kit
from fct.dashboard.kit import Place, cycle_of, store_at
from fct.data.program import load_robustness_terms
from fct.scoring import defending
from fct.scoring.defending import (
    Counterfactuals,
    Distance,
    RankConfidence,
    Robustness,
    SensitivityTerms,
    Weighting,
    robustness,
)
from fct.scoring.ranking import (
    OrderOfMerit,
    WhyNot,
    order_of_run,
    results_of_run,
    why_not_funded,
)


@kit.lasting()
def ranked(place: Place, run_id: str) -> OrderOfMerit:
    """Return the order of merit of a run with its parts and its money."""
    store = store_at(place)
    run = store.runs.get(run_id)
    cycle = cycle_of(place, run.fiscal_year, run.cycle_version)
    found = order_of_run(run, cycle, results_of_run(store, run, cycle))
    # Each caller gets a copy of its own, of which the proposals are the most by far, and few pages
    # look at more than one.
    return replace(found, proposals=kit.Copies(found.proposals))


@kit.lasting(spinner="Trying weight samples …")
def robustness_of(place: Place, run_id: str, weighting: str) -> Robustness | None:
    """Return how sure the ranks of a run are, under one kind of weight samples.

    None where too many are ranked for the least number of weight samples.
    """
    order = ranked(place, run_id)
    terms = load_robustness_terms().for_size(len(order.refs))
    if terms is None:
        return None
    return robustness(order, SensitivityTerms(weighting=Weighting(weighting), terms=terms))


def confidence(place: Place, run_id: str) -> Mapping[str, RankConfidence]:
    """Return how sure each rank is, under weights around the rubric's; empty if not known."""
    found = robustness_of(place, run_id, Weighting.AROUND_RUBRIC.value)
    return {} if found is None else {one.ref: one for one in found.proposals}


def samples(place: Place, run_id: str) -> int:
    """Return how many weight samples :func:`confidence` rests on; 0 where it is not known."""
    found = robustness_of(place, run_id, Weighting.AROUND_RUBRIC.value)
    return 0 if found is None else found.terms.draws


@kit.lasting(entries=64)
def distance_of(place: Place, run_id: str, ref: str) -> Distance | None:
    """Return how far a proposal is from the line; None where it does not compete for money."""
    return defending.distance_of(ranked(place, run_id), ref)


@kit.lasting(entries=64)
def idle_conditions(place: Place, run_id: str) -> Sequence[str]:
    """Return a sentence for each ref that the cycle names in vain in its conditions."""
    return tuple(ranked(place, run_id).no_effect)


@kit.lasting(entries=64)
def warnings(place: Place, run_id: str) -> Sequence[str]:
    """Return a sentence where the line of a run reaches past a tier, or passes over many."""
    return tuple(ranked(place, run_id).warnings)


@kit.lasting(spinner="Trying changes …", entries=64)
def counterfactuals_of(place: Place, run_id: str, ref: str) -> Counterfactuals | None:
    """Return the smallest change that would fund a proposal; None for one that needs none."""
    return defending.counterfactuals_of(ranked(place, run_id), ref)


@kit.lasting()
def why_not(place: Place, run_id: str) -> Mapping[str, WhyNot]:
    """Return why each that competes and is not funded gets nothing, by ref."""
    return dict(why_not_funded(ranked(place, run_id)))
