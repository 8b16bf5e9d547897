"""Chances learned from synthetic pasts whose truth is known, against plain LogisticRegression.

For each size of a past, sixty pasts: how often something is learned, and how often where
outcomes depend on nothing; then, where the past is learned from, the Brier score against outcomes
yet to come, the expected calibration error against the true chances in ten bins, both beside the
same of the base rate and of scikit-learn's LogisticRegression as it comes; how often the intervals
hold the true chance. Last, for selections: error and coverage of the implied weights.

Run it from the root of the checkout with ``python -m benchmarks.calibration``.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from fct.data.program.calibration_terms import load_calibration_terms
from fct.scoring.learning.abstention import Abstention
from fct.scoring.learning.calibration import learn
from fct.scoring.learning.implied_weights import imply
from tests.support.proposals.pasts import Past, drawn_decisions, drawn_past

SIZES = ((3, 12), (4, 15), (6, 25), (10, 30))
PASTS, BINS = 60, 10
LEAST_COVERAGE, MOST_FALSE = 0.85, 0.10
SPREAD, WIDE_SPREAD = 1.2, 2.5  # of the log-odds that the parts make
FIRST_SEED = 5000  # other pasts than those by which the terms were chosen
TERMS = load_calibration_terms()
QUICK = TERMS.model_copy(update={"permutations": 19, "draws": 200})

Floats = npt.NDArray[np.float64]


def brier(predicted: Floats, truth: Floats) -> float:
    """Return the expected Brier score against outcomes of the true chances."""
    return float(np.mean((predicted - truth) ** 2 + truth * (1 - truth)))


def calibration_error(predicted: Floats, truth: Floats) -> float:
    """Return the mean distance of predicted and true chance over bins of predicted chance."""
    places = np.array_split(np.argsort(predicted), BINS)
    gaps = [abs(predicted[one].mean() - truth[one].mean()) for one in places]
    return statistics.fmean(gaps)


def peers(past: Past) -> dict[str, Floats]:
    """Return what the base rate and plain logistic regression predict of the next cycle."""
    plain = LogisticRegression().fit(past.cases.parts.low, past.cases.succeeded)
    base = np.full(len(past.chance), past.cases.succeeded.mean())
    return {"base rate": base, "plain": plain.predict_proba(past.now.low)[:, 1]}


def share_learned(size: tuple[int, int], spread: float) -> float:
    """Return of how many pasts something is learned."""
    found = [learn(drawn_past(seed, size, spread=spread).cases, QUICK) for seed in range(PASTS)]
    return statistics.fmean(not isinstance(one, Abstention) for one in found)


def run_chances(size: tuple[int, int], likeness: float, spread: float = SPREAD) -> float:
    """Print what is learned from pasts of one size; return the coverage of the intervals."""
    measures: dict[str, Callable[[Floats, Floats], float]] = {
        "Brier": brier,
        "ECE": calibration_error,
    }
    said: dict[tuple[str, str], list[float]] = {}
    coverage, width, better = [], [], []
    for seed in range(PASTS):
        past = drawn_past(FIRST_SEED + seed, size, likeness=likeness, spread=spread)
        found = learn(past.cases, QUICK)
        if isinstance(found, Abstention):
            continue
        ours = found.predict(past.now)
        low, high = ours["low"].to_numpy(), ours["high"].to_numpy()
        coverage.append(float(np.mean((low <= past.chance) & (past.chance <= high))))
        width.append(float(np.mean(high - low)))
        answers = {"ours": ours["chance"].to_numpy(), **peers(past)}
        for measure, of in measures.items():
            for name, chances in answers.items():
                said.setdefault((measure, name), []).append(of(chances, past.chance))
        better.append(said["Brier", "ours"][-1] < said["Brier", "plain"][-1])
    scores = ", ".join(
        f"{measure} {name} {statistics.fmean(all_of):.4f}"
        for (measure, name), all_of in said.items()
    )
    print(
        f"{size[0]} cycles of {size[1]}, likeness {likeness:g}, spread {spread:g}: "
        f"{len(coverage)} of {PASTS} learned; {scores}; "
        f"better than plain in {statistics.fmean(better):.0%}; intervals of "
        f"{TERMS.confidence:.0%} hold {statistics.fmean(coverage):.1%}, "
        f"width {statistics.fmean(width):.2f}",
        flush=True,
    )
    return statistics.fmean(coverage)


def run_weights(size: tuple[int, int]) -> float:
    """Print how near implied weights come to those that selected; return their coverage."""
    coverage, error, of_rubric = [], [], []
    for seed in range(PASTS // 4):
        decisions, truth = drawn_decisions(seed, size)
        found = imply(decisions, QUICK)
        if isinstance(found, Abstention):
            continue
        weights = found.weights
        coverage.append(float(np.mean((weights["low"] <= truth) & (truth <= weights["high"]))))
        error.append(float(np.mean(abs(weights["implied"] - truth))))
        of_rubric.append(float(np.mean(abs(weights["rubric"] - truth))))
    print(
        f"{size[0]} cycles of {size[1]}: {len(coverage)} of {PASTS // 4} answered; mean error "
        f"{statistics.fmean(error):.1f} points (rubric {statistics.fmean(of_rubric):.1f}); "
        f"intervals of {TERMS.confidence:.0%} hold {statistics.fmean(coverage):.1%}",
        flush=True,
    )
    return statistics.fmean(coverage)


def main() -> None:
    """Run all sizes; exit with 1 where intervals hold too little or chance is taken for skill."""
    begun = time.perf_counter()
    print("Share of pasts from which something is learned, where outcomes depend on")
    false = [share_learned(size, 0) for size in SIZES]
    for size, by_chance in zip(SIZES, false, strict=True):
        known = share_learned(size, SPREAD)
        print(f"{size[0]} cycles of {size[1]}: nothing {by_chance:.0%}, the parts {known:.0%}")
    print("Chances, where something is learned")
    coverages = [run_chances(size, likeness) for likeness in (1, 0.25) for size in SIZES]
    coverages += [run_chances(size, 1, WIDE_SPREAD) for size in SIZES[::2]]
    print("Implied weights")
    coverages += [run_weights((cycles, 2 * a_cycle)) for cycles, a_cycle in SIZES[1:]]
    print(f"{time.perf_counter() - begun:.0f} s")
    sys.exit(0 if min(coverages) >= LEAST_COVERAGE and max(false) <= MOST_FALSE else 1)


if __name__ == "__main__":
    main()
