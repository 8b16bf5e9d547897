"""A second proposal in one form: answers beside the answers, or on another sheet (reading 82)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from fct.data.common import CellValue, Note, SecondProposal, cell_name, loaded_once, squeeze
from fct.data.program import (
    Field,
    FieldType,
    Form,
    accepted_text,
    example_text,
    guide_text,
    needed_text,
)
from fct.data.proposals import State, as_text, is_blank, read_answer
from fct.data.sheets.headings import (
    TOP_ROWS,
    AnswerSheet,
    answer_sheet,
    field_of_row,
    heading_of,
    ids_and_labels,
)
from fct.data.sheets.raw_book import RawSheet
from fct.data.sheets.shown_notes import listed

_MOST_NOTED = 9  # rows; with one more they are a proposal of their own
_LEAST_OF_A_COLUMN = 3  # answers other than text, in a column with a heading of its own
_LONGEST_SEEN = 80
_READ = {State.READ, State.PARTLY}
_SECOND = (
    "This file holds a second proposal, and one form is one proposal: {places} hold answers that "
    "are not read. Move them into a form of their own and send both, or delete them."
)
_ALONE = (
    "No answer stands where answers are read: {places} hold answers. Move them into the column "
    "“Answer” of the sheet “{sheet}”, each beside its question."
)
_RENAMED = (
    "The sheet “{sheet}” is missing, and {places} hold answers to its questions, which are not "
    "read. If they are its rows, name that sheet “{sheet}”; else delete them."
)


class Beside(NamedTuple):
    """A cell that would be an answer to a field, and is not where answers are read."""

    sheet: str
    row: int
    column: int
    field: Field
    value: CellValue

    @property
    def name(self) -> str:
        """The cell's name."""
        return cell_name(self.row, self.column)


def answers_beside(
    sheet: RawSheet, place: AnswerSheet, fields: Mapping[int, Field], *, is_of_today: bool = False
) -> list[Beside]:
    """Return the cells right of the answers that the template did not write.

    Parameters
    ----------
    sheet : RawSheet
    place : AnswerSheet
    fields : mapping of int to Field
        By row.
    is_of_today : bool
        Whether the file is stamped as the form of today.

    Notes
    -----
    The guidance of another version of the form would be an answer to any question that takes text.
    So texts in a column with a heading count only beside answers that are no text, and in the form
    of today a few beside answers that are blank: they may have been typed into the wrong column.
    """
    columns: dict[int, list[Beside]] = {}
    for number, field in fields.items():
        row = sheet.rows[number]
        for column in range(place.column + 1, len(row)):
            if _would_be_answer(field, row[column]):
                cell = Beside(sheet.name, number, column, field, row[column])
                columns.setdefault(column, []).append(cell)
    headings = sheet.rows[place.heading] if place.heading is not None else []
    found = []
    for column, cells in columns.items():
        others = [one for one in cells if one.field.type is not FieldType.TEXT]
        is_headed = column < len(headings) and not is_blank(headings[column])
        # A headed column beside the answers is mostly for remarks, in which any text would pass as
        # an answer to a question of text; a few others may stand there by chance.
        if is_headed and len(others) < _LEAST_OF_A_COLUMN:
            misplaced = [one for one in cells if is_of_today and _lacks_answer(sheet, place, one)]
            found += [*others, *misplaced][: _LEAST_OF_A_COLUMN - 1]
        else:
            found += cells
    return sorted(found, key=lambda one: (one.row, one.column))


def _lacks_answer(sheet: RawSheet, place: AnswerSheet, one: Beside) -> bool:
    """Whether a text stands beside a blank answer."""
    row = sheet.rows[one.row]
    return one.field.type is FieldType.TEXT and is_blank(row[place.column])


def _would_be_answer(field: Field, value: CellValue) -> bool:
    if value is None or value == "" or value in _written_by_template(field):
        return False
    # Only what the field would take as an answer: remarks on an amount are no amount.
    if is_blank(value) or read_answer(field, value).state is not State.READ:
        return False
    return not isinstance(value, str) or squeeze(value) not in _written_by_template(field)


@loaded_once
def _written_by_template(field: Field) -> frozenset[str]:
    """Return what a form holds right of an answer; in version 1.0 guidance had its own column."""
    needed, earlier = needed_text(field), field.required.replace("when", "REQUIRED WHEN", 1)
    accepted = f"{needed}. {accepted_text(field)}."
    guidance = " ".join(filter(None, (field.guidance, example_text(field))))
    texts = [guide_text(field), accepted]
    # Forms were sent out that named a question by its id.
    texts += [text.replace(needed, earlier, 1) for text in texts]
    return frozenset(map(squeeze, (*texts, field.id, guidance)))


