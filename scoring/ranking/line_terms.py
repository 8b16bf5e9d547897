"""What a line through arrays keeps: the sums of money that run out, and who takes from them first.

As :mod:`fct.scoring.ranking.award_line` has it for one order after the other. Floors of components
and parts of requests are no matter of an order of whole requests.
"""

from collections.abc import Sequence, Set as AbstractSet
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.program import Conditions
from fct.scoring.ranking.ledger import Ledger, Money, after_promises
from fct.scoring.ranking.rank_arrays import Ranked, Whole

Flags = npt.NDArray[np.bool_]


class Limits(NamedTuple):
    """Sums of money that run out: each year's, then each ceiling of a component.

    Attributes
    ----------
    asked : ndarray of shape (n, n_limits)
        What each proposal takes of each sum, in the unit of the requests.
    left : ndarray of shape (n_limits,)
        What new starts may take; below zero where promises are beyond the budget.
    """

    asked: Whole
    left: Whole


class LineTerms(NamedTuple):
    """What a line is drawn under.

    Attributes
    ----------
    budgets : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    conditions : Conditions
    """

    budgets: Money
    conditions: Conditions

    def free_kusd(self, ranked: Ranked) -> dict[int, Decimal]:
        """Return what new starts compete for, by every year that matters (reading 69)."""
        left = after_promises(self.budgets, ranked.promised, ranked.years)
        return Ledger(left, self.conditions).left_kusd

    def limits(self, ranked: Ranked) -> Limits:
        """Return the years' money, and the ceilings of the years in which anybody asks."""
        asked, left = [ranked.requests], [ranked.in_units(self.free_kusd(ranked))]
        ceilings = self.conditions.ceilings()
        components = ranked.components or (None,) * len(ranked.refs)
        is_of = {name: _are_in(components, {name}) for name in {name for name, _ in ceilings}}
        for (component, year), kusd in ceilings.items():
            if year in ranked.years:
                column = slice(start := ranked.years.index(year), start + 1)
                asked.append(ranked.requests[:, column] * is_of[component][:, np.newaxis])
                left.append(ranked.in_units({year: kusd})[column])
        return Limits(np.hstack(asked), np.concatenate(left))

    def turns(self, ranked: Ranked) -> list[Flags]:
        """Return which new starts take money first, and which after them; the rest gets none."""
        must_fund, excluded = self.conditions.must_fund, self.conditions.excluded
        competes = ranked.competes
        if not must_fund | excluded:
            return [competes]
        is_first = competes & _are_in(ranked.refs, must_fund)
        return [is_first, competes & ~is_first & ~_are_in(ranked.refs, excluded)]


def _are_in(texts: Sequence[str | None], chosen: AbstractSet[str]) -> Flags:
    """Return which texts are chosen; many times as quick as a comprehension."""
    return np.fromiter(map(chosen.__contains__, texts), dtype=bool, count=len(texts))


def official_terms(ranked: Ranked) -> LineTerms:
    """Return the budgets and the conditions of the cycle."""
    return LineTerms(ranked.budgets, ranked.conditions)
