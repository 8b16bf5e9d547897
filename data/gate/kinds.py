"""What a file is, by its bytes: the kinds that are taken, and a name for those that are not.

Sources of the signs: ISO 32000 (PDF), [MS-CFB] and [MS-XLS] (old Office
files), [MS-OXMSG] and [MS-OFFCRYPTO] (mail, passwords and rights), RFC 5322 (mail), ODF 1.3.
"""

import re
import struct
from collections.abc import Collection, Iterator
from enum import StrEnum

from fct.data.gate.archive import Unpacker, read_directory
from fct.data.gate.refused import GateRefusalError, gate_refusal
from fct.data.program import MIB, Limits

OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


class Kind(StrEnum):
    """What a file is, by its name and first bytes; the values are the endings of its name."""

    XLSX = "xlsx"
    ODS = "ods"
    TABLE = "csv"
    TABLES = "zip"


# Templates are workbooks too, and so is one that may hold macros and holds none.
_KINDS = {
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xltm", "xlam"), Kind.XLSX),
    **dict.fromkeys(("ods", "ots"), Kind.ODS),
    "zip": Kind.TABLES,
}
_EMAIL, _ARCHIVE = "an e-mail", "a packed archive that is not a zip"
_SENT_BY_MAIL = "If the form is attached to it, save the attachment and send that, as .xlsx or .ods"
_USE_THE_FORM = "Get the form, write the answers into it and send that, as .xlsx or .ods"
_UNPACK = "If it holds the form, unpack it and send the form by itself, as .xlsx or .ods"
_WAYS = {_EMAIL: _SENT_BY_MAIL, _ARCHIVE: _UNPACK}

# Of files that are not archives: the first bytes, and what such a file is.
_DOCUMENTS = (
    *((sign, "a picture") for sign in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\x78\x9f\x3e\x22", _EMAIL),  # winmail.dat
    *((sign, _ARCHIVE) for sign in (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")),
)
_PDF, _PDF_BEGINS = b"%PDF-", 1_024  # readers take one that begins a little later
_MAIL = re.compile(
    rb"(?:received|return-path|delivered-to|mime-version|message-id|date|from|to|subject|x-[\w-]+"
    rb"|content-type|reply-to|cc|thread-[\w-]+|authentication-results|dkim-signature):\s",
    re.IGNORECASE,
)
_LEAST_MAIL_LINES = 3
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>]|<table[\s>]|<meta\s)", re.IGNORECASE)
_FIRST_BYTES = 4_096
_OLDEST = re.compile(rb"\x09[\x00\x02\x04][\x04-\x08]\0")  # Excel 2 to 4, not yet a compound file
# Workbooks that other programs open and save as .xlsx.
_WORKBOOKS = (
    (re.compile(rb"\0\0[\x02\x1a]\0"), "a Lotus 1-2-3 workbook"),
    (re.compile(rb"ID;P"), "a table in SYLK (.slk)"),
    (re.compile(rb"TABLE\r?\n0,1\r?\n"), "a table in DIF (.dif)"),
)
_XML_WORKBOOKS = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "an XML Spreadsheet 2003 workbook"),
    (b"opendocument.spreadsheet", "a flat OpenDocument workbook (.fods)"),
    (b"gnumeric.org", "a Gnumeric workbook"),
)
# Of archives: a part that only such a file has.
_PACKED = {
    "word/document.xml": "a Word file",
    "ppt/presentation.xml": "a PowerPoint file",
    "visio/document.xml": "a Visio file",
}
_OPEN_DOCUMENTS = {
    "text": "an OpenDocument text",
    "presentation": "an OpenDocument presentation",
    "graphics": "an OpenDocument drawing",
    "chart": "an OpenDocument chart",
    "formula": "an OpenDocument formula",
    "database": "an OpenDocument database",
}
_OPEN_TYPE = re.compile(rb"application/vnd\.(?:oasis\.opendocument|sun\.xml)\.(\w+)")
_LONGEST_TYPE = 256  # bytes
_XLSX_PART, _XLSB_PART = "xl/workbook.xml", "xl/workbook.bin"
_BINARY = "a binary Excel workbook (.xlsb)"


def kind_of(name: str, content: bytes, limits: Limits) -> Kind:
    """Return what a file is; nothing is unpacked of one whose name has the right ending.

    Raises
    ------
    GateRefusalError
        If it is empty, too large, or not what its name says.
    """
    if not content:
        raise gate_refusal("EMPTY_FILE")
    if len(content) > limits.file_mib * MIB:
        raise gate_refusal("FILE_TOO_BIG", limit=limits.file_mib)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if content.startswith(ZIP):
        if ending in _KINDS:
            return _KINDS[ending]
        raise _packed_file(content, limits)
    if content.startswith(OLE):
        raise old_office_file(content)
    if (refused := _other_file(ending, content)) is not None:
        raise refused
    if ending != Kind.TABLE:
        raise gate_refusal("NOT_A_WORKBOOK")
    return Kind.TABLE


