"""From the cells of a file to proposals: a form workbook holds one, a list workbook many.

Headings are known by field id, label or ``also_written_as``, in any order. What is not known is
noted, never dropped in silence; what could mean two things refuses the file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fct.data.common import (
    BrokenCell,
    Cell,
    CellValue,
    Note,
    Origin,
    RawProposal,
    cell_name,
    column_letters,
    loaded_once,
    normalize,
    squeeze,
)
from fct.data.program import (
    FORM_OF_PROPOSAL,
    LIST_SHEET,
    OWN_SHEETS,
    PROPOSAL,
    Field,
    Form,
    load_form,
    load_limits,
    load_nomination_form,
    refusal,
)
from fct.data.proposals import State, as_text, is_blank, read_answer, reading_words
from fct.data.sheets.column_notes import (
    Columns,
    repeats_headings,
    stray_cell_notes,
    unknown_column_notes,
)
from fct.data.sheets.form_as_csv import refuse_form_as_csv
from fct.data.sheets.form_versions import is_read, older_form_note
from fct.data.sheets.headings import (
    REF,
    AnswerSheet,
    NamedField,
    answer_sheet,
    field_of_row,
    heading_of,
    heading_row,
    is_of_nobody,
    names_of,
)
from fct.data.sheets.raw_book import RawBook, RawSheet
from fct.data.sheets.second_answers import (
    Beside,
    answers_beside,
    answers_on,
    beside_notes,
    second_proposal,
)
from fct.data.sheets.sheet_names import named_sheets, plain_name
from fct.data.sheets.shown_notes import cell_as_shown, look_notes

FORM_VERSION_STAMP = "fct_form_version"
FISCAL_YEAR_STAMP = "fct_fiscal_year"
REF_STAMP = "fct_ref"
FORM_STAMP = "fct_form"
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}")
_SIGNS = re.compile(r"[\W_]+")
_TWICE = (
    "This row stands twice: it repeats the headings of row {row}. If what stands from here on was "
    "copied from above, delete it."
)
_TOTALED_SHEETS = {"Funding", "Procurement", "Obligations"}
_NO_HEADINGS = (
    "No heading of the form stands in the top ten rows of this sheet, so nothing of it was read. "
    "Delete the rows above the headings, or copy the headings from a blank form."
)
_DECLARED_COLUMNS = 5  # of the form: number, question, answer, how to answer, id; as many in 1.0


@dataclass(frozen=True, slots=True)
class Workbook:
    """What one file holds.

    Attributes
    ----------
    file, sha256 : str
    is_list : bool
        Whether it is a list of proposals, each with a ref of its own.
    fiscal_year : int or None
        Stamp of the template.
    proposals : list of RawProposal
        In the order of the file; the ref of a form without a stamp is empty.
    notes : list of Note
        What concerns the file as a whole.
    form : str
        Which form it is, by its stamp.
    older_form : str
        That the form is of an older version, which is taken as it is; empty where it is not.
    """

    file: str
    sha256: str
    is_list: bool
    fiscal_year: int | None
    proposals: list[RawProposal]
    notes: list[Note]
    form: str = FORM_OF_PROPOSAL
    older_form: str = ""


class _Table(NamedTuple):
    """One of the four table sheets, with its heading."""

    declared: str
    sheet: RawSheet
    columns: Columns


def workbook_from_book(book: RawBook) -> Workbook:
    """Return the proposals that a file's cells hold.

    Raises
    ------
    RefusalError
        If the file is neither a form nor a list, was made from another form version, or could be
        read in two ways.
    """
    form = _form_of(book)
    sheets = named_sheets(book)
    refuse_form_as_csv(book, form)
    is_form, is_list = normalize(form.answer_sheet) in sheets, normalize(LIST_SHEET) in sheets
    if is_form and is_list:
        raise refusal("FORM_AND_LIST", name=book.file)
    if not is_form and not is_list:
        names = ", ".join(f"“{sheet.name}”" for sheet in book.sheets) or "none"
        raise refusal("NOT_A_FORM", name=book.file, sheets=names)
    seen = book.properties.get(FORM_VERSION_STAMP)
    if seen is not None and not is_read(seen):
        raise refusal("OLD_FORM", name=book.file, seen=seen, accepted="1.0 and later")
    read = _read_list if is_list else _read_form
    proposals, notes = read(book, form, sheets)
    most = load_limits().proposals
    if len(proposals) > most:
        raise refusal("TOO_MANY_PROPOSALS", name=book.file, seen=len(proposals), limit=most)
    stamp = book.properties.get(FISCAL_YEAR_STAMP, "")
    fiscal_year = int(stamp) if stamp.isdecimal() else None
    older = older_form_note(form, seen)
    head = (book.file, book.sha256, is_list, fiscal_year)
    return Workbook(*head, proposals, notes, form.kind, older)


def read_form(book: RawBook, form: Form) -> RawProposal:
    """Return what one workbook of a given form holds.

    Raises
    ------
    RefusalError
        If it is not that form, or could be read in two ways.
    """
    sheets = named_sheets(book)
    if normalize(form.answer_sheet) not in sheets or normalize(LIST_SHEET) in sheets:
        names = ", ".join(f"“{sheet.name}”" for sheet in book.sheets) or "none"
        raise refusal("OTHER_FORM", name=book.file, kind=form.kind, sheets=names)
    ((read,), _) = _read_form(book, form, sheets)
    return read


def _form_of(book: RawBook) -> Form:
    """Return by which form a file with a proposal is read: a nomination's, if it is stamped so."""
    nomination = load_nomination_form()
    return nomination if book.properties.get(FORM_STAMP) == nomination.kind else load_form()


