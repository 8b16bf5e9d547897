"""What of a cycle file the rules and the line look at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.oracle.countries import EXCLUDED, country_code


@dataclass(frozen=True)
class Cycle:
    """A season."""

    fiscal_year: int
    final_due: dt.date
    excluded: frozenset[str] = EXCLUDED
    out_of_cycle_as_of: dt.date | None = None
    budgets: Mapping[int, Decimal] = field(default_factory=dict)
    promised: tuple[tuple[str, int, Decimal], ...] = ()
    duplicates: tuple[frozenset[str], ...] = ()
    already_funded: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def promised_refs(self) -> frozenset[str]:
        """Every project that money was promised to."""
        return frozenset(ref for ref, _, _ in self.promised)


def read_cycle(given: Mapping[str, Any]) -> Cycle:
    """Read the keys of a cycle file."""
    excluded = given.get("excluded_countries")
    later = given.get("out_of_cycle_as_of")
    return Cycle(
        fiscal_year=int(given["fiscal_year"]),
        final_due=day(given["final_due"]),
        excluded=EXCLUDED if excluded is None else frozenset(map(known_code, excluded)),
        out_of_cycle_as_of=None if later is None else day(later),
        budgets={
            int(year): Decimal(str(kusd)) for year, kusd in (given.get("budgets") or {}).items()
        },
        promised=tuple(
            (str(entry["ref"]).strip(), int(entry["fiscal_year"]), Decimal(str(entry["kusd"])))
            for entry in given.get("promised") or ()
        ),
        duplicates=tuple(
            frozenset(str(ref).strip() for ref in group) for group in given.get("duplicates") or ()
        ),
        already_funded={
            str(ref).strip(): frozenset(map(int, years))
            for ref, years in (given.get("already_funded") or {}).items()
        },
    )


def known_code(name: str) -> str:
    """Reading 27: an entry of the excluded countries."""
    code = country_code(name)
    if code is None:
        raise ValueError(f"{name} is not a country")
    return code


def day(given: object) -> dt.date:
    """Reading 31: the calendar date as written."""
    return dt.date.fromisoformat(str(given)[:10])
