"""How the headings of a sheet are known: by their words, wherever they stand (reading 74)."""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fct.data.common import CellValue, loaded_once, normalize, squeeze
from fct.data.program import Field, Form, unit_mark
from fct.data.proposals import as_text, is_blank

REF = "ref"
ANSWER_HEADINGS = frozenset({"answer", "answers", "your answer"})
DEFAULT_ANSWER_COLUMN = 2  # column C, that of form 1.0
TOP_ROWS, FIRST_COLUMNS = 10, 8
_UNIT = re.compile(r"(?i)\s*[(\[]\s*(?P<unit>(?:us ?)?\$(?: ?k|000s?)?|k ?\$|k?usd)\s*[)\]]$")
_MARK = re.compile(r" ?(?:\*|\(\*\))$")  # of a question that has to be answered
_SEVERAL = 2


class Heading(NamedTuple):
    """What a heading says.

    Attributes
    ----------
    key : str
        Its words, as headings are compared.
    unit : str
        ``$K`` or ``$``, where it names a unit.
    """

    key: str
    unit: str


def heading_of(value: CellValue) -> Heading:
    """Return the words of a heading, and the unit that stands behind them.

    Examples
    --------
    >>> heading_of("FCT: test articles ($K)")
    Heading(key='fct: test articles', unit='$K')
    """
    return _heading_of(value if isinstance(value, str) else as_text(value))


@functools.lru_cache(maxsize=4096)
def _heading_of(written: str) -> Heading:
    text = squeeze(written)
    if text.endswith(("*", "*)")):  # which a format shows; Gnumeric writes it into an ods file
        text = _MARK.sub("", text)
    found = _UNIT.search(text) if text.endswith((")", "]")) else None
    if found is None:
        return Heading(normalize(text), "")
    # k or three zeros: thousands.
    unit = found["unit"].casefold()
    return Heading(normalize(text[: found.start()]), "$K" if "k" in unit or "000" in unit else "$")


def contradicts(heading: Heading, field: Field) -> bool:
    """Whether a heading names another unit than its field has."""
    mark = unit_mark(field)
    return bool(heading.unit and mark and heading.unit != mark)


@loaded_once
def ids_of(form: Form, sheet: str) -> Mapping[str, Field]:
    """Return the fields of a sheet by id, as headings are compared."""
    return {normalize(field.id): field for field in form.of_sheet(sheet)}


@loaded_once
def ids_and_labels(form: Form, sheet: str) -> Mapping[str, Field]:
    """Return the fields of a sheet by id and label."""
    fields = form.of_sheet(sheet)
    return {**{normalize(field.label): field for field in fields}, **ids_of(form, sheet)}


@loaded_once
def names_of(form: Form, sheet: str) -> Mapping[str, Field]:
    """Return the fields of a sheet by all that they are called."""
    fields = form.of_sheet(sheet)
    others = {normalize(name): field for field in fields for name in field.also_written_as}
    return {**others, **ids_and_labels(form, sheet)}


@loaded_once
def lines_of_nobody(form: Form) -> frozenset[str]:
    """Return the words of the form's own lines below its questions: sums, summary, signatures."""
    closings = form.closings.values()
    return frozenset(heading_of(line).key for one in closings for line in one.lines.values())


def is_of_nobody(form: Form, row: Sequence[CellValue]) -> bool:
    """Whether a row is one of the form's own lines, which are no answers."""
    words = lines_of_nobody(form)
    return any(isinstance(v, str) and heading_of(v).key in words for v in row[:FIRST_COLUMNS])


def heading_row(rows: Sequence[Sequence[CellValue]], names: Mapping[str, Field]) -> int:
    """Return the row of a table's headings.

    It is the first of the top ten rows that holds at least two labels or ids; else the first that
    holds one, else the first that is not blank.
    """
    known = [
        len({key for value in row if (key := heading_of(value).key) in names or key == REF})
        for row in rows[:TOP_ROWS]
    ]
    # A row with several known headings before one with a single one: a title above the table may
    # hold a word of the form.
    for least in (_SEVERAL, 1):
        for number, count in enumerate(known):
            if count >= least:
                return number
    return next((n for n, row in enumerate(rows) if any(not is_blank(v) for v in row)), 0)


class AnswerSheet(NamedTuple):
    """Where the answers of a sheet with one field a row stand.

    Attributes
    ----------
    heading : int or None
        The row of the headings, where there is one.
    column : int
        That of the answers.
    """

    heading: int | None
    column: int


def answer_sheet(rows: Sequence[Sequence[CellValue]]) -> AnswerSheet:
    """Return where the answers stand: in the column headed ``Answer``, else in column C."""
    for number, row in enumerate(rows[:TOP_ROWS]):
        for column, value in enumerate(row):
            if isinstance(value, str) and heading_of(value).key in ANSWER_HEADINGS:
                return AnswerSheet(number, column)
    return AnswerSheet(None, DEFAULT_ANSWER_COLUMN)


class NamedField(NamedTuple):
    """The field that a row belongs to, and whether its id says so."""

    field: Field
    is_by_id: bool
    column: int


def field_of_row(
    form: Form, sheet: str, row: Sequence[CellValue], answer_column: int
) -> NamedField | None:
    """Return the field whose id, else whose label, stands in one of the first eight columns."""
    # Ids before labels before other names: an id means one field in every version of the form, and
    # a label may come again as another's other name.
    ids = ids_of(form, sheet)
    for names in (ids, ids_and_labels(form, sheet), names_of(form, sheet)):
        for column, value in enumerate(row[:FIRST_COLUMNS]):
            if not isinstance(value, str) or not value or column == answer_column:
                continue
            if (field := names.get(heading_of(value).key)) is not None:
                return NamedField(field, names is ids, column)
    return None