def _origin(book: RawBook, form: Form, sheets: dict[str, RawSheet]) -> Origin:
    # Rules name every sheet of the form, also those that a nomination does not have.
    every = (form.answer_sheet, *form.table_sheets, *load_form().table_sheets)
    names = {declared: declared for declared in every}
    for declared in names:
        if (sheet := sheets.get(normalize(declared))) is not None:
            names[declared] = sheet.name
    if (listed := sheets.get(normalize(LIST_SHEET))) is not None:
        names[form.answer_sheet] = listed.name
    version = book.properties.get(FORM_VERSION_STAMP, "").strip()
    older = version if older_form_note(form, version) else ""
    return Origin(book.file, book.sha256, names, older)


def _other_sheets(
    book: RawBook, known: Iterable[str], sheets: dict[str, RawSheet]
) -> list[RawSheet]:
    """Return the sheets that are no part of the form and hold something."""
    read = [sheets[name] for name in map(normalize, known) if name in sheets]
    return [
        sheet
        for sheet in book.sheets
        if not any(sheet is one for one in read)
        and plain_name(sheet.name) not in OWN_SHEETS
        and any(value not in {"", None} for row in sheet.rows for value in row)
    ]


def _sheet_notes(
    others: Iterable[RawSheet], known: Iterable[str], sheets: dict[str, RawSheet]
) -> list[Note]:
    notes = [
        Note(f"The sheet “{sheet.name}” is not part of the form and was not read.", sheet.name, "")
        for sheet in others
    ]
    for declared in known:
        sheet = sheets.get(normalize(declared))
        if sheet is not None and normalize(sheet.name) != normalize(declared):
            text = (
                f"The sheet “{sheet.name}” was read as “{declared}”; no other sheet has that name."
            )
            notes.append(Note(text, sheet.name, ""))
    return notes


def _read_form(
    book: RawBook, form: Form, sheets: dict[str, RawSheet]
) -> tuple[list[RawProposal], list[Note]]:
    known = (form.answer_sheet, *form.table_sheets)
    others = _other_sheets(book, known, sheets)
    notes = _sheet_notes(others, known, sheets)
    sheet = sheets[normalize(form.answer_sheet)]
    place = answer_sheet(sheet.rows)
    answers = _form_answers(book, form, sheet, place, notes)
    if not answers:
        raise refusal("NO_ANSWERS", name=book.file)
    fields = {cell.row: form[name] for name, cell in answers.items()}
    is_of_today = book.properties.get(FORM_VERSION_STAMP) == form.version
    beside = answers_beside(sheet, place, fields, is_of_today=is_of_today)
    is_alone = all(is_blank(cell.value) for cell in answers.values())
    elsewhere = [answers_on(form, other) for other in others]
    missing = [table for table in form.table_sheets if normalize(table) not in sheets]
    second = second_proposal(form, beside, elsewhere, is_alone=is_alone, missing=missing)
    if second is not None:
        # The note on the second proposal says of that sheet all that these would.
        notes = [note for note in notes if note.sheet != second.sheet]
        beside = []
    notes += _notes_beside(sheet, place, beside)
    if sheet.looks:
        notes += look_notes(sheet, ((form[name], cell) for name, cell in answers.items()))
        answers = {name: cell_as_shown(sheet, form[name], cell) for name, cell in answers.items()}
    rows: dict[str, list[dict[str, Cell]]] = {}
    for table in _tables(book, form, sheets, notes):
        rows[table.declared] = [row for _, row in _table_rows(form, table, notes) if row]
        notes += look_notes(table.sheet, _of_rows(form, rows[table.declared]))
        rows[table.declared] = [_as_shown(form, table, row) for row in rows[table.declared]]
    ref = book.properties.get(REF_STAMP, "").strip()
    return [RawProposal(ref, _origin(book, form, sheets), answers, rows, notes, second)], []


