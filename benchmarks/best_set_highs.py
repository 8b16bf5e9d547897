"""The best set by HiGHS as it comes, beside the product's search, which sends HiGHS smaller tasks.

The sixty random instances of :mod:`best_set` in one tier, and the sixty in three tiers, each solved
both ways in one run. As it comes: one call of ``scipy.optimize.milp`` a tier, with the merits as
whole millionths and gap 0; then the ties of reading 58, the earliest items first in blocks of
twenty; with HiGHS's presolve and without. A call may take ten seconds. What it returns is checked
in integers: a set that costs more than there is, or is worth less than it says, counts as wrong.

Run it with ``python benchmarks/best_set_highs.py``.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeAlias

import numpy as np
from best_set import INSTANCES, TIERS, instance
from scipy.optimize import Bounds, LinearConstraint, milp

from fct.scoring.ranking.best_set import _shares, _tiers, best_shares
from fct.scoring.ranking.best_set_problem import Question, problem
from fct.scoring.ranking.solver import Row, _silent_stdout

MEDIAN_BAR_S, WORST_BAR_S = 0.6, 5.0
LIMIT_S, BLOCK = 10.0, 20
Answer: TypeAlias = dict[str, Decimal] | str | None


def as_it_comes(question: Question, *, presolve: bool) -> dict[str, Decimal] | str:
    """Return the best set by HiGHS alone, or in a word why no set exists."""
    asked = problem(question)
    if asked is None:
        return "infeasible"
    choice = sorted({j for row in asked.rows for j in row.coefs})
    tiers, rows = _tiers(asked, set(choice)), list(asked.rows)
    blocks = [
        {j: 1 << (BLOCK - 1 - place) for place, j in enumerate(choice[start : start + BLOCK])}
        for start in range(0, len(choice), BLOCK)
    ]
    held: set[int] = set()
    for goal in [*tiers, *blocks]:
        found = searched(goal, rows, choice, presolve=presolve)
        if isinstance(found, str):
            return found
        held = found
        if any(row.sum(held) > row.cap for row in rows):
            return "wrong"
        worth = sum(weight for j, weight in goal.items() if j in held)
        rows.append(Row({j: -weight for j, weight in goal.items()}, -worth))
    return _shares(asked, held | (set(asked.free) - set(choice)))


def searched(
    goal: Mapping[int, int], rows: Sequence[Row], choice: Sequence[int], *, presolve: bool
) -> set[int] | str:
    """Return the items of the greatest goal, or in a word why no items fit."""
    matrix = np.array([[row.coefs.get(j, 0) for j in choice] for row in rows], dtype=float)
    with _silent_stdout():
        found = milp(
            [-goal.get(j, 0) for j in choice],
            integrality=np.ones(len(choice), dtype=int),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, -np.inf, [row.cap for row in rows]),
            options={"mip_rel_gap": 0, "time_limit": LIMIT_S, "presolve": presolve},
        )
    if found.status == 1:
        return "time"
    if found.status != 0:
        return "failed"
    return {choice[place] for place in found.x.round().nonzero()[0].tolist()}


def compare(name: str, tiers: Sequence[int]) -> None:
    """Print the times of each, and how often HiGHS as it comes gave another set or none."""
    questions = [instance(seed, tiers) for seed in range(INSTANCES)]
    expected = report(f"{name}, product", [(best_shares, one) for one in questions])
    for presolve in (True, False):
        kind = "with presolve" if presolve else "without presolve"
        search = partial(as_it_comes, presolve=presolve)
        found = report(f"{name}, HiGHS {kind}", [(search, one) for one in questions])
        words = Counter(one for one in found if isinstance(one, str))
        other = sum(
            one != right and not isinstance(one, str)
            for one, right in zip(found, expected, strict=True)
        )
        print(f"    without an answer: {dict(words)}; another set: {other}", flush=True)


def report(
    name: str, work: Sequence[tuple[Callable[[Question], Answer], Question]]
) -> list[Answer]:
    """Print the seconds of each piece of work; return what it gave."""
    seconds, found = [], []
    for search, question in work:
        begun = time.process_time()  # of this process: another busy one does not count
        found.append(search(question))
        seconds.append(time.process_time() - begun)
    median, worst = statistics.median(seconds), max(seconds)
    print(f"{name}: median {median:.2f} s, worst {worst:.2f} s", flush=True)
    return found


def main() -> None:
    """Measure both, in one tier and in three."""
    best_shares(instance(0, [1]))  # the import of scipy is not what is measured
    for its_name, its_tiers in TIERS.items():
        compare(its_name, its_tiers)
    print(f"bars: median {MEDIAN_BAR_S} s, worst {WORST_BAR_S} s")


if __name__ == "__main__":
    main()
