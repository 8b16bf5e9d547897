"""All findings of the run: what fails or is unknown, where, and what to do."""

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, cell, el, head, table
from fct.data.program import Severity, load_form, rule_named
from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging import rule_words

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


def show_findings(view: View) -> None:
    """Draw the page."""
    found = all_findings(view)
    on = kit.plural(found["ref"].nunique(), "proposal")
    kit.title(
        "Findings",
        f"{kit.plural(len(found), 'finding')} on {on}: each rule that fails or is unknown, with "
        "its cell.",
    )
    if found.empty:
        kit.notice("Every rule holds on every proposal of this run.")
        return
    chosen = kit.filtered(
        found, kit.Filters("f_", _FILTERS, _SEARCHED, "ref, field, cell, words", _by_severity)
    )
    left, right = st.columns([8, 4], gap="medium")
    with left:
        _show_table(view, chosen, len(found))
    with right:
        _show_counts(chosen)


def _by_severity(value: object) -> tuple[int, str]:
    ranks = {str(severity): n for n, severity in enumerate(Severity)}
    return ranks.get(str(value), 0), str(value)


def all_findings(view: View) -> pd.DataFrame:
    """Return the findings of the run with the criterion of each rule, and outcomes as words.

    What belongs to another program is held to no criterion: of it G6 alone stands here.
    """
    found = kit.findings(view.place, view.run.id)
    is_other = (found["rule"] == "G6") & (found["outcome"] == -1)
    found = found[is_other | ~found["ref"].isin(found.loc[is_other, "ref"])]
    criteria = [rule_named(rule).criterion for rule in found["rule"]]
    return found.assign(criterion=criteria, outcome=found["outcome"].map(OUTCOME_NAMES))


def _show_table(view: View, chosen: pd.DataFrame, total: int) -> None:
    frames = {"Findings": chosen[_EXPORTED]}
    download = kit.downloads(view.place, f"findings-{view.run.id}", lambda: frames, view.head)
    shown = kit.toolbar(chosen, total, "findings", download)
    if shown.empty:
        kit.notice("No finding matches these filters.")
        return
    rows = [_row(view, row) for row in kit.records(shown)]
    names = ("Proposal", "Rule", "Severity", "Where", "What is wrong, and what to do")
    heads = names
    kit.show(table("Findings of the run", heads, rows, class_="plain findings"))


def _row(view: View, row: dict[str, object]) -> kit.Cells:
    ref = str(row["ref"])
    where = f"{row['sheet'] or ''} {row['cell'] or ''}".strip()
    return (
        kit.ref_link(ref, "proposal", view.address),
        cell(el("span", row["rule"], class_="ref"), el("div", row["outcome"], class_="hint")),
        kit.badge(str(row["severity"])),
        el("code", where),
        row["message"],
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
    kit.section(
        "By rule", f"The {_RULES_DRAWN} most frequent." if len(counts) > _RULES_DRAWN else ""
    )
    drawn = counts.head(_RULES_DRAWN)
    kit.findings_by_rule(drawn)
    rows = [
        (
            kit.row_head(row["rule"]),
            rule_words(rule_named(row["rule"]), load_form()),
            cell(row["fails"], class_="n"),
            cell(row["unknown"], class_="n"),
        )
        for row in kit.records(drawn)
    ]
    heads = ["Rule", "Holds when", head("Fails", "n"), head("Unknown", "n")]
    kit.show(table("Findings by rule", heads, rows, class_="plain small"))
