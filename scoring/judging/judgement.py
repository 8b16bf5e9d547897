"""Judging a batch of proposals: rules and scores composed into one result."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.common import RawProposal
from fct.data.program import Cycle, NamedOffice, Rubric, Stage, stage_of
from fct.data.proposals import ProposalTable, build_table
from fct.expectations.case import Case, RuleResult
from fct.expectations.judge_rules import judge_rules, outcomes_frame
from fct.scoring.judging.exceptions import (
    Exceptions,
    Waived,
    counted_outcomes,
    shown_findings,
    waived_rules,
)
from fct.scoring.judging.findings import Finding, build_findings
from fct.scoring.judging.maturity import SCORED_ANSWERS, score_merit
from fct.scoring.judging.verdicts import (
    Verdict,
    criterion_strengths,
    criterion_verdicts,
    proposal_verdicts,
    referrals,
    tiers,
)

Scorer = Callable[[pd.DataFrame, pd.Series, Rubric], pd.DataFrame]  # as :func:`score_merit`


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What is made of a batch of proposals; every frame has one row a proposal, in order.

    Attributes
    ----------
    table : ProposalTable
    outcomes : DataFrame of shape (n, n_rules)
        1 holds, 0 unknown, -1 fails; indexed by ref. What the rules say, whatever counts of it.
    criteria : DataFrame of shape (n, 5)
        Verdict on each criterion.
    strengths : DataFrame of shape (n, 5)
        Strength of each criterion, 0 to 1.
    scores : DataFrame of shape (n, 21)
        ``verdict``, ``referral``, ``tier`` (0 where not known), ``strength`` and ``merit`` (0 to
        100), and the columns of :func:`fct.scoring.judging.maturity.score_maturity`.
    findings : list of Finding
        Those that are shown.
    stages : mapping of str to Stage
        Of the rules that were not at ``block``.
    waived : mapping of tuple of int and str to GrantedWaiver
        The waivers that counted, by position of the proposal and rule.
    uncertified : set of str
        Refs that are judged and not ranked, as their component does not stand behind them.
    offices : mapping of str to NamedOffice
        As the cycle file names them on cards.
    """

    table: ProposalTable
    outcomes: pd.DataFrame
    criteria: pd.DataFrame
    strengths: pd.DataFrame
    scores: pd.DataFrame
    findings: list[Finding]
    stages: Mapping[str, Stage] = field(default_factory=dict)
    waived: Waived = field(default_factory=dict)
    uncertified: AbstractSet[str] = frozenset()
    offices: Mapping[str, NamedOffice] = field(default_factory=dict)

    @property
    def is_ranked(self) -> npt.NDArray[np.bool_]:
        """Which proposals are ranked: rankable, and certified where that is asked for."""
        rankable = (self.scores["verdict"] == Verdict.RANKABLE).to_numpy()
        return rankable & ~self.table.refs.isin(sorted(self.uncertified))


def judge(
    proposals: Sequence[RawProposal],
    cycle: Cycle,
    rubric: Rubric | None = None,
    *,
    exceptions: Exceptions | None = None,
) -> Judgement:
    """Judge proposals for a cycle.

    Parameters
    ----------
    proposals : sequence of RawProposal
    cycle : Cycle
        Its dates are the only clock.
    rubric : Rubric, optional
        The cycle's own if not given.
    exceptions : Exceptions, optional
        Stages of rules and waivers; those of the declaration where none are given.

    Returns
    -------
    Judgement
        Its rows stand in the order in which the proposals were given.
    """
    rubric = rubric or cycle.loaded_rubric
    case = Case(build_table(proposals), cycle, rubric.terms)
    return judge_results(case, judge_rules(case), rubric, exceptions)


