"""The funding line: new starts take their money one after the other, in rank order.

What promises leave is given out by the ledger (:mod:`fct.scoring.ranking.ledger`). What must be
funded comes first, in rank order among itself; what is excluded gets nothing; what is held back and
the ceilings of components are kept. Who does not fit is passed over. A project that may be given a
part gets the largest share that fits. Where the cycle limits how far the line reaches, nobody
further down gets anything (:mod:`fct.scoring.ranking.line_reach`). Duplicates do not bind an order
(reading 59), and an order cannot lift a component to its floor.

Whoever draws, explains or moves the line asks here, so the explanation cannot differ from the line.
"""

from collections.abc import Iterator, Mapping, Set as AbstractSet
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.ledger import Amounts, Ledger, Limit, short_of
from fct.scoring.ranking.line_reach import Reach

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]


class Mark(StrEnum):
    """Where a ranked proposal stands to the line."""

    FUNDED = "funded"
    PASSED_OVER = "passed over"
    BELOW = "below the line"
    CONTINUING = "continuing"


MARKS = tuple(Mark)


class Turn(NamedTuple):
    """What one project found when its turn came, and what it got.

    Attributes
    ----------
    ref : str
    takes : mapping of Limit to Decimal
        What its whole request takes of each limit.
    left : mapping of Limit to Decimal
        What was left of each limit when its turn came.
    share : Decimal
        Of its request, from 0 to 1.
    barred : str
        Why the line does not reach it, in words; empty where it does.
    """

    ref: str
    takes: Mapping[Limit, Decimal]
    left: Mapping[Limit, Decimal]
    share: Decimal
    barred: str = ""

    @property
    def short(self) -> dict[Limit, Decimal]:
        """By how much its whole request exceeds what was left; empty where it fits."""
        return short_of(self.takes, self.left)


def in_turn(question: Question) -> list[Candidate]:
    """Return who takes money, in the order in which they take it."""
    conditions = question.conditions
    takers = [one for one in question.candidates if one.ref not in conditions.excluded]
    # Sorting is stable, so that both groups keep their rank order.
    return sorted(takers, key=lambda one: one.ref not in conditions.must_fund)


def turns_in_order(question: Question) -> list[Turn]:
    """Return the turn of each project that is not excluded, in the order in which they come."""
    ledger = question.ledger()
    left, turns = ledger.left, []
    for ref, takes, share, barred in _awards(question, ledger):
        turns.append(Turn(ref, takes, left, share, barred))
        left = ledger.left
    return turns


def shares_in_order(question: Question, *, is_strict: bool = False) -> dict[str, Decimal]:
    """Return what share of its request each gets, in rank order, only shares above zero.

    Strict order ends at the first one that gets nothing; else it is passed over. One that must be
    funded and does not fit ends nothing: it stands before the order.
    """
    awards = _awards(question, question.ledger(), is_strict=is_strict)
    shares = {ref: share for ref, _, share, _ in awards if share}
    return {one.ref: shares[one.ref] for one in question.candidates if one.ref in shares}


def _awards(
    question: Question, ledger: Ledger, *, is_strict: bool = False
) -> Iterator[tuple[str, Amounts, Decimal, str]]:
    """Let each take its money in turn; yield who, what a whole request takes, share, and bar."""
    conditions, reach = question.conditions, Reach(question.conditions)
    for one, takes in _takers(question, ledger):
        barred, share = reach.bar(one), Decimal(0)
        if not barred:
            share = ledger.take_share(takes, conditions.shares_of(one.ref))
            reach.note(one, share)
        # Before strict order ends: the one at which it ends had its turn, and is explained by it.
        yield one.ref, takes, share, barred
        if is_strict and not share and one.ref not in conditions.must_fund:
            break


def left_after(question: Question, funded: AbstractSet[str]) -> dict[int, Decimal]:
    """Return what is left of each year's budget once the funded have their whole requests."""
    ledger = question.ledger()
    for one, takes in _takers(question, ledger):
        if one.ref in funded:
            ledger.commit(takes)
    return ledger.left_kusd


def marks_in_order(competes: Flags, funded: Flags) -> Codes:
    """Return the mark of each rank, as places in ``MARKS`` (reading 68).

    Parameters
    ----------
    competes, funded : ndarray of shape (n,)
        Who competes for money and who is funded, in rank order.
    """
    # Counted from the last rank up: true at and above the lowest rank that is funded (reading 68).
    is_above_a_funded_one = np.logical_or.accumulate(funded[::-1])[::-1]
    marks: Codes = np.where(is_above_a_funded_one, _code(Mark.PASSED_OVER), _code(Mark.BELOW))
    marks[funded] = _code(Mark.FUNDED)
    marks[~competes] = _code(Mark.CONTINUING)
    return marks


def _code(mark: Mark) -> np.int8:
    return np.int8(MARKS.index(mark))


def _takers(question: Question, ledger: Ledger) -> Iterator[tuple[Candidate, Amounts]]:
    for one in in_turn(question):
        yield one, ledger.takes(one.request_kusd, one.component)
