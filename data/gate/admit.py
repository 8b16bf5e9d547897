"""The gate: what a file is, and whether it may go on to a parser.

:func:`kind_of` looks at name, size and first bytes and runs anywhere. :func:`inspect_workbook`
unpacks and walks through XML, and so runs only in the process that reads one file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import NamedTuple, Protocol

from fct.data.common import normalise
from fct.data.gate.archive import Part, Unpacker, around_parts, read_directory
from fct.data.gate.ods import OdsWalk
from fct.data.gate.office import OfficeWalk
from fct.data.gate.package import (
    CONTENT,
    HUBS,
    SHARED_STRINGS,
    STYLES,
    WORKBOOK,
    PackageWalk,
    notes_of_parts,
    sheet_parts,
)
from fct.data.gate.refused import GateRefusalError, gate_refusal
from fct.data.gate.sheet import Places, SheetWalk
from fct.data.gate.shown_cells import Looks, SharedTexts, Styles, looks_of_sheet
from fct.data.gate.shown_ods import looks_of_ods
from fct.data.gate.text_runs import ascii_lines
from fct.data.gate.xml_walk import NotXmlError, XmlWalk, is_xml
from fct.data.program import MIB, Limits

LARGEST = 33_554_432  # bytes; a larger part is unpacked and walked through piece by piece
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_OLD_STREAMS = (  # of [MS-CFB] files: the first that is there decides; an .xls has none of them
    ("EncryptedPackage", "ENCRYPTED", ""),
    ("WordDocument", "NOT_THE_FORM", "an old Word file"),
    ("PowerPoint Document", "NOT_THE_FORM", "an old PowerPoint file"),
    ("__properties_version1.0", "NOT_THE_FORM", "an e-mail"),
)
_DOCUMENT_ENDINGS = {
    **dict.fromkeys(("docx", "docm", "dotx"), "a Word file"),
    **dict.fromkeys(("pptx", "pptm", "ppsx"), "a PowerPoint file"),
    **dict.fromkeys(("odt", "ott"), "a text document"),
    "odp": "a presentation",
}
_DOCUMENT_PARTS = (
    *(b"word/document.xml", b"ppt/presentation.xml"),
    *(b"opendocument.text", b"opendocument.presentation"),
)
_WORKBOOK_PARTS = (b"xl/workbook.xml", b"opendocument.spreadsheet")
_MACRO_ENDINGS = {"xlsm", "xltm", "xlam", "otsm"}
_WORKBOOK_ENDINGS = {"xlsx", "xlsm", "xls", "xlsb", "ods"}
_SHEET_ROOT = re.compile(rb"<(?:\w+:)?worksheet[\s>/]")
_ROOT_BYTES = 4_000  # in which the root of a part begins
_SLICE = 262_144
_SHEETS = "xl/worksheets/sheet"
_DRAWN = ("xl/drawings/", "xl/charts/", "xl/diagrams/", "xl/theme/")
_TAG = re.compile(r"<[^>]*>")


class Kind(StrEnum):
    """What a file is, by its name and first bytes; the values are the endings of its name."""

    XLSX = "xlsx"
    ODS = "ods"
    TABLE = "csv"
    TABLES = "zip"


class TextScanner(Protocol):
    """Who looks at what a file says."""

    def scan_text(self, text: str) -> None:
        """Take texts and attributes of a part, between NULs; raise to refuse the file."""

    def scan_names(self, parts: Iterable[str]) -> None:
        """Take the names of parts; raise to refuse the file."""

    def scan_binary(self, name: str, pieces: Iterable[bytes]) -> None:
        """Take a part that is not XML; raise to refuse the file."""

    def count(self, filled: int) -> None:
        """Take how many filled cells have passed so far."""


class Inspection(NamedTuple):
    """What the gate learnt of a workbook on the way.

    Attributes
    ----------
    broken : dict
        By sheet name: what is shown in cells that hold no value which could be read, by row and
        column from 0.
    properties : dict of str to str
        Custom properties.
    notes : list of str
        What stands beside the sheets, as in ``external link``.
    looks : dict
        By sheet name: the cells that are shown otherwise than they are held.
    """

    broken: dict[str, Places]
    properties: dict[str, str]
    notes: list[str]
    looks: dict[str, Looks]


def kind_of(name: str, content: bytes, limits: Limits) -> Kind:
    """Return what a file is; nothing of it is unpacked.

    Raises
    ------
    GateRefusalError
        If it is empty, too large, or not what its name says.
    """
    if not content:
        raise gate_refusal("EMPTY_FILE")
    if len(content) > limits.file_mib * MIB:
        raise gate_refusal("FILE_TOO_BIG", limit=limits.file_mib)
    if content.startswith(_OLE):
        raise _old_office_file(content)
    ending = name.rpartition(".")[2].lower()
    if content.startswith(_ZIP):
        if ending in _MACRO_ENDINGS:
            raise gate_refusal("MACROS")
        if ending in _DOCUMENT_ENDINGS and _is_document(content):
            raise gate_refusal("NOT_THE_FORM", kind=_DOCUMENT_ENDINGS[ending])
        if ending in {Kind.XLSX, Kind.ODS, Kind.TABLES}:
            return Kind(ending)
        raise gate_refusal("WRONG_ENDING", seen=ending[:20])
    if ending != Kind.TABLE:
        raise gate_refusal("NOT_A_WORKBOOK")
    return Kind.TABLE


def _old_office_file(content: bytes) -> GateRefusalError:
    """Return the refusal of a file of the old Office kind, by the streams that it names."""
    for stream, code, kind in _OLD_STREAMS:
        if stream.encode("utf-16-le") in content:
            return gate_refusal(code, kind=kind) if kind else gate_refusal(code)
    return gate_refusal("OLD_XLS")


def _is_document(content: bytes) -> bool:
    """Whether an archive holds the parts of a document or a presentation, and of no workbook."""
    has_document = any(part in content for part in _DOCUMENT_PARTS)
    return has_document and not any(part in content for part in _WORKBOOK_PARTS)


def inspect_workbook(
    content: bytes,
    kind: Kind,
    limits: Limits,
    scanner: TextScanner,
    own_sheets: frozenset[str] = frozenset(),
) -> Inspection:
    """Walk through every part of a workbook before a parser sees it.

    Parameters
    ----------
    content : bytes
    kind : Kind
        ``XLSX`` or ``ODS``.
    limits : Limits
    scanner : TextScanner
    own_sheets : frozenset of str
        Names, normalised, of sheets that nobody reads the cells of.

    Raises
    ------
    GateRefusalError
        If the file may not go on.
    """
    parts = read_directory(content, limits)
    inspector = _Inspector(content, limits, scanner)
    inspector.check_kind(parts, kind)
    notes = notes_of_parts(parts)
    scanner.scan_names(parts)
    scanner.scan_text(ascii_lines(around_parts(content, parts.values())))
    hubs = [part for name, part in parts.items() if name.lower() in HUBS]
    for part in hubs:
        inspector.look_at(part)
    named = sheet_parts(inspector.packages, limits) if kind is Kind.XLSX else {}
    inspector.sheet_names = frozenset(named.values())
    inspector.unread = {part for name, part in named.items() if normalise(name) in own_sheets}
    for part in parts.values():
        if part not in hubs:
            inspector.look_at(part)
    sheets, packages, broken = inspector.sheets, inspector.packages, inspector.broken
    notes |= inspector.notes
    if named:
        broken = {sheet: sheets[part].broken for sheet, part in named.items() if part in sheets}
    read = {sheet: part for sheet, part in named.items() if part not in inspector.unread}
    looks = inspector.looks(parts, read)
    return Inspection(broken, _properties(packages), sorted(notes), looks)


class _Inspector:
    """Walks through the parts of one workbook."""

    def __init__(self, content: bytes, limits: Limits, scanner: TextScanner) -> None:
        self.sheets: dict[str, SheetWalk] = {}
        self.packages: dict[str, PackageWalk] = {}
        self.broken: dict[str, Places] = {}
        self.notes: set[str] = set()
        self.sheet_names: frozenset[str] = frozenset()
        self.unread: set[str] = set()
        self._has_strike = False
        self._kept: dict[str, bytes] = {}
        self._filled = 0
        self._unpacker = Unpacker(content, limits)
        self._limits = limits
        self._scanner = scanner

    def check_kind(self, parts: dict[str, Part], kind: Kind) -> None:
        """Refuse a workbook that is not what its name says, or could be read as two kinds."""
        names = {name.lower() for name in parts}
        is_xlsx, is_ods = WORKBOOK in names, CONTENT in names
        if (is_xlsx and is_ods) or "xl/workbook.bin" in names:
            raise gate_refusal("ODD_ARCHIVE", detail="it holds workbooks of two kinds")
        if not is_xlsx and not is_ods:
            if "word/document.xml" in names:
                raise gate_refusal("NOT_THE_FORM", kind="a Word file")
            raise gate_refusal("NOT_A_WORKBOOK")
        if is_xlsx is not (kind is Kind.XLSX):
            raise gate_refusal("WRONG_ENDING", seen=kind.value)
        if is_ods:
            stated = self._unpacker.whole(parts["mimetype"]) if "mimetype" in parts else b""
            if not stated.startswith(_ODS_TYPE):
                raise gate_refusal("NOT_A_WORKBOOK")

    def look_at(self, part: Part) -> None:
        """Look at one part; one that is not XML is unpacked, counted and scanned."""
        is_large = part.size > LARGEST
        pieces = self._unpacker.pieces(part) if is_large else iter(())
        first = next(pieces, b"") if is_large else self._unpacker.whole(part)
        if not first:  # LibreOffice writes parts of no bytes
            return
        if not is_xml(part.name, first):
            if part.name.lower() in self.sheet_names:
                raise gate_refusal("DAMAGED", detail=f"{part.name[:80]} is not a sheet")
            self._scanner.scan_binary(part.name, chain([first], pieces))
            return
        walk = self._walk_for(part.name, first)
        if part.name.lower() in {STYLES, SHARED_STRINGS} and not is_large:
            self._kept[part.name.lower()] = first
        if isinstance(walk, SheetWalk):
            self._has_strike = self._has_strike or is_large or b"strike" in first
        self._walk(walk, part, chain(_slices(first), pieces))
        self._take(walk)

    def looks(self, parts: dict[str, Part], named: dict[str, str]) -> dict[str, Looks]:
        """Return, by sheet, the cells that are shown otherwise than they are held."""
        by_name = {name.lower(): part for name, part in parts.items()}

        def content_of(name: str) -> bytes:
            if (kept := self._kept.get(name)) is not None:
                return kept
            return self._unpacker.again(by_name[name]) if name in by_name else b""

        if CONTENT in by_name:
            return looks_of_ods(content_of(CONTENT), content_of("styles.xml"))
        styles, shared = Styles(content_of(STYLES)), SharedTexts(content_of(SHARED_STRINGS))
        if not (styles.odd or shared.struck or self._has_strike):
            return {}
        looks = {
            sheet: looks_of_sheet(content_of(part), styles, shared) for sheet, part in named.items()
        }
        return {sheet: found for sheet, found in looks.items() if found}

    def _walk_for(self, name: str, first: bytes) -> XmlWalk:
        take_text = self._scanner.scan_text
        if name.lower() == CONTENT:
            return OdsWalk(name, self._limits, take_text)
        is_named = name.lower() in self.sheet_names
        if is_named or name.lower().startswith(_SHEETS) or _is_sheet(first):
            return SheetWalk(name, self._limits, take_text)
        if name.lower().startswith(_DRAWN) or name.lower().endswith(".vml"):
            return OfficeWalk(name, self._limits, take_text, is_open_document=False)
        return PackageWalk(name, self._limits, take_text)

    def _walk(self, walk: XmlWalk, part: Part, pieces: Iterable[bytes]) -> None:
        try:
            walk.walk(self._counted(walk, pieces))
        except NotXmlError:
            if not walk.is_aside:
                detail = f"{part.name[:80]} is not well-formed"
                raise gate_refusal("DAMAGED", detail=detail) from None
            self._scanner.scan_text(loose_text(self._unpacker.again(part)))

    def _counted(self, walk: XmlWalk, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            if isinstance(walk, SheetWalk | OdsWalk):
                self._scanner.count(self._filled + walk.filled)

    def _take(self, walk: XmlWalk) -> None:
        """Keep what a walk learnt."""
        if isinstance(walk, SheetWalk):
            self.sheets[walk.part.lower()] = walk
            self._filled += walk.filled
        elif isinstance(walk, OdsWalk):
            self.broken = walk.broken
            self.notes |= walk.notes
            self._filled += walk.filled
        elif isinstance(walk, PackageWalk):
            self.packages[walk.part.lower()] = walk
            self.notes |= walk.notes
        if self._filled > self._limits.filled_cells:
            raise gate_refusal("TOO_MANY_CELLS", limit=self._limits.filled_cells)
        self._scanner.count(self._filled)


def _is_sheet(first: bytes) -> bool:
    return first.find(b"worksheet", 0, _ROOT_BYTES) >= 0 and bool(
        _SHEET_ROOT.search(first, 0, _ROOT_BYTES)
    )


def _slices(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), _SLICE):
        yield content[at : at + _SLICE]


def _properties(packages: dict[str, PackageWalk]) -> dict[str, str]:
    part = packages.get("docprops/custom.xml") or packages.get("meta.xml")
    found = {} if part is None else part.properties
    return {name: value.strip() for name, value in found.items()}


def tables_of_zip(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each CSV table in a zip, by path.

    Raises
    ------
    GateRefusalError
        If it holds none, or the archive may not be unpacked.
    """
    parts = read_directory(content, limits)
    names = {name.lower() for name in parts}
    if names & {WORKBOOK, CONTENT, "[content_types].xml"}:
        raise gate_refusal("WRONG_ENDING", seen=Kind.TABLES.value)
    tables = [part for name, part in sorted(parts.items()) if _is_table(name)]
    _refuse_several_forms(parts, tables)
    if not tables:
        raise gate_refusal("NOT_A_WORKBOOK")
    if len(tables) > limits.sheets:
        raise gate_refusal("TOO_MANY_SHEETS", seen=len(tables), limit=limits.sheets)
    unpacker = Unpacker(content, limits)
    for part in tables:
        yield part.name.rpartition("/")[2], unpacker.whole(part)


