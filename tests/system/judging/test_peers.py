"""Ranks beside those of other tools: the same where these are right, and where they are not.

scikit-criteria ranks by its weighted sum model, pymcdm by its own and ``rankdata``. They are
imported where they rank: both draw pictures too, and every worker would load what that takes.
"""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fct.data.program.robustness_terms import load_robustness_terms
from fct.data.program.rubric import default_rubric
from fct.scoring.defending.rank_robustness import robustness
from fct.scoring.defending.weight_samples import (
    SensitivityTerms,
    Weighting,
    merit_samples,
    order_samples,
    weight_samples,
)
from fct.scoring.judging.merit_parts import Floats, Parts, part_weights
from fct.scoring.ranking.order import OrderOfMerit
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, judged, ranked_frame, valid_proposal

SIZE, DRAWS = 40, 50
SENSITIVITY = SensitivityTerms(
    Weighting.ANY, blanks=False, terms=load_robustness_terms().but(draws=DRAWS)
)


def by_scikit_criteria(shares: Floats, weights: Floats) -> Any:
    """Its result; every part is to be as high as it can."""
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    best = [max] * shares.shape[1]
    return WeightedSumModel().evaluate(skcriteria.mkdm(shares, best, weights=weights))


def by_pymcdm(shares: Floats, weights: Floats) -> list[float]:
    """Its ranks; shares are taken as they are."""
    from pymcdm.methods import WSM

    model = WSM(normalization_function=lambda column, cost: column)  # noqa: ARG005 - its signature
    merit = model(shares, weights / weights.sum(), np.ones(shares.shape[1]))
    return list(model.rank(merit).tolist())


def one_tier(shares: Floats) -> OrderOfMerit:
    """Proposals of one tier in the official order of their shares, without money."""
    weights = part_weights(default_rubric())
    shares = shares[np.argsort(-np.round(shares @ weights, 6), kind="stable")]
    size = len(shares)
    ranks = pd.DataFrame({"ref": [f"P-{n:02}" for n in range(size)], "tier": 1, "maturity": 0.0})
    ranks = ranks.assign(component_priority=float("nan"), title="", merit=0.0)
    ranks = ranks.assign(component=None, competes=False, request_kusd=None)
    parts = Parts(tuple(ranks["ref"]), weights, shares, shares)
    return OrderOfMerit(ranks, parts, CYCLE, default_rubric())


def ranks_of(ranked: OrderOfMerit, draw: int) -> list[int]:
    """Our ranks in one draw, in the official order of the proposals."""
    order = order_samples(ranked, merit_samples(ranked.parts, SENSITIVITY))[:, draw].tolist()
    return [order.index(place) + 1 for place in range(len(order))]


def ranks_of_official(ranked: OrderOfMerit) -> list[int]:
    """Our ranks under the rubric's own weights."""
    sensitivity = SensitivityTerms(blanks=False, terms=SENSITIVITY.terms.but(draws=1))
    merits = merit_samples(ranked.parts, sensitivity, ranked.parts.weights[None, :])
    return [int(place) + 1 for place in order_samples(ranked, merits)[:, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_the_official_order_is_that_of_both_peers(seed: int) -> None:
    """Random shares have no ties and no blanks: all three rank by the weighted sum."""
    ranked = one_tier(np.random.default_rng(seed).random((SIZE, 11)))
    shares, weights = ranked.parts.low, ranked.parts.weights

    assert by_scikit_criteria(shares, weights).rank_.tolist() == list(range(1, SIZE + 1))
    assert by_pymcdm(shares, weights) == list(range(1, SIZE + 1))


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(2, whole=5)))
def test_the_ranks_of_every_draw_are_those_of_both_peers(seed: int) -> None:
    """Fifty other weight samples of forty proposals, and their counts by rank."""
    ranked = one_tier(np.random.default_rng(seed).random((SIZE, 11)))
    shares, counts = ranked.parts.low, np.zeros((SIZE, SIZE), dtype=int)
    for draw, weights in enumerate(weight_samples(ranked.parts.weights, SENSITIVITY)):
        ranks = by_scikit_criteria(shares, weights).rank_
        counts[np.arange(SIZE), ranks - 1] += 1

        assert ranks.tolist() == by_pymcdm(shares, weights) == ranks_of(ranked, draw)
    assert robustness(ranked, SENSITIVITY).acceptability.tolist() == counts.tolist()


