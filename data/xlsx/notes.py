"""Notes in cells: the comments of a worksheet and the drawing of their boxes, patched.

The sponsor's own notes stay; where one stands in a bad cell, ours is written below it. Source:
ECMA-376 part 1, 18.7 (comments) and part 4, 19.1 (VML, which every program reads for the boxes).
"""

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from fct.data.common import cell_name
from fct.data.xlsx.package import Package
from fct.data.xlsx.sheet import Place, read_place
from fct.data.xlsx.xml import (
    Edit,
    Element,
    apply_edits,
    attribute,
    cell_text,
    cut,
    escape,
    insert_last,
    parse,
    prefix_of,
)

AUTHOR = "FCT check"
_THREADED = "tc="  # author of the shadow of a threaded comment, which Excel writes itself
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>\s*", re.DOTALL)
_SHAPE_NUMBER = re.compile(rb"_x0000_s([0-9]{1,8})")
_ROW, _COLUMN = re.compile(rb"<x:Row>\s*([0-9]+)"), re.compile(rb"<x:Column>\s*([0-9]+)")
_ANCHOR = re.compile(rb"<x:Anchor>[^<]*</x:Anchor>")
_FIRST_NUMBER = 1025
_WIDTH, _LINE_HEIGHT, _LINE_LETTERS = 380, 16, 58  # of a box, in pixels and in letters
_LONGEST = 2_000
_BOLD, _PLAIN = "<{p}b/>", ""
_DIGIT_WIDTH, _MARGIN = 7, 5  # pixels, of Calibri 11
_PIXELS_A_POINT = 4 / 3
_STANDARD_WIDTH, _STANDARD_HEIGHT = 8.43, 15.0
_GAP = 12
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
_FURTHEST = 80  # columns or rows; hidden ones are passed
_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    b'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    b"</v:shapetype></xml>"
)


class Layout(NamedTuple):
    """Widths of columns in characters, heights of rows in points; what is not named is usual."""

    columns: list[tuple[int, int, float]]
    usual_width: float
    heights: Mapping[int, float]
    usual_height: float

    def box(self, place: Place, width: int, height: int) -> str:
        """Return the anchor of a box beside a cell, its size in pixels."""
        # An anchor names the cells under the corners, each with an offset in pixels, so that the
        # size is walked off over the columns and rows beside the cell.
        row, column = max(place[0] - 1, 0), min(place[1] + 1, _MOST_COLUMNS - 2)
        right, x = column, _GAP + width
        while right < min(column + _FURTHEST, _MOST_COLUMNS - 1) and x >= self._width(right):
            x -= self._width(right)
            right += 1
        bottom, y = row, height
        while bottom < min(row + _FURTHEST, _MOST_ROWS - 1) and y >= self._height(bottom):
            y -= self._height(bottom)
            bottom += 1
        return f"{column}, {_GAP}, {row}, 2, {right}, {x}, {bottom}, {y}"

    def _width(self, column: int) -> int:
        for first, last, width in self.columns:
            if first <= column + 1 <= last:
                # Widths are in digits of the usual font (ECMA-376 part 1, 18.3.1.13).
                return int(width * _DIGIT_WIDTH) + _MARGIN
        return int(self.usual_width * _DIGIT_WIDTH) + _MARGIN

    def _height(self, row: int) -> int:
        return int(self.heights.get(row, self.usual_height) * _PIXELS_A_POINT)


def layout_of(root: Element, heights: Mapping[int, float]) -> Layout:
    """Return the layout that a worksheet declares."""
    columns = root.first("cols")
    declared = [
        (
            int(_number(item.attribute("min"), 0)),
            int(_number(item.attribute("max"), 0)),
            _width(item),
        )
        for item in (columns.children if columns is not None else ())
    ]
    usual = root.first("sheetFormatPr")
    width = _number(usual.attribute("defaultColWidth") if usual else "", _STANDARD_WIDTH)
    height = _number(usual.attribute("defaultRowHeight") if usual else "", _STANDARD_HEIGHT)
    return Layout(declared, width, heights, height)


