"""Money and dates of two versions side by side."""

import datetime as dt
from decimal import Decimal
from typing import Any

from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.proposals.cost_and_schedule import Shift, cost_and_schedule, shifts


def proposal(**rows: list[dict[str, Any]]) -> RawProposal:
    """Return a proposal with these rows."""
    cells = {
        sheet: [{name: Cell(value, at, 0) for name, value in row.items()} for row in given]
        for at, (sheet, given) in enumerate(rows.items(), 1)
    }
    return RawProposal("A", Origin("a.xlsx", "0" * 64, {}), {}, cells)


FIRST = proposal(
    Funding=[
        {"funding_year": "FY27", "fct_articles_kusd": 100, "fct_test_kusd": "50.5"},
        {"funding_year": 2027, "fct_support_kusd": 10, "component_kusd": 20},
    ],
    Procurement=[{"procurement_year": 2029, "procurement_kusd": 900}],
    Schedule=[
        {"event_start": dt.date(2027, 1, 1), "event_end": dt.date(2027, 3, 1)},
        {"event_start": "2026-12-01", "event_end": "later"},
    ],
)


def test_money_is_summed_by_year_and_dates_span_the_schedule() -> None:
    """Two rows of one year are one sum; what cannot be read counts in none."""
    assert cost_and_schedule(FIRST) == {
        "FCT money 2027, $K": Decimal("160.5"),
        "Component's own money 2027, $K": Decimal(20),
        "Procurement 2029, $K": Decimal(900),
        "Schedule starts": dt.date(2026, 12, 1),
        "Schedule ends": dt.date(2027, 3, 1),
    }


def test_only_what_differs_is_shown() -> None:
    """In the order of the form; a year that is new was nothing before."""
    second = proposal(
        Funding=[
            {"funding_year": 2027, "fct_articles_kusd": 200, "component_kusd": 20},
            {"funding_year": 2028, "fct_test_kusd": 30},
        ],
        Procurement=[{"procurement_year": 2029, "procurement_kusd": 900}],
        Schedule=[{"event_start": dt.date(2026, 12, 1), "event_end": dt.date(2027, 9, 1)}],
    )

    assert shifts(FIRST, second) == [
        Shift("FCT money 2027, $K", Decimal("160.5"), Decimal(200)),
        Shift("FCT money 2028, $K", None, Decimal(30)),
        Shift("Schedule ends", dt.date(2027, 3, 1), dt.date(2027, 9, 1)),
    ]
    assert shifts(FIRST, FIRST) == []
