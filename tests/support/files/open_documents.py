"""An ods file from grids of cells, as LibreOffice stores text, numbers and days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.support.files.workbooks import zipped

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def write_ods(path: Path, grids: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write grids as an ods file."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in grid)
        + "</table:table>"
        for name, grid in grids.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        + " ".join(f'xmlns:{name}="{_SPACE}:{name}:1.0"' for name in ("office", "table", "text"))
        + f"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = f'<m:manifest xmlns:m="{_SPACE}:manifest:1.0"/>'
    parts = {"mimetype": _MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": content}
    path.write_bytes(zipped(parts))
    return path


def _cell(value: Any) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case dt.date():
            kind, shown = f'date" office:date-value="{value.isoformat()}', value.isoformat()
        case int() | float():
            kind, shown = f'float" office:value="{value}', str(value)
        case _:
            kind, shown = "string", str(value)
    return (
        f'<table:table-cell office:value-type="{kind}"><text:p>{escape(shown)}</text:p>'
        "</table:table-cell>"
    )
