"""Commands that move weights and budgets, and save what was tried."""

import re
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data.errors import UsageError
from fct.flows.cli_options import As, FiscalYear, Json, opened_store
from fct.flows.output import print_json, print_of_run

if TYPE_CHECKING:
    from fct.data.scenario import Scenario
    from fct.data.store import Store
    from fct.scoring.ranked_run import RankedRun

Weight = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="PART=POINTS",
        help="As trl=20: points of merit before all are scaled to 100; others keep theirs.",
    ),
]
Budget = Annotated[
    list[str] | None,
    typer.Option("--budget", metavar="YEAR=KUSD", help="As 2027=9000; others keep theirs."),
]

_MOST_POINTS = 1_000  # only proportions count, and far apart ones round to nothing
_YEAR = re.compile(r"\s*[0-9]{4}\s*")

scenario_commands = typer.Typer(no_args_is_help=True, help="List, show and compare scenarios.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("whatif", rich_help_panel="Reviewers")(what_if)
    app.add_typer(scenario_commands, name="scenario", rich_help_panel="Reviewers")


def _published(store: "Store", fiscal_year: int | None) -> "RankedRun":
    from fct.flows.cli_store import chosen_year
    from fct.scoring.published_order import published_order

    return published_order(store, chosen_year(store, fiscal_year))


def what_if(
    weight: Weight = None,
    budget: Budget = None,
    save: Annotated[str | None, typer.Option(help="Name to save it under.")] = None,
    note: Annotated[str, typer.Option(help="Why it was tried; kept with it.")] = "",
    fiscal_year: FiscalYear = None,
    actor_name: As = None,
    as_json: Json = False,
) -> None:
    """Rank again under other weights and budgets; the official order stays as it is."""
    from fct.data.actor import current_actor
    from fct.flows.what_if_output import print_what_if
    from fct.scoring.what_if import what_if as rank_again
    from fct.scoring.what_if_reports import what_if_report

    with opened_store() as store:
        found = _published(store, fiscal_year)
        ranked = found.as_ranked()
        weights, budgets = _weights(weight, found), _budgets(budget, found)
        result = rank_again(ranked, weights=weights, budgets=budgets)
        report = what_if_report(result)
        if save is not None:
            scenario = _scenario(save, note, weights, budgets, found)
            saved = store.save_scenario(
                found.cycle.fiscal_year, scenario, current_actor(actor_name)
            )
            report["saved"] = {"name": saved.scenario.name, "version": saved.version}
    print_of_run(found.head, report, print_what_if, as_json=as_json)


def _scenario(
    name: str,
    note: str,
    weights: dict[str, float] | None,
    budgets: dict[int, Decimal] | None,
    found: "RankedRun",
) -> "Scenario":
    from fct.data.scenario import scenario_of

    content = {"name": name, "note": note, "run_id": found.run.id}
    return scenario_of(content | {"weights": weights, "budgets": budgets}, "The scenario")


def _weights(given: list[str] | None, found: "RankedRun") -> dict[str, float] | None:
    """Return the rubric's weights with those that were given, or None where none was."""
    from fct.scoring.parts import PART_NAMES

    if not given:
        return None
    official = dict(zip(PART_NAMES, found.parts.weights.tolist(), strict=True))
    for one in given:
        name, number = _pair(one, "--weight", "trl=20")
        part = name.strip().replace("_", " ").casefold()
        known = {one.replace("_", " "): one for one in PART_NAMES}
        if part not in known:
            parts = ", ".join(PART_NAMES)
            raise UsageError(f"--weight {one}: there is no part {name}; parts are {parts}.")
        if not 0 <= number <= _MOST_POINTS:
            raise UsageError(
                f"--weight: {part} has {str(number)[:40]} points; a number from 0 to "
                f"{_MOST_POINTS:,} is accepted."
            )
        official[known[part]] = float(number)
    return official


def _budgets(given: list[str] | None, found: "RankedRun") -> dict[int, Decimal] | None:
    if not given:
        return None
    budgets = dict(found.budgets)
    for one in given:
        year, kusd = _pair(one, "--budget", "2027=9000")
        if not _YEAR.fullmatch(year):
            raise UsageError(f"--budget {one}: {year} is no fiscal year; write it as 2027=9000.")
        budgets[int(year)] = kusd
    return budgets


def _pair(given: str, option: str, example: str) -> tuple[str, Decimal]:
    name, _, number = given.partition("=")
    try:
        value = Decimal(number.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_nan():
        raise UsageError(f"{option} {given}: no number follows; write it as {example}.")
    return name, value


@scenario_commands.command("list")
def list_scenarios(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """List the saved scenarios of a cycle."""
    from fct.flows.cli_store import chosen_year
    from fct.flows.output import print_lines
    from fct.scoring.what_if_reports import scenario_report

    with opened_store() as store:
        saved = store.scenarios(chosen_year(store, fiscal_year))
    reports = [scenario_report(one) for one in saved]
    if as_json:
        print_json(reports)
    else:
        rows = [
            one | {"sets": ", ".join(s.scenario.changes)}
            for one, s in zip(reports, saved, strict=True)
        ]
        print_lines(("name", "version", "sets", "note", "actor", "at"), rows)


@scenario_commands.command("show")
def show_scenario(
    name: Annotated[str, typer.Argument()], fiscal_year: FiscalYear = None, as_json: Json = False
) -> None:
    """Show the order and the line under a saved scenario."""
    from fct.flows.what_if_output import print_what_if
    from fct.scoring.side_by_side import what_if_scenario
    from fct.scoring.what_if_reports import scenario_report, what_if_report

    with opened_store() as store:
        found = _published(store, fiscal_year)
        saved = store.scenario(found.cycle.fiscal_year, name)
    result = what_if_scenario(found.as_ranked(), saved.scenario)
    report = {"scenario": scenario_report(saved), **what_if_report(result)}
    print_of_run(found.head, report, print_what_if, as_json=as_json)


@scenario_commands.command("compare")
def compare_scenarios(
    names: Annotated[list[str], typer.Argument()],
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Hold saved scenarios against the official order: what differs, and the money."""
    from fct.flows.what_if_output import print_side_by_side
    from fct.scoring.side_by_side import compare
    from fct.scoring.what_if_reports import comparison_report

    with opened_store() as store:
        found = _published(store, fiscal_year)
        year = found.cycle.fiscal_year
        saved = {name: store.scenario(year, name).scenario for name in names}
    side = compare(found.as_ranked(), saved)
    report = comparison_report(side)
    differing = partial(print_side_by_side, rows=report["differing"])
    print_of_run(found.head, report, differing, as_json=as_json)


@scenario_commands.command("levels")
def budget_levels(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Show who flips between a continuing resolution, the request and a plus-up."""
    from fct.data.budget_levels import level_budgets
    from fct.flows.what_if_output import print_side_by_side
    from fct.scoring.side_by_side import budget_scenarios
    from fct.scoring.what_if_reports import budget_scenarios_report

    with opened_store() as store:
        found = _published(store, fiscal_year)
        last = _budget_of(store, found.cycle.fiscal_year - 1)
    levels = level_budgets(found.budgets, found.cycle.fiscal_year, last)
    by_level = {level.name: level.budgets for level in levels}
    side = budget_scenarios(found.as_ranked(), by_level)
    report = budget_scenarios_report(side, levels)
    flips = partial(print_side_by_side, rows=report["flips"])
    print_of_run(found.head, report, flips, as_json=as_json)


def _budget_of(store: "Store", fiscal_year: int) -> Any:
    """Return the budget of a year by its own cycle, or None."""
    from fct.data.cycle import parse_cycle

    row = store.cycle(fiscal_year)
    if row is None:
        return None
    return parse_cycle(row.yaml, f"cycle {fiscal_year}").budgets.get(fiscal_year)