def alike(refs: Sequence[str]) -> list[tuple[int, str, list[str]]]:
    """Our rank, ref and ties of proposals that are alike but for their refs."""
    ranks = ranked_frame(judged(*(valid_proposal(ref) for ref in refs)))
    return list(zip(ranks["rank"], ranks["ref"], ranks["tied_with"], strict=True))


def test_scikit_criteria_ranks_equal_proposals_by_the_order_of_the_input() -> None:
    """Its untied rank gives the better rank to who comes first, and says nothing of a tie.

    Ours is the same for every order of the input, and names both as tied.
    """
    equal, weights = np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0.5, 0.5])
    for shares in (equal, equal[::-1]):
        assert by_scikit_criteria(shares, weights).untied_rank_.tolist() == [1, 2]

    expected = [(1, "A", ["B"]), (2, "B", ["A"])]
    assert alike("AB") == alike("BA") == expected


def test_a_tie_moves_everyone_below_in_both_peers() -> None:
    """Third behind two equal ones: 2 by one peer, beside a shared 1.5 of the other; ours is 3."""
    shares, weights = np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 0.25]]), np.array([0.5, 0.5])

    assert by_scikit_criteria(shares, weights).rank_.tolist() == [1, 1, 2]
    assert by_pymcdm(shares, weights) == [1.5, 1.5, 3]
    ranks = ranked_frame(
        judged(valid_proposal("A"), valid_proposal("B"), valid_proposal("C", mrl=9))
    )
    assert ranks["rank"].tolist() == [1, 2, 3]
    assert ranks["tied_with"].tolist() == [["B"], ["A"], []]


def test_both_peers_take_a_rounding_of_the_machine_for_a_difference() -> None:
    """0.1 and 0.7 at equal weights are 0.4, as are 0.4 and 0.4; binary sums differ in the last bit.

    Ours rounds merit to 6 decimals first, so the stated rule breaks the tie.
    """
    shares, weights = np.array([[0.1, 0.7], [0.4, 0.4]]), np.array([0.5, 0.5])

    assert by_scikit_criteria(shares, weights).rank_.tolist() == [2, 1]
    assert by_pymcdm(shares, weights) == [2, 1]
    wide = np.zeros((2, 11))
    wide[:, 6:8] = shares  # two criteria, of equal weight
    assert ranks_of_official(one_tier(wide)) == [1, 2]
    assert ranks_of_official(one_tier(wide[::-1])) == [1, 2]


def test_one_blank_answer_stops_both_peers() -> None:
    """One blank of two leaves neither with a rank, and the message names no proposal.

    Ours ranks the proposal by what it shows, between its lowest and its highest.
    """
    shares, weights = np.array([[np.nan, 0.5], [1.0, 0.0]]), np.array([0.5, 0.5])

    with (
        pytest.raises(ValueError, match="doesn't look like a ranking"),
        pytest.warns(RuntimeWarning, match="invalid value encountered in cast"),
    ):
        by_scikit_criteria(shares, weights)
    with pytest.raises(KeyError, match="nan"):
        by_pymcdm(shares, weights)

    ranks = ranked_frame(judged(valid_proposal("A", quantity_fielded=None), valid_proposal("B")))
    assert ranks["ref"].tolist() == ["B", "A"]


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_shuffled_keeps_its_ranks_and_changes_those_of_the_peer(seed: int) -> None:
    """Ten alike proposals in another order: ours by ref, the untied rank by place."""
    refs = [f"P-{n}" for n in range(10)]
    shuffled = random.Random(seed).sample(refs, len(refs))

    assert alike(refs) == alike(shuffled)
    places = by_scikit_criteria(np.ones((10, 2)), np.ones(2)).untied_rank_.tolist()
    assert dict(zip(refs, places, strict=True)) != dict(zip(shuffled, places, strict=True))
