"""The gate: whether a file may go on to a parser, looked at part by part.

It unpacks and walks through XML, and so runs only in the process that reads one file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from fct.data.common import normalize
from fct.data.gate.archive import Part, Unpacker, around_parts, read_directory
from fct.data.gate.embedded import shows_nothing
from fct.data.gate.kinds import Kind, open_document, other_archive, wrong_ending
from fct.data.gate.ods import OdsWalk
from fct.data.gate.office import OfficeWalk
from fct.data.gate.package import (
    CONTENT,
    CONTENT_TYPES,
    CUSTOM,
    HUBS,
    SHARED_STRINGS,
    STYLES,
    WORKBOOK,
    PackageWalk,
    notes_of_parts,
    refuse_macros,
    relations_of,
    sheet_parts,
)
from fct.data.gate.refused import gate_refusal
from fct.data.gate.sheet import Bare, Places, SheetWalk, without_cells, without_strings
from fct.data.gate.shown_cells import Looks, SharedTexts, Styles, looks_of_sheet
from fct.data.gate.shown_ods import looks_of_ods
from fct.data.gate.text_runs import ascii_lines
from fct.data.gate.usual import Places as PartPlaces, usual_ods, usual_package
from fct.data.gate.xml_walk import NotXmlError, TakeText, XmlWalk, is_xml
from fct.data.program import Limits

LARGEST = 33_554_432  # bytes; a larger part is unpacked and walked through piece by piece
_OPEN_TYPE = re.compile(rb"application/vnd\.oasis\.opendocument\.([\w-]+)")
_ENCRYPTED_PACKAGE = "encrypted-package"  # how newer versions of LibreOffice keep what is encrypted
_WORKBOOK_ENDINGS = {"xlsx", "xlsm", "xltx", "xltm", "xlam", "xls", "xlsb", "ods", "ots"}
_MANIFEST = "meta-inf/manifest.xml"
_SHEET_ROOT = re.compile(rb"<(?:\w+:)?worksheet[\s>/]")
_ROOT_BYTES = 4_000  # in which the root of a part begins
_SLICE = 262_144
_SHEETS = "xl/worksheets/sheet"
_DRAWN = ("xl/drawings/", "xl/charts/", "xl/diagrams/", "xl/theme/")
_TAG = re.compile(r"<[^>]*>")


class WalkedPart(NamedTuple):
    """A part of the form that was walked through before any file came.

    Attributes
    ----------
    content : bytes
    walk : XmlWalk
    """

    content: bytes
    walk: XmlWalk


class TextScanner(Protocol):
    """Who looks at what a file says.

    Attributes
    ----------
    quiet : frozenset of str
        Texts, as a part writes them, that need no look.
    quiet_parts : mapping of str to WalkedPart
        Parts by name that need no look where a file has them to the last byte.
    """

    quiet: frozenset[str]
    quiet_parts: Mapping[str, WalkedPart]

    def scan_text(self, text: str) -> None:
        """Take texts and attributes of a part, between NULs; raise to refuse the file."""

    def scan_names(self, parts: Iterable[str]) -> None:
        """Take the names of parts; raise to refuse the file."""

    def scan_binary(self, name: str, pieces: Iterable[bytes]) -> None:
        """Take a part that is not XML; raise to refuse the file."""

    def count(self, filled: int) -> None:
        """Take how many filled cells have passed so far."""


class Inspection(NamedTuple):
    """What the gate learned of a workbook on the way.

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
    content : bytes
        The workbook, its parts where every program looks for them; mostly as it came.
    """

    broken: dict[str, Places]
    properties: dict[str, str]
    notes: list[str]
    looks: dict[str, Looks]
    content: bytes


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
        Names, normalized, of sheets that nobody reads the cells of.

    Raises
    ------
    GateRefusalError
        If the file may not go on.
    """
    parts = read_directory(content, limits)
    inspector = _Inspector(content, limits, scanner)
    inspector.check_kind(parts, kind)
    scanner.scan_names(parts)
    scanner.scan_text(ascii_lines(around_parts(content, parts.values())))
    hubs = [part for name, part in parts.items() if name.lower() in HUBS]
    for part in hubs:
        inspector.look_at(part)
    if kind is Kind.XLSX:
        usual = inspector.usual(content, parts)
        if usual is not content:
            parts = read_directory(usual, limits)
            return _inspected(usual, parts, _Inspector(usual, limits, scanner), own_sheets)
    return _inspected(content, parts, inspector, own_sheets)


