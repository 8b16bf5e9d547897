"""Workbooks whose parts lie elsewhere, or that are laid out to be looked at."""

import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

import pytest
import python_calamine

from fct.data.gate.admit import Inspection, inspect_workbook
from fct.data.gate.kinds import Kind
from fct.data.gate.marking_scan import MarkingScanner
from fct.data.gate.markings import load_markings
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.files.hostile_files import ONE, VALUE, row, text_cell
from tests.support.files.packages import (
    Entry,
    archive,
    ods_with,
    parts_of,
    strings,
    with_parts,
    xlsx_with,
)
from tests.support.files.workbooks import ods_of, write_form, xlsx_of

LIMITS = load_limits()
TEXT = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def inspected(content: bytes, kind: Kind = Kind.XLSX) -> Inspection:
    """What the gate learns of a workbook."""
    return inspect_workbook(content, kind, LIMITS, MarkingScanner(load_markings()))


def cells(content: bytes) -> list[list[list[object]]]:
    """The cells of each sheet, as calamine reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def moved(content: bytes, names: Mapping[str, str], targets: Mapping[str, str]) -> bytes:
    """A package with parts under other names, and what leads to them changed."""
    entries = []
    for name, part in parts_of(content).items():
        text = part.decode() if name.endswith((".rels", ".xml")) else ""
        for old, new in targets.items():
            text = text.replace(f'Target="{old}"', f'Target="{new}"')
        entries.append(Entry(names.get(name, name), text.encode() if text else part))
    return archive(*entries)


def test_a_usual_workbook_is_itself(tmp_path: Path) -> None:
    """Nothing is written anew."""
    content = write_form(tmp_path / "a.xlsx").read_bytes()

    assert inspected(content).content is content
    ods = ods_of(row(VALUE))
    assert inspected(ods, Kind.ODS).content is ods


@pytest.mark.parametrize(
    ("names", "targets"),
    [
        (
            {
                "xl/workbook.xml": "xl/book22.xml",
                "xl/_rels/workbook.xml.rels": "xl/_rels/book22.xml.rels",
            },
            {"xl/workbook.xml": "xl/book22.xml"},
        ),
        (
            {
                "xl/workbook.xml": "book.xml",
                "xl/_rels/workbook.xml.rels": "_rels/book.xml.rels",
                "xl/worksheets/sheet1.xml": "sheets/one.xml",
            },
            {"xl/workbook.xml": "/book.xml", "worksheets/sheet1.xml": "sheets/one.xml"},
        ),
        ({"xl/worksheets/sheet1.xml": "data/one.xml"}, {"worksheets/sheet1.xml": "/data/one.xml"}),
    ],
)
def test_parts_that_lie_elsewhere_are_put_where_they_are_read(
    names: dict[str, str], targets: dict[str, str]
) -> None:
    """The start of the package names the workbook, and that its sheets."""
    content = moved(xlsx_of(ONE), names, targets)

    found = inspected(content)

    assert cells(found.content) == [[[1.0]]]
    assert {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts_of(found.content).keys()
    assert inspected(found.content).content is found.content


def test_texts_and_styles_that_lie_elsewhere_are_read() -> None:
    """Without its styles a day would be a number."""
    content = Path(__file__).parents[2].joinpath("cases/base_good.xlsx").read_bytes()
    names = {"xl/sharedStrings.xml": "xl/other/texts.xml", "xl/styles.xml": "xl/looks.xml"}
    targets = {"sharedStrings.xml": "other/texts.xml", "styles.xml": "looks.xml"}

    found = inspected(moved(content, names, targets))

    assert cells(found.content) == cells(content)


def test_the_strokes_of_windows_are_read(tmp_path: Path) -> None:
    """In the names of parts and in what leads to them."""
    content = write_form(tmp_path / "a.xlsx", ref="B-1").read_bytes()
    entries = [
        Entry(
            name.replace("/", "\\"), part.replace(b'Target="worksheets/', b'Target="worksheets\\')
        )
        for name, part in parts_of(content).items()
    ]

    found = inspected(archive(*entries))

    assert cells(found.content) == cells(content)
    assert found.properties["fct_ref"] == "B-1"


@pytest.mark.parametrize("kind", [TEMPLATE, MACRO_BOOK])
def test_a_template_becomes_a_workbook(tmp_path: Path, kind: str) -> None:
    """So that what is made of it opens under the ending .xlsx."""
    content = write_form(tmp_path / "a.xlsx").read_bytes()
    types = parts_of(content)["[Content_Types].xml"].decode()
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert plain in types

    template = with_parts(content, {"[Content_Types].xml": types.replace(plain, kind)})
    found = inspected(template)

    assert plain.encode() in parts_of(found.content)["[Content_Types].xml"]
    assert kind.encode() not in parts_of(found.content)["[Content_Types].xml"]
    assert cells(found.content) == cells(content)


def test_two_workbooks_in_one_are_refused() -> None:
    """One is named, and the other stands where it is read."""
    content = xlsx_of(ONE)
    start = parts_of(content)["_rels/.rels"].decode().replace("xl/workbook.xml", "xl/other.xml")
    other = {"_rels/.rels": start, "xl/other.xml": "<workbook/>"}
    with pytest.raises(GateRefusalError, match="ODD_ARCHIVE"):
        inspected(with_parts(content, other))


def test_two_tables_of_texts_are_refused() -> None:
    """One reader takes the one that is named, another the one in its place."""
    content = xlsx_with(strings(""), TEXT)
    relations = parts_of(content)["xl/_rels/workbook.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    other = relations.replace(
        "</Relationships>", f'<Relationship Id="s" Type="{kind}" Target="t.xml"/></Relationships>'
    )
    with pytest.raises(GateRefusalError, match="ODD_ARCHIVE") as refused:
        inspected(with_parts(content, {"xl/_rels/workbook.xml.rels": other, "xl/t.xml": "<sst/>"}))

    assert "names xl/t.xml where xl/sharedStrings.xml is read" in str(refused.value.seen["detail"])


def indented(content: bytes) -> bytes:
    """An ods file whose content is laid out line by line."""
    part = parts_of(content)["content.xml"]
    spaces = ET.iterparse(io.BytesIO(part), events=["start-ns"])  # noqa: S314 - made here
    for _, (prefix, space) in spaces:
        ET.register_namespace(prefix, space)
    root = ET.fromstring(part)  # noqa: S314 - made here
    ET.indent(root)
    return with_parts(content, {"content.xml": ET.tostring(root)})


def test_an_indented_ods_is_read() -> None:
    """Line breaks between its cells mean nothing; those in a text are kept."""
    content = ods_of(row(VALUE + text_cell("a &gt; b")) + row(text_cell("two")))

    found = inspected(indented(content), Kind.ODS)

    assert cells(found.content) == cells(content) == [[[1.0, "a > b"], ["two", ""]]]


def test_a_text_with_a_value_beside_it_is_read() -> None:
    """Some programs write what is shown as the value of a text too."""
    valued = '<table:table-cell office:value-type="string" office:value="x"><text:p>x</text:p>'

    found = inspected(ods_of(row(f"{valued}</table:table-cell>")), Kind.ODS)

    assert cells(found.content) == [[["x"]]]


def test_a_tab_in_a_text_parts_its_words() -> None:
    """As LibreOffice writes one that was pasted into a name."""
    tabbed = '<table:table-cell office:value-type="string"><text:p>Nordlys<text:tab/>AS</text:p>'

    found = inspected(ods_of(row(f"{tabbed}</table:table-cell>")), Kind.ODS)

    assert cells(found.content) == [[["Nordlys AS"]]]


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.oasis.opendocument.spreadsheet-template",
        "application/vnd.oasis.opendocument.spreadsheet\n",
        None,
    ],
)
def test_an_ods_is_known_by_its_manifest_too(kind: str | None) -> None:
    """The part that says its kind is not a must, and a template is a workbook."""
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry '
        'm:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</m:manifest>"
    )
    content = ods_with({"mimetype": kind, "META-INF/manifest.xml": manifest}, row(VALUE))

    assert cells(inspected(content, Kind.ODS).content) == [[[1.0]]]
