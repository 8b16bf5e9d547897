"""How sure a rank is.

With A, B and C of ``what_ifs.py`` in ``tests/support/proposals`` let w be the points of the first
part and 100 - w those of the second: A has w, B 50 and C 100 - w. Above 50 the order is A, B, C: A
takes 600 of 1000, B does not fit, C does. Below it is C, B, A: C and B take 900, and A does not
fit. So B is always second, C is always funded, and A exactly when B is not.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from fct.data.common.errors import UsageError
from fct.data.program.cycle import Promise
from fct.data.program.robustness_terms import load_robustness_terms
from fct.scoring.defending import weight_samples as weight_samples_module
from fct.scoring.defending.rank_robustness import (
    Confidence,
    RankConfidence,
    Robustness,
    review_order,
    robustness,
    robustness_report,
    winning_share,
)
from fct.scoring.defending.weight_samples import (
    SensitivityTerms,
    Weighting,
    merit_samples,
    share_samples,
    weight_samples,
)
from fct.scoring.judging.merit_parts import Floats
from fct.scoring.ranking.funding_line import shares_in_order
from fct.scoring.ranking.order import OrderOfMerit, order_of_merit
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE, judged, valid_proposal
from tests.support.proposals.mutations import random_batch
from tests.support.proposals.what_ifs import three

TERMS = load_robustness_terms()
ANY = SensitivityTerms(Weighting.ANY)


def batch_ranked(proposals: Sequence[Any]) -> OrderOfMerit:
    """The order of merit of a batch under budgets that do not fund all."""
    changes = {
        "budgets": {2027: Decimal(3900), 2028: Decimal(600)},
        "promised": (Promise(ref="V-7", fiscal_year=2027, kusd=Decimal(550)),),
    }
    cycle = CYCLE.model_copy(update=changes)
    judgement = judged(*proposals)
    return order_of_merit(judgement, cycle)


def mixed_batch(seed: int) -> list[Any]:
    """Proposals of two tiers, of many strengths and prices, some of them alike."""
    changes: list[dict[str, Any]] = [
        {"mrl": 8},
        {"mrl": None, "fct_test_kusd": 250},
        {"foreign_test_data": "available on request"},
        {"quantity_fielded": 100, "fct_test_kusd": 700},
        {"in_service_with": "Norway", "quantity_fielded": None},
        {"advocacy_level": "below"},
        {"advocacy_level": "below", "title": "Another"},
        {"project_type": "continuing"},
        {"intent": "conditional"},
        {},
    ]
    batch = [valid_proposal(f"V-{n}", **one) for n, one in enumerate(changes)]
    return [*batch, *random_batch(seed, 30)]


def test_the_share_of_draws_funded_under_any_weights() -> None:
    """Half of all weight samples lie above 50: A and B are funded in one half each, C always."""
    a, b, c = robustness(three(), ANY).proposals

    assert a.funded_share == pytest.approx(0.5, abs=0.02)
    assert b.funded_share == pytest.approx(1 - a.funded_share)
    assert c.funded_share == 1
    assert [one.confidence for one in (a, b, c)] == ["borderline", "borderline", "sure"]


def test_the_share_of_draws_funded_around_the_rubric_s_weights() -> None:
    """A beta of 60 and 40 lies above one half in 97.8 of 100: about 20 +- 10 minus 2 deviations."""
    a, b, c = robustness(three()).proposals

    assert a.funded_share == pytest.approx(0.978, abs=0.005)
    assert b.funded_share == pytest.approx(0.022, abs=0.005)
    assert [one.confidence for one in (a, b, c)] == ["sure", "out", "sure"]


def test_ranks_span_all_draws() -> None:
    """A and C change places, and B stays second."""
    a, b, c = robustness(three(), ANY).proposals

    for one in (a, c):
        assert (one.lowest_rank, one.highest_rank) == (1, 3)
        assert (one.rank_from, one.rank_to) == (1, 3)
        assert one.mean_rank == pytest.approx(2, abs=0.04)
    assert (b.lowest_rank, b.highest_rank, b.rank_from, b.rank_to, b.mean_rank) == (2, 2, 2, 2, 2)
    assert a.mean_rank + c.mean_rank == pytest.approx(4)


def test_the_interval_leaves_out_what_is_rarer_than_its_quantiles() -> None:
    """A is third in 2 of 100 draws: within all draws, and outside 9 of 10."""
    a = robustness(three()).proposals[0]

    assert (a.lowest_rank, a.highest_rank) == (1, 3)
    assert (a.rank_from, a.rank_to) == (1, 1)


def test_acceptability_counts_the_draws_of_every_rank() -> None:
    """Each proposal has one rank a draw and each rank one proposal, in a small type."""
    result = robustness(three(), ANY)
    counts = result.acceptability

    assert counts.dtype == np.uint16
    assert counts.sum(axis=0).tolist() == counts.sum(axis=1).tolist() == [10_000] * 3
    assert counts[1].tolist() == [0, 10_000, 0]
    assert counts[0].tolist() == counts[2].tolist()[::-1]
    assert counts[0, 0] / 10_000 == result.proposals[0].funded_share


def test_a_continuing_project_has_a_rank_and_no_share() -> None:
    """It never competes for money, so nothing is sure or out about it."""
    a, b, _ = robustness(three(competes=[False, True, True])).proposals

    assert (a.funded_share, a.confidence) == (None, None)
    assert (a.rank, a.lowest_rank, a.highest_rank) == (1, 1, 3)
    assert b.funded_share == 1


def test_the_thresholds_themselves_are_sure_and_out() -> None:
    """Of 20 draws 19 are 0.95 and 1 is 0.05; the seed is one that draws so."""
    terms = TERMS.but(draws=20)
    found = (
        robustness(three(), SensitivityTerms(terms=terms.but(seed=seed))) for seed in range(200)
    )
    a, b, _ = next(one.proposals for one in found if one.proposals[0].funded_share == 0.95)

    assert (a.confidence, b.funded_share, b.confidence) == ("sure", 0.05, "out")


def test_more_strength_never_hurts_and_more_money_asked_never_helps() -> None:
    """B with 0.6 of both parts has no worse mean rank; with 400 it fits below A no less often."""
    plain = robustness(three(), ANY).proposals[1]
    stronger = robustness(three(shares=[(1, 0), (0.6, 0.6), (0, 1)]), ANY).proposals[1]
    cheaper = robustness(three(asked=[{2027: "600"}, {2027: "400"}, {2027: "400"}]), ANY)

    assert stronger.mean_rank < plain.mean_rank
    assert stronger.funded_share > plain.funded_share
    assert cheaper.proposals[1].funded_share == 1


def with_blanks() -> OrderOfMerit:
    """A, B and C, where B may reach all of both parts."""
    ranked = three()
    high = ranked.parts.low.copy()
    high[1] = ranked.parts.weights > 0
    return replace(ranked, parts=replace(ranked.parts, high=high))


def test_a_blank_answer_makes_a_rank_less_sure() -> None:
    """B reaches 50 or more, and one of the others at most 50: it is first or second, not third."""
    b = robustness(with_blanks(), ANY).proposals[1]

    assert (b.lowest_rank, b.highest_rank) == (1, 2)
    assert 1 < b.mean_rank < 2


def test_blanks_can_be_left_out_of_the_doubts() -> None:
    """Then B counts its lowest shares, as it does officially."""
    result = robustness(with_blanks(), SensitivityTerms(Weighting.ANY, blanks=False))

    assert not result.blanks
    assert result.proposals == robustness(three(), ANY).proposals


def test_reviewers_who_differ_make_a_rank_less_sure() -> None:
    """B keeps the second rank of any weighting until reviewers differ about its parts."""
    spread = np.zeros((3, 11))
    spread[1] = 0.3
    result = robustness(three(), SensitivityTerms(Weighting.ANY, spread=spread))

    assert (result.proposals[1].lowest_rank, result.proposals[1].highest_rank) == (1, 3)
    assert result.reviewed


def test_equal_profiles_are_shown_as_ties_and_ranked_by_the_official_order() -> None:
    """No weighting separates A from B; A stands before B in every draw."""
    ranked = three(shares=[(1, 0), (1, 0), (0, 1)])
    a, b, c = robustness(ranked, ANY).proposals

    assert (a.tied_with, b.tied_with, c.tied_with) == (("B",), ("A",), ())
    assert robustness(ranked, ANY).acceptability[0, 1:].tolist()[0] > 0  # behind C
    assert a.mean_rank + 1 == pytest.approx(b.mean_rank)
    assert winning_share(ranked, "A", "B", ANY) == 0.5


def test_equal_profiles_of_different_tiers_are_no_ties() -> None:
    """A tier apart, nothing is undecided."""
    first, second, _ = robustness(three(shares=[(1, 0)] * 3, tier=[1, 2, 3])).proposals

    assert (first.tied_with, second.tied_with) == ((), ())
    assert (second.lowest_rank, second.highest_rank) == (2, 2)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_the_input_never_changes_anything(seed: int) -> None:
    """The same files in another order: the same shares, ranks and counts."""
    batch = mixed_batch(seed)
    shuffled = random.Random(seed).sample(batch, len(batch))
    sensitivity = SensitivityTerms(terms=TERMS.but(draws=500))
    first, second = (robustness(batch_ranked(one), sensitivity) for one in (batch, shuffled))

    assert len(first.proposals) >= 9
    assert first.proposals == second.proposals
    assert first.acceptability.tobytes() == second.acceptability.tobytes()


def opened(ranked: OrderOfMerit) -> OrderOfMerit:
    """The same order, where every third proposal might reach all of every fourth part."""
    high = ranked.parts.low.copy()
    high[::3, ::4] = 1
    return replace(ranked, parts=replace(ranked.parts, high=high))


def slow_orders(ranked: OrderOfMerit, sensitivity: SensitivityTerms) -> Iterator[list[int]]:
    """Places in the order of each draw, one draw and one proposal after the other."""
    size = len(ranked.refs)
    weights = weight_samples(ranked.parts.weights, sensitivity)
    sampled = [share_samples(ranked.parts, place, sensitivity) for place in range(size)]
    by_part = [
        [(s if s.ndim else np.full(len(weights), s)).tolist() for s in own] for own in sampled
    ]
    shares = [list(zip(*own, strict=True)) for own in by_part]
    ties = ranked.tie_order.tolist()
    for draw, row in enumerate(weights.tolist()):
        merit = [
            round(sum(w * share for w, share in zip(row, own[draw], strict=True)), 6)
            for own in shares
        ]
        yield sorted(range(size), key=lambda i: (ranked.tiers[i], -merit[i], ties[i]))


def draws_by_rank(orders: Iterable[Sequence[int]], size: int) -> list[list[int]]:
    """In how many draws each proposal has each rank."""
    of_rank = [[0] * size for _ in range(size)]
    for order in orders:
        for rank, place in enumerate(order):
            of_rank[place][rank] += 1
    return of_rank


def draws_funded(ranked: OrderOfMerit, orders: Iterable[Sequence[int]]) -> list[int]:
    """In how many draws the line funds each proposal."""
    question, funded = ranked.question(), [0] * len(ranked.refs)
    by_ref = {one.ref: one for one in question.candidates}
    for order in orders:
        refs = [ranked.refs[place] for place in order]
        again = replace(question, candidates=[by_ref[ref] for ref in refs if ref in by_ref])
        for ref in shares_in_order(again):
            funded[ranked.refs.index(ref)] += 1
    return funded


@pytest.mark.parametrize("seed", [1, 4])
@pytest.mark.parametrize("weighting", Weighting)
def test_it_agrees_with_a_slow_loop(seed: int, weighting: Weighting) -> None:
    """Plain Python over 300 draws of a batch with tiers, ties and open parts."""
    ranked = opened(batch_ranked(mixed_batch(seed)))
    sensitivity = SensitivityTerms(weighting, terms=TERMS.but(draws=300, seed=seed))
    result = robustness(ranked, sensitivity)
    orders = list(slow_orders(ranked, sensitivity))
    funded = draws_funded(ranked, orders)

    assert result.acceptability.tolist() == draws_by_rank(orders, len(ranked.refs))
    shares = [one.funded_share for one in result.proposals]
    competes = ranked.competes.tolist()
    assert shares == [n / 300 if c else None for n, c in zip(funded, competes, strict=True)]
    assert len(set(shares)) > 3


@pytest.mark.sampled
def test_more_draws_than_are_sorted_at_once_agree_with_the_slow_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """140 proposals of 1,000 draws are 140,000 places, and 131,072 are sorted at a time.

    The part is a tenth of the proposals and of the draws, with a hundredth sorted at a time.
    """
    size, draws = sample(14, whole=140), sample(100, whole=1000)
    at_once = sample(1310, whole=weight_samples_module._SORTED_AT_ONCE)
    monkeypatch.setattr(weight_samples_module, "_SORTED_AT_ONCE", at_once)
    assert at_once < size * draws
    shares = [(x, y) for x, y in np.random.default_rng(5).random((size, 2)).tolist()]
    ranked = three(shares=shares, asked=[{2027: "30"}] * size)
    sensitivity = SensitivityTerms(Weighting.ANY, terms=TERMS.but(draws=draws))

    by_rank = draws_by_rank(slow_orders(ranked, sensitivity), size)
    assert robustness(ranked, sensitivity).acceptability.tolist() == by_rank


def test_without_counts_of_every_rank_the_rest_is_the_same() -> None:
    """40 x 40 are 1,600 places, and 1,500 are held: 30 draws fit, counts do not."""
    ranked = three(
        shares=[(x, y) for x, y in np.random.default_rng(5).random((40, 2)).tolist()],
        asked=[{2027: "30"}] * 40,
    )
    terms = TERMS.but(draws=30)
    full = robustness(ranked, SensitivityTerms(Weighting.ANY, terms=terms))
    bare = robustness(ranked, SensitivityTerms(Weighting.ANY, terms=terms.but(most_places=1500)))

    assert full.acceptability is not None
    assert bare.acceptability is None
    assert bare.proposals == full.proposals
    assert len({one.rank_from for one in full.proposals}) > 5


def test_a_pair_wins_in_the_share_of_samples_in_which_it_stands_above() -> None:
    """A stands above C where w is above 50, and both meet B there."""
    ranked = three()
    above = robustness(ranked, ANY).proposals[0].funded_share

    for one, other in combinations(ranked.refs, 2):
        assert winning_share(ranked, one, other, ANY) == above
        assert winning_share(ranked, other, one, ANY) == pytest.approx(1 - above)
    assert winning_share(ranked, "B", "B", ANY) == 0.5


def test_a_pair_wins_by_the_merits_of_all_samples() -> None:
    """With open parts, ties, tiers and reviewers: counted in the samples of the whole order."""
    ranked = opened(batch_ranked(mixed_batch(0)))
    spread: Floats = np.random.default_rng(0).random((len(ranked.refs), 11)) / 10
    sensitivity = SensitivityTerms(spread=spread, terms=TERMS.but(draws=200))
    merits = merit_samples(ranked.parts, sensitivity)

    for i, j in [(0, 1), (1, 0), (2, 5), (3, 3)]:
        won = np.count_nonzero(merits[i] > merits[j]) + np.count_nonzero(merits[i] == merits[j]) / 2
        assert ranked.tiers[i] == ranked.tiers[j]
        assert winning_share(ranked, ranked.refs[i], ranked.refs[j], sensitivity) == won / 200


def test_a_better_tier_wins_every_sample() -> None:
    """Tiers never mix, whatever the merits."""
    ranked = three(shares=[(0, 0), (1, 1), (1, 1)], tier=[1, 2, 2])

    assert [winning_share(ranked, "A", other, ANY) for other in "BC"] == [1, 1]
    assert [winning_share(ranked, "B", other, ANY) for other in "AC"] == [0, 0.5]
    assert winning_share(ranked, "C", "A") == 0


def test_a_ref_without_rank_has_no_winning_share() -> None:
    """The sentence names the ref."""
    with pytest.raises(UsageError, match="X-9 is not ranked; give the ref of a proposal"):
        winning_share(three(), "A", "X-9")


def test_review_goes_to_the_borderline_first() -> None:
    """Closest to one half first, then sure ones, those that are out, and continuing projects."""
    label = {0.5: "borderline", 0.9: "borderline", 0.3: "borderline", 1.0: "sure", 0.0: "out"}
    proposals = tuple(
        RankConfidence(
            ref=ref,
            rank=rank,
            funded_share=share,
            confidence=None if share is None else Confidence(label[share]),
            lowest_rank=1,
            highest_rank=7,
            rank_from=1,
            rank_to=7,
            mean_rank=4.0,
            tied_with=(),
        )
        for rank, (ref, share) in enumerate(
            [("A", None), ("B", 0.0), ("C", 1.0), ("D", 0.9), ("E", 0.3), ("F", 0.5), ("G", 1.0)], 1
        )
    )
    result = Robustness(
        proposals=proposals,
        acceptability=np.zeros((7, 7), dtype=np.uint16),
        weighting=Weighting.ANY,
        blanks=True,
        reviewed=False,
        terms=TERMS,
    )

    assert review_order(result) == ["F", "E", "D", "C", "G", "B", "A"]


def test_an_empty_order_is_sure_of_nothing() -> None:
    """No proposals, no counts."""
    result = robustness(three(shares=[], asked=[]))

    assert result.proposals == ()
    assert result.acceptability.shape == (0, 0)
    assert review_order(result) == []


def test_it_is_json_and_names_its_terms() -> None:
    """Seed and draws stand with the figures."""
    judgement = judged(valid_proposal("A"), valid_proposal("B", trl=8))
    ranked = order_of_merit(judgement, CYCLE)
    result = robustness(ranked, SensitivityTerms(terms=load_robustness_terms().but(draws=100)))
    report = json.loads(json.dumps(robustness_report(result)))

    assert report["terms"]["draws"] == 100
    assert [one["ref"] for one in report["proposals"]] == ["A", "B"]
    assert sorted(report["review_order"]) == ["A", "B"]
