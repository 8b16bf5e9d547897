"""All findings of the run: what fails or is unknown, where, and what to do."""

import pandas as pd
import streamlit as st

from fct.dashboard import charts, look, queries
from fct.dashboard.controls import Filters, downloads, filtered, toolbar
from fct.dashboard.look import badge
from fct.dashboard.marking import Marking
from fct.dashboard.markup import Markup, cell, el, head, page_link, table
from fct.dashboard.queries import View
from fct.data.rules import Severity, load_rules
from fct.expectations.logic import OUTCOME_NAMES

_RULES_DRAWN = 20
_SEARCHED = ("ref", "title", "rule", "field", "sheet", "cell", "seen", "message")
_FILTERS = {
    "severity": "Severity",
    "rule": "Rule",
    "criterion": "Criterion",
    "component": "Component",
    "outcome": "Outcome",
}
_EXPORTED = [
    "ref",
    "title",
    "component",
    "rule",
    "criterion",
    "severity",
    "outcome",
    "field",
    "sheet",
    "cell",
    "seen",
    "message",
]


def show(view: View, marking: Marking) -> None:
    """Draw the page."""
    found = all_findings(view)
    on = look.plural(found["ref"].nunique(), "proposal")
    look.title(
        "Findings",
        f"{look.plural(len(found), 'finding')} on {on}: each rule that fails or is unknown, with "
        "its cell.",
    )
    if found.empty:
        look.notice("Every rule holds on every proposal of this run.")
        return
    chosen = filtered(
        found, Filters("f_", _FILTERS, _SEARCHED, "ref, field, cell, words", _by_severity)
    )
    left, right = st.columns([8, 4], gap="medium")
    with left:
        _show_table(view, chosen, len(found), marking)
    with right:
        _show_counts(chosen)


def _by_severity(value: object) -> tuple[int, str]:
    ranks = {str(severity): n for n, severity in enumerate(Severity)}
    return ranks.get(str(value), 0), str(value)


def all_findings(view: View) -> pd.DataFrame:
    """Return the findings of the run with the criterion of each rule, and outcomes as words."""
    found = queries.findings(view.place, view.run.id)
    criteria = {rule.id: rule.criterion for rule in load_rules().values()}
    return found.assign(
        criterion=found["rule"].map(criteria), outcome=found["outcome"].map(OUTCOME_NAMES)
    )


def _show_table(view: View, chosen: pd.DataFrame, total: int, marking: Marking) -> None:
    frames = {"Findings": chosen[_EXPORTED]}
    download = downloads(f"findings-{view.run.id}", lambda: frames, marking, view.head)
    shown = toolbar(chosen, total, "findings", download)
    if shown.empty:
        look.notice("No finding matches these filters.")
        return
    rows = [_row(view, row) for row in queries.records(shown)]
    names = ("Proposal", "Rule", "Severity", "Where", "What is wrong, and what to do")
    heads = [head(name) for name in names]
    look.show(table("Findings of the run", heads, rows, class_="plain findings"))


def _row(view: View, row: dict[str, object]) -> Markup:
    ref = str(row["ref"])
    where = f"{row['sheet'] or ''} {row['cell'] or ''}".strip()
    return el(
        "tr",
        cell(page_link(el("span", ref, class_="ref"), "proposal", ref=ref, **view.address)),
        cell(el("span", row["rule"], class_="ref"), el("div", row["outcome"], class_="hint")),
        cell(badge(str(row["severity"]))),
        cell(el("code", where)),
        cell(row["message"]),
    )


def counts_by_rule(chosen: pd.DataFrame) -> pd.DataFrame:
    """Return how often each rule fails and is unknown, the most frequent first."""
    counts = pd.crosstab(chosen["rule"], chosen["outcome"])
    counts = counts.reindex(columns=["fails", "unknown"], fill_value=0)
    most = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[most].reset_index()


def _show_counts(chosen: pd.DataFrame) -> None:
    if chosen.empty:
        return
    counts = counts_by_rule(chosen)
    look.section(
        "By rule", f"The {_RULES_DRAWN} most frequent." if len(counts) > _RULES_DRAWN else ""
    )
    drawn = counts.head(_RULES_DRAWN)
    charts.findings_by_rule(drawn)
    rules = load_rules()
    rows = [
        el(
            "tr",
            el("th", row["rule"], scope="row"),
            cell(rules[row["rule"]].text),
            cell(row["fails"], class_="n"),
            cell(row["unknown"], class_="n"),
        )
        for row in queries.records(drawn)
    ]
    heads = [head("Rule"), head("Holds when"), head("Fails", "n"), head("Unknown", "n")]
    look.show(table("Findings by rule", heads, rows, class_="plain small"))
