"""Looking at an office file in a child: what is marked is refused wherever the marking stands."""

import re
from pathlib import Path

import pytest

from fct.data.common.errors import RefusalError
from fct.data.program.limits import load_limits
from fct.data.program.refusals import refusal_messages
from fct.data.reading.client_scan import scan_safely
from tests.support.files.compound import compound_file
from tests.support.files.hostile_files import MIB, ONE
from tests.support.files.hostile_kinds import KINDS, tried
from tests.support.files.office_files import (
    docx_with,
    odt_with,
    open_part,
    paragraph,
    pptx_with,
    slide,
    word_part,
)
from tests.support.files.packages import Entry, archive, bomb, parts_of, xlsx_with
from tests.support.files.workbooks import ods_of, write_form, xlsx_of, zipped
from tests.support.processes.reading_children import children_left

MARK = "SECRET//NOFORN"
CORE = "<c:coreProperties xmlns:c='c' xmlns:d='d'>{}</c:coreProperties>"
CELL = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{MARK}</t></is></c></row>'
ANSWER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Marking</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Confidential</t></is></c></row>'
)
SPLIT = paragraph("SEC", "RET")
SPAN = "<text:p>SEC<text:span>RET</text:span><text:span>//NO</text:span>FORN</text:p>"
MARKED: dict[str, tuple[str, bytes]] = {
    "the body of a docx": ("a.docx", docx_with({}, paragraph(MARK))),
    "two runs of a docx": ("a.docx", docx_with({}, SPLIT)),
    "a header": ("a.docx", docx_with({"word/header1.xml": word_part("hdr", SPLIT)})),
    "a footer": ("a.docx", docx_with({"word/footer3.xml": word_part("ftr", paragraph(MARK))})),
    "a comment": (
        "a.docx",
        docx_with({"word/comments.xml": word_part("comments", f"<w:comment>{SPLIT}</w:comment>")}),
    ),
    "a core property": (
        "a.docx",
        docx_with({"docProps/core.xml": CORE.format("<d:subject>SECRET</d:subject>")}),
    ),
    "a custom property": (
        "a.pptx",
        pptx_with({"docProps/custom.xml": f"<p><q name='x'><v>{MARK}</v></q></p>"}, "A sight"),
    ),
    "a line of a paragraph": (
        "a.docx",
        docx_with({}, "<w:p><w:r><w:t>SECRET</w:t><w:br/><w:t>a sight</w:t></w:r></w:p>"),
    ),
    "around a drawing": (
        "a.docx",
        docx_with(
            {},
            "<w:p><w:r><w:t>SEC</w:t></w:r><w:r><w:drawing><a:x>914400</a:x></w:drawing></w:r>"
            "<w:r><w:t>RET</w:t></w:r></w:p>",
        ),
    ),
    "a text box in a drawing": (
        "a.docx",
        docx_with({}, f"<w:p><w:r><w:drawing>{SPLIT}</w:drawing><w:t>sight</w:t></w:r></w:p>"),
    ),
    "around a deleted word": (
        "a.docx",
        docx_with(
            {},
            "<w:p><w:r><w:t>SEC</w:t></w:r><w:del><w:r><w:delText>X</w:delText></w:r></w:del>"
            "<w:r><w:t>RET</w:t></w:r></w:p>",
        ),
    ),
    "a deleted word": (
        "a.docx",
        docx_with({}, "<w:p><w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del></w:p>"),
    ),
    "a watermark": ("a.docx", docx_with({}, '<w:p><w:r><a:path string="SECRET"/></w:r></w:p>')),
    "a part's name": ("a.docx", docx_with({"word/media/TOP_SECRET.png": b"x"})),
    "the file's name": ("a_SECRET.docx", docx_with({})),
    "loose markup": ("a.docx", docx_with({"word/media/a.svg": f"<svg><b>{MARK}</svg>"})),
    "a workbook in a document": (
        "a.docx",
        docx_with({"word/embeddings/Sheet1.xlsx": xlsx_of(CELL)}),
    ),
    "an old object": (
        "a.docx",
        docx_with({"word/embeddings/o.bin": b"\xd0\xcf\x11\xe0" + MARK.encode("utf-16-le")}),
    ),
    "two runs of a slide": ("a.pptx", pptx_with({}, "SEC", "RET//NO", "FORN")),
    "the notes of a slide": (
        "a.pptx",
        pptx_with({"ppt/notesSlides/notesSlide1.xml": slide("SEC", "RET")}, "A sight"),
    ),
    "a comment on a slide": (
        "a.pptx",
        pptx_with({"ppt/comments/c.xml": f"<cm><text>{MARK}</text></cm>"}, "A sight"),
    ),
    "spans of an odt": ("a.odt", odt_with({}, SPAN)),
    "around a note": (
        "a.odt",
        odt_with(
            {},
            "<text:p>SEC<text:note><text:note-citation>1</text:note-citation>"
            "<text:note-body><text:p>a sight</text:p></text:note-body></text:note>RET</text:p>",
        ),
    ),
    "a blank between spans": (
        "a.odt",
        odt_with(
            {}, "<text:p><text:span>SECRET</text:span> <text:span>NOFORN</text:span></text:p>"
        ),
    ),
    "a footer of an odt": (
        "a.odt",
        odt_with({"styles.xml": open_part("document-styles", SPAN)}),
    ),
    "a comment in an odt": (
        "a.odt",
        odt_with(
            {},
            "<text:p>A sight<office:annotation><dc:creator>Jo</dc:creator>"
            "<text:p>SECRET</text:p></office:annotation></text:p>",
        ),
    ),
    "a property of an odt": (
        "a.odt",
        odt_with({"meta.xml": open_part("document-meta", "<dc:title>SECRET</dc:title>")}),
    ),
    "a slide of an odp": ("a.odp", odt_with({}, SPAN, "presentation")),
    "a cell": ("a.xlsx", xlsx_of(CELL)),
    "an answer beside its question": ("a.xlsx", xlsx_of(ANSWER)),
    "a sheet that is ours elsewhere": ("a.xlsx", xlsx_of(ANSWER, sheet="Instructions")),
    "a part beside the sheets": ("a.xlsx", xlsx_with({"xl/media/SECRET.png": b"x"}, ONE)),
    "a document in a workbook": (
        "a.xlsx",
        xlsx_with({"xl/embeddings/a.docx": docx_with({}, SPLIT)}, ONE),
    ),
    "a cell of an ods": (
        "a.ods",
        ods_of(
            "<table:table-row><table:table-cell office:value-type='string'>"
            "<text:p>SEC<text:span>RET</text:span></text:p></table:table-cell></table:table-row>"
        ),
    ),
    "a refused file": ("a.docx", docx_with({"word/vbaProject.bin": b"x"}, paragraph(MARK))),
    "a file cut off": ("a.docx", docx_with({}, paragraph(MARK))[:-30]),
}
SPOKEN = paragraph("The trade secret is kept by the vendor; ", "(s) as in sections.")