def _packed_file(content: bytes, limits: Limits) -> GateRefusalError:
    """Return the refusal of an archive whose name does not have the ending of one."""
    parts = {name.lower(): part for name, part in read_directory(content, limits).items()}
    if (refused := other_archive(parts)) is not None:
        return refused
    stating = parts.get("mimetype")
    if stating is not None and stating.size < _LONGEST_TYPE:
        stated = Unpacker(content, limits).whole(stating)
        if (opened := _OPEN_TYPE.match(stated)) is not None:
            return _open_document(opened[1].decode())
    if _XLSX_PART in parts:
        return wrong_ending("an Excel workbook", "xlsx")
    if any(name.endswith(".csv") for name in parts):
        return wrong_ending("a zip archive", "zip")
    return gate_refusal("NOT_A_WORKBOOK")


def _open_document(said: str) -> GateRefusalError:
    if said.startswith("calc"):
        return gate_refusal("OTHER_WORKBOOK", kind="an OpenOffice 1 workbook (.sxc)")
    if said.startswith("spreadsheet"):
        return wrong_ending("an OpenDocument workbook", "ods")
    return open_document(said)


def wrong_ending(kind: str, right: str) -> GateRefusalError:
    """Return the refusal of a file that would be taken under another name."""
    way = f"Give it the ending .{right} and send it again"
    return gate_refusal("WRONG_ENDING", kind=kind, way=way)


def other_archive(names: Collection[str]) -> GateRefusalError | None:
    """Return the refusal of an archive that is a file of another program; None if it may be ours.

    Parameters
    ----------
    names : collection of str
        Of its parts, in lower case.
    """
    if _XLSX_PART in names:
        return None
    if _XLSB_PART in names:
        return gate_refusal("OTHER_WORKBOOK", kind=_BINARY)
    for part, kind in _PACKED.items():
        if part in names:
            return not_the_form(kind)
    if "index/document.iwa" in names or "index.zip" in names:
        return gate_refusal("OTHER_WORKBOOK", kind="a file of Apple Numbers, Pages or Keynote")
    return None


def open_document(said: str) -> GateRefusalError:
    """Return the refusal of an OpenDocument file that is not a workbook."""
    kind = next((kind for sign, kind in _OPEN_DOCUMENTS.items() if said.startswith(sign)), "")
    return not_the_form(kind or "an OpenDocument file, but not a workbook")


def not_the_form(kind: str) -> GateRefusalError:
    """Return the refusal of a document, with the way on that suits it."""
    return gate_refusal("NOT_THE_FORM", kind=kind, way=_WAYS.get(kind, _USE_THE_FORM))


def _other_file(ending: str, content: bytes) -> GateRefusalError | None:
    """Return the refusal of a file that is not an archive, where it is known what it is."""
    first = content[:_FIRST_BYTES].removeprefix(b"\xef\xbb\xbf")
    is_table = ending == Kind.TABLE
    if ending == "gnumeric":  # packed by gzip, so that nothing in it says so
        return gate_refusal("OTHER_WORKBOOK", kind="a Gnumeric workbook")
    if _OLDEST.match(first):
        return gate_refusal("OLD_XLS")
    if (document := _document(first, is_table=is_table)) is not None:
        return not_the_form(document)
    if (workbook := _workbook(first, is_table=is_table)) is not None:
        return gate_refusal("OTHER_WORKBOOK", kind=workbook)
    return None


def _document(first: bytes, *, is_table: bool) -> str | None:
    if _PDF in first[:_PDF_BEGINS]:
        return "a PDF file"
    kind = next((kind for sign, kind in _DOCUMENTS if first.startswith(sign)), None)
    is_page = b"multipart/related" in first and b"\nSubject:" not in first
    return _EMAIL if kind is None and not is_table and _is_mail(first) and not is_page else kind


def _workbook(first: bytes, *, is_table: bool) -> str | None:
    """Return what a workbook or table of another program is; a heading of a table may be "ID"."""
    for pattern, kind in _WORKBOOKS:
        if pattern.match(first) and not (is_table and first.startswith(b"ID;P")):
            return kind
    if first.lstrip().startswith(b"<"):
        known = (kind for said, kind in _XML_WORKBOOKS if said in first)
        return next(known, "a web page (HTML)" if _WEB_PAGE.search(first) else None)
    return "a web page in one file (MHTML)" if not is_table and _is_mail(first) else None


def _is_mail(first: bytes) -> bool:
    """Whether a text begins as an e-mail does, with lines that name a heading each."""
    lines = first.split(b"\n\n")[0].split(b"\r\n\r\n")[0].splitlines()
    if not lines or not (_MAIL.match(lines[0]) or lines[0].startswith(b"From ")):
        return False
    return sum(_MAIL.match(line) is not None for line in lines) >= _LEAST_MAIL_LINES


