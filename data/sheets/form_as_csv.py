"""One sheet of the form, saved alone as a CSV file: it is named, and refused."""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from fct.data.common import CellValue, RefusalError, in_series, normalize
from fct.data.program import OWN_SHEETS, Form, declared_yaml, refusal
from fct.data.proposals import as_text
from fct.data.sheets.headings import REF, TOP_ROWS, heading_of, names_of
from fct.data.sheets.raw_book import RawBook

_FIELDS_OF_A_FORM = 5  # below one another in the first two columns: a list has them in one row
_HEADINGS_OF_A_TABLE = 3
_CHOICES = re.compile("choices_[a-z_]+")  # over the columns of the hidden sheet of choices
_INSTRUCTIONS, _LISTS = "Instructions", "Lists"


def refuse_form_as_csv(book: RawBook, form: Form) -> None:
    """Refuse one sheet of the form that was saved as CSV, whatever it is named."""
    if not book.file.lower().endswith(".csv"):
        return
    names = names_of(form, form.answer_sheet)
    for sheet in book.sheets:
        keys = [[heading_of(cell).key for cell in row] for row in sheet.rows]
        fields = (next((names[key].id for key in row[:2] if key in names), None) for row in keys)
        if len(set(filter(None, fields))) >= _FIELDS_OF_A_FORM:
            raise _refused(book, form, form.answer_sheet)
        for row in map(set, keys[:TOP_ROWS]):
            # A list has a column of refs; a table of the form has none.
            for table in form.table_sheets if REF not in row else ():
                found = len(row & names_of(form, table).keys())
                # More of a table's words than of the questions': some are in both.
                if found >= _HEADINGS_OF_A_TABLE and found > len(row & names.keys()):
                    raise _refused(book, form, table)
        if (own := _sheet_of_ours(book.file, keys[:TOP_ROWS])) is not None:
            raise _refused(book, form, own)
        if _begins_as_instructions(form, sheet.rows[:TOP_ROWS]):
            raise _refused(book, form, _INSTRUCTIONS)


def _sheet_of_ours(file: str, top: list[list[str]]) -> str | None:
    """Return the name of a sheet that the form has and nobody answers, if a file is one."""
    if any(REF in row for row in top):
        return None
    if top and sum(_CHOICES.fullmatch(key) is not None for key in top[0]) > 1:
        return _LISTS
    # LibreOffice names the file of a sheet as the workbook, a hyphen and the sheet.
    last = re.split(r"[-_ ]", PurePath(file).stem)[-1]
    return last.capitalize() if normalize(last) in OWN_SHEETS else None


def _begins_as_instructions(form: Form, top: Iterable[Sequence[CellValue]]) -> bool:
    """Whether the first sheet of a form stands there, which programs save where none was chosen."""
    title = normalize(declared_yaml(form.instructions)["form_title"].partition("{")[0])
    return any(normalize(as_text(cell)).startswith(title) for row in top for cell in row)


def _refused(book: RawBook, form: Form, sheet: str) -> RefusalError:
    wanted = in_series([f"“{one}”" for one in (form.answer_sheet, *form.table_sheets)])
    return refusal("FORM_AS_CSV", name=book.file, sheet=sheet, sheets=wanted)