@pytest.mark.parametrize("place", MARKED)
def test_a_marking_refuses_wherever_it_stands(place: str) -> None:
    """With the one sentence that asks for the security manager."""
    with pytest.raises(RefusalError, match="call your security manager") as refused:
        scan_safely(*MARKED[place])

    assert refused.value.code == "CLASSIFIED"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx_with({}, SPOKEN)),
        ("A.DOCX", docx_with({"word/media/image1.png": b"\x89PNG\r\n\x1a\n\0"})),
        ("a.docx", docx_with({"word/embeddings/Sheet1.xlsx": xlsx_of(ONE)}, "<w:p/>" * 9_000)),
        ("a.docx", docx_with({}, paragraph("x" * 100_000))),
        ("a.docx", docx_with({"customXml/item1.xml": "<x/>".encode("utf-16")})),
        ("a.pptx", pptx_with({}, "A sight ", "for mortars")),
        ("a.odt", odt_with({}, "<text:p>A <text:s text:c='3'/>trade secret</text:p>")),
        ("a.odp", odt_with({}, "<text:p>A sight</text:p>", "presentation")),
        ("a.xlsx", xlsx_of(ONE)),
        ("a.ods", ods_of("")),
    ],
)
def test_a_sound_file_passes(name: str, content: bytes) -> None:
    """A word alone marks nothing, and a long paragraph is no cell."""
    assert scan_safely(name, content) is None  # type: ignore[func-returns-value] # nothing is raised


def test_a_filled_form_passes(tmp_path: Path) -> None:
    """As the template writes it."""
    path = write_form(tmp_path / "form.xlsx")

    assert scan_safely(path.name, path.read_bytes()) is None  # type: ignore[func-returns-value] # nothing is raised


def _bomb(part: str) -> bytes:
    others = [Entry(name, content) for name, content in parts_of(docx_with({})).items()]
    fill = bomb(300, b"<a/>", (b"<a>", b"</a>"))
    return archive(*others, Entry(part, b"", size=300 * MIB, packed=fill))


