"""Commands that defend the order of merit: why, how sure, where the line falls, what if."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from fct.data import program
from fct.data.common import UsageError, utc_now
from fct.data.program import RobustnessTerms
from fct.data.referrals import answer_words
from fct.flows.terminal import (
    FiscalYear,
    Json,
    chosen_year,
    console,
    opened_store,
    plain_table,
    print_of_run,
    shown,
)
from fct.scoring import defending, ranking
from fct.scoring.judging import said_findings

if TYPE_CHECKING:
    from fct.data.program import Conditions
    from fct.scoring.ranking import OrderOfMerit


def _published(fiscal_year: int | None) -> "OrderOfMerit":
    with opened_store() as store:
        return defending.headed_order(store, chosen_year(store, fiscal_year))


def sure(
    any_weights: Annotated[
        bool, typer.Option("--any-weights", help="Any weights at all, not only plausible ones.")
    ] = False,
    without_blanks: Annotated[
        bool, typer.Option("--lowest", help="Take a blank answer for its lowest, as the rank does.")
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(help="How many weight samples; else as many as declared and fit."),
    ] = None,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Say how sure each rank is: how often it is funded under thousands of weight samples."""
    found, declared = _published(fiscal_year), program.load_robustness_terms()
    fitting = declared.for_size(len(found.refs)) or declared
    terms = fitting if draws is None else declared.but(draws=draws)
    weighting = defending.Weighting.ANY if any_weights else defending.Weighting.AROUND_RUBRIC
    result = defending.robustness(
        found, defending.SensitivityTerms(weighting, not without_blanks, terms=terms)
    )
    report = defending.robustness_report(result)
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
    """Say why a proposal has its rank or none, how far the line is, and what would fund it."""
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
    with opened_store() as store:
        found = defending.headed_order(store, chosen_year(store, fiscal_year), *refs)
        defending.refuse_unranked(store, found, *refs)
    return found.head, defending.pair_report(found, refs)


def _why_of(
    ref: str, fiscal_year: int | None, *, for_sponsor: bool
) -> tuple[Sequence[str], dict[str, Any]]:
    with opened_store() as store:
        found = defending.headed_order(store, chosen_year(store, fiscal_year), ref)
        report = defending.why_of(store, found, ref)
    if for_sponsor:
        _refuse_before_the_deadline(found)
        report = defending.sponsor_report(report)
    return found.head, report


def _refuse_before_the_deadline(found: "OrderOfMerit") -> None:
    """Raise a UsageError while forms can still be changed: a sponsor could aim at the line."""
    deadline = found.cycle.deadline
    if utc_now() <= deadline:
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
    """Compare three selections: strict order, order with skip, and the best set."""
    if conditions_file is not None and scenario is not None:
        raise UsageError("Name a file of conditions or a scenario, not both.")
    with opened_store() as store:
        found = defending.headed_order(store, chosen_year(store, fiscal_year))
        conditions, budgets = None, None
        if scenario is not None:
            saved = store.scenarios.get(found.cycle.fiscal_year, scenario).content
            conditions, budgets = saved.conditions, saved.budgets
    if conditions_file is not None:
        conditions = _conditions(conditions_file)
    report = ranking.line_report(ranking.study_line(found, conditions, budgets))
    print_of_run(found.head, report, print_line, as_json=as_json)


def _conditions(path: Path) -> "Conditions":
    from fct.data.common import parse_yaml, read_text

    content = parse_yaml(read_text(path, "conditions"), path.name)
    return program.parse_conditions({} if content is None else content, path.name)


_BAR = 30  # characters of the widest bar
_EVIDENCE = 3
_WEIGHTINGS = {
    "around the rubric": "weight samples around the rubric's",
    "any": "weight samples of any kind",
}


SMALLEST = "Smallest documented change that would"
SMALLEST_FACT = "No change of its documents would; another fact about the item would"
UNCONFIRMED = (
    "It says that it is continuing, and the cycle promised it nothing: unconfirmed, it competes "
    "for money like a new start."
)


