"""The alarms of rules: stored proposals judged anew, and what people found of them.

A rule at ``watch`` is shown to nobody, so its alarms stand in no published run; this is where they
are seen.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from fct.data.common import UsageError
from fct.data.program import AlarmReview, Cycle, RuleStatistics, declared_rule, is_house_rule
from fct.data.proposals import WaiverRequest, build_table
from fct.data.subjects import Store, StoredProposal
from fct.expectations.case import Case, RuleResult
from fct.expectations.judge_rules import judge_rules, rule_functions
from fct.expectations.logic import HOLDS, OUTCOME_NAMES
from fct.scoring.judging import Finding, build_findings, house_of
from fct.scoring.learning.rule_statistics import LABELS, latest_reviews, rule_statistics

_Judged = tuple[int, list[StoredProposal], Case]


def _of_all(store: Store) -> Iterator[_Judged]:
    """Yield the last version of every proposal, cycle by cycle, as the rules get them."""
    for row in store.cycles.all():
        stored = store.versions.last(row.fiscal_year)
        if stored:
            _, cycle = store.cycles.read(row.fiscal_year)
            yield row.fiscal_year, stored, _case(stored, cycle)


def _case(stored: Sequence[StoredProposal], cycle: Cycle) -> Case:
    return Case(build_table([item.proposal for item in stored]), cycle, cycle.loaded_rubric.terms)


def stored_house_rules(store: Store) -> list[str]:
    """Return the ids of the house rules of all cycles."""
    cycles = [store.cycles.read(row.fiscal_year)[1] for row in store.cycles.all()]
    most = max((len(cycle.house_rules) for cycle in cycles), default=0)
    return [f"H{number}" for number in range(1, most + 1)]


def stored_statistics(store: Store, rules: Sequence[str]) -> dict[str, RuleStatistics]:
    """Return the figures of rules over the last versions of the proposals of all cycles.

    A house rule has figures over the cycles that have it.
    """
    reviews = store.alarm_reviews.all()
    judged = [(stored, year, case, _results(case, rules)) for year, stored, case in _of_all(store)]
    found: dict[str, RuleStatistics] = {}
    for group in _alike(rules):
        frames = [
            pd.DataFrame(
                {
                    "proposal_id": [item.id for item in stored],
                    "fiscal_year": fiscal_year,
                    "component": pd.Series(list(case.proposal.value("component")), dtype=object),
                    **{rule: results[rule].outcomes for rule in group},
                }
            )
            for stored, fiscal_year, case, results in judged
            if all(rule in results for rule in group)
        ]
        whole = pd.concat(frames) if frames else pd.DataFrame(columns=[*LABELS, *group])
        found |= rule_statistics(whole, reviews, group)
    return found


def _alike(rules: Sequence[str]) -> list[list[str]]:
    """Return the rules that every cycle has, and each house rule by itself."""
    declared = [rule for rule in rules if not is_house_rule(rule)]
    house = [[rule] for rule in rules if is_house_rule(rule)]
    return [declared, *house] if declared else house


def _results(case: Case, rules: Sequence[str]) -> dict[str, RuleResult]:
    functions = rule_functions()
    results = {rule: functions[rule](case) for rule in rules if rule in functions}
    return results | (house_of(case) if any(map(is_house_rule, rules)) else {})


def stored_alarms(store: Store, rule: str) -> list[dict[str, Any]]:
    """Return the alarms of a rule, by fiscal year and ref, each with its places and its review.

    Raises
    ------
    UsageError
        If there is no such rule.
    """
    declared_rule(rule)
    reviews = latest_reviews(store.alarm_reviews.all())
    alarms = []
    for fiscal_year, stored, case in _of_all(store):
        found: dict[int, list[Finding]] = {}
        house = [one.rule for one in case.cycle.house_rules]
        results = house_of(case) if is_house_rule(rule) else judge_rules(case)
        for finding in build_findings(case, results, house):
            if finding.rule == rule:
                found.setdefault(finding.proposal, []).append(finding)
        components = case.proposal.value("component")
        for place, findings in found.items():
            review = reviews.get((stored[place].id, rule))
            alarms.append(
                {
                    "fiscal_year": fiscal_year,
                    "ref": stored[place].ref,
                    "version": stored[place].version,
                    "component": components[place],
                    "outcome": findings[0].outcome,
                    "findings": [
                        {"sheet": one.sheet, "cell": one.cell, "message": one.message}
                        for one in findings
                    ],
                    "review": None if review is None else review_report(review),
                }
            )
    return alarms


def review_report(review: AlarmReview) -> dict[str, Any]:
    """Return what a person found of an alarm."""
    return {
        "is_false": review.is_false,
        "reason": review.reason,
        "by": review.actor.name,
        "at": review.at.isoformat(timespec="seconds"),
    }


def alarming_version(store: Store, fiscal_year: int, ref: str, rule: str) -> StoredProposal:
    """Return the last version of a proposal, on which a rule raises an alarm.

    Raises
    ------
    UsageError
        If there is no such rule or proposal, or the rule holds on it.
    """
    declared_rule(rule)
    stored = store.versions.get(fiscal_year, ref)
    outcome = _outcome(store, stored, fiscal_year, rule)
    if outcome == HOLDS:
        raise UsageError(
            f"Rule {rule} {OUTCOME_NAMES[outcome]} on version {stored.version} of {ref}, so there "
            f"is not an alarm to review; `fct rule alarms {rule}` lists those that there are."
        )
    return stored


def refuse_needless(store: Store, request: WaiverRequest) -> None:
    """Raise a UsageError if the rule to be waived holds on the proposal's last version."""
    stored = store.versions.get(request.fiscal_year, request.ref)
    outcome = _outcome(store, stored, request.fiscal_year, request.rule)
    if outcome == HOLDS:
        raise UsageError(
            f"Rule {request.rule} {OUTCOME_NAMES[outcome]} on version {stored.version} of "
            f"{request.ref}, so there is nothing to waive; `fct show {request.ref}` lists what "
            "does not hold."
        )


def _outcome(store: Store, stored: StoredProposal, fiscal_year: int, rule: str) -> int:
    _, cycle = store.cycles.read(fiscal_year)
    results = _results(_case([stored], cycle), [rule])
    if rule not in results:
        raise UsageError(f"The cycle of fiscal year {fiscal_year} has no rule {rule}.")
    return int(results[rule].outcomes[0])
