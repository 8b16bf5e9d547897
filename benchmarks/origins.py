"""Well-formed files of many producers: each is taken with its answers, or called what it is.

Each of 20 sample proposals is written as a form and then as other programs write it: by openpyxl,
xlsxwriter and pandas, as a template, as a workbook that may hold macros and holds none, as ods laid
out in one line or in many, and as packages that are legal and rare. Files of other kinds are to be
refused by the code that names them. Prints what is wrong, and exits with 1 where anything is.

Run it from the root of the checkout with ``python -m benchmarks.origins``.
"""

import datetime as dt
import io
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import xlsxwriter

from fct.data.common.cells import BrokenCell
from fct.data.common.errors import RefusalError
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.program.form import load_form
from fct.data.reading.client import read_book_safely
from fct.data.sheets.workbook import workbook_from_book
from tests.support.files.compound import compound_file
from tests.support.files.packages import Entry, archive, parts_of

PROPOSALS = 20
LEAST_FILES = 400
Grids = Mapping[str, list[list[Any]]]
Writer = Callable[[bytes, Grids], bytes]

_TYPES, _RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def answers_of(name: str, content: bytes) -> dict[str, Any]:
    """Return the answers of the one proposal that a file holds."""
    (proposal,) = workbook_from_book(read_book_safely(name, content)).proposals
    return {field: cell.value for field, cell in proposal.answers.items() if cell.value != ""}


def changed(content: bytes, changes: Mapping[str, str | bytes]) -> bytes:
    """Return a package with some parts as given."""
    parts = parts_of(content) | {
        name: part.encode() if isinstance(part, str) else part for name, part in changes.items()
    }
    return archive(*(Entry(name, part) for name, part in parts.items()))


def text_of(content: bytes, part: str) -> str:
    """Return a part of a package as text."""
    return parts_of(content)[part].decode()


def moved(names: Mapping[str, str], targets: Mapping[str, str]) -> Writer:
    """Return what gives parts other names, and changes what leads to them."""

    def write(content: bytes, _: Grids) -> bytes:
        entries = []
        for name, part in parts_of(content).items():
            said = part
            if name.endswith(".rels") or name == _TYPES:
                for old, new in targets.items():
                    said = said.replace(f'Target="{old}"'.encode(), f'Target="{new}"'.encode())
            entries.append(Entry(names.get(name, name), said))
        return archive(*entries)

    return write


def typed(kind: str) -> Writer:
    """Return what gives a workbook another content type."""
    return lambda content, _: changed(
        content, {_TYPES: text_of(content, _TYPES).replace(_BOOK_TYPE, kind)}
    )


def by_openpyxl(content: bytes, _: Grids, *, is_template: bool = False) -> bytes:
    """Open a workbook and save it again."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.template = is_template
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_openpyxl_row_by_row(_: bytes, grids: Grids) -> bytes:
    """Write the cells alone, in little memory."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in grids.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(options: Mapping[str, Any]) -> Writer:
    """Return what writes the cells alone with xlsxwriter."""

    def write(_: bytes, grids: Grids) -> bytes:
        stream = io.BytesIO()
        given = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False, **options}
        with xlsxwriter.Workbook(stream, given) as book:
            for name, rows in grids.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, [None if cell == "" else cell for cell in row])
        return stream.getvalue()

    return write


def by_pandas(engine: Any) -> Writer:
    """Return what writes a frame for each sheet."""

    def write(_: bytes, grids: Grids) -> bytes:
        stream = io.BytesIO()
        with pd.ExcelWriter(stream, engine=engine) as writer:
            for name, rows in grids.items():
                frame = pd.DataFrame([[None if c == "" else c for c in row] for row in rows])
                frame.to_excel(writer, sheet_name=name, index=False, header=False)
        return stream.getvalue()

    return write


def with_backslashes(content: bytes, _: Grids) -> bytes:
    """Name the parts as some programs of Windows do."""
    parts = parts_of(content).items()
    return archive(*(Entry(name.replace("/", "\\"), part) for name, part in parts))


def with_a_type_and_no_macro(content: bytes, _: Grids) -> bytes:
    """Declare types of parts that are not there, as SheetJS and excelize do."""
    more = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    return changed(content, {_TYPES: text_of(content, _TYPES).replace("</Types>", more)})


def with_a_link(content: bytes, _: Grids) -> bytes:
    """Keep what was last seen of another workbook, as Excel does."""
    seen = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<externalBook><sheetNames><sheetName val='Costs'/></sheetNames><sheetDataSet>"
        "<sheetData sheetId='0'><row r='7'><cell r='C7'><v>1</v></cell></row></sheetData>"
        "</sheetDataSet></externalBook></externalLink>"
    )
    return changed(content, {"xl/externalLinks/externalLink1.xml": seen})


