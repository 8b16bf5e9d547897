"""Amounts by fiscal year, as people write them and as they are kept."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from fct.data.common.errors import UsageError
from fct.data.decisions.amounts import KusdByYear, read_kusd


def test_amounts_are_read_by_fiscal_year() -> None:
    """Decimals stay exact, years come in order, and 0 is an amount."""
    assert read_kusd(["2028=400.10", "FY2027=0", " fy 2029=3 "]) == {
        2027: Decimal(0),
        2028: Decimal("400.10"),
        2029: Decimal(3),
    }


@pytest.mark.parametrize(
    "written",
    ["2027", "27=400", "2027=-1", "2027=1e3", "2027=NaN", "2027=1,000", "1999=5", "2027=", "=5"],
)
def test_what_is_not_an_amount_of_a_year_is_reported(written: str) -> None:
    """The sentence shows how one is written."""
    with pytest.raises(UsageError, match=r"is not an amount of a fiscal year.*as in 2027=400\.5"):
        read_kusd([written])


def test_a_year_is_named_once() -> None:
    """Two amounts of one year would leave open which one counts."""
    with pytest.raises(UsageError, match="FY2027 is named twice"):
        read_kusd(["2027=1", "2027=2"])


def test_an_amount_beyond_any_cycle_is_reported() -> None:
    """Somebody wrote dollars."""
    with pytest.raises(UsageError, match=r"more than 10,000,000 thousand dollars"):
        read_kusd(["2027=400000000"])


def test_amounts_are_kept_as_they_are() -> None:
    """Years come back as numbers in order, amounts as the same decimals."""
    kept, dialect = KusdByYear(), sa.create_engine("sqlite://").dialect
    amounts = {2028: Decimal("0.10"), 2027: Decimal("400.5")}

    stored = kept.process_bind_param(amounts, dialect)

    assert stored == {"2028": "0.10", "2027": "400.5"}
    back = kept.process_result_value(stored, dialect)
    assert back == amounts
    assert list(back or {}) == [2027, 2028]
    assert kept.process_bind_param(None, dialect) is None
    assert kept.process_result_value(None, dialect) is None