def _inspected(
    content: bytes, parts: dict[str, Part], inspector: "_Inspector", own_sheets: frozenset[str]
) -> Inspection:
    """Return what is learned of a workbook whose parts are where they are looked for."""
    inspector.look_at_all(parts, own_sheets)
    inspector.refuse_macros(parts)
    looks = inspector.looks(parts)
    if inspector.is_ods(parts):
        said, kind = (inspector.content_of(parts, name) for name in (CONTENT, "mimetype"))
        content = usual_ods(content, parts, said, kind)
    notes = sorted(inspector.notes | notes_of_parts(parts))
    return Inspection(inspector.broken, inspector.properties(), notes, looks, content)


class _Inspector:
    """Walks through the parts of one workbook."""

    def __init__(self, content: bytes, limits: Limits, scanner: TextScanner) -> None:
        self.packages: dict[str, PackageWalk] = {}
        self.broken: dict[str, Places] = {}
        self.notes: set[str] = set()
        self._sheets: dict[str, SheetWalk] = {}
        self._named: dict[str, str] = {}
        self._sheet_names: frozenset[str] = frozenset()
        self._own_parts: frozenset[str] = frozenset()  # of sheets of which nobody reads the cells
        self._has_strike = False
        self._kept: dict[str, bytes] = {}
        self._filled = 0
        self._unpacker = Unpacker(content, limits)
        self._limits = limits
        self._scanner = scanner

    def check_kind(self, parts: dict[str, Part], kind: Kind) -> None:
        """Refuse a workbook that is not what its name says, or could be read as two kinds."""
        names = {name.lower(): part for name, part in parts.items()}
        if _ENCRYPTED_PACKAGE in names:
            raise gate_refusal("ENCRYPTED")
        if WORKBOOK in names and {CONTENT, "xl/workbook.bin"} & names.keys():
            raise gate_refusal("ODD_ARCHIVE", detail="it holds workbooks of two kinds")
        if (refused := other_archive(names)) is not None:
            raise refused
        if CONTENT in names:
            self._check_ods(names, kind)
        elif WORKBOOK not in names and CONTENT_TYPES not in names:
            raise gate_refusal("NOT_A_WORKBOOK")
        elif kind is not Kind.XLSX:
            raise wrong_ending("an Excel workbook", "xlsx")

    def _check_ods(self, names: dict[str, Part], kind: Kind) -> None:
        stating = names.get("mimetype") or names.get(_MANIFEST)  # the first is not a must
        stated = self._unpacker.whole(stating) if stating is not None else b""
        said = _OPEN_TYPE.search(stated)
        if said is None:
            raise gate_refusal("NOT_A_WORKBOOK")
        if not said[1].startswith(b"spreadsheet"):
            raise open_document(said[1].decode())
        if kind is not Kind.ODS:
            raise wrong_ending("an OpenDocument workbook", "ods")

    def usual(self, content: bytes, parts: dict[str, Part]) -> bytes:
        """Return an xlsx workbook with its parts where they are looked for; mostly itself."""
        places = PartPlaces(parts, self.packages)
        main = places.main
        if main not in places.by_lower:
            raise gate_refusal("NOT_A_WORKBOOK")
        relations = relations_of(main)
        if main != WORKBOOK and relations in places.by_lower:
            self.look_at(parts[places.by_lower[relations]])
        moves = places.moves()
        is_usual = all(part.name == part.written for part in parts.values())
        if is_usual and not moves and not places.is_other_type():
            return content
        return usual_package(content, parts, moves, self._limits)

    def look_at_all(self, parts: dict[str, Part], own_sheets: frozenset[str]) -> None:
        """Look at each part, first at those that say what the others are."""
        hubs = [part for name, part in parts.items() if name.lower() in HUBS]
        for part in hubs:
            if part.name.lower() not in self.packages:
                self.look_at(part)
        if not self.is_ods(parts):
            self._named = sheet_parts(self.packages, self._limits)
        self._sheet_names = frozenset(self._named.values())
        read = {part for name, part in self._named.items() if normalize(name) not in own_sheets}
        self._own_parts = self._sheet_names - read
        for part in parts.values():
            if part not in hubs:
                self.look_at(part)
        if self._named:
            self.broken = {
                sheet: self._sheets[part].broken
                for sheet, part in self._named.items()
                if part in self._sheets
            }
        self._named = {
            name: part for name, part in self._named.items() if normalize(name) not in own_sheets
        }

    @staticmethod
    def is_ods(parts: dict[str, Part]) -> bool:
        """Whether the workbook is an OpenDocument file."""
        return any(name.lower() == CONTENT for name in parts)

    def refuse_macros(self, parts: dict[str, Part]) -> None:
        """Refuse a workbook that holds macros."""
        types = self.packages[CONTENT_TYPES].types if CONTENT_TYPES in self.packages else []
        relations = {name: walk.relations for name, walk in self.packages.items()}
        refuse_macros(parts, types, relations)

    def properties(self) -> dict[str, str]:
        """Return the custom properties."""
        part = self.packages.get(CUSTOM.lower()) or self.packages.get("meta.xml")
        found = {} if part is None else part.properties
        return {name: value.strip() for name, value in found.items()}

    def content_of(self, parts: dict[str, Part], name: str) -> bytes:
        """Return a part that was looked at, by its name in lower case; nothing if absent."""
        if (kept := self._kept.get(name)) is not None:
            return kept
        found = next((part for one, part in parts.items() if one.lower() == name), None)
        return b"" if found is None else self._unpacker.again(found)

    def look_at(self, part: Part) -> None:
        """Look at one part; one that is not XML is unpacked, counted and scanned."""
        is_large = part.size > LARGEST
        pieces = self._unpacker.pieces(part) if is_large else iter(())
        first = next(pieces, b"") if is_large else self._unpacker.whole(part)
        if not first:  # LibreOffice writes parts of no bytes
            return
        if part.name.lower() not in self._sheet_names and not is_xml(part.name):
            self._scanner.scan_binary(part.name, chain([first], pieces))
            return
        if part.name.lower() in {STYLES, SHARED_STRINGS} and not is_large:
            self._kept[part.name.lower()] = first
        known = self._scanner.quiet_parts.get(part.name)
        if known is not None and known.content == first and not self._is_sheet(part.name):
            self._take(known.walk)
            return
        walk = self._walk_for(part.name, first)
        if isinstance(walk, SheetWalk):
            self._has_strike = self._has_strike or is_large or b"strike" in first
            if part.name.lower() in self._own_parts and not is_large:
                bare = without_cells(first, self._limits.cell_characters, self._scanner.quiet)
                first, walk.filled = self._scanned(bare), bare.taken
            elif len(first) <= _SLICE:
                first = walk.without_rows(first, self._scanner.quiet)
        elif isinstance(walk, PackageWalk) and walk.is_of_cells and not is_large:
            bare = without_strings(first, self._limits.cell_characters, self._scanner.quiet)
            first, walk.strings = self._scanned(bare), bare.taken
        self._walk(walk, part, chain(_slices(first), pieces))
        self._take(walk)

    def _scanned(self, bare: Bare) -> bytes:
        """Scan what was taken off a part, and return the rest."""
        self._scanner.scan_text(bare.text)
        return bare.content

    def looks(self, parts: dict[str, Part]) -> dict[str, Looks]:
        """Return, by sheet, the cells that are shown otherwise than they are held."""
        if self.is_ods(parts):
            return looks_of_ods(
                self.content_of(parts, CONTENT), self.content_of(parts, "styles.xml")
            )
        styles = Styles(self.content_of(parts, STYLES))
        shared = SharedTexts(self.content_of(parts, SHARED_STRINGS))
        if not (styles.odd or shared.struck or self._has_strike):
            return {}
        looks = {
            sheet: looks_of_sheet(self.content_of(parts, part), styles, shared)
            for sheet, part in self._named.items()
        }
        return {sheet: found for sheet, found in looks.items() if found}

    def _walk_for(self, name: str, first: bytes) -> XmlWalk:
        take_text = _forget if shows_nothing(name) else self._scanner.scan_text
        if name.lower() == CONTENT:
            return OdsWalk(name, self._limits, take_text)
        if self._is_sheet(name) or name.lower().startswith(_SHEETS) or _is_root_of_sheet(first):
            return SheetWalk(name, self._limits, take_text)
        return _walk_beside(name, self._limits, take_text)

    def _is_sheet(self, name: str) -> bool:
        """Whether the workbook says that a part is a sheet."""
        return name.lower() in self._sheet_names

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
        """Keep what a walk learned."""
        if isinstance(walk, SheetWalk):
            self._sheets[walk.part.lower()] = walk
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


