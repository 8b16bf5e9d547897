"""Commands that defend the order of merit: why, how sure, where the line falls, what if."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data.errors import UsageError
from fct.flows.cli_options import FiscalYear, Json, opened_store
from fct.flows.output import print_of_run

if TYPE_CHECKING:
    from fct.data.conditions import Conditions
    from fct.scoring.ranked_run import RankedRun


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    for command in (why, sure, line):
        app.command(rich_help_panel="Reviewers")(command)


def _published(fiscal_year: int | None) -> "RankedRun":
    from fct.flows.cli_store import chosen_year
    from fct.scoring.published_order import published_order

    with opened_store() as store:
        return published_order(store, chosen_year(store, fiscal_year))


def sure(
    any_weights: Annotated[
        bool, typer.Option("--any-weights", help="Any weights at all, not only plausible ones.")
    ] = False,
    without_blanks: Annotated[
        bool, typer.Option("--lowest", help="Take a blank answer for its lowest, as the rank does.")
    ] = False,
    draws: Annotated[
        int | None, typer.Option(help="How many weightings; else as many as are declared and fit.")
    ] = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Say how sure each rank is: how often it is funded under thousands of weightings."""
    from fct.data.robustness_terms import load_robustness_terms
    from fct.flows.order_output import print_sure
    from fct.scoring.rank_draws import Doubts, Weighting
    from fct.scoring.robustness import robustness
    from fct.scoring.robustness_reports import robustness_report

    found, declared = _published(fiscal_year), load_robustness_terms()
    ranked = found.as_ranked()
    fitting = declared.for_size(len(ranked.refs)) or declared
    terms = fitting if draws is None else declared.but(draws=draws)
    weighting = Weighting.ANY if any_weights else Weighting.AROUND_RUBRIC
    result = robustness(ranked, Doubts(weighting, not without_blanks, terms=terms))
    report = robustness_report(result)
    print_of_run(found.head, report, print_sure, as_json=as_json)


def why(
    ref: Annotated[str, typer.Argument(help="A proposal that was judged.")],
    other: Annotated[str | None, typer.Argument(help="Another, to compare it with.")] = None,
    for_sponsor: Annotated[
        bool,
        typer.Option(
            "--sponsor", help="As its sponsor may see it, after the deadline and publication."
        ),
    ] = False,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Say why a proposal has its rank or none, how far the line is, and what would cross it."""
    from fct.flows.order_output import print_pair, print_why

    if ref == other:
        raise UsageError(f"{ref} is compared with itself; name another proposal.")
    if other is not None and for_sponsor:
        raise UsageError("Sponsors see their own proposal only; leave the other one out.")
    if other is not None:
        head, pair = _pair_of((ref, other), fiscal_year)
        print_of_run(head, pair, print_pair, as_json=as_json)
        return
    head, report = _why_of(ref, fiscal_year, for_sponsor=for_sponsor)
    print_of_run(head, report, print_why, as_json=as_json)


def _pair_of(
    refs: tuple[str, str], fiscal_year: int | None
) -> tuple[Sequence[str], dict[str, Any]]:
    from fct.flows.cli_store import chosen_year
    from fct.scoring.published_order import published_order, refuse_unranked
    from fct.scoring.why_reports import pair_report

    with opened_store() as store:
        found = published_order(store, chosen_year(store, fiscal_year))
        refuse_unranked(store, found, *refs)
    return found.head, pair_report(found, refs)


def _why_of(
    ref: str, fiscal_year: int | None, *, for_sponsor: bool
) -> tuple[Sequence[str], dict[str, Any]]:
    from fct.flows.cli_store import chosen_year
    from fct.scoring.published_order import published_order, why_of
    from fct.scoring.why_reports import sponsor_report

    with opened_store() as store:
        found = published_order(store, chosen_year(store, fiscal_year))
        report = why_of(store, found, ref)
    if for_sponsor:
        _refuse_before_the_deadline(found)
        report = sponsor_report(report)
    return found.head, report


def _refuse_before_the_deadline(found: "RankedRun") -> None:
    """Raise a UsageError while forms can still be changed: a sponsor could aim at the line."""
    deadline = found.cycle.deadline
    if dt.datetime.now(dt.UTC) <= deadline:
        raise UsageError(
            f"Sponsors see this after the deadline, {deadline:%Y-%m-%d %H:%M %Z}, and after "
            "publication; until then it is for the CTO alone."
        )


def line(
    conditions_file: Annotated[
        Path | None,
        typer.Option("--conditions", help="YAML with must_fund, excluded, hold_back_kusd, ..."),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="Take budgets and conditions from a saved scenario.")
    ] = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Hold three selections side by side: strict order, order with skip, and the best set."""
    from fct.flows.cli_store import chosen_year
    from fct.flows.order_output import print_line
    from fct.scoring.published_order import published_order
    from fct.scoring.selection_reports import line_report, study_line

    if conditions_file is not None and scenario is not None:
        raise UsageError("Name a file of conditions or a scenario, not both.")
    with opened_store() as store:
        found = published_order(store, chosen_year(store, fiscal_year))
        conditions, budgets = None, None
        if scenario is not None:
            saved = store.scenario(found.cycle.fiscal_year, scenario).scenario
            conditions, budgets = saved.conditions, saved.budgets
    if conditions_file is not None:
        conditions = _conditions(conditions_file)
    report = line_report(study_line(found, conditions, budgets))
    print_of_run(found.head, report, print_line, as_json=as_json)


def _conditions(path: Path) -> "Conditions":
    from fct.data.conditions import parse_conditions
    from fct.data.yaml_text import parse_yaml, read_text

    content = parse_yaml(read_text(path, "conditions"), path.name)
    return parse_conditions({} if content is None else content, path.name)
