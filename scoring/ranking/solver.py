"""The search for the best choice among yes-or-no items, exact in integers.

Greatest sum of weights of the first tier, then of the second, and so on; of choices that are equal
in all, the one that holds the earliest item where they first differ. HiGHS searches in floating
point, so every choice that it returns is verified in integers and, if wrong, excluded, and the
search repeated.

What makes it quick: a good choice is found among the fifty items that the linear relaxation is
least sure of; what no choice as good can hold, or lack, is fixed by the bound of Lagrange; one
search that excludes the good choice then proves it best and shows whether another is equal.
"""

import ctypes
import os
import threading
from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from contextlib import contextmanager
from math import gcd
from operator import le
from typing import TYPE_CHECKING, NamedTuple

from fct.data.common import FctError

if TYPE_CHECKING:  # at run time imported where needed: scipy costs a person a second
    import numpy as np
    from scipy.optimize import OptimizeResult
    from scipy.sparse import csr_array

_CORE = 50  # items searched for the first choice; tried 30 to 60
_ROUGH_GAP = 3e-4  # the first choice need not be the best of the core
_ALTERNATIVES = 1  # equal choices listed one by one; above it they are compared by blocks of items
_BLOCK = 20  # items compared in one search, by weights 2**19 to 1
_LARGEST = 1000.0  # larger coefficients are scaled down to it: HiGHS then is quicker and surer
_UNIT = 1 << 40  # multipliers are rounded to its inverse
_OPTIMAL, _INFEASIBLE = 0, 2  # of scipy
_searching = threading.Lock()


class Row(NamedTuple):
    """A condition: the coefficients of the items held sum to at most ``cap``."""

    coefs: dict[int, int]
    cap: int

    def sum(self, held: AbstractSet[int]) -> int:
        """Return the sum over the items held."""
        return sum(coef for j, coef in self.coefs.items() if j in held)


class _Task(NamedTuple):
    """Maximize the weights of ``held`` and of what is chosen from ``free``, under all rows.

    What is chosen from ``later`` has no weight yet: it only helps rows to hold.
    """

    weights: Mapping[int, int]
    rows: Sequence[Row]
    free: Sequence[int]
    held: AbstractSet[int]
    betters: Mapping[int, AbstractSet[int]]
    later: Sequence[int] = ()

    def value(self, held: AbstractSet[int]) -> int:
        """Return what a choice is worth."""
        return sum(weight for j, weight in self.weights.items() if j in held)

    def allows(self, held: AbstractSet[int]) -> bool:
        """Whether a choice keeps all rows, in integers."""
        return all(row.sum(held) <= row.cap for row in self.rows)

    @property
    def open(self) -> list[int]:
        """All items that may be chosen, the columns of the search in this order."""
        return [*self.free, *self.later]

    def decided(self, held: AbstractSet[int]) -> frozenset[int]:
        """Return a choice without the items that only help rows to hold."""
        return frozenset(held - set(self.later))


class _Cut(NamedTuple):
    """A choice that is excluded: another differs from it ``over`` these items."""

    held: AbstractSet[int]
    over: Sequence[int]


class _Optima(NamedTuple):
    """Choices of greatest value; ``complete`` if there is no other. ``task`` has fewer free."""

    sets: list[frozenset[int]]
    complete: bool
    task: _Task


def best_choice(
    tiers: Sequence[Mapping[int, int]], rows: Sequence[Row], held: AbstractSet[int]
) -> frozenset[int] | None:
    """Return the best choice of all items; None if no choice keeps all rows.

    Parameters
    ----------
    tiers : sequence of mapping of int to int
        The items that may be chosen with their weights from 0, tier by tier; smaller numbers are
        earlier items.
    rows : sequence of Row
    held : set of int
        Items that are held whatever is chosen.
    """
    task = _Task({}, rows, [], frozenset(held), _betters(tiers, rows))
    best = _best_by_tier(tiers, task)
    if best is not None and not task.allows(best):
        raise FctError("best set: the solver broke a condition; send us the cycle file")
    return best


