"""Stages of rules: watch, warn or block, and the figures by which a rule may go up.

A rule at ``watch`` is evaluated and its outcome kept; it is shown to nobody and nothing depends on
it. At ``warn`` its finding is shown and holds nobody up. At ``block`` it has its declared
severity. A gate is at ``block`` always.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from fct.data.common import Actor, UsageError, loaded_once
from fct.data.program.form import declared_yaml
from fct.data.program.house_rules import is_house_rule, rule_named
from fct.data.program.rules import Rule, Severity, load_rules


class Stage(StrEnum):
    """How far a rule's findings go, the mildest first."""

    WATCH = "watch"
    WARN = "warn"
    BLOCK = "block"


_STEPS = tuple(Stage)


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PromotionTerms(_Declared):
    """What a rule needs to go up to a stage; the rate is compared with the top of its interval."""

    reviewed_alarms: int = Field(ge=1)
    highest_false_alarm_rate: float = Field(ge=0, le=1)
    reason: str


class WaiverTerms(_Declared):
    """Which rules can be waived: those of some severities, but for those that are law."""

    severities: frozenset[Severity]
    reason: str
    never: Mapping[str, str]


class StageTerms(_Declared):
    """The declaration ``rule_stages.yaml``, which gives the reasons.

    Attributes
    ----------
    starting : mapping of str to Stage
        Of the rules that do not start at ``block``.
    confidence : float
        Of the interval of a rate.
    promotion : mapping of Stage to PromotionTerms
    waivers : WaiverTerms
    """

    starting: Mapping[str, Stage]
    confidence: float = Field(gt=0, lt=1)
    promotion: Mapping[Stage, PromotionTerms]
    waivers: WaiverTerms


@loaded_once
def load_stage_terms() -> StageTerms:
    """Return the packaged declaration."""
    terms = StageTerms.model_validate(declared_yaml("rule_stages.yaml"))
    rules = load_rules()
    if unknown := sorted({*terms.starting, *terms.waivers.never} - set(rules)):
        raise LookupError(f"rule_stages.yaml names no declared rule with {unknown}")
    if gates := [rule for rule in terms.starting if is_gate(rules[rule])]:
        raise LookupError(f"rule_stages.yaml gives a stage to {gates}; gates stay at block")
    return terms


def declared_rule(rule: str) -> Rule:
    """Return a rule by its id; raises UsageError if there is no such rule."""
    try:
        return rule_named(rule)
    except KeyError:
        raise UsageError(f"There is no rule {rule}; `fct rules` lists them, as A1.") from None


def starting_stages() -> dict[str, Stage]:
    """Return the stages of the declaration; a rule that is not named is at ``block``."""
    return current_stages(())


def current_stages(changes: Iterable[tuple[str, str]]) -> dict[str, Stage]:
    """Return the stages after some changes, without the rules that are at ``block``.

    Parameters
    ----------
    changes : iterable of tuple of str
        Rule and stage, oldest first; a rule that is not declared any more is left out, and so is
        a gate, which an older program could lower.
    """
    latest = {**load_stage_terms().starting, **{rule: Stage(stage) for rule, stage in changes}}
    known = {
        name: latest[name]
        for name, rule in load_rules().items()
        if latest.get(name, Stage.BLOCK) is not Stage.BLOCK and not is_gate(rule)
    }
    return known | {name: stage for name, stage in latest.items() if is_house_rule(name)}


def stage_of(rule: str, stages: Mapping[str, Stage]) -> Stage:
    """Return the stage of a rule; one that is not named is at ``block``, a house rule at ``watch``.

    Parameters
    ----------
    rule : str
    stages : mapping of str to Stage
        From :func:`current_stages`.
    """
    return stages.get(rule, Stage.WATCH if is_house_rule(rule) else Stage.BLOCK)


def is_gate(rule: Rule) -> bool:
    """Return whether a rule is a gate: it says whether a proposal is FCT work at all."""
    return rule.severity is Severity.GATE


def is_lower(stage: Stage, than: Stage) -> bool:
    """Return whether a stage is milder than another."""
    return _STEPS.index(stage) < _STEPS.index(than)


def counted_severity(rule: Rule, stage: Stage) -> Severity | None:
    """Return as what a rule counts at a stage; None where it does not count.

    A warning counts as a weakness: it is shown, so that a sponsor can answer it, and takes as
    little from the strength as a rule can. What is to take nothing stays at ``watch``.
    """
    if stage is Stage.WATCH:
        return None
    if stage is Stage.WARN and rule.severity is not Severity.NOTE:
        return Severity.WEAKNESS
    return rule.severity


