"""What the reviews of one proposal come to."""

import random

import pytest

from fct.data.program.rubric import default_rubric
from fct.data.program.rules import CRITERIA
from fct.data.reviewing.content import ReviewContent
from fct.scoring.reviewing.panel import overruled_rules, panel_figures
from tests.oracle import panels as oracle
from tests.support.stores.reviews import complete_review

RULES = ("A1", "A4", "M3", "X6")


def test_a_panel_of_two_worked_by_hand() -> None:
    """Levels 4 and 5, else 3: (3.5 + 4 x 2) / 4 / 5 x 100 = 57.5; 0.7 x 80 + 0.3 x 57.5."""
    found = panel_figures([complete_review((4, 3, 3, 3, 3)), complete_review((5, 3, 3, 3, 3))])

    assert found.levels["user advocacy"] == 4.5
    assert found.spread == {**dict.fromkeys(CRITERIA, 0), "user advocacy": 1}
    assert found.deviation["user advocacy"] == 0.125  # shares 0.75 and 1
    assert found.strength == pytest.approx(57.5)
    assert found.merit(80, default_rubric().merit) == pytest.approx(73.25)


@pytest.mark.parametrize(
    ("votes", "overruled"),
    [
        (["holds", None], {}),
        (["holds", "holds", None], {"A4": "holds"}),
        (["holds", "fails", "holds"], {"A4": "holds"}),
        (["holds", "fails", "unknown"], {}),
        (["holds", "holds", "fails", None], {}),
        (["fails"], {"A4": "fails"}),
    ],
)
def test_more_than_half_overrule_alike(votes: list[str | None], overruled: dict[str, str]) -> None:
    """One of two is not more than half, and two outcomes do not add up."""
    reviews = [complete_review(overrules={"A4": vote} if vote else {}) for vote in votes]

    assert overruled_rules(reviews) == overruled


def random_review(chance: random.Random) -> tuple[ReviewContent, dict[str, object]]:
    """A review, and the same in plain values."""
    levels = [chance.randint(1, 5) for _ in CRITERIA]
    overrules = {
        rule: chance.choice(("holds", "fails", "unknown"))
        for rule in RULES
        if chance.random() < 0.6
    }
    plain = {"levels": dict(zip(CRITERIA, levels, strict=True)), "overrules": overrules}
    return complete_review(levels, overrules), plain


def test_random_panels_are_those_of_a_second_reading() -> None:
    """One to seven reviews, against plain loops."""
    for seed in range(200):
        chance = random.Random(seed)
        drawn = [random_review(chance) for _ in range(chance.randint(1, 7))]
        maturity = chance.uniform(0, 100)
        found = panel_figures([review for review, _ in drawn])
        wanted = oracle.figures([plain for _, plain in drawn], maturity)

        assert {name: round(level, 6) for name, level in found.levels.items()} == wanted[
            "levels"
        ], seed
        assert found.spread == wanted["spread"], seed
        assert round(found.strength, 6) == wanted["panel_strength"], seed
        assert round(found.merit(maturity, default_rubric().merit), 6) == pytest.approx(
            wanted["panel_merit"], abs=1.1e-6
        ), seed
        assert found.overruled == wanted["overruled"], seed


def test_a_review_with_a_gap_counts_in_no_panel() -> None:
    """Only complete reviews come here."""
    with pytest.raises(ValueError, match="no level of user advocacy"):
        panel_figures([ReviewContent()])