def greatest(
    weights: Mapping[int, int], rows: Sequence[Row], free: Sequence[int], held: AbstractSet[int]
) -> frozenset[int] | None:
    """Return a choice of greatest sum of weights, which may be negative; None if nothing fits.

    It holds ``held`` and what is chosen from ``free``. Without weights, it is any choice that
    keeps the rows.
    """
    task = _Task(weights, rows, free, frozenset(held), dict.fromkeys(free, frozenset[int]()))
    optima = _optima(task, 0)
    return optima.sets[0] if optima else None


def _betters(tiers: Sequence[Mapping[int, int]], rows: Sequence[Row]) -> dict[int, frozenset[int]]:
    """Return for each item those that the best choice holds if it holds this one.

    They are of its tier, worth as much or more, earlier if worth as much, and in no row larger:
    in its place, any of them would make a better choice.
    """
    betters: dict[int, frozenset[int]] = {}
    for weights in tiers:
        # Of equals the earlier is the better one, because the tie goes to the better-ranked
        # (reading 58).
        worth = {j: (weight, -j) for j, weight in weights.items()}
        places = {j: [row.coefs.get(j, 0) for row in rows] for j in weights}
        for j in weights:
            betters[j] = frozenset(
                i for i in weights if worth[i] > worth[j] and all(map(le, places[i], places[j]))
            )
    return betters


def _best_by_tier(tiers: Sequence[Mapping[int, int]], task: _Task) -> frozenset[int] | None:
    """Maximize tier by tier; a tier that has several best choices stays open, with a floor."""
    short = [row for row in task.rows if row.sum(task.held) > row.cap]
    # Where what is held breaks a row (a floor), items of later tiers may have to help. Without them
    # the first search would find no set at all; with a weight they could outweigh an earlier tier.
    helpers = {j for row in short for j, coef in row.coefs.items() if coef < 0}
    optima = _Optima([frozenset(task.held)], complete=True, task=task)
    for place, weights in enumerate(tiers, start=1):
        task = task._replace(
            weights=weights,
            rows=[*task.rows, *_equal_rows(weights, task.betters)],
            free=sorted([*task.free, *weights]),
            later=sorted(helpers & set[int]().union(*tiers[place:])),
        )
        found = _optima(task, _ALTERNATIVES)
        if found is None:
            return None
        optima = found
        if optima.complete and len(optima.sets) == 1:
            # The only best choice of its tier: later tiers add to it and cannot change it.
            task = task._replace(free=[], held=optima.sets[0])
        else:
            # Several are equally good. A later tier, or the order of ranks, decides among them, so
            # the tier stays open with its value as a floor.
            task = task._replace(rows=[*task.rows, _at_least(weights, optima.sets[0])])
    if optima.complete:
        # False sorts before true: the set that holds the item where two first differ (reading 58).
        return min(optima.sets, key=lambda held: [j not in held for j in task.free])
    return _first_in_order(optima.task._replace(rows=task.rows))


def _equal_rows(weights: Mapping[int, int], betters: Mapping[int, AbstractSet[int]]) -> list[Row]:
    """Hold an item only with its betters of equal weight: there would be many equal choices."""
    rows = []
    for j in weights:
        above = {i for i in betters[j] if weights[i] == weights[j]}
        # Betters of betters follow from the direct ones; fewer rows say the same.
        further = set[int]().union(*(betters[i] for i in above))
        rows += [Row({j: 1, i: -1}, 0) for i in sorted(above - further)]
    return rows


