"""One sheet of the form, saved alone as a CSV file: it is named, and refused."""

from fct.data.program import Form, refusal
from fct.data.sheets.headings import REF, TOP_ROWS, heading_of, names_of
from fct.data.sheets.raw_book import RawBook

_FIELDS_OF_A_FORM = 5  # below one another in the first two columns: a list has them in one row
_HEADINGS_OF_A_TABLE = 3


def refuse_form_as_csv(book: RawBook, form: Form) -> None:
    """Refuse one sheet of the form that was saved as CSV, whatever it is named."""
    if not book.file.lower().endswith(".csv"):
        return
    names = names_of(form, form.answer_sheet)
    for sheet in book.sheets:
        keys = [[heading_of(cell).key for cell in row] for row in sheet.rows]
        fields = (next((names[key].id for key in row[:2] if key in names), None) for row in keys)
        if len(set(filter(None, fields))) >= _FIELDS_OF_A_FORM:
            raise refusal("FORM_AS_CSV", name=book.file, sheet=form.answer_sheet)
        for row in map(set, keys[:TOP_ROWS]):
            for table in form.table_sheets if REF not in row else ():
                found = len(row & names_of(form, table).keys())
                if found >= _HEADINGS_OF_A_TABLE and found > len(row & names.keys()):
                    raise refusal("FORM_AS_CSV", name=book.file, sheet=table)