class AlarmCounts(_Declared):
    """How often a rule spoke up, and what people found of it.

    Attributes
    ----------
    judged, fails, unknown : int
        Proposals, and those on which it fails or is unknown: its alarms.
    reviewed, false_alarms : int
        Of the alarms: looked at by a person, and found false.
    """

    judged: int = 0
    fails: int = 0
    unknown: int = 0
    reviewed: int = 0
    false_alarms: int = 0

    @property
    def alarms(self) -> int:
        """Proposals on which the rule does not hold."""
        return self.fails + self.unknown

    @property
    def rate(self) -> float | None:
        """False alarms over reviewed ones, 0 to 1; None before the first review."""
        return self.false_alarms / self.reviewed if self.reviewed else None


class RuleStatistics(_Declared):
    """The figures of one rule over the stored proposals.

    Attributes
    ----------
    rule : str
    whole : AlarmCounts
    rate_interval : tuple of float, optional
        Wilson interval of the false-alarm rate; None before the first review.
    by_component : mapping of str to AlarmCounts
    by_fiscal_year : mapping of int to AlarmCounts
    """

    rule: str
    whole: AlarmCounts
    rate_interval: tuple[float, float] | None = None
    by_component: Mapping[str, AlarmCounts] = Field(default_factory=dict)
    by_fiscal_year: Mapping[int, AlarmCounts] = Field(default_factory=dict)

    def as_plain(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return self.model_dump(mode="json")


@dataclass(frozen=True, kw_only=True, slots=True)
class StageChange:
    """One change of a rule's stage.

    Attributes
    ----------
    rule : str
    stage : Stage
        To which it was set.
    reason : str
    statistics : RuleStatistics or None
        That were looked at; None to whoever may not see every proposal that they count.
    at : datetime
    actor : Actor
    """

    rule: str
    stage: Stage
    reason: str
    statistics: RuleStatistics | None
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmReview:
    """What a person found of one alarm.

    Attributes
    ----------
    proposal_id : int
        Key of the version of the proposal.
    rule : str
    is_false : bool
        Whether the rule spoke up without cause.
    reason : str
    at : datetime
    actor : Actor
    """

    proposal_id: int
    rule: str
    is_false: bool
    reason: str
    at: dt.datetime
    actor: Actor


def refuse_gate(rule: Rule, stage: Stage) -> None:
    """Raise a UsageError if a gate would be lowered."""
    if is_gate(rule) and stage is not Stage.BLOCK:
        raise UsageError(
            f"Rule {rule.id} is a gate: it says whether a proposal is FCT work at all. Gates stay "
            "at block, and nobody can lower one."
        )


def refuse_change(current: Stage, change: StageChange, reached: Iterable[Stage]) -> None:
    """Raise a UsageError if one person may not set a rule from its current stage to another.

    Going down takes two, see ``lowerings``. Going up to a stage that the rule had before takes
    back what lowered it, and is always allowed. Higher than that is one step at a time, on enough
    reviewed alarms.

    Parameters
    ----------
    current : Stage
    change : StageChange
    reached : iterable of Stage
        At which the rule was until now, the one that it starts at among them.
    """
    wanted = change.stage
    refuse_gate(declared_rule(change.rule), wanted)
    if wanted is current:
        raise UsageError(f"Rule {change.rule} is at {current} already; nothing is to be changed.")
    if is_lower(wanted, current):
        raise UsageError(
            f"Rule {change.rule} is at {current}; lowering it to {wanted} is proposed by one and "
            "confirmed by another."
        )
    if not all(is_lower(stage, wanted) for stage in reached):
        return
    step = _STEPS.index(wanted) - _STEPS.index(current)
    if step > 1:
        raise UsageError(
            f"Rule {change.rule} is at {current} and goes up one step at a time: set it to "
            f"{Stage.WARN} first."
        )
    _refuse_promotion(current, change)


def _refuse_promotion(current: Stage, change: StageChange) -> None:
    if change.statistics is None:
        raise ValueError("a rule is raised on the figures that were looked at")
    terms = load_stage_terms().promotion[change.stage]
    whole, interval = change.statistics.whole, change.statistics.rate_interval
    stays = f"Rule {change.rule} stays at {current}"
    if whole.reviewed < terms.reviewed_alarms:
        enough = whole.alarms >= terms.reviewed_alarms
        todo = f"`fct rule alarms {change.rule}` lists them, `fct rule review` takes what you find."
        wait = "The store has too few alarms yet; leave the rule there until more proposals came."
        raise UsageError(
            f"{stays}: {whole.reviewed} of its {whole.alarms} alarms are reviewed, and "
            f"{terms.reviewed_alarms} must be before it goes to {change.stage}. "
            f"{todo if enough else wait}"
        )
    highest = 1.0 if interval is None else interval[1]
    if highest > terms.highest_false_alarm_rate:
        raise UsageError(
            f"{stays}: {whole.false_alarms} of {whole.reviewed} reviewed alarms were false, so the "
            f"rate may be as high as {highest:.1%}; at most "
            f"{terms.highest_false_alarm_rate:.1%} is accepted for {change.stage}. Correct the "
            "rule, or review more of its alarms."
        )
