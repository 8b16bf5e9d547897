"""Hostile and odd files of every kind, each with the code that it must end in.

An empty code means that the file is taken. Several codes parted by ``|`` are equally right.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from tests.support.files.packages import (
    MAIN,
    SHEET,
    Entry,
    archive,
    bomb,
    many_sheets,
    ods_with,
    parts_of,
    sheet,
    strings,
    xlsx_with,
)
from tests.support.files.workbooks import ods_of, xlsx_of

MIB = 1024 * 1024
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
VALUE = '<table:table-cell office:value-type="float" office:value="1"/>'
TOO_MUCH = "PACKED_TOO_TIGHTLY|UNPACKS_TOO_BIG"
TWO_TO_31 = 2_147_483_648


@dataclass(frozen=True)
class Hostile:
    """One file, and the code that it must end in."""

    label: str
    name: str
    made: bytes | Callable[[], bytes]
    code: str

    @cached_property
    def content(self) -> bytes:
        """Its bytes; those of a large one are made when they are asked for."""
        return self.made if isinstance(self.made, bytes) else self.made()


def row(cells: str, attributes: str = "") -> str:
    """Return a row of an ods table."""
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def times(count: object) -> str:
    """Return the attribute that repeats a row."""
    return f'table:number-rows-repeated="{count}"'


def text_cell(said: str) -> str:
    """Return a cell of an ods table that holds text."""
    return (
        f'<table:table-cell office:value-type="string"><text:p>{said}</text:p></table:table-cell>'
    )


def bombs() -> Iterator[Hostile]:
    """Archives that unpack to much more than they are, whatever they state."""
    sound = parts_of(xlsx_of(ONE))
    start, end = sheet("|").encode().split(b"|")
    fills = {
        "one text": b"0",
        "rows": b'<row r="1"><c r="A1"><v>1</v></c></row>',
        "white space": b" ",
        "comments": b"<!-- a comment -->",
        "elements": b"<a/>",
    }
    for stated in (None, 1_000, 200 * MIB, 2**32 - 2):
        for label, fill in fills.items():
            others = [Entry(name, part) for name, part in sound.items() if name != SHEET]
            part = Entry(SHEET, b"", size=stated or 300 * MIB, packed=bomb(300, fill, (start, end)))
            named = f"sheet of {label}, {stated or 'its size'} stated"
            yield Hostile(named, "b.xlsx", archive(*others, part), TOO_MUCH)
        for name in (
            *("xl/sharedStrings.xml", "xl/styles.xml", "xl/media/image1.png"),
            *("docProps/custom.xml", "[Content_Types].xml", "xl/workbook.xml"),
        ):
            others = [Entry(other, part) for other, part in sound.items() if other != name]
            part = Entry(name, b"", size=stated, packed=bomb(200, b"0", (b"<a>", b"</a>")))
            label = f"{name} of 200 MiB, {stated} stated"
            yield Hostile(label, "b.xlsx", archive(*others, part), f"{TOO_MUCH}|STRING_TOO_LONG")
    packed = bomb(1, b"0")
    many = [Entry(f"xl/media/{n}.bin", b"", size=MIB, packed=packed) for n in range(300)]
    others = [Entry(name, part) for name, part in sound.items()]
    yield Hostile("300 parts of 1 MiB", "b.xlsx", archive(*others, *many), f"{TOO_MUCH}|DAMAGED")
    for name, ending in (("content.xml", "ods"), ("meta.xml", "ods"), ("Proposals.csv", "zip")):
        rest = parts_of(ods_of("")) if ending == "ods" else {}
        part = Entry(name, b"", packed=bomb(200, b"x,1\n"))
        others = [Entry(other, content) for other, content in rest.items() if other != name]
        code = f"{TOO_MUCH}|DAMAGED"
        yield Hostile(f"{name} of 200 MiB", f"b.{ending}", archive(*others, part), code)


def grids() -> Iterator[Hostile]:
    """Sheets whose cells lie far apart, and references that are none."""
    for first, last, code in [
        ("A1", "XFD1048576", "GRID_TOO_BIG"),
        ("A1", "ALL100000", "GRID_TOO_BIG"),
        ("A1", "Z1048576", "GRID_TOO_BIG"),
        ("A1", "A200001", "GRID_TOO_BIG"),
        ("A1", "A200000", ""),
        ("A1", "XFD300", ""),
        ("A1", "XFD306", "GRID_TOO_BIG"),
        ("A1", "XFE1", "GRID_TOO_BIG"),
        ("A1", "ZZZ2", "GRID_TOO_BIG"),
        ("A1", "A1048577", "BAD_REFERENCE"),
        ("A1", "A4294967297", "BAD_REFERENCE"),
        ("A1", "AAAA2", "BAD_REFERENCE"),
    ]:
        number = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        far = f'{ONE}<row r="{number}"><c r="{last}"><v>1</v></c></row>'
        yield Hostile(f"cells at {first} and {last}", "g.xlsx", xlsx_of(far), code)
        text = f'<row r="{number}"><c r="{last}" t="inlineStr"><is><t/></is></c></row>'
        yield Hostile(f"empty text at {last}", "g.xlsx", xlsx_of(ONE + text), code)
        formula = f'{ONE}<row r="{number}"><c r="{last}"><f>1</f></c></row>'
        yield Hostile(f"formula at {last}", "g.xlsx", xlsx_of(formula), code)
    styled = f'{ONE}<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    yield Hostile("a formatted empty cell at the end", "g.xlsx", xlsx_of(styled), "")
    for reference in [
        "b1",
        "$B$1",
        "B01",
        "B0",
        "1B",
        "B",
        "B1:C1",
        "",
        " B1",
        "B1 ",
        "Ｂ1",
        "B-1",
    ]:
        cell = f'<row r="1"><c r="{reference}"><v>1</v></c></row>'
        yield Hostile(f"reference {reference!r}", "g.xlsx", xlsx_of(cell), "BAD_REFERENCE")
    wrong = '<row r="1"><c r="B7"><v>1</v></c></row>'
    yield Hostile("a cell of another row", "g.xlsx", xlsx_of(wrong), "BAD_REFERENCE")
    for number in ["0", "-1", "1048577", "4294967297", "1e3", "x", ""]:
        cell = f'<row r="{number}"><c><v>1</v></c></row>'
        yield Hostile(f"row {number!r}", "g.xlsx", xlsx_of(cell), "BAD_REFERENCE")
    prefixed = f'{ONE}<x:row xmlns:x="{MAIN}" r="9"><x:c r="XFD9"><x:v>1</x:v></x:c></x:row>'
    prefixed = prefixed.replace("9", "400000")
    yield Hostile("prefixed far cell", "g.xlsx", xlsx_of(prefixed), "GRID_TOO_BIG")
    spaced = f'{ONE}<row r="400000"><c\nr="B400000"><v>1</v></c></row>'
    yield Hostile("far cell after a line break", "g.xlsx", xlsx_of(spaced), "GRID_TOO_BIG")
    single = f"{ONE}<row r='400000'><c r='B400000'><v>1</v></c></row>"
    yield Hostile("far cell in single quotes", "g.xlsx", xlsx_of(single), "GRID_TOO_BIG")
    late = f'{ONE}<row r="400000"><c s="0" r="B400000"><v>1</v></c></row>'
    yield Hostile("far cell, reference last", "g.xlsx", xlsx_of(late), "GRID_TOO_BIG")
    hidden = f"<!-- {ONE} --><row r='400000'><c r='B400000'><v>1</v></c></row>"
    yield Hostile("far cell after a comment", "g.xlsx", xlsx_of(hidden), "GRID_TOO_BIG")
    dimension = '<dimension ref="A1:XFD1048576"/><sheetData>'
    stated = xlsx_with({SHEET: sheet(ONE).replace("<sheetData>", dimension)})
    yield Hostile("a dimension of everything", "g.xlsx", stated, "")


def counts() -> Iterator[Hostile]:
    """Numbers that are stated and not true."""
    for stated in ["4294967295", "50000000", "99999999999999999999", "-1", "x", "2000000"]:
        content = xlsx_with(strings(f'uniqueCount="{stated}"'), ONE)
        yield Hostile(f"{stated} shared texts", "c.xlsx", content, "FALSE_COUNT")
    for stated in ['count="4294967295"', 'uniqueCount="9"', 'count="0" uniqueCount="0"', ""]:
        yield Hostile(f"shared texts {stated}", "c.xlsx", xlsx_with(strings(stated), ONE), "")
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="4294967295"/>'
        '<cellXfs count="4294967295"/></styleSheet>'
    )
    yield Hostile("styles without number", "c.xlsx", xlsx_with({"xl/styles.xml": styles}, ONE), "")
    merged = sheet(ONE, '<mergeCells count="4294967295"><mergeCell ref="A1:XFD9"/></mergeCells>')
    yield Hostile("merged cells without number", "c.xlsx", xlsx_with({SHEET: merged}), "")
    index = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
    yield Hostile("a text that is not there", "c.xlsx", xlsx_with(strings(""), index), "DAMAGED")
    yield Hostile("51 sheets", "c.xlsx", many_sheets(51, 51), "TOO_MANY_SHEETS")
    yield Hostile("50 sheets", "c.xlsx", many_sheets(50, 50), "")
    yield Hostile("3,000 sheets on one part", "c.xlsx", many_sheets(3000, 1), "TOO_MANY_SHEETS")
    yield Hostile("2 sheets on one part", "c.xlsx", many_sheets(2, 1), "SHARED_PART")


def deep(depth: int, rows: str = ONE) -> bytes:
    """Return a workbook with elements in elements after its rows."""
    opened = "".join(f"<x{n % 97}>" for n in range(depth))
    closed = "".join(f"</x{n % 97}>" for n in reversed(range(depth)))
    return xlsx_with({SHEET: sheet(rows, opened + closed)})


def xml_tricks() -> Iterator[Hostile]:
    """Document types, encodings, depth and width."""
    laughs = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    kinds = {
        "entities": f"<!DOCTYPE x [{laughs}]>",
        "an outer entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "an outer address": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "a parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>',
        "nothing": "<!DOCTYPE x>",
    }
    parts = [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
    parts += ["docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"]
    # Nobody reads these, and some programs name a type in them; what a type declares is refused.
    aside = ["xl/theme/theme1.xml", "xl/comments1.xml", "customXml/item1.xml", "xl/drawings/d.vml"]
    aside += ["docProps/app.xml", "META-INF/manifest.xml"]
    parts += aside[:-1]
    for label, declared in kinds.items():
        for part in parts:
            content = f'<?xml version="1.0"?>{declared}<x>text</x>'
            code = "" if part in aside and "[" not in declared else "XML_DTD"
            yield Hostile(f"{label} in {part}", "x.xlsx", xlsx_with({part: content}), code)
        for part in ["content.xml", "meta.xml", "styles.xml", "META-INF/manifest.xml"]:
            content = f"{declared}<x/>"
            code = "" if part in aside and "[" not in declared else "XML_DTD"
            yield Hostile(f"{label} in {part}", "x.ods", ods_with({part: content}), code)
    for encoding in ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "shift-jis"]:
        text = sheet(ONE, prolog=f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x>')
        coded = xlsx_with({SHEET: text.encode(encoding)})
        yield Hostile(f"document type in {encoding}", "x.xlsx", coded, "XML_ENCODING|XML_DTD")
    latin = sheet(ONE, prolog='<?xml version="1.0" encoding="iso-8859-1"?>')
    yield Hostile("latin-1", "x.xlsx", xlsx_with({SHEET: latin}), "XML_ENCODING")
    for depth, code in [(40, ""), (60_000, "XML_TOO_DEEP"), (900_000, "XML_TOO_DEEP")]:
        yield Hostile(f"{depth} deep", "x.xlsx", partial(deep, depth), code)
        comment = partial(deep, depth, f"<!-- -->{ONE}")
        yield Hostile(f"{depth} deep, with a comment", "x.xlsx", comment, code)
    wide = " ".join(f'a{n}="1"' for n in range(100_000))
    tag = f'<row r="1" {wide}><c r="A1"><v>1</v></c></row>'
    yield Hostile("100,000 attributes", "x.xlsx", xlsx_of(tag), "XML_TOO_MANY_ATTRIBUTES")
    long = f'<row r="1" a="{"x" * (20 * MIB)}"><c r="A1"><v>1</v></c></row>'
    attribute = partial(xlsx_of, long)
    yield Hostile("an attribute of 20 MiB", "x.xlsx", attribute, "|PACKED_TOO_TIGHTLY")
    unclosed = sheet("<row>" * 50_000).replace("</sheetData></worksheet>", "")
    yield Hostile("50,000 unclosed", "x.xlsx", xlsx_with({SHEET: unclosed}), "XML_TOO_DEEP|DAMAGED")


def long_texts() -> Iterator[Hostile]:
    """Texts longer than a cell holds."""
    rng = random.Random(1)
    text = "".join(rng.choices("abcdefghij klmnop", k=40_000))
    for length, code in [(32_767, ""), (32_768, "STRING_TOO_LONG"), (40_000, "STRING_TOO_LONG")]:
        said = text[:length].replace(" ", "x")
        cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{said}</t></is></c></row>'
        yield Hostile(f"inline text of {length}", "s.xlsx", xlsx_of(cell), code)
        shared = strings("", f"<si><t>{said}</t></si>")
        yield Hostile(f"shared text of {length}", "s.xlsx", xlsx_with(shared, ONE), code)
        runs = "".join(f"<r><t>{said[at : at + 4_000]}</t></r>" for at in range(0, length, 4_000))
        shared = strings("", f"<si>{runs}</si>")
        yield Hostile(f"text of {length} in pieces", "s.xlsx", xlsx_with(shared, ONE), code)
        yield Hostile(f"ods text of {length}", "s.ods", ods_of(row(text_cell(said))), code)
    huge = strings("", f"<si><t>{text * 800}</t></si>")
    code = "STRING_TOO_LONG|PACKED_TOO_TIGHTLY"
    yield Hostile("shared text of 32 MB", "s.xlsx", partial(xlsx_with, huge, ONE), code)


def repeats() -> Iterator[Hostile]:
    """Ods tables that repeat."""
    empty, spaces = "<table:table-cell/>", '<text:s text:c="20000"/>'
    columns = "table:number-columns-repeated"
    cases: list[tuple[str, str, str]] = [
        ("an empty tail of rows", row(VALUE) + row(empty, times(1_048_575)), ""),
        ("an empty tail of columns", row(f'{VALUE}<table:table-cell {columns}="16383"/>'), ""),
        ("a filled row 2^31 times", row(VALUE, times(TWO_TO_31)), "FALSE_COUNT"),
        ("an empty row 2^31 times", row(empty, times(TWO_TO_31)), "FALSE_COUNT"),
        ("a filled row 1,048,576 times", row(VALUE, times(1_048_576)), "GRID_TOO_BIG"),
        ("repeated minus once", row(VALUE, times(-1)), "FALSE_COUNT"),
        ("repeated never", row(VALUE, times(0)), "FALSE_COUNT"),
        ("repeated in words", row(VALUE, times("two")), "FALSE_COUNT"),
        ("many rows", row(VALUE, times(20_000)) * 20, "GRID_TOO_BIG"),
        ("2^31 spaces", row(text_cell('a<text:s text:c="2147483647"/>')), "STRING_TOO_LONG"),
        ("20,000 spaces twice", row(text_cell(spaces * 2)), "STRING_TOO_LONG"),
        ("20,000 spaces", row(text_cell(spaces)), ""),
    ]
    for count in (16_384, 100_000):
        wide = VALUE.replace("/>", f' {columns}="{count}"/>')
        cases.append((f"{count} cells in 1,000 rows", row(wide, times(1000)), "GRID_TOO_BIG"))
    gap = row(VALUE) + row(empty, times(1_000_000)) + row(VALUE)
    cases.append(("a million empty rows between", gap, "GRID_TOO_BIG"))
    for label, rows, code in cases:
        yield Hostile(label, "r.ods", ods_of(rows), code)


KINDS: list[Callable[[], Iterator[Hostile]]] = [
    bombs,
    grids,
    counts,
    xml_tricks,
    long_texts,
    repeats,
]
