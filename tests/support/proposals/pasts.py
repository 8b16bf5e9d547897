"""Synthetic pasts whose truth is known: what tests and the benchmark hold learning against."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from fct.data.program.rubric import default_rubric
from fct.scoring.judging.merit_parts import PART_NAMES, Parts, part_weights
from fct.scoring.learning.calibration import Cases
from fct.scoring.learning.implied_weights import Decisions

Floats = npt.NDArray[np.float64]
FIRST_YEAR = 2010
_CRITERIA = 5


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Cases, and proposals of the next cycle with their true chances."""

    cases: Cases
    now: Parts
    chance: Floats


def parts_of(shares: Floats, weights: Floats | None = None) -> Parts:
    """Return parts with the shares given, named P0, P1, ..."""
    refs = tuple(f"P{number}" for number in range(len(shares)))
    return Parts(
        refs, part_weights(default_rubric()) if weights is None else weights, shares, shares
    )


def drawn_shares(draw: np.random.Generator, count: int) -> Floats:
    """Return shares as proposals have them: steps in maturity, criteria mostly near 1."""
    maturity = [
        draw.choice([0, 0.4, 0.7, 1], count, p=[0.05, 0.2, 0.35, 0.4]),
        draw.choice([0, 0.5, 0.8, 1], count, p=[0.1, 0.2, 0.3, 0.4]),
        draw.integers(3, 11, count) / 10,
        draw.integers(4, 10, count) / 9,
        draw.beta(2, 2, count),
        draw.choice([0, 0.5, 1], count),
    ]
    strengths = np.clip(1 - np.abs(draw.normal(0, 0.2, (count, _CRITERIA))), 0, 1)
    return np.column_stack([*maturity, strengths])


def drawn_weights(draw: np.random.Generator, likeness: float) -> Floats:
    """Return true weights that sum to 100: the rubric's if ``likeness`` is large, else any."""
    rubric = part_weights(default_rubric())
    return 100 * draw.dirichlet(rubric / 100 * len(PART_NAMES) * likeness)


def _log_odds(shares: Floats, weights: Floats, spread: float) -> Floats:
    worth = shares @ weights
    log_odds: Floats = spread * (worth - worth.mean()) / worth.std()
    return log_odds


def drawn_past(
    seed: int,
    size: tuple[int, int],
    *,
    spread: float = 1.2,
    likeness: float = 1,
    between_cycles: float = 0.3,
) -> Past:
    """Return a past of ``size`` (cycles, projects a cycle) and 60 proposals of the next cycle.

    ``spread`` is the standard deviation of the log-odds that the parts make, 0 where outcomes
    depend on nothing; ``between_cycles`` that of the cycles' own luck, which the next one lacks.
    """
    draw = np.random.default_rng(seed)
    cycles, a_cycle = size
    count = cycles * a_cycle
    shares = drawn_shares(draw, count + 60)
    log_odds = _log_odds(shares, drawn_weights(draw, likeness), spread)
    log_odds += draw.choice([-0.5, 0, 0.5])
    cycle = np.repeat(np.arange(cycles), a_cycle)
    chance = expit(log_odds[:count] + draw.normal(0, between_cycles, cycles)[cycle])
    cases = Cases(parts_of(shares[:count]), FIRST_YEAR + cycle, draw.random(count) < chance)
    return Past(cases, parts_of(shares[count:]), expit(log_odds[count:]))


def drawn_decisions(
    seed: int, size: tuple[int, int], *, spread: float = 2, likeness: float = 1
) -> tuple[Decisions, Floats]:
    """Return selections of a past in two tiers, and the weights by which they were made.

    Six of ten are selected of the first tier and three of ten of the second: those of the most
    worth, blurred by as much chance as makes pairs logistic.
    """
    draw = np.random.default_rng(seed)
    cycles, a_cycle = size
    shares = drawn_shares(draw, cycles * a_cycle)
    weights = drawn_weights(draw, likeness)
    years = FIRST_YEAR + np.repeat(np.arange(cycles), a_cycle)
    tiers = draw.integers(1, 3, len(years))
    worth = _log_odds(shares, weights, spread) + draw.gumbel(size=len(years))
    was_selected = np.zeros(len(years), dtype=bool)
    for year in np.unique(years):
        for tier, share in ((1, 0.6), (2, 0.3)):
            group = np.flatnonzero((years == year) & (tiers == tier))
            best = group[np.argsort(-worth[group])]
            was_selected[best[: round(share * len(group))]] = True
    return Decisions(parts_of(shares), years, tiers, was_selected), weights
