"""Plausible weights and shares, and the order that each sample gives."""

from decimal import Decimal

import numpy as np
import pytest

from fct.data.common.errors import UsageError
from fct.data.program.conditions import ComponentLimits, Conditions
from fct.data.program.cycle import Promise
from fct.data.program.robustness_terms import load_robustness_terms
from fct.data.program.rubric import default_rubric
from fct.scoring.defending.weight_samples import (
    RankSpan,
    SensitivityTerms,
    Weighting,
    counts_of_rank,
    merit_samples,
    order_samples,
    refuse_size,
    share_samples,
    spans_of_counts,
    spans_of_order,
    weight_samples,
)
from fct.scoring.judging.merit_parts import Floats, Parts, part_weights
from fct.scoring.ranking.funding_line import Mark
from fct.scoring.ranking.order import order_of_merit
from fct.scoring.ranking.sampled_line import funded_counts
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, judged, valid_proposal
from tests.support.proposals.mutations import random_batch
from tests.support.proposals.what_ifs import three

RUBRIC = part_weights(default_rubric())
TERMS = load_robustness_terms()


def parts(low: Floats, high: Floats | None = None) -> Parts:
    """Proposals A, B, ... under the default rubric."""
    refs = tuple(chr(ord("A") + place) for place in range(len(low)))
    return Parts(refs, RUBRIC, low, low if high is None else high)


def test_weights_lie_around_the_rubric_s() -> None:
    """Each sums to 100; means are the rubric's, and so is the spread that a Dirichlet has.

    The variance of a share w under concentration 100 is w (1 - w) / 101: 4.28 points for 24.5.
    """
    weights = weight_samples(RUBRIC, SensitivityTerms())

    assert weights.shape == (10_000, 11)
    assert weights.sum(axis=1) == pytest.approx(np.full(10_000, 100.0))
    assert weights.mean(axis=0) == pytest.approx(RUBRIC, abs=0.2)
    assert weights[:, 0].std() == pytest.approx(4.28, abs=0.15)


def test_a_higher_concentration_keeps_weights_closer() -> None:
    """A hundred times the concentration is about a tenth of the spread."""
    close = weight_samples(RUBRIC, SensitivityTerms(terms=TERMS.but(concentration=10_000)))

    assert close[:, 0].std() == pytest.approx(0.43, abs=0.02)


def test_any_weights_are_as_likely_as_any_others() -> None:
    """Eleven parts have 100 / 11 points each on average, whatever the rubric says."""
    weights = weight_samples(RUBRIC, SensitivityTerms(Weighting.ANY))

    assert weights.sum(axis=1) == pytest.approx(np.full(10_000, 100.0))
    assert weights.mean(axis=0) == pytest.approx(np.full(11, 100 / 11), abs=0.4)


@pytest.mark.parametrize("weighting", Weighting)
def test_a_part_without_weight_never_gets_any(weighting: Weighting) -> None:
    """What the rubric does not weigh stays out; two parts share the 100 points."""
    weights = weight_samples(three().parts.weights, SensitivityTerms(weighting))

    assert np.count_nonzero(weights.any(axis=0)) == 2
    assert weights.sum(axis=1) == pytest.approx(np.full(10_000, 100.0))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    """Nothing depends on the moment or on what was drawn before."""
    open_parts = parts(np.zeros((2, 11)), np.ones((2, 11)))
    first, again = (merit_samples(open_parts, SensitivityTerms()).tobytes() for _ in range(2))

    assert first == again
    assert first != merit_samples(open_parts, SensitivityTerms(terms=TERMS.but(seed=1))).tobytes()


def test_an_open_part_reaches_any_share_between_its_lowest_and_highest() -> None:
    """From 0.2 to 0.6, 0.4 on average; a certain part stays as it is."""
    low, high = np.full((1, 11), 0.2), np.full((1, 11), 0.2)
    high[0, 3] = 0.6
    shares = share_samples(parts(low, high), 0, SensitivityTerms())

    assert [float(share) for share in shares if share.ndim == 0] == [0.2] * 10
    assert shares[3].min() == pytest.approx(0.2, abs=0.001)
    assert shares[3].max() == pytest.approx(0.6, abs=0.001)
    assert shares[3].mean() == pytest.approx(0.4, abs=0.005)


def test_open_parts_have_their_lowest_share_where_blanks_are_not_in_doubt() -> None:
    """The official rank takes the lowest."""
    shares = share_samples(
        parts(np.full((1, 11), 0.2), np.ones((1, 11))), 0, SensitivityTerms(blanks=False)
    )

    assert [float(share) for share in shares] == [0.2] * 11


