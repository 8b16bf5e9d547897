"""A quick look at one XML part: whether it is of the ordinary kind that needs no slow walk.

Most parts are: in UTF-8, flat, without comments, entities or formatted runs of text, and with
references where every program writes them. A part is called ordinary only if its bytes alone show
that it keeps every limit; in any doubt it is walked through (:mod:`fct.data.gate_xml`).
"""

import itertools
import re
from typing import NamedTuple

from fct.data.gate_sheet import column_number
from fct.data.limits import Limits

LARGEST = 33_554_432  # bytes; a larger part is walked through piece by piece
_STRETCH = 1_000  # bytes; twice this is short enough for any limit of a tag or text
_SLICE, _FLAT = 131_072, 20
_RUNS = (b"<r>", b"<r ", b":r>")  # of text that is formatted apart
_CODED_LETTER = re.compile(rb"_x00[4-7]")
_SPECIAL = (b"sheetData", b"encryption-data", b"ddeLink", b"vbaProject", b"acrosheet", b":sst")
_PREFIXED_CELL = re.compile(rb"<\w+:(?:c|v|row|f|is)[\s/>]")
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"')
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
_CLAIM = re.compile(rb'<sst [^>]*?uniqueCount="([0-9]{1,9})"')
_SUSPECT = (b"<f", b'="e"', b"='e'")
_TEXT = (b"inlineStr", b'"str"', b"'str'")
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class QuickSheet(NamedTuple):
    """What a quick look at a sheet tells.

    Attributes
    ----------
    filled : int
        Cells, filled or not.
    said : str
        What is not cells, and the cells too where they hold text.
    suspects : bytes
        The rows with a formula or an error value, to be walked through; else nothing.
    """

    filled: int
    said: str
    suspects: bytes


def has_nothing_odd(content: bytes) -> bool:
    """Whether a part has no document type, comment, verbatim text or letter written as a number."""
    return (
        b"<!" not in content
        and b"&#" not in content
        and content.count(b"<?") <= content.startswith(b"<?xml")
    )


def has_runs(content: bytes) -> bool:
    """Whether a text of a part may be in pieces that are formatted apart."""
    return any(sign in content for sign in _RUNS) or _CODED_LETTER.search(content) is not None


def is_ordinary(content: bytes) -> bool:
    """Whether a part is written as plainly as every program writes."""
    if len(content) > LARGEST or not has_nothing_odd(content):
        return False
    depth = 0
    for at in range(0, len(content), _SLICE):
        end = at + _SLICE
        depth += content.count(b"<", at, end) - content.count(b"/>", at, end + 1)
        depth -= 2 * content.count(b"</", at, end + 1)
        if abs(depth) > _FLAT:
            return False
    # A tag begins in each stretch, so that none is as long as two, with the text that follows.
    stretches = range(0, len(content) - _STRETCH, _STRETCH)
    if any(content.find(b"<", at, at + _STRETCH) < 0 for at in stretches):
        return False
    return content.isascii() or _is_utf8(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def quick_sheet(content: bytes, limits: Limits) -> QuickSheet | None:
    """Return what an ordinary sheet tells, or None where it must be walked through."""
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    if start < 0 or content.count(b"sheetData") != 1 + (end > 0):
        return None
    cells = content[start:end] if end > start else b""
    around = content[:start] + content[end:] if end > start else content
    if b"<c " in around or b"<row" in around or _PREFIXED_CELL.search(content):
        return None
    grid = _Grid()
    at = 0
    while at < len(cells):
        until = cells.find(b"<row", at + _SLICE)
        until = until if until > 0 else len(cells)
        if not grid.takes(cells[at:until]):
            return None
        at = until
    width = max((column_number(letters.decode()) for letters in grid.columns), default=-1) + 1
    small = grid.height <= limits.rows and width <= limits.columns
    if not small or grid.height * width > limits.grid_cells:
        return None
    if grid.has_text and has_runs(cells):
        return None
    suspects = b"<sheetData>%b</sheetData>" % b"".join(grid.suspects) if grid.suspects else b""
    return QuickSheet(grid.cells, (content if grid.has_text else around).decode(), suspects)


class _Grid:
    """The cells of a sheet, counted some rows at a time."""

    def __init__(self) -> None:
        self.cells = self.height = 0
        self.columns: set[bytes] = set()
        self.suspects: list[bytes] = []
        self.has_text = False

    def takes(self, cells: bytes) -> bool:
        """Count the cells of some rows; False where one of them is in doubt."""
        places = _REFERENCE.findall(cells)
        split = cells.split(b"<row")
        rows = _row_of_each_cell(cells, split)
        if len(places) != cells.count(b"<c") or rows is None:
            return False
        joined = b" ".join(places)
        if joined.translate(None, _LETTERS).split() != rows:
            return False
        self.cells += len(places)
        self.columns.update(joined.translate(None, _DIGITS).split())
        self.height = max(self.height, *map(int, set(rows)), 0)
        suspects = []
        if any(sign in cells for sign in _SUSPECT):
            suspects = [row for row in split if any(sign in row for sign in _SUSPECT)]
            self.suspects += [b"<row%b" % row for row in suspects]
        heard = sum(row.count(sign) for row in suspects for sign in _TEXT)  # when walked through
        self.has_text = self.has_text or sum(map(cells.count, _TEXT)) > heard
        return True


def _row_of_each_cell(cells: bytes, rows: list[bytes]) -> list[bytes] | None:
    """Return the number of the row of each cell, or None where a row states none."""
    numbers = _ROW.findall(cells)
    if len(numbers) != len(rows) - 1 or b"<c" in rows[0]:
        return None
    counts = [row.count(b"<c") for row in rows[1:]]
    return list(itertools.chain.from_iterable(map(itertools.repeat, numbers, counts)))


def quick_strings(content: bytes) -> tuple[int, int] | None:
    """Return how many texts an ordinary table of texts states and has, or None."""
    claim = _CLAIM.search(content, 0, 4_000)
    if b"<sst" not in content or (claim is None and b"uniqueCount" in content):
        return None
    if has_runs(content):
        return None
    return (int(claim[1]) if claim else 0), content.count(b"<si")


def is_special(content: bytes) -> bool:
    """Whether a part that is no sheet holds something that a walk takes note of."""
    return any(sign in content for sign in _SPECIAL)
