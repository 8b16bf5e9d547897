"""Commands on rules that change: ``rule`` for stages and false alarms; ``waiver`` is beside it."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data.errors import UsageError
from fct.flows import cli_waivers
from fct.flows.cli_options import As, FiscalYearOfProposal, Json, opened_store
from fct.flows.output import print_json
from fct.flows.rule_output import print_alarms, print_stages, print_statistics

if TYPE_CHECKING:
    from fct.data.rule_stages import RuleStatistics

Rule = Annotated[str, typer.Argument(help="Id of a rule, as A3.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")]

rule_commands = typer.Typer(
    no_args_is_help=True, help="Count the alarms of rules, and let rules watch, warn or block."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(rule_commands, name="rule", rich_help_panel="Operator")
    cli_waivers.register(app)


@rule_commands.command()
def stats(
    rule: Annotated[str | None, typer.Argument(help="Id of a rule; without one, all.")] = None,
    as_json: Json = False,
) -> None:
    """Count over all stored proposals how often rules speak up, and how often without cause."""
    from fct.data.rule_stages import Stage, declared_rule
    from fct.data.rules import load_rules
    from fct.scoring.rule_alarms import stored_statistics

    chosen = list(load_rules()) if rule is None else [declared_rule(rule).id]
    with opened_store() as store:
        stages = store.rule_stages()
        found = stored_statistics(store, chosen)
    report = [
        {
            "rule": one,
            "severity": str(declared_rule(one).severity),
            "stage": str(stages.get(one, Stage.BLOCK)),
            **_statistics_report(found[one]),
        }
        for one in chosen
    ]
    if as_json:
        print_json(report)
    else:
        print_statistics(report, in_full=rule is not None)


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
    from fct.scoring.rule_alarms import stored_alarms

    with opened_store() as store:
        found = stored_alarms(store, rule)
    report = [alarm for alarm in found if not (unreviewed and alarm["review"])]
    if as_json:
        print_json(report)
    elif report:
        print_alarms(report)
    else:
        typer.echo(f"Rule {rule} has no {'unreviewed ' if unreviewed else ''}alarm in the store.")


@rule_commands.command()
def review(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal, as on its receipt.")],
    rule: Rule,
    is_false: Annotated[
        bool, typer.Option("--false/--true", help="Whether the rule spoke up without cause.")
    ],
    reason: Reason,
    fiscal_year: FiscalYearOfProposal = None,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Say whether a rule was right to speak up on the last version of a proposal."""
    from fct.data.actor import current_actor
    from fct.data.rule_stages import AlarmReview
    from fct.flows.cli_submissions import known_ref
    from fct.scoring.rule_alarms import alarming_version, review_report

    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        stored = alarming_version(store, year, ref, rule)
        found = AlarmReview(
            proposal_id=stored.id,
            rule=rule,
            is_false=is_false,
            reason=reason,
            at=dt.datetime.now(dt.UTC),
            actor=current_actor(actor_name),
        )
        store.add_alarm_review(found)
    if as_json:
        of_version = {"fiscal_year": year, "ref": ref, "version": stored.version, "rule": rule}
        print_json(of_version | review_report(found))
    else:
        kind = "a false alarm" if is_false else "a true alarm"
        typer.echo(f"Kept: rule {rule} on version {stored.version} of {ref} is {kind}.")


@rule_commands.command()
def stage(
    rule: Rule,
    wanted: Annotated[str, typer.Argument(metavar="STAGE", help="watch, warn or block.")],
    reason: Reason,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Set how far a rule goes: watch, warn or block; up one step, on reviewed alarms."""
    from fct.data.actor import current_actor
    from fct.data.rule_stages import Stage, StageChange, declared_rule
    from fct.scoring.rule_alarms import stored_statistics

    declared_rule(rule)
    if wanted not in set(Stage):
        raise UsageError(f"There is no stage {wanted}; write one of {', '.join(Stage)}.")
    with opened_store() as store:
        was = store.rule_stages().get(rule, Stage.BLOCK)
        change = StageChange(
            rule=rule,
            stage=Stage(wanted),
            reason=reason,
            statistics=stored_statistics(store, [rule])[rule],
            at=dt.datetime.now(dt.UTC),
            actor=current_actor(actor_name),
        )
        store.set_rule_stage(change)
    if as_json:
        print_json(_change_report(change) | {"was": str(was)})
    else:
        effect = {
            Stage.WATCH: "it is evaluated and counted, and told to nobody",
            Stage.WARN: "its findings are shown as weaknesses and hold nobody up",
            Stage.BLOCK: "it counts with its declared severity",
        }[change.stage]
        typer.echo(f"Rule {rule} goes from {was} to {wanted}: from the next run on {effect}.")


@rule_commands.command()
def stages(
    rule: Annotated[str | None, typer.Argument(help="Id of a rule; without one, all.")] = None,
    as_json: Json = False,
) -> None:
    """List the rules that do not block, and every change of a stage with its reason."""
    from fct.data.rule_stages import declared_rule

    if rule is not None:
        declared_rule(rule)
    with opened_store() as store:
        now = store.rule_stages()
        changes = [_change_report(change) for change in store.stage_changes(rule)]
    report = {
        "not_blocking": {one: str(stage) for one, stage in now.items() if rule in {None, one}},
        "changes": changes,
    }
    if as_json:
        print_json(report)
    else:
        print_stages(report)


def _change_report(change: Any) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "stage": str(change.stage),
        "reason": change.reason,
        "at": change.at.isoformat(timespec="seconds"),
        "actor": change.actor.name,
        "statistics": _statistics_report(change.statistics),
    }
