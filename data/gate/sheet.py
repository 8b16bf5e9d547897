"""The cells of an xlsx sheet, walked through before a parser makes a grid of them.

References are read strictly; the grid that they span and the cells that are filled are counted;
cells that python-calamine would show as empty though they are not are found on the way.
"""

import functools
import re
from collections.abc import Callable, Sequence
from itertools import filterfalse
from typing import NamedTuple

from fct.data.common import column_letters
from fct.data.gate.refused import gate_refusal
from fct.data.gate.xml_walk import (
    USUAL_DECLARATIONS,
    Attributes,
    Opened,
    TakeText,
    XmlWalk,
    local_name,
)
from fct.data.program import Limits

Places = dict[tuple[int, int], str]

NO_STORED_VALUE = "a formula without a stored value"
# Excel keeps these as #VALUE! and the name beside it (MS-XLSX 2.3.6, attribute vm of a cell).
LINKED_DATA = "a linked data type"
_LAST_ROW = 1_048_576
_ALL_STRICT = re.compile(r"(?:[A-Z]{1,3}[1-9][0-9]{0,6} )*")
_NO_DIGITS = str.maketrans("", "", "0123456789")
_NO_LETTERS = str.maketrans("", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_HOT = {"c", "v"}
# Cells and texts as programs write most of them; what is written otherwise is walked through.
# No repeat gives back what it took ("*+"): nothing that may follow it begins as it does.
_SIGNS = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_UNTAKEN = _SIGNS + rb"(?:&(?:amp|lt|gt|quot|apos);" + _SIGNS + rb")*+"
_TEXT = rb"(" + _UNTAKEN + rb")"
_USUAL_CELL = re.compile(
    rb'<c(?: [a-z]{1,9}+="[A-Za-z0-9]*+"){0,9}+'
    rb'(?: ?/>|>(?:<f(?: aca="false")?+>' + _TEXT + rb"</f>)?+"
    rb"(?:<v>" + _TEXT + rb"</v>|<v ?/>)?+</c>)"
)
_FORMULA = rb'(?:<f(?: aca="false")?+>' + _UNTAKEN + rb"</f>)?+"
# A row of cells that are numbers, texts of the table or formulas with their values; what else a
# cell may hold has a meaning of its own (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73).
_USUAL_ROW = re.compile(
    rb'(<row r="([1-9][0-9]{0,5}+)"((?: [A-Za-z][A-Za-z0-9:]{0,19}+="[A-Za-z0-9.: ]*+"){0,12}+)'
    rb'(?:/>|>(?:<c r="[A-Z]{1,3}+\2"(?: s="[0-9]{1,9}+")?+(?: t="(?:s|n|b|str)")?+'
    rb"(?:/>|>" + _FORMULA + rb"<v>(?=[^<])" + _UNTAKEN + rb"</v></c>))*+</row>))"
)
_FILLED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^/>]*><')
_SAID_IN_ROW = re.compile(rb"<[fv][^>]*>([^<]*)")
_ATTRIBUTE_NAME = re.compile(rb" ([A-Za-z0-9:]+)=")
_NO_SIGN = re.compile("[\ufffe\uffff]|]]>")  # which no text may hold
_SHEET_DATA, _SHEET_DATA_ENDS = b"<sheetData>", b"</sheetData>"
_BARE_ROW = re.compile(rb'<row(?: [A-Za-z0-9:]{1,20}="[A-Za-z0-9.: ]*"){0,12}></row>')
_USUAL_STRING = re.compile(rb'<si><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></si>")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_ROW = re.compile(r"[1-9][0-9]{0,6}")


def column_number(letters: str) -> int:
    """Return the number of a column, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class SheetWalk(XmlWalk):
    """A walk through one sheet.

    Attributes
    ----------
    filled : int
        Cells that hold a value or a formula.
    broken : dict
        What is shown in cells that hold no value which could be read, by row and column from 0.
    """

    def __init__(self, part: str, limits: Limits, take_text: TakeText) -> None:
        super().__init__(part, limits, take_text)
        self.filled = 0
        self.broken: Places = {}
        self._row = 0
        self._last_filled_row = 0
        self._cell: Attributes = {}
        self._row_text = "0"
        self._references: list[str] = []
        self._expected: list[str] = []
        self._filled_references: list[str] = []
        self._columns: set[str] = set()
        self._has_formula = self._is_suspect = False
        self._value_from = -1
        self._value_before = ""

    def without_rows(self, content: bytes, quiet: frozenset[str] = frozenset()) -> bytes:
        """Take in the rows of a sheet that are written as programs write them; return the rest.

        The walk through the rest learns, says and refuses what one through the whole would, but
        for what need not be said.

        Parameters
        ----------
        content : bytes
            The whole sheet, which is walked through in one piece.
        quiet : frozenset of str
            Texts, as a part writes them, that need not be said.
        """
        head, _, rest = content.partition(_SHEET_DATA)
        body, ends, tail = rest.partition(_SHEET_DATA_ENDS)
        if not ends or not _is_within_root(head):
            return content
        pieces = _USUAL_ROW.split(body)  # between two rows each whole, its number, its attributes
        kept, rows = pieces[::4], pieces[1::4]
        if not all(map(_are_rows, filter(None, kept))) or any(map(_repeats, set(pieces[3::4]))):
            return content
        if rows and not kept[-1]:
            kept[-1] = rows.pop()  # what follows the last row is read with it
        bare = b"".join((head, _SHEET_DATA, *kept, _SHEET_DATA_ENDS, tail))
        joined = b"".join(rows)
        text = _text_of(_SAID_IN_ROW.findall(joined), self.limits.cell_characters, quiet)
        if text is None or _NO_SIGN.search(text) or not _has_only_tags(bare):
            return content
        self._said.add(text)
        self._filled_references += b" ".join(_FILLED.findall(joined)).decode().split()
        return bare

    def kinds(self) -> dict[str, Opened | None]:
        """Return what is done when an element opens, by its name without prefix."""
        return super().kinds() | {
            "row": self._row_opens,
            "is": self._inline,
            "f": self._formula,
        }

    def opener(self) -> Callable[[str, Attributes], None]:
        """Return what expat calls for each element; cells and values are most of them."""
        opened, stack, said = self.open.append, self.open, self.texts.append
        deepest, widest = self.limits.xml_depth, self.limits.xml_attributes
        place, fill = self._references.append, self._filled_references.append
        others = super().opener()
        cell_names, value_names = {"c"}, {"v"}

        def start(name: str, attributes: Attributes) -> None:
            if name in cell_names:
                opened(name)
                if self._is_suspect:
                    self._close_cell()
                said("\0")
                reference = attributes.get("r")
                if reference is None:
                    reference = attributes["r"] = self._next_reference()
                place(reference)
                self._cell = attributes
                if attributes.get("t") == "e":
                    self._is_suspect = True
            elif name in value_names:
                opened(name)
                fill(self._cell.get("r", ""))
                if self._is_suspect:
                    said("\0")
                    self._value_from = len(self.texts)
                    self._value_before = ""
            elif (local := local_name(name)) in _HOT and local != name:
                (cell_names if local == "c" else value_names).add(name)
                start(name, attributes)
            else:
                others(name, attributes)
            if len(stack) > deepest or len(attributes) > widest:
                self.refuse_shape()

        return start

    def _row_opens(self, attributes: Attributes) -> None:
        self._close_row()
        stated = attributes.get("r")
        if stated is None:
            self._row += 1
        elif _ROW.fullmatch(stated):
            self._row = int(stated)
        else:
            self._row = _LAST_ROW + 1
        if self._row > _LAST_ROW:
            raise gate_refusal("BAD_REFERENCE", part=self.part, seen=(stated or "")[:20])
        self._row_text = stated or str(self._row)

    def _close_row(self) -> None:
        if self._is_suspect:
            self._close_cell()
        self._cell = {}
        self._expect()

    def _expect(self) -> None:
        """Remember the number of the row for each of its cells."""
        count = len(self._references) - len(self._expected)
        if count:
            self._expected += [self._row_text] * count

    def _next_reference(self) -> str:
        """Return the place of a cell that states none: right of the one before."""
        before = self._cell.get("r", "").translate(_NO_DIGITS)
        return f"{column_letters(column_number(before) + 1)}{self._row}"

    def _inline(self, _: Attributes) -> None:
        self._filled_references.append(self._cell.get("r", ""))

    def _formula(self, _: Attributes) -> None:
        if self._cell:
            self._filled_references.append(self._cell["r"])
            self._has_formula = self._is_suspect = True
        self.texts.append("\0")

    def _close_cell(self) -> None:
        """Remember a cell that python-calamine shows as empty."""
        kind, has_formula = self._cell.get("t"), self._has_formula
        has_value = self._value_from >= 0
        value = self._value_text() if has_value else ""
        self._has_formula = self._is_suspect = False
        self._value_from = -1
        reference = self._cell.get("r", "")
        place = (self._row - 1, column_number(reference.translate(_NO_DIGITS)))
        if kind == "e" and "vm" in self._cell and not has_formula:
            self.broken[place] = LINKED_DATA
        elif kind == "e":
            self.broken[place] = value or "an error value"
        elif has_formula and not value and not (kind == "str" and has_value):
            self.broken[place] = NO_STORED_VALUE

    def _value_text(self) -> str:
        said = self._value_before + "".join(self.texts[self._value_from :])
        return said.partition("\0")[0]

    def _check_places(self) -> None:
        """Check the places of the cells of the last piece."""
        self._expect()
        if not self._references:
            return
        joined = " ".join(self._references) + " "
        if (
            not _ALL_STRICT.fullmatch(joined)
            or joined.translate(_NO_LETTERS).split() != self._expected
        ):
            places = zip(self._references, self._expected, strict=True)
            odd = next((one for one, row in places if not self._is_strict(one, row)), "")
            raise gate_refusal("BAD_REFERENCE", part=self.part, seen=odd[:20])
        self._references.clear()
        self._expected.clear()

    def _count_filled(self) -> None:
        filled = set(self._filled_references)
        self._filled_references.clear()
        self.filled += len(filled)
        joined = " ".join(filled)
        self._columns.update(joined.translate(_NO_DIGITS).split())
        rows = set(joined.translate(_NO_LETTERS).split())
        self._last_filled_row = max(self._last_filled_row, *map(int, rows), 0)

    @staticmethod
    def _is_strict(reference: str, row: str) -> bool:
        letters = reference.translate(_NO_DIGITS)
        return bool(_ALL_STRICT.fullmatch(reference + " ")) and reference == f"{letters}{row}"

    def piece_done(self) -> None:
        """Stop as soon as the grid is too large; keep the value that goes on in the next piece."""
        if self._value_from >= 0:
            self._value_before = self._value_text()
            self._value_from = 0
        self._check_places()
        self._count_filled()
        check_grid(self.part, self._last_filled_row, self._width(), self.limits)

    def finished(self) -> None:
        """Look at the last cell."""
        self._close_row()

    def _width(self) -> int:
        longest = max(self._columns, key=lambda letters: (len(letters), letters), default="")
        return column_number(longest) + 1


def check_grid(part: str, rows: int, columns: int, limits: Limits) -> None:
    """Refuse a grid that is too large, empty cells included."""
    too_large = rows > limits.rows or columns > limits.columns or rows * columns > limits.grid_cells
    if too_large:
        raise gate_refusal("GRID_TOO_BIG", part=part, rows=rows, columns=columns)


class Bare(NamedTuple):
    """A part without what is written in it as programs write it.

    Attributes
    ----------
    content : bytes
    text : str
        What was taken off, between NULs.
    taken : int
        Texts, or filled cells, that were taken off.
    """

    content: bytes
    text: str
    taken: int


def without_cells(content: bytes, longest: int, quiet: frozenset[str] = frozenset()) -> Bare:
    r"""Return a sheet without its usual cells: one that we wrote, of which nobody reads the cells.

    Most cells of a form are those of its hidden lists. What they say is scanned; where they stand
    matters to nobody.

    Parameters
    ----------
    content : bytes
    longest : int
        Characters of the longest text that a cell may hold; with a longer one all stays.
    quiet : frozenset of str
        Texts, as a part writes them, that need not be said.

    Examples
    --------
    >>> without_cells(b'<row r="1"><c r="A1"><f>1&lt;2</f><v>1</v></c></row><c><is/></c>', 9)
    Bare(content=b'<c><is/></c>', text='1<2', taken=1)
    """
    pieces = _USUAL_CELL.split(content)  # between two cells each has its formula and its value
    formulas, values = pieces[1::3], pieces[2::3]
    rest = b"".join(pieces[::3])
    text = _text_of([*filter(None, formulas), *filter(None, values)], longest, quiet)
    if text is None or b"<!" in rest:
        return Bare(content, "", 0)
    filled = sum(map(any, zip(formulas, values, strict=True)))
    return Bare(_BARE_ROW.sub(b"", rest), text, filled)


def _has_only_tags(content: bytes) -> bool:
    """Whether a part has only tags and text: no comment, no instruction, nothing quoted whole."""
    return b"<!" not in content and content.count(b"<?") == content.startswith(b"<?")


def _is_within_root(head: bytes) -> bool:
    """Whether what follows the head of a sheet stands in its root, and in nothing else."""
    declared = next(filter(head.startswith, USUAL_DECLARATIONS), b"")
    root = head.removeprefix(declared).lstrip()
    tags = root.count(b"<")
    is_open = tags - 2 * root.count(b"</") - root.count(b"/>")
    return root.startswith(b"<worksheet ") and is_open == 1 and tags == root.count(b">")


def _are_rows(kept: bytes) -> bool:
    """Whether what lies between usual rows is whole rows that state their numbers."""
    rows = kept.count(b"<row")
    return (
        kept.startswith(b'<row r="')
        and kept.endswith(b"</row>")
        and rows == kept.count(b'<row r="') == kept.count(b"</row>")
        and b":row" not in kept
    )


def _repeats(attributes: bytes) -> bool:
    """Whether the attributes of a row, beside its number, have a name twice."""
    names = [b"r", *_ATTRIBUTE_NAME.findall(attributes)]
    return len(names) > len(set(names))


def without_strings(content: bytes, longest: int, quiet: frozenset[str] = frozenset()) -> Bare:
    """Return a table of texts without its usual ones.

    Parameters
    ----------
    content : bytes
    longest : int
        Characters of the longest text that a cell may hold; with a longer one all stays.
    quiet : frozenset of str
        Texts, as a part writes them, that need not be said.

    Examples
    --------
    >>> without_strings(b"<sst><si><t>A &amp; B</t></si><si><r/></si></sst>", 9)
    Bare(content=b'<sst><si><r/></si></sst>', text='A & B', taken=1)
    """
    pieces = _USUAL_STRING.split(content)
    text = _text_of(pieces[1::2], longest, quiet)
    rest = b"".join(pieces[::2])
    if text is None or b"<!" in rest:
        return Bare(content, "", 0)
    return Bare(rest, text, len(pieces) // 2)


def _text_of(written: Sequence[bytes], longest: int, quiet: frozenset[str]) -> str | None:
    """Return texts as they read, each once; None where only a parser can say how.

    A text of digits alone marks nothing, and most of them are the numbers of other texts.
    """
    if max(map(len, written), default=0) > longest:
        return None
    try:
        said = set(map(bytes.decode, filterfalse(bytes.isdigit, written)))
    except UnicodeDecodeError:
        return None
    text = "\0".join(said - quiet)
    for sign_written, sign in _REFERENCES:
        text = text.replace(sign_written, sign)
    return text


@functools.lru_cache(maxsize=2)
def as_written(texts: frozenset[str]) -> frozenset[str]:
    """Return texts as parts write them, those left out that no part may hold.

    Parameters
    ----------
    texts : frozenset of str

    Examples
    --------
    >>> sorted(as_written(frozenset(['"A" & B'])))
    ['"A" &amp; B', '&quot;A&quot; &amp; B']
    """
    sound = (text for text in texts if not _NO_SIGN.search(text))
    plain = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in sound]
    return frozenset((*plain, *(text.replace('"', "&quot;") for text in plain)))
