"""Funded projects: state, money, reports and clock of each, and what was done with it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Place, badge, downloads, plural, row_head
from fct.scoring.following import (
    project_report,
    seen_project,
    seen_projects,
    whole_project_report,
)

_HEADS = (
    *("Ref", "Project", "Component", "State", "Promised ($K)", "Obligated ($K)", "Next report"),
    *("Late reports", "Finding", "Clock ends"),
)


@kit.current(spinner="Reading the projects …")
def _projects(place: Place) -> list[dict[str, Any]]:
    return [project_report(one) for one in seen_projects(kit.store_at(place))]


def show_projects(place: Place) -> None:
    """Draw the page."""
    kit.title(
        "Projects",
        "What funded proposals became: promised and obligated money, reports, findings, and how "
        "long a test counts as competition.",
    )
    rows = _projects(place)
    if not rows:
        kit.notice("There is no project yet that you may see. Funded proposals become projects.")
        return
    states = sorted({row["state"] for row in rows})
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.multiselect(
            "State", states, key="pr_state", bind="query-params", placeholder="all", width=300
        )
        is_late = st.checkbox("Only with late reports", key="pr_late")
    shown = [
        row
        for row in rows
        if (not chosen or row["state"] in chosen) and (not is_late or row["reports_late"])
    ]
    kit.paragraph(f"{plural(len(shown), 'project')} of {len(rows)}", class_="count")
    heads = _HEADS
    kit.show(kit.table("Projects", heads, [_line(row) for row in shown]))
    downloads(place, "projects", lambda: {"Projects": _frame(shown)})()
    ref = st.selectbox("Project", [row["ref"] for row in shown], key="pr_ref", index=None)
    if ref is not None:
        _show_project(place, ref)


def _frame(rows: list[dict[str, Any]]) -> Any:
    import pandas as pd

    flat = [
        {
            name: _words(value) if isinstance(value, dict | list) else value
            for name, value in r.items()
        }
        for r in rows
    ]
    return pd.DataFrame(flat)


def _words(value: Mapping[str, Any] | list[Any]) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"FY{year}: {amount:,}" for year, amount in value.items())
    return ", ".join(map(str, value))


def _line(row: Mapping[str, Any]) -> Cells:
    late = ", ".join(row["reports_late"])
    return (
        row_head(row["ref"]),
        row["title"] or DASH,
        row["component"] or DASH,
        row["state"],
        _words(row["promised_kusd"]) or DASH,
        _words(row["obligated_kusd"]) or DASH,
        row["next_report"] or DASH,
        badge("bad", late) if late else DASH,
        f"{row['finding']}, {row['found_on']}" if row["finding"] else DASH,
        row["clock_ends"] or DASH,
    )


def _show_project(place: Place, ref: str) -> None:
    store = kit.store_at(place)
    said = whole_project_report(store, seen_project(store, ref))
    kit.section(f"{ref}: {said['title']}".rstrip(": "), f"It is {said['state']}.")
    reports = [
        (
            row_head(one["report"]),
            str(one["version"]),
            one["at"][:10],
            DASH if one["percent_complete"] is None else str(one["percent_complete"]),
            one["issues"] or DASH,
            str(one["findings"]),
        )
        for one in said["reports"]
    ]
    names = ("Report", "Version", "Came on", "Percent", "Issues", "To repair")
    if reports:
        kit.show(kit.table("Reports", names, reports))
    events = [
        (
            one["at"][:16].replace("T", " "),
            one["event"],
            one["by"],
            str(one["details"].get("reason", one["details"].get("report", ""))) or DASH,
        )
        for one in said["events"]
    ]
    heads = ("At", "What", "By", "Reason or report")
    kit.show(kit.table("What was done", heads, events))