def _of_rows(form: Form, rows: Iterable[dict[str, Cell]]) -> Iterator[tuple[Field, Cell]]:
    return ((form[name], cell) for row in rows for name, cell in row.items())


def _as_shown(form: Form, table: _Table, row: dict[str, Cell]) -> dict[str, Cell]:
    if not table.sheet.looks:
        return row
    return {name: cell_as_shown(table.sheet, form[name], cell) for name, cell in row.items()}


def _form_answers(
    book: RawBook, form: Form, sheet: RawSheet, place: AnswerSheet, notes: list[Note]
) -> dict[str, Cell]:
    found: dict[str, list[tuple[NamedField, Cell]]] = {}
    for number, row in enumerate(sheet.rows):
        if place.heading is not None and number <= place.heading:
            continue
        value: CellValue = row[place.column] if place.column < len(row) else ""
        named = field_of_row(form, form.answer_sheet, row, place.column)
        if named is not None:
            cell = Cell(value, number, place.column)
            found.setdefault(named.field.id, []).append((named, cell))
        elif number > 0 and not is_blank(value) and not is_of_nobody(form, row):
            seen = squeeze(as_text(value))[:60]
            text = f"“{seen}” is not beside a field of the form and was not read."
            notes.append(Note(text, sheet.name, cell_name(number, place.column)))
    return {name: _one_answer(book, sheet, rows) for name, rows in found.items()}


def _one_answer(book: RawBook, sheet: RawSheet, rows: list[tuple[NamedField, Cell]]) -> Cell:
    """Return the answer of a field; the title of a section may be a label too, without an answer.

    Raises
    ------
    RefusalError
        If two rows answer the field.
    """
    if len(rows) == 1:
        return rows[0][1]
    left = [row for row in rows if not is_blank(row[1].value)]
    left = left or [row for row in rows if row[0].is_by_id][:1] or rows[:1]
    if len(left) > 1:
        raise refusal(
            "FIELD_TWICE",
            name=book.file,
            sheet=sheet.name,
            field=left[0][0].field.label,
            first=cell_name(left[0][1].row, left[0][1].column),
            second=cell_name(left[1][1].row, left[1][1].column),
        )
    return left[0][1]


def _notes_beside(sheet: RawSheet, place: AnswerSheet, beside: list[Beside]) -> list[Note]:
    """Note what stands in no column of the form, and the few answers in columns that are."""
    headings = sheet.rows[place.heading] if place.heading is not None else []
    headed = {column for column, value in enumerate(headings) if not is_blank(value)}
    named = {*range(_DECLARED_COLUMNS), place.column, *headed}
    top = 0 if place.heading is None else place.heading
    return [
        *stray_cell_notes(sheet.name, sheet.rows[top:], top, named),
        *beside_notes([one for one in beside if one.column in named]),
    ]


def _columns(book: RawBook, form: Form, declared: str, sheet: RawSheet) -> Columns:
    """Find the heading of a table, by its words (reading 74)."""
    names = names_of(form, declared)
    fields: dict[int, Field] = {}
    unknown: list[tuple[int, str]] = []
    ref = None
    row = heading_row(sheet.rows, names)
    for column, value in enumerate(sheet.rows[row] if sheet.rows else []):
        heading = heading_of(value)
        field = names.get(heading.key)
        earlier = next((c for c, f in fields.items() if f is field), None)
        if heading.key == REF:
            # Where an earlier column has the refs already, it is that which is named below.
            earlier, ref = ref, column
        if earlier is not None:
            raise refusal(
                "FIELD_TWICE",
                name=book.file,
                sheet=sheet.name,
                field=field.label if field else REF,
                first=cell_name(row, earlier),
                second=cell_name(row, column),
            )
        if field is not None:
            fields[column] = field
        elif heading.key and heading.key != REF:
            unknown.append((column, squeeze(as_text(value))))
    return Columns(row, fields, ref, unknown)