DEEP = docx_with({"word/a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d": b"x"})})})})
TYPES = parts_of(docx_with({}))["[Content_Types].xml"].decode()
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("a.docx", b"", "EMPTY_FILE"),
    "too large": ("a.docx", b"PK\x03\x04" + b"x" * 25 * MIB, "FILE_TOO_BIG"),
    "a macro part": ("a.docx", docx_with({"word/vbaProject.bin": b"x"}), "MACROS"),
    "a macro part of a presentation": ("a.pptx", pptx_with({"ppt/vbaData.xml": "<x/>"}), "MACROS"),
    "macros of an odt": ("a.odt", odt_with({"Basic/Standard/M.xml": "<x/>"}), "MACROS"),
    "a macro type": (
        "a.docx",
        docx_with(
            {
                "[Content_Types].xml": TYPES.replace(
                    "</Types>",
                    '<Override PartName="/word/a.bin" ContentType="x.vbaProject"/></Types>',
                ),
                "word/a.bin": b"x",
            }
        ),
        "MACROS",
    ),
    "the type of a document that may hold macros": (
        "a.docx",
        docx_with({"[Content_Types].xml": TYPES.replace("document.main", "macroEnabled.main")}),
        "WRONG_ENDING",
    ),
    "a macro ending": ("a.docm", docx_with({}), "WRONG_ENDING"),
    "macros in a workbook in it": (
        "a.docx",
        docx_with({"word/embeddings/a.xlsx": xlsx_with({"xl/vbaProject.bin": b"x"}, ONE)}),
        "MACROS",
    ),
    "a bomb": ("a.docx", _bomb("word/footnotes.xml"), "UNPACKS_TOO_BIG"),
    "a bomb of no XML": ("a.docx", _bomb("word/media/a.png"), "UNPACKS_TOO_BIG"),
    "archives in archives": ("a.docx", DEEP, "ODD_ARCHIVE"),
    "a password": ("a.docx", compound_file({"EncryptedPackage": b""}), "ENCRYPTED"),
    "a password of an odt": (
        "a.odt",
        odt_with({"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "ENCRYPTED",
    ),
    "a document type": (
        "a.docx",
        docx_with({"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        "XML_DTD",
    ),
    "depth": ("a.docx", docx_with({}, "<w:x>" * 80 + "</w:x>" * 80), "XML_TOO_DEEP"),
    "a part that is no XML": ("a.docx", docx_with({"word/a.xml": "<x><y></x>"}), "DAMAGED"),
    "a path out of it": ("a.docx", docx_with({"../a.xml": "<x/>"}), "ODD_PATH"),
    "a part twice": ("a.docx", docx_with({"WORD/Document.xml": "<x/>"}), "DUPLICATE_PART"),
    "another kind": ("a.pptx", docx_with({}), "WRONG_ENDING"),
    "another open document": ("a.odt", odt_with({}, "", "presentation"), "WRONG_ENDING"),
    "no kind": ("a.docx", zipped({"a.txt": "x"}), "WRONG_ENDING"),
    "no archive": ("a.docx", b"%PDF-1.7", "WRONG_ENDING"),
    "no office file": ("a.zip", zipped({"a.txt": "x"}), "WRONG_ENDING"),
    "a Word file named as a workbook": ("a.xlsx", docx_with({}), "NOT_THE_FORM"),
}
SAID = {
    "EMPTY_FILE": "is empty",
    "FILE_TOO_BIG": "is larger than 25 MiB",
    "MACROS": "holds macros",
    "UNPACKS_TOO_BIG": "unpacks to more than",
    "ODD_ARCHIVE": "could be read in two ways",
    "ENCRYPTED": "is protected by a password",
    "XML_DTD": "declares a document type in word/document.xml",
    "XML_TOO_DEEP": "nests word/document.xml more than 64 levels deep",
    "DAMAGED": "could not be read: word/a.xml is not well-formed",
    "ODD_PATH": "holds a part whose path programs read in different ways, ../a.xml",
    "DUPLICATE_PART": "holds two different parts under one name, WORD/Document.xml",
    "WRONG_ENDING": "is another kind of file by its content, and its ending says something else",
    "NOT_THE_FORM": "is a Word file, and a proposal comes in the form",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_gate_refuses_ends_in_its_code(what: str) -> None:
    """As a workbook would, in a sentence that names the file."""
    name, content, code = REFUSED[what]
    with pytest.raises(RefusalError, match=f"^{re.escape(f'{name} {SAID[code]}')}") as refused:
        scan_safely(name, content)

    assert refused.value.code == code


@pytest.mark.sampled
@pytest.mark.parametrize("ending", ["", "docx"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_passes_or_ends_in_a_code(kind: str, ending: str) -> None:
    """Of the closed list, and no child stops, under its own name and as a document."""
    wrong = []
    files = (file for file in tried(kind) if ending or len(file.content) < 50_000)
    for file in files:
        name = f"a.{ending}" if ending else file.name
        try:
            scan_safely(name, file.content)
        except RefusalError as error:
            if error.code not in refusal_messages() or error.code == "READER_STOPPED":
                wrong.append((file.label, error.code))

    assert wrong == []


def test_no_process_is_left_behind() -> None:
    """Of the children only those that wait are there."""
    for name, content, _ in REFUSED.values():
        with pytest.raises(RefusalError, match=r"\w"):
            scan_safely(name, content)
    children = children_left()

    assert len(children) <= load_limits().children_at_once
