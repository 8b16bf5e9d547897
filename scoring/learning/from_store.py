"""What a store knows of the past of a cycle, and what can be learned from it.

The past is the track record and the published runs. Nothing of it enters merit or rank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from fct.data.common import UsageError, utc_now
from fct.data.program import default_rubric, load_calibration_terms
from fct.data.subjects import Store, StoredTrackLine, no_cycle_sentence
from fct.scoring.judging import part_weights, parts_of_scores
from fct.scoring.learning.abstention import Abstention, Figures
from fct.scoring.learning.calibration import Calibration, learn
from fct.scoring.learning.implied_weights import imply, rubric_agreement
from fct.scoring.learning.non_negative_logistic import Floats
from fct.scoring.learning.past_cycles import PastRun, cases_of, decisions_of
from fct.scoring.ranking import rubric_of_run

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class StoredPast:
    """What a store knows up to and with a cycle.

    Attributes
    ----------
    fiscal_year : int
    lines : list of StoredTrackLine
        Of the track record, those that count, by fiscal year and ref.
    runs : mapping of int to PastRun
        The published ones, by fiscal year.
    """

    fiscal_year: int
    lines: list[StoredTrackLine]
    runs: Mapping[int, PastRun]

    @property
    def weights(self) -> Floats:
        """Those of the last published run's rubric, or of the default one."""
        if not self.runs:
            return part_weights(default_rubric())
        return self.runs[max(self.runs)].parts.weights


@dataclass(frozen=True, slots=True)
class LearnedChances:
    """The chance of each ranked proposal of a cycle to test well and be procured, once selected.

    Attributes
    ----------
    fiscal_year : int
    learned : bool
    figures : mapping of str to float
        Of :class:`fct.scoring.learning.calibration.Calibration`, or of the abstention.
    left_out : mapping of str to int
        Lines of the track record that nothing is learned from, by reason.
    reason : str or None
        Why nothing was learned.
    curve : list of dict
        Rows of the reliability curve.
    predictions : list of dict
        ``ref, chance, low, high, beyond`` in rank order; none where no run is published.
    """

    fiscal_year: int
    learned: bool
    figures: Figures
    left_out: Mapping[str, int]
    reason: str | None
    curve: Rows
    predictions: Rows


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """The weights of the parts that past selections imply.

    Attributes
    ----------
    fiscal_year : int
    learned : bool
    figures : mapping of str to float
        Of :class:`fct.scoring.learning.implied_weights.ImpliedWeights`, or of the abstention.
    left_out : mapping of str to int
        Lines of the track record that nothing is learned from, by reason.
    reason : str or None
        Why no weights are given.
    weights : list of dict
        ``part, rubric, implied, low, high``.
    agreement : list of dict
        A row an order; the rubric's stands where no weights are given, too.
    """

    fiscal_year: int
    learned: bool
    figures: Figures
    left_out: Mapping[str, int]
    reason: str | None
    weights: Rows
    agreement: Rows


def stored_past(store: Store, fiscal_year: int | None = None) -> StoredPast:
    """Return the past of a cycle; of the last one where no year is named.

    Raises
    ------
    UsageError
        If the store has no cycle, or none of that year.
    """
    known = [row.fiscal_year for row in store.cycles.all()]
    if not known:
        raise UsageError(no_cycle_sentence(store.settings, utc_now()))
    year = max(known) if fiscal_year is None else fiscal_year
    store.cycles.read(year)  # says which cycles there are
    runs = {one: _published(store, one) for one in known if one <= year}
    return StoredPast(
        year,
        [line for line in store.track_record.lines() if line.fiscal_year <= year],
        {one: run for one, run in runs.items() if run is not None},
    )


def _published(store: Store, fiscal_year: int) -> PastRun | None:
    run = store.runs.published(fiscal_year)
    if run is None:
        return None
    scores, ranks = store.runs.scores(run.id), store.runs.ranks(run.id)
    tiers = scores.set_index("ref")["tier"]
    return PastRun(
        parts_of_scores(scores, rubric_of_run(run)), ranks.assign(tier=ranks["ref"].map(tiers))
    )


def learned_chances(past: StoredPast) -> LearnedChances:
    """Return the chances that the cycles before predict, or why none are given."""
    year, terms = past.fiscal_year, load_calibration_terms()
    earlier = [line for line in past.lines if line.fiscal_year < year]
    runs = {before: run for before, run in past.runs.items() if before < year}
    cases, left_out = cases_of(earlier, runs, past.weights, terms)
    found = learn(cases, terms)
    if isinstance(found, Abstention):
        return LearnedChances(year, False, dict(found.figures), left_out, found.reason, [], [])
    return LearnedChances(
        *(year, True, dict(found.figures), left_out, None),
        curve=_rows(found.curve),
        predictions=_predictions(found, past.runs.get(year)),
    )


def _predictions(found: Calibration, run: PastRun | None) -> Rows:
    if run is None:
        return []
    ranked = run.parts.only(run.ranks["ref"].tolist())
    return _rows(found.predict(ranked).assign(beyond=found.is_beyond(ranked)))


def _rows(frame: pd.DataFrame) -> Rows:
    return cast("Rows", frame.to_dict("records"))


def learned_weights(past: StoredPast) -> LearnedWeights:
    """Return the weights that selections up to and with the cycle imply, or why none are given."""
    year, terms = past.fiscal_year, load_calibration_terms()
    # With the cycle's own decisions, which say what weighed; of chances the outcomes are needed,
    # which it has not.
    decisions, left_out = decisions_of(past.lines, past.runs, past.weights)
    found = imply(decisions, terms)
    figures = dict(found.figures)
    if isinstance(found, Abstention):
        agreement = [rubric_agreement(decisions, terms)]
        return LearnedWeights(year, False, figures, left_out, found.reason, [], agreement)
    return LearnedWeights(
        *(year, True, figures, left_out, None),
        weights=_rows(found.weights),
        agreement=_rows(found.agreement),
    )