def _forget(_text: str) -> None:
    """Take a text that says nothing of the document."""


def walked_part(name: str, content: bytes, limits: Limits, take_text: TakeText) -> WalkedPart:
    """Walk through a part of a workbook that is not a sheet.

    Raises
    ------
    GateRefusalError
        If it holds what no part may hold.
    NotXmlError
        If it is not well-formed.
    """
    walk = _walk_beside(name, limits, take_text)
    walk.walk([content])
    return WalkedPart(content, walk)


def _walk_beside(name: str, limits: Limits, take_text: TakeText) -> XmlWalk:
    if name.lower().startswith(_DRAWN) or name.lower().endswith(".vml"):
        return OfficeWalk(name, limits, take_text, is_open_document=False)
    return PackageWalk(name, limits, take_text)


def _is_root_of_sheet(first: bytes) -> bool:
    return first.find(b"worksheet", 0, _ROOT_BYTES) >= 0 and bool(
        _SHEET_ROOT.search(first, 0, _ROOT_BYTES)
    )


def _slices(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), _SLICE):
        yield content[at : at + _SLICE]


def tables_of_zip(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each CSV table in a zip, by path.

    Raises
    ------
    GateRefusalError
        If it holds none, or the archive may not be unpacked.
    """
    parts = read_directory(content, limits)
    unpacker = Unpacker(content, limits)
    _refuse_no_tables(parts, unpacker)
    tables = [part for name, part in sorted(parts.items()) if _is_table(name)]
    _refuse_several_forms(parts, tables)
    if not tables:
        raise gate_refusal("NOT_A_WORKBOOK")
    if len(tables) > limits.sheets:
        raise gate_refusal("TOO_MANY_SHEETS", seen=len(tables), limit=limits.sheets)
    for part in tables:
        yield part.name.rpartition("/")[2], unpacker.whole(part)


def _refuse_no_tables(parts: dict[str, Part], unpacker: Unpacker) -> None:
    """Refuse a zip that is a file of an office program under another name."""
    names = {name.lower() for name in parts}
    if (refused := other_archive(names)) is not None:
        raise refused
    if names & {WORKBOOK, CONTENT_TYPES}:
        raise wrong_ending("an Excel workbook", "xlsx")
    if CONTENT in names:
        stated = unpacker.whole(parts["mimetype"]) if "mimetype" in parts else b""
        said = _OPEN_TYPE.search(stated)
        if said is not None and not said[1].startswith(b"spreadsheet"):
            raise open_document(said[1].decode())
        raise wrong_ending("an OpenDocument workbook", "ods")


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
