"""The releasable workbook, and the proof that it holds nothing else than it may.

The proof is a list of what is allowed. The workbook is read back part by part: each cell has to be
the one that stands at its place in the list, and each other part the one of a workbook that holds
nothing. Whatever else there is was not released: a cell, a hidden sheet, a comment, a name, a
property, a picture.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import xlsxwriter

from fct.data.common import cell_name, neutral_text
from fct.data.xlsx import Element, NotXmlError, parse

MARKING = "UNCLASSIFIED"
SHEET = "Releasable"
Value: TypeAlias = str | int

_SHEET_PART = "xl/worksheets/sheet1.xml"
_STRINGS_PART = "xl/sharedStrings.xml"
_LEFT_OUT = ("docProps/core.xml", "docProps/app.xml")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19: ST_Xstring
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Release:
    """What may go out: headings, and one row for each funded project.

    Attributes
    ----------
    headings : tuple of str
    rows : tuple of tuple of str, int or None
        None for an empty cell.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the workbook that was not released; ``cell`` is empty for what is no cell."""

    sheet: str
    cell: str
    written: str


@dataclass(frozen=True, slots=True)
class Proof:
    """How many cells were read back, and what was found beside what is allowed."""

    cells: int
    found: tuple[Found, ...]


def releasable_xlsx(release: Release) -> bytes:
    """Return the workbook: one sheet, marked in its header and footer, without properties."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(SHEET)
        sheet.set_header(f"&C{MARKING}")
        sheet.set_footer(f"&C{MARKING}")
        sheet.set_column(0, max(len(release.headings) - 1, 0), _WIDTH)
        for column, name in enumerate(release.headings):
            sheet.write_string(0, column, neutral_text(name), heading)
        for number, row in enumerate(release.rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif value is not None:
                    sheet.write_string(number, column, neutral_text(value))
    return _without_properties(out.getvalue())


def _without_properties(content: bytes) -> bytes:
    """Return a workbook without what it says of itself: who made it, when, and with what."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for info in made.infolist():
            if info.filename in _LEFT_OUT:
                continue
            part = made.read(info)
            if info.filename in {"[Content_Types].xml", "_rels/.rels"}:
                part = _without_mentions(part)
            kept.writestr(zipfile.ZipInfo(info.filename, _FIRST_DAY), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _without_mentions(part: bytes) -> bytes:
    """Return a part without the elements that name a part that is left out."""
    root, kept, done = parse(part), list[bytes](), 0
    for child in root.children:
        target = child.attribute("PartName") or child.attribute("Target")
        if target.lstrip("/") in _LEFT_OUT:
            kept.append(part[done : child.start])
            done = child.end
    return b"".join([*kept, part[done:]])


def prove(content: bytes, allowed: Release) -> Proof:
    """Return what a workbook holds beside what is allowed.

    Parameters
    ----------
    content : bytes
        Of the workbook, as it would go out.
    allowed : Release
    """
    parts = _parts_of(content)
    plain = _parts_of(releasable_xlsx(Release(allowed.headings, ())))
    found = [*_strange_parts(parts, plain)]
    try:
        cells = list(_cells(parts))
        found += _strange_marks(parts, plain)
    except (NotXmlError, KeyError, IndexError, ValueError) as error:
        return Proof(0, (*found, Found("", "", f"the workbook cannot be read back: {error}")))
    places = _allowed_cells(allowed)
    found += [
        Found(SHEET, cell, written)
        for cell, written in cells
        if written and places.get(cell) != written
    ]
    written_cells = {cell for cell, _ in cells}
    found += [
        Found(SHEET, cell, "nothing is written where an answer belongs")
        for cell in places
        if cell not in written_cells
    ]
    return Proof(len(cells), tuple(found))


def _parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [info.filename for info in archive.infolist()]
        parts = {name: archive.read(name) for name in names}
        if archive.comment:
            parts["the comment of the archive"] = archive.comment
        if len(names) != len(parts) - bool(archive.comment):
            parts["a part that is there twice"] = b""
    return parts


def _strange_parts(parts: Mapping[str, bytes], plain: Mapping[str, bytes]) -> Iterator[Found]:
    """Yield the parts that a workbook without any answer does not have, or has otherwise."""
    own = {_SHEET_PART, _STRINGS_PART}
    for name in sorted(parts.keys() | plain.keys()):
        if name not in own and parts.get(name) != plain.get(name):
            yield Found("", "", f"the part {name} is not that of a workbook with one plain sheet")


def _cells(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield place and text of each cell of the one sheet."""
    strings = _strings(parts)
    data = parse(parts[_SHEET_PART]).first("sheetData")
    for row in data.children if data is not None else ():
        for cell in row.all("c"):
            yield cell.attribute("r"), _text_of(cell, strings)


def _strings(parts: Mapping[str, bytes]) -> list[str]:
    if _STRINGS_PART not in parts:
        return []
    found = parse(parts[_STRINGS_PART]).all("si")
    return [_ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), one.whole_text()) for one in found]


def _text_of(cell: Element, strings: Sequence[str]) -> str:
    """Return what a cell holds; a formula and all that is no plain value is shown whole."""
    if any(child.name not in {"v", "is"} for child in cell.children):
        return "=" + cell.whole_text()
    value = cell.whole_text()
    return strings[int(value)] if cell.attribute("t") == "s" else value


def _strange_marks(parts: Mapping[str, bytes], plain: Mapping[str, bytes]) -> Iterator[Found]:
    """Yield what stands in the sheet beside its cells, and texts that no cell shows."""
    allowed = {_without_data(child) for child in parse(plain[_SHEET_PART]).children}
    for child in parse(parts[_SHEET_PART]).children:
        if child.name not in {"sheetData", "dimension"} and _without_data(child) not in allowed:
            yield Found(SHEET, "", f"{child.name} {child.whole_text()}".strip())
    data = parse(parts[_SHEET_PART]).first("sheetData")
    for row in data.children if data is not None else ():
        if row.name != "row" or row.attribute("hidden") or any(c.name != "c" for c in row.children):
            yield Found(SHEET, "", f"row {row.attribute('r')} is hidden or holds more than cells")
    shown = {written for _, written in _cells(parts)}
    for text in _strings(parts):
        if text not in shown:
            yield Found("", "", text)


def _without_data(element: Element) -> tuple[object, ...]:
    """Return an element as it can be compared: its names, attributes and texts."""
    return (
        element.name,
        tuple(sorted(element.attributes.items())),
        element.text.strip(),
        tuple(_without_data(child) for child in element.children),
    )


def _allowed_cells(allowed: Release) -> dict[str, str]:
    """Return the text of each cell that is allowed, by its place."""
    rows = [allowed.headings, *allowed.rows]
    return {
        cell_name(row, column): neutral_text(value) if isinstance(value, str) else str(value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None and value != ""
    }
