"""The best set of 150 new starts: time on one core, and agreement with a second solver.

Sixty random instances: two to five budget years, requests of 100 to 900 thousand dollars a year in
one or two years, merits from 50 to 98 with six decimals, budgets of a third of what is asked for;
in turn all in one tier (the hardest), and in three. Then instances with few different merits, where
many sets are equal and the rank has to decide. The second solver is OR-tools CP-SAT, which counts
in integers throughout; it is no requirement of the project, and without it only times are printed.

Run it with ``python benchmarks/best_set.py``; where OR-tools is installed as well, it
checks.
"""

import importlib.util
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal

from fct.scoring.best_set import Candidate, best_set

SIZE, INSTANCES = 150, 60
MEDIAN_BAR_S, WORST_BAR_S = 0.5, 3.0
TIERS = {"one tier": [1], "three tiers": [1, 1, 1, 2, 2, 2, 2, 3]}
CAN_CHECK = importlib.util.find_spec("ortools") is not None

Instance = tuple[list[Candidate], dict[int, Decimal]]


def instance(seed: int, tiers: Sequence[int], *, merit_step: int = 1) -> Instance:
    """Return candidates in rank order and what is left; merits in steps of so many millionths."""
    chance = random.Random(seed)  # noqa: S311 - an experiment that can be repeated
    years = range(2027, 2027 + 2 + seed % 4)
    drawn = []
    for _ in range(SIZE):
        first = chance.choice(years)
        asked = [year for year in range(first, first + chance.randint(1, 2)) if year in years]
        merit = chance.randrange(50_000_000, 98_000_000, merit_step) / 1e6
        request = {year: Decimal(chance.randint(100, 900)) for year in asked}
        drawn.append((chance.choice(tiers), -merit, request))
    drawn.sort(key=lambda one: one[:2])
    candidates = [
        Candidate(f"B-{number:03}", tier, -minus_merit, request)
        for number, (tier, minus_merit, request) in enumerate(drawn)
    ]
    left = {
        year: sum((one.request_kusd.get(year, Decimal(0)) for one in candidates), Decimal(0)) // 3
        for year in years
    }
    return candidates, left


def second_opinion(candidates: Sequence[Candidate], left: Mapping[int, Decimal]) -> list[str]:
    """Return the best set by CP-SAT: tier by tier, then rank by rank in blocks of forty."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    held = [model.new_bool_var(one.ref) for one in candidates]
    for year, kusd in left.items():
        asked = [int(one.request_kusd.get(year, 0)) for one in candidates]
        model.add(sum(a * x for a, x in zip(asked, held, strict=True)) <= int(kusd))
    goals = [
        [round(one.merit * 1e6) if one.tier == tier else 0 for one in candidates]
        for tier in sorted({one.tier for one in candidates})
    ]
    places = range(len(held))
    goals += [
        [1 << (start + 39 - j) if start <= j < start + 40 else 0 for j in places]
        for start in places[::40]
    ]
    chosen: list[bool] = []
    for goal in goals:
        total = sum(weight * x for weight, x in zip(goal, held, strict=True))
        model.maximize(total)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        if solver.solve(model) != cp_model.OPTIMAL:
            raise RuntimeError("CP-SAT gave up")
        chosen = [solver.boolean_value(x) for x in held]
        model.add(total >= sum(weight for weight, x in zip(goal, chosen, strict=True) if x))
    return [one.ref for one, is_held in zip(candidates, chosen, strict=True) if is_held]


def run(name: str, instances: Sequence[Instance]) -> bool:
    """Print times and whether both solvers agree; tell whether all is within the bars."""
    seconds, differ = [], 0
    for candidates, left in instances:
        begun = time.process_time()  # of this process: another busy one does not count
        found = best_set(candidates, left)
        seconds.append(time.process_time() - begun)
        if CAN_CHECK:
            differ += found != second_opinion(candidates, left)
    median, worst = statistics.median(seconds), max(seconds)
    said = f"{differ} differ from CP-SAT" if CAN_CHECK else "not checked: OR-tools is not installed"
    print(f"{name}: {len(seconds)} instances, median {median:.2f} s, worst {worst:.2f} s; {said}")
    return differ == 0 and median <= MEDIAN_BAR_S and worst <= WORST_BAR_S


def main() -> None:
    """Run all instances; exit with 1 where a bar is missed."""
    best_set(*instance(0, [1]))  # the import of scipy is not what is measured
    runs = [
        run(name, [instance(seed, tiers) for seed in range(INSTANCES)])
        for name, tiers in TIERS.items()
    ]
    for step in (500_000, 8_000_000):
        equal = [instance(seed, [1, 2], merit_step=step) for seed in range(12)]
        run(f"merits in steps of {step / 1e6:g}", equal)
    raise SystemExit(0 if all(runs) else 1)


if __name__ == "__main__":
    main()
