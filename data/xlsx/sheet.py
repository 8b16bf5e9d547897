"""One worksheet, patched: styles of cells, cells that do not exist yet, and color laid over them.

Source of the order of a worksheet's parts: ECMA-376 part 1, 18.3.1.99.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fct.data.common import cell_name
from fct.data.xlsx.finding_parts import Kind
from fct.data.xlsx.styles import StyleSheet
from fct.data.xlsx.xml import (
    Edit,
    Element,
    NotXmlError,
    apply_edits,
    attribute,
    cut,
    finish,
    insert_last,
    local,
    parse,
    place_in_order,
    prefix_of,
    run,
    safe_parser,
    set_attributes,
    start_tag_end,
)

Place = tuple[int, int]

_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"),
    *("ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF"),
    *("picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts"),
    "extLst",
)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_HEIGHT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?")
_OVERLAY = (
    'LEN("FCT check")>0'  # always true; it marks our conditional formats beside the sponsor's
)
_FORMATS = "conditionalFormatting"
_TRUE = {"1", "true"}
_ROW_DEPTH, _CELL_DEPTH = 3, 4


class Area(NamedTuple):
    """A rectangle of cells, both ends in it, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, place: Place) -> bool:
        """Whether a place lies in it."""
        row, column = place
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(slots=True)
class _Row:
    """A row; the element and the cells are known where they are wanted."""

    number: int
    start: int
    height: str
    element: Element | None = None
    cells: list[tuple[int, Element]] | None = None


