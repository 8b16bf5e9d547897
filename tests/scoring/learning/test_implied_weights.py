"""The weights that past selections imply: right on known truths, silent where there are none."""

import numpy as np
import pytest

from fct.data.program.calibration_terms import load_calibration_terms
from fct.scoring.judging.merit_parts import PART_NAMES
from fct.scoring.learning.abstention import Abstention
from fct.scoring.learning.implied_weights import Decisions, ImpliedWeights, imply, rubric_agreement
from tests.support.processes.samples import sample
from tests.support.proposals.pasts import drawn_decisions, drawn_shares, parts_of

TERMS = load_calibration_terms()
QUICK = TERMS.model_copy(update={"permutations": 19, "draws": 100})
BRIEF = QUICK.model_copy(update={"most_folds": 4, "draws": 50})


def decisions_of(
    shares: np.ndarray, was_selected: list[bool], tiers: list[int] | None = None
) -> Decisions:
    """Decisions of one cycle, all in one tier unless given."""
    count = len(was_selected)
    years = np.full(count, 2020)
    return Decisions(
        parts_of(shares), years, np.array(tiers or [1] * count), np.array(was_selected)
    )


@pytest.fixture(scope="module")
def implied() -> tuple[ImpliedWeights, np.ndarray]:
    """What five cycles of sixty selections imply, and the weights by which they were made."""
    decisions, truth = drawn_decisions(0, (5, 60), likeness=0.5)
    found = imply(decisions, BRIEF)
    assert isinstance(found, ImpliedWeights)
    return found, truth


def test_the_weights_that_selected_come_back(implied: tuple[ImpliedWeights, np.ndarray]) -> None:
    """Nearer to the truth than the rubric is, within 4 points on average; they sum to 100."""
    weights, truth = implied[0].weights, implied[1]

    assert weights["part"].tolist() == list(PART_NAMES)
    assert weights[["rubric", "implied"]].sum().tolist() == pytest.approx([100, 100])
    assert (weights["implied"] >= 0).all()
    assert np.abs(weights["implied"] - truth).mean() < 4
    assert np.abs(weights["rubric"] - truth).mean() > 4


@pytest.mark.long
def test_nine_of_ten_intervals_hold_the_weight() -> None:
    """Over five pasts of 11 weights: at least 85 percent, at a confidence of 90."""
    held = []
    for seed in range(5):
        decisions, truth = drawn_decisions(seed, (5, 30))
        found = imply(decisions, QUICK)
        assert isinstance(found, ImpliedWeights)
        held.append(
            ((found.weights["low"] <= truth) & (truth <= found.weights["high"])).to_numpy().mean()
        )

    assert np.mean(held) >= 0.85


def test_the_implied_order_agrees_more_where_selections_left_the_rubric(
    implied: tuple[ImpliedWeights, np.ndarray],
) -> None:
    """Of the same 300 selections, on cycles left out; shares are counts over cases."""
    rubric, ours = implied[0].agreement.to_dict("records")

    assert (rubric["order"], ours["order"]) == ("rubric", "implied")
    assert rubric["cases"] == ours["cases"] == 300
    assert ours["yes"] > rubric["yes"]
    assert ours["share"] == pytest.approx(ours["yes"] / 300)
    assert ours["low"] < ours["share"] < ours["high"]
    assert implied[0].figures["concordance"] > 0.7


def test_agreement_counts_selections_that_the_order_gives() -> None:
    """Merits 100, 80, 60, 40 and two selected: the rubric takes the first two. The first and the
    third were selected, so the first and the last agree, which is 2 of 4."""
    shares = np.repeat([[1.0], [0.8], [0.6], [0.4]], 11, axis=1)

    row = rubric_agreement(decisions_of(shares, [True, False, True, False]), TERMS)

    assert (row["yes"], row["cases"], row["share"]) == (2, 4, 0.5)


def test_only_a_tier_that_was_divided_is_compared() -> None:
    """The first tier was selected whole, so it says nothing; the second agrees in both."""
    shares = np.repeat([[0.1], [0.2], [0.9], [0.4]], 11, axis=1)

    row = rubric_agreement(decisions_of(shares, [True, True, True, False], [1, 1, 2, 2]), TERMS)

    assert (row["yes"], row["cases"]) == (2, 2)


def test_without_anything_to_compare_there_is_no_rate() -> None:
    """No selections, no share: none is made up."""
    nothing = decisions_of(np.zeros((0, 11)), [])

    assert rubric_agreement(nothing, TERMS) == {
        "order": "rubric",
        "cases": 0,
        "yes": 0,
        "share": None,
    }
    assert isinstance(imply(nothing, TERMS), Abstention)


def test_a_part_that_no_pair_differs_in_is_reported_as_open() -> None:
    """Its interval reaches from below 1 to above 9 points: the selections say nothing of it."""
    decisions, _ = drawn_decisions(2, (5, 30))
    shares = decisions.parts.low.copy()
    shares[:, 8] = 1
    found = imply(
        Decisions(
            parts_of(shares), decisions.fiscal_years, decisions.tiers, decisions.was_selected
        ),
        BRIEF,
    )

    assert isinstance(found, ImpliedWeights)
    row = found.weights.iloc[8]
    assert row["low"] < 1
    assert row["high"] > 9


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((3, 8), "Past selections that can be learned from: "),
        ((1, 40), "Cycles that the past selections come from: 1; at least 3"),
    ],
)
def test_it_abstains_where_there_is_too_little(size: tuple[int, int], words: str) -> None:
    """Too few selections, or one cycle however large."""
    found = imply(drawn_decisions(0, size)[0], BRIEF)

    assert isinstance(found, Abstention)
    assert words in found.reason


@pytest.mark.sampled
def test_it_abstains_where_selections_depend_on_nothing() -> None:
    """Thirty pasts of chance alone: at p 0.05 one or two are expected to deceive; more than four
    would come once in 60 times."""
    pasts = sample(10, whole=30)
    found = [imply(drawn_decisions(seed, (3, 24), spread=0)[0], BRIEF) for seed in range(pasts)]
    reasons = [one.reason for one in found if isinstance(one, Abstention)]

    assert len(reasons) >= pasts * 26 / 30
    assert all("better than chance does" in reason for reason in reasons)


def test_the_same_past_gives_the_same_weights() -> None:
    """To the last digit, because the draws are seeded; the order of draws does not leak."""
    decisions, _ = drawn_decisions(4, (4, 20))
    first, second = imply(decisions, BRIEF), imply(decisions, BRIEF)

    assert isinstance(first, ImpliedWeights)
    assert isinstance(second, ImpliedWeights)
    assert first.weights.equals(second.weights)


def test_the_input_is_not_changed() -> None:
    """Selections that change places do so in a copy."""
    shares = drawn_shares(np.random.default_rng(0), 40)
    decisions = Decisions(
        parts_of(shares),
        np.repeat([2020, 2021, 2022, 2023], 10),
        np.ones(40, dtype=int),
        np.arange(40) % 2 == 0,
    )
    imply(decisions, BRIEF)

    assert decisions.was_selected.tolist() == [True, False] * 20
