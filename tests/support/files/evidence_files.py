"""Small files of every kind that may be attached, as their programs begin them."""

import io
import zipfile
from pathlib import Path

from tests.support.files.workbooks import xlsx_of

_ORIGINS = Path(__file__).parents[2] / "workbook_origins"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PDF = b"%PDF-1.7\n1 0 obj\n<< /Title (A letter of the sponsor) >>\nendobj\n%%EOF\n"
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(128)) * 4
_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(128)) * 4


def _zip(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, text, method)
    return packed.getvalue()


def _types(part: str, kind: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{_OFFICE}.{kind}.main+xml"/></Types>'
    )


def docx_of(text: str) -> bytes:
    """A document with one paragraph."""
    return _zip(
        {
            "[Content_Types].xml": _types("word/document.xml", "wordprocessingml.document"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{text}'
            "</w:t></w:r></w:p></w:body></w:document>",
        }
    )


def pptx_of(text: str) -> bytes:
    """A presentation with one slide."""
    return _zip(
        {
            "[Content_Types].xml": _types("ppt/presentation.xml", "presentationml.presentation"),
            "ppt/presentation.xml": "<presentation/>",
            "ppt/slides/slide1.xml": f"<sld><p><t>{text}</t></p></sld>",
        }
    )


def open_document_of(kind: str, text: str) -> bytes:
    """An OpenDocument file with one paragraph."""
    stated = f"application/vnd.oasis.opendocument.{kind}"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{words}"><office:body>'
        f"<text:p>{text}</text:p></office:body></office:document-content>"
    )
    return _zip({"mimetype": stated, "content.xml": content})


def evidence_files() -> dict[str, tuple[str, bytes]]:
    """Kind and content by name."""
    return {
        "a.pdf": ("PDF", _PDF),
        "a.png": ("PNG", _PNG),
        "a.jpg": ("JPEG", _JPEG),
        "A.JPEG": ("JPEG", _JPEG),
        "a.tif": ("TIFF", b"II*\x00" + bytes(range(99))),
        "a.tiff": ("TIFF", b"MM\x00*" + bytes(range(99))),
        "a.docx": ("Word", docx_of("A letter")),
        "a.xlsx": ("Excel", xlsx_of('<row r="1"><c r="A1"><v>1</v></c></row>')),
        "a.pptx": ("PowerPoint", pptx_of("A slide")),
        "a.odt": ("OpenDocument text", open_document_of("text", "A letter")),
        "a.ods": ("OpenDocument spreadsheet", (_ORIGINS / "libreoffice-own.ods").read_bytes()),
        "a.odp": ("OpenDocument presentation", open_document_of("presentation", "A slide")),
    }
