"""Verdicts on criteria and proposals, strength, tier and referral, from the outcomes of rules."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.program import (
    CRITERIA,
    Severity,
    Stage,
    StrengthWeights,
    TierTerms,
    counted_severity,
    load_rules,
    starting_stages,
)
from fct.data.proposals import SheetTable
from fct.expectations.logic import FAILS, HOLDS, UNKNOWN


class CriterionVerdict(StrEnum):
    """What is said of one of the five criteria."""

    MET = "met"
    WEAK = "weak"
    NOT_SHOWN = "not shown"
    NOT_MET = "not met"


class Verdict(StrEnum):
    """What is said of a proposal."""

    INELIGIBLE = "ineligible"
    RETURNED = "returned"
    NOT_RECOMMENDED = "not recommended"
    RANKABLE = "rankable"


_ALL_BLOCK: Mapping[str, Stage] = {}


class _Counted:
    """Outcomes by what their rules count as.

    They are one array: columns that a frame is asked for take longer than all rules together.
    """

    def __init__(self, outcomes: pd.DataFrame, stages: Mapping[str, Stage] = _ALL_BLOCK) -> None:
        self._outcomes = outcomes.to_numpy()
        self._places = {str(rule): place for place, rule in enumerate(outcomes)}
        self._rules = [
            (rule.id, rule.criterion, counted_severity(rule, stages.get(rule.id, Stage.BLOCK)))
            for rule in load_rules().values()
        ]

    def of(self, severity: Severity, criterion: str | None = None) -> npt.NDArray[np.int8]:
        """Return the outcomes of the rules that count with a severity, of shape (n, n_rules)."""
        chosen = [
            self._places[name]
            for name, its_criterion, counted in self._rules
            if counted is severity and criterion in {None, its_criterion}
        ]
        return self._outcomes[:, chosen]


def criterion_verdicts(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the verdict on each of the five criteria.

    Parameters
    ----------
    outcomes : DataFrame of shape (n, n_rules)
        1 holds, 0 unknown, -1 fails; of :func:`fct.scoring.judging.exceptions.counted_outcomes`
        where a rule is not at ``block`` or is waived.

    Returns
    -------
    DataFrame of shape (n, 5)
        A :class:`CriterionVerdict` for each criterion.
    """
    counted = _Counted(outcomes)
    verdicts = {}
    for criterion in CRITERIA:
        needed = counted.of(Severity.CRITERION, criterion)
        weakening = counted.of(Severity.WEAKNESS, criterion)
        verdicts[criterion] = np.select(
            [
                # np.select takes the first that applies: a criterion that fails is not met,
                # whatever else is unknown.
                (needed == FAILS).any(axis=1),
                (needed == UNKNOWN).any(axis=1),
                (weakening != HOLDS).any(axis=1),
            ],
            [CriterionVerdict.NOT_MET, CriterionVerdict.NOT_SHOWN, CriterionVerdict.WEAK],
            default=CriterionVerdict.MET,
        )
    return pd.DataFrame(verdicts, index=outcomes.index)


def criterion_strengths(
    outcomes: pd.DataFrame, weights: StrengthWeights, stages: Mapping[str, Stage] | None = None
) -> pd.DataFrame:
    """Return the strength of each criterion, 0 to 1: weight of holding rules over all rules.

    An unknown rule counts as not holding, a rule at ``warn`` as a weakness, one at ``watch`` not
    at all. A criterion of which no rule counts has 1, for every proposal alike.

    Parameters
    ----------
    outcomes : DataFrame of shape (n, n_rules)
        1 holds, 0 unknown, -1 fails; what the rules say, waived or not.
    weights : StrengthWeights
    stages : mapping of str to Stage, optional
        Of the rules that are not at ``block``; those of the declaration where none are given.
    """
    counted = _Counted(outcomes, starting_stages() if stages is None else stages)
    strengths = {}
    for criterion in CRITERIA:
        held = (counted.of(Severity.CRITERION, criterion) == HOLDS).astype(float)
        strong = (counted.of(Severity.WEAKNESS, criterion) == HOLDS).astype(float)
        reached = weights.criterion * held.sum(axis=1) + weights.weakness * strong.sum(axis=1)
        whole = weights.criterion * held.shape[1] + weights.weakness * strong.shape[1]
        # A criterion none of whose rules counts takes nothing away.
        strengths[criterion] = reached / whole if whole else reached + 1
    return pd.DataFrame(strengths, index=outcomes.index)


def proposal_verdicts(outcomes: pd.DataFrame, criteria: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the :class:`Verdict` on each proposal: the first that applies."""
    counted = _Counted(outcomes)
    gates, form = counted.of(Severity.GATE), counted.of(Severity.FORM)
    on_criteria = criteria.to_numpy()
    must_repair = (
        (gates == UNKNOWN).any(axis=1)
        | (form == FAILS).any(axis=1)
        | (on_criteria == CriterionVerdict.NOT_SHOWN).any(axis=1)
    )
    chosen = np.select(
        [
            (gates == FAILS).any(axis=1),
            must_repair,
            (on_criteria == CriterionVerdict.NOT_MET).any(axis=1),
        ],
        [Verdict.INELIGIBLE, Verdict.RETURNED, Verdict.NOT_RECOMMENDED],
        default=Verdict.RANKABLE,
    )
    return chosen.astype(object)


def tiers(proposal: SheetTable, terms: TierTerms) -> npt.NDArray[np.int8]:
    """Return the tier of each proposal, 1 to 3, or 0 where its purpose is not known (reading 52).

    Source: ISC chapter 13 on highest priority.
    """
    purpose = proposal.value("purpose")
    is_known = np.array([answer is not None for answer in purpose], dtype=bool)
    is_last = np.array([answer in terms.last_purpose for answer in purpose], dtype=bool)
    is_first = np.ones(len(purpose), dtype=bool)
    for field, accepted in (
        ("production_status", terms.first_production_status),
        ("modification", terms.first_modification),
        ("intent", terms.first_intent),
    ):
        is_first &= np.array([answer in accepted for answer in proposal.value(field)], dtype=bool)
    return np.select([~is_known, is_last, is_first], [0, 3, 1], default=2).astype(np.int8)


def referrals(
    outcomes: pd.DataFrame, verdicts: npt.NDArray[np.object_], proposal: SheetTable
) -> list[str | None]:
    """Return the better program for each ineligible proposal, or None (reading 53)."""
    purposes = proposal.value("purpose")
    failed = {rule: (outcomes[rule] == FAILS).to_numpy() for rule in ("G1", "G4", "G5", "G6")}
    # Exchanges, joint work, test facilities, logistics and sales have US work in them by nature.
    is_test = (outcomes["G6"] == HOLDS).to_numpy() | (purposes == "buy without test")
    is_referred = (verdicts == Verdict.INELIGIBLE) & ~failed["G4"]
    found: list[str | None] = []
    for n, referred in enumerate(is_referred):
        # Reading 53: G1 of FCT work comes first, then the purpose, then G1 of other work, then G5.
        applying = (
            ("G1", failed["G1"][n] and is_test[n]),
            (purposes[n], failed["G6"][n]),
            ("G1", failed["G1"][n]),
            ("G5", failed["G5"][n]),
        )
        row = next((row for row, applies in applying if applies and referred), None)
        found.append(None if row is None else _program_of(row))
    return found


def _program_of(row: str) -> str:
    from fct.data.referrals import load_identifiers  # few proposals are another program's

    return load_identifiers()[row]
