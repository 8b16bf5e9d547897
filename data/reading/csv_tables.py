"""CSV tables at the gate: how large they are, before they are read strictly."""

import re
from collections import Counter
from collections.abc import Iterable

from fct.data.common import CellValue
from fct.data.gate import check_grid, gate_refusal
from fct.data.program import LIST_SHEET, OWN_SHEETS, PROPOSAL, TABLE_SHEETS, Limits
from fct.data.reading.csv_cells import DELIMITERS, read_csv_bytes

_MARK = b"\xef\xbb\xbf"
# LibreOffice names the table of a sheet by the workbook and the sheet, as form-Market.csv.
_SHEETS = "|".join((PROPOSAL, LIST_SHEET, *TABLE_SHEETS, *OWN_SHEETS))
_OF_WORKBOOK = re.compile(rf"(?P<book>.+?)[\s_-]+(?P<sheet>{_SHEETS})", re.IGNORECASE)


def lone_table(name: str) -> str:
    """Return which table of a list a CSV file of this name is that comes alone."""
    stem = name[: -len(".csv")]
    return f"{stem if stem in TABLE_SHEETS else LIST_SHEET}.csv"


def sheet_names(tables: Iterable[str]) -> dict[str, str]:
    """Return the sheet that each CSV file of a zip or folder is, by its name without ending.

    Examples
    --------
    >>> sheet_names(["form-Proposal", "form-Market"])
    {'form-Proposal': 'Proposal', 'form-Market': 'Market'}

    Raises
    ------
    GateRefusalError
        If they are the sheets of several workbooks.
    """
    names = {table: table for table in tables}
    declared = {sheet.lower() for sheet in (PROPOSAL, LIST_SHEET, *TABLE_SHEETS)}
    if any(table.strip().lower() in declared for table in names):
        return names
    found = {table: match for table in names if (match := _OF_WORKBOOK.fullmatch(table))}
    sheets = Counter(match["sheet"].lower() for match in found.values())
    forms = sheets[PROPOSAL.lower()]
    if forms > 1:
        raise gate_refusal("SEVERAL_FORMS", seen=forms)
    is_one_book = len({match["book"].lower() for match in found.values()}) == 1
    return names | {table: match["sheet"] for table, match in found.items() if is_one_book}


def csv_rows(name: str, content: bytes, limits: Limits) -> list[list[CellValue]]:
    """Return the cells of a CSV table.

    Raises
    ------
    GateRefusalError
        If the table is too large, or starts with what is not a heading.
    RefusalError
        If it is damaged; see :func:`fct.data.reading.csv_cells.read_csv_bytes`.
    """
    # Counted in the bytes, before anything is read: signs within quotes can only make it fewer.
    check_grid(name, max(content.count(b"\n"), content.count(b"\r")), 1, limits)
    heading = content[: max(content.find(b"\n"), 0) or len(content)]
    signs = [sign.encode() for sign in DELIMITERS]
    columns = 1 + max(map(heading.count, signs))
    check_grid(name, 1, columns, limits)
    cells = max(map(content.count, signs))
    if cells > limits.filled_cells:
        raise gate_refusal("TOO_MANY_CELLS", limit=limits.filled_cells)
    start = content.removeprefix(_MARK)
    if start.startswith(_MARK):
        detail = "it has two byte order marks"
        raise gate_refusal("CSV_DAMAGED", name=name, line=1, detail=detail)
    return read_csv_bytes(name, content)
