"""From the cells of a file to proposals: a form workbook holds one, a list workbook many.

Headings are known by field id, label or ``also_written_as``, in any order. What is not known is
noted, never dropped in silence; what could mean two things refuses the file.
"""

import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fct.data.answers import State, as_text, is_blank, read_answer, reading_words
from fct.data.cells import RawBook, RawSheet, read_book
from fct.data.form import LIST_SHEET, OWN_SHEETS, PROPOSAL, TABLE_SHEETS, Field, Form, load_form
from fct.data.limits import load_limits
from fct.data.records import BrokenCell, Cell, CellValue, Note, Origin, RawProposal, cell_name
from fct.data.refusals import refusal
from fct.data.text import normalise, squeeze

FORM_VERSION_STAMP = "fct_form_version"
FISCAL_YEAR_STAMP = "fct_fiscal_year"
REF_STAMP = "fct_ref"
_REF = "ref"
_TOTALED_SHEETS = {"Funding", "Procurement"}
_ANSWER_HEADINGS = {"answer", "answers", "your answer"}
_DEFAULT_ANSWER_COLUMN = 2  # column C
_FIELDS_OF_A_FORM = 5  # below one another in the first two columns: a list has them in one row
_DECLARED_COLUMNS = 5  # id, label, answer, unit or choices, guidance


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
    """

    file: str
    sha256: str
    is_list: bool
    fiscal_year: int | None
    proposals: list[RawProposal]
    notes: list[Note]


class _Columns(NamedTuple):
    """The heading of one table: its row, and the column of each field."""

    row: int
    fields: dict[int, Field]
    ref: int | None
    unknown: list[tuple[int, str]]


class _Table(NamedTuple):
    """One of the four table sheets, with its heading."""

    declared: str
    sheet: RawSheet
    columns: _Columns


def read_workbook(path: Path) -> Workbook:
    """Read the proposals of one file; see :func:`fct.data.cells.read_book` for its refusals."""
    return workbook_from_book(read_book(path))


def workbook_from_book(book: RawBook) -> Workbook:
    """Return the proposals that a file's cells hold.

    Raises
    ------
    RefusalError
        If the file is no form and no list, was made from another form version, or could be read
        in two ways.
    """
    form = load_form()
    sheets = {normalise(sheet.name): sheet for sheet in book.sheets}
    _refuse_form_as_csv(book, form)
    is_form, is_list = normalise(PROPOSAL) in sheets, normalise(LIST_SHEET) in sheets
    if is_form and is_list:
        raise refusal("FORM_AND_LIST", name=book.file)
    if not is_form and not is_list:
        names = ", ".join(f"“{sheet.name}”" for sheet in book.sheets) or "none"
        raise refusal("NOT_A_FORM", name=book.file, sheets=names)
    seen = book.properties.get(FORM_VERSION_STAMP)
    if seen is not None and seen != form.version:
        raise refusal("OLD_FORM", name=book.file, seen=seen, accepted=form.version)
    read = _read_list if is_list else _read_form
    proposals, notes = read(book, form, sheets)
    most = load_limits().proposals
    if len(proposals) > most:
        raise refusal("TOO_MANY_PROPOSALS", name=book.file, seen=len(proposals), limit=most)
    stamp = book.properties.get(FISCAL_YEAR_STAMP, "")
    fiscal_year = int(stamp) if stamp.isdecimal() else None
    return Workbook(book.file, book.sha256, is_list, fiscal_year, proposals, notes)


def _refuse_form_as_csv(book: RawBook, form: Form) -> None:
    """Refuse one sheet of the form that was saved as CSV, whatever it is named."""
    if not book.file.lower().endswith(".csv"):
        return
    names = _headings(form, PROPOSAL)
    fields = [
        field
        for sheet in book.sheets
        for row in sheet.rows
        if (field := _field_of_row(names, row[:2], -1)) is not None
    ]
    if len(set(fields)) >= _FIELDS_OF_A_FORM:
        raise refusal("FORM_AS_CSV", name=book.file)


@functools.cache
def _headings(form: Form, sheet: str) -> Mapping[str, Field]:
    fields = form.of_sheet(sheet)
    names = {normalise(name): field for field in fields for name in field.also_written_as}
    names |= {normalise(field.label): field for field in fields}
    return names | {normalise(field.id): field for field in fields}


def _origin(book: RawBook, sheets: dict[str, RawSheet]) -> Origin:
    names = {declared: declared for declared in (PROPOSAL, *TABLE_SHEETS)}
    for declared in names:
        if (sheet := sheets.get(normalise(declared))) is not None:
            names[declared] = sheet.name
    if (listed := sheets.get(normalise(LIST_SHEET))) is not None:
        names[PROPOSAL] = listed.name
    return Origin(book.file, book.sha256, names)


def _sheet_notes(book: RawBook, known: set[str]) -> list[Note]:
    return [
        Note(f"The sheet “{sheet.name}” is not part of the form and was not read.", sheet.name, "")
        for sheet in book.sheets
        if normalise(sheet.name) not in known | OWN_SHEETS
        and any(value not in {"", None} for row in sheet.rows for value in row)
    ]


def _read_form(
    book: RawBook, form: Form, sheets: dict[str, RawSheet]
) -> tuple[list[RawProposal], list[Note]]:
    notes = _sheet_notes(book, {normalise(name) for name in (PROPOSAL, *TABLE_SHEETS)})
    answers = _form_answers(book, form, sheets[normalise(PROPOSAL)], notes)
    if not answers:
        raise refusal("NO_ANSWERS", name=book.file)
    rows: dict[str, list[dict[str, Cell]]] = {}
    for table in _tables(book, form, sheets, notes):
        rows[table.declared] = [row for _, row in _table_rows(table, notes)]
    ref = book.properties.get(REF_STAMP, "").strip()
    return [RawProposal(ref, _origin(book, sheets), answers, rows, notes)], []


def _form_answers(book: RawBook, form: Form, sheet: RawSheet, notes: list[Note]) -> dict[str, Cell]:
    names = _headings(form, PROPOSAL)
    answer_column = _answer_column(sheet)
    answers: dict[str, Cell] = {}
    for number, row in enumerate(sheet.rows):
        value: CellValue = row[answer_column] if answer_column < len(row) else ""
        field = _field_of_row(names, row, answer_column)
        if field is None:
            if number > 0 and not is_blank(value):
                seen = squeeze(as_text(value))[:60]
                text = f"“{seen}” stands beside no field of the form and was not read."
                notes.append(Note(text, sheet.name, cell_name(number, answer_column)))
            continue
        if field.id in answers:
            first = cell_name(answers[field.id].row, answer_column)
            raise refusal(
                "FIELD_TWICE",
                name=book.file,
                sheet=sheet.name,
                field=field.label,
                first=first,
                second=cell_name(number, answer_column),
            )
        answers[field.id] = Cell(value, number, answer_column)
    told = {*range(_DECLARED_COLUMNS), answer_column}
    notes += _stray_cell_notes(sheet.name, sheet.rows, 0, told)
    return answers


def _answer_column(sheet: RawSheet) -> int:
    for row in sheet.rows:
        if any(not is_blank(value) for value in row):
            for column, value in enumerate(row):
                if isinstance(value, str) and normalise(value) in _ANSWER_HEADINGS:
                    return column
            return _DEFAULT_ANSWER_COLUMN
    return _DEFAULT_ANSWER_COLUMN


def _field_of_row(
    names: Mapping[str, Field], row: list[CellValue], answer_column: int
) -> Field | None:
    for column, value in enumerate(row[:6]):
        if column != answer_column and isinstance(value, str):
            field = names.get(normalise(value))
            if field is not None:
                return field
    return None


def _columns(book: RawBook, form: Form, declared: str, sheet: RawSheet) -> _Columns:
    """Find the heading of a table: its first row that is not blank."""
    names = _headings(form, declared)
    fields: dict[int, Field] = {}
    unknown: list[tuple[int, str]] = []
    ref = None
    heading = next((n for n, row in enumerate(sheet.rows) if any(not is_blank(v) for v in row)), 0)
    for column, value in enumerate(sheet.rows[heading] if sheet.rows else []):
        key = normalise(as_text(value))
        field = names.get(key)
        earlier = next((c for c, f in fields.items() if f is field), None)
        if key == _REF:
            earlier, ref = ref, column
        if earlier is not None:
            raise refusal(
                "FIELD_TWICE",
                name=book.file,
                sheet=sheet.name,
                field=field.label if field else _REF,
                first=cell_name(heading, earlier),
                second=cell_name(heading, column),
            )
        if field is not None:
            fields[column] = field
        elif key and key != _REF:
            unknown.append((column, squeeze(as_text(value))))
    return _Columns(heading, fields, ref, unknown)


def _unknown_column_notes(sheet: RawSheet, columns: _Columns) -> list[Note]:
    notes = [
        Note(
            f"The column “{name}” is not part of the form and was not read.",
            sheet.name,
            cell_name(columns.row, column),
        )
        for column, name in columns.unknown
    ]
    told = {*columns.fields, columns.ref, *(column for column, _ in columns.unknown)}
    below = sheet.rows[columns.row + 1 :]
    return notes + _stray_cell_notes(sheet.name, below, columns.row + 1, told)


def _stray_cell_notes(
    name: str, rows: list[list[CellValue]], first_row: int, told: Collection[int | None]
) -> list[Note]:
    """Note the columns in which something stands that belongs to no heading."""
    strays: dict[int, list[int]] = {}
    width = max(map(len, rows), default=0)
    for column in sorted(set(range(width)).difference(told)):
        for number, row in enumerate(rows, first_row):
            if column < len(row) and not is_blank(row[column]):
                strays.setdefault(column, []).append(number)
    return [
        Note(
            f"{len(numbers)} cells of this column stand under no heading of the form and were "
            "not read.",
            name,
            cell_name(numbers[0], column),
        )
        for column, numbers in sorted(strays.items())
    ]


def _tables(
    book: RawBook, form: Form, sheets: dict[str, RawSheet], notes: list[Note]
) -> Iterator[_Table]:
    """Yield the table sheets that the file has, and note those that it lacks."""
    for declared in TABLE_SHEETS:
        sheet = sheets.get(normalise(declared))
        if sheet is None:
            notes.append(Note(f"There is no sheet “{declared}”: it counts as empty.", declared, ""))
            continue
        columns = _columns(book, form, declared, sheet)
        notes += _unknown_column_notes(sheet, columns)
        yield _Table(declared, sheet, columns)


def _table_rows(table: _Table, notes: list[Note]) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Yield the rows that count, each with the text of its ref."""
    declared, sheet, columns = table
    ordered = sorted(columns.fields.items(), key=lambda item: _order(item[1]))
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
        if first is None:
            continue
        if declared in _TOTALED_SHEETS and _is_total(first.value):
            where = cell_name(number, first.column)
            notes.append(Note("This total line was passed over.", sheet.name, where))
            continue
        ref = columns.ref
        yield _ref_text(values[ref]) if ref is not None and ref < width else "", row