def answers_on(form: Form, sheet: RawSheet) -> list[Beside]:
    """Return the answers of a sheet that is not part of the form, known by the form's words."""
    found = list(_answers_in_rows(form, sheet))
    for declared in form.table_sheets:
        # A sheet may look like several; it is that of which it holds most.
        found = max(found, list(_answers_below(form, declared, sheet)), key=len)
    return found


def _answers_in_rows(form: Form, sheet: RawSheet) -> Iterator[Beside]:
    place = answer_sheet(sheet.rows)
    known = ids_and_labels(form, form.answer_sheet)
    for number, row in enumerate(sheet.rows):
        named = field_of_row(form, form.answer_sheet, row, place.column)
        if named is None or heading_of(row[named.column]).key not in known:
            continue
        column = place.column
        if place.heading is None:
            column = _first_answer(row, named.column, known)
        if column >= len(row) or is_blank(row[column]):
            continue
        if read_answer(named.field, row[column]).state in _READ:
            yield Beside(sheet.name, number, column, named.field, row[column])


def _first_answer(row: Sequence[CellValue], after: int, known: Mapping[str, Field]) -> int:
    """Return the column of the first cell behind a name that is not a name itself."""
    for column in range(after + 1, len(row)):
        if not is_blank(row[column]) and heading_of(row[column]).key not in known:
            return column
    return len(row)


def _answers_below(form: Form, declared: str, sheet: RawSheet) -> Iterator[Beside]:
    """Yield the answers below headings that are those of a whole table."""
    names = ids_and_labels(form, declared)
    required = {field for field in form.of_sheet(declared) if field.required == "yes"}
    tops = (
        (number, {c: f for c, v in enumerate(row) if (f := names.get(heading_of(v).key))})
        for number, row in enumerate(sheet.rows[:TOP_ROWS])
    )
    top, fields = next((one for one in tops if required <= set(one[1].values())), (0, {}))
    for number in range(top + 1, len(sheet.rows) if fields else 0):
        cells = sheet.rows[number]
        for column, field in fields.items():
            value = cells[column] if column < len(cells) else ""
            if not is_blank(value) and read_answer(field, value).state in _READ:
                yield Beside(sheet.name, number, column, field, value)


def second_proposal(
    form: Form,
    beside: Sequence[Beside],
    sheets: Iterable[Sequence[Beside]],
    *,
    is_alone: bool,
    missing: Collection[str] = (),
) -> SecondProposal | None:
    """Return the note on a second proposal, or None where too few answers stand elsewhere.

    Parameters
    ----------
    form : Form
    beside : sequence of Beside
        From :func:`answers_beside`.
    sheets : iterable of sequence of Beside
        For each other sheet, from :func:`answers_on`.
    is_alone : bool
        Whether no answer stands where answers are read.
    missing : collection of str
        The tables of which the file has no sheet.
    """
    groups = [list(beside), *map(list, sheets)]
    groups = [
        group for group in groups if len({one.row for one in group}) > _least(form, group, beside)
    ]
    if not groups:
        return None
    places = " and ".join(
        f"{listed([one.name for one in group])} of the sheet “{group[0].sheet}”" for group in groups
    )
    first = groups[0][0]
    is_renamed = {group[0].field.sheet for group in groups} <= set(missing)
    if is_renamed:
        text = _RENAMED.format(places=places, sheet=first.field.sheet)
    else:
        text = (_ALONE if is_alone else _SECOND).format(places=places, sheet=form.answer_sheet)
    seen = squeeze(as_text(first.value))[:_LONGEST_SEEN]
    return SecondProposal(first.sheet, first.name, first.field.id, text, seen)


def _least(form: Form, group: Sequence[Beside], beside: Sequence[Beside]) -> int:
    """Return how many rows are only noted: of a table's copy a row holds several answers."""
    is_table = bool(group) and group[0] not in beside and group[0].field.sheet != form.answer_sheet
    return 0 if is_table and len(group) > _MOST_NOTED else _MOST_NOTED


def beside_notes(beside: Sequence[Beside]) -> list[Note]:
    """Return the note on a few answers that stand beside the answers."""
    if not beside:
        return []
    names = [one.name for one in beside]
    text = (
        f"Right of the answers, {listed(names)} would answer the question and "
        f"{'was' if len(names) == 1 else 'were'} not read: answers stand in one column alone."
    )
    return [Note(text, beside[0].sheet, names[0], beside[0].field.id)]
