"""Where decisions differ from the advice, and how often people and machine agree."""

import pytest

from fct.data.decisions.outcomes import Outcome
from fct.scoring.deciding.basis import Item
from fct.scoring.deciding.slate_exceptions import agreement, kinds_of
from fct.scoring.ranking.funding_line import Mark
from tests.support.stores.slates import basis, item, unranked

ABOVE, CONTINUING = item("A"), item("C", mark=Mark.CONTINUING)
BELOW, PASSED = item("L", mark=Mark.BELOW), item("P", mark=Mark.PASSED_OVER)
RETURNED, POOR = unranked("R", "returned"), unranked("N", "not recommended")
URGENT = unranked("U", "rankable")  # out of cycle


@pytest.mark.parametrize(
    ("of", "outcome", "kinds"),
    [
        (ABOVE, "fund", []),
        (CONTINUING, "fund", []),
        (BELOW, "not selected", []),
        (RETURNED, "return", []),
        (POOR, "not selected", []),
        (BELOW, "fund", ["funded below the line"]),
        (PASSED, "fund", ["funded below the line"]),
        (URGENT, "fund", ["funded below the line"]),
        (PASSED, "fund in part", ["funded below the line", "part of the request"]),
        (ABOVE, "fund in part", ["part of the request"]),
        (CONTINUING, "fund in part", ["part of the request"]),
        (ABOVE, "not selected", ["not funded above it"]),
        (ABOVE, "return", ["not funded above it"]),
        (CONTINUING, "reserve", ["not funded above it", "reserve"]),
        (BELOW, "reserve", ["reserve"]),
        (RETURNED, "reserve", ["reserve"]),
        (RETURNED, "fund", ["verdict overruled"]),
        (POOR, "fund in part", ["part of the request", "verdict overruled"]),
        (RETURNED, "not selected", ["verdict overruled"]),
        (BELOW, "return", ["verdict overruled"]),
    ],
)
def test_an_exception_has_its_kinds(of: Item, outcome: str, kinds: list[str]) -> None:
    """Every difference from the advice has one at least, and the advice itself has none."""
    assert [str(one) for one in kinds_of(of, Outcome(outcome))] == kinds


def test_every_difference_from_the_advice_is_an_exception() -> None:
    """Over all kinds of proposal and all outcomes that people decide."""
    for of in (ABOVE, CONTINUING, BELOW, PASSED, RETURNED, POOR, unranked("I", "ineligible")):
        for outcome in set(Outcome) - {Outcome.WITHDRAWN}:
            assert bool(kinds_of(of, outcome)) == (outcome is not of.advice)


def test_a_waiver_that_counted_is_an_exception_of_its_own() -> None:
    """The advice rests on it."""
    waived = item("W", waivers=("FY2027-W001",))

    assert [str(one) for one in kinds_of(waived, Outcome.FUND)] == ["waiver used"]
    assert kinds_of(waived, Outcome.WITHDRAWN) == []


def test_what_the_sponsor_withdrew_is_no_exception() -> None:
    """Nobody decided it."""
    assert kinds_of(ABOVE, Outcome.WITHDRAWN) == []


def test_agreement_is_over_the_ranked_that_are_decided() -> None:
    """C and A agree, L does not; B is withdrawn, R and X are not ranked: 2 of 3."""
    outcomes = {
        "C": Outcome.FUND,
        "A": Outcome.PART,
        "B": Outcome.WITHDRAWN,
        "L": Outcome.FUND,
        "R": Outcome.FUND,
    }

    assert agreement(basis(), outcomes) == 0.666667
    assert agreement(basis(), {"R": Outcome.RETURN, "B": Outcome.WITHDRAWN}) is None
    assert agreement(basis(), {"L": Outcome.RESERVE}) == 1.0
