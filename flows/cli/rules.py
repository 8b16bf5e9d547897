"""Commands on rules that change: ``rule`` for stages and false alarms; ``waiver`` is beside it."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import program
from fct.data.common import UsageError, utc_now
from fct.flows import terminal
from fct.flows.cli.rule_tables import print_alarms, print_stages, print_statistics
from fct.flows.terminal import Json, opened_store_of_all, print_report
from fct.scoring import learning

if TYPE_CHECKING:
    from fct.data.program import Lowering, RuleStatistics, StageChange
    from fct.data.subjects import Store

Rule = Annotated[str, typer.Argument(help="Id of a rule, as A3.")]
LoweringId = Annotated[str, typer.Argument(metavar="ID", help="Of a lowering, as L001.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")]

rule_commands = typer.Typer(
    no_args_is_help=True,
    help="Count the alarms of rules, and set which rules watch, warn or block.",
)


@rule_commands.command()
def stats(
    rule: Annotated[str | None, typer.Argument(help="Id of a rule; without one, all.")] = None,
    as_json: Json = False,
) -> None:
    """Count over all stored proposals how often rules raise an alarm, and how often a false one."""
    with opened_store_of_all() as store:
        every = [*program.load_rules(), *learning.stored_house_rules(store)]
        chosen = every if rule is None else [program.declared_rule(rule).id]
        stages = store.stages.now()
        found = learning.stored_statistics(store, chosen)
    report = [
        {
            "rule": one,
            "severity": str(program.declared_rule(one).severity),
            "stage": str(program.stage_of(one, stages)),
            **_statistics_report(found[one]),
        }
        for one in chosen
    ]
    print_report(report, partial(print_statistics, in_full=rule is not None), as_json=as_json)


def _statistics_report(statistics: "RuleStatistics") -> dict[str, Any]:
    whole, interval = statistics.whole, statistics.rate_interval
    return {
        **whole.model_dump(),
        "alarms": whole.alarms,
        "false_alarm_rate": whole.rate,
        "false_alarm_interval": None if interval is None else list(interval),
        "by_component": {name: part.model_dump() for name, part in statistics.by_component.items()},
        "by_fiscal_year": {
            str(year): part.model_dump() for year, part in statistics.by_fiscal_year.items()
        },
    }


@rule_commands.command()
def alarms(
    rule: Rule,
    unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help="Only those that nobody has reviewed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the stored proposals on which a rule fails or is unknown, those at watch too."""
    with opened_store_of_all() as store:
        found = learning.stored_alarms(store, rule)
    report = [alarm for alarm in found if not (unreviewed and alarm["review"])]
    none = f"Rule {rule} has no {'unreviewed ' if unreviewed else ''}alarm in the store."
    print_report(report, print_alarms if report else none, as_json=as_json)


