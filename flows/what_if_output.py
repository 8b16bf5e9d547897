"""How other orders than the official one are printed beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from fct.flows.output import console, shown


def print_what_if(report: Mapping[str, Any]) -> None:
    """Print the order under other weights and budgets, and what changed."""
    out = console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("rank", "official", "ref", "tier", "merit", "mark", ""):
        right = heading in {"rank", "official", "tier", "merit"}
        table.add_column(heading, justify="right" if right else "left")
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
    for sentence in report["no_effect"]:
        out.print(sentence, markup=False)
    if "saved" in report:
        saved = report["saved"]
        out.print(f"Saved as “{saved['name']}”, version {saved['version']}.", markup=False)


def print_side_by_side(report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Print several results side by side: the money, then the proposals that differ."""
    out = console()
    names = list(report["scenarios"])
    money = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("scenario", "funded", "budgets ($K)", "used", "left"):
        money.add_column(heading, justify="right" if heading == "funded" else "left")
    for name, one in report["scenarios"].items():
        cells = (_money(one[key]) for key in ("budgets", "used", "left"))
        money.add_row(shown(name), str(one["funded"]), *cells)
    out.print(money)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("ref", *names):
        table.add_column(shown(heading))
    for row in rows:
        places = (row["places"][name] for name in names)
        table.add_row(shown(row["ref"]), *(f"{one['rank']} {one['mark']}" for one in places))
    out.print(table if rows else "Nothing differs.")


def _money(amounts: Mapping[str, float]) -> str:
    return ", ".join(f"{year}: {kusd:,.1f}" for year, kusd in amounts.items()) or "none"
