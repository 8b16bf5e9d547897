"""A quick look at one XML part: whether it is of the ordinary kind that needs no slow walk.

Most parts are: in UTF-8, flat, without comments, entities or formatted runs of text, and with
references where every program writes them. A part is called ordinary only if its bytes alone show
that it keeps every limit; in any doubt it is walked through (:mod:`fct.data.gate.xml_walk`).
"""

import itertools
import re
from typing import NamedTuple

from fct.data.gate.sheet import column_number
from fct.data.program import Limits

LARGEST = 33_554_432  # bytes; a larger part is walked through piece by piece
_STRETCH = 1_000  # bytes; twice this is short enough for any limit of a tag or text
_SLICE, _FLAT = 131_072, 20
_RUN = re.compile(rb"<(?:\w+:)?(?:r|font|tspan)[\s>]")  # of text that is formatted apart
_TAG = re.compile(rb"<[^<>]*>")
_TEXT_END = re.compile(rb"(?:</(?:\w+:)?(?:p|si|is|text|comment|div|title)\s*>|<br)", re.IGNORECASE)
_ODD_VALUE = re.compile(rb"<v>[-+0-9.eE]*[^-+0-9.eE<]")
_HEAD = 200  # bytes in which a part's declaration stands
_TEXT_ENDS = b"</t></si>"
_CODED_LETTER = re.compile(rb"_x00[4-7]")
_PREFIXED_CELL = re.compile(rb"<\w+:(?:c|v|row|f|is)[\s/>]")
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"')
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
_CLAIM = re.compile(rb'<sst [^>]*?uniqueCount="([0-9]{1,9})"')
_FORMULA = b"<f"
_KIND = re.compile(rb"t\s*=\s*[\"'](e|str|inlineStr)[\"']")
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
    declarations = content.startswith(b"<?xml")
    # One sign is looked up much faster than two, and most parts have none of them.
    if (b"!" in content and b"<!" in content) or (b"#" in content and b"&#" in content):
        return False
    end = _HEAD if content.find(b"?", _HEAD) < 0 else len(content)
    return content.count(b"<?", 0, end) <= declarations


def has_runs(content: bytes) -> bool:
    """Whether a text of a part may be in pieces that are formatted apart."""
    return _RUN.search(content) is not None or has_coded_letters(content)


def has_coded_letters(content: bytes) -> bool:
    """Whether a text of a part may have letters written as numbers of spreadsheet programs."""
    return b"_x00" in content and _CODED_LETTER.search(content) is not None


def with_runs_joined(content: bytes) -> bytes | None:
    """Return a part, and once more with the pieces of each text put together; None in doubt."""
    if content.count(b"<") != content.count(b">"):  # a sign in an attribute would part the pieces
        return None
    return b"%b\n%b" % (content, _TAG.sub(b"", _TEXT_END.sub(rb"\n\g<0>", content)))


def is_ordinary(content: bytes) -> bool:
    """Whether a part is written as plainly as every program writes."""
    return is_plain(content) and is_flat(content)


def is_plain(content: bytes) -> bool:
    """Whether the tags and texts of a part are short, and nothing of it is odd."""
    if len(content) > LARGEST or not has_nothing_odd(content):
        return False
    # A tag begins in each stretch, so that none is as long as two, with the text that follows.
    stretches = range(0, len(content) - _STRETCH, _STRETCH)
    if any(content.find(b"<", at, at + _STRETCH) < 0 for at in stretches):
        return False
    return content.isascii() or _is_utf8(content)


def is_flat(content: bytes) -> bool:
    """Whether about as many elements end as begin, all along a part."""
    depth = 0
    for at in range(0, len(content), _SLICE):
        end = at + _SLICE
        depth += content.count(b"<", at, end) - content.count(b"/>", at, end + 1)
        depth -= 2 * content.count(b"</", at, end + 1)
        if abs(depth) > _FLAT:
            return False
    return True


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def quick_sheet(content: bytes, limits: Limits) -> QuickSheet | None:
    """Return what an ordinary sheet tells, or None where it must be walked through."""
    apart = _cells_apart(content)
    if apart is None:
        return None
    cells, around = apart
    if b"<c " in around or b"<row" in around or _has_prefixed_cells(around, cells):
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


def quick_unread_sheet(content: bytes) -> bytes | None:
    """Return what a sheet says that nobody reads the cells of, or None where it is in doubt."""
    apart = _cells_apart(content)
    if apart is None or not has_nothing_odd(content):
        return None
    cells, around = apart
    if _FORMULA not in cells and not _KIND.search(cells) and not _has_odd_values(cells):
        return around
    return None if has_runs(content) else content


def _cells_apart(content: bytes) -> tuple[bytes, bytes] | None:
    """Return the cells of a sheet, and what is around them, or None in doubt."""
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    if start < 0 or content.count(b"sheetData") != 1 + (end > 0):
        return None
    return (content[start:end], content[:start] + content[end:]) if end > start else (b"", content)


def _has_prefixed_cells(*pieces: bytes) -> bool:
    return any(b":" in piece and _PREFIXED_CELL.search(piece) for piece in pieces)


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
        if rows is None or len(places) != len(rows):
            return False
        joined = b" ".join(places)
        if joined.translate(None, _LETTERS).split() != rows:
            return False
        self.cells += len(places)
        self.columns.update(joined.translate(None, _DIGITS).split())
        self.height = max(self.height, *map(int, set(rows)), 0)
        kinds = _KIND.findall(cells)
        others = cells
        if b"e" in kinds or (b"f" in cells and _FORMULA in cells):
            suspects = [row for row in split if _FORMULA in row or b"e" in _KIND.findall(row)]
            self.suspects += [b"<row%b" % row for row in suspects]
            heard = set(suspects)
            others = b"<row".join(row for row in split if row not in heard)
            kinds = _KIND.findall(others)  # the suspects are heard when they are walked through
        self.has_text = self.has_text or bool(kinds) or _has_odd_values(others)
        return True


def _has_odd_values(cells: bytes) -> bool:
    """Whether a cell holds a text that its kind does not tell of."""
    return b"<is" in cells or b"<v " in cells or _ODD_VALUE.search(cells) is not None


def _row_of_each_cell(cells: bytes, rows: list[bytes]) -> list[bytes] | None:
    """Return the number of the row of each cell, or None where a row states none."""
    numbers = _ROW.findall(cells)
    if len(numbers) != len(rows) - 1 or b"<c" in rows[0]:
        return None
    counts = [row.count(b"<c") for row in rows[1:]]
    return list(itertools.chain.from_iterable(map(itertools.repeat, numbers, counts)))


def quick_strings(content: bytes) -> tuple[int, int] | None:
    """Return how many texts a plain table of texts states and has, or None."""
    claim = _CLAIM.search(content, 0, 4_000)
    if b"<sst" not in content or (claim is None and b"uniqueCount" in content):
        return None
    stated = int(claim[1]) if claim else 0
    texts = content.count(_TEXT_ENDS)
    # Each text is four tags, and around them all are two, so that there can be no run of text.
    tags = 4 * texts + 2 + content.startswith(b"<?xml")
    if content.count(b"<") == tags and not has_coded_letters(content):
        return stated, texts
    if has_runs(content) or is_special(content) or not is_flat(content):
        return None
    return stated, content.count(b"<si")


def is_special(content: bytes) -> bool:
    """Whether a part that is no sheet holds something that a walk takes note of."""
    return (
        b"sheetData" in content
        or b"encryption-data" in content
        or b"ddeLink" in content
        or b"vbaProject" in content
        or b"acrosheet" in content
        or b":sst" in content
    )
