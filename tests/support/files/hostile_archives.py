"""Hostile and odd archives, disguises, CSV files and names, each with its code."""

import random
import struct
from collections.abc import Callable, Iterator
from functools import partial

from tests.support.files.hostile_files import ONE, VALUE, Hostile, row
from tests.support.files.packages import (
    SHEET,
    Entry,
    archive,
    ods_with,
    packed,
    parts_of,
    sheet,
    xlsx_with,
)
from tests.support.files.workbooks import ods_of, xlsx_of

LINK, FOLDER, PIPE = 0o120777 << 16, 0o040755 << 16, 0o010644 << 16
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def _entries() -> list[Entry]:
    return [Entry(name, content) for name, content in parts_of(xlsx_of(ONE)).items()]


def zip_tricks() -> Iterator[Hostile]:
    """Archives that two programs could read in two ways."""
    sound = _entries()
    names = ["../a.xml", "/a.xml", "a/../../b.xml", "C:/a.xml", "a\\b.xml", "./a.xml", "a//b.xml"]
    names += ["a\0.xml", "a\n.xml", "..", "a/..", " ../b"]
    for name in names:
        content = archive(*sound, Entry(name, b"<a/>"))
        code = "" if name in {"/a.xml", "a\\b.xml", "./a.xml", "a\n.xml", " ../b"} else "ODD_PATH"
        yield Hostile(f"path {name!r}", "z.xlsx", content, code)
    for label, attributes, code in [
        ("link", LINK, "LINK_IN_ARCHIVE"),
        ("pipe", PIPE, ""),
        ("device", 0o020644 << 16, ""),
        ("file", 0o100644 << 16, ""),
    ]:
        content = archive(*sound, Entry("a", b"/etc/passwd", attributes=attributes))
        yield Hostile(label, "z.xlsx", content, code)
    yield Hostile("folder", "z.xlsx", archive(*sound, Entry("xl/", b"", attributes=FOLDER)), "")
    yield Hostile("folder with bytes", "z.xlsx", archive(*sound, Entry("xl/", b"x")), "ODD_PATH")
    for name in [SHEET, SHEET.upper(), "XL/workbook.xml"]:
        content = archive(*sound, Entry(name, sheet(ONE.replace("1<", "2<")).encode()))
        yield Hostile(f"{name} again", "z.xlsx", content, "DUPLICATE_PART")
    many = [Entry(f"a/{n}", b"") for n in range(70_000 - len(sound))]
    made = partial(archive, *sound, *many, count=65_535)
    yield Hostile("70,000 parts", "z.xlsx", made, "TOO_MANY_PARTS")
    few = [Entry(f"a/{n}", b"") for n in range(2001 - len(sound))]
    yield Hostile("2,001 parts", "z.xlsx", partial(archive, *sound, *few), "TOO_MANY_PARTS")
    yield Hostile("2,000 parts", "z.xlsx", partial(archive, *sound, *few[:-1]), "")
    for flags, code in [(1, "ENCRYPTED"), (0x41, "ENCRYPTED"), (0x2000, "ENCRYPTED"), (6, "")]:
        content = archive(*sound, Entry("a", b"x", flags=flags))
        yield Hostile(f"flags {flags}", "z.xlsx", content, code)
    for method in (1, 6, 9, 12, 14, 93, 95, 98, 99):
        content = archive(*sound, Entry("a", b"x", method=method))
        yield Hostile(f"method {method}", "z.xlsx", content, "ODD_COMPRESSION")
    yield Hostile("stored", "z.xlsx", archive(*[e._replace(method=0) for e in sound]), "")
    for size in (0, 1, 10**6, 2**32 - 1):
        lied = [e._replace(size=size) if e.name == SHEET else e for e in sound]
        code = "DAMAGED|ODD_ARCHIVE|PACKED_TOO_TIGHTLY|UNPACKS_TOO_BIG"
        yield Hostile(f"stated size {size}", "z.xlsx", archive(*lied), code)
    (first,) = (entry for entry in sound if entry.name == SHEET)
    for label, changed, code in [
        ("another local name", first._replace(local_name="xl/sheet9.xml"), "ODD_ARCHIVE"),
        ("a garbled part", first._replace(packed=b"\xff" * 40), "DAMAGED"),
        ("bytes after a part", first._replace(packed=packed(first.content) + b"more"), "DAMAGED"),
    ]:
        entries = [changed if entry is first else entry for entry in sound]
        yield Hostile(label, "z.xlsx", archive(*entries), code)
    yield from _overlaps()