def judge_results(
    case: Case,
    results: Mapping[str, RuleResult],
    rubric: Rubric,
    exceptions: Exceptions | None = None,
    score: Scorer = score_merit,
) -> Judgement:
    """Return the judgement that follows from the results of the rules.

    Verdicts and referral are given by the outcomes that count; a waiver does not lift strength.
    An official run scores by :func:`fct.scoring.estimators.score_by_pipeline`. Results of house
    rules stand beside the others where these proposals are a batch of all that are judged.
    """
    exceptions = exceptions or Exceptions()
    rules = [one.rule for one in case.cycle.house_rules]
    given = {rule.id: results[rule.id] for rule in rules if rule.id in results}
    # Verdict, strength and merit come from the declared rules alone; house rules are laid over the
    # finished judgement.
    declared = {name: result for name, result in results.items() if name not in given}
    judgement = judge_outcomes(case, outcomes_frame(case, declared), rubric, exceptions, score)
    house = given or house_of(case)
    if house:  # they move nothing: what counts was found without them
        own = {rule.id: stage_of(rule.id, exceptions.stages) for rule in rules}
        outcomes = judgement.outcomes.assign(**outcomes_frame(case, house))
        judgement = replace(judgement, stages={**judgement.stages, **own}, outcomes=outcomes)
    found = build_findings(case, {**results, **house}, rules)
    return replace(judgement, findings=shown_findings(found, judgement.stages))


def judge_outcomes(
    case: Case,
    outcomes: pd.DataFrame,
    rubric: Rubric,
    exceptions: Exceptions,
    score: Scorer = score_merit,
) -> Judgement:
    """Return the judgement that follows from outcomes of the rules, without findings.

    Parameters
    ----------
    case : Case
        A ref may stand there several times, with another answer each time.
    outcomes : DataFrame of shape (n, n_rules)
        1 holds, 0 unknown, -1 fails; indexed by ref, in the order of the table.
    rubric : Rubric
    exceptions : Exceptions
    score : callable
    """
    stages, table = exceptions.stages, case.table
    waived = waived_rules(case, exceptions.waivers)
    counted, criteria, verdicts = verdicts_by(outcomes, stages, waived)
    strengths = criterion_strengths(outcomes, rubric.strength, stages)
    strength = 100 * strengths.mean(axis=1)
    scores = score(table.proposal.frame(SCORED_ANSWERS), strength, rubric)
    scores.index = table.refs
    scores["tier"] = tiers(table.proposal, rubric.tier)
    scores["verdict"] = pd.Series(verdicts, index=table.refs, dtype=object)
    scores["referral"] = pd.Series(
        referrals(counted, verdicts, table.proposal), index=table.refs, dtype=object
    )
    return Judgement(
        table,
        outcomes,
        criteria,
        strengths,
        scores,
        [],
        stages,
        waived,
        exceptions.uncertified & set(table.refs),
        case.cycle.offices,
    )


def house_of(case: Case) -> dict[str, RuleResult]:
    """Return the results of the house rules of a cycle, which move nothing; none without such."""
    if not case.cycle.house_rules or not len(case.table):
        return {}
    from fct.expectations.house_suites import house_results  # great-expectations takes seconds

    return house_results(case, case.cycle.house_rules)


def verdicts_by(
    outcomes: pd.DataFrame, stages: Mapping[str, Stage], waived: Collection[tuple[int, str]]
) -> tuple[pd.DataFrame, pd.DataFrame, npt.NDArray[np.object_]]:
    """Return the verdicts that outcomes come to.

    Parameters
    ----------
    outcomes : DataFrame of shape (n, n_rules)
        1 holds, 0 unknown, -1 fails.
    stages : mapping of str to Stage
        Of the rules that are not at ``block``.
    waived : collection of (int, str)
        Position of a proposal and the rule that is waived for it.

    Returns
    -------
    tuple
        The outcomes that count, the verdict on each criterion, and the verdict on each proposal.
    """
    counted = counted_outcomes(outcomes, stages, waived)
    criteria = criterion_verdicts(counted)
    return counted, criteria, proposal_verdicts(counted, criteria)