def print_why(report: Mapping[str, Any]) -> None:
    """Print why a proposal has its rank, or none."""
    out = console()
    others = report.get("tied_with", ())
    tied = f", tied with {', '.join(others)}" if others else ""
    out.print(f"[bold]{escape(report['ref'])}[/] {escape(report['title'] or '')}")
    if report["rank"] is None:
        _print_unranked(report)
        return
    out.print(
        f"rank {report['rank']}{tied}, tier {report['tier']}, merit {report['merit']:.2f}: "
        f"{report['mark']}"
    )
    if report["unconfirmed"]:
        out.print(UNCONFIRMED)
    table = plain_table(("part", "points", "of", "", "evidence"), {"points", "of"})
    most = max((one["of"] for one in report["contributions"]), default=1.0)
    for one in report["contributions"]:
        table.add_row(
            one["part"].replace("_", " "),
            f"{one['points']:.2f}",
            f"{one['of']:.1f}",
            _bar(one, most),
            shown(_evidence(one)),
        )
    out.print(table)
    if report["said"]:
        out.print(escape(report["said"]))
    for remedy in report["would_fund"]:
        out.print(escape(f"  {remedy['said']}{drops_words(remedy)}"))
    if report["smallest_change"] is not None:
        _print_change(report["smallest_change"])


def _print_unranked(report: Mapping[str, Any]) -> None:
    out = console()
    out.print(escape(report["said"]))
    for one in said_findings(report):
        where = f"{one['sheet'] or ''} {one['cell'] or ''}".strip()
        out.print(escape(f"  {one['rule']} {f'{where}: ' if where else ''}{one['message']}"))
    if report["card"]:
        out.print(escape(answer_words(report["card"])))


def drops_words(change: Mapping[str, Any]) -> str:
    """Return who would lose money by a change, as a sentence after it."""
    refs = change.get("drops")
    return f" Then without money: {', '.join(refs)}." if refs else ""


def _bar(one: Mapping[str, Any], most: float) -> Text:
    full, best, whole = (round(_BAR * one[n] / most) for n in ("points", "at_best", "of"))
    return Text("█" * full + "▒" * (best - full) + "░" * (whole - best))


def _evidence(one: Mapping[str, Any]) -> str:
    shown = [
        f"{answer['written'] or 'blank'} ({answer['sheet']} {answer['cell']})".strip()
        for answer in one["evidence"][:_EVIDENCE]
    ]
    more = len(one["evidence"]) - len(shown)
    return "; ".join(shown) + (f"; {more} more" if more else "")


def _print_change(change: Mapping[str, Any]) -> None:
    out = console()
    smallest = change["smallest"]
    if smallest is None:
        out.print("No single documented change, and no two together, would carry it over the line.")
    else:
        out.print(
            f"[bold]{SMALLEST_FACT if smallest['fact'] else SMALLEST}:[/] "
            f"{escape(smallest['said'])} "
            f"({smallest['adds']:+.2f} points, rank {smallest['rank']})"
        )
        if smallest.get("drops"):
            out.print(f" {escape(drops_words(smallest))}")
    for one in change["by_part"]:
        crosses = "crosses" if one["crosses"] else "does not cross"
        out.print(f"  {escape(one['said'])}: {one['adds']:+.2f}, rank {one['rank']}, {crosses}")


def print_pair(pair: Mapping[str, Any]) -> None:
    """Print why one proposal stands above another."""
    out = console()
    first, second = pair["values"]
    out.print(
        f"[bold]{escape(pair['above'])}[/] stands above [bold]{escape(pair['below'])}[/], decided "
        f"by {pair['decided_by']}: {escape(_words(first))} against {escape(_words(second))}"
    )
    points = f"points of merit, {pair['above']} less {pair['below']}"
    table = plain_table(("part", points), {points})
    for one in pair["differences"]:
        table.add_row(one["part"].replace("_", " "), f"{one['points']:+.2f}")
    out.print(table)


