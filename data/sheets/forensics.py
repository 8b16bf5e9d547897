"""Spreadsheet forensics in plain words: what was read where the sponsor may see something else.

These are notes: they explain, and change no outcome. They are kept few: only cells that concern
an answer of the form, and one note for all cells of a field that are alike.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from fct.data.common import BrokenCell, Cell, Note, RawProposal, cell_name, column_letters, squeeze
from fct.data.gate import LINKED_DATA
from fct.data.program import PROPOSAL, Field, FieldType, load_form
from fct.data.proposals import State, as_text, read_answer, reading_words
from fct.data.sheets.column_notes import outside_note
from fct.data.sheets.facts import BookFacts, SheetFacts, Span, workbook_facts
from fct.data.sheets.headings import DEFAULT_ANSWER_COLUMN
from fct.data.sheets.shown_notes import listed

_NO_STORED_VALUE = "a formula without a stored value"
_SWALLOWED = {"na", "n.a.", "none", "null", "nan", "nil", "<na>"}
_INVISIBLE = {
    "\u00a0": "a non-breaking space",
    "\u202f": "a non-breaking space",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width sign",
    "\u200d": "a zero-width sign",
    "\u2060": "a zero-width sign",
    "\ufeff": "a zero-width sign",
    "\u00ad": "a soft hyphen",
}
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_WORD = re.compile(r"[^\W\d_]+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d")  # as programs write the date of a date cell
_NUMBERS = {FieldType.INTEGER, FieldType.MONEY}
_CHOICES = {FieldType.CHOICE, FieldType.MULTI_CHOICE}
_THOUSANDS = "thousands of US dollars"
_LONGEST_SEEN = 40
_WORKBOOKS = (".xlsx", ".ods")  # all else that is read is a table of text, a folder too
_FORM_COLUMNS = 5  # number, question, answer, how to answer, id; as many in form 1.0


class _Answer(NamedTuple):
    sheet: str
    field: Field
    cell: Cell
    is_of_text_file: bool


class _Oddity(NamedTuple):
    """One odd cell: what to say of it, and the answer that it holds."""

    kind: str
    text: str
    answer: _Answer


def forensic_notes(content: bytes, proposals: Sequence[RawProposal]) -> list[Note]:
    """Return what is odd about the cells that hold the answers of a file.

    Parameters
    ----------
    content : bytes
        The file; empty where it is a folder.
    proposals : sequence of RawProposal
        As the reader gave them.
    """
    return notes_of_facts(workbook_facts(content), proposals)


def notes_of_facts(facts: BookFacts, proposals: Sequence[RawProposal]) -> list[Note]:
    """Return the notes of a file whose XML has been read; see :func:`forensic_notes`."""
    answers = list(_answers(proposals))
    by_sheet: dict[str, list[_Answer]] = {}
    for answer in answers:
        by_sheet.setdefault(answer.sheet, []).append(answer)
    notes = _grouped([oddity for answer in answers for oddity in _oddities(answer)])
    noted = {(note.sheet, note.cell) for proposal in proposals for note in proposal.notes}
    for sheet in facts.sheets:
        if sheet.name in by_sheet:
            notes += _sheet_notes(sheet, by_sheet[sheet.name])
            outside = _outside_notes(sheet, by_sheet[sheet.name])
            # The reader knows more of a cell that it has a note on.
            notes += [note for note in outside if (note.sheet, note.cell) not in noted]
    if facts.counts_from_1904:
        notes += _notes_of_1904(answers)
    return notes


def _answers(proposals: Sequence[RawProposal]) -> Iterator[_Answer]:
    form = load_form()
    for proposal in proposals:
        names = proposal.origin.sheets
        is_text = not proposal.origin.file.lower().endswith(_WORKBOOKS)
        for name, cell in _by_place(proposal.answers):
            yield _Answer(names[PROPOSAL], form[name], cell, is_text)
        for declared, rows in proposal.rows.items():
            for row in rows:
                for name, cell in _by_place(row):
                    yield _Answer(names[declared], form[name], cell, is_text)


def _by_place(answers: Mapping[str, Cell]) -> list[tuple[str, Cell]]:
    """Return answers in the order of their cells: a store keeps them by their fields' ids."""
    return sorted(answers.items(), key=lambda one: (one[1].row, one[1].column))


def _grouped(oddities: Sequence[_Oddity]) -> list[Note]:
    """Return one note for the cells of a field that are alike."""
    groups: dict[tuple[str, str, str], list[_Oddity]] = {}
    for oddity in oddities:
        key = (oddity.kind, oddity.answer.sheet, oddity.answer.field.id)
        groups.setdefault(key, []).append(oddity)
    notes = []
    for (_, sheet, field), group in groups.items():
        cells = [cell_name(o.answer.cell.row, o.answer.cell.column) for o in group]
        others = f" The same holds for {listed(cells[1:])}." if len(cells) > 1 else ""
        notes.append(Note(group[0].text + others, sheet, cells[0], field))
    return notes


