"""What is computed from the published run to defend it; kept by run, since a run never changes."""

from collections.abc import Mapping, Sequence

from fct.dashboard import kit
from fct.dashboard.kit import Place
from fct.scoring import defending, ranking
from fct.scoring.defending import Weighting


def confidence(place: Place, run_id: str) -> Mapping[str, defending.RankConfidence]:
    """Return how sure each rank is, under weights around the rubric's; empty if not known."""
    found = kit.robustness_of(place, run_id, Weighting.AROUND_RUBRIC.value)
    return {} if found is None else {one.ref: one for one in found.proposals}


def samples(place: Place, run_id: str) -> int:
    """Return how many weight samples :func:`confidence` rests on; 0 where it is not known."""
    found = kit.robustness_of(place, run_id, Weighting.AROUND_RUBRIC.value)
    return 0 if found is None else found.terms.draws


@kit.lasting(entries=64)
def distance_of(place: Place, run_id: str, ref: str) -> defending.Distance | None:
    """Return how far a proposal is from the line; None where it does not compete for money."""
    return defending.distance_of(kit.ranked(place, run_id), ref)


@kit.lasting(entries=64)
def idle_conditions(place: Place, run_id: str) -> Sequence[str]:
    """Return a sentence for each ref that the cycle names in vain in its conditions."""
    return tuple(kit.ranked(place, run_id).no_effect)


@kit.lasting(entries=64)
def warnings(place: Place, run_id: str) -> Sequence[str]:
    """Return a sentence where the line of a run reaches past a tier, or passes over many."""
    return tuple(kit.ranked(place, run_id).warnings)


@kit.lasting(spinner="Trying changes …", entries=64)
def counterfactuals_of(place: Place, run_id: str, ref: str) -> defending.Counterfactuals | None:
    """Return the smallest change that would fund a proposal; None for one that needs none."""
    return defending.counterfactuals_of(kit.ranked(place, run_id), ref)


@kit.lasting()
def why_not(place: Place, run_id: str) -> Mapping[str, ranking.WhyNot]:
    """Return why each that competes and is not funded gets nothing, by ref."""
    return dict(ranking.why_not_funded(kit.ranked(place, run_id)))
