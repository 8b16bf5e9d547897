"""The eleven additive parts of merit: six of maturity, five of strength, as shares and weights.

Merit is the sum over the parts of weight times share. The weights are the rubric's: 0.7 x the
points of each part of maturity, 0.3 x 100 / 5 for each criterion, so that they sum to 100.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.program import CRITERIA, Rubric, Stage
from fct.expectations.logic import HOLDS, UNKNOWN
from fct.scoring.judging.judgement import Judgement
from fct.scoring.judging.maturity import MATURITY_PARTS
from fct.scoring.judging.verdicts import criterion_strengths

PART_NAMES = (*MATURITY_PARTS, *CRITERIA)
"""The parts, in the order of every array: maturity first, then the criteria."""

MATURITY_COUNT = len(MATURITY_PARTS)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What proposals reached of each part.

    Attributes
    ----------
    refs : tuple of str
    weights : ndarray of shape (11,)
        The rubric's, in points of merit; they sum to 100.
    low, high : ndarray of shape (n, 11)
        Share of each part that was reached, 0 to 1. They differ where an answer is blank or a rule
        is unknown; rank uses the lowest.
    """

    refs: tuple[str, ...]
    weights: Floats
    low: Floats
    high: Floats

    @property
    def merit(self) -> Floats:
        """Merit by the rubric, 0 to 100, from the lowest shares."""
        merit: Floats = self.low @ self.weights
        return merit

    def only(self, refs: Sequence[str]) -> "Parts":
        """Return some proposals, in the order of ``refs``."""
        places = {ref: place for place, ref in enumerate(self.refs)}
        rows = [places[ref] for ref in refs]
        return Parts(tuple(refs), self.weights, self.low[rows], self.high[rows])


def joined_parts(batches: Sequence[Parts]) -> Parts:
    """Return the parts of batches as those of all proposals, in their order; at least one."""
    first, *others = batches
    if not others:
        return first
    return Parts(
        tuple(ref for one in batches for ref in one.refs),
        first.weights,
        np.concatenate([one.low for one in batches]),
        np.concatenate([one.high for one in batches]),
    )


def part_weights(rubric: Rubric) -> Floats:
    """Return the weight of each part, in points of merit, of shape (11,)."""
    points = [getattr(rubric.maturity, part).points for part in MATURITY_PARTS]
    of_maturity = rubric.merit.maturity * np.array(points, dtype=float)
    of_strength = np.full(len(CRITERIA), rubric.merit.strength * 100 / len(CRITERIA))
    return np.concatenate([of_maturity, of_strength])


def parts_of_scores(
    scores: pd.DataFrame,
    rubric: Rubric,
    outcomes: pd.DataFrame | None = None,
    stages: Mapping[str, Stage] | None = None,
) -> Parts:
    """Return the parts of the proposals of a run.

    Parameters
    ----------
    scores : DataFrame
        ``ref``, ``parts`` and ``criteria`` as a run keeps them (:mod:`fct.data.subjects.runs`).
    rubric : Rubric
        The run's own.
    outcomes : DataFrame of shape (n, n_rules), optional
        1 holds, 0 unknown, -1 fails, indexed by ref. With them the highest share of a criterion
        counts unknown rules as holding; without them it is the lowest.
    stages : mapping of str to Stage, optional
        Of the rules that were not at ``block`` in the run; the declaration's where none are given.
    """
    sides = [
        np.array(
            [
                [row[part][side] for part in MATURITY_PARTS]
                + [strengths[name]["strength"] for name in CRITERIA]
                for row, strengths in zip(scores["parts"], scores["criteria"], strict=True)
            ],
            dtype=float,
        ).reshape(len(scores), len(PART_NAMES))
        for side in ("low", "high")
    ]
    return _parts(tuple(scores["ref"]), sides, rubric, outcomes, stages)


def parts_of_judgement(judgement: Judgement, rubric: Rubric) -> Parts:
    """Return the parts of the proposals that were judged, in the order of the table."""
    strengths = judgement.strengths[list(CRITERIA)].to_numpy(dtype=float)
    sides = [
        np.hstack(
            [
                judgement.scores[[f"{part}_{side}" for part in MATURITY_PARTS]].to_numpy(float),
                strengths,
            ]
        )
        for side in ("low", "high")
    ]
    refs = tuple(judgement.table.refs)
    return _parts(refs, sides, rubric, judgement.outcomes, judgement.stages)


def _parts(
    refs: tuple[str, ...],
    sides: Sequence[Floats],
    rubric: Rubric,
    outcomes: pd.DataFrame | None,
    stages: Mapping[str, Stage] | None,
) -> Parts:
    """Return points of maturity and strengths as shares; a part that gives no points has 0."""
    most = np.array([getattr(rubric.maturity, part).points for part in MATURITY_PARTS])
    for side in sides:
        reached = side[:, :MATURITY_COUNT]
        np.divide(reached, most, out=reached, where=most > 0)
    low, high = sides
    if outcomes is not None and len(outcomes):
        at_best = outcomes.reindex(list(refs)).replace(UNKNOWN, HOLDS)
        strengths = criterion_strengths(at_best, rubric.strength, stages)
        high[:, MATURITY_COUNT:] = strengths.to_numpy()
    return Parts(refs, part_weights(rubric), low, high)
