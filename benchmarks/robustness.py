"""How sure ranks are: 10,000 weight samples, 150 proposals beside two peers, and 2,000 proposals.

Shares are uniform, and the 150 are of one tier. The peers rank them under the same drawn weights,
one weighting after the other: scikit-criteria by its WeightedSumModel; pymcdm by its WSM and
rankdata, as they come and once more without the checks of each call. Ours does more in its time: it
draws the weights, the funding line through every order, and counts the ranks. All must give the
same ranks under every weighting in which no two merits are equal to six decimals.

The 2,000 proposals have three tiers, three budget years and a tenth of all answers blank. They are
ranked in a process of their own, whose memory is measured, Python and pandas included.

Run it with ``python benchmarks/robustness.py``.
"""

import datetime as dt
import functools
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.program.cycle import Cycle
from fct.data.program.rubric import default_rubric
from fct.scoring.defending.rank_robustness import robustness
from fct.scoring.defending.weight_samples import (
    SensitivityTerms,
    Weighting,
    merit_samples,
    order_samples,
    weight_samples,
)
from fct.scoring.judging.merit_parts import Floats, Parts, part_weights
from fct.scoring.ranking.order import OrderOfMerit

SIZE, LARGE = 150, 2_000
RUNS, LARGE_RUNS = 3, 3
FASTER_BAR, SECONDS_BAR, MEMORY_BAR_MIB = 100, 4.0, 500
YEARS = (2027, 2028, 2029)
BLANK_SHARE, CONTINUING_SHARE = 0.1, 0.1
NO_BAR = "pymcdm without checks"  # not how it comes

Ranks = npt.NDArray[np.float64]
Result = TypeVar("Result")


