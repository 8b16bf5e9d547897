"""Money and quantities: exact decimals, in which an unknown amount is taken as zero or more."""

import decimal
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.common import EXACT
from fct.data.program import load_form
from fct.data.proposals import SheetTable, State
from fct.expectations.logic import FAILS, HOLDS, UNKNOWN, Outcomes, some_are

FCT_AMOUNTS = ("fct_articles_kusd", "fct_test_kusd", "fct_support_kusd", "fct_us_item_kusd")


class Amounts(NamedTuple):
    """Amounts, and which of them are unknown.

    Attributes
    ----------
    known : ndarray of shape (n,)
        Decimal or int; 0 where the amount is unknown.
    is_unknown : ndarray of shape (n,)
    """

    known: npt.NDArray[Any]
    is_unknown: npt.NDArray[np.bool_]


def amounts(sheet: SheetTable, field: str) -> Amounts:
    """Return the amounts of one column (reading 15): a blank optional one is zero."""
    state = sheet.state(field)
    is_required = load_form()[field].required == "yes"
    known = np.where(state == State.READ, sheet.value(field), 0)
    # Reading 15: a blank optional amount is zero, a blank required one is not known.
    unknown = (state != State.READ) & ((state != State.BLANK) | is_required)
    return Amounts(known, unknown)


def row_amounts(sheet: SheetTable, fields: Iterable[str]) -> Amounts:
    """Return the sum of several columns, row by row."""
    columns = [amounts(sheet, name) for name in fields]
    with decimal.localcontext(EXACT):
        total = columns[0].known
        for column in columns[1:]:
            total = total + column.known
    return Amounts(total, np.logical_or.reduce([column.is_unknown for column in columns]))


def sum_by(groups: npt.NDArray[np.intp], rows: Amounts, size: int) -> Amounts:
    """Return the sum of ``rows`` over each of ``size`` groups."""
    # Python's decimals in an array of objects: binary sums would miss an exact fit.
    total = np.zeros(size, dtype=object)
    with decimal.localcontext(EXACT):
        np.add.at(total, groups, rows.known)
    return Amounts(total, some_are(groups, rows.is_unknown, size))


def above_zero(total: Amounts) -> Outcomes:
    """Return whether an amount is above zero; what is unknown can only add to it."""
    positive = np.asarray(total.known > 0, dtype=bool)
    # What is unknown is zero or more, so that a sum already above zero holds (reading 15).
    unsettled = np.where(total.is_unknown, UNKNOWN, FAILS)
    return np.where(positive, HOLDS, unsettled).astype(np.int8)
