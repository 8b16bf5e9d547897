"""The calendar of a cycle."""

import datetime as dt

import pytest

from fct.data.program.cycle import parse_cycle
from fct.flows.cycle.calendar import Phase, phase

CYCLE = parse_cycle("{fiscal_year: 2027, opens: 2026-02-02, final_due: 2026-06-30}", "cycle")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-02-01T23:59:59-05:00", Phase.NOT_OPEN),
        ("2026-02-02T00:00:00-05:00", Phase.OPEN),
        ("2026-06-30T23:59:59-04:00", Phase.OPEN),
        ("2026-07-01T00:00:00-04:00", Phase.CLOSED),
        ("2026-07-01T03:59:59+00:00", Phase.OPEN),
    ],
)
def test_a_cycle_opens_and_closes_in_its_own_zone(moment: str, expected: Phase) -> None:
    """The first and the last second of the window belong to it, whatever the clock's zone."""
    assert phase(CYCLE, dt.datetime.fromisoformat(moment)) is expected


def test_without_an_opening_day_a_cycle_is_open_from_the_first() -> None:
    """A cycle file that names no opening day takes files at once."""
    cycle = parse_cycle("{fiscal_year: 2027, final_due: 2026-06-30}", "cycle")

    assert phase(cycle, dt.datetime(2025, 1, 1, tzinfo=dt.UTC)) is Phase.OPEN
