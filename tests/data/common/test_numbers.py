"""Numbers as a spreadsheet shows them."""

from decimal import Decimal

import pytest

from fct.data.common.numbers import as_shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (569.1000000000001, "569.1"),
        (0.1 + 0.2, "0.3"),
        (420, "420"),
        (-0.0, "0"),
        (1234567890123456.0, "1234567890123460"),
        (Decimal("569.1000000000001"), "569.1"),
        (10**400, "1E+400"),
        (5e-324, "4.94065645841247E-324"),
    ],
)
def test_15_digits_are_shown(stored: float | Decimal, shown: str) -> None:
    """A sum of decimal fractions is the decimal that it shows (reading 5)."""
    assert as_shown(stored) == Decimal(shown)


def test_a_whole_number_is_shown_without_decimals() -> None:
    """420.000 in text is 420."""
    assert f"{as_shown(Decimal('420.000')):f}" == "420"
