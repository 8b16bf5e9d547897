"""Which past projects can be learned from, and why the others are left out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fct.data.program import CalibrationTerms
from fct.data.reading import TrackLine
from fct.scoring.judging import PART_NAMES, Parts
from fct.scoring.learning.calibration import Cases
from fct.scoring.learning.implied_weights import Decisions
from fct.scoring.learning.non_negative_logistic import Floats
from fct.scoring.ranking import Mark

NOT_JUDGED = "no published run judged it"
NOT_SELECTED = "it was not selected"
NOT_KNOWN = "its outcome is not known"
YOUNG_CYCLE = "too few outcomes of its cycle are known yet"
SELECTION_NOT_KNOWN = "it is not known whether it was selected"
NOT_RANKED = "it was not ranked"
CONTINUES = "it was continuing, and what those were promised comes before all others"


@dataclass(frozen=True, slots=True, eq=False)
class PastRun:
    """The published run of a past cycle.

    Attributes
    ----------
    parts : Parts
        Of every proposal that it judged.
    ranks : DataFrame
        ``ref``, ``tier`` and ``mark`` of the ranked ones, in rank order.
    """

    parts: Parts
    ranks: pd.DataFrame


def cases_of(
    lines: Iterable[TrackLine],
    runs: Mapping[int, PastRun],
    weights: Floats,
    terms: CalibrationTerms,
) -> tuple[Cases, dict[str, int]]:
    """Return the projects whose outcome is known, and how many were left out by reason.

    Only selected projects count: what was not selected was not tested, which is not a failure.
    The outcomes of a cycle count once most of them are known, because a failed test is known long
    before a procurement.
    """
    left_out: Counter[str] = Counter()
    tested: dict[int, list[TrackLine]] = {}
    for line in lines:
        if line.was_selected is False:
            left_out[NOT_SELECTED] += 1
        elif line.was_selected is None and line.tested_well is None:
            left_out[NOT_KNOWN] += 1
        else:
            tested.setdefault(line.fiscal_year, []).append(line)
    kept = []
    for year in sorted(tested):
        known = [line for line in tested[year] if line.succeeded is not None]
        # What is known of a young cycle is not a fair sample of it: quick outcomes, good or bad,
        # come first.
        if len(known) < terms.least_known_share * len(tested[year]):
            left_out[YOUNG_CYCLE] += len(tested[year])
            continue
        left_out[NOT_KNOWN] += len(tested[year]) - len(known)
        kept += known
    judged = [line for line in kept if _is_judged(line, runs)]
    left_out[NOT_JUDGED] += len(kept) - len(judged)
    cases = Cases(
        _joined(judged, runs, weights),
        np.array([line.fiscal_year for line in judged], dtype=np.int64),
        np.array([line.succeeded for line in judged], dtype=bool),
    )
    return cases, {reason: count for reason, count in left_out.items() if count}


def decisions_of(
    lines: Iterable[TrackLine], runs: Mapping[int, PastRun], weights: Floats
) -> tuple[Decisions, dict[str, int]]:
    """Return those that competed of which the selection is known, and how many were left out."""
    left_out: Counter[str] = Counter()
    rows: list[tuple[int, int, int, TrackLine]] = []
    places = {
        (year, ref): (place, int(tier), mark)
        for year, run in runs.items()
        for place, (ref, tier, mark) in enumerate(
            run.ranks[["ref", "tier", "mark"]].itertuples(index=False, name=None)
        )
    }
    for line in lines:
        found = places.get((line.fiscal_year, line.ref))
        if line.was_selected is None:
            left_out[SELECTION_NOT_KNOWN] += 1
        elif found is None:
            left_out[NOT_RANKED if _is_judged(line, runs) else NOT_JUDGED] += 1
        elif found[2] == Mark.CONTINUING:
            left_out[CONTINUES] += 1
        else:
            rows.append((line.fiscal_year, found[0], found[1], line))
    rows.sort(key=lambda row: row[:2])
    kept = [row[3] for row in rows]
    decisions = Decisions(
        _joined(kept, runs, weights),
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
        np.array([line.was_selected for line in kept], dtype=bool),
    )
    return decisions, dict(left_out)


def _is_judged(line: TrackLine, runs: Mapping[int, PastRun]) -> bool:
    return line.fiscal_year in runs and line.ref in runs[line.fiscal_year].parts.refs


def _joined(lines: Sequence[TrackLine], runs: Mapping[int, PastRun], weights: Floats) -> Parts:
    """Return what the proposals of the lines reached, each as its own run judged it."""
    rows = {
        year: {ref: row for row, ref in enumerate(run.parts.refs)} for year, run in runs.items()
    }
    found = [(runs[line.fiscal_year].parts, rows[line.fiscal_year][line.ref]) for line in lines]
    shape = (len(lines), len(PART_NAMES))
    low = np.array([parts.low[row] for parts, row in found]).reshape(shape)
    high = np.array([parts.high[row] for parts, row in found]).reshape(shape)
    return Parts(tuple(line.ref for line in lines), weights, low, high)