def old_office_file(content: bytes) -> GateRefusalError:
    """Return the refusal of a file of the old Office kind, by what it holds at its top."""
    streams = dict(_streams_at_top(content))
    if "EncryptedPackage" in streams:
        if "DRMEncrypted".encode("utf-16-le") in content:  # [MS-OFFCRYPTO], 2.2
            return gate_refusal("RIGHTS_MANAGED")
        return gate_refusal("ENCRYPTED")
    for stream in ("Workbook", "Book"):
        if (book := streams.get(stream)) is not None:
            return gate_refusal("ENCRYPTED" if _asks_for_password(book) else "OLD_XLS")
    for stream, kind in (
        ("WordDocument", "an old Word file"),
        ("PowerPoint Document", "an old PowerPoint file"),
        ("VisioDocument", "an old Visio file"),
        ("__properties_version1.0", _EMAIL),
    ):
        if stream in streams:
            return not_the_form(kind)
    if not streams:
        return gate_refusal("DAMAGED", detail="it begins as an old Office file and cannot be read")
    return gate_refusal("NOT_A_WORKBOOK")


_SECTOR_SHIFT_AT, _DIRECTORY_AT, _SMALL_BELOW_AT, _SECTORS_AT = 30, 48, 56, 76
_SECTOR_SHIFTS = (9, 12)
_ENTRY_SIZE, _MOST_ENTRIES = 128, 4_096
_SECTORS_IN_HEAD = 109
_NO_ENTRY = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA
_NAME_LENGTH_AT = 64
_LEFT_RIGHT_CHILD_AT, _START_SIZE_AT = 68, 116
_RECORDS_SEEN = 16  # FILEPASS follows BOF at once, or after records of write protection


def _streams_at_top(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each stream and folder of a compound file, and its first bytes.

    Those in folders are of files that are embedded in it, and say nothing of what it is.
    """
    try:
        entries = _directory(content)
        todo, seen = [struct.unpack_from("<3L", entries[0], _LEFT_RIGHT_CHILD_AT)[2]], set()
        while todo:
            number = todo.pop()
            if number == _NO_ENTRY or number in seen:
                continue
            seen.add(number)
            entry = entries[number]
            left, right, _ = struct.unpack_from("<3L", entry, _LEFT_RIGHT_CHILD_AT)
            todo += [left, right]
            (length,) = struct.unpack_from("<H", entry, _NAME_LENGTH_AT)
            name = entry[: max(0, length - 2)].decode("utf-16-le", "replace")
            yield name, _begins(content, entry)
    except (struct.error, IndexError):
        return


def _directory(content: bytes) -> list[bytes]:
    """Return the entries of the directory of a compound file, the root first ([MS-CFB], 2.6)."""
    size = _sector_size(content)
    heads = struct.unpack_from(f"<{_SECTORS_IN_HEAD}L", content, _SECTORS_AT)
    (sector,) = struct.unpack_from("<L", content, _DIRECTORY_AT)
    entries: list[bytes] = []
    while sector < _LAST_SECTOR and len(entries) < _MOST_ENTRIES:
        at = (sector + 1) * size
        held = content[at : at + size]
        entries += [held[n : n + _ENTRY_SIZE] for n in range(0, len(held), _ENTRY_SIZE)]
        table, place = divmod(sector, size // 4)
        if not held or table >= _SECTORS_IN_HEAD:
            break
        (sector,) = struct.unpack_from("<L", content, (heads[table] + 1) * size + 4 * place)
    return entries


def _sector_size(content: bytes) -> int:
    (shift,) = struct.unpack_from("<H", content, _SECTOR_SHIFT_AT)
    if shift not in _SECTOR_SHIFTS:
        raise IndexError(shift)
    return 1 << int(shift)


def _begins(content: bytes, entry: bytes) -> bytes:
    """Return the first bytes of a stream; none of a small one, which lies elsewhere."""
    start, length = struct.unpack_from("<2L", entry, _START_SIZE_AT)
    (small_below,) = struct.unpack_from("<L", content, _SMALL_BELOW_AT)
    if length < small_below:
        return b""
    size = _sector_size(content)
    at = (start + 1) * size
    return content[at : at + min(size, length)]


def _asks_for_password(book: bytes) -> bool:
    """Whether an old workbook has the record that only an encrypted one has ([MS-XLS], 2.4.117)."""
    at = 0
    for _ in range(_RECORDS_SEEN):
        if at + 4 > len(book):
            return False
        number, length = struct.unpack_from("<2H", book, at)
        if number == 0x2F:  # noqa: PLR2004 - FILEPASS, of an encrypted book
            return True
        at += 4 + length
    return False
