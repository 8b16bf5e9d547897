"""Stages of rules, and what a change needs."""

import datetime as dt
from dataclasses import replace

import pytest
from pydantic import ValidationError

from fct.data.common.actor import Actor
from fct.data.common.errors import UsageError
from fct.data.program.rule_stages import (
    AlarmCounts,
    RuleStatistics,
    Stage,
    StageChange,
    counted_severity,
    current_stages,
    declared_rule,
    load_stage_terms,
    refuse_change,
    refuse_gate,
    starting_stages,
)
from fct.data.program.rules import Severity, load_rules

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def change(
    stage: Stage, reviewed: int = 0, false: int = 0, highest: float | None = None, alarms: int = 40
) -> StageChange:
    """A change of rule A3 on so many reviewed alarms; ``highest`` is the top of the interval."""
    whole = AlarmCounts(judged=150, fails=alarms, reviewed=reviewed, false_alarms=false)
    interval = None if highest is None else (0.0, highest)
    return StageChange(
        rule="A3",
        stage=stage,
        reason="Seen enough.",
        statistics=RuleStatistics(rule="A3", whole=whole, rate_interval=interval),
        at=NOW,
        actor=Actor("Op"),
    )


def test_every_declared_rule_starts_at_block() -> None:
    """With nothing declared and nothing changed all is as the contract says."""
    assert starting_stages() == {}


def test_the_declaration_names_declared_rules_and_both_steps_up() -> None:
    """The four gates that are law are never waived; what blocks needs more than what warns."""
    terms = load_stage_terms()

    assert set(terms.waivers.never) == {"G1", "G2", "G3", "G4"}
    assert set(terms.promotion) == {Stage.WARN, Stage.BLOCK}
    warn, block = terms.promotion[Stage.WARN], terms.promotion[Stage.BLOCK]
    assert (warn.reviewed_alarms, warn.highest_false_alarm_rate) == (10, 0.30)
    assert (block.reviewed_alarms, block.highest_false_alarm_rate) == (20, 0.20)
    assert "Our choice" in warn.reason
    assert "Our choice" in block.reason


def test_the_last_change_of_a_rule_is_its_stage() -> None:
    """Rules at block, and rules that are not declared any more, are left out."""
    changes = [("A3", "watch"), ("M5", "watch"), ("Z9", "warn"), ("A3", "warn"), ("M5", "block")]

    assert current_stages(changes) == {"A3": Stage.WARN}
    assert list(current_stages([("X1", "warn"), ("A3", "warn")])) == ["A3", "X1"]


def test_only_a_declared_rule_has_a_stage() -> None:
    """The message says where the ids are."""
    assert declared_rule("A3").severity is Severity.CRITERION
    with pytest.raises(UsageError, match=r"There is no rule Z9; `fct rules` lists them, as A1\."):
        declared_rule("Z9")


@pytest.mark.parametrize(
    ("rule", "stage", "severity"),
    [
        ("A3", Stage.WATCH, None),
        ("A3", Stage.WARN, Severity.WEAKNESS),
        ("A3", Stage.BLOCK, Severity.CRITERION),
        ("G5", Stage.WATCH, None),
        ("G5", Stage.WARN, Severity.WEAKNESS),
        ("X1", Stage.WARN, Severity.WEAKNESS),
        ("A4", Stage.WARN, Severity.WEAKNESS),
        ("N1", Stage.WARN, Severity.NOTE),
        ("N1", Stage.WATCH, None),
    ],
)
def test_a_rule_counts_by_its_stage(rule: str, stage: Stage, severity: Severity | None) -> None:
    """Nothing at watch, at most a weakness at warn, as declared at block."""
    assert counted_severity(load_rules()[rule], stage) is severity


@pytest.mark.parametrize("stage", [Stage.WATCH, Stage.WARN])
@pytest.mark.parametrize("gate", [f"G{number}" for number in range(1, 9)])
def test_no_gate_is_lowered(gate: str, stage: Stage) -> None:
    """G1 to G8 stay at block, whoever asks; what an older program wrote does not count."""
    with pytest.raises(UsageError, match=f"Rule {gate} is a gate.* nobody can lower one"):
        refuse_gate(declared_rule(gate), stage)
    with pytest.raises(UsageError, match=f"Rule {gate} is a gate"):
        refuse_change(Stage.BLOCK, replace(change(stage), rule=gate), ())

    assert current_stages([(gate, str(stage))]) == {}


