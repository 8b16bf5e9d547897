"""The best set: which new starts earn the most merit within the budgets of all years.

Greatest sum of merit of tier 1, then of tier 2, then of tier 3; of sets that are equal in all
three, the one that holds the better-ranked project where they first differ. All sums are integers
(millionths of a point of merit, whole units of money). HiGHS searches in floating point, so every
set that it returns is verified in integers and, if wrong, excluded, and the search repeated.

What makes it quick: a good set is found among the fifty candidates that the linear relaxation is
least sure of; what no set as good can hold, or lack, is fixed by the bound of Lagrange; one search
that excludes the good set then proves it best and shows whether another is equal.
"""

import ctypes
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, gcd, lcm
from operator import le
from typing import TYPE_CHECKING, NamedTuple

from fct.data.errors import FctError

if TYPE_CHECKING:  # at run time imported where needed: scipy costs a person a second
    import numpy as np
    from scipy.optimize import OptimizeResult
    from scipy.sparse import csr_array

_MICRO = 1_000_000  # merits count with 6 decimals
_CORE = 50  # candidates searched for the first set; tried 30 to 60
_ROUGH_GAP = 3e-4  # the first set need not be the best of the core
_ALTERNATIVES = 1  # equal sets listed one by one; above it they are compared by blocks of ranks
_BLOCK = 20  # ranks compared in one search, by weights 2**19 to 1
_LARGEST = 1000.0  # larger coefficients are scaled down to it: HiGHS then is quicker and surer
_UNIT = 1 << 40  # multipliers are rounded to its inverse
_OPTIMAL, _INFEASIBLE = 0, 2  # of scipy
_searching = threading.Lock()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new start; its request is in thousands of dollars by fiscal year."""

    ref: str
    tier: int
    merit: float
    request_kusd: Mapping[int, Decimal]


class _Row(NamedTuple):
    """A condition: the coefficients of the candidates held sum to at most ``cap``."""

    coefs: dict[int, int]
    cap: int

    def sum(self, held: AbstractSet[int]) -> int:
        return sum(coef for j, coef in self.coefs.items() if j in held)


class _Task(NamedTuple):
    """Maximise the weights of ``held`` and of what is chosen from ``free``, under all rows."""

    weights: Mapping[int, int]
    rows: Sequence[_Row]
    free: Sequence[int]
    held: AbstractSet[int]
    betters: Mapping[int, AbstractSet[int]]

    def value(self, held: AbstractSet[int]) -> int:
        return sum(weight for j, weight in self.weights.items() if j in held)

    def allows(self, held: AbstractSet[int]) -> bool:
        return all(row.sum(held) <= row.cap for row in self.rows)


class _Optima(NamedTuple):
    """Sets of greatest value; ``complete`` if there is no other. ``task`` has fewer free."""

    sets: list[frozenset[int]]
    complete: bool
    task: _Task


def best_set(
    candidates: Sequence[Candidate],
    left_kusd: Mapping[int, Decimal],
    *,
    groups: Sequence[AbstractSet[str]] = (),
    bound: AbstractSet[str] = frozenset(),
) -> list[str]:
    """Return the refs of the best set, in rank order.

    Parameters
    ----------
    candidates : sequence of Candidate
        New starts only, in rank order.
    left_kusd : mapping of int to Decimal
        What continuing projects leave of each fiscal year's budget, in thousands of dollars;
        may be below zero. A year not named has 0. A request of zero fits whatever is left.
    groups : sequence of set of str
        Duplicates: at most one of each group is held. Groups may overlap.
    bound : set of str
        Refs of continuing projects; a group that names one is shut to its other refs.

    Raises
    ------
    ValueError
        If a ref is given twice, or a merit or a request is below 0 or no number.
    FctError
        If the solver gives up.
    """
    _check(candidates)
    shut = {ref for group in groups if group & bound for ref in group} - bound
    budgets = _budget_rows(candidates, left_kusd)
    alone = [
        j
        for j, one in enumerate(candidates)
        if one.ref not in shut and all(row.coefs.get(j, row.cap) <= row.cap for row in budgets)
    ]
    members = [[j for j in alone if candidates[j].ref in group] for group in groups]
    rows = _binding([*budgets, *(_Row(dict.fromkeys(js, 1), 1) for js in members)], alone)
    choice = [j for j in alone if any(j in row.coefs for row in rows)]
    betters = _betters(candidates, choice, rows)
    tiers: dict[int, dict[int, int]] = {}
    for j in choice:
        tiers.setdefault(candidates[j].tier, {})[j] = _micro(candidates[j].merit)
    task = _Task({}, rows, [], frozenset(), betters)
    best = _best_by_tier([tiers[tier] for tier in sorted(tiers)], task)
    held = best | (set(alone) - set(choice))
    return [candidates[j].ref for j in sorted(held)]


def _check(candidates: Sequence[Candidate]) -> None:
    seen: set[str] = set()
    for candidate in candidates:
        where = f"best set, candidate {candidate.ref!r}"
        if candidate.ref in seen:
            raise ValueError(f"{where}: was given before; each new start comes once")
        seen.add(candidate.ref)
        numbers: list[float | Decimal] = [candidate.merit, *candidate.request_kusd.values()]
        for number in numbers:
            if not 0 <= number < float("inf"):
                raise ValueError(f"{where}: merit or request is {number}; give a number from 0")


def _micro(merit: float) -> int:
    # float() because numpy's own rounding multiplies first and may err in the last place
    return round(round(float(merit), 6) * _MICRO)


def _budget_rows(candidates: Sequence[Candidate], left_kusd: Mapping[int, Decimal]) -> list[_Row]:
    """Return one row a year that is asked for, in the largest unit that rounds no request."""
    asked: dict[int, dict[int, Fraction]] = {}
    for j, candidate in enumerate(candidates):
        for year, kusd in candidate.request_kusd.items():
            if kusd > 0:
                asked.setdefault(year, {})[j] = Fraction(kusd)
    rows = []
    for year, requests in sorted(asked.items()):
        scale = lcm(*(kusd.denominator for kusd in requests.values()))
        whole = {j: int(kusd * scale) for j, kusd in requests.items()}
        unit = gcd(*whole.values())
        cap = floor(Fraction(left_kusd.get(year, 0)) * scale / unit)
        rows.append(_Row({j: amount // unit for j, amount in whole.items()}, cap))
    return rows


def _binding(rows: Sequence[_Row], alone: Sequence[int]) -> list[_Row]:
    """Return the rows without those under which all fit."""
    few = [_Row({j: row.coefs[j] for j in alone if j in row.coefs}, row.cap) for row in rows]
    return [row for row in few if row.coefs and sum(row.coefs.values()) > row.cap]


def _betters(
    candidates: Sequence[Candidate], choice: Sequence[int], rows: Sequence[_Row]
) -> dict[int, frozenset[int]]:
    """Return for each candidate those that the best set holds if it holds this one.

    They are of its tier, worth as much or more, better ranked if worth as much, and in no row
    larger: in its place, any of them would make a better set.
    """
    merits = {j: (_micro(candidates[j].merit), -j) for j in choice}
    places = {j: [row.coefs.get(j, 0) for row in rows] for j in choice}
    return {
        j: frozenset(
            i
            for i in choice
            if merits[i] > merits[j]
            and candidates[i].tier == candidates[j].tier
            and all(map(le, places[i], places[j]))
        )
        for j in choice
    }


def _equal_rows(weights: Mapping[int, int], betters: Mapping[int, AbstractSet[int]]) -> list[_Row]:
    """Hold a candidate only with its betters of equal merit: there would be many equal sets."""
    rows = []
    for j in weights:
        above = {i for i in betters[j] if weights[i] == weights[j]}
        further = set[int]().union(*(betters[i] for i in above))
        rows += [_Row({j: 1, i: -1}, 0) for i in sorted(above - further)]
    return rows


def _best_by_tier(tiers: Sequence[Mapping[int, int]], task: _Task) -> frozenset[int]:
    """Maximise tier by tier; a tier that has several best sets stays open, with a floor."""
    optima = _Optima([frozenset()], complete=True, task=task)
    for weights in tiers:
        rows = [*task.rows, *_equal_rows(weights, task.betters)]
        task = task._replace(weights=weights, rows=rows, free=sorted([*task.free, *weights]))
        optima = _optima(task, _ALTERNATIVES)
        if optima.complete and len(optima.sets) == 1:
            task = task._replace(free=[], held=optima.sets[0])
        else:
            unit = gcd(*weights.values()) or 1
            worth = {j: -weight // unit for j, weight in weights.items() if weight}
            floor_row = _Row(worth, -task.value(optima.sets[0]) // unit)
            task = task._replace(rows=[*task.rows, floor_row])
    if optima.complete:
        return min(optima.sets, key=lambda held: [j not in held for j in task.free])
    return _first_in_rank_order(optima.task._replace(rows=task.rows))


def _first_in_rank_order(task: _Task) -> frozenset[int]:
    """Settle a tie that has many sets: the best-ranked candidates first, block by block."""
    free, held = sorted(task.free), frozenset(task.held)
    while free:
        weights = {j: 1 << (_BLOCK - 1 - place) for place, j in enumerate(free[:_BLOCK])}
        best = _optima(task._replace(weights=weights, free=free, held=held), 0).sets[0]
        held, free = (held | (best & weights.keys())), free[_BLOCK:]
    return held


def _optima(task: _Task, alternatives: int) -> _Optima:
    """Return the sets of greatest value, at most one more than ``alternatives``.

    A set is proven best when the search, with all sets seen excluded, claims no better one. What
    the search claims of a set that it returns is never believed, only its bound on the others.
    """
    best, task = _first_sets(task)
    excluded = list(best)
    value = task.value(best[0]) if best else -1
    while True:
        found, limit = _search(task, excluded)
        if found is not None and task.allows(found):
            reached = task.value(found)
            if reached > value:
                best, value = [], reached
                excluded = [held for held in excluded if not task.allows(held)]
            best += [found] * (reached == value)
        if found is None or limit < value:
            break
        excluded.append(found)
        if limit == value and len(best) > alternatives:
            return _Optima(best, complete=False, task=task)
    if not best:
        raise FctError("best set: the solver found no set, not even none; send us the cycle file")
    return _Optima(best, complete=True, task=task)


def _first_sets(task: _Task) -> tuple[list[frozenset[int]], _Task]:
    """Return a good set, if the core has one, and the task without what no set as good flips."""
    if len(task.free) <= _CORE:
        return [], task
    reduced, bound = _lagrange(task)
    by_doubt = sorted(task.free, key=lambda j: abs(reduced[j]))
    clear = {j for j in by_doubt[_CORE:] if reduced[j] > 0}
    found, _ = _search(task._replace(free=by_doubt[:_CORE], held=task.held | clear), [], _ROUGH_GAP)
    if found is None or not task.allows(found):
        return [], task
    return [found], _without_losers(task, reduced, bound - task.value(found) * _UNIT)


def _without_losers(task: _Task, reduced: Mapping[int, int], gap: int) -> _Task:
    """Fix what a set that loses no more than ``gap`` cannot flip, betters and worse with it."""
    loss = {j: max(0, -weight) for j, weight in reduced.items()}  # of holding it
    loss_without = {j: max(0, weight) for j, weight in reduced.items()}
    for j in task.free:
        for i in task.betters[j] & reduced.keys():
            loss[j] += max(0, -reduced[i])
            loss_without[i] += max(0, reduced[j])
    held = {j for j in task.free if loss_without[j] > gap}
    free = [j for j in task.free if j not in held and loss[j] <= gap]
    return task._replace(free=free, held=task.held | held)


def _lagrange(task: _Task) -> tuple[dict[int, int], int]:
    """Return reduced weights and an upper bound of the task's value, both times ``_UNIT``.

    With a multiplier of 0 or more for each row, no set is worth more than the multiplied caps
    plus all reduced weights above 0; a set that flips one of these loses as much. True in
    integers for any multipliers; those of the linear relaxation make it tight.
    """
    from scipy.optimize import linprog

    rows = _open_rows(task, [])
    matrix, caps, scales = _scaled(rows, task.free)
    weights = [-task.weights.get(j, 0) for j in task.free]
    relaxed = linprog(weights, A_ub=matrix.toarray(), b_ub=caps, bounds=(0, 1))
    reduced = {j: task.weights.get(j, 0) * _UNIT for j in task.free}
    bound = task.value(task.held) * _UNIT
    if relaxed.status == _OPTIMAL:
        prices = -relaxed.ineqlin.marginals / scales
        for row, price in zip(rows, prices.tolist(), strict=True):
            multiplier = max(0, round(price * _UNIT))
            bound += multiplier * row.cap
            for j, coef in row.coefs.items():
                reduced[j] -= multiplier * coef
    return reduced, bound + sum(max(0, weight) for weight in reduced.values())


def _open_rows(task: _Task, excluded: Sequence[AbstractSet[int]]) -> list[_Row]:
    """Return the rows over what is free, with one more for each set that is excluded."""
    free = set(task.free)
    rows = []
    for row in task.rows:
        coefs = {j: coef for j, coef in row.coefs.items() if j in free}
        cap = row.cap - row.sum(task.held)
        if sum(max(0, coef) for coef in coefs.values()) > cap:
            rows.append(_Row(coefs, cap))
    for held in excluded:
        if held - free == task.held:  # else what is fixed excludes it already
            signs = {j: 1 if j in held else -1 for j in task.free}
            rows.append(_Row(signs, len(free & held) - 1))
    return rows


def _scaled(
    rows: Sequence[_Row], free: Sequence[int]
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
    task: _Task, excluded: Sequence[AbstractSet[int]], gap: float = 0
) -> tuple[frozenset[int] | None, int]:
    """Return what HiGHS takes for the best set not excluded, if any is left, and its claim."""
    rows = _open_rows(task, excluded)
    base = task.value(task.held)
    if not task.free:
        return None if rows else frozenset(task.held), base
    found = _milp(task, rows, gap)
    if found.status == _INFEASIBLE:
        return None, base
    held = task.held | {task.free[place] for place in found.x.round().nonzero()[0].tolist()}
    return frozenset(held), max(task.value(held), base + round(-found.mip_dual_bound))


def _milp(task: _Task, rows: Sequence[_Row], gap: float) -> "OptimizeResult":
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix, caps, _ = _scaled(rows, task.free)
    with _silent_stdout():
        found = milp(
            [-task.weights.get(j, 0) for j in task.free],
            integrality=np.ones(len(task.free), dtype=int),
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
