"""What a child does with a file."""

import pytest

from fct.data.common.errors import RefusalError
from fct.data.gate.markings import load_markings
from fct.data.gate.refused import GateRefusalError
from fct.data.program.form import OWN_SHEETS
from fct.data.program.limits import load_limits
from fct.data.reading.job_read import BookReader, Reading
from tests.support.files.hostile_files import ONE
from tests.support.files.packages import (
    SHEET,
    Entry,
    archive,
    parts_of,
    sheet,
    strings,
    with_parts,
    xlsx_with,
)
from tests.support.files.workbooks import ods_of, xlsx_of

READING = Reading(load_limits(), load_markings(), OWN_SHEETS)
MARK = "SECRET//NOFORN"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="worksheets/one.dat" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet"/></Relationships>'
)
TEXT = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{MARK}</t></is></c></row>'
CELL = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>SEC<text:span>RET'
    "</text:span>//NOFORN</text:p></table:table-cell></table:table-row>"
)
NOTE = (
    "<commentList><comment ref='A1'><text><r><t>SECRET</t></r><r><t>//NF</t></r></text></comment>"
)
DRAWN = (
    '<a:p xmlns:a="a"><a:r><a:rPr><a:ln><a:noFill/></a:ln></a:rPr><a:t>{first}</a:t></a:r>'
    "<a:r><a:rPr><a:hlinkClick/></a:rPr><a:t>{second}</a:t></a:r></a:p>"
)
ODS_LINE = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>TOP SECRET'
    "<text:{sign}/>{more}</text:p></table:table-cell></table:table-row>"
)


def with_folder(content: bytes, name: str) -> bytes:
    """The archive with an empty folder of that name."""
    entries = [Entry(part, said) for part, said in parts_of(content).items()]
    return archive(*entries, Entry(name, b""))


MARKED: dict[str, tuple[str, bytes]] = {
    "a cell": ("a.xlsx", xlsx_of(TEXT)),
    "a stored result": ("a.xlsx", xlsx_of(f'<row><c t="str"><f>A2</f><v>{MARK}</v></c></row>')),
    "a formula": ("a.xlsx", xlsx_of(f'<row><c><f>"{MARK}"</f><v>1</v></c></row>')),
    "a shared text": ("a.xlsx", xlsx_with(strings("", f"<si><t>{MARK}</t></si>"), ONE)),
    "formatted pieces": (
        "a.xlsx",
        xlsx_with(strings("", "<si><r><t>SECR</t></r><r><t>ET//NOFORN</t></r></si>"), ONE),
    ),
    "pieces with blanks in their tags": (
        "a.xlsx",
        xlsx_with(strings("", "<si><r\n><t>SECR</t></r\n><r\n><t>ET</t></r></si>"), ONE),
    ),
    "pieces of a comment around a sign": (
        "a.xlsx",
        xlsx_with({"xl/comments1.xml": "<c><r><t>SECR</t></r><r a='>'><t>ET</t></r></c>"}, ONE),
    ),
    "the last of many parts": (
        "a.xlsx",
        xlsx_with(
            {f"xl/drawings/d{n}.xml": f"<x>{'a sight ' * 900}</x>" for n in range(9)}
            | {"xl/drawings/e.xml": f"<x>{MARK}</x>"},
            ONE,
        ),
    ),
    "a coded letter": ("a.xlsx", xlsx_with(strings("", "<si><t>_x0053_ECRET//NF</t></si>"), ONE)),
    "a numbered letter": ("a.xlsx", xlsx_with(strings("", "<si><t>&#83;ECRET//NF</t></si>"), ONE)),
    "a header": (
        "a.xlsx",
        xlsx_with(
            {SHEET: sheet(ONE, "<headerFooter><oddHeader>&amp;CSECRET</oddHeader></headerFooter>")}
        ),
    ),
    "a comment": (
        "a.xlsx",
        xlsx_with({"xl/comments1.xml": f"<comments>{NOTE}</commentList></comments>"}, ONE),
    ),
    "a sheet's name": ("a.xlsx", xlsx_of(ONE, sheet="SECRET")),
    "a property": ("a.xlsx", xlsx_with({"docProps/core.xml": f"<c><t>{MARK}</t></c>"}, ONE)),
    "a text box": (
        "a.xlsx",
        xlsx_with(
            {
                "xl/drawings/a.xml": f"<a:p><a:t>{MARK}</a:t></a:p>".replace(
                    "a:p>", 'a:p xmlns:a="a">', 1
                )
            },
            ONE,
        ),
    ),
    "a text box whose letters are formatted apart": (
        "a.xlsx",
        xlsx_with({"xl/drawings/a.xml": DRAWN.format(first="S", second="ECRET//NOFORN")}, ONE),
    ),
    "a drawing under another name": (
        "a.xlsx",
        xlsx_with({"xl/theme/a.xml": DRAWN.format(first=MARK, second="")}, ONE),
    ),
    "letters of a shape, formatted apart": (
        "a.xlsx",
        xlsx_with(
            {"xl/drawings/a.vml": "<x><div><font>S</font><font>ECRET//NF</font></div></x>"}, ONE
        ),
    ),
    "a comment in UTF-16": (
        "a.xlsx",
        xlsx_with(
            {"xl/comments1.xml": f'<?xml version="1.0"?><c><t>{MARK}</t></c>'.encode("utf-16")}, ONE
        ),
    ),
    "a date that is none": (
        "a.xlsx",
        xlsx_of(f'<row r="1"><c r="A1" t="d"><v>{MARK}</v></c></row>'),
    ),
    "a number that is none": (
        "a.xlsx",
        xlsx_of(f'<row r="1"><c r="A1" t="n"><v>{MARK}</v></c></row>'),
    ),
    "a value of no kind": ("a.xlsx", xlsx_of(f'<row r="1"><c r="A1"><v>{MARK}</v></c></row>')),
    "a content type": (
        "a.xlsx",
        xlsx_with(
            {"[Content_Types].xml": f"<Types><Default Extension='{MARK}'/></Types>"},
            ONE,
        ),
    ),
    "a defined name": ("a.xlsx", xlsx_of(ONE, sheet="TOP_SECRET")),
    "an empty folder": ("a.xlsx", with_folder(xlsx_of(ONE), f"{MARK.replace('//', ' - ')}/")),
    "loose markup": ("a.xlsx", xlsx_with({"xl/drawings/a.vml": f"<x><br>{MARK}</x>"}, ONE)),
    "a number format": (
        "a.xlsx",
        xlsx_with({"xl/styles.xml": f'<s><n f="&quot;{MARK}&quot;0"/></s>'}, ONE),
    ),
    "an ods cell": ("a.ods", ods_of(CELL)),
    "an ods line": ("a.ods", ods_of(ODS_LINE.format(sign="line-break", more="our sight"))),
    "an ods tab": ("a.ods", ods_of(ODS_LINE.format(sign="tab", more="NOFORN"))),
    "an ods bookmark": (
        "a.ods",
        ods_of(ODS_LINE.replace("TOP SECRET", "SEC").format(sign="bookmark", more="RET//NOFORN")),
    ),
    "an ods table's name": ("a.ods", ods_of("", sheet="TOP SECRET")),
    "a CSV cell": ("a.csv", f"ref,title\nA,{MARK}\n".encode()),
    "the marking of a list": ("a.csv", b"ref,marking\nA,CUI\nB,Confidential\n"),
    "a file name": ("SECRET NOFORN.csv", b"ref\n"),
    "a refused part": ("a.xlsx", xlsx_with({SHEET: f"<!DOCTYPE x>{sheet(TEXT)}"})),
    "a truncated file": ("a.xlsx", xlsx_of(TEXT)[:-40]),
    "a damaged table": ("a.csv", f"ref,title\nA,{MARK},\xff\n".encode("latin-1")),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 99 + MARK.encode("utf-16-le")),
    "another document": ("a.pdf", f"%PDF-1.7 ({MARK})".encode()),
}


