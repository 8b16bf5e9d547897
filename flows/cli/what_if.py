"""Commands that move weights and budgets, and save what was tried."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import program, tables
from fct.data.common import UsageError
from fct.flows import terminal
from fct.flows.terminal import FiscalYear, Json, opened_store, plain_table, print_of_run, shown
from fct.scoring import defending, judging

if TYPE_CHECKING:
    from fct.data.program import Scenario
    from fct.data.subjects import Store
    from fct.scoring.ranking import OrderOfMerit


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


def _published(store: "Store", fiscal_year: int | None) -> "OrderOfMerit":
    return defending.headed_order(store, terminal.chosen_year(store, fiscal_year))


def whatif(
    weight: Weight = None,
    budget: Budget = None,
    save: Annotated[str | None, typer.Option(help="Name to save it under.")] = None,
    note: Annotated[str, typer.Option(help="Why it was tried; kept with it.")] = "",
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Rank again under other weights and budgets; the official order stays as it is."""
    with opened_store() as store:
        found = _published(store, fiscal_year)
        weights, budgets = _weights(weight, found), _budgets(budget, found)
        result = defending.what_if(found, weights=weights, budgets=budgets)
        report = defending.what_if_report(result)
        if save is not None:
            scenario = _scenario(save, note, weights, budgets, found)
            saved = store.scenarios.save(found.cycle.fiscal_year, scenario, store.actor)
            report["saved"] = {"name": saved.name, "version": saved.version}
    print_of_run(found.head, report, print_what_if, as_json=as_json)


def _scenario(
    name: str,
    note: str,
    weights: dict[str, float] | None,
    budgets: dict[int, Decimal] | None,
    found: "OrderOfMerit",
) -> "Scenario":
    content = {"name": name, "note": note, "run_id": found.run_id}
    return program.scenario_of(content | {"weights": weights, "budgets": budgets}, "The scenario")


def _weights(given: list[str] | None, found: "OrderOfMerit") -> dict[str, float] | None:
    """Return the rubric's weights with those that were given, or None where none was."""
    if not given:
        return None
    official = dict(zip(judging.PART_NAMES, found.parts.weights.tolist(), strict=True))
    for one in given:
        name, number = _pair(one, "--weight", "trl=20")
        part = name.strip().replace("_", " ").casefold()
        known = {one.replace("_", " "): one for one in judging.PART_NAMES}
        if part not in known:
            parts = ", ".join(judging.PART_NAMES)
            raise UsageError(f"--weight {one}: {name} is not a part; parts are {parts}.")
        if not 0 <= number <= _MOST_POINTS:
            raise UsageError(
                f"--weight: {part} has {str(number)[:40]} points; a number from 0 to "
                f"{_MOST_POINTS:,} is accepted."
            )
        official[known[part]] = float(number)
    return official


def _budgets(given: list[str] | None, found: "OrderOfMerit") -> dict[int, Decimal] | None:
    if not given:
        return None
    budgets = dict(found.budgets)
    for one in given:
        year, kusd = _pair(one, "--budget", "2027=9000")
        if not _YEAR.fullmatch(year):
            raise UsageError(f"--budget {one}: {year} is not a fiscal year; write it as 2027=9000.")
        budgets[int(year)] = kusd
    return budgets


