"""Several what-ifs side by side: who is ranked or marked otherwise, and what money is left."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fct.data.common import UsageError
from fct.data.program import OFFICIAL, Scenario
from fct.scoring.defending.weights import Weights
from fct.scoring.defending.what_if_order import WhatIf, what_if
from fct.scoring.ranking import MARKS, Flags, Mark, Money, OrderOfMerit


class Place(NamedTuple):
    """Where a proposal stands in one of the results."""

    rank: int
    mark: Mark


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """The results by name, in the order in which they are shown.

    Attributes
    ----------
    official : OrderOfMerit
        That of all of them.
    results : mapping of str to WhatIf
    """

    official: OrderOfMerit
    results: Mapping[str, WhatIf]

    @property
    def differing(self) -> dict[str, dict[str, Place]]:
        """Rank and mark by name, of each ref whose rank or funding is not the same in all.

        In official order. Not funded is not funded, whether it is passed over or below the line.
        """
        ranks = np.stack([result.ranks for result in self.results.values()])
        return self._rows((ranks != ranks[0]).any(axis=0) | self._is_flipping)

    @property
    def flips(self) -> dict[str, dict[str, Place]]:
        """Rank and mark by name, of each ref that is funded in some and not in others."""
        return self._rows(self._is_flipping)

    @property
    def _is_flipping(self) -> Flags:
        times = np.sum([result.is_funded for result in self.results.values()], axis=0)
        is_flipping: Flags = (times > 0) & (times < len(self.results))
        return is_flipping

    def _rows(self, chosen: Flags) -> dict[str, dict[str, Place]]:
        return {
            self.official.refs[row]: {
                name: Place(int(result.ranks[row]), MARKS[result.marks[row]])
                for name, result in self.results.items()
            }
            for row in np.flatnonzero(chosen).tolist()
        }


def what_if_scenario(official: OrderOfMerit, scenario: Scenario) -> WhatIf:
    """Rank again by what a scenario sets; all else is official."""
    return what_if(
        official,
        weights=scenario.weights,
        budgets=scenario.budgets,
        conditions=scenario.conditions,
    )


def compare_scenarios(official: OrderOfMerit, scenarios: Mapping[str, Scenario]) -> SideBySide:
    """Return the official order and scenarios side by side, the official one first.

    Parameters
    ----------
    official : OrderOfMerit
    scenarios : mapping of str to Scenario
        By what each is called there: two versions of one name need two.

    Raises
    ------
    UsageError
        If there is no scenario, or one is called ``official``.
    """
    if not scenarios:
        raise UsageError("There is nothing to compare with the official order; name a scenario.")
    if OFFICIAL in scenarios:
        raise UsageError(f"A scenario cannot be called “{OFFICIAL}” here; give it another name.")
    results = {OFFICIAL: what_if(official)}
    results |= {name: what_if_scenario(official, scenario) for name, scenario in scenarios.items()}
    return SideBySide(official, results)


def budget_scenarios(
    official: OrderOfMerit,
    budgets: Mapping[str, Money],
    *,
    weights: Weights | None = None,
    promises_only: AbstractSet[str] = frozenset(),
) -> SideBySide:
    """Return the line under several budgets side by side.

    Parameters
    ----------
    official : OrderOfMerit
    budgets : mapping of str to mapping
        Thousands of dollars by fiscal year, by name: the declared levels
        (:func:`fct.data.program.budget_levels.level_budgets`), or any others.
    weights : optional
        As :func:`fct.scoring.defending.what_if_order.what_if` takes them; the rubric's by default.
    promises_only : set of str
        Names of the levels at which nothing that competes for money is funded.

    Raises
    ------
    UsageError
        If there are no budgets, or one is below zero.
    """
    if not budgets:
        raise UsageError("There are no budgets to draw the line under; name at least one set.")
    nothing_new = official.conditions.model_copy(
        update={"must_fund": frozenset(), "excluded": frozenset(official.competing)}
    )
    results = {
        name: what_if(
            official,
            weights=weights,
            budgets=money,
            conditions=nothing_new if name in promises_only else None,
        )
        for name, money in budgets.items()
    }
    return SideBySide(official, results)