def _refuse_several_forms(parts: Iterable[str], tables: Sequence[Part]) -> None:
    """Refuse a zip of workbooks, and one of the tables of several forms (reading 82)."""
    seen = Counter(part.name.rpartition("/")[2].lower() for part in tables)
    workbooks = sum(map(is_workbook_name, parts))
    if workbooks and not tables:
        raise gate_refusal("SEVERAL_FORMS", seen=workbooks)
    if seen and (most := max(seen.values())) > 1:
        raise gate_refusal("SEVERAL_FORMS", seen=most)


def is_workbook_name(name: str) -> bool:
    """Whether a part of a zip, or a file of a folder, is a workbook by its name."""
    last = name.rpartition("/")[2]
    is_passing = last.startswith((".", "~$")) or name.startswith("__MACOSX")
    return last.rpartition(".")[2].lower() in _WORKBOOK_ENDINGS and not is_passing


def beside_tables(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each part of a zip of tables that nobody reads."""
    unpacker = Unpacker(content, limits)
    for name, part in read_directory(content, limits).items():
        if not _is_table(name):
            yield name, unpacker.whole(part)


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith("__MACOSX")


def loose_text(content: bytes) -> str:
    """Return what bytes say that are no sound XML: everything between tags."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return _TAG.sub("\0", content.decode(encoding, "replace"))