def _oddities(answer: _Answer) -> Iterator[_Oddity]:
    value = answer.cell.value
    if answer.field.unit == _THOUSANDS and (found := _large(answer)) is not None:
        yield found
    if isinstance(value, BrokenCell):
        yield _broken(value, answer)
    elif isinstance(value, str) and value:
        if (found := _hidden_signs(value, answer)) is not None:
            yield found
        if (found := _foreign_letters(value, answer)) is not None:
            yield found
        if (found := _misread(value, answer)) is not None:
            yield found
        if (found := _other_than_it_looks(value, answer)) is not None:
            yield found


def _misread(value: str, answer: _Answer) -> _Oddity | None:
    """Note letters that were lost or garbled where a program read the wrong encoding."""
    if value.isascii():
        return None
    if "\ufffd" in value:
        text = (
            f"“{_short(value)}” holds a sign that stands for a lost letter. Type the answer again."
        )
        return _Oddity("lost letter", text, answer)
    try:
        meant = value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    text = (
        f"“{_short(value)}” looks like “{_short(meant)}” after a program read the wrong encoding. "
        "Type the answer again, or save the table anew as “CSV UTF-8”."
    )
    return _Oddity("wrong encoding", text, answer)


def _broken(value: BrokenCell, answer: _Answer) -> _Oddity:
    if value.shown == _NO_STORED_VALUE:
        text = (
            "This cell holds a formula without a stored value: you may see a result, and we read "
            "no answer. Open the file in a spreadsheet program, save it, and check again."
        )
        return _Oddity("no value", text, answer)
    if value.shown == LINKED_DATA:
        text = (
            "This cell holds a linked data type or a picture, which has no text of its own, and we "
            "read no answer. Type the name."
        )
        return _Oddity("linked data", text, answer)
    text = (
        f"This cell shows the error {_short(value.shown)}, and we read no answer. If a formula is "
        "in it, it has no result: correct it, or write the value itself."
    )
    return _Oddity("error", text, answer)


def _large(answer: _Answer) -> _Oddity | None:
    """Note an amount in thousands that is so large that dollars may have been written."""
    amount = read_answer(answer.field, answer.cell.value).value
    is_of_fct = answer.field.id.startswith("fct_")
    least = reading_words()["large_fct_kusd" if is_of_fct else "large_kusd"]
    if amount is None or amount < least:
        return None
    text = (
        f"This column is in thousands of US dollars, so {_short(f'{amount:,f}')} is read as "
        f"${_short(f'{amount * 1000:,f}')}. If dollars are written, write thousands."
    )
    return _Oddity("large", text, answer)


def _hidden_signs(value: str, answer: _Answer) -> _Oddity | None:
    signs = dict.fromkeys(_INVISIBLE[c] for c in value if c in _INVISIBLE)
    seen = _short("".join(c for c in value if c not in _INVISIBLE or c in "\u00a0\u202f"))
    # In running text a non-breaking space does no harm; a sign without width may split a name.
    if signs and (answer.field.type is not FieldType.TEXT or set(value) & _zero_width()):
        text = (
            f"You see “{seen}”; the cell also holds {' and '.join(signs)}, which cannot be seen. "
            "Type the answer again if it is not understood."
        )
        return _Oddity("invisible", text, answer)
    if value != value.strip() and value.strip() and answer.field.type is not FieldType.TEXT:
        text = f"You see “{seen}”; the cell has a blank before or after it. We read it without."
        return _Oddity("blanks", text, answer)
    return None


def _zero_width() -> set[str]:
    return {sign for sign in _INVISIBLE if not sign.isspace()}


def _foreign_letters(value: str, answer: _Answer) -> _Oddity | None:
    """Note a word in which a letter of another alphabet stands for one that looks alike."""
    if value.isascii():
        return None
    for word in _WORD.findall(value):
        # The first word of a letter's name is its script: the standard library does not know the
        # property itself (UAX 24).
        scripts = {c: unicodedata.name(c, "").partition(" ")[0] for c in word if c.isalpha()}
        used = {script for script in scripts.values() if script in _SCRIPTS}
        # A choice is in Latin letters alone; elsewhere a whole word may be Greek, and only a mixed
        # one is odd (UTS 39, mixed-script detection).
        is_odd = used - {"LATIN"} if answer.field.type in _CHOICES else len(used) > 1 and used
        if is_odd:
            letter, script = next((c, s) for c, s in scripts.items() if s in used - {"LATIN"})
            text = (
                f"You see “{_short(word)}”; its letter “{letter}” (U+{ord(letter):04X}) is "
                f"{script.capitalize()} and only looks like one of ours, so we read another word. "
                "Type the word again."
            )
            return _Oddity("look-alike", text, answer)
    return None