def _width(column: Element) -> float:
    is_hidden = column.attribute("hidden") in {"1", "true"}
    return 0.0 if is_hidden else _number(column.attribute("width"), _STANDARD_WIDTH)


def _number(text: str, otherwise: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if 0 <= number <= _MOST_ROWS else otherwise


class NoteText(NamedTuple):
    """A note: its first line, in bold, and what stands below."""

    title: str
    body: str


class Notes:
    """The notes of one worksheet.

    Parameters
    ----------
    package : Package
    sheet : str
        Name of the worksheet's part.
    drawing : str or None
        Id of the relationship to the drawing of the boxes, as the worksheet names it.
    base : str
        Start of the types of relationships.
    """

    def __init__(self, package: Package, sheet: str, drawing: str | None, base: str) -> None:
        self._package, self._sheet, self._base = package, sheet, base
        relations = package.relations(sheet)
        comments = [item for item in relations if item.type.endswith("/comments")]
        self._comments = comments[0] if comments else None
        self._drawing = next((item for item in relations if item.id == drawing), None)
        self._gone: set[Place] = set()
        self._content = b""
        if self._comments is not None and self._comments.target in package:
            self._content = package.read(self._comments.target)

    @property
    def relation(self) -> str | None:
        """Id of the relationship to the drawing, for the worksheet to name."""
        return self._drawing.id if self._drawing is not None else None

    def write(self, notes: Mapping[Place, NoteText], namespace: str, layout: Layout) -> None:
        """Put these notes in place of those of an earlier check."""
        self._strip()
        if not notes:
            self._save(layout, {})
            return
        if not self._content:
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            lists = "<authors></authors><commentList></commentList>"
            self._content = f'{head}<comments xmlns="{namespace}">{lists}</comments>'.encode()
        joined = self._join(notes)
        alone = {place: note for place, note in notes.items() if place not in joined}
        self._append(alone)
        self._fit_boxes(joined, layout)
        self._save(layout, {place: _height(note) for place, note in alone.items()})

    def _fit_boxes(self, joined: Mapping[Place, NoteText], layout: Layout) -> None:
        """Make room in the boxes of notes that ours were written below."""
        if self._drawing is None or self._drawing.target not in self._package:
            return

        def fitted(found: re.Match[bytes]) -> bytes:
            place = _place_of(found[0])
            if place is None or place not in joined:
                return found[0]
            box = layout.box(place, _WIDTH, _height(joined[place])).encode()
            return _ANCHOR.sub(b"<x:Anchor>" + box + b"</x:Anchor>", found[0])

        drawing = self._package.read(self._drawing.target)
        self._package.write(self._drawing.target, _SHAPE.sub(fitted, drawing))

    def _strip(self) -> None:
        """Take out the notes of an earlier check."""
        if not self._content:
            return
        root = parse(self._content)
        authors = root.first("authors")
        ours = {n for n, author in enumerate(authors.children if authors else ()) if _is_us(author)}
        edits: list[Edit] = []
        for comment in _comments(root):
            text = comment.first("text")
            words = text.whole_text() if text is not None else ""
            # By its words too: a program that saved the workbook since may have given the note
            # another author.
            if comment.attribute("authorId") in map(str, ours) or words.startswith(AUTHOR):
                edits.append(cut(comment))
                if (place := read_place(comment.attribute("ref"))) is not None:
                    self._gone.add(place)
            elif text is not None and f"\n\n{AUTHOR}" in words:
                edits += _without_ours(text, words, prefix_of(root))
        self._content = apply_edits(self._content, edits)

    def _join(self, notes: Mapping[Place, NoteText]) -> dict[Place, NoteText]:
        """Write notes below those that stand in their cells; return what stands there now."""
        root = parse(self._content)
        prefix = prefix_of(root)
        listed = (root.first("authors") or root).children
        authors = {str(number): author.text for number, author in enumerate(listed)}
        edits: list[Edit] = []
        joined: dict[Place, NoteText] = {}
        for comment in _comments(root):
            place, text = read_place(comment.attribute("ref")), comment.first("text")
            if place is None or place not in notes or place in joined:
                continue
            joined[place] = notes[place]
            author = authors.get(comment.attribute("authorId"), "")
            if text is None or author.startswith(_THREADED):
                continue  # a program that shows threads would not show it; the list has it
            note = notes[place]
            joined[place] = NoteText(text.whole_text(), f"\n{note.title}\n{note.body}")
            runs = _runs(NoteText(f"\n\n{note.title}", note.body), prefix)
            # Plain text becomes a run, as no program writes text and runs side by side.
            edits += [Edit(e.start, e.start, f"<{prefix}r>".encode()) for e in text.all("t")]
            edits += [Edit(e.end, e.end, f"</{prefix}r>".encode()) for e in text.all("t")]
            written = [e for e in text.children if e.name in {"t", "r"}]
            if written:
                edits.append(Edit(written[-1].end, written[-1].end, runs))
            else:
                edits += insert_last(self._content, text, runs)
        self._content = apply_edits(self._content, edits)
        return joined

    def _append(self, notes: Mapping[Place, NoteText]) -> None:
        if not notes:
            return
        root = parse(self._content)
        prefix = prefix_of(root)
        authors, listed = root.first("authors"), root.first("commentList")
        known = authors.children if authors is not None else []
        number = next((n for n, author in enumerate(known) if _is_us(author)), len(known))
        edits = []
        if authors is None:
            us = f"<{prefix}authors><{prefix}author>{AUTHOR}</{prefix}author></{prefix}authors>"
            edits.append(Edit(root.inner, root.inner, us.encode()))
        elif number == len(known):
            us = f"<{prefix}author>{AUTHOR}</{prefix}author>"
            edits += insert_last(self._content, authors, us.encode())
        new = b"".join(_comment(place, note, number, prefix) for place, note in notes.items())
        if listed is None:
            tag = f"{prefix}commentList".encode()
            new = b"<" + tag + b">" + new + b"</" + tag + b">"
        edits += insert_last(self._content, listed or root, new)
        self._content = apply_edits(self._content, edits)

    def _save(self, layout: Layout, heights: Mapping[Place, int]) -> None:
        drawing = b""
        if self._drawing is not None and self._drawing.target in self._package:
            drawing = self._package.read(self._drawing.target)
        drawing = self._draw(drawing, layout, heights)
        has_notes = bool(self._content) and bool(_comments(parse(self._content)))
        if self._content and has_notes:
            self._keep_comments()
        # Only where ours were in it: an empty part of the sponsor's stays as it was.
        elif self._comments is not None and self._gone:
            self._drop(self._comments.id, self._comments.target)
            self._comments = None
        if heights and self._drawing is None:
            name = self._free_name("drawings/vmlDrawing{}.vml")
            relation = self._package.relate(self._sheet, f"{self._base}/vmlDrawing", name)
            self._package.set_type(name, _DRAWING_TYPE)
            self._drawing = self._package.relations(self._sheet)[-1]._replace(id=relation)
        if self._drawing is None:
            return
        # A drawing may hold buttons of the sponsor's; it goes only with nothing left in it.
        if not has_notes and self._gone and b"<v:shape " not in drawing:
            self._drop(self._drawing.id, self._drawing.target)
            self._drawing = None
        elif drawing:
            self._package.write(self._drawing.target, drawing)

    def _keep_comments(self) -> None:
        if self._comments is None:
            name = self._free_name("comments{}.xml")
            self._package.relate(self._sheet, f"{self._base}/comments", name)
            self._package.set_type(name, _COMMENTS_TYPE)
            self._comments = self._package.relations(self._sheet)[-1]
        self._package.write(self._comments.target, self._content)

    def _free_name(self, pattern: str) -> str:
        number = 1
        while (name := "xl/" + pattern.format(f"Fct{number}")) in self._package:
            number += 1
        return name

    def _drop(self, relation: str, part: str) -> None:
        self._package.unrelate(self._sheet, relation)
        self._package.remove(part)

    def _draw(self, drawing: bytes, layout: Layout, heights: Mapping[Place, int]) -> bytes:
        if self._gone:
            drawing = _SHAPE.sub(
                lambda found: b"" if _place_of(found[0]) in self._gone else found[0], drawing
            )
        if not heights:
            return drawing
        drawing = drawing or _DRAWING
        # A number is of one shape in a drawing; Excel begins at 1025.
        numbers = [int(found) for found in _SHAPE_NUMBER.findall(drawing)]
        first = max([_FIRST_NUMBER - 1, *numbers]) + 1
        shapes = b"".join(
            _shape(first + n, place, layout.box(place, _WIDTH, height))
            for n, (place, height) in enumerate(heights.items())
        )
        # Drawings as programs write them are not always sound XML, so that none is parsed: the last
        # closing tag is that of the whole.
        end = drawing.rfind(b"</")
        return drawing[:end] + shapes + drawing[end:]


def _comments(root: Element) -> list[Element]:
    listed = root.first("commentList")
    return listed.all("comment") if listed is not None else []


def _is_us(author: Element) -> bool:
    return author.text.strip() == AUTHOR


def _without_ours(text: Element, words: str, prefix: str) -> list[Edit]:
    """Return the edits that leave of a note what stood there before ours."""
    start = f"\n\n{AUTHOR}"
    for number, item in enumerate(text.children):
        if item.name == "r" and item.whole_text().startswith(start):
            last = [e for e in text.children[number:] if e.name == "r"][-1]
            return [Edit(item.start, last.end, b"")]
    kept = cell_text(words[: words.index(start)])
    plain = f'<{prefix}t xml:space="preserve">{kept}</{prefix}t>'  # a program joined the runs
    return [Edit(text.inner, text.close, plain.encode())]


def _run(text: str, shape: str, prefix: str) -> str:
    look = f'{shape}<{{p}}sz val="9"/><{{p}}color indexed="81"/><{{p}}rFont val="Tahoma"/>'
    whole = f'<{{p}}r><{{p}}rPr>{look}<{{p}}family val="2"/></{{p}}rPr>'.replace("{p}", prefix)
    words = cell_text(text[:_LONGEST])
    return f'{whole}<{prefix}t xml:space="preserve">{words}</{prefix}t></{prefix}r>'


def _runs(note: NoteText, prefix: str) -> bytes:
    runs = _run(note.title, _BOLD, prefix) + _run(f"\n{note.body}", _PLAIN, prefix)
    return runs.encode()


def _comment(place: Place, note: NoteText, author: int, prefix: str) -> bytes:
    given = attribute("ref", cell_name(*place)) + attribute("authorId", author)
    start = f"<{prefix}comment".encode() + given + f"><{prefix}text>".encode()
    return start + _runs(note, prefix) + f"</{prefix}text></{prefix}comment>".encode()


def _height(note: NoteText) -> int:
    lines = f"{note.title}\n{note.body}"[:_LONGEST].split("\n")
    count = sum(max(math.ceil(len(line) / _LINE_LETTERS), 1) for line in lines)
    return (count + 1) * _LINE_HEIGHT


def _place_of(shape: bytes) -> Place | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if b'ObjectType="Note"' not in shape or row is None or column is None:
        return None
    return int(row[1]), int(column[1])


def _shape(number: int, place: Place, anchor: str) -> bytes:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'margin-left:80pt;margin-top:5pt;width:285pt;height:80pt;z-index:1;visibility:hidden" '
        'fillcolor="#fff8e1" o:insetmode="auto"><v:fill color2="#fff8e1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{escape(anchor)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{place[0]}</x:Row><x:Column>{place[1]}</x:Column></x:ClientData></v:shape>"
    ).encode()