def test_reviewers_spread_moves_a_share_and_never_past_its_ends() -> None:
    """A deviation of 0.1 around 0.5; one of 5 around 0.5 is cut off at 0 and 1."""
    spread = np.zeros((1, 11))
    spread[0, :2] = 0.1, 5
    shares = share_samples(parts(np.full((1, 11), 0.5)), 0, SensitivityTerms(spread=spread))

    assert shares[0].std() == pytest.approx(0.1, abs=0.003)
    assert shares[0].mean() == pytest.approx(0.5, abs=0.004)
    assert (shares[1].min(), shares[1].max()) == (0, 1)
    assert float(shares[2]) == 0.5


def test_a_spread_of_zero_is_as_good_as_none() -> None:
    """Reviewers who agree change nothing."""
    open_parts = parts(np.full((2, 11), 0.2), np.full((2, 11), 0.9))
    agreed = merit_samples(open_parts, SensitivityTerms(spread=np.zeros((2, 11))))

    assert np.array_equal(agreed, merit_samples(open_parts, SensitivityTerms()))


@pytest.mark.parametrize("bad", [-0.1, float("nan")])
def test_a_spread_below_zero_is_refused(bad: float) -> None:
    """A standard deviation has no sign, and no number is no deviation."""
    with pytest.raises(ValueError, match="a spread of reviewers is below 0 or is not a number"):
        SensitivityTerms(spread=np.full((1, 11), bad))


def test_a_spread_of_other_proposals_is_refused() -> None:
    """Three rows for two proposals would give one the spread of another."""
    with pytest.raises(ValueError, match=r"the spread has shape \(3, 11\), .* have \(2, 11\)"):
        merit_samples(parts(np.ones((2, 11))), SensitivityTerms(spread=np.ones((3, 11))))


def test_merit_is_weight_times_share() -> None:
    """Half of all parts is 50 points in millionths, all of them 100, whatever the weights."""
    merits = merit_samples(
        parts(np.array([[0.5] * 11, [1.0] * 11])), SensitivityTerms(Weighting.ANY)
    )

    assert (merits[0] == 50_000_000).all()
    assert (merits[1] == 100_000_000).all()


def test_a_draw_of_one_proposal_does_not_depend_on_the_others() -> None:
    """B alone has the merits that it has beside A and C."""
    three_parts = parts(np.zeros((3, 11)), np.full((3, 11), 0.8))
    together = merit_samples(three_parts, SensitivityTerms())

    assert np.array_equal(
        merit_samples(three_parts.only(["B"]), SensitivityTerms())[0], together[1]
    )
    assert not np.array_equal(together[0], together[1])


def test_tiers_never_mix() -> None:
    """C of tier 1 stays before the others, however little it has."""
    ranked = three(shares=[(0, 0), (1, 1), (0, 1)], tier=[1, 2, 2])
    order = order_samples(ranked, merit_samples(ranked.parts, SensitivityTerms(Weighting.ANY)))

    assert (order[0] == 0).all()
    assert (order[1] == 1).all()


def test_equal_merits_are_ranked_by_maturity_then_by_the_last_order() -> None:
    """A and B are alike but for the maturity of B; A and C are alike, and A stands before C."""
    ranked = three(shares=[(1, 0), (1, 0), (1, 0)], maturity=[50.0, 60.0, 50.0])
    order = order_samples(ranked, merit_samples(ranked.parts, SensitivityTerms()))

    assert {tuple(column) for column in order.T.tolist()} == {(1, 0, 2)}


CONDITIONS = (
    Conditions(),
    Conditions(
        must_fund=frozenset({"V-6"}),
        excluded=frozenset({"V-1"}),
        hold_back_kusd={2027: Decimal(500)},
        components={"Army": ComponentLimits(ceiling_kusd={2027: Decimal(1200)})},
    ),
)