def read_place(reference: str) -> Place | None:
    """Return the place that a cell's name means, or None for another text."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def read_area(reference: str) -> Area | None:
    """Return the rectangle that a reference such as ``A1:C3`` means, or None for another text."""
    first, _, last = reference.partition(":")
    start, end = read_place(first), read_place(last or first)
    return Area(*start, *end) if start and end else None


def merged_areas(root: Element) -> list[Area]:
    """Return the merged cells of a worksheet."""
    merged = root.first("mergeCells")
    areas = (read_area(cell.attribute("ref")) for cell in (merged.children if merged else ()))
    return [area for area in areas if area is not None]


class Sheet:
    """A worksheet part, to be patched.

    Parameters
    ----------
    content : bytes
        In UTF-8.
    styles : StyleSheet
        Grows by what the marks need.
    """

    def __init__(self, content: bytes, styles: StyleSheet) -> None:
        self._content, self._styles = content, styles
        # Without its cells, of which a sheet may have a million; `rows_of` reads those wanted.
        self.root = parse(content, closed="sheetData")
        self._prefix = prefix_of(self.root)
        self._edits: list[Edit] = []
        self.heights: dict[int, float] = {}

    def anchored(self, place: Place) -> Place:
        """Return the cell that shows what stands at a place: of merged cells, the first."""
        for area in merged_areas(self.root):
            if area.holds(place):
                return area.top, area.left
        return place

    def style(self, kinds: Mapping[Place, Kind]) -> None:
        """Give cells the style of their mark, and every other marked cell its own again."""
        wanted: dict[int, dict[int, Kind]] = {}
        for (number, column), kind in sorted(kinds.items()):
            wanted.setdefault(number, {})[column] = kind
        missing = dict(wanted)
        later: list[tuple[int, int]] = []
        for row in rows_of(self._content, set(wanted), self._styles.marked):
            self._edits += self._restyled(row, wanted.get(row.number, {}))
            present = {column for column, _ in row.cells or ()}
            of_row = wanted.get(row.number, {})
            self._edits += self._added(row, {c: k for c, k in of_row.items() if c not in present})
            missing.pop(row.number, None)
            later.append((row.number, row.start))
            if _HEIGHT.fullmatch(row.height):
                self.heights[row.number] = float(row.height)
        self._add_rows(missing, later)
        self._grow_dimension(kinds)

    def _restyled(self, row: _Row, wanted: Mapping[int, Kind]) -> Iterator[Edit]:
        """Yield the edits of the cells that a row has."""
        for column, cell in row.cells or ():
            style = _whole(cell.attribute("s"))
            new = self._styles.styled(style, wanted.get(column))
            if new != style:
                yield set_attributes(self._content, cell, {"s": new})

    def _added(self, row: _Row, kinds: Mapping[int, Kind]) -> Iterator[Edit]:
        """Yield the edits that give a row the cells that it lacks."""
        element = row.element
        if element is None or not kinds:
            return
        given = element.attributes
        # A row with a format of its own gives it to cells that come to be in it (ECMA-376 part 1,
        # 18.3.1.73).
        base = _whole(given.get("s", "")) if given.get("customFormat") in _TRUE else None
        new = {column: self._cell((row.number, column), k, base) for column, k in kinds.items()}
        if element.is_empty:
            kept = b"".join(attribute(k, v) for k, v in given.items() if k != "spans")
            tag = element.tag.encode()
            whole = b"<" + tag + kept + b">" + b"".join(new.values()) + b"</" + tag + b">"
            yield Edit(element.start, element.end, whole)
            return
        for column, cell in new.items():
            after = (other.start for c, other in row.cells or () if c > column)
            at = next(after, element.close)
            yield Edit(at, at, cell)
        spans = given.get("spans", "").replace(":", " ").split()
        if len(spans) == len(("first", "last")):  # Excel's own hint of the columns in use
            low, high = min(_whole(spans[0]), min(new) + 1), max(_whole(spans[1]), max(new) + 1)
            yield set_attributes(self._content, element, {"spans": f"{low}:{high}"})

    def _cell(self, place: Place, kind: Kind, base: int | None) -> bytes:
        style = self._styles.styled(self._column_style(place[1]) if base is None else base, kind)
        given = attribute("r", cell_name(*place)) + attribute("s", style)
        return b"<" + f"{self._prefix}c".encode() + given + b"/>"

    def _column_style(self, column: int) -> int:
        columns = self.root.first("cols")
        for item in columns.children if columns else ():
            if _whole(item.attribute("min")) <= column + 1 <= _whole(item.attribute("max")):
                return _whole(item.attribute("style"))
        return 0

    def _add_rows(
        self, missing: Mapping[int, Mapping[int, Kind]], later: list[tuple[int, int]]
    ) -> None:
        data = self.root.first("sheetData")
        if data is None:
            raise NotXmlError("the worksheet has no sheetData")
        last = b""
        tag = f"{self._prefix}row".encode()
        for number, wanted in missing.items():
            cells = b"".join(self._cell((number, c), kind, None) for c, kind in wanted.items())
            new = b"<" + tag + attribute("r", number + 1) + b">" + cells + b"</" + tag + b">"
            # Rows stand in ascending order; Excel calls others broken.
            at = next((start for other, start in later if other > number), None)
            if at is None:
                last += new
            else:
                self._edits.append(Edit(at, at, new))
        self._edits += insert_last(self._content, data, last) if last else []

    def _grow_dimension(self, kinds: Mapping[Place, Kind]) -> None:
        element = self.root.first("dimension")
        area = read_area(element.attribute("ref")) if element is not None else None
        if element is None or area is None or not kinds:
            return
        rows, columns = zip(*kinds, strict=True)
        grown = Area(
            min(area.top, *rows),
            min(area.left, *columns),
            max(area.bottom, *rows),
            max(area.right, *columns),
        )
        if grown != area:
            reference = f"{cell_name(*grown[:2])}:{cell_name(*grown[2:])}"
            self._edits.append(set_attributes(self._content, element, {"ref": reference}))

    def overlay(self, kinds: Mapping[Place, Kind]) -> None:
        """Lay the colors over conditional formats of the sponsor's, which would hide them."""
        formats = self.root.all(_FORMATS)
        ours = [item for item in formats if _is_overlay(item)]
        self._edits += map(cut, ours)
        rules = [
            rule
            # Newer kinds of rules stand in the extension list, in the same series of priorities.
            for item in self.root.children
            if item not in ours and item.name in {_FORMATS, "extLst"}
            for rule in item.walk()
            if rule.name == "cfRule" and _whole(rule.attribute("priority"))
        ]
        used = [kind for kind in Kind if kind in kinds.values()]
        if not rules or not used:
            return
        # A lower number counts first (ECMA-376 part 1, 18.3.1.10): all of the sponsor's move up
        # together, so that their order stays.
        shift = len(used) + 1 - min(_whole(rule.attribute("priority")) for rule in rules)
        if shift > 0:
            self._edits += [
                set_attributes(
                    self._content, rule, {"priority": _whole(rule.attribute("priority")) + shift}
                )
                for rule in rules
            ]
        new = "".join(
            self._overlay_of(number, kind, [place for place, k in kinds.items() if k == kind])
            for number, kind in enumerate(used, 1)
        )
        # LibreOffice goes by the order in the file where formats overlap, Excel by priority.
        at = formats[0].start if formats else place_in_order(self.root, _ORDER, _FORMATS)
        self._edits.append(Edit(at, at, new.encode()))

    def _overlay_of(self, number: int, kind: Kind, places: list[Place]) -> str:
        p, cells = self._prefix, " ".join(cell_name(*place) for place in sorted(places))
        formula = _OVERLAY.replace(">", "&gt;")
        return (
            f'<{p}conditionalFormatting sqref="{cells}"><{p}cfRule type="expression" '
            f'dxfId="{self._styles.difference(kind)}" priority="{number}" stopIfTrue="1">'
            f"<{p}formula>{formula}</{p}formula></{p}cfRule></{p}conditionalFormatting>"
        )

    def link_notes(self, relation: str | None, namespace: str) -> None:
        """Name the drawing that holds the boxes of the notes, or none any more."""
        found = self.root.first("legacyDrawing")
        if (found.attribute("id") if found is not None else None) == relation:
            return
        if found is not None:
            self._edits.append(cut(found))
        if relation is not None:
            given = attribute("xmlns:r", namespace) + attribute("r:id", relation)
            at = place_in_order(self.root, _ORDER, "legacyDrawing")
            tag = f"<{self._prefix}legacyDrawing".encode()
            self._edits.append(Edit(at, at, tag + given + b"/>"))

    def unselect(self) -> None:
        """Let another sheet be the one that is shown first."""
        views = self.root.first("sheetViews")
        for view in views.children if views is not None else ():
            if view.attribute("tabSelected") in _TRUE:
                self._edits.append(set_attributes(self._content, view, {"tabSelected": 0}))

    def to_bytes(self) -> bytes:
        """Return the part with everything that was asked for."""
        return apply_edits(self._content, self._edits)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < len("9999999999") else 0


