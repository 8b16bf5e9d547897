"""How receipts and the differences between versions are printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape

from fct.data.file_names import printed_name
from fct.data.next_steps import is_late, standing_lines, told_receipt_moment, told_status
from fct.flows.output import console, print_lines

_MARKS = {"✗": "red", "!": "yellow", "✓": "green"}


def print_receipt(receipt: Mapping[str, Any]) -> None:
    """Print a receipt in words, its status in color."""
    first, *others = receipt_lines(receipt)
    mark, words = _MARKS[_mark(receipt)], _status(receipt)
    out = console()
    out.print(escape(first).replace(escape(words), f"[{mark}]{escape(words)}[/]", 1))
    for line in others:
        out.print(f"  {escape(line)}")


def receipt_lines(receipt: Mapping[str, Any]) -> list[str]:
    """Return a receipt in words, line by line."""
    again = " (received before; this is the first receipt)" if receipt["is_repeat"] else ""
    file = printed_name(receipt["file"])
    lines = [f"{_status(receipt)} {receipt['id']} {file}{again}{_place(receipt)}"]
    if receipt["refusal"]:
        lines.append(f"{receipt['refusal']['code']}: {receipt['refusal']['message']}")
    else:
        lines += [f"{heading}: {', '.join(refs)}" for heading, refs in _refs(receipt).items()]
    verified = "" if receipt["actor_verified"] else " (as named, not verified)"
    return [
        *lines,
        *standing_lines(receipt),
        f"received {told_receipt_moment(receipt)}{_due(receipt)}",
        f"sent by {receipt['actor']}{verified}",
        f"SHA-256 of the file {receipt['sha256']}",
        f"fiscal year {receipt['fiscal_year']}, {_read_by(receipt)}",
        receipt["next"],
    ]


def _read_by(receipt: Mapping[str, Any]) -> str:
    return f"form version {receipt['form_version']}, rules {receipt['rules_sha256'][:12]}"


def _status(receipt: Mapping[str, Any]) -> str:
    kind = "TEST " if receipt["is_test"] else ""
    return f"{kind}{_mark(receipt)} {told_status(receipt)}"


def _place(receipt: Mapping[str, Any]) -> str:
    """Return in which store a late file lies: it may be the wrong one."""
    if not is_late(receipt):
        return ""
    return printed_name(f", kept in the store {receipt['store']}")


def _refs(receipt: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the refs by what they are: of which version, or of a test."""
    found: dict[str, list[str]] = {}
    for ref in receipt["refs"]:
        version = receipt["versions"].get(ref)
        heading = "refs it would get" if version is None else f"version {version} of"
        found.setdefault(heading, []).append(ref)
    return found


def _mark(receipt: Mapping[str, Any]) -> str:
    """Return the sign of a status: a tick only where nothing is to be repaired."""
    if receipt["status"] != "accepted":
        return "✗"
    has_to_repair = any(one["verdict"] != "rankable" for one in receipt["as_it_stands"])
    return "!" if has_to_repair or told_status(receipt) != "accepted" else "✓"


def _due(receipt: Mapping[str, Any]) -> str:
    grace = receipt["grace_minutes"]
    allowed = f" and {grace} minutes of grace" if grace else ""
    return f" (due {receipt['final_due']}{allowed})"


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
