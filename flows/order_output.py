"""How what defends the order of merit is printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fct.data.robustness_terms import RobustnessTerms
from fct.flows.output import console, shown

_BAR = 30  # characters of the widest bar
_EVIDENCE = 3
_WEIGHTINGS = {
    "around the rubric": "weightings around the rubric's",
    "any": "weightings of any kind",
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
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("part", "points", "of", "", "evidence"):
        table.add_column(heading, justify="right" if heading in {"points", "of"} else "left")
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
    for one in report["findings"]:
        where = f"{one['sheet'] or ''} {one['cell'] or ''}".strip()
        out.print(escape(f"  {one['rule']} {f'{where}: ' if where else ''}{one['message']}"))
    if report["referral"]:
        out.print(escape(f"Better program: {report['referral']}"))


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
        out.print("No one or two documented changes would carry it over the line.")
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
        f"by {pair['decided_by']}: {escape(_told(first))} against {escape(_told(second))}"
    )
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("part")
    table.add_column(f"points of merit, {pair['above']} less {pair['below']}", justify="right")
    for one in pair["differences"]:
        table.add_row(one["part"].replace("_", " "), f"{one['points']:+.2f}")
    out.print(table)


def _told(value: Any) -> str:
    if value is None:
        return "blank"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def print_sure(report: Mapping[str, Any]) -> None:
    """Print how sure each rank is."""
    out = console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    within = f"in {RobustnessTerms.model_validate(report['terms']).interval_words}"
    for heading in ("rank", "ref", within, "at worst", "funded in", "", "how sure"):
        right = heading in {"rank", "funded in"}
        table.add_column(heading, justify="right" if right else "left")
    for one in report["proposals"]:
        share = one["funded_share"]
        tied = f", tied with {', '.join(one['tied_with'])}" if one["tied_with"] else ""
        table.add_row(
            str(one["rank"]),
            shown(one["ref"]),
            f"{one['rank_from']} to {one['rank_to']}",
            f"{one['lowest_rank']} to {one['highest_rank']}",
            "" if share is None else f"{100 * share:.1f} %",
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
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("way", "funded", "unspent ($K)", "left ($K)", "merit by tier"):
        table.add_column(
            heading, justify="right" if heading in {"funded", "unspent ($K)"} else "left"
        )
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
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("what differs", *differing[0]["shares"]):
        table.add_column(heading)
    for one in differing:
        given = ["" if not share else f"{share:.0%}" for share in one["shares"].values()]
        table.add_row(shown(one["ref"]), *given)
    console().print(table)


def _money(amounts: Mapping[str, float]) -> str:
    return ", ".join(f"{year}: {kusd:,.1f}" for year, kusd in amounts.items())