def with_settings(content: bytes, _: Grids) -> bytes:
    """Keep settings of printers, a list of levels to choose from, and a picture with a type."""
    schema = '<xsd:schema><xsd:enumeration value="SECRET"/></xsd:schema>'
    plist = '<!DOCTYPE plist PUBLIC "-//A//DTD PLIST 1.0//EN" "a.dtd"><plist>SECRET</plist>'
    picture = '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'
    return changed(
        content,
        {
            "xl/printerSettings/printerSettings1.bin": "CONFIDENTIAL".encode("utf-16-le"),
            "xl/printerSettings/printerSettings2.bin": plist,
            "customXml/item1.xml": f"<ct:contentTypeSchema>{schema}</ct:contentTypeSchema>",
            "xl/media/image9.svg": picture,
        },
    )


def zipped_by_python(method: int, *, is_streamed: bool = False) -> Writer:
    """Return what packs the parts anew, perhaps to a stream that cannot be sought in."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return not is_streamed

        def seek(self, *_: Any) -> int:
            raise io.UnsupportedOperation

    def write(content: bytes, _: Grids) -> bytes:
        stream = Pipe() if is_streamed else io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as packed:
            for name, part in parts_of(content).items():
                packed.writestr(name, part)
        return stream.getvalue()

    return write


def as_ods(between: str, *, kind: str | None = _ODS_TYPE) -> Writer:
    """Return what writes the cells as an OpenDocument file, with something between its elements."""

    def write(_: bytes, grids: Grids) -> bytes:
        tables = between.join(_ods_table(name, rows, between) for name, rows in grids.items())
        said = between.join(
            (f"<office:document-content{_SPACES}>", "<office:body>", "<office:spreadsheet>", tables)
        )
        said += f"{between}</office:spreadsheet></office:body></office:document-content>"
        manifest = (
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{_ODS_TYPE}"/></m:manifest>'
        )
        first = [] if kind is None else [Entry("mimetype", kind.encode(), method=0)]
        return archive(
            *first,
            Entry("content.xml", said.encode()),
            Entry("META-INF/manifest.xml", manifest.encode()),
        )

    return write


def _ods_table(name: str, rows: list[list[Any]], between: str) -> str:
    lines = (
        between.join(("<table:table-row>", *map(_ods_cell, row), "</table:table-row>"))
        for row in rows
    )
    return between.join((f'<table:table table:name="{escape(name)}">', *lines, "</table:table>"))


def _ods_cell(value: Any) -> str:
    match value:
        case "" | None:
            return "<table:table-cell/>"
        case int() | float():
            given = f'office:value-type="float" office:value="{value}"'
        case dt.date():
            given = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case _:
            given = 'office:value-type="string"'
    text = escape(str(value)).replace("\n", "</text:p><text:p>")
    return f"<table:table-cell {given}><text:p>{text}</text:p></table:table-cell>"


WRITERS: Mapping[str, Writer] = {
    "plain.xlsx": lambda content, _: content,
    "openpyxl.xlsx": by_openpyxl,
    "openpyxl.xltx": lambda content, grids: by_openpyxl(content, grids, is_template=True),
    "openpyxl-rows.xlsx": by_openpyxl_row_by_row,
    "xlsxwriter.xlsx": by_xlsxwriter({}),
    "xlsxwriter-little.xlsx": by_xlsxwriter({"constant_memory": True}),
    "xlsxwriter-long.xlsx": by_xlsxwriter({"use_zip64": True}),
    "pandas-xlsxwriter.xlsx": by_pandas("xlsxwriter"),
    "pandas-openpyxl.xlsx": by_pandas("openpyxl"),
    "template.xltx": typed(_TEMPLATE_TYPE),
    "no-macro.xlsm": typed(_MACRO_TYPE),
    "type-without-part.xlsx": with_a_type_and_no_macro,
    "backslash.xlsx": with_backslashes,
    "book-elsewhere.xlsx": moved(
        {"xl/workbook.xml": "xl/book22.xml", _RELATIONS: "xl/_rels/book22.xml.rels"},
        {"xl/workbook.xml": "xl/book22.xml"},
    ),
    "sheet-elsewhere.xlsx": moved(
        {
            "xl/worksheets/sheet2.xml": "data/two.xml",
            "xl/worksheets/_rels/sheet2.xml.rels": "data/_rels/two.xml.rels",
        },
        {"worksheets/sheet2.xml": "/data/two.xml"},
    ),
    "texts-elsewhere.xlsx": moved(
        {"xl/sharedStrings.xml": "xl/texts.xml", "xl/styles.xml": "looks/styles.xml"},
        {"sharedStrings.xml": "texts.xml", "styles.xml": "../looks/styles.xml"},
    ),
    "link.xlsx": with_a_link,
    "settings.xlsx": with_settings,
    "stored.xlsx": zipped_by_python(zipfile.ZIP_STORED),
    "streamed.xlsx": zipped_by_python(zipfile.ZIP_DEFLATED, is_streamed=True),
    "one-line.ods": as_ods(""),
    "indented.ods": as_ods("\n  "),
    "no-type.ods": as_ods("\r\n", kind=None),
    "template.ots": as_ods("", kind=f"{_ODS_TYPE}-template"),
}


def refused() -> Iterator[tuple[str, bytes, str, str]]:
    """Yield name, content, code and what the sentence says of files that are not taken."""
    mail = b"From: a@example.mil\r\nTo: b@example.mil\r\nSubject: Form\r\n\r\nHello"
    yield "a.xls", compound_file({"Workbook": b""}), "OLD_XLS", "an old Excel workbook"
    yield "a.xlsb", archive(Entry("xl/workbook.bin", b"x")), "OTHER_WORKBOOK", "(.xlsb)"
    yield "a.xlsx", compound_file({"EncryptedPackage": b""}), "ENCRYPTED", "a password"
    yield "a.docx", archive(Entry("word/document.xml", b"<a/>")), "NOT_THE_FORM", "a Word file"
    yield "a.doc", compound_file({"WordDocument": b""}), "NOT_THE_FORM", "an old Word file"
    yield "a.pdf", b"%PDF-1.7\n", "NOT_THE_FORM", "a PDF file"
    yield "a.eml", mail, "NOT_THE_FORM", "an e-mail"
    yield "a.msg", compound_file({"__properties_version1.0": b""}), "NOT_THE_FORM", "an e-mail"
    yield "a.xls", b"<html><table></table></html>", "OTHER_WORKBOOK", "a web page"


def wrong_of(label: str, content: bytes, expected: Mapping[str, Any]) -> str:
    """Return what is wrong with how a file was taken; empty if nothing is."""
    try:
        answers = answers_of(label, content)
    except RefusalError as error:
        return f"{error.code}: {error.message}"
    differing = [key for key in expected if _plain(answers.get(key)) != _plain(expected[key])]
    return f"other answers: {', '.join(differing)}" if differing else ""


def _plain(value: Any) -> Any:
    """Return a day without its time; all else as it is."""
    return value.date() if isinstance(value, dt.datetime) else value


def forms(folder: Path) -> Iterator[tuple[bytes, Grids]]:
    """Yield the bytes and the cells of each filled form."""
    written = 0
    for ref, filled in sample_proposals().items():
        path = folder / "form.xlsx"
        write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)
        content = path.read_bytes()
        book = read_book_safely(path.name, content)
        if any(isinstance(v, BrokenCell) for v in answers_of(path.name, content).values()):
            continue  # an error value, which other programs do not write
        yield content, {sheet.name: _whole(sheet.rows) for sheet in book.sheets if sheet.rows}
        written += 1
        if written == PROPOSALS:
            return


def _whole(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows without what the form works out, of which other programs keep no value."""
    return [["" if isinstance(cell, BrokenCell) else cell for cell in row] for row in rows]


def main() -> None:
    """Print how many files were wrong, and which."""
    warnings.simplefilter("ignore")  # of openpyxl
    files, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for content, grids in forms(Path(folder)):
            expected = answers_of("form.xlsx", content)
            for label, write in WRITERS.items():
                files += 1
                if said := wrong_of(label, write(content, grids), expected):
                    wrong.append(f"{label}: {said}")
    for name, content, code, words in refused():
        files += 1
        try:
            read_book_safely(name, content)
            wrong.append(f"{name}: taken")
        except RefusalError as error:
            if error.code != code or words not in error.message:
                wrong.append(f"{name}: {error.code}: {error.message}")
    for line in wrong:
        print(f"  wrong: {line}")
    print(f"{files} files, {len(wrong)} wrong; at least {LEAST_FILES} and none wrong are asked")
    raise SystemExit(1 if wrong or files < LEAST_FILES else 0)


if __name__ == "__main__":
    main()
