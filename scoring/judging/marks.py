"""Findings as a sponsor reads them: what was seen, what is accepted, what to do, and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fct.data.program import Field, Form, Rule, Severity, load_form, load_rules
from fct.data.xlsx import Kind, Mark

_ORDER = (
    *(Severity.GATE, Severity.FORM, Severity.CRITERION),
    *(Severity.WEAKNESS, Severity.NOTE),
)
_OF_FORM = {
    "X1": "rows with all that is required in them, and nothing between or below them.",
    "X2": "the answers of one proposal, in one column.",
}
_BY_TYPE = {"X1", "X2"}  # what these accept is what the field accepts


def marks_of(proposals: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Return the findings of proposals, each proposal's most pressing first.

    Parameters
    ----------
    proposals : sequence of mapping
        As :func:`fct.scoring.ranking.reports.proposal_reports` gives them.
    """
    return [mark for proposal in proposals for mark in _marks_of_one(proposal)]


def marks_of_notes(report: Mapping[str, Any]) -> list[Mark]:
    """Return the notes of the reader on a file and its proposals, those on the file first.

    Parameters
    ----------
    report : mapping
        As :mod:`fct.scoring.ranking.check` gives it.
    """
    proposals = report["proposals"]
    lone = proposals[0]["ref"] if len(proposals) == 1 else ""
    notes = [(lone, note) for note in report["notes"]]
    notes += [(proposal["ref"], note) for proposal in proposals for note in proposal["notes"]]
    return [_note_mark(ref, note) for ref, note in notes]


def _note_mark(ref: str, note: Mapping[str, Any]) -> Mark:
    label = load_form()[note["field"]].heading if note["field"] else ""
    return Mark(
        ref=ref,
        sheet=note["sheet"] or "",
        cell=note["cell"] or "",
        severity=Severity.NOTE,
        rule="",
        outcome="",
        source="",
        criterion="",
        label=label,
        seen="",
        accepted="",
        wrong=note["text"],
        repair="",
    )


def repairs_of(proposal: Mapping[str, Any]) -> int:
    """Return how many answers of a proposal have to be repaired: each cell counts once.

    What is waived is left out. A proposal that is not FCT work has none: no repair makes it that.
    """
    if is_other_work(proposal):
        return 0
    asked = [finding for finding in proposal["findings"] if not finding.get("waived")]
    marks = _marks_of_one({**proposal, "findings": asked})
    marks = (mark for mark in marks if mark.kind is Kind.REPAIR)
    return len({(mark.sheet, mark.cell or mark.label) for mark in marks})


def is_other_work(proposal: Mapping[str, Any]) -> bool:
    """Whether a proposal belongs to another program, so that nothing is repaired (reading 73)."""
    return any(
        finding["rule"] == "G6" and finding["outcome"] == "fails" and not finding.get("waived")
        for finding in proposal["findings"]
    )


def _marks_of_one(proposal: Mapping[str, Any]) -> Iterator[Mark]:
    form, rules = load_form(), load_rules()
    for severity in _ORDER:
        for finding in proposal["findings"]:
            if finding["severity"] == severity:
                yield _mark(proposal["ref"], finding, form, rules[finding["rule"]])


def _mark(ref: str, finding: Mapping[str, str], form: Form, rule: Rule) -> Mark:
    field = form[finding["field"]]
    is_of_type = rule.id in _BY_TYPE
    wrong, repair = _wrong(finding, rule, field), rule.repair
    repair = " ".join(filter(None, (repair, _hint_of(finding, field) if rule.id == "X2" else "")))
    # One that is of no single answer says itself what is accepted.
    is_of_form = is_of_type and " Accepted: " not in finding["message"]
    if is_of_form:
        wrong, repair = finding["message"], ""
    if finding["outcome"] == "unknown":
        wrong = finding["message"].split(" Accepted: ")[0]
        wrong = wrong.removesuffix(f" {rule.repair}").removesuffix(" Fill it in.")
        state = "reads" if finding["seen"] else "is blank"
        if f"“{field.label}” {state}" in wrong:
            repair = f"Answer “{field.label}”, so that this rule can be judged."
    return Mark(
        ref=ref,
        sheet=finding["sheet"],
        cell=finding["cell"],
        severity=finding["severity"],
        rule=rule.id,
        outcome=finding["outcome"],
        source=rule.source,
        criterion=rule.criterion,
        label=field.heading,
        seen=finding["seen"],
        accepted=_accepted_words(field, rule, form, is_of_form=is_of_form),
        wrong=wrong,
        repair=repair,
        is_of_column=bool(finding["cell"]) and not finding["seen"] and "blank" not in wrong,
    )


def _wrong(finding: Mapping[str, str], rule: Rule, field: Field) -> str:
    """Return what a finding says is wrong, without what is shown beside it."""
    if rule.id in _BY_TYPE:
        return rule.fails_message
    seen = f" “{field.label}” reads “{finding['seen']}”."
    return finding["message"].removesuffix(f" {rule.repair}").replace(seen, "", 1)


def _accepted_words(field: Field, rule: Rule, form: Form, *, is_of_form: bool) -> str:
    if is_of_form:
        return _OF_FORM[rule.id]
    return _accepted(field) if rule.id in _BY_TYPE else rule_words(rule, form)


def _hint_of(finding: Mapping[str, str], field: Field) -> str:
    """Return what a finding says beyond what is accepted: what may be meant."""
    return finding["message"].partition(f"for example “{field.example}”. ")[2]


def _accepted(field: Field) -> str:
    example = f"; for example “{field.example}”" if field.example else ""
    return f"{field.accepted}{example}."


def rule_words(rule: Rule, form: Form) -> str:
    """Return when a rule holds, with the labels of the form in place of ids."""
    ids = sorted((name for name in rule.fields if name in rule.text), key=len, reverse=True)
    if not ids:
        return f"{rule.text}."
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, ids))})\b")
    return pattern.sub(lambda found: f"“{form[found[1]].label}”", rule.text) + "."