def _at_least(weights: Mapping[int, int], held: AbstractSet[int]) -> Row:
    """Ask for a choice that is worth as much as this one."""
    # As small as they get, for the solver's floating point.
    unit = gcd(*weights.values()) or 1
    worth = {j: -weight // unit for j, weight in weights.items() if weight}
    return Row(worth, sum(coef for j, coef in worth.items() if j in held))


def _first_in_order(task: _Task) -> frozenset[int]:
    """Settle a tie that has many choices: the earliest items first, block by block."""
    free, held = sorted(task.free), frozenset(task.held)
    while free:
        # Each item outweighs all later ones of its block together, so that the greatest sum is the
        # set that is first in order. Sums of 20 bits are far within what a double holds exactly.
        weights = {j: 1 << (_BLOCK - 1 - place) for place, j in enumerate(free[:_BLOCK])}
        best = _optima(task._replace(weights=weights, free=free, held=held), 0)
        if best is None:
            raise FctError("best set: the solver lost the set it had; send us the cycle file")
        held, free = (held | (best.sets[0] & weights.keys())), free[_BLOCK:]
    return held


def _optima(task: _Task, alternatives: int) -> _Optima | None:
    """Return the choices of greatest value, at most one more than ``alternatives``.

    A choice is proven best when the search, with all choices seen excluded, claims no better one.
    What the search claims of a choice that it returns is never believed, only its bound on the
    others.
    """
    best, task = _first_choices(task)
    wrong: list[_Cut] = []
    value = task.value(best[0]) if best else None
    while True:
        found, limit = _search(task, [*wrong, *(_Cut(held, task.free) for held in best)])
        # Nothing is left, or nothing that is left can be worth as much.
        if found is None or (value is not None and limit < value):
            break
        if not task.allows(found):
            # HiGHS keeps rows within a tolerance. A choice that breaks one in integers is excluded,
            # and the search goes on.
            wrong.append(_Cut(found, task.open))
            continue
        reached = task.value(found)
        if value is None or reached > value:
            best, value = [], reached
        if reached == value:
            best.append(task.decided(found))
        else:
            # It was worth less than the bound promised: excluded, so that the bound can fall.
            wrong.append(_Cut(found, task.open))
        # The bound proves these best; there are more of them than are listed one by one.
        if limit == value and len(best) > alternatives:
            return _Optima(best, complete=False, task=task)
    return _Optima(best, complete=True, task=task) if best else None


def _first_choices(task: _Task) -> tuple[list[frozenset[int]], _Task]:
    """Return a good choice, if the core has one, and the task without what no such one flips."""
    if len(task.free) <= _CORE:
        return [], task
    reduced, bound = _lagrange(task)
    # The core of a knapsack (Balas and Zemel 1980): where the reduced weight is far from zero, an
    # item stands the same way in almost every good choice.
    least_clear_first = sorted(task.free, key=lambda j: abs(reduced[j]))
    clear = {j for j in least_clear_first[_CORE:] if reduced[j] > 0}
    found, _ = _search(
        task._replace(free=least_clear_first[:_CORE], held=task.held | clear), [], _ROUGH_GAP
    )
    if found is None or not task.allows(found):
        return [], task
    # A choice as good as this one loses at most so much of the bound; whatever costs more is
    # settled.
    gap = bound - task.value(found) * _UNIT
    return [task.decided(found)], _without_losers(task, reduced, gap)


def _without_losers(task: _Task, reduced: Mapping[int, int], gap: int) -> _Task:
    """Fix what a set that loses no more than ``gap`` cannot flip, betters and worse with it."""
    loss = {j: max(0, -weight) for j, weight in reduced.items()}  # of holding it
    loss_without = {j: max(0, weight) for j, weight in reduced.items()}
    for j in task.free:
        for i in task.betters[j] & reduced.keys():
            # Who holds j holds its betters, too, and who lacks i lacks what i is better than: their
            # losses add up.
            loss[j] += max(0, -reduced[i])
            loss_without[i] += max(0, reduced[j])
    held = {j for j in task.free if loss_without[j] > gap}
    free = [j for j in task.free if j not in held and loss[j] <= gap]
    return task._replace(free=free, held=task.held | held)


def _lagrange(task: _Task) -> tuple[dict[int, int], int]:
    """Return reduced weights and an upper bound of the task's value, both times ``_UNIT``.

    With a multiplier of 0 or more for each row, no choice is worth more than the multiplied caps
    plus all reduced weights above 0; a set that flips one of these loses as much. True in
    integers for any multipliers; those of the linear relaxation make it tight.
    """
    from scipy.optimize import linprog

    rows = _open_rows(task, [])
    matrix, caps, scales = _scaled(rows, task.open)
    weights = [-task.weights.get(j, 0) for j in task.open]
    relaxed = linprog(weights, A_ub=matrix.toarray(), b_ub=caps, bounds=(0, 1))
    reduced = {j: task.weights.get(j, 0) * _UNIT for j in task.open}
    bound = task.value(task.held) * _UNIT
    if relaxed.status == _OPTIMAL:
        prices = -relaxed.ineqlin.marginals / scales
        for row, price in zip(rows, prices.tolist(), strict=True):
            # The relaxation's prices are floats and may err. Weak duality holds for any multiplier
            # of 0 or more, so that one rounded to a whole number still bounds exactly.
            multiplier = max(0, round(price * _UNIT))
            bound += multiplier * row.cap
            for j, coef in row.coefs.items():
                reduced[j] -= multiplier * coef
    return reduced, bound + sum(max(0, weight) for weight in reduced.values())


def _open_rows(task: _Task, excluded: Sequence[_Cut]) -> list[Row]:
    """Return the rows over what is open, with one more for each choice that is excluded."""
    free = set(task.open)
    rows = []
    for row in task.rows:
        coefs = {j: coef for j, coef in row.coefs.items() if j in free}
        cap = row.cap - row.sum(task.held)
        if sum(max(0, coef) for coef in coefs.values()) > cap:
            rows.append(Row(coefs, cap))
    for cut in excluded:
        if cut.held - free == task.held:  # else what is fixed excludes it already
            signs = {j: 1 if j in cut.held else -1 for j in cut.over}
            rows.append(Row(signs, len(cut.held & set(cut.over)) - 1))
    return rows


def _scaled(
    rows: Sequence[Row], free: Sequence[int]
) -> tuple["csr_array", "np.ndarray", "np.ndarray"]:
    """Return the rows as a matrix, their caps, and by what each row was divided."""
    import numpy as np
    from scipy.sparse import csr_array

    place = {j: column for column, j in enumerate(free)}
    largest = [max(map(abs, row.coefs.values()), default=1) for row in rows]
    scales = np.array([max(1.0, size / _LARGEST) for size in largest])
    values = [coef / scales[i] for i, row in enumerate(rows) for coef in row.coefs.values()]
    columns = [place[j] for row in rows for j in row.coefs]
    ends = np.cumsum([0, *(len(row.coefs) for row in rows)])
    matrix = csr_array((values, columns, ends), shape=(len(rows), len(free)))
    return matrix, np.array([float(row.cap) for row in rows]) / scales, scales


def _search(
    task: _Task, excluded: Sequence[_Cut], gap: float = 0
) -> tuple[frozenset[int] | None, int]:
    """Return what HiGHS takes for the best choice not excluded, if any is left, and its claim."""
    rows = _open_rows(task, excluded)
    base = task.value(task.held)
    if not task.open:
        return None if rows else frozenset(task.held), base
    found = _milp(task, rows, gap)
    if found.status == _INFEASIBLE:
        return None, base
    # A binary is an integer within 1e-6 for HiGHS, hence the rounding.
    held = task.held | {task.open[place] for place in found.x.round().nonzero()[0].tolist()}
    # True values are whole, so that the float of the bound is rounded; and no bound is below what
    # is in hand.
    return frozenset(held), max(task.value(held), base + round(-found.mip_dual_bound))


def _milp(task: _Task, rows: Sequence[Row], gap: float) -> "OptimizeResult":
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix, caps, _ = _scaled(rows, task.open)
    with _silent_stdout():
        found = milp(
            [-task.weights.get(j, 0) for j in task.open],
            integrality=np.ones(len(task.open), dtype=int),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, -np.inf, caps) if rows else None,
            # without presolve HiGHS took two thirds of the time at n = 150
            options={"mip_rel_gap": gap, "presolve": False},
        )
    if found.status not in (_OPTIMAL, _INFEASIBLE):
        raise FctError(f"best set: the solver gave up ({found.message}); send us the cycle file")
    return found


@contextmanager
def _silent_stdout() -> Iterator[None]:
    """Keep off standard output (think of ``--json``) what HiGHS prints there, whatever its options.

    The C library holds the text back, so it is flushed while the null device is in place.
    """
    with _searching:  # two at once would restore each other's null device
        kept = os.dup(1)
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(null, 1)
            yield
        finally:
            ctypes.CDLL(None).fflush(None)
            os.dup2(kept, 1)
            os.close(null)
            os.close(kept)
