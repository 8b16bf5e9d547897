"""Outcomes as people write them."""

import pytest

from fct.data.common.errors import UsageError
from fct.data.decisions.outcomes import DECIDED_BY_PEOPLE, Outcome, read_outcome


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[(str(one), one) for one in DECIDED_BY_PEOPLE],
        (" Fund  In Part ", Outcome.PART),
        ("not-selected", Outcome.NOT_SELECTED),
        ("fund_in_part", Outcome.PART),
    ],
)
def test_an_outcome_is_read_however_it_is_written(written: str, meant: Outcome) -> None:
    """Case, dashes and spaces do not matter."""
    assert read_outcome(written) is meant


def test_a_sponsor_alone_withdraws() -> None:
    """Nobody decides it, and the sentence says who does it, and what can be decided."""
    with pytest.raises(
        UsageError, match=r"withdrawn by its sponsor, with `fct withdraw`.*fund in p"
    ):
        read_outcome("withdrawn")


def test_an_unknown_outcome_is_reported() -> None:
    """With the five that there are."""
    with pytest.raises(UsageError, match="No outcome is called 'accept'; write one of: fund, fund"):
        read_outcome("accept")


def test_money_goes_with_two_outcomes() -> None:
    """The whole request, or a part of it."""
    assert [one for one in Outcome if one.is_funded] == [Outcome.FUND, Outcome.PART]
