"""How far down the order the funding line may reach, and when whoever reads it is warned.

Without limits of the cycle (``conditions: line``) the line is that of the contract: it passes over
what does not fit and goes on to the last. What must be funded stands before the order, so no limit
of the line touches it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from fct.data.program import Conditions, LineLimits
from fct.scoring.ranking.best_set_problem import Candidate

MOST_PASSED_OVER = 5
"""More than so many that are passed over are said; this program's choice."""

_MICRO = 10**6


class Reach:
    """The limits of one line, as it is drawn.

    Parameters
    ----------
    conditions : Conditions
    """

    def __init__(self, conditions: Conditions) -> None:
        self._limits = conditions.line
        self._must_fund = conditions.must_fund
        self._passed_over = 0

    def bar(self, one: Candidate) -> str:
        """Return why the line does not reach one whose turn it is, in words; empty if it does."""
        limits = self._limits
        if one.ref in self._must_fund:
            return ""
        if limits.lowest_tier is not None and one.tier > limits.lowest_tier:
            return f"tier {one.tier}; the cycle's line ends with tier {limits.lowest_tier}"
        if limits.lowest_merit is not None and one.merit < limits.lowest_merit:
            return f"merit below {limits.lowest_merit:g}, the lowest of the cycle's line"
        # The one that makes it too many was still tried, and is the last: those after it are
        # barred.
        most = limits.most_passed_over
        if most is not None and self._passed_over > most:
            return f"more than {most} passed over, the most of the cycle's line"
        return ""

    def note(self, one: Candidate, share: Decimal) -> None:
        """Keep that one whom the line reached got a share of its request, or did not fit."""
        if not share and one.ref not in self._must_fund:
            self._passed_over += 1


def beyond_reach(
    limits: LineLimits, tiers: npt.NDArray[np.int64], micro_merit: npt.NDArray[Any]
) -> npt.NDArray[np.bool_]:
    """Return whom the line does not reach by tier or merit.

    Parameters
    ----------
    limits : LineLimits
    tiers : ndarray of shape (n,)
    micro_merit : ndarray of shape (n,) or (n, orders)
        Merit in millionths of a point.
    """
    # Merits may have one more axis, a column for each weight sample; tiers do not depend on
    # weights.
    column = tiers.reshape(-1, *[1] * (micro_merit.ndim - 1))
    lowest_tier = tiers.max(initial=1) if limits.lowest_tier is None else limits.lowest_tier
    lowest = 0 if limits.lowest_merit is None else round(limits.lowest_merit * _MICRO)
    beyond: npt.NDArray[np.bool_] = (column > lowest_tier) | (micro_merit < lowest)
    return beyond


def reach_warnings(
    tiers: Sequence[int], funded: Sequence[bool], competes: Sequence[bool]
) -> list[str]:
    """Return what is to be said of how far a line reaches, in sentences.

    Parameters
    ----------
    tiers : sequence of int
    funded, competes : sequence of bool
        In rank order.
    """
    ranks = [rank for rank, is_funded in enumerate(funded, 1) if is_funded]
    if not ranks:
        return []
    last = ranks[-1]
    over = [rank for rank in range(1, last) if competes[rank - 1] and not funded[rank - 1]]
    said = []
    lowest = max(tiers[rank - 1] for rank in ranks)
    better = [rank for rank in over if tiers[rank - 1] < lowest]
    if better:
        reached = sum(tiers[rank - 1] == lowest for rank in ranks)
        said.append(
            f"The line reaches past tier {lowest - 1}: it funds {reached} of tier {lowest} while "
            f"{len(better)} of a better tier {'gets' if len(better) == 1 else 'get'} nothing."
        )
    if len(over) > MOST_PASSED_OVER:
        said.append(
            f"The line passes over {len(over)} proposals to fund rank {last} of {len(tiers)}."
        )
    return said
