"""What people wrote below the questions of a form, which nobody judges: its summary."""

from fct.data.common import normalize
from fct.data.program import PROPOSAL, load_form
from fct.data.sheets.headings import FIRST_COLUMNS, answer_sheet, heading_of
from fct.data.sheets.raw_book import RawBook
from fct.data.sheets.sheet_names import named_sheets

_SUMMARY, _PARAGRAPH = "summary", "paragraph"


def summary_in(book: RawBook) -> str:
    """Return the summary of a form; nothing where it has none."""
    sheet = named_sheets(book).get(normalize(PROPOSAL))
    if sheet is None:
        return ""
    label = heading_of(load_form().closings[_SUMMARY].lines[_PARAGRAPH]).key
    column = answer_sheet(sheet.rows).column
    for row in sheet.rows:
        keys = {heading_of(value).key for value in row[:FIRST_COLUMNS] if isinstance(value, str)}
        if label in keys and len(row) > column and isinstance(row[column], str):
            return str(row[column]).strip()
    return ""
