"""Cells that a spreadsheet reader shows as empty though they are not, found in the XML.

An error value (``#REF!``) and a formula without a stored value come out of python-calamine as
empty text. Here they are found by their place, and custom properties are read on the way.
"""

import re
import zipfile
from typing import IO
from xml.etree.ElementTree import Element
from xml.parsers import expat

from defusedxml.ElementTree import fromstring, iterparse

from fct.data.common.cells import BrokenCell

Places = dict[tuple[int, int], BrokenCell]

# What a sheet with an error cell or a formula holds somewhere; plain searches, because a regular
# expression over every sheet took longer than the whole reading.
_SUSPECT = (b'="e"', b"='e'", b"<f", b":f")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NO_STORED_VALUE = "a formula without a stored value"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def broken_cells(archive: zipfile.ZipFile) -> dict[str, Places]:
    """Return, by sheet name, the places of broken cells, rows and columns counted from 0."""
    parts = set(archive.namelist())
    if "content.xml" in parts:
        content = archive.read("content.xml")
        return _ods_broken(content) if b"table:formula" in content else {}
    suspects = {
        part
        for part in parts
        if part.startswith("xl/worksheets/") and _is_suspect(archive.read(part))
    }
    if not suspects:
        return {}
    found = {}
    for name, part in _sheet_parts(archive).items():
        if part in suspects:
            with archive.open(part) as stream:
                found[name] = _xlsx_broken(stream)
    return found


def _is_suspect(sheet: bytes) -> bool:
    end = sheet.rfind(b"sheetData>")  # what follows holds the formulas of drop-downs
    return any(sheet.find(sign, 0, end) >= 0 for sign in _SUSPECT)


def workbook_properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the custom properties of a workbook."""
    parts = set(archive.namelist())
    if "docProps/custom.xml" in parts:
        return _named_texts(archive.read("docProps/custom.xml"), "property", "name")
    if "meta.xml" in parts:
        return _named_texts(archive.read("meta.xml"), f"{_META}user-defined", f"{_META}name")
    return {}


def _named_texts(content: bytes, element: str, attribute: str) -> dict[str, str]:
    """Return the text of each element of a name, by one of its attributes.

    A plain expat walk: building a tree took as long as reading the sheets.
    """
    found: dict[str, str] = {}
    open_name: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == element or tag.endswith(f"}}{element}"):
            open_name.append(attributes.get(attribute, ""))
            found[open_name[-1]] = ""

    def text(data: str) -> None:
        if open_name:
            found[open_name[-1]] += data

    def end(tag: str) -> None:
        if open_name and (tag == element or tag.endswith(f"}}{element}")):
            open_name.pop()

    def refuse(*_: object) -> None:
        raise ValueError("its properties hold a document type")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    parser.Parse(content, True)
    return {name: value.strip() for name, value in found.items()}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    workbook = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    parts = {}
    for sheet in workbook.iter():
        if _local(sheet.tag) == "sheet":
            relation = sheet.get(_RELATION_ID) or sheet.get(_STRICT_RELATION_ID)
            target = targets.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            parts[sheet.get("name", "")] = part
    return parts


def _xlsx_broken(stream: IO[bytes]) -> Places:
    found: Places = {}
    row, column = -1, -1
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        tag = _local(element.tag)
        if event == "start":
            if tag == "row":
                row = int(element.get("r", row + 2)) - 1
                column = -1
            elif tag == "c":
                column = _column(element, column)
        elif tag == "c":
            if (shown := _shown_instead(element)) is not None:
                found[row, column] = BrokenCell(shown)
            element.clear()
        elif tag == "row":
            element.clear()
    return found


def _column(cell: Element, previous: int) -> int:
    reference = _REFERENCE.fullmatch(cell.get("r", ""))
    if reference is None:
        return previous + 1
    number = 0
    for letter in reference[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _shown_instead(cell: Element) -> str | None:
    """Return what the sponsor sees in a broken cell, or None for a sound one."""
    children = {_local(child.tag): child for child in cell}
    value = children["v"].text if "v" in children else None
    if cell.get("t") == "e":
        return value or "an error value"
    if "f" in children and not value and not (cell.get("t") == "str" and "v" in children):
        return _NO_STORED_VALUE
    return None


def _ods_broken(content: bytes) -> dict[str, Places]:
    root = fromstring(content, forbid_dtd=True)
    return {
        table.get(f"{_TABLE}name", ""): _ods_table_broken(table)
        for table in root.iter(f"{_TABLE}table")
    }


def _ods_table_broken(table: Element) -> Places:
    found: Places = {}
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            shown = "".join(cell.itertext())
            has_formula = cell.get(f"{_TABLE}formula") is not None
            if has_formula and shown.startswith(("Err:", "#")):
                found[row, column] = BrokenCell(shown)
            elif (
                has_formula
                and cell.get(f"{_OFFICE}value-type") is None
                and (shown or not len(cell))
            ):
                found[row, column] = BrokenCell(_NO_STORED_VALUE)
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        row += int(line.get(f"{_TABLE}number-rows-repeated", "1"))
    return found
