"""Plausible weights and shares, and the order and the line that each draw gives."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from fct.data.common.errors import UsageError
from fct.data.program.conditions import ComponentLimits, Conditions
from fct.data.program.cycle import Promise
from fct.data.program.robustness_terms import load_robustness_terms
from fct.data.program.rubric import default_rubric
from fct.scoring.defending.weight_samples import (
    Doubts,
    Weighting,
    funded_draws,
    merit_draws,
    order_draws,
    refuse_size,
    share_draws,
    weight_draws,
)
from fct.scoring.judging.merit_parts import Floats, Parts, part_weights
from fct.scoring.ranking.award_line import shares_in_order
from fct.scoring.ranking.best_set_problem import Question
from fct.scoring.ranking.funding_line import Mark, order_of_merit
from fct.scoring.ranking.rank_arrays import ranked_of_order
from tests.support.cases import CYCLE, judged, valid_proposal
from tests.support.conditioned_cases import of_conditions
from tests.support.mutations import random_batch
from tests.support.what_ifs import three

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
    weights = weight_draws(RUBRIC, Doubts())

    assert weights.shape == (10_000, 11)
    assert weights.sum(axis=1) == pytest.approx(np.full(10_000, 100.0))
    assert weights.mean(axis=0) == pytest.approx(RUBRIC, abs=0.2)
    assert weights[:, 0].std() == pytest.approx(4.28, abs=0.15)


def test_a_higher_concentration_keeps_weights_closer() -> None:
    """A hundred times the concentration is about a tenth of the spread."""
    close = weight_draws(RUBRIC, Doubts(terms=TERMS.but(concentration=10_000)))

    assert close[:, 0].std() == pytest.approx(0.43, abs=0.02)


def test_any_weights_are_as_likely_as_any_others() -> None:
    """Eleven parts have 100 / 11 points each on average, whatever the rubric says."""
    weights = weight_draws(RUBRIC, Doubts(Weighting.ANY))

    assert weights.sum(axis=1) == pytest.approx(np.full(10_000, 100.0))
    assert weights.mean(axis=0) == pytest.approx(np.full(11, 100 / 11), abs=0.4)


@pytest.mark.parametrize("weighting", Weighting)
def test_a_part_without_weight_never_gets_any(weighting: Weighting) -> None:
    """What the rubric does not weigh stays out; two parts share the 100 points."""
    weights = weight_draws(three().parts.weights, Doubts(weighting))

    assert np.count_nonzero(weights.any(axis=0)) == 2
    assert weights.sum(axis=1) == pytest.approx(np.full(10_000, 100.0))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    """Nothing depends on the moment or on what was drawn before."""
    open_parts = parts(np.zeros((2, 11)), np.ones((2, 11)))
    first, again = (merit_draws(open_parts, Doubts()).tobytes() for _ in range(2))

    assert first == again
    assert first != merit_draws(open_parts, Doubts(terms=TERMS.but(seed=1))).tobytes()


def test_an_open_part_reaches_any_share_between_its_lowest_and_highest() -> None:
    """From 0.2 to 0.6, 0.4 on average; a certain part stays as it is."""
    low, high = np.full((1, 11), 0.2), np.full((1, 11), 0.2)
    high[0, 3] = 0.6
    shares = share_draws(parts(low, high), 0, Doubts())

    assert [float(share) for share in shares if share.ndim == 0] == [0.2] * 10
    assert shares[3].min() == pytest.approx(0.2, abs=0.001)
    assert shares[3].max() == pytest.approx(0.6, abs=0.001)
    assert shares[3].mean() == pytest.approx(0.4, abs=0.005)


def test_open_parts_have_their_lowest_share_where_blanks_are_not_in_doubt() -> None:
    """The official rank takes the lowest."""
    shares = share_draws(parts(np.full((1, 11), 0.2), np.ones((1, 11))), 0, Doubts(blanks=False))

    assert [float(share) for share in shares] == [0.2] * 11


def test_reviewers_spread_moves_a_share_and_never_past_its_ends() -> None:
    """A deviation of 0.1 around 0.5; one of 5 around 0.5 is cut off at 0 and 1."""
    spread = np.zeros((1, 11))
    spread[0, :2] = 0.1, 5
    shares = share_draws(parts(np.full((1, 11), 0.5)), 0, Doubts(spread=spread))

    assert shares[0].std() == pytest.approx(0.1, abs=0.003)
    assert shares[0].mean() == pytest.approx(0.5, abs=0.004)
    assert (shares[1].min(), shares[1].max()) == (0, 1)
    assert float(shares[2]) == 0.5


def test_a_spread_of_zero_is_as_good_as_none() -> None:
    """Reviewers who agree change nothing."""
    open_parts = parts(np.full((2, 11), 0.2), np.full((2, 11), 0.9))
    agreed = merit_draws(open_parts, Doubts(spread=np.zeros((2, 11))))

    assert np.array_equal(agreed, merit_draws(open_parts, Doubts()))


@pytest.mark.parametrize("bad", [-0.1, float("nan")])
def test_a_spread_below_zero_is_refused(bad: float) -> None:
    """A standard deviation has no sign, and no number is no deviation."""
    with pytest.raises(ValueError, match="a spread of reviewers is below 0 or no number"):
        Doubts(spread=np.full((1, 11), bad))


def test_a_spread_of_other_proposals_is_refused() -> None:
    """Three rows for two proposals would give one the spread of another."""
    with pytest.raises(ValueError, match=r"the spread has shape \(3, 11\), .* have \(2, 11\)"):
        merit_draws(parts(np.ones((2, 11))), Doubts(spread=np.ones((3, 11))))


def test_merit_is_weight_times_share() -> None:
    """Half of all parts is 50 points in millionths, all of them 100, whatever the weights."""
    merits = merit_draws(parts(np.array([[0.5] * 11, [1.0] * 11])), Doubts(Weighting.ANY))

    assert (merits[0] == 50_000_000).all()
    assert (merits[1] == 100_000_000).all()


def test_a_draw_of_one_proposal_does_not_depend_on_the_others() -> None:
    """B alone has the merits that it has beside A and C."""
    three_parts = parts(np.zeros((3, 11)), np.full((3, 11), 0.8))
    together = merit_draws(three_parts, Doubts())

    assert np.array_equal(merit_draws(three_parts.only(["B"]), Doubts())[0], together[1])
    assert not np.array_equal(together[0], together[1])


def test_tiers_never_mix() -> None:
    """C of tier 1 stays before the others, however little it has."""
    ranked = three(shares=[(0, 0), (1, 1), (0, 1)], tier=[1, 2, 2])
    order = order_draws(ranked, merit_draws(ranked.parts, Doubts(Weighting.ANY)))

    assert (order[0] == 0).all()
    assert (order[1] == 1).all()


def test_equal_merits_are_ranked_by_maturity_then_by_the_last_order() -> None:
    """A and B are alike but for the maturity of B; A and C are alike, and A stands before C."""
    ranked = three(shares=[(1, 0), (1, 0), (1, 0)], maturity_low=[50.0, 60.0, 50.0])
    order = order_draws(ranked, merit_draws(ranked.parts, Doubts()))

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
@pytest.mark.parametrize("seed", range(4))
def test_the_rubric_s_own_weights_give_the_official_order_and_line(
    seed: int, conditions: Conditions
) -> None:
    """One draw of the weights themselves: the same ranks, and the same new starts are funded."""
    batch = [valid_proposal(f"V-{n}", title=f"T{n % 3}", mrl=9 + n % 2) for n in range(8)]
    batch += [valid_proposal("K", project_type="continuing", component_kusd=7)]
    budgets = {2027: Decimal(2500), 2028: Decimal(300)}
    promised = (Promise(ref="K", fiscal_year=2027, kusd=Decimal(400)),)
    changes = {"budgets": budgets, "conditions": conditions, "promised": promised}
    cycle = CYCLE.model_copy(update=changes)
    judgement = judged(*batch, *random_batch(seed, 40))
    official = order_of_merit(judgement, cycle)
    ranked = ranked_of_order(official, judgement, default_rubric(), conditions)
    doubts = Doubts(blanks=False, terms=TERMS.but(draws=1))
    merits = merit_draws(ranked.parts, doubts, ranked.parts.weights[None, :])
    order = order_draws(ranked, merits)

    assert order[:, 0].tolist() == list(range(len(ranked.refs)))
    funded = [
        ref
        for ref, is_funded in zip(ranked.refs, funded_draws(ranked, order), strict=True)
        if is_funded
    ]
    marks = official.ranks["mark"]
    assert funded == official.ranks.loc[marks == Mark.FUNDED, "ref"].tolist()
    assert 1 <= len(funded) < (marks != Mark.CONTINUING).sum()


def test_the_line_passes_over_what_does_not_fit() -> None:
    """In the order A, B, C: 600 of 1000, then 500 do not fit 400, and C takes them."""
    counts = funded_draws(three(), np.array([[0], [1], [2]], dtype=np.uint16))

    assert counts.tolist() == [1, 0, 1]


def test_the_line_needs_room_in_every_year() -> None:
    """B fits 2027 and not 2028; in the order B, A, C the money of 2027 stays for the others."""
    asked = [{2027: "600"}, {2027: "500", 2028: "1"}, {2027: "400"}]
    counts = funded_draws(three(asked=asked), np.array([[1], [0], [2]], dtype=np.uint16))

    assert counts.tolist() == [1, 0, 1]


def test_promises_come_off_first_and_no_request_fits_a_year_overdrawn() -> None:
    """900 of 1000 are promised and 5 more than 2028 has; A asks nothing and fits."""
    asked: list[dict[int, str]] = [{}, {2027: "100"}, {2028: "1"}]
    ranked = three(asked=asked, promised={2027: Decimal(900), 2028: Decimal(5)})
    counts = funded_draws(ranked, np.array([[0], [1], [2]], dtype=np.uint16))

    assert counts.tolist() == [1, 1, 0]


def test_a_continuing_project_takes_nothing_of_what_is_left() -> None:
    """Its promise came off before; C is funded after it."""
    ranked = three(competes=[False, True, True])
    counts = funded_draws(ranked, np.array([[0], [1], [2]], dtype=np.uint16))

    assert ranked.left.tolist() == [1000]
    assert counts.tolist() == [0, 1, 1]


@pytest.mark.parametrize("seed", range(60))
def test_the_line_keeps_the_conditions_of_the_cycle(seed: int) -> None:
    """As the official line, which gives to one after the other; here in every draw of any order.

    Must-funds, exclusions, money held back and ceilings of components, mixed by chance.
    """
    asked = of_conditions(seed, 7)
    conditions = asked.conditions.model_copy(update={"partial": None})
    plain = three(
        shares=[(0, 0)] * 7,
        asked=[{y: str(k) for y, k in one.request_kusd.items()} for one in asked.candidates],
        budgets=asked.left_kusd,
        component=[one.component for one in asked.candidates],
    )
    refs = tuple(one.ref for one in asked.candidates)
    ranked = replace(plain, parts=replace(plain.parts, refs=refs), conditions=conditions)
    orders = np.array([np.random.default_rng(n).permutation(7) for n in range(4)]).T
    counts = funded_draws(ranked, orders.astype(np.uint16))
    expected = [0] * 7
    for order in orders.T.tolist():
        in_order = [asked.candidates[place] for place in order]
        for ref in shares_in_order(Question(in_order, asked.left_kusd, conditions)):
            expected[ranked.refs.index(ref)] += 1

    assert counts.tolist() == expected


def test_money_too_large_for_64_bits_is_still_exact() -> None:
    """10,000 and 0.3333333333333333 do not both fit 10,000.3333333333333332."""
    asked = [{2027: "10000"}, {2027: "0.3333333333333333"}, {2027: "0"}]
    order = np.array([[0], [1], [2]], dtype=np.uint16)
    cents = {2027: Decimal("10000.3333333333333332")}

    assert funded_draws(three(asked=asked, budgets=cents), order).tolist() == [1, 0, 1]
    enough = {2027: Decimal("10000.3333333333333333")}
    assert funded_draws(three(asked=asked, budgets=enough), order).tolist() == [1, 1, 1]


def test_what_memory_does_not_hold_is_refused() -> None:
    """50 million places: 2,000 proposals have 25,000 draws, and the sentence says how to ask."""
    refuse_size(2000, TERMS.but(draws=25_000))
    refuse_size(8000, TERMS.but(draws=6250))

    with pytest.raises(UsageError, match=r"25,001 draws of 2,000 .* 25,000: `fct sure --draws 25"):
        refuse_size(2000, TERMS.but(draws=25_001))
    with pytest.raises(UsageError, match=r"10,000 draws of 8,000 .* `fct sure --draws 6250`"):
        refuse_size(8000, TERMS)


def test_more_places_than_16_bits_name_are_ranked() -> None:
    """65,537 proposals that rise in merit: the last is first, and its place is not cut to 0."""
    size = 2**16 + 1
    ranked = replace(
        three(),
        tiers=np.ones(size, dtype=np.int64),
        maturity=np.zeros(size),
        last_order=np.arange(size),
    )
    order = order_draws(ranked, np.arange(size, dtype=np.uint32)[:, None])

    assert order[:, 0].tolist() == list(range(size))[::-1]
