"""Days, years and sums that several rules need."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from tests.oracle.cycles import Cycle
from tests.oracle.form import FCT_AMOUNTS
from tests.oracle.logic import Truth, compared
from tests.oracle.reading import UNREADABLE, Cell, Gap, Proposal, Row

OCTOBER = 10


def as_of(proposal: Proposal, cycle: Cycle) -> dt.date:
    """Reading 31: the day that ages are counted from."""
    later = cycle.out_of_cycle_as_of
    if proposal.answers["cycle_type"] == "out of cycle" and later and later > cycle.final_due:
        return later
    return cycle.final_due


def two_years_before(date: dt.date) -> dt.date:
    """Reading 32: the same day 24 months earlier, 28 February where there is no 29."""
    if (date.month, date.day) == (2, 29):
        return dt.date(date.year - 2, 2, 28)
    return date.replace(year=date.year - 2)


def is_recent(cell: Cell, today: dt.date) -> Truth:
    """On or before the as-of date and at most 24 months before it."""
    return compared(lambda date: two_years_before(today) <= date <= today, cell)


def fiscal_year(date: dt.date) -> int:
    """Fiscal year N runs from 1 October N-1 to 30 September N."""
    return date.year + (date.month >= OCTOBER)


def is_above_zero(cells: Sequence[Cell], *, blank_is_zero: Sequence[bool]) -> Truth:
    """Reading 15: whether a sum is above zero, where what is not known is zero or more."""
    total, unsure = Decimal(0), False
    for cell, zero in zip(cells, blank_is_zero, strict=True):
        if isinstance(cell, Gap):
            unsure = unsure or cell is UNREADABLE or not zero
        else:
            total += cell
    return True if total > 0 else None if unsure else False


def asks_for_money(rows: Sequence[Row]) -> Truth:
    """Whether the FCT money of some rows of Funding is above zero."""
    cells = [row[column] for row in rows for column in FCT_AMOUNTS]
    optional = [column in ("fct_support_kusd", "fct_us_item_kusd") for column in FCT_AMOUNTS]
    return is_above_zero(cells, blank_is_zero=optional * len(rows))
