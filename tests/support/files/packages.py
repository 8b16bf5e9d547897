"""Packages made byte by byte: archives and workbooks that no honest program writes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from tests.support.files.workbooks import ods_of, xlsx_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


class Entry(NamedTuple):
    """One part of an archive, and what its headings say when that is not the truth."""

    name: str
    content: bytes
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    size: int | None = None
    local_name: str | None = None
    attributes: int = 0
    packed: bytes | None = None


def packed(content: bytes) -> bytes:
    """Return content as a deflate stream without a heading."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def bomb(mib: int, fill: bytes, around: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """Return a deflate stream of MiB of one repeated text, made in a moment."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    start = packer.compress(around[0]) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(fill * (1_048_576 // len(fill))) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * mib + packer.compress(around[1]) + packer.flush()


def archive(
    *entries: Entry, before: bytes = b"", after: bytes = b"", count: int | None = None
) -> bytes:
    """Return a zip archive, headings as they are shown."""
    body, directory = bytearray(before), bytearray()
    for entry in entries:
        data = entry.packed
        if data is None:
            data = packed(entry.content) if entry.method == zipfile.ZIP_DEFLATED else entry.content
        size = len(entry.content) if entry.size is None else entry.size
        sizes = (zlib.crc32(entry.content), len(data), size)
        raw, local = entry.name.encode(), (entry.local_name or entry.name).encode()
        place = len(body)
        heading = (20, entry.flags, entry.method, 0, 33, *sizes)
        body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *heading, len(local), 0) + local + data
        directory += struct.pack("<4s6H3L", b"PK\x01\x02", 0x0314, *heading)
        directory += struct.pack("<5H2L", len(raw), 0, 0, 0, 0, entry.attributes, place) + raw
    number = len(entries) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), 0)
    return bytes(body + directory + end + after)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def with_parts(content: bytes, changes: Mapping[str, bytes | str | None]) -> bytes:
    """Return an archive with parts changed, added or left out."""
    parts = parts_of(content)
    for name, part in changes.items():
        if part is None:
            del parts[name]
        else:
            parts[name] = part.encode() if isinstance(part, str) else part
    return archive(*(Entry(name, part) for name, part in parts.items()))


def sheet(rows: str = "", after: str = "", prolog: str = '<?xml version="1.0"?>') -> str:
    """Return the XML of a sheet."""
    return f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx_with(changes: Mapping[str, bytes | str | None], rows: str = "") -> bytes:
    """Return a one-sheet xlsx with parts changed, added or left out."""
    return with_parts(xlsx_of(rows), changes)


def ods_with(changes: Mapping[str, bytes | str | None], rows: str = "") -> bytes:
    """Return a one-sheet ods with parts changed, added or left out."""
    return with_parts(ods_of(rows), changes)


def strings(attributes: str, texts: str = "<si><t>a</t></si>") -> dict[str, bytes | str | None]:
    """Return the table of shared texts as a part."""
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" {attributes}>{texts}</sst>'}


def many_sheets(count: int, parts: int) -> bytes:
    """Return an xlsx whose sheets take turns over some parts."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    listed = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(count))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" '
        f'Target="worksheets/sheet{n % parts + 1}.xml"/>'
        for n in range(count)
    )
    return xlsx_with(
        {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets>{listed}'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{relations}'
            "</Relationships>",
            **{f"xl/worksheets/sheet{n + 1}.xml": sheet() for n in range(parts)},
        }
    )