def _ref_text(value: CellValue) -> str:
    """Return a ref as text; one that is blank or cannot be read is empty."""
    if is_blank(value) or isinstance(value, BrokenCell):
        return ""
    text = as_text(value).strip()
    return "" if text.upper() in reading_words()["error_texts"] else text


@functools.cache
def _order(field: Field) -> int:
    return load_form().fields.index(field)


def _is_filled(field: Field, cell: Cell) -> bool:
    value = cell.value
    if value is None or value == "":
        return False
    return not isinstance(value, str) or read_answer(field, value).state is not State.BLANK


def _is_total(value: CellValue) -> bool:
    return isinstance(value, str) and normalise(value) in reading_words()["total_words"]


def _read_list(
    book: RawBook, form: Form, sheets: dict[str, RawSheet]
) -> tuple[list[RawProposal], list[Note]]:
    known = {normalise(name) for name in (LIST_SHEET, *TABLE_SHEETS)}
    notes = _sheet_notes(book, known)
    listed = sheets[normalise(LIST_SHEET)]
    columns = _columns(book, form, PROPOSAL, listed)
    if columns.ref is None:
        raise refusal("NO_REF_COLUMN", name=book.file, sheet=listed.name)
    notes += _unknown_column_notes(listed, columns)
    proposals = _listed_proposals(book, listed, columns, _origin(book, sheets))
    if not proposals:
        raise refusal("NO_PROPOSALS", name=book.file)
    for table in _tables(book, form, sheets, notes):
        if table.columns.ref is None and table.columns.fields:
            text = "This sheet has no column “ref”: its rows belong to no proposal."
            notes.append(Note(text, table.sheet.name, cell_name(table.columns.row, 0)))
        _add_rows(table, proposals, notes)
    return list(proposals.values()), notes


def _listed_proposals(
    book: RawBook, sheet: RawSheet, columns: _Columns, origin: Origin
) -> dict[str, RawProposal]:
    proposals: dict[str, RawProposal] = {}
    first_rows: dict[str, int] = {}
    ref_column = columns.ref or 0
    for number in range(columns.row + 1, len(sheet.rows)):
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
                column_name = cell_name(0, ref_column)[:-1]
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
        proposals[ref] = RawProposal(ref, origin, answers, {t: [] for t in TABLE_SHEETS})
    return proposals


def _add_rows(table: _Table, proposals: dict[str, RawProposal], notes: list[Note]) -> None:
    for ref, row in _table_rows(table, notes):
        proposal = proposals.get(ref)
        if proposal is not None:
            proposal.rows[table.declared].append(row)
            continue
        where = cell_name(next(iter(row.values())).row, table.columns.ref or 0)
        text = f"This row belongs to no proposal: its ref is “{ref}”. It was not read."
        notes.append(Note(text, table.sheet.name, where))