@pytest.mark.parametrize(
    ("current", "wanted"),
    [(Stage.BLOCK, Stage.WARN), (Stage.BLOCK, Stage.WATCH), (Stage.WARN, Stage.WATCH)],
)
def test_going_down_takes_two_and_going_back_one(current: Stage, wanted: Stage) -> None:
    """By one step or two; where the rule was before, it goes back without a single review."""
    with pytest.raises(UsageError, match=r"is proposed by one and confirmed by another\."):
        refuse_change(current, change(wanted), ())
    refuse_change(wanted, change(current), (current,))


@pytest.mark.parametrize(
    ("current", "wanted", "reviewed", "false", "highest"),
    [
        (Stage.WATCH, Stage.WARN, 10, 0, 0.2775),
        (Stage.WATCH, Stage.WARN, 10, 0, 0.30),
        (Stage.WARN, Stage.BLOCK, 20, 0, 0.1611),
        (Stage.WARN, Stage.BLOCK, 25, 1, 0.1954),
    ],
)
def test_going_up_needs_reviewed_alarms_of_which_few_are_false(
    current: Stage, wanted: Stage, reviewed: int, false: int, highest: float
) -> None:
    """The threshold itself is enough; one review fewer is not."""
    least = load_stage_terms().promotion[wanted].reviewed_alarms
    refuse_change(current, change(wanted, reviewed, false, highest), (current,))
    with pytest.raises(UsageError, match=f"{least - 1} of its 40 .* and {least} must be before"):
        refuse_change(current, change(wanted, least - 1, false, highest), (current,))


def test_going_up_goes_one_step_at_a_time() -> None:
    """However good the figures are."""
    with pytest.raises(UsageError, match="at watch and goes up one step at a time: set it to warn"):
        refuse_change(Stage.WATCH, change(Stage.BLOCK, 40, 0, 0.09), (Stage.WATCH,))


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_that_is_there_is_not_set_again(stage: Stage) -> None:
    """Nothing is written that changes nothing."""
    with pytest.raises(UsageError, match=f"A3 is at {stage} already; nothing is to be changed"):
        refuse_change(stage, change(stage, 40, 0, 0.09), (stage,))


def test_too_few_reviews_are_shown_with_what_to_do() -> None:
    """Nine of the ten; the alarms are there, so they can be reviewed."""
    with pytest.raises(
        UsageError,
        match=r"stays at watch: 9 of its 40 alarms are reviewed, and 10 must be before it goes to "
        r"warn\. `fct rule alarms A3` lists them",
    ):
        refuse_change(Stage.WATCH, change(Stage.WARN, 9, 0, 0.29), (Stage.WATCH,))


def test_too_few_alarms_are_shown_with_what_to_do() -> None:
    """Nine alarms, all reviewed: only more proposals help."""
    with pytest.raises(UsageError, match="too few alarms yet; leave the rule there until more"):
        refuse_change(Stage.WATCH, change(Stage.WARN, 9, 0, 0.29, alarms=9), (Stage.WATCH,))


@pytest.mark.parametrize(
    ("current", "asked", "words"),
    [
        (
            Stage.WATCH,
            change(Stage.WARN, 10, 1, 0.4042),
            r"1 of 10 .* as high as 40\.4%; at most 30\.0%",
        ),
        (
            Stage.WARN,
            change(Stage.BLOCK, 20, 1, 0.2361),
            r"1 of 20 .* as high as 23\.6%; at most 20\.0%",
        ),
    ],
)
def test_too_many_false_alarms_are_shown_with_the_figures(
    current: Stage, asked: StageChange, words: str
) -> None:
    """The top of the interval counts: one false of ten may be forty of a hundred."""
    with pytest.raises(UsageError, match=words):
        refuse_change(current, asked, (current,))


def test_alarms_are_what_does_not_hold() -> None:
    """Three fail and two are unknown; of four that were reviewed one was false."""
    counts = AlarmCounts(judged=9, fails=3, unknown=2, reviewed=4, false_alarms=1)

    assert (counts.alarms, counts.rate) == (5, 0.25)
    assert AlarmCounts(judged=9).rate is None


def test_figures_come_back_from_json_as_they_were() -> None:
    """Fiscal years are numbers again; an unknown key is refused."""
    part = AlarmCounts(judged=2, fails=1)
    figures = RuleStatistics(
        rule="A3", whole=part, by_component={"Navy": part}, by_fiscal_year={2027: part}
    )

    assert RuleStatistics.model_validate(figures.as_plain()) == figures
    with pytest.raises(ValidationError, match="guessed"):
        RuleStatistics.model_validate(figures.as_plain() | {"guessed": 1})
