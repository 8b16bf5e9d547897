"""Money: exact decimals, in which an unknown amount is taken as zero or more."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from fct.expectations.amounts import Amounts, above_zero, amounts, row_amounts, sum_by
from tests.support.proposals.cases import case_of


@pytest.mark.parametrize(
    ("field", "written", "known", "is_unknown"),
    [
        ("component_kusd", 0.1, Decimal("0.1"), False),
        ("component_kusd", None, 0, False),
        ("component_kusd", "some", 0, True),
        ("fct_test_kusd", None, 0, True),
        ("fct_test_kusd", "some", 0, True),
        ("fct_test_kusd", "$1,200.50", Decimal("1200.50"), False),
    ],
)
def test_an_amount(field: str, written: Any, known: Any, is_unknown: bool) -> None:
    """A blank optional amount is zero, a blank required one and an unreadable one unknown (15)."""
    found = amounts(case_of({field: written}).sheet("Funding"), field)

    assert (found.known.tolist(), found.is_unknown.tolist()) == ([known], [is_unknown])


def test_sums_are_exact() -> None:
    """0.1 + 0.2 is 0.3, and a cent beside a quadrillion is kept."""
    money = Amounts(
        np.array([Decimal("0.1"), Decimal("0.2"), Decimal("1e30"), Decimal("0.01")], dtype=object),
        np.array([False, False, False, True]),
    )
    total = sum_by(np.array([0, 0, 1, 1]), money, 3)

    assert total.known.tolist() == [Decimal("0.3"), Decimal("1" + "0" * 30 + ".01"), 0]
    assert total.is_unknown.tolist() == [False, True, False]


def test_columns_add_up_row_by_row() -> None:
    """A row is unknown where one of its columns is."""
    funding = case_of({"fct_articles_kusd": [1.5, 2], "fct_test_kusd": [2, None]}).sheet("Funding")
    found = row_amounts(funding, ("fct_articles_kusd", "fct_test_kusd"))

    assert found.known.tolist() == [Decimal("3.5"), Decimal(2)]
    assert found.is_unknown.tolist() == [False, True]


def test_what_is_unknown_can_only_add() -> None:
    """Above zero stays above zero; zero or less with something unknown is unknown (15)."""
    money = Amounts(
        np.array([5, 5, 0, 0, -5, -5], dtype=object),
        np.array([False, True, False, True, False, True]),
    )

    assert above_zero(money).tolist() == [1, 1, -1, 0, -1, 0]
