"""Office files made part by part: documents, presentations and workbooks to attach."""

from collections.abc import Mapping

from tests.support.files.workbooks import zipped

Parts = Mapping[str, str | bytes | None]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHOW = "http://schemas.openxmlformats.org/presentationml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FORMAT = "application/vnd.openxmlformats-officedocument"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def _types(main: str, kind: str) -> str:
    return (
        f'<?xml version="1.0"?><Types xmlns="{_TYPES}"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/{main}" '
        f'ContentType="{_FORMAT}.{kind}.main+xml"/></Types>'
    )


def _start(main: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>'
    )


def _made(parts: Parts, changes: Parts) -> bytes:
    return zipped({name: part for name, part in {**parts, **changes}.items() if part is not None})


def word_part(root: str, body: str) -> str:
    """Return a part of a docx file: its root element with what stands in it."""
    return f'<?xml version="1.0"?><w:{root} xmlns:w="{_WORD}" xmlns:a="{_DRAW}">{body}</w:{root}>'


def paragraph(*runs: str) -> str:
    """Return a paragraph of a docx file, each run formatted apart."""
    said = "".join(
        f'<w:r><w:rPr><w:rFonts w:ascii="Arial"/><w:b/></w:rPr>\n <w:t>{run}</w:t></w:r>\n'
        for run in runs
    )
    return f"<w:p><w:pPr><w:jc/></w:pPr>\n{said}</w:p>"


def docx_with(changes: Parts, body: str = "") -> bytes:
    """Return a docx file with parts changed, added or left out."""
    sound = paragraph("An evaluation of a ", "lightweight mortar sight.")
    parts = {
        "[Content_Types].xml": _types("word/document.xml", "wordprocessingml.document"),
        "_rels/.rels": _start("word/document.xml"),
        "word/document.xml": word_part("document", f"<w:body>{sound}{body}</w:body>"),
    }
    return _made(parts, changes)


def slide(*runs: str) -> str:
    """Return a slide whose one paragraph is formatted in runs."""
    said = "".join(f'<a:r><a:rPr lang="en"/><a:t>{run}</a:t></a:r>' for run in runs)
    return (
        f'<p:sld xmlns:p="{_SHOW}" xmlns:a="{_DRAW}"><p:cSld><p:spTree><p:sp><p:txBody><a:p>'
        f'{said}<a:endParaRPr lang="en"/></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>'
    )


def pptx_with(changes: Parts, *runs: str) -> bytes:
    """Return a pptx file of one slide, with parts changed, added or left out."""
    parts = {
        "[Content_Types].xml": _types("ppt/presentation.xml", "presentationml.presentation"),
        "_rels/.rels": _start("ppt/presentation.xml"),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SHOW}"/>',
        "ppt/slides/slide1.xml": slide(*runs),
    }
    return _made(parts, changes)


def open_part(root: str, body: str) -> str:
    """Return a part of an OpenDocument file."""
    return (
        f'<office:{root} xmlns:office="{_OPEN}:office:1.0" xmlns:text="{_OPEN}:text:1.0" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{body}</office:{root}>'
    )


def odt_with(changes: Parts, body: str = "", kind: str = "text") -> bytes:
    """Return an OpenDocument file with parts changed, added or left out."""
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": open_part(
            "document-content",
            f"<office:body><office:text><text:p>A sight.</text:p>{body}"
            "</office:text></office:body>",
        ),
        "META-INF/manifest.xml": "<manifest/>",
    }
    return _made(parts, changes)