def _words(value: Any) -> str:
    if value is None:
        return "blank"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def print_sure(report: Mapping[str, Any]) -> None:
    """Print how sure each rank is."""
    out = console()
    within = f"in {RobustnessTerms.model_validate(report['terms']).interval_words}"
    headings = ("rank", "ref", within, "at worst", "funded in", "", "how sure")
    table = plain_table(headings, {"rank", "funded in"})
    for one in report["proposals"]:
        share = one["funded_share"]
        tied = f", tied with {', '.join(one['tied_with'])}" if one["tied_with"] else ""
        table.add_row(
            str(one["rank"]),
            shown(one["ref"]),
            f"{one['rank_from']} to {one['rank_to']}",
            f"{one['lowest_rank']} to {one['highest_rank']}",
            "" if share is None else f"{100 * share:.1f}%",
            "" if share is None else Text("█" * round(10 * share) + "░" * round(10 * (1 - share))),
            shown(f"{one['confidence'] or 'promised'}{tied}"),
        )
    out.print(table)
    terms = report["terms"]
    out.print(
        f"{terms['draws']:,} {_WEIGHTINGS[report['weighting']]}, seed {terms['seed']}"
        + (f", concentration {terms['concentration']:g}" if "rubric" in report["weighting"] else "")
        + (", blank answers anywhere in their range" if report["blanks"] else "")
    )
    out.print(f"Review first: {', '.join(report['review_order'][:5])}")


def print_line(report: Mapping[str, Any]) -> None:
    """Print three selections side by side, what differs, and the later years."""
    out = console()
    headings = ("way", "funded", "unspent ($K)", "left ($K)", "merit by tier")
    table = plain_table(headings, {"funded", "unspent ($K)"})
    for way, one in report["selections"].items():
        merit = ", ".join(f"{tier}: {value:,.2f}" for tier, value in one["merit_by_tier"].items())
        table.add_row(
            way, str(one["funded"]), f"{one['unspent_kusd']:,.1f}", _money(one["left"]), merit
        )
    if report["infeasible"]:
        table.add_row("best set", "none")
    out.print(table)
    _print_remarks(report)
    _print_differences(report["differences"])
    for way, years in report["out_years"].items():
        for one in years:
            out.print(
                f"FY{one['fiscal_year']} by {way}: promised {one['promised_kusd']:,.1f}, new "
                f"starts {one['selected_kusd']:,.1f}, left {one['left_kusd']:,.1f} ($K)"
            )


def _print_remarks(report: Mapping[str, Any]) -> None:
    """Print what a reader of the selections has to know beside their figures."""
    out = console()
    for way, one in report["selections"].items():
        for sentence in one["warnings"]:
            out.print(f"{way}: {escape(sentence)}")
    for group in report["duplicates"]:
        out.print(f"duplicates by the cycle file, which bind the best set: {', '.join(group)}")
    for sentence in report["no_effect"]:
        out.print(escape(sentence))
    for ref in report["unconfirmed"]:
        out.print(f"{escape(ref)}: {UNCONFIRMED}")
    if report["infeasible"]:
        out.print(f"[bold]best set:[/] {escape(report['infeasible'])}")


def _print_differences(differing: Sequence[Mapping[str, Any]]) -> None:
    if not differing:
        console().print("The ways select the same proposals.")
        return
    table = plain_table(("what differs", *differing[0]["shares"]))
    for one in differing:
        given = ["" if not share else f"{share:.0%}" for share in one["shares"].values()]
        table.add_row(shown(one["ref"]), *given)
    console().print(table)


def _money(amounts: Mapping[str, float]) -> str:
    return ", ".join(f"{year}: {kusd:,.1f}" for year, kusd in amounts.items())