def _overlaps() -> Iterator[Hostile]:
    sound = bytearray(archive(*_entries()))
    at = sound.rfind(b"PK\x01\x02")
    struct.pack_into("<L", sound, at + 42, 0)  # the last part is said to begin where the first does
    yield Hostile("overlapping parts", "z.xlsx", bytes(sound), "ODD_ARCHIVE")
    plain = archive(*_entries())
    for label, content in {
        "more parts than stated": archive(*_entries(), count=3),
        "fewer parts than stated": archive(*_entries(), count=30),
        "web page before": b"<html></html>" + plain,
        "archive before": plain + plain,
        "garbage after": plain + b"garbage",
        "comment unsaid": plain[:-2] + b"\x05\x00",
        "two ends": plain + plain[-22:],
    }.items():
        yield Hostile(label, "z.xlsx", content, "DAMAGED|ODD_ARCHIVE|NOT_A_WORKBOOK|OTHER_WORKBOOK")
    yield Hostile("a comment", "z.xlsx", plain[:-2] + b"\x05\x00hello", "")


def disguises() -> Iterator[Hostile]:
    """Files that are not what their name says."""
    xlsx, ods = xlsx_of(ONE), ods_of(row(VALUE))
    kinds = {
        "nothing": (b"", "EMPTY_FILE"),
        "pdf": (b"%PDF-1.7 ...", "NOT_THE_FORM"),
        "html": (b"<html><table></table></html>", "OTHER_WORKBOOK"),
        "gzip": (b"\x1f\x8b\x08\x00", "NOT_THE_FORM"),
        "7z": (b"7z\xbc\xaf\x27\x1c", "NOT_THE_FORM"),
        "rar": (b"Rar!\x1a\x07", "NOT_THE_FORM"),
        "program": (b"MZ\x90\x00", "NOT_A_WORKBOOK"),
        "ole": (OLE + b"\0" * 600, "DAMAGED"),
        "empty zip": (b"PK\x05\x06" + b"\0" * 18, "NOT_A_WORKBOOK"),
        "spanned zip": (b"PK\x07\x08" + xlsx, "NOT_A_WORKBOOK"),
        "text": (b"hello", "NOT_A_WORKBOOK"),
        "zeros": (b"\0" * 1000, "NOT_A_WORKBOOK"),
        "too big": (b"PK\x03\x04" + b"\0" * (25 * 1024 * 1024), "FILE_TOO_BIG"),
    }
    for label, (content, code) in kinds.items():
        for ending in ("xlsx", "ods"):
            yield Hostile(f"{label} as {ending}", f"d.{ending}", content, code)
    for name, content, code in [
        ("a.ods", xlsx, "WRONG_ENDING"),
        ("a.xlsx", ods, "WRONG_ENDING"),
        ("a.csv", xlsx, "WRONG_ENDING"),
        ("a.zip", xlsx, "WRONG_ENDING"),
        ("a.docx", xlsx, "WRONG_ENDING"),
        ("a", xlsx, "WRONG_ENDING"),
        ("a.xlsm", xlsx, ""),
        ("A.XLSX", xlsx, ""),
        ("A.ODS", ods, ""),
    ]:
        yield Hostile(f"named {name}", name, content, code)
    word = archive(Entry("[Content_Types].xml", b"<Types/>"), Entry("word/document.xml", b"<w/>"))
    yield Hostile("a letter", "d.xlsx", word, "NOT_THE_FORM")
    both = xlsx_with({"content.xml": "<x/>", "mimetype": "x"})
    yield Hostile("xlsx and ods", "d.xlsx", both, "ODD_ARCHIVE")
    binary = xlsx_with({"xl/workbook.bin": b"\x83\x01\x00"})
    yield Hostile("xlsx and xlsb", "d.xlsx", binary, "ODD_ARCHIVE")
    odt = ods_with({"mimetype": "application/vnd.oasis.opendocument.text"})
    yield Hostile("a letter of OpenDocument", "d.ods", odt, "NOT_THE_FORM")
    start = parts_of(xlsx)["_rels/.rels"].replace(b"xl/w", b"yl/w")
    elsewhere = xlsx_with({"_rels/.rels": start, "yl/workbook.xml": "<workbook/>"})
    yield Hostile("another workbook is shown", "d.xlsx", elsewhere, "ODD_ARCHIVE")
    strays = xlsx_with({"xl/a.xml": sheet(ONE).replace("worksheet", "x")})
    yield Hostile("cells in a part that is no sheet", "d.xlsx", strays, "ODD_ARCHIVE")


