"""What if: the same proposals under other weights and budgets, beside the official order.

The rules stay the contract's: tiers never mix, merit is rounded to 6 decimals, ties go by maturity
and then by priority, title and ref, and money goes down the order as the funding line has it.
Nothing official is changed; maturity, where it breaks a tie, is the rubric's. The line keeps the
conditions that the funding line of a run keeps; floors of components and partial awards are the
selections' (:mod:`fct.scoring.ranking.set_comparison`), and are named as not applied.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from fct.data.common import EXACT, UsageError
from fct.data.program import MERIT_DECIMALS, Conditions
from fct.scoring.defending.weights import Weights, normal_weights
from fct.scoring.judging import Floats
from fct.scoring.ranking import (
    MARKS,
    Codes,
    Flags,
    Mark,
    Money,
    OrderOfMerit,
    beyond_reach,
    funded_counts,
    marks_in_order,
    reach_warnings,
)

LARGEST_BUDGET_KUSD = 10**24
"""Up to here sums in tenths stay exact within the 28 digits of a Decimal."""

_FUNDED = MARKS.index(Mark.FUNDED)

Ints = npt.NDArray[np.int64]
Int = TypeVar("Int", np.int64, np.int8)


class Move(NamedTuple):
    """A proposal that has another rank than in the official order."""

    ref: str
    rank_from: int
    rank_to: int


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """The order and the line under some weights and budgets.

    Every array stands in the official order: row 0 is the proposal that is first officially.

    Attributes
    ----------
    official : OrderOfMerit
        What was ranked again.
    weights : ndarray of shape (11,)
        Points of merit; they sum to 100.
    budgets : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    conditions : Conditions
    merit : ndarray of shape (n,)
        0 to 100, rounded to 6 decimals.
    ranks : ndarray of shape (n,)
        1, 2, 3, ... without sharing.
    ties : ndarray of shape (n,)
        Number of the group of equals in tier, merit and maturity, counted from 0 down the order.
    marks, official_marks : ndarray of shape (n,)
        Places in ``MARKS``.
    used, left : mapping of int to Decimal
        What new starts get, and what is left after promises, hold-back and them, in thousands of
        dollars by fiscal year.
    """

    official: OrderOfMerit
    weights: Floats
    budgets: Money
    conditions: Conditions
    merit: Floats
    ranks: Ints
    ties: Ints
    marks: Codes
    official_marks: Codes
    used: Money
    left: Money

    @property
    def order(self) -> Ints:
        """Official places, counted from 0, in the new order."""
        order = np.empty_like(self.ranks)
        order[self.ranks - 1] = np.arange(len(self.ranks))
        return order

    @property
    def refs(self) -> list[str]:
        """The refs in the new order."""
        return [self.official.refs[place] for place in self.order.tolist()]

    @property
    def is_funded(self) -> Flags:
        """Which new starts are funded."""
        funded: Flags = self.marks == _FUNDED
        return funded

    @property
    def was_funded(self) -> Flags:
        """Which new starts are funded officially."""
        funded: Flags = self.official_marks == _FUNDED
        return funded

    @property
    def not_applied(self) -> list[str]:
        """Which of the conditions that are stated the line cannot keep, by their keys."""
        stated = {"floor_kusd": self.conditions.floors(), "partial": self.conditions.partial}
        return [key for key, condition in stated.items() if condition]

    @property
    def no_effect(self) -> list[str]:
        """A sentence for each ref that the conditions name though it does not compete."""
        return self.official.without_effect(self.conditions)

    @property
    def warnings(self) -> list[str]:
        """A sentence where the line reaches past a tier, or passes over more than a few."""
        order = self.order
        return reach_warnings(
            self.official.tiers[order].tolist(),
            self.is_funded[order].tolist(),
            self.official.competes[order].tolist(),
        )

    @property
    def moves(self) -> list[Move]:
        """The proposals whose rank is another one, in the new order."""
        return [
            Move(self.official.refs[place], place + 1, rank)
            for rank, place in enumerate(self.order.tolist(), 1)
            if place + 1 != rank
        ]

    @property
    def entered(self) -> list[str]:
        """The refs that are funded only here, in the new order."""
        return self._in_new_order(self.is_funded & ~self.was_funded)

    @property
    def dropped(self) -> list[str]:
        """The refs that are funded only officially, in the new order."""
        return self._in_new_order(self.was_funded & ~self.is_funded)

    @property
    def tied_with(self) -> dict[str, list[str]]:
        """For each ref that has equals in tier, merit and maturity: these, in the new order."""
        order = self.order
        # Equals stand together, so a group ends where the number changes.
        starts = np.flatnonzero(np.diff(self.ties[order], prepend=-1))
        groups = (group for group in np.split(order, starts[1:]) if len(group) > 1)
        named = [[self.official.refs[place] for place in group.tolist()] for group in groups]
        return {ref: [other for other in refs if other != ref] for refs in named for ref in refs}

    def _in_new_order(self, chosen: Flags) -> list[str]:
        order = self.order
        return [self.official.refs[place] for place in order[chosen[order]].tolist()]


def what_if(
    official: OrderOfMerit,
    *,
    weights: Weights | None = None,
    budgets: Money | None = None,
    conditions: Conditions | None = None,
) -> WhatIf:
    """Rank again under other weights, and draw the line under other budgets and conditions.

    Parameters
    ----------
    official : OrderOfMerit
        It is not changed.
    weights : mapping of str to float, or sequence of float, optional
        By part, or the eleven in the order of ``PART_NAMES``; the rubric's by default.
    budgets : mapping of int to Decimal, optional
        Thousands of dollars by fiscal year; a year that is not named has none. The cycle's by
        default.
    conditions : Conditions, optional
        The cycle's by default; empty ones lift these.

    Raises
    ------
    UsageError
        If a weight or a budget is below zero or not finite, or all weights are zero.
    """
    points = official.parts.weights if weights is None else normal_weights(weights)
    money = official.budgets if budgets is None else _checked(budgets)
    stated = official.conditions if conditions is None else conditions
    micro_merit = _micro_merit(official.parts.low, points)
    keys = (official.tiers, -micro_merit, -official.maturity)
    # lexsort takes its last key first.
    order = np.lexsort((official.last_order, *reversed(keys)))
    ledger = official.ledger(stated, money)
    # By the merit under these weights: the reach of the line goes by it, as the order does.
    beyond = beyond_reach(stated.line, official.tiers, micro_merit[:, None])
    is_funded = funded_counts(official.requests, ledger, stated, order[:, None], beyond) > 0
    marks = marks_in_order(official.competes[order], is_funded[order])
    used = dict.fromkeys(official.years, Decimal(0)) | official.requests.kusd(is_funded)
    return WhatIf(
        official=official,
        weights=points,
        budgets=money,
        conditions=stated,
        merit=micro_merit / 10**MERIT_DECIMALS,
        ranks=_scattered(order, np.arange(1, len(order) + 1)),
        ties=_scattered(order, _groups([key[order] for key in keys])),
        marks=_scattered(order, marks),
        official_marks=official.marks,
        used=used,
        left={
            year: EXACT.subtract(kusd, used.get(year, Decimal(0)))
            for year, kusd in ledger.left_kusd.items()
        },
    )


def _checked(budgets: Money) -> dict[int, Decimal]:
    for year, kusd in budgets.items():
        if not kusd.is_finite() or not 0 <= kusd <= LARGEST_BUDGET_KUSD:
            raise UsageError(
                f"The budget of {year} is {str(kusd)[:40]} thousand dollars; a number from 0 to "
                f"{LARGEST_BUDGET_KUSD:,} is accepted. Give 0 for a year without one."
            )
    return dict(sorted(budgets.items()))


def _micro_merit(shares: Floats, points: Floats) -> Ints:
    """Return merit in millionths of a point.

    A product of matrices may add up two equal rows differently, and part them.
    """
    # Product and sum instead of a matrix product, which rounds by the machine that it runs on.
    micro: Floats = np.rint((shares * points).sum(axis=1) * 10**MERIT_DECIMALS)
    return micro.astype(np.int64)


def _scattered(order: Ints, values: npt.NDArray[Int]) -> npt.NDArray[Int]:
    """Return values that stand in the new order in the official one."""
    scattered = np.empty_like(values)
    scattered[order] = values
    return scattered


def _groups(keys: list[npt.NDArray[np.int64] | Floats]) -> Ints:
    """Return the number of each row's group of equal keys; equals stand together."""
    differs = np.zeros(len(keys[0]), dtype=bool)
    for key in keys:
        differs[1:] |= key[1:] != key[:-1]
    return np.cumsum(differs)