def _pair(given: str, option: str, example: str) -> tuple[str, Decimal]:
    name, _, number = given.partition("=")
    try:
        value = Decimal(number.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_nan():
        raise UsageError(f"{option} {given}: its value is not a number; write it as {example}.")
    return name, value


@scenario_commands.command("list")
def list_scenarios(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """List the saved scenarios of a cycle."""
    with opened_store() as store:
        saved = store.scenarios.all(terminal.chosen_year(store, fiscal_year))
        reports = store.withheld().value([defending.scenario_report(one) for one in saved])
    if as_json:
        terminal.print_json(reports)
    else:
        rows = [
            one | {"sets": ", ".join(s.content.changes)}
            for one, s in zip(reports, saved, strict=True)
        ]
        terminal.print_lines(("name", "version", "sets", "note", "actor", "at"), rows)


@scenario_commands.command("show")
def show_scenario(
    name: Annotated[str, typer.Argument()], fiscal_year: FiscalYear = None, as_json: Json = False
) -> None:
    """Show the order and the line under a saved scenario."""
    with opened_store() as store:
        found = _published(store, fiscal_year)
        saved = store.scenarios.get(found.cycle.fiscal_year, name)
        withheld = store.withheld()
    result = defending.what_if_scenario(found, saved.content)
    report = withheld.value(
        {"scenario": defending.scenario_report(saved), **defending.what_if_report(result)}
    )
    print_of_run(found.head, report, print_what_if, as_json=as_json)


@scenario_commands.command("compare")
def compare_scenarios(
    names: Annotated[list[str], typer.Argument()],
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Compare saved scenarios with the official order: what differs, and the money."""
    with opened_store() as store:
        found = _published(store, fiscal_year)
        year = found.cycle.fiscal_year
        saved = {name: store.scenarios.get(year, name).content for name in names}
    side = defending.compare_scenarios(found, saved)
    report = defending.comparison_report(side)
    differing = partial(print_side_by_side, rows=report["differing"])
    print_of_run(found.head, report, differing, as_json=as_json)


@scenario_commands.command("levels")
def budget_levels(fiscal_year: FiscalYear = None, as_json: Json = False) -> None:
    """Show who flips between a continuing resolution, the request and a plus-up."""
    with opened_store() as store:
        found = _published(store, fiscal_year)
        last = _budget_of(store, found.cycle.fiscal_year - 1)
    levels = program.level_budgets(found.cycle, last)
    by_level = {level.name: level.budgets for level in levels}
    promises_only = {level.name for level in levels if not level.starts_new}
    side = defending.budget_scenarios(found, by_level, promises_only=promises_only)
    report = defending.budget_scenarios_report(side, levels)
    flips = partial(print_side_by_side, rows=report["flips"])
    print_of_run(found.head, report, flips, as_json=as_json)


def _budget_of(store: "Store", fiscal_year: int) -> Any:
    """Return the budget of a year by its own cycle, or None."""
    row = store.cycles.find(fiscal_year)
    if row is None:
        return None
    return tables.stored_cycle(row).budgets.get(fiscal_year)


def print_what_if(report: Mapping[str, Any]) -> None:
    """Print the order under other weights and budgets, and what changed."""
    out = terminal.console()
    headings = ("rank", "official", "ref", "tier", "merit", "mark", "")
    table = plain_table(headings, {"rank", "official", "tier", "merit"})
    for row in report["order"]:
        was = "" if row["mark"] == row["mark_official"] else f"was {row['mark_official']}"
        table.add_row(
            str(row["rank"]),
            str(row["rank_official"]),
            shown(row["ref"]),
            str(row["tier"]),
            f"{row['merit']:.2f}",
            row["mark"],
            was,
        )
    out.print(table)
    for name, words in (("entered", "funded only here"), ("dropped", "no longer funded")):
        out.print(f"{words}: {', '.join(report[name]) or 'nobody'}", markup=False)
    if report["weights"] != report["weights_official"]:
        weights = ", ".join(f"{part} {points:g}" for part, points in report["weights"].items())
        out.print(f"weights (points of merit, of 100): {weights}", markup=False)
    out.print(f"left ($K): {_money(report['left'])}")
    if report["not_applied"]:
        out.print(
            f"Conditions that this view does not apply: "
            f"{', '.join(report['not_applied'])}; `fct line` does."
        )
    for sentence in (*report["no_effect"], *report["warnings"]):
        out.print(sentence, markup=False)
    if "saved" in report:
        saved = report["saved"]
        out.print(f"Saved as “{saved['name']}”, version {saved['version']}.", markup=False)


def print_side_by_side(report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Print several results side by side: the money, then the proposals that differ."""
    out = terminal.console()
    names = list(report["scenarios"])
    money = plain_table(("scenario", "funded", "budgets ($K)", "used", "left"), {"funded"})
    for name, one in report["scenarios"].items():
        cells = (_money(one[key]) for key in ("budgets", "used", "left"))
        money.add_row(shown(name), str(one["funded"]), *cells)
    out.print(money)
    table = plain_table(("ref", *names))
    for row in rows:
        places = (row["places"][name] for name in names)
        table.add_row(shown(row["ref"]), *(f"{one['rank']} {one['mark']}" for one in places))
    out.print(table if rows else "Nothing differs.")


def _money(amounts: Mapping[str, float]) -> str:
    return ", ".join(f"{year}: {kusd:,.1f}" for year, kusd in amounts.items()) or "none"
