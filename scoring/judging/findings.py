"""Findings: for each rule that does not hold, where, what was seen, and what to do."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from fct.data.common import squeeze
from fct.data.program import PROPOSAL, Field, Rule, load_rules
from fct.data.proposals import ProposalTable, SheetTable, State
from fct.expectations.case import Case, Part, RuleResult
from fct.expectations.logic import FAILS, HOLDS, OUTCOME_NAMES, UNKNOWN
from fct.scoring.judging.finding_words import Place, what_is_wrong, what_to_know
from fct.scoring.judging.hints import hint

_LONGEST_SEEN = 80


class Finding(NamedTuple):
    """One rule that does not hold on one proposal, with its place.

    Attributes
    ----------
    proposal : int
        Position in the table.
    rule, outcome, severity : str
    field, sheet, cell : str
        Where; ``cell`` is empty where a sheet has no row to point to.
    seen : str
        What the sponsor wrote there.
    message : str
        What is wrong, and what to do.
    """

    proposal: int
    rule: str
    outcome: str
    severity: str
    field: str
    sheet: str
    cell: str
    seen: str
    message: str


def build_findings(case: Case, results: Mapping[str, RuleResult]) -> list[Finding]:
    """Return the findings of a batch, by proposal and then in the order of the rules."""
    found: list[Finding] = []
    for rule in load_rules().values():
        result = results[rule.id]
        find = _answer_findings if result.each_answer else _rule_findings
        found.extend(find(case, rule, result))
    return sorted(found, key=lambda finding: finding.proposal)


def _answer_findings(case: Case, rule: Rule, result: RuleResult) -> Iterator[Finding]:
    table = case.table
    asked: set[tuple[str, int]] = set()  # rows that may be notes, of which is asked once
    for part in result.parts:
        sheet = table.sheet_of(part.field)
        lone = _lone_texts(sheet) if rule.id == "X1" and part.rows is not None else {}
        per_row = part.rows is not None or sheet.name == PROPOSAL
        outcomes = part.outcomes if part.rows is None else part.rows
        owner = sheet.owner if per_row else np.arange(len(table))
        of_rule = result.outcomes[owner]  # answers that do not settle the rule are not listed
        for place in np.flatnonzero((outcomes != HOLDS) & (outcomes == of_rule)):
            row = int(place) if per_row else None
            proposal = int(sheet.owner[place]) if per_row else int(place)
            if part.is_of_form:
                yield _second_proposal(table, rule, proposal)
                continue
            if row is not None and row in lone:
                if (sheet.name, row) not in asked:
                    asked.add((sheet.name, row))
                    yield _possible_note(table, rule, lone[row], row)
                continue
            yield _finding(case, rule, int(outcomes[place]), Place(part.field, proposal, row))


def _lone_texts(sheet: SheetTable) -> dict[int, str]:
    """Return the rows of a table that hold one text and nothing else, each with the field of it."""
    filled = sheet.states.to_numpy() != State.BLANK
    lone: dict[int, str] = {}
    for row in np.flatnonzero(filled.sum(axis=1) == 1):
        field = str(sheet.states.columns[int(np.argmax(filled[row]))])
        if isinstance(sheet.cells[field][row].value, str):
            lone[int(row)] = field
    return lone


def _possible_note(table: ProposalTable, rule: Rule, field_id: str, row: int) -> Finding:
    """Return the finding on a row that may be a note under a table."""
    field = table.form[field_id]
    sheet, cell = table.address(field_id, row)
    seen = _shown(table.written(field_id, row))
    needed = [
        f"“{one.label}”"
        for one in table.form.of_sheet(field.sheet)
        if one.required == "yes" and one.id != field_id
    ]
    return Finding(
        proposal=int(table.sheet_of(field_id).owner[row]),
        rule=rule.id,
        outcome=OUTCOME_NAMES[FAILS],
        severity=rule.severity,
        field=field_id,
        sheet=sheet,
        cell=cell,
        seen=seen,
        message=(
            f"This row holds “{seen}” and nothing else. Is it a note? Then delete it, or move it "
            f"to another sheet. If it is a row of the table, fill in {', '.join(needed)}."
        ),
    )


def _second_proposal(table: ProposalTable, rule: Rule, proposal: int) -> Finding:
    """Return the finding on a form that holds the answers of two proposals (reading 82)."""
    second = table.proposals[proposal].second
    if second is None:
        raise ValueError("there is no second proposal")
    return Finding(
        proposal=proposal,
        rule=rule.id,
        outcome=OUTCOME_NAMES[FAILS],
        severity=rule.severity,
        field=second.field,
        sheet=second.sheet,
        cell=second.cell,
        seen=second.seen,
        message=second.text,
    )


def _rule_findings(case: Case, rule: Rule, result: RuleResult) -> Iterator[Finding]:
    for place in np.flatnonzero(result.outcomes != HOLDS):
        proposal, outcome = int(place), int(result.outcomes[place])
        part = _part_to_blame(result.parts, proposal, outcome)
        row = _row_to_blame(case.table, part, proposal, outcome)
        yield _finding(case, rule, outcome, Place(part.field, proposal, row))


def _part_to_blame(parts: tuple[Part, ...], proposal: int, outcome: int) -> Part:
    for wanted in (outcome, FAILS, UNKNOWN):
        for part in parts:
            if part.outcomes[proposal] == wanted:
                return part
    return parts[0]


def _row_to_blame(table: ProposalTable, part: Part, proposal: int, outcome: int) -> int | None:
    sheet = table.sheet_of(part.field)
    if sheet.name == PROPOSAL:
        return proposal
    first, beyond = np.searchsorted(sheet.owner, [proposal, proposal + 1])
    if part.rows is None:
        return None
    for wanted in (outcome, FAILS, UNKNOWN):
        rows = np.flatnonzero(part.rows[first:beyond] == wanted)
        if len(rows):
            return int(first + rows[0])
    return None


def _finding(case: Case, rule: Rule, outcome: int, place: Place) -> Finding:
    table, (field_id, proposal, row) = case.table, place
    field = table.form[field_id]
    if row is None:
        sheet, cell = _top_of_column(table, field, proposal)
        written = ""
    else:
        sheet, cell = table.address(field_id, row)
        written = table.written(field_id, row)
    state = None if row is None else State(int(table.sheet_of(field_id).state(field_id)[row]))
    answer = _Seen(field, state, written)
    wrong = what_is_wrong(case, rule.id, place) if outcome == FAILS else ""
    message = _message(rule, outcome, answer, wrong or rule.fails_message)
    return Finding(
        proposal=proposal,
        rule=rule.id,
        outcome=OUTCOME_NAMES[outcome],
        severity=rule.severity,
        field=field_id,
        sheet=sheet,
        cell=cell,
        seen=_shown(written),
        message=" ".join(filter(None, (message, what_to_know(case, rule.id, place)))),
    )


class _Seen(NamedTuple):
    """An answer that a finding points to; without a state where no row does."""

    field: Field
    state: State | None
    written: str


def _shown(written: str) -> str:
    seen = squeeze(written)
    return seen if len(seen) <= _LONGEST_SEEN else seen[: _LONGEST_SEEN - 1] + "…"


def _top_of_column(table: ProposalTable, field: Field, proposal: int) -> tuple[str, str]:
    """Return sheet and cell of a field's first row, where a rule looks at all rows together."""
    owner = table.sheets[field.sheet].owner
    first, beyond = np.searchsorted(owner, [proposal, proposal + 1])
    if first == beyond:
        return table.proposals[proposal].origin.sheets[field.sheet], ""
    return table.address(field.id, int(first))