def read(name: str, content: bytes) -> list[bytes]:
    """The letters of what is answered to a file."""
    letters: list[bytes] = []
    BookReader(READING, lambda letter, _: letters.append(letter)).read(name, content)
    return letters


def test_the_answer_has_sheets_rows_and_an_end() -> None:
    """In this order."""
    assert read("a.xlsx", xlsx_of(ONE)) == [b"S", b"R", b"P", b"E"]


@pytest.mark.parametrize("place", MARKED)
def test_a_marking_refuses_wherever_it_stands(place: str) -> None:
    """Before any other reason, and in files that are refused for another one."""
    with pytest.raises(GateRefusalError, match=r"^CLASSIFIED$"):
        read(*MARKED[place])


@pytest.mark.parametrize(
    "text", ["CUI//NOFORN", "a trade secret", "Secret Garden", "(S)", "(C) 2026"]
)
def test_other_words_pass(text: str) -> None:
    """Lawful markings and plain words."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'

    assert read("a.xlsx", xlsx_of(cell))[-1] == b"E"
    assert read("a.csv", f"ref,title\nA,{text}\n".encode())[-1] == b"E"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (
            "a.xlsx",
            with_parts(
                xlsx_of(ONE),
                {
                    "xl/_rels/workbook.xml.rels": RELATIONS,
                    "xl/worksheets/one.dat": f"x\u2039worksheet{sheet(ONE)}",
                },
            ),
            "DAMAGED",
        ),
        (
            "a.ods",
            ods_of(
                '<table:table-row><table:table-cell a:number-columns-repeated="1" '
                'table:number-columns-repeated="2000000000" office:value-type="string"/>'
                "</table:table-row>"
            ),
            "FALSE_COUNT",
        ),
    ],
)
def test_a_parser_sees_no_sheet_that_was_not_walked_through(
    name: str, content: bytes, code: str
) -> None:
    """One that hides from the gate is refused."""
    with pytest.raises(GateRefusalError, match=code):
        read(name, content)


def test_a_table_that_comes_alone_is_named_as_its_file_is() -> None:
    """A sponsor knows no other name of it."""
    with pytest.raises(RefusalError, match=r"^list\.csv: byte 13 in line 2 is not UTF-8"):
        read("list.csv", b"ref,title\nA,\xff\n")


def test_own_sheets_are_not_read() -> None:
    """Nobody answers on them."""
    assert read("a.xlsx", xlsx_of(ONE, sheet="Lists")) == [b"S", b"P", b"E"]
