"""How the figures of rules, their alarms and stages, and waivers are printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.flows.terminal import console, print_lines

_COUNTS = ("judged", "fails", "unknown", "reviewed", "false_alarms")


def print_statistics(report: Sequence[Mapping[str, Any]], *, in_full: bool) -> None:
    """Print the figures of rules as a table; ``in_full`` by component and fiscal year too."""
    rows = [row | {"false_alarm_rate": _rate(row)} for row in map(dict, report)]
    print_lines(("rule", "severity", "stage", *_COUNTS, "false_alarm_rate"), rows)
    if not in_full:
        return
    for row in report:
        for name in ("by_component", "by_fiscal_year"):
            heading = name.removeprefix("by_")
            console().print()
            parts = [{heading: key, **part} for key, part in row[name].items()]
            print_lines((heading, *_COUNTS), parts)


def _rate(row: Mapping[str, Any]) -> str:
    if row["false_alarm_interval"] is None:
        return "nothing reviewed"
    low, high = row["false_alarm_interval"]
    return f"{row['false_alarm_rate']:.0%} ({low:.0%} to {high:.0%})"


def print_alarms(report: Sequence[Mapping[str, Any]]) -> None:
    """Print the alarms of a rule, each with its first place and what was found of it."""
    rows = [
        {
            **alarm,
            "where": _where(alarm["findings"]),
            "message": alarm["findings"][0]["message"],
            "review": _review(alarm["review"]),
        }
        for alarm in report
    ]
    columns = ("fiscal_year", "ref", "version", "component", "outcome")
    print_lines((*columns, "where", "message", "review"), rows)


def _where(findings: Sequence[Mapping[str, str]]) -> str:
    first = f"{findings[0]['sheet']} {findings[0]['cell']}".strip()
    return first if len(findings) == 1 else f"{first} and {len(findings) - 1} more"


def _review(review: Mapping[str, Any] | None) -> str:
    if review is None:
        return "none yet"
    return f"{'false' if review['is_false'] else 'true'}, {review['by']}: {review['reason']}"


def print_stages(report: Mapping[str, Any]) -> None:
    """Print which rules do not block, and how they came there."""
    listed = [f"{rule} at {stage}" for rule, stage in report["not_blocking"].items()]
    console().print(f"Not at block: {', '.join(listed) or 'none'}.")
    if report["lowerings"]:
        print_lines(_LOWERING, [_lowering_row(one) for one in report["lowerings"]])
    if report["changes"]:
        columns = ("at", "rule", "stage", "actor", "reason", "reviewed", "false_alarm_rate")
        rows = [
            {
                **change,
                "reviewed": None if figures is None else figures["reviewed"],
                "false_alarm_rate": None if figures is None else _rate(figures),
            }
            for change in report["changes"]
            for figures in (change["statistics"],)
        ]
        print_lines(columns, rows)


_LOWERING = ("id", "rule", "was", "stage", "status", "proposed_by", "reason", "by", "answer")


def _lowering_row(lowering: Mapping[str, Any]) -> dict[str, Any]:
    last = lowering["answers"][-1] if lowering["answers"] else {"by": None, "reason": None}
    proposed_by = {"proposed_by": lowering["actor"]}
    return {**lowering, **proposed_by, "by": last["by"], "answer": last["reason"]}


def print_waivers(report: Sequence[Mapping[str, Any]]) -> None:
    """Print waivers as a table, with the last answer to each."""
    rows = [
        {
            **waiver,
            "asked_by": waiver["requested_by"],
            "answered_by": waiver["answers"][-1]["by"] if waiver["answers"] else None,
            "answer": waiver["answers"][-1]["reason"] if waiver["answers"] else None,
        }
        for waiver in report
    ]
    columns = ("id", "ref", "rule", "status", "expires", "asked_by", "reason", "answered_by")
    print_lines((*columns, "answer"), rows)