def instance(size: int, *, tiers: int = 1, blank_share: float = 0.0) -> OrderOfMerit:
    """Return proposals in the official order; a third of what they ask for is there."""
    chance = np.random.default_rng(size)
    low = chance.random((size, 11))
    is_blank = chance.random((size, 11)) < blank_share
    weights = part_weights(default_rubric())
    low = low[np.argsort(-(low @ weights))]
    requests = chance.integers(100, 900, (size, len(YEARS))).tolist()
    third = [Decimal(sum(column)) // 3 for column in zip(*requests, strict=True)]
    refs = tuple(f"B-{number:04}" for number in range(size))
    asked = [dict(zip(YEARS, map(Decimal, row), strict=True)) for row in requests]
    ranks = pd.DataFrame(
        {
            "ref": refs,
            "tier": np.sort(chance.integers(1, tiers + 1, size)),
            "merit": 0.0,
            "maturity": 0.0,
            "component_priority": float("nan"),
            "title": "",
            "component": None,
            "competes": chance.random(size) >= CONTINUING_SHARE,
            "request_kusd": pd.Series(asked, dtype=object),
        }
    )
    budgets = dict(zip(YEARS, third, strict=True))
    cycle = Cycle(fiscal_year=YEARS[0], final_due=dt.date(2026, 6, 30), budgets=budgets)
    parts = Parts(refs, weights, low, np.where(is_blank, 1.0, low))
    return OrderOfMerit(ranks, parts, cycle, default_rubric())


def by_scikit_criteria(shares: Floats, weights: Floats) -> Ranks:
    """Return the rank of each proposal under each weighting."""
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    model, best = WeightedSumModel(), [max] * shares.shape[1]
    ranks = np.empty((len(weights), len(shares)))
    for draw, row in enumerate(weights):
        ranks[draw] = model.evaluate(skcriteria.mkdm(shares, best, weights=row)).rank_
    return ranks


def by_pymcdm(shares: Floats, weights: Floats, *, is_checked: bool = True) -> Ranks:
    """Return the rank of each proposal under each weighting."""
    from pymcdm.methods import WSM

    def as_it_is(column: Floats, cost: Any = None) -> Floats:  # noqa: ARG001 - its signature
        return column

    model, best = WSM(normalization_function=as_it_is), np.ones(shares.shape[1])
    ranks = np.empty((len(weights), len(shares)))
    for draw, row in enumerate(weights / 100):
        ranks[draw] = model.rank(model(shares, row, best, validation=is_checked))
    return ranks


def by_us(
    ranked: OrderOfMerit, sensitivity: SensitivityTerms
) -> tuple[Ranks, npt.NDArray[np.bool_]]:
    """Return our ranks, and under which weight samples no two merits are equal."""
    merits = merit_samples(ranked.parts, sensitivity)
    ranks = 1 + np.argsort(order_samples(ranked, merits), axis=0).T.astype(np.float64)
    return ranks, np.asarray((np.diff(np.sort(merits, axis=0), axis=0) > 0).all(axis=0))


def seconds_of(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return seconds of this process, which another busy one does not lengthen, and the result."""
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def beside_peers(weighting: Weighting) -> bool:
    """Print times and ratios for 150 proposals; return whether the bar and the ranks hold."""
    ranked, sensitivity = instance(SIZE), SensitivityTerms(weighting, blanks=False)
    shares, weights = ranked.parts.low, weight_samples(ranked.parts.weights, sensitivity)
    peers: dict[str, Callable[[], Ranks]] = {
        "scikit-criteria": functools.partial(by_scikit_criteria, shares, weights),
        "pymcdm": functools.partial(by_pymcdm, shares, weights),
        NO_BAR: functools.partial(by_pymcdm, shares, weights, is_checked=False),
    }
    ours, theirs = [], {}
    for name, peer in peers.items():  # in turn, so that all meet the same machine
        theirs[name] = seconds_of(peer)
        ours += [seconds_of(lambda: robustness(ranked, sensitivity))[0] for _ in range(RUNS)]
    median = statistics.median(ours)
    ranks, is_untied = by_us(ranked, sensitivity)
    print(f"{SIZE} proposals, {len(weights):,} weight samples ({weighting}): {median * 1e3:.0f} ms")
    is_good = True
    for name, (took, found) in theirs.items():
        differ = np.count_nonzero((found != ranks)[is_untied].any(axis=1))
        print(
            f"  {name}: {took:.2f} s, {took / median:.0f} x as long; ranks differ under "
            f"{differ} of {np.count_nonzero(is_untied):,} weight samples without ties"
        )
        is_good &= differ == 0 and (name == NO_BAR or took / median >= FASTER_BAR)
    return is_good


def large_run() -> None:
    """Rank 2,000 proposals; print seconds of the process and of the clock, and the most MiB."""
    ranked = instance(LARGE, tiers=3, blank_share=BLANK_SHARE)
    begun = time.perf_counter()
    took, _ = seconds_of(lambda: robustness(ranked))
    wall = time.perf_counter() - begun
    print(took, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def large() -> bool:
    """Print the worst of several processes; return whether the bars hold."""
    command = [sys.executable, __file__, "--large"]
    said = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        for _ in range(LARGE_RUNS)
    ]
    took, wall, most = (max(map(float, column)) for column in zip(*said, strict=True))
    print(
        f"{LARGE:,} proposals, {SensitivityTerms().terms.draws:,} weight samples, blanks anywhere: "
        f"{took:.2f} s ({wall:.2f} s by the clock), {most:.0f} MiB; worst of {LARGE_RUNS} processes"
    )
    return took <= SECONDS_BAR and most <= MEMORY_BAR_MIB


def main() -> None:
    """Run all; exit with 1 where a bar is missed or a rank differs."""
    warnings.simplefilter("ignore")  # of the peers, about themselves
    robustness(instance(SIZE))  # what is loaded at first use is not what is measured
    is_good = [beside_peers(weighting) for weighting in Weighting]
    is_good.append(large())
    raise SystemExit(0 if all(is_good) else 1)


if __name__ == "__main__":
    large_run() if "--large" in sys.argv else main()
