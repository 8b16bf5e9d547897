"""A marking is what a person can see: where a level marks a file, and where it says nothing."""

from collections.abc import Mapping

import pytest

from fct.data.common.errors import RefusalError
from fct.data.reading.client import read_book_safely
from tests.support.files.hostile_files import ONE, VALUE, row
from tests.support.files.packages import SHEET, ods_with, parts_of, sheet, xlsx_with
from tests.support.files.workbooks import xlsx_of

Parts = Mapping[str, bytes | str | None]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>SECRET</t></is></c></row>'
_PROPERTY = (
    '<Properties xmlns:vt="{0}"><property name="{1}"><vt:lpwstr>{2}</vt:lpwstr></property>'
    "</Properties>"
)
_CHOICES = '<xsd:enumeration value="CONFIDENTIAL"/><xsd:enumeration value="SECRET"/>'
_SCHEMA = f"<xsd:schema><xsd:simpleType>{_CHOICES}</xsd:simpleType></xsd:schema>"
_PRINTER = "Example Laser PCL6".encode("utf-16-le").ljust(64, b"\0") + bytes(100)


def _hidden_sheet() -> Parts:
    """A second sheet that is hidden and lists a level."""
    book = parts_of(xlsx_of(ONE))
    workbook = book["xl/workbook.xml"].decode()
    relations = book["xl/_rels/workbook.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    listed = '<sheet name="Levels" sheetId="9" state="veryHidden" r:id="r9"/></sheets>'
    named = f'<Relationship Id="r9" Type="{kind}" Target="worksheets/sheet9.xml"/></Relationships>'
    return {
        "xl/workbook.xml": workbook.replace("</sheets>", listed),
        "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", named),
        "xl/worksheets/sheet9.xml": sheet(_TEXT),
    }


SEEN: dict[str, Parts] = {
    "a cell": {SHEET: sheet(_TEXT)},
    "a header": {
        SHEET: sheet(ONE, "<headerFooter><oddHeader>&amp;C&amp;14SECRET</oddHeader></headerFooter>")
    },
    "a footer": {
        SHEET: sheet(
            ONE, "<headerFooter><firstFooter>&amp;LSECRET//NOFORN</firstFooter></headerFooter>"
        )
    },
    "a comment": {
        "xl/comments1.xml": f'<comments xmlns="{_MAIN}"><commentList><comment ref="A1"><text><r>'
        "<t>SECRET</t></r></text></comment></commentList></comments>"
    },
    "a text box": {
        "xl/drawings/drawing1.xml": f'<a:wsDr xmlns:a="{_DRAW}"><a:p><a:r><a:t>SEC</a:t></a:r><a:r>'
        "<a:t>RET</a:t></a:r></a:p></a:wsDr>"
    },
    "a property": {"docProps/custom.xml": _PROPERTY.format(_VARIANT, "Status", "SECRET")},
    "the title": {"docProps/core.xml": "<coreProperties><title>SECRET</title></coreProperties>"},
    "a sensitivity label": {
        "docProps/custom.xml": _PROPERTY.format(_VARIANT, "MSIP_Label_1_Name", "Secret")
    },
    "a hidden sheet": _hidden_sheet(),
    "a value of a column beside the document": {
        "customXml/item1.xml": "<p:properties><Level>SECRET</Level></p:properties>"
    },
    "what was last seen of another workbook": {
        "xl/externalLinks/externalLink1.xml": "<externalLink><externalBook><sheetDataSet>"
        '<sheetData><row r="1"><cell r="A1" t="str"><v>SECRET//NOFORN</v></cell></row></sheetData>'
        "</sheetDataSet></externalBook></externalLink>"
    },
}
UNSEEN: dict[str, Parts] = {
    "a driver's settings": {
        "xl/printerSettings/printerSettings1.bin": _PRINTER + "SECRET".encode("utf-16-le") + b"\0\0"
    },
    "the settings that a Macintosh keeps of a printer": {
        "xl/printerSettings/printerSettings1.bin": b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC '
        b'"-//A//DTD PLIST 1.0//EN" "p.dtd"><plist><string>SECRET</string></plist>'
    },
    "the schema of a column": {
        "customXml/item1.xml": f"<ct:contentTypeSchema>{_SCHEMA}</ct:contentTypeSchema>"
    },
    "the schema of a map": {
        "xl/xmlMaps.xml": f'<MapInfo><Schema ID="S">{_SCHEMA}</Schema></MapInfo>'
    },
    "the choices of a cell": {
        SHEET: sheet(
            ONE,
            '<dataValidations><dataValidation type="list" sqref="A1"><formula1>"SECRET,TOP SECRET"'
            "</formula1></dataValidation></dataValidations>",
        )
    },
    "the choices of a control": {
        "xl/ctrlProps/ctrlProp1.xml": '<formControlPr><itemLst><item val="SECRET"/></itemLst>'
        "</formControlPr>"
    },
}


@pytest.mark.parametrize("place", SEEN)
def test_a_level_that_can_be_seen_marks(place: str) -> None:
    """The file is refused, and nothing of it is kept."""
    with pytest.raises(RefusalError, match="marking of classified content") as refused:
        read_book_safely("a.xlsx", xlsx_with(SEEN[place], ONE))
    assert refused.value.code == "CLASSIFIED"


@pytest.mark.parametrize("place", UNSEEN)
def test_a_level_that_nobody_sees_says_nothing(place: str) -> None:
    """It is a setting, or one of the values that may be chosen."""
    book = read_book_safely("a.xlsx", xlsx_with(UNSEEN[place], ONE))
    assert book.sheets[0].rows == [[1.0]]


@pytest.mark.parametrize("place", ["a driver's settings", "the schema of a column"])
def test_it_says_nothing_of_a_file_that_is_refused_either(place: str) -> None:
    """The search of a file that is damaged passes the same parts over."""
    content = xlsx_with({**UNSEEN[place], "xl/styles.xml": "<a><b></a>"}, ONE)
    with pytest.raises(RefusalError, match="not well-formed") as refused:
        read_book_safely("a.xlsx", content)
    assert refused.value.code == "DAMAGED"


def test_the_name_of_a_printer_says_nothing() -> None:
    """OpenDocument files keep it beside where the windows stood."""
    settings = '<s><config-item config:name="PrinterName">SECRET</config-item></s>'
    content = ods_with({"settings.xml": settings}, row(VALUE))
    assert read_book_safely("a.ods", content).sheets[0].rows == [[1.0]]
