"""One proposal of a run of many: its figures, findings and answers, read by its ref alone."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, badge, el, interval, points, show_attachments, table
from fct.dashboard.reviewer.proposal_page import show_answers
from fct.data.common import none_if_absent
from fct.data.proposals import build_table


def show_large_proposal(view: View) -> None:
    """Draw the page."""
    ref = st.text_input("Proposal", key="ref", bind="query-params", placeholder="ref", width=260)
    if not ref:
        kit.notice("Name a proposal by its ref, or choose one from the order of merit.")
        return
    store = kit.store_at(view.place)
    found = kit.records(store.runs.scores(view.run.id, ref))
    if not found:
        kit.notice("This run judged no proposal ", el("strong", ref), ".", kind="error")
        return
    (score,) = found
    ranks = kit.records(store.runs.ranks(view.run.id, ref))
    kit.name_window(ref, none_if_absent(score["title"]) or "no title")
    _show_heading(score, ranks[0] if ranks else None)
    findings, answers, evidence = st.tabs(
        ["Findings", "All answers", "Evidence"], key="part", bind="query-params"
    )
    with findings:
        _show_findings(view, ref)
    with answers:
        judged = store.versions.get(view.cycle.fiscal_year, ref, int(score["version"]))
        show_answers(build_table([judged.proposal]))
    with evidence:
        show_attachments(view.place, view.cycle.fiscal_year, ref)


def _show_heading(score: Mapping[str, Any], ranked: Mapping[str, Any] | None) -> None:
    title = none_if_absent(score["title"]) or "No title"
    pills = [badge(score["verdict"]), *([] if ranked is None else [badge(ranked["mark"])])]
    kit.show(
        el(
            "div",
            el("h1", el("span", score["ref"], class_="ref"), title),
            el("div", *pills, class_="row"),
            class_="title",
        )
    )
    tier, rank = none_if_absent(score["tier"]), kit.DASH if ranked is None else str(ranked["rank"])
    tied = [] if ranked is None else ranked["tied_with"]
    kit.figures(
        [
            kit.figure("Rank", rank, f"tied with {', '.join(tied)}" if tied else ""),
            kit.figure("Merit", points(score["merit"]), "0 to 100"),
            kit.figure("Maturity", interval(score["maturity_low"], score["maturity_high"]), ""),
            kit.figure("Strength", points(score["strength"]), "0 to 100"),
            kit.figure("Tier", kit.DASH if tier is None else int(tier), "1 is ranked first"),
        ]
    )


def _show_findings(view: View, ref: str) -> None:
    found = kit.records(kit.store_at(view.place).runs.findings(view.run.id, ref))
    if not found:
        kit.paragraph("Every rule holds.", class_="hint")
        return
    rows = [
        (
            el("code", row["rule"]),
            row["severity"],
            el("code", f"{row['sheet'] or ''} {row['cell'] or ''}".strip()),
            row["message"],
        )
        for row in found
    ]
    heads = ["Rule", "Severity", "Where", "What it says"]
    kit.show(table("Findings of the proposal", heads, rows))