def _tables(
    book: RawBook, form: Form, sheets: dict[str, RawSheet], notes: list[Note]
) -> Iterator[_Table]:
    """Yield the table sheets that the file has, and note those that it lacks."""
    for declared in form.table_sheets:
        sheet = sheets.get(normalize(declared))
        if sheet is None:
            notes.append(
                Note(f"The sheet “{declared}” is missing: it counts as empty.", declared, "")
            )
            continue
        columns = _columns(book, form, declared, sheet)
        if columns.fields or not any(map(any, sheet.rows)):
            notes += unknown_column_notes(sheet, columns, form.of_sheet(declared))
        else:
            notes.append(Note(_NO_HEADINGS, sheet.name, "A1"))
        yield _Table(declared, sheet, columns)


def _table_rows(
    form: Form, table: _Table, notes: list[Note]
) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Yield the rows that count, each with the text of its ref; one with a ref alone is empty."""
    declared, sheet, columns = table
    ordered = sorted(columns.fields.items(), key=lambda item: _order(form, item[1]))
    for number in range(columns.row + 1, len(sheet.rows)):
        values = sheet.rows[number]
        width = len(values)
        row = {
            field.id: Cell(values[column] if column < width else "", number, column)
            for column, field in ordered
        }
        first = next(
            (c for (_, f), c in zip(ordered, row.values(), strict=True) if _is_filled(f, c)), None
        )
        ref = columns.ref
        named = _ref_text(values[ref]) if ref is not None and ref < width else ""
        if first is None:
            if named:
                yield named, {}
            continue
        is_headed = 0 in columns.fields  # else what stands in the first column is in no answer
        is_total = _is_total(first.value) or (not is_headed and _is_total(values[0]))
        if declared in _TOTALED_SHEETS and is_total:
            where = cell_name(number, first.column)
            notes.append(Note("This total line was passed over.", sheet.name, where))
            continue
        if repeats_headings(sheet, columns, number, first.column):
            where, top = cell_name(number, first.column), columns.row + 1
            notes.append(Note(_TWICE.format(row=top), sheet.name, where))
        yield named, row


def _ref_text(value: CellValue) -> str:
    """Return a ref as text; one that is blank or cannot be read is empty."""
    if is_blank(value) or isinstance(value, BrokenCell):
        return ""
    text = as_text(value).strip()
    return "" if text.upper() in reading_words()["error_texts"] else text


@loaded_once
def _order(form: Form, field: Field) -> int:
    return form.fields.index(field)


def _is_filled(field: Field, cell: Cell) -> bool:
    value = cell.value
    if value is None or value == "":
        return False
    return not isinstance(value, str) or read_answer(field, value).state is not State.BLANK


def _is_total(value: CellValue) -> bool:
    return isinstance(value, str) and normalize(value) in reading_words()["total_words"]


def _read_list(
    book: RawBook, form: Form, sheets: dict[str, RawSheet]
) -> tuple[list[RawProposal], list[Note]]:
    known = (LIST_SHEET, *form.table_sheets)
    notes = _sheet_notes(_other_sheets(book, known, sheets), known, sheets)
    sheet = sheets[normalize(LIST_SHEET)]
    columns = _columns(book, form, form.answer_sheet, sheet)
    if columns.ref is None:
        raise refusal("NO_REF_COLUMN", name=book.file, sheet=sheet.name)
    notes += unknown_column_notes(sheet, columns, form.of_sheet(form.answer_sheet))
    proposals = _listed_proposals(book, sheet, columns, _origin(book, form, sheets), notes)
    for table in _tables(book, form, sheets, notes):
        if table.columns.ref is None and table.columns.fields:
            text = "This sheet has no column “ref”: its rows belong to no proposal."
            notes.append(Note(text, table.sheet.name, cell_name(table.columns.row, 0)))
        _add_rows(form, table, proposals, notes)
    notes += _shortened_ref_notes(sheet, columns)
    _drop_empty(proposals, sheet, columns, notes)
    if not proposals:
        raise refusal("NO_PROPOSALS", name=book.file)
    return list(proposals.values()), notes


def _drop_empty(
    proposals: dict[str, RawProposal], sheet: RawSheet, columns: Columns, notes: list[Note]
) -> None:
    """Drop what holds a ref and nothing else: a footnote is not a proposal."""
    for ref, proposal in list(proposals.items()):
        is_used = any(_is_filled(columns.fields[c.column], c) for c in proposal.answers.values())
        if is_used or any(proposal.rows.values()):
            continue
        number = next(n for n, row in _ref_rows(sheet, columns) if row == ref)
        del proposals[ref]
        text = (
            f"This row holds “{squeeze(ref)[:60]}” as its ref and nothing else: it was taken for a "
            "note, not for a proposal. Fill in its answers if it is one."
        )
        notes.append(Note(text, sheet.name, cell_name(number, columns.ref or 0)))


def _shortened_ref_notes(sheet: RawSheet, columns: Columns) -> Iterator[Note]:
    for number, ref in _ref_rows(sheet, columns):
        if _SHORTENED.fullmatch(ref):
            text = (
                f"“{ref}” is how a spreadsheet program shortens a long number: format the column "
                "as text, and write each ref whole."
            )
            yield Note(text, sheet.name, cell_name(number, columns.ref or 0))


def _ref_rows(sheet: RawSheet, columns: Columns) -> Iterator[tuple[int, str]]:
    column = columns.ref or 0
    for number in range(columns.row + 1, len(sheet.rows)):
        row = sheet.rows[number]
        yield number, _ref_text(row[column]) if column < len(row) else ""


def _listed_proposals(
    book: RawBook, sheet: RawSheet, columns: Columns, origin: Origin, notes_of_list: list[Note]
) -> dict[str, RawProposal]:
    proposals: dict[str, RawProposal] = {}
    first_rows: dict[str, int] = {}
    ref_column = columns.ref or 0
    tables = [name for name in origin.sheets if name != PROPOSAL]
    for number in _rows_below(sheet, columns, notes_of_list):
        values = sheet.rows[number]
        width = len(values)
        ref_value = values[ref_column] if ref_column < width else ""
        answers = {
            field.id: Cell(values[column] if column < width else "", number, column)
            for column, field in columns.fields.items()
        }
        ref = _ref_text(ref_value)
        if not ref:
            is_used = isinstance(ref_value, BrokenCell) or any(
                _is_filled(field, answers[field.id]) for field in columns.fields.values()
            )
            if is_used:
                column_name = column_letters(ref_column)
                raise refusal("BLANK_REF", name=book.file, row=number + 1, column=column_name)
            continue
        if ref in proposals:
            raise refusal(
                "REPEATED_REF",
                name=book.file,
                ref=ref,
                first=first_rows[ref] + 1,
                second=number + 1,
            )
        first_rows[ref] = number
        rows: dict[str, list[dict[str, Cell]]] = {name: [] for name in tables}
        notes: list[Note] = []
        if sheet.looks:
            notes = look_notes(sheet, ((columns.fields[c.column], c) for c in answers.values()))
            answers = {
                name: cell_as_shown(sheet, columns.fields[cell.column], cell)
                for name, cell in answers.items()
            }
        proposals[ref] = RawProposal(ref, origin, answers, rows, notes)
    return proposals


def _rows_below(sheet: RawSheet, columns: Columns, notes: list[Note]) -> Iterator[int]:
    """Yield the rows below the headings, and note those that say them again."""
    ref = columns.ref or 0
    for number in range(columns.row + 1, len(sheet.rows)):
        if repeats_headings(sheet, columns, number, ref):
            text = f"This row repeats the headings of row {columns.row + 1}, and was passed over."
            notes.append(Note(text, sheet.name, cell_name(number, ref)))
        else:
            yield number


def _alike_ref(ref: str, proposals: Iterable[str]) -> str | None:
    """Return the ref that differs from the one of a row in case, spaces and signs alone."""
    bare = _SIGNS.sub("", ref).casefold()
    return next((one for one in proposals if bare and _SIGNS.sub("", one).casefold() == bare), None)


def _add_rows(
    form: Form, table: _Table, proposals: dict[str, RawProposal], notes: list[Note]
) -> None:
    alone: list[str] = []
    for ref, row in _table_rows(form, table, notes):
        proposal = proposals.get(ref)
        if proposal is not None:
            if row:
                proposal.rows[table.declared].append(row)
            continue
        if not row:
            alone.append(ref)
            continue
        where = cell_name(next(iter(row.values())).row, table.columns.ref or 0)
        named = f"its ref is “{ref}”" if ref else "it has no ref"
        text = f"This row belongs to no proposal: {named}. It was not read."
        if (meant := _alike_ref(ref, proposals)) is not None:
            text += f" If “{meant}” is meant, write that."
        notes.append(Note(text, table.sheet.name, where))
    for ref in alone:
        text = f"A row holds “{squeeze(ref)[:60]}” as its ref and nothing else: it was not read."
        notes.append(Note(text, table.sheet.name, ""))
    if table.sheet.looks:
        for proposal in proposals.values():
            rows = proposal.rows[table.declared]
            proposal.notes.extend(look_notes(table.sheet, _of_rows(form, rows)))
            rows[:] = [_as_shown(form, table, row) for row in rows]