def _message(rule: Rule, outcome: int, answer: _Seen, wrong: str) -> str:
    field, state, written = answer
    seen = _shown(written)
    example = f" Accepted: {field.accepted}; for example “{field.example}”."
    if rule.id == "X1":
        return _required_message(outcome, field, state) + example
    if rule.id == "X2":
        meant = hint(field, written)
        told = f"“{field.label}” reads “{seen}”, which is not accepted.{example}"
        return f"{told} {meant}" if meant else told
    if outcome == FAILS:
        wrote = f" “{field.label}” reads “{seen}”." if seen else ""
        return f"{wrong}{wrote} {rule.repair}"
    untold = {
        None: f"from the sheet “{field.sheet}”. {rule.repair}",
        State.BLANK: f"because “{field.label}” is blank. Fill it in.",
        State.UNREADABLE: f"because “{field.label}” reads “{seen}”, which is not accepted.",
        State.PARTLY: f"because “{field.label}” reads “{seen}”, of which a part is not accepted.",
        State.READ: f"from what is written in “{field.label}”. {rule.repair}",
    }
    return f"This cannot be judged {untold[state]}"


def _required_message(outcome: int, field: Field, state: State | None) -> str:
    if state is None:
        return (
            f"The sheet “{field.sheet}” is missing or has no row. Fill in at least one row; a "
            "missing sheet can be copied from a blank form."
        )
    condition = "" if field.required == "yes" else f" {field.required}"
    if outcome == UNKNOWN:
        return f"“{field.label}” is blank and may be required: it is{condition}."
    return f"“{field.label}” is blank and required{condition}."
