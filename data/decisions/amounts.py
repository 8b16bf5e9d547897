"""Amounts by fiscal year: as people write them, and as they are kept."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from fct.data.common import Json, UsageError
from fct.data.program import FIRST_YEAR, LARGEST_KUSD, LAST_YEAR

Kusd: TypeAlias = Mapping[int, Decimal]
"""Thousands of dollars by fiscal year."""

_WRITTEN = re.compile(r"(?:FY ?)?([0-9]{4})=([0-9]+(?:\.[0-9]+)?)", re.IGNORECASE)


class KusdByYear(TypeDecorator[Kusd]):
    """Amounts by fiscal year, kept as JSON: decimals as text."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Kusd | None, dialect: sa.Dialect) -> Any:  # noqa: ARG002 - the base class has it
        """Return what is stored."""
        # Without an exponent, as a decimal may print itself: hashes are made of the text.
        return None if value is None else {str(year): f"{kusd:f}" for year, kusd in value.items()}

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Kusd | None:  # noqa: ARG002 - the base class has it
        """Return what was stored."""
        return None if value is None else {int(y): Decimal(value[y]) for y in sorted(value)}


def read_kusd(written: Iterable[str]) -> dict[int, Decimal]:
    """Return amounts that a person wrote as ``2027=400.5``, by fiscal year.

    Raises
    ------
    UsageError
        If one is not written so, a year stands twice, or an amount is beyond what a cycle can hold.
    """
    amounts: dict[int, Decimal] = {}
    for text in written:
        found = _WRITTEN.fullmatch(text.strip())
        year = int(found[1]) if found else 0
        if found is None or not FIRST_YEAR <= year <= LAST_YEAR:
            raise UsageError(
                f"{text!r} is not an amount of a fiscal year; write the year and thousands "
                "of dollars, at least 0, as in 2027=400.5."
            )
        if year in amounts:
            raise UsageError(f"FY{year} is named twice; write one amount for each fiscal year.")
        kusd = Decimal(found[2])
        if kusd > LARGEST_KUSD:
            raise UsageError(
                f"{text!r} is more than {LARGEST_KUSD:,} thousand dollars; amounts are "
                "thousands of dollars."
            )
        amounts[year] = kusd
    return dict(sorted(amounts.items()))