@rule_commands.command()
def review(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal, as on its receipt.")],
    rule: Rule,
    is_false: Annotated[bool, typer.Option("--false/--true", help="Whether the alarm was false.")],
    reason: Reason,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Say whether an alarm of a rule on the last version of a proposal is true or false."""
    with opened_store_of_all() as store:
        year, ref = terminal.known_ref(store, ref, fiscal_year)
        stored = learning.alarming_version(store, year, ref, rule)
        found = program.AlarmReview(
            proposal_id=stored.id,
            rule=rule,
            is_false=is_false,
            reason=reason,
            at=utc_now(),
            actor=store.actor,
        )
        store.alarm_reviews.add(found)
    of_version = {"fiscal_year": year, "ref": ref, "version": stored.version, "rule": rule}
    kind = "a false alarm" if is_false else "a true alarm"
    sentence = f"Kept: rule {rule} on version {stored.version} of {ref} is {kind}."
    print_report(of_version | learning.review_report(found), sentence, as_json=as_json)


@rule_commands.command()
def stage(
    rule: Rule,
    wanted: Annotated[str, typer.Argument(metavar="STAGE", help="watch, warn or block.")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Raise a rule to a stage, or propose to lower it, which another person confirms."""
    program.declared_rule(rule)
    if wanted not in set(program.Stage):
        raise UsageError(f"There is no stage {wanted}; write one of {', '.join(program.Stage)}.")
    with opened_store_of_all() as store:
        _refuse_unknown(store, rule)
        was = program.stage_of(rule, store.stages.now())
        change = program.StageChange(
            rule=rule,
            stage=program.Stage(wanted),
            reason=reason,
            statistics=learning.stored_statistics(store, [rule])[rule],
            at=utc_now(),
            actor=store.actor,
        )
        if program.is_lower(change.stage, was):
            _say_lowering(store.stages.propose_lowering(change), as_json=as_json)
            return
        store.stages.set(change)
    report = _change_report(change) | {"was": str(was), "id": None, "status": "in force"}
    sentence = f"Rule {rule} goes from {was} to {wanted}: {_effect(wanted)}."
    print_report(report, sentence, as_json=as_json)


def _refuse_unknown(store: "Store", rule: str | None) -> None:
    """Raise an error for the number of a house rule that no cycle of the store has."""
    if rule is None or not program.is_house_rule(rule):
        return
    known = learning.stored_house_rules(store)
    if rule not in known:
        there = f"there are {', '.join(known)}" if known else "no cycle of this store has any"
        raise UsageError(f"There is no house rule {rule}; {there}.")


def _effect(stage: str) -> str:
    effects = {
        "watch": "it is evaluated and counted, and shown to nobody",
        "warn": "its findings are shown as weaknesses and hold nobody up",
        "block": "it counts with its declared severity",
    }
    return f"from the next run on {effects[stage]}"


@rule_commands.command()
def confirm(lowering_id: LoweringId, reason: Reason, as_json: Json = False) -> None:
    """Confirm that a rule is lowered, as another person than the one who proposed it."""
    _say_lowering(_answered(lowering_id, "confirmed", reason), as_json=as_json)


@rule_commands.command("take-back")
def take_back(lowering_id: LoweringId, reason: Reason, as_json: Json = False) -> None:
    """Take a lowering back at once, waiting or in force; one person is enough."""
    _say_lowering(_answered(lowering_id, "taken back", reason), as_json=as_json)


def _answered(lowering_id: str, step: str, reason: str) -> "Lowering":
    with opened_store_of_all() as store:
        answer = program.LoweringAnswer(
            step=program.LoweringStep(step),
            reason=reason,
            at=utc_now(),
            actor=store.actor,
        )
        return store.stages.answer_lowering(lowering_id, answer)


def _say_lowering(lowering: "Lowering", *, as_json: bool) -> None:
    if as_json:
        terminal.print_json(_lowering_report(lowering))
        return
    rule, was, stage = lowering.change.rule, lowering.was, lowering.change.stage
    sentences = {
        "waiting": f"{lowering.id} proposes that rule {rule} goes from {was} to {stage}. Nothing "
        f"changes until another person confirms it with `fct rule confirm {lowering.id}`.",
        "confirmed": f"Rule {rule} goes from {was} to {stage}: {_effect(stage)}. Anyone takes "
        f"that back at once with `fct rule take-back {lowering.id}`.",
        "taken back": f"{lowering.id} is taken back: rule {rule} is at {was} from the next run on.",
    }
    typer.echo(sentences[lowering.status])


def _lowering_report(lowering: "Lowering") -> dict[str, Any]:
    return {
        "id": lowering.id,
        "status": lowering.status,
        "was": str(lowering.was),
        **_change_report(lowering.change),
        "answers": [
            {
                "step": str(one.step),
                "reason": one.reason,
                "by": one.actor.name,
                "account": one.actor.account,
                "at": one.at.isoformat(timespec="seconds"),
            }
            for one in lowering.answers
        ],
    }


@rule_commands.command()
def stages(
    rule: Annotated[str | None, typer.Argument(help="Id of a rule; without one, all.")] = None,
    as_json: Json = False,
) -> None:
    """List the rules that do not block, proposed lowerings, and every change with its reason."""
    if rule is not None:
        program.declared_rule(rule)
    with opened_store_of_all() as store:
        _refuse_unknown(store, rule)
        moved = store.stages.now()
        every = {
            one: program.stage_of(one, moved)
            for one in [*moved, *learning.stored_house_rules(store)]
        }
        now = {one: stage for one, stage in every.items() if stage is not program.Stage.BLOCK}
        changes = [_change_report(change) for change in store.stages.changes(rule)]
        lowerings = [_lowering_report(one) for one in store.stages.lowerings(rule)]
    report = {
        "not_blocking": {one: str(stage) for one, stage in now.items() if rule in {None, one}},
        "changes": changes,
        "lowerings": lowerings,
    }
    print_report(report, print_stages, as_json=as_json)


def _change_report(change: "StageChange") -> dict[str, Any]:
    return {
        "rule": change.rule,
        "stage": str(change.stage),
        "reason": change.reason,
        "at": change.at.isoformat(timespec="seconds"),
        "actor": change.actor.name,
        "account": change.actor.account,
        "statistics": None if change.statistics is None else _statistics_report(change.statistics),
    }
