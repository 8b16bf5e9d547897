"""Where a rule does not hold, and how amounts and cells of that place are written."""

import decimal
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from fct.data.common import EXACT
from fct.data.proposals import ProposalTable, SheetTable, State

_LONGEST = 60  # characters of a number or a name


class Place(NamedTuple):
    """Where a rule does not hold: the field, the proposal, and the row of the field's sheet."""

    field: str
    proposal: int
    row: int | None


def rows_of(sheet: SheetTable, proposal: int) -> range:
    """Return the rows of a sheet that belong to a proposal."""
    first, beyond = np.searchsorted(sheet.owner, [proposal, proposal + 1])
    return range(int(first), int(beyond))


def amount_at(sheet: SheetTable, field: str, row: int) -> Decimal:
    """Return an amount or a quantity; zero where it is not known."""
    is_read = sheet.state(field)[row] == State.READ
    return Decimal(sheet.value(field)[row]) if is_read else Decimal(0)


def in_digits(number: Decimal) -> str:
    """Return a number with separators, cut where nobody reads on."""
    with decimal.localcontext(EXACT):
        return short(f"{number.normalize():,f}")


def short(text: str) -> str:
    """Return a text, cut where nobody reads on."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def cell_of(table: ProposalTable, field: str, row: int) -> str:
    """Return the name of the cell of an answer."""
    return table.address(field, row)[1]
