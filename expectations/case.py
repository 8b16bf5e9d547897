"""What a rule is given, and what it gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.program import Cycle, RuleTerms
from fct.data.proposals import ProposalTable, SheetTable, State
from fct.expectations.logic import (
    FAILS,
    HOLDS,
    Outcomes,
    all_of,
    compared,
    every_row,
    is_read,
    outcomes_where,
)

Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A table of proposals, the cycle they are judged for and the numbers rules compare with."""

    table: ProposalTable
    cycle: Cycle
    terms: RuleTerms

    @property
    def size(self) -> int:
        """Number of proposals."""
        return len(self.table)

    @property
    def proposal(self) -> SheetTable:
        """The answers of the sheet ``Proposal``."""
        return self.table.proposal

    def sheet(self, name: str) -> SheetTable:
        """Return the answers of one table sheet."""
        return self.table.sheets[name]

    def as_of(self) -> Dates:
        """Return the date at which each proposal is judged (reading 31)."""
        is_late = self.proposal.value("cycle_type") == "out of cycle"
        return np.where(
            is_late,
            np.datetime64(self.cycle.late_as_of, "s"),
            np.datetime64(self.cycle.final_due, "s"),
        )


class Part(NamedTuple):
    """One part of a rule: the field it asks, and its outcome.

    Attributes
    ----------
    field : str
    outcomes : ndarray of shape (n_proposals,)
    rows : ndarray of shape (n_rows,) or None
        Outcome of each row of the field's table sheet, where the part looks at rows.
    is_of_form : bool
        Whether the part is about the form as a whole, and not about the field.
    """

    field: str
    outcomes: Outcomes
    rows: Outcomes | None = None
    is_of_form: bool = False


class RuleResult(NamedTuple):
    """The outcome of a rule on each proposal.

    Attributes
    ----------
    outcomes : ndarray of shape (n_proposals,)
    parts : tuple of Part
        In the order in which the rule names them; the first that fails, or else is unknown,
        is where a finding points to.
    each_answer : bool
        Whether every part and row that does not hold is a finding of its own (X1, X2, X5).
    """

    outcomes: Outcomes
    parts: tuple[Part, ...]
    each_answer: bool = False


RuleFunction = Callable[[Case], RuleResult]


def conjunction(*parts: Part) -> RuleResult:
    """Return the rule that holds when all of its parts hold."""
    return RuleResult(all_of(*(part.outcomes for part in parts)), parts)


def on_or_before_as_of(case: Case, field: str, *, oldest_months: int | None = None) -> Part:
    """Return whether a date is on or before the as-of date, and not too old.

    ``oldest_months`` are calendar months before the as-of date, both ends allowed; they count
    in whole years and months, and a day that the earlier month lacks is its last (reading 32).
    """
    as_of = case.as_of()
    dates = case.proposal.value(field)
    known = is_read(case.proposal, field)
    holds = known & (dates <= as_of)
    if oldest_months is not None:
        holds &= dates >= months_before(as_of, oldest_months)
    return Part(field, outcomes_where(known, holds))


def months_before(dates: Dates, months: int) -> Dates:
    """Return the same day of the month ``months`` earlier, or that month's last day."""
    month = dates.astype("datetime64[M]")
    day = dates.astype("datetime64[D]") - month.astype("datetime64[D]")
    earlier = month - np.timedelta64(months, "M")
    # 31 May, three months back, is the last of February (reading 32).
    last_day = (earlier + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    same_day: Dates = np.minimum(earlier.astype("datetime64[D]") + day, last_day)
    return same_day.astype("datetime64[s]")


def is_answer(case: Case, field: str, *accepted: str) -> Part:
    """Return whether a choice is one of ``accepted``."""
    part = compared(case.proposal, field, lambda values: [value in accepted for value in values])
    return Part(field, part)


def is_given(case: Case, field: str) -> Part:
    """Return whether an answer is filled; it holds or is unknown, never fails (reading 13)."""
    state = case.proposal.state(field)
    read = (state == State.READ) | (state == State.PARTLY)
    return Part(field, outcomes_where(read, read))


def negative_parts(
    case: Case, sheet_name: str, fields: Iterable[str], total: Outcomes
) -> tuple[Part, ...]:
    """Return parts that blame a total that is not above zero on the negative amounts in it."""
    sheet = case.sheet(sheet_name)
    parts = []
    for field in fields:
        is_blamed = compared(sheet, field, lambda amounts: amounts < 0) == HOLDS
        is_blamed &= (total == FAILS)[sheet.owner]
        rows = np.where(is_blamed, FAILS, HOLDS).astype(np.int8)
        parts.append(Part(field, every_row(sheet, rows, case.size), rows))
    return tuple(parts)