def damaged() -> Iterator[Hostile]:
    """Files that were cut off or changed on the way."""
    rng = random.Random(27)
    anything = "|DAMAGED|ODD_ARCHIVE|NOT_A_WORKBOOK|ODD_PATH|XML_ENCODING|ODD_COMPRESSION|ENCRYPTED"
    anything += "|BAD_REFERENCE|PACKED_TOO_TIGHTLY|UNPACKS_TOO_BIG|DUPLICATE_PART|LINK_IN_ARCHIVE"
    anything += "|TOO_MANY_PARTS|WRONG_ENDING|MACROS|FALSE_COUNT"
    for ending, content in {"xlsx": xlsx_of(ONE * 1), "ods": ods_of(row(VALUE))}.items():
        for share in range(5, 100, 5):
            cut = content[: len(content) * share // 100]
            yield Hostile(f"{share} % of an {ending}", f"d.{ending}", cut, "DAMAGED")
        for number in range(60):
            changed = bytearray(content)
            for _ in range(rng.choice((1, 3, 10))):
                changed[rng.randrange(4, len(changed))] = rng.randrange(256)
            yield Hostile(f"{ending} changed, {number}", f"d.{ending}", bytes(changed), anything)
        stored = archive(*[Entry(n, c, method=0) for n, c in parts_of(content).items()])
        parts = parts_of(content)
        main = SHEET if ending == "xlsx" else "content.xml"
        for number in range(60):
            text = bytearray(parts[main])
            for _ in range(rng.choice((1, 3))):
                text[rng.randrange(len(text))] = rng.choice(b"<>/\"'&;= 09AZaz!?\0\xff")
            entries = [Entry(n, bytes(text) if n == main else c, 0) for n, c in parts.items()]
            label = f"{main} changed, {number}"
            yield Hostile(label, f"d.{ending}", archive(*entries), f"{anything}|XML_DTD")
        yield Hostile(f"{ending} stored", f"d.{ending}", stored, "")
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", SHEET):
        code = "DAMAGED|NOT_A_WORKBOOK|"
        yield Hostile(f"{name} missing", "d.xlsx", xlsx_with({name: None}, ONE), code)
        yield Hostile(f"{name} empty", "d.xlsx", xlsx_with({name: b""}, ONE), code)
        yield Hostile(f"{name} no XML", "d.xlsx", xlsx_with({name: b"text"}, ONE), code)


def beside() -> Iterator[Hostile]:
    """Macros, encryption, links and objects."""
    types = parts_of(xlsx_of(ONE))["[Content_Types].xml"]
    typed = b'<Override PartName="/xl/a.bin" ContentType="x.vbaProject"/></Types>'
    macros: dict[str, bytes | str | None] = {
        "xl/vbaProject.bin": OLE,
        "xl/vbaData.xml": "<a/>",
        "xl/macrosheets/sheet1.xml": "<a/>",
        "other/VBAPROJECT.BIN": OLE,
    }
    for part, content in macros.items():
        yield Hostile(f"macros in {part}", "m.xlsx", xlsx_with({part: content}, ONE), "MACROS")
    declared = {"[Content_Types].xml": types.replace(b"</Types>", typed)}
    yield Hostile("a type of macros", "m.xlsx", xlsx_with(declared, ONE), "")
    yield Hostile("macros", "m.xlsx", xlsx_with(declared | {"xl/a.bin": b"x"}, ONE), "MACROS")
    yield Hostile("no macro", "m.ods", ods_with({"Basic/script-lc.xml": b"<a/>"}), "")
    for part in ("Basic/Standard/Module1.xml", "Scripts/python/a.py"):
        yield Hostile(f"macros in {part}", "m.ods", ods_with({part: b"<a/>"}), "MACROS")
    locked = (
        f'<m:manifest xmlns:m="{MANIFEST}"><m:file-entry m:full-path="content.xml">'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    for content in (b"\x8f\x13" * 50, b"<x/>"):
        parts: dict[str, bytes | str | None] = {"content.xml": content}
        parts["META-INF/manifest.xml"] = locked
        yield Hostile("an ods with a password", "m.ods", ods_with(parts), "ENCRYPTED|DAMAGED")
    for part in ("xl/externalLinks/externalLink1.xml", "xl/embeddings/a.bin", "xl/connections.xml"):
        yield Hostile(part, "m.xlsx", xlsx_with({part: "<a/>"}, ONE), "")
    dde = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    linked = xlsx_with({"xl/externalLinks/e.xml": dde}, ONE)
    yield Hostile("a link to a program", "m.xlsx", linked, "")
    for formula in ('WEBSERVICE("http://127.0.0.1:9")', "cmd|'/c calc'!A1", "[1]Sheet1!A1", "1/0"):
        cell = f'<row r="1"><c r="A1"><f>{formula.replace("<", "")}</f></c></row>'
        yield Hostile(f"formula {formula}", "m.xlsx", xlsx_of(cell), "")


def tables() -> Iterator[Hostile]:
    """CSV files as programs and people write them, and as they should not."""
    cases: list[tuple[str, bytes, str]] = [
        ("a NUL", b"ref,a\nx,\x00\n", "CSV_DAMAGED"),
        ("an unclosed quote", b'ref,a\nx,"y\n', "CSV_DAMAGED"),
        ("a long row", b"ref,a\nx,y,z\n", "CSV_DAMAGED"),
        ("latin-1", "ref,a\nx,\xe9t\xe9\n".encode("latin-1"), "CSV_ENCODING"),
        ("UTF-16 without mark", "ref,a\nx,y\n".encode("utf-16-le"), "CSV_DAMAGED"),
        ("UTF-16 with mark", "ref,a\nx,y\n".encode("utf-16"), ""),
        ("UTF-16 cut off", "ref,a\nx,y\n".encode("utf-16")[:-1], "CSV_ENCODING"),
        ("half of a pair", b"ref,a\nx,\xed\xa0\x80\n", "CSV_ENCODING"),
        ("two marks", b"\xef\xbb\xbf\xef\xbb\xbfref,a\n", "CSV_DAMAGED"),
        ("sep=", b"sep=;\nref;a\n", "CSV_DAMAGED"),
        ("a million columns", b"," * 1_000_000 + b"\n", "GRID_TOO_BIG"),
        ("a million rows", b"a\n" * 1_000_000, "GRID_TOO_BIG"),
        ("a million rows of old Macs", b"a\r" * 1_000_000, "GRID_TOO_BIG"),
        ("6 million cells", (b"," * 60 + b"\n") * 100_000, "TOO_MANY_CELLS"),
        ("a cell of 64 KB", b"ref\n" + b"x" * 65_536, "CSV_DAMAGED"),
        ("one line of 20 MB", b"x" * 20_000_000, "CSV_DAMAGED|TOO_MUCH_MEMORY"),
        ("formulas", b"ref,a\n=1+1,@SUM(A1)\n+1,-1\n", ""),
        ("a link to a program", b"ref,a\n=cmd|'/c calc'!A1,x\n", ""),
        ("headings twice", b"ref,a,a\nx,1,2\n", ""),
        ("blank lines", b"\n\nref,a\n", "CSV_DAMAGED|"),
        ("direction signs", "ref,a\n\u202ex,\u200by\n".encode(), ""),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "NOT_THE_FORM|CSV_ENCODING|CSV_DAMAGED"),
    ]
    for label, content, code in cases:
        yield Hostile(label, "t.csv", content, code)
        zipped = archive(Entry("Proposals.csv", content))
        yield Hostile(f"{label}, zipped", "t.zip", zipped, code + "|PACKED_TOO_TIGHTLY")
    yield Hostile("no tables", "t.zip", archive(Entry("a.txt", b"a")), "NOT_A_WORKBOOK")
    many = [Entry(f"{n}.csv", b"a\n") for n in range(51)]
    yield Hostile("51 tables", "t.zip", archive(*many), "TOO_MANY_SHEETS")
    inner = archive(Entry("Proposals.csv", archive(Entry("a.csv", b"a"))))
    yield Hostile("a zip as a table", "t.zip", inner, "CSV_DAMAGED|CSV_ENCODING")
    out = archive(Entry("../Proposals.csv", b"ref\n"))
    yield Hostile("a table elsewhere", "t.zip", out, "ODD_PATH")


def names() -> Iterator[Hostile]:
    """File names that mean something to a shell, a path, a page or a reader."""
    odd = [
        "../../etc/passwd",
        "C:\\a",
        "a\0b",
        "a\nb",
        "\u202exslx",
        "a" * 5000,
        "-rf",
        "~",
        "$(id)",
    ]
    odd += [
        "`id`",
        "<script>alert(1)</script>",
        "'; DROP TABLE files; --",
        "con",
        "\ud800",
        "😀",
        "",
    ]
    odd += [" ", ".", "..", "a/b/c", "{name}", "%s%n", "{0.__class__}", "=1+1", "a\tb", "\x7f"]
    for name in odd:
        yield Hostile(f"name {name[:20]!r}", f"{name}.xlsx", xlsx_of(ONE), "")
        yield Hostile(f"bad {name[:20]!r}", f"{name}.xlsx", b"PK\x03\x04x", "DAMAGED")


KINDS: list[Callable[[], Iterator[Hostile]]] = [
    zip_tricks,
    disguises,
    damaged,
    beside,
    tables,
    names,
]