@pytest.mark.parametrize("conditions", CONDITIONS)
@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(1, whole=4)))
def test_the_rubric_s_own_weights_give_the_official_order_and_line(
    seed: int, conditions: Conditions
) -> None:
    """One sample of the weights themselves: the same ranks, and the same new starts are funded."""
    batch = [valid_proposal(f"V-{n}", title=f"T{n % 3}", mrl=9 + n % 2) for n in range(8)]
    batch += [valid_proposal("K", project_type="continuing", component_kusd=7)]
    budgets = {2027: Decimal(2500), 2028: Decimal(300)}
    promised = (Promise(ref="K", fiscal_year=2027, kusd=Decimal(400)),)
    changes = {"budgets": budgets, "conditions": conditions, "promised": promised}
    cycle = CYCLE.model_copy(update=changes)
    official = order_of_merit(judged(*batch, *random_batch(seed, 40)), cycle)
    sensitivity = SensitivityTerms(blanks=False, terms=TERMS.but(draws=1))
    merits = merit_samples(official.parts, sensitivity, official.parts.weights[None, :])
    order = order_samples(official, merits)

    assert order[:, 0].tolist() == list(range(len(official.refs)))
    counts = funded_counts(official.requests, official.ledger(), official.conditions, order)
    funded = [ref for ref, count in zip(official.refs, counts, strict=True) if count]
    marks = official.ranks["mark"]
    assert funded == official.ranks.loc[marks == Mark.FUNDED, "ref"].tolist()
    assert 1 <= len(funded) < (marks != Mark.CONTINUING).sum()


def test_what_memory_does_not_hold_is_refused() -> None:
    """50 million places: 2,000 proposals have 25,000 samples, and the sentence says how to ask."""
    refuse_size(2000, TERMS.but(draws=25_000))
    refuse_size(8000, TERMS.but(draws=6250))

    with pytest.raises(UsageError, match=r"25,001 .* of 2,000 .* 25,000: `fct sure --draws 25"):
        refuse_size(2000, TERMS.but(draws=25_001))
    with pytest.raises(UsageError, match=r"10,000 .* of 8,000 .* `fct sure --draws 6250`"):
        refuse_size(8000, TERMS)


def test_more_places_than_16_bits_name_are_ranked() -> None:
    """65,537 proposals that rise in merit: the last is first, and its place is not cut to 0."""
    size = 2**16 + 1
    ranked = three(shares=[(0, 0)] * size, asked=[{}] * size)
    order = order_samples(ranked, np.arange(size, dtype=np.uint32)[:, None])

    assert order[:, 0].tolist() == list(range(size))[::-1]


# Four samples: A stands at ranks 1, 1, 1, 2; B at 2, 2, 3, 1; C at 3, 3, 2, 3.
ORDER = np.array([[0, 0, 0, 1], [1, 1, 2, 0], [2, 2, 1, 2]], dtype=np.uint16)


def test_every_rank_is_counted() -> None:
    """A row is a proposal and a column a rank."""
    assert counts_of_rank(ORDER).tolist() == [[3, 1, 0], [1, 2, 1], [0, 1, 3]]


def test_spans_are_those_of_the_ranks_in_order() -> None:
    """Of B's 1, 2, 2, 3 one quarter is up to 1, three quarters up to 2: the quantiles of half."""
    terms = TERMS.but(draws=4, lowest_quantile=0.25, highest_quantile=0.75)

    assert spans_of_order(ORDER, terms) == [
        RankSpan(1, 2, 1, 1, 1.25),
        RankSpan(1, 3, 1, 2, 2.0),
        RankSpan(2, 3, 2, 3, 2.75),
    ]


@pytest.mark.parametrize(("size", "draws"), [(1, 1), (3, 7), (40, 101), (7, 20)])
@pytest.mark.parametrize("quantiles", [(0.05, 0.95), (0.25, 0.5), (0.1, 1.0)])
def test_both_ways_give_the_same(size: int, draws: int, quantiles: tuple[float, float]) -> None:
    """Orders by chance."""
    chance = np.random.default_rng([size, draws])
    order = np.array([chance.permutation(size) for _ in range(draws)], dtype=np.uint16).T
    low, high = quantiles
    terms = TERMS.but(draws=draws, lowest_quantile=low, highest_quantile=high)

    assert spans_of_order(order, terms) == spans_of_counts(counts_of_rank(order), terms)


def test_more_draws_than_are_turned_at_once_give_the_same() -> None:
    """1,100 proposals of 1,000 draws are more than 1,048,576 places."""
    order = np.random.default_rng(1).permuted(
        np.tile(np.arange(1100, dtype=np.uint16)[:, None], 1000), axis=0
    )
    terms = TERMS.but(draws=1000)

    assert spans_of_order(order, terms) == spans_of_counts(counts_of_rank(order), terms)


def test_nothing_ranked_has_no_span() -> None:
    """No proposal, no ranks."""
    nothing = np.empty((0, 5), dtype=np.uint16)

    assert spans_of_order(nothing, TERMS.but(draws=5)) == []
    assert counts_of_rank(nothing).shape == (0, 0)
