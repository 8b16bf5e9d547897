"""The arithmetic of money, and how amounts are written."""

from decimal import Decimal

import pytest

from fct.data.common.exact_money import EXACT, kusd_words, plain_kusd


@pytest.mark.parametrize(
    ("kusd", "text"),
    [("1200", "1,200"), ("0.50", "0.5"), ("1E+3", "1,000"), ("7.000001", "7.000001")],
)
def test_money_is_written_without_idle_noughts(kusd: str, text: str) -> None:
    """In full, never as a power of ten."""
    assert plain_kusd(Decimal(kusd)) == text


@pytest.mark.parametrize(
    ("kusd", "text"), [("603.4", "$603.4K"), ("0", "$0K"), ("-1200", "-$1,200K")]
)
def test_thousands_of_dollars_carry_their_unit(kusd: str, text: str) -> None:
    """The sign stands before the dollar."""
    assert kusd_words(Decimal(kusd)) == text


def test_no_sum_is_rounded() -> None:
    """41 digits are more than the common context keeps."""
    assert EXACT.add(Decimal(10**40), Decimal("0.1")) == Decimal(f"{10**40}.1")
