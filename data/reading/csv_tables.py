"""CSV tables at the gate: how large they are, before they are read strictly."""

from fct.data.common import CellValue
from fct.data.gate import check_grid, gate_refusal
from fct.data.program import LIST_SHEET, TABLE_SHEETS, Limits
from fct.data.reading.csv_cells import read_csv_bytes

_MARK = b"\xef\xbb\xbf"


def lone_table(name: str) -> str:
    """Return which table of a list a CSV file of this name is that comes alone."""
    stem = name[: -len(".csv")]
    return f"{stem if stem in TABLE_SHEETS else LIST_SHEET}.csv"


def csv_rows(name: str, content: bytes, limits: Limits) -> list[list[CellValue]]:
    """Return the cells of a CSV table.

    Raises
    ------
    GateRefusalError
        If the table is too large, or starts with what is not a heading.
    RefusalError
        If it is damaged; see :func:`fct.data.reading.csv_cells.read_csv_bytes`.
    """
    check_grid(name, max(content.count(b"\n"), content.count(b"\r")), 1, limits)
    heading = content[: max(content.find(b"\n"), 0) or len(content)]
    columns = 1 + max(heading.count(sign) for sign in (b",", b";", b"\t"))
    check_grid(name, 1, columns, limits)
    cells = max(content.count(sign) for sign in (b",", b";", b"\t"))
    if cells > limits.filled_cells:
        raise gate_refusal("TOO_MANY_CELLS", limit=limits.filled_cells)
    start = content.removeprefix(_MARK)
    if start.startswith(_MARK):
        detail = "it has two byte order marks"
        raise gate_refusal("CSV_DAMAGED", name=name, line=1, detail=detail)
    if start[:4].lower() == b"sep=":
        detail = "“sep=” is a note to a spreadsheet program and no heading; delete this line"
        raise gate_refusal("CSV_DAMAGED", name=name, line=1, detail=detail)
    return read_csv_bytes(name, content)
