"""The rules of one proposal by criterion: outcome, evidence with its cell, and source."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, View, badge, el, joined, jump, page_link, plural
from fct.data.gate import printed_name
from fct.data.program import CRITERIA, Rule, Severity, load_rules
from fct.data.proposals import ProposalTable
from fct.data.submitting import search_words
from fct.expectations.logic import HOLDS, OUTCOME_NAMES
from fct.scoring.judging import Evidence, evidence_of, rule_words

_MOST_SHOWN = 8
_DECIDES = {
    Severity.GATE: "gate: decides whether it can be FCT work",
    Severity.CRITERION: "needed for the criterion",
    Severity.WEAKNESS: "weakens the criterion, nothing else",
    Severity.FORM: "form: must be repaired before it can be judged",
    Severity.NOTE: "note: nothing to do",
}


def rules_of(group: str) -> list[Rule]:
    """Return the rules of a criterion, or of the eligibility or form group."""
    return [rule for rule in load_rules().values() if rule.criterion == group]


def groups() -> list[str]:
    """Return the five criteria, then the other groups of rules."""
    others = [rule.criterion for rule in load_rules().values() if rule.criterion not in CRITERIA]
    return [*CRITERIA, *dict.fromkeys(others)]


def rules_held(view: View, ref: str) -> dict[str, str]:
    """Return for each criterion how many of its rules hold."""
    outcomes = kit.outcomes(view.place, view.run.id, ref)
    words = {}
    for criterion in CRITERIA:
        rules = rules_of(criterion)
        held = sum(outcomes.get(rule.id) == HOLDS for rule in rules)
        words[criterion] = f"{held} of {len(rules)}"
    return words


def show(view: View, ref: str, score: Mapping[str, Any], table: ProposalTable) -> None:
    """Draw the rules of a proposal, the five criteria first."""
    file = table.proposals[0].origin
    kit.paragraph(
        "Evidence from ",
        el("strong", file.file),
        " ",
        el("code", f"SHA-256 {file.sha256[:16]}…", title=file.sha256),
        class_="hint",
    )
    outcomes = kit.outcomes(view.place, view.run.id, ref)
    only = st.checkbox("Only what fails or is unknown", key="only_fails", bind="query-params")
    shown = [group for group in groups() if not only or _open(group, outcomes)]
    cards = _cards(view.place, view, ref, int(score["version"]), only_open=only)
    jumps = [_jump(group, outcomes) for group in shown]
    kit.show(el("nav", *jumps, class_="row jumps", aria_label="Criteria"))
    if not shown:
        kit.notice("Every rule holds.")
    for group in shown:
        kit.show(el("div", cards[group], id=_anchor(group)))


@kit.came_in(entries=128)
def _cards(
    place: kit.Place, view: View, ref: str, version: int, *, only_open: bool
) -> dict[str, Markup]:
    """Return the card of every group of rules of a version that was judged."""
    scores = kit.scores(place, view.run.id)
    score = kit.records(scores[scores["ref"] == ref])[0]
    table = kit.table_of(place, view.cycle.fiscal_year, ref, version)
    return {group: group_card(view, group, score, table, only_open=only_open) for group in groups()}


def _anchor(group: str) -> str:
    return f"rules-{group.replace(' ', '-')}"


def _open(group: str, outcomes: Mapping[str, int]) -> list[str]:
    """Return the rules of a group that fail or are unknown."""
    return [one.id for one in rules_of(group) if outcomes.get(one.id, HOLDS) != HOLDS]


def _jump(group: str, outcomes: Mapping[str, int]) -> Markup:
    """Return the link to the rules of a group, with how many of them do not hold."""
    count = len(_open(group, outcomes))
    words = f"{group.capitalize()} ({count})" if count else group.capitalize()
    return jump(words, _anchor(group))


def group_card(
    view: View,
    group: str,
    score: Mapping[str, Any],
    table: ProposalTable,
    *,
    only_open: bool = False,
) -> Markup:
    """Return the rules of one criterion, or of another group, with outcome and cells.

    Parameters
    ----------
    view : View
    group : str
    score : mapping
        Of the proposal, with its ref.
    table : ProposalTable
        Of the proposal alone.
    only_open : bool
        Whether the rules that hold are left out; they are counted all the same.
    """
    ref = str(score["ref"])
    outcomes = kit.outcomes(view.place, view.run.id, ref)
    findings = kit.findings(view.place, view.run.id)
    own = findings[findings["ref"] == ref]
    rules = [rule for rule in rules_of(group) if rule.id in outcomes]
    verdict = (score["criteria"] or {}).get(group, {}).get("verdict")
    cards = _attached_to(view, ref, group)
    cards += [
        _card(rule, outcomes[rule.id], own[own["rule"] == rule.id], table)
        for rule in rules
        if not only_open or outcomes[rule.id] != HOLDS
    ]
    return _group(group, verdict, rules, outcomes, cards)


def _attached_to(view: View, ref: str, group: str) -> list[Markup]:
    """Return a line that leads to the files attached as evidence for a criterion, if any are."""
    found = kit.store_at(view.place).attachments.of_cycle(view.cycle.fiscal_year, ref)
    own = [
        f"{printed_name(one.file_name)} ({search_words(one.kind, one.actor.name)})"
        for one in found
        if one.criterion == group
    ]
    if not own:
        return []
    link = page_link("attached evidence", "proposal", ref=ref, part="Evidence", **view.address)
    return [el("p", plural(len(own), "file"), " of ", link, ": ", ", ".join(own), class_="hint")]


def _group(
    name: str,
    verdict: str | None,
    rules: Sequence[Rule],
    outcomes: Mapping[str, int],
    cards: Sequence[Markup],
) -> Markup:
    held = sum(outcomes[rule.id] == HOLDS for rule in rules)
    heading = el(
        "div",
        el("h2", name.capitalize()),
        badge(verdict) if verdict else "",
        el("span", f"{held} of {plural(len(rules), 'rule')} hold", class_="hint"),
        class_="row",
    )
    return el("section", heading, *cards, class_="criterion")


def _card(rule: Rule, outcome: int, findings: pd.DataFrame, table: ProposalTable) -> Markup:
    word = OUTCOME_NAMES[outcome]
    messages = list(dict.fromkeys(findings["message"].tolist()))
    evidence = evidence_of(table, rule, findings["field"].dropna().tolist())
    summary = el(
        "div",
        badge(word),
        el("span", rule.id, class_="ref"),
        el("span", rule_words(rule, table.form), class_="rule-text"),
        class_="row",
    )
    return el(
        "div",
        summary,
        _messages(messages),
        _evidence_list(evidence),
        el("p", _DECIDES[rule.severity], " · source: ", rule.source, class_="hint"),
        class_=f"rule {kit.tone(word)}",
    )


def _messages(messages: Sequence[str]) -> Markup:
    shown = [el("p", message, class_="message") for message in messages[:_MOST_SHOWN]]
    rest = len(messages) - _MOST_SHOWN
    if rest > 0:
        shown.append(
            el("p", f"and {plural(rest, 'finding')} more; “Findings” lists all", class_="hint")
        )
    return joined(*shown)


def _evidence_list(evidence: Sequence[Evidence]) -> Markup:
    if not evidence:
        return joined()
    shown = [_evidence_line(one) for one in evidence[:_MOST_SHOWN]]
    rest = [_evidence_line(one) for one in evidence[_MOST_SHOWN:]]
    more = (
        el(
            "details",
            el("summary", f"{plural(len(rest), 'answer')} more"),
            el("ul", *rest, class_="evidence"),
        )
        if rest
        else ""
    )
    return joined(el("ul", *shown, class_="evidence"), more)


def unread_flag(one: Evidence) -> Markup | str:
    """Return a flag on an answer that was not read, or not whole; nothing on any other."""
    if one.state not in {"unreadable", "read in part"}:
        return ""
    return el("span", one.state, class_=f"state {one.state}")


def _evidence_line(one: Evidence) -> Markup:
    written = el("q", one.written) if one.written else el("em", "blank")
    as_read = f" read as {one.read}" if one.state == "read" and one.read != one.written else ""
    return el(
        "li",
        el("span", one.label, class_="label"),
        " ",
        written,
        as_read,
        " ",
        unread_flag(one),
        " ",
        el("code", one.where),
    )
