"""Findings: for each rule that does not hold, where, what was seen, and what to do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from fct.data.common import BrokenCell, loaded_once, normalize, squeeze
from fct.data.program import LIST_SHEET, PROPOSAL, Field, Rule, load_form, load_rules
from fct.data.proposals import ProposalTable, SheetTable, State, as_text
from fct.data.xlsx import ABOUT_THE_ANSWER, Mark, sentence_of
from fct.expectations.case import Case, Part, RuleResult
from fct.expectations.logic import FAILS, HOLDS, OUTCOME_NAMES, UNKNOWN
from fct.scoring.judging.finding_words import (
    rule_words,
    what_is_wrong,
    what_to_know,
    with_labels,
)
from fct.scoring.judging.hints import ADDS_UP, hint as meant
from fct.scoring.judging.places import Place

_LONGEST_SEEN = 80
_YEARS = {"funding_year", "procurement_year"}
_MOST_OF_A_NOTE = 2  # cells
_BEGINS_A_NOTE = re.compile(r"(?i)\W|notes?\b|nb\b|remarks?\b|sources?:|see\b|prepared\b|\d[.)]")
_NO_ROW = (
    "The row of this question is missing. To get it back, insert a row in the sheet, write "
    "“{label}” in its column B and the answer in its column C; or copy the row from a blank form."
)
_NO_COLUMN = (
    "The column of this question is missing. To get it back, add a column to the sheet, write "
    "“{label}” over it and the answers below."
)
_OF_FORM = {  # what these rules accept where no single answer is meant
    "X1": "rows with all that is required in them, and nothing between or below them.",
    "X2": "the answers of one proposal, in one column.",
}


class Finding(NamedTuple):
    """One rule that does not hold on one proposal, with its place.

    Attributes
    ----------
    proposal : int
        Position in the table.
    rule, outcome, severity : str
    field, label, sheet, cell : str
        Where; ``cell`` is empty where a sheet has no row to point to.
    seen, state : str
        What the sponsor wrote there, and how it was read: blank, unreadable, partly or read.
        ``state`` is empty where no single answer is meant.
    wrong, accepted, repair, hint : str
        What is wrong, what is accepted, what to do, and what may be meant or what else it rests on.
    """

    proposal: int
    rule: str
    outcome: str
    severity: str
    field: str
    label: str
    sheet: str
    cell: str
    seen: str
    state: str
    wrong: str
    accepted: str
    repair: str
    hint: str

    @property
    def message(self) -> str:
        """All of it in sentences."""
        return sentence_of(Mark("", **{name: getattr(self, name) for name in PARTS}))


PARTS = tuple(name for name in Finding._fields if name not in {"proposal", "field"})


def build_findings(
    case: Case, results: Mapping[str, RuleResult], house: Sequence[Rule] = ()
) -> list[Finding]:
    """Return the findings of a batch, by proposal and then in the order of the rules.

    Parameters
    ----------
    case : Case
    results : mapping of str to RuleResult
    house : sequence of Rule
        Of the cycle, after the declared ones.
    """
    found: list[Finding] = []
    lone = {
        name: {} if sheet is case.table.proposal else _lone_texts(sheet)
        for name, sheet in case.table.sheets.items()
    }
    for rule in (*load_rules().values(), *house):
        if (result := results.get(rule.id)) is None:
            continue
        find = _answer_findings if result.each_answer else _rule_findings
        found.extend(find(case, rule, result, lone))
    return sorted(found, key=lambda finding: finding.proposal)


LoneTexts = Mapping[str, Mapping[int, str]]  # by sheet and row, the field that is filled


def _answer_findings(
    case: Case, rule: Rule, result: RuleResult, lone_texts: LoneTexts
) -> Iterator[Finding]:
    table = case.table
    asked: set[tuple[str, int]] = set()  # rows that may be notes, of which is asked once
    for part in result.parts:
        sheet = table.sheet_of(part.field)
        is_asked = part.rows is not None and rule.id in _OF_FORM
        lone = lone_texts[sheet.name] if is_asked else {}
        per_row = part.rows is not None or sheet is table.proposal
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
    """Return the rows of a table that may be notes, each with the field in which they begin.

    They hold one text and nothing else, or two of which the first begins as notes do.
    """
    names = list(sheet.columns)
    filled = np.column_stack([sheet.state(name) != State.BLANK for name in names])
    lone: dict[int, str] = {}
    for row in np.flatnonzero((filled.sum(axis=1) > 0) & (filled.sum(axis=1) <= _MOST_OF_A_NOTE)):
        fields = [name for name, is_filled in zip(names, filled[row], strict=True) if is_filled]
        values = [sheet.cells[field][row].value for field in fields]
        texts = [value for value in values if isinstance(value, str)]
        # A number in it makes it a row of the table; a note is words.
        if len(texts) < len(fields):
            continue
        if len(texts) == 1 or _BEGINS_A_NOTE.match(texts[0]):
            lone[int(row)] = fields[0]
    return lone


def _possible_note(table: ProposalTable, rule: Rule, field_id: str, row: int) -> Finding:
    """Return the finding on a row that may be a note under a table."""
    sheet = table.sheet_of(field_id)
    filled = [name for name in sheet.columns if sheet.state(name)[row] != State.BLANK]
    seen = _shown(" ".join(table.written(name, row) for name in filled))
    needed = [
        f"“{one.label}”"
        for one in table.form.of_sheet(table.form[field_id].sheet)
        if one.required == "yes" and one.id not in filled
    ]
    text = (
        f"This row holds “{seen}” and nothing else. Is it a note? Then delete it, or move it to "
        f"another sheet. If it is a row of the table, fill in {', '.join(needed)}."
    )
    place = Place(field_id, int(sheet.owner[row]), row)
    return _of_form(rule, table.form[field_id], place, (*table.address(field_id, row), seen, text))


def _second_proposal(table: ProposalTable, rule: Rule, proposal: int) -> Finding:
    """Return the finding on a form that holds the answers of two proposals (reading 82)."""
    second = table.proposals[proposal].second
    if second is None:
        raise ValueError("the form holds one proposal alone")
    said = (second.sheet, second.cell, second.seen, second.text)
    return _of_form(rule, table.form[second.field], Place(second.field, proposal, None), said)


def _of_form(rule: Rule, field: Field, place: Place, said: tuple[str, str, str, str]) -> Finding:
    """Return a finding on more than one answer: its sheet, cell, what was seen and the text."""
    sheet, cell, seen, text = said
    return Finding(
        proposal=place.proposal,
        rule=rule.id,
        outcome=OUTCOME_NAMES[FAILS],
        severity=rule.severity,
        field=field.id,
        label=field.heading,
        sheet=sheet,
        cell=cell,
        seen=seen,
        state="",
        wrong=text,
        accepted=_OF_FORM[rule.id],
        repair="",
        hint="",
    )


def _rule_findings(
    case: Case, rule: Rule, result: RuleResult, lone_texts: LoneTexts
) -> Iterator[Finding]:
    for place in np.flatnonzero(result.outcomes != HOLDS):
        proposal, outcome = int(place), int(result.outcomes[place])
        part = _part_to_blame(result.parts, proposal, outcome)
        row = _row_to_blame(case.table, part, proposal, outcome)
        lone = lone_texts[case.table.sheet_of(part.field).name]
        text = None if row is None else lone.get(row)
        if outcome == UNKNOWN and text is not None:  # first of all: is the row a note?
            found = _finding(case, rule, outcome, Place(text, proposal, row))
            why = "We could not check this because the row may be a note."
            yield found._replace(state=State.UNREADABLE.name.lower(), wrong=why)
        else:
            yield _finding(case, rule, outcome, Place(part.field, proposal, row))


def _part_to_blame(parts: tuple[Part, ...], proposal: int, outcome: int) -> Part:
    for wanted in (outcome, FAILS, UNKNOWN):
        for part in parts:
            if part.outcomes[proposal] == wanted:
                return part
    return parts[0]


def _row_to_blame(table: ProposalTable, part: Part, proposal: int, outcome: int) -> int | None:
    sheet = table.sheet_of(part.field)
    if sheet is table.proposal:
        return proposal
    first, beyond = np.searchsorted(sheet.owner, [proposal, proposal + 1])
    if part.rows is None:
        field = table.form[part.field]
        return _first_not_read(sheet, field, range(first, beyond)) if outcome != FAILS else None
    for wanted in (outcome, FAILS, UNKNOWN):
        rows = np.flatnonzero(part.rows[first:beyond] == wanted)
        if len(rows):
            return int(first + rows[0])
    return None


def _first_not_read(sheet: SheetTable, field: Field, rows: range) -> int | None:
    """Return the first row whose answer a rule over the whole column waits for."""
    states = sheet.state(field.id)
    waited_for = {State.UNREADABLE, *([State.BLANK] if field.required == "yes" else [])}
    return next((row for row in rows if State(int(states[row])) in waited_for), None)


def _finding(case: Case, rule: Rule, outcome: int, place: Place) -> Finding:
    table, (field_id, proposal, row) = case.table, place
    field = table.form[field_id]
    if row is None:
        sheet, cell = _top_of_column(table, field, proposal)
        seen, state = "", None
    else:
        sheet, cell = table.address(field_id, row)
        seen = _shown(table.written(field_id, row))
        state = State(int(table.sheet_of(field_id).state(field_id)[row]))
    hint = what_to_know(case, rule.id, place)
    if rule.id == "X2" and row is not None:
        hint = _meant(table, field, row)
    # A row of amounts without a year is most often a total line that does not say so (reading 18).
    if rule.id == "X1" and field_id in _YEARS and row is not None:
        hint = ADDS_UP
    if rule.id == "X1" and row is not None and not cell:
        is_row = field.sheet == PROPOSAL and normalize(sheet) != normalize(LIST_SHEET)
        lost = _NO_ROW if is_row else _NO_COLUMN
        hint = lost.format(label=field.heading)
    wrong, repair = _wrong_and_repair(rule, outcome, _Seen(field, state, seen, cell))
    if outcome == FAILS:
        wrong = what_is_wrong(case, rule.id, place) or wrong
    return Finding(
        proposal=proposal,
        rule=rule.id,
        outcome=OUTCOME_NAMES[outcome],
        severity=rule.severity,
        field=field_id,
        label=field.heading,
        sheet=sheet,
        cell=cell,
        seen=seen,
        state="" if state is None else state.name.lower(),
        wrong=wrong,
        accepted=_accepted(rule, field, state),
        repair=repair,
        hint=hint,
    )


def _meant(table: ProposalTable, field: Field, row: int) -> str:
    """Return what an answer that is not accepted may mean; the number of an error means nothing."""
    value = table.sheet_of(field.id).cells[field.id][row].value
    return "" if isinstance(value, BrokenCell) else meant(field, as_text(value))


class _Seen(NamedTuple):
    """An answer that a finding points to; without a state where no row does."""

    field: Field
    state: State | None
    seen: str
    cell: str


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


def _accepted(rule: Rule, field: Field, state: State | None) -> str:
    if rule.id not in ABOUT_THE_ANSWER:
        return _words_of(rule.id) or rule.text
    example = f"; for example “{field.example}”" if field.example else ""
    return _OF_FORM[rule.id] if state is None else f"{field.accepted}{example}."


@loaded_once
def _words_of(rule_id: str) -> str:
    rule = load_rules().get(rule_id)
    return "" if rule is None else rule_words(rule, load_form())


def _wrong_and_repair(rule: Rule, outcome: int, answer: _Seen) -> tuple[str, str]:
    """Return what is wrong by the declaration, and what to do."""
    field, state, seen, cell = answer
    if rule.id == "X1":
        return _required(outcome, answer, rule.repair)
    if outcome == FAILS:
        return rule.fails_message, rule.repair
    if state is None:
        lacks = "does not hold all that it needs" if cell else "has no row that can be read"
        why, repair = f"the sheet “{field.sheet}” {lacks}", rule.repair
    elif state is State.BLANK:
        why, repair = _blank(answer), "Fill it in."
    elif state is State.READ:
        why, repair = f"what is written in “{field.heading}” does not settle it", rule.repair
    else:
        part = "of which a part is" if state is State.PARTLY else "which is"
        why, repair = (
            f"“{field.heading}” reads “{seen}”, {part} not accepted",
            "Write it as accepted.",
        )
    return f"We could not check this because {why}.", repair


def _blank(answer: _Seen) -> str:
    """Return how an answer is blank: nothing stands there, or a placeholder (reading 1)."""
    if not answer.seen:
        return f"“{answer.field.heading}” is blank"
    return f"“{answer.field.heading}” reads “{answer.seen}”, which counts as blank"


def _required(outcome: int, answer: _Seen, repair: str) -> tuple[str, str]:
    field = answer.field
    if answer.state is None:
        return (
            f"The sheet “{field.sheet}” is missing, or has no row that can be read.",
            (
                "Fill in at least one row below the headings; a missing sheet can be copied from a "
                "blank form."
            ),
        )
    form = load_form()
    when = with_labels(field.required, form, [one.id for one in form.fields])
    condition = "" if field.required == "yes" else f" {when}"
    blank = f"{_blank(answer)}{', and' if answer.seen else ' and'}"
    if outcome == UNKNOWN:
        return f"{blank} may be required: it is{condition}.", repair
    return f"{blank} {'is ' if answer.seen else ''}required{condition}.", repair
