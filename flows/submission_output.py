"""How receipts and the differences between versions are printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape

from fct.data.file_names import printed_name
from fct.data.receipt_words import receipt_lines, status_mark, status_words
from fct.flows.output import console, print_lines

_MARKS = {"✗": "red", "!": "yellow", "✓": "green"}


def print_receipt(receipt: Mapping[str, Any]) -> None:
    """Print a receipt in words, its status in color."""
    first, *others = receipt_lines(receipt)
    mark, words = _MARKS[status_mark(receipt)], status_words(receipt)
    out = console()
    out.print(escape(first).replace(escape(words), f"[{mark}]{escape(words)}[/]", 1))
    for line in others:
        out.print(f"  {escape(line)}")


def print_versions(ref: str, report: Mapping[str, Any]) -> None:
    """Print the versions of a proposal, and who withdrew or re-opened it."""
    console().print(f"[bold]{escape(ref)}[/], fiscal year {report['fiscal_year']}")
    columns = ("version", "received", "timing", "submission", "file", "sha256")
    print_lines(
        columns,
        [
            row | {"file": printed_name(row["file"]), "sha256": row["sha256"][:12]}
            for row in report["versions"]
        ],
    )
    how = f"`fct file {escape(ref)} --version N --out FILE` writes the file of a version as it came"
    console().print(f"  {how}; with --to-edit, its form with the ref in it.")
    for change in report["standings"]:
        reason = f": “{escape(change['reason'])}”" if change["reason"] else ""
        by = escape(change["actor"])
        console().print(f"  {change['standing']} {change['at']} by {by}{reason}")


def print_difference(report: Mapping[str, Any]) -> None:
    """Print what differs between two versions."""
    out = console()
    sides = " → ".join(_side(report[name]) for name in ("from", "to"))
    out.print(f"[bold]{escape(report['ref'])}[/]  {escape(sides)}")
    changes: Sequence[Mapping[str, Any]] = report["changes"]
    if not changes:
        out.print("No answer differs.")
        return
    out.print(f"{len(changes)} {'answer differs' if len(changes) == 1 else 'answers differ'}.")
    if report["cost_and_schedule"]:
        print_lines(("cost and schedule", "was", "is"), _shifts(report["cost_and_schedule"]))
        out.print()
    print_lines(("sheet", "row", "label", "cell", "was", "is", "kind"), changes)


def _shifts(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"cost and schedule": one["what"], "was": one["was"], "is": one["is"]} for one in found]


def _side(side: Mapping[str, Any]) -> str:
    run = f", as published in {side['run']}" if side.get("run") else ""
    mark = f" ({side['mark']})" if side.get("mark") else ""
    return f"FY{side['fiscal_year']} version {side['version']} of {side['received']}{run}{mark}"