def _other_than_it_looks(value: str, answer: _Answer) -> _Oddity | None:
    read = read_answer(answer.field, value)
    if read.state is not State.READ or _MOMENT.match(value):
        return None
    shown, kind = _short(value), answer.field.type
    # In a text file every number is text, so that there is nothing to note.
    if answer.is_of_text_file and (kind in _NUMBERS or kind is FieldType.DATE):
        return None
    if kind in _NUMBERS:
        # As Decimal: Python writes no whole number of more than 4,300 digits.
        number = _short(f"{Decimal(read.value):{',' if kind is FieldType.MONEY else ''}f}")
        text = f"The number “{shown}” is kept as text. We read {number}"
        added = "; your program shows it, and leaves it out when it adds up."
        text += added if kind is FieldType.MONEY else "."
        return _Oddity("number as text", text, answer)
    if kind is FieldType.DATE:
        text = f"The date “{shown}” is kept as text. We read {read.value}, year, month and day."
        return _Oddity("date as text", text, answer)
    if kind not in _CHOICES and squeeze(value).casefold() in _SWALLOWED:
        taken = f"the country with the code {read.value}" if kind is FieldType.COUNTRY else "a text"
        text = (
            f"“{shown}” was read as {taken}, not as a blank; other programs may swallow it. "
            "Empty the cell if there is no answer."
        )
        return _Oddity("swallowed", text, answer)
    return None


def _short(text: str) -> str:
    text = squeeze(text)
    return text if len(text) <= _LONGEST_SEEN else text[: _LONGEST_SEEN - 1] + "…"


def _sheet_notes(sheet: SheetFacts, answers: Sequence[_Answer]) -> list[Note]:
    filled = [a for a in answers if a.cell.value not in {None, ""}]
    if sheet.is_hidden and filled:
        text = f"The sheet “{sheet.name}” is hidden: you do not see it, and we read its answers."
        notes = [Note(text, sheet.name, "")]
    else:
        notes = [
            *_hidden_notes(sheet, filled, "row", sheet.hidden_rows),
            *_hidden_notes(sheet, filled, "column", sheet.hidden_columns),
        ]
    notes += _merged_notes(sheet, answers)
    if sheet.disordered_row is not None:
        text = (
            f"The file stores row {sheet.disordered_row + 1} of “{sheet.name}” after a later one. "
            "We read each row by its number, as you see it; some programs lose such rows."
        )
        notes.append(Note(text, sheet.name, ""))
    return notes


def _hidden_notes(
    sheet: SheetFacts, answers: Sequence[_Answer], kind: str, spans: Sequence[Span]
) -> list[Note]:
    places: dict[int, list[str]] = {}
    for answer in answers:
        at = answer.cell.row if kind == "row" else answer.cell.column
        if any(first <= at <= last for first, last in spans):
            name = cell_name(answer.cell.row, answer.cell.column)
            places.setdefault(at, []).append(name)
    if not places:
        return []
    cells = [name for names in places.values() for name in names]
    letters = [str(n + 1) if kind == "row" else column_letters(n) for n in sorted(places)]
    named = f"{kind if len(letters) == 1 else kind + 's'} {listed(letters)}"
    text = f"You do not see the hidden {named}; we read the answers there ({listed(cells)})."
    return [Note(text, sheet.name, cells[0])]


def _merged_notes(sheet: SheetFacts, answers: Sequence[_Answer]) -> list[Note]:
    by_place = {(a.cell.row, a.cell.column): a for a in answers}
    notes = []
    for area in sheet.merged:
        # The file keeps a value of the first cell alone, which the sponsor sees as the answer of
        # all.
        covered = [place for place in by_place if area.holds(place)]
        under = [cell_name(*place) for place in covered if place != area[:2]]
        if not under:
            continue
        first = cell_name(*area[:2])
        shown = by_place.get(area[:2])
        seen = _short(as_text(shown.cell.value)) if shown is not None else ""
        words = f"“{seen}”" if seen else "what stands there"
        text = (
            f"{first} is merged with {listed(under)}: you see one answer for all, and we read "
            f"{words} in {first} alone and blanks in the others. Split the cells and fill in each."
        )
        notes.append(Note(text, sheet.name, first, shown.field.id if shown is not None else None))
    return notes


def _outside_notes(sheet: SheetFacts, answers: Sequence[_Answer]) -> list[Note]:
    """Note columns that hold something beyond the form and have no heading to be named by."""
    columns = {answer.cell.column for answer in answers}
    heading = min(answer.cell.row for answer in answers) - 1
    is_form = len(columns) == 1
    moved = max(0, min(columns) - DEFAULT_ANSWER_COLUMN)  # by columns that were put in
    notes = []
    for column, (row, count) in sorted(sheet.filled.items()):
        if column in columns or (column < _FORM_COLUMNS + moved if is_form else row <= heading):
            continue
        notes.append(outside_note(sheet.name, row, column, count))
    return notes


def _notes_of_1904(answers: Sequence[_Answer]) -> list[Note]:
    for answer in answers:
        read = read_answer(answer.field, answer.cell.value)
        if answer.field.type is FieldType.DATE and read.state is State.READ:
            if isinstance(answer.cell.value, str):
                continue
            text = (
                "This workbook counts its days from 1904. We read this date as "
                f"{read.value}, as you see it; pasted into another workbook it would move by "
                "four years and a day."
            )
            where = cell_name(answer.cell.row, answer.cell.column)
            return [Note(text, answer.sheet, where, answer.field.id)]
    return []