def _is_overlay(item: Element) -> bool:
    return any(
        rule.name == "formula" and rule.text.replace(" ", "") == _OVERLAY.replace(" ", "")
        for rule in item.walk()
    )


def rows_of(content: bytes, wanted: set[int], styles: frozenset[int]) -> list[_Row]:
    """Return the rows of a worksheet in the order of the file.

    Parameters
    ----------
    content : bytes
    wanted : set of int
        Rows whose cells are all returned, counted from 0.
    styles : frozenset of int
        Cells of these styles are returned from every row.
    """
    parser = safe_parser()
    rows: list[_Row] = []
    depth, row, column = 0, -1, -1
    cell: Element | None = None
    names = {str(style) for style in styles}

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal depth, row, column, cell
        depth += 1
        if depth == _ROW_DEPTH and local(tag) == "row":
            # Both may leave out where they are: each is then the next (ECMA-376 part 1, 18.3.1.73
            # and 18.3.1.4).
            row = _whole(given["r"]) - 1 if "r" in given else row + 1
            column = -1
            at = parser.CurrentByteIndex
            rows.append(_Row(row, at, given.get("ht", "")))
            if row in wanted:
                rows[-1].element = Element(tag, given, at, start_tag_end(content, at))
        elif depth == _CELL_DEPTH and local(tag) == "c" and rows:
            place = read_place(given.get("r", ""))
            column = place[1] if place else column + 1
            if row in wanted or given.get("s") in names:
                at = parser.CurrentByteIndex
                cell = Element(tag, given, at, start_tag_end(content, at))
                rows[-1].cells = [*(rows[-1].cells or ()), (column, cell)]

    def end(tag: str) -> None:
        nonlocal depth, cell
        if depth == _ROW_DEPTH and local(tag) == "row":
            if (element := rows[-1].element) is not None:
                finish(content, element, parser.CurrentByteIndex)
        elif depth == _CELL_DEPTH and cell is not None:
            finish(content, cell, parser.CurrentByteIndex)
            cell = None
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    run(parser, content)
    return rows
