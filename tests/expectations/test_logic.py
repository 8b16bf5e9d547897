"""Three-valued logic, held against the truth tables of Kleene."""

import numpy as np
import pytest

from fct.expectations import logic
from fct.expectations.logic import FAILS, HOLDS, UNKNOWN
from tests.support.proposals.cases import case_of

THREE = (HOLDS, UNKNOWN, FAILS)


def outcomes(*values: int) -> logic.Outcomes:
    """An array of outcomes."""
    return np.array(values, dtype=np.int8)


@pytest.mark.parametrize("first", THREE)
@pytest.mark.parametrize("second", THREE)
def test_and_fails_first_then_is_unknown(first: int, second: int) -> None:
    """And fails if a part fails, else is unknown if a part is unknown (reading 14)."""
    if FAILS in (first, second):
        expected = FAILS
    else:
        expected = UNKNOWN if UNKNOWN in (first, second) else HOLDS

    assert logic.all_of(outcomes(first), outcomes(second)).tolist() == [expected]


@pytest.mark.parametrize("first", THREE)
@pytest.mark.parametrize("second", THREE)
def test_or_holds_first_then_is_unknown(first: int, second: int) -> None:
    """Or holds if a part holds, else is unknown if a part is unknown (reading 14)."""
    if HOLDS in (first, second):
        expected = HOLDS
    else:
        expected = UNKNOWN if UNKNOWN in (first, second) else FAILS

    assert logic.any_of(outcomes(first), outcomes(second)).tolist() == [expected]


def test_if_then_is_not_a_or_b() -> None:
    """If A then B, over all nine pairs (reading 14)."""
    condition = outcomes(*(a for a in THREE for _ in THREE))
    consequence = outcomes(*THREE, *THREE, *THREE)

    assert logic.if_then(condition, consequence).tolist() == [
        *(HOLDS, UNKNOWN, FAILS),  # A holds: as B
        *(HOLDS, UNKNOWN, UNKNOWN),  # A unknown
        *(HOLDS, HOLDS, HOLDS),  # A fails
    ]


def test_not_turns_the_sign() -> None:
    """What is unknown stays unknown."""
    assert logic.negated(outcomes(*THREE)).tolist() == [FAILS, UNKNOWN, HOLDS]


def test_what_is_not_known_is_unknown() -> None:
    """A truth value counts only where it is known."""
    known, holds = np.array([True, True, False, False]), np.array([True, False, True, False])

    assert logic.outcomes_where(known, holds).tolist() == [HOLDS, FAILS, UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("written", "filled", "has_cost"),
    [
        ("cost", HOLDS, HOLDS),
        ("schedule", HOLDS, FAILS),
        ("cost; glory", HOLDS, HOLDS),
        ("schedule; glory", HOLDS, UNKNOWN),
        ("glory", UNKNOWN, UNKNOWN),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_a_list_answer(written: str | None, filled: int, has_cost: int) -> None:
    """A readable piece counts; a bad one leaves open only what the others do not settle (4)."""
    proposal = case_of({"advantage_type": written}).proposal
    includes = logic.includes_any(proposal, "advantage_type", frozenset({"cost"}))

    assert logic.is_filled(proposal, "advantage_type").tolist() == [filled]
    assert includes.tolist() == [has_cost]


def test_rows_without_any_row() -> None:
    """Every holds on an empty table; some is what its caller says."""
    market = case_of({"Market": []}).sheet("Market")

    assert logic.has_rows(market, 1).tolist() == [False]
    assert logic.every_row(market, outcomes(), 1).tolist() == [HOLDS]
    assert logic.some_row(market, outcomes(), 1, without_rows=UNKNOWN).tolist() == [UNKNOWN]


def test_rows_belong_to_their_proposal() -> None:
    """Rows combine by proposal."""
    market = case_of({}).sheet("Market")

    assert logic.every_row(market, outcomes(1, -1, 0), 1).tolist() == [FAILS]
    assert logic.every_row(market, outcomes(1, 1, 0), 1).tolist() == [UNKNOWN]
    assert logic.some_row(market, outcomes(1, -1, 0), 1, without_rows=0).tolist() == [HOLDS]
