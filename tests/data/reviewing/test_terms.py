"""The terms of a review: the machine's level, and a level as a share."""

import pytest
from hypothesis import given, strategies as st

from fct.data.reviewing.terms import load_review_terms
from tests.oracle.panels import machine_level


@pytest.mark.parametrize(
    ("strength", "level"),
    [(0, 1), (0.1, 1), (0.125, 2), (0.3, 2), (0.375, 3), (0.6, 3), (0.625, 4), (0.9, 5), (1, 5)],
)
def test_the_machines_level_is_rounded_half_up(strength: float, level: int) -> None:
    """1 + 4 x 0.125 = 1.5 is 2; 1 + 4 x 0.375 = 2.5 is 3, where rounding to even gives 2."""
    assert load_review_terms().level_of(strength) == level


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_machines_level_is_that_of_a_second_reading(part: int, whole: int) -> None:
    """Strengths are fractions of weights of rules."""
    strength = min(part, whole) / whole

    assert load_review_terms().level_of(strength) == machine_level(strength)


def test_levels_are_shares_from_0_to_1() -> None:
    """Level 1 is 0, level 5 is 1, and a mean of 3.5 is 0.625."""
    terms = load_review_terms()

    assert [terms.share_of(level) for level in (1, 3.5, 5)] == [0, 0.625, 1]
    assert list(terms.levels) == [1, 2, 3, 4, 5]
