"""What a child does with an office file that is kept as it came: the gate, and a look at all of it.

Nothing of the file is answered, only ``E`` when it may be kept.
"""

from collections.abc import Iterator
from itertools import chain

from fct.data.gate import (
    CONTENT,
    CONTENT_TYPES,
    LARGEST,
    SHARED_STRINGS,
    STATED,
    MarkingScanner,
    NotXmlError,
    OfficeKind,
    OfficeWalk,
    Part,
    Unpacker,
    another_kind,
    gate_refusal,
    is_xml,
    office_kind_of,
    read_directory,
    refuse_macros,
    shows_nothing,
)
from fct.data.program import Limits
from fct.data.reading.job_read import BookReader, Reading, Send

_ZIP = b"PK\x03\x04"
_MIMETYPE = "mimetype"
_BOOKS = {OfficeKind.XLSX, OfficeKind.ODS}
_OF_BOOKS = ("xl/worksheets/", SHARED_STRINGS)  # what the reader of workbooks looked at
_STRICT = (".xml", ".rels")
_DEEPEST = 3  # a workbook in a presentation in a document


def scan_gated_file(reading: Reading, send: Send, name: str, content: bytes) -> None:
    """Inspect an office file, scan all that it says, and send the end if it may be kept.

    Raises
    ------
    GateRefusalError
        If the gate does not let it pass. A classified file is refused as such, whatever else it is.
    """
    with MarkingScanner(reading.markings, reading.earn).of_file(name, content) as scanner:
        kind = office_kind_of(name, content, reading.limits)
        if kind in _BOOKS:  # no sheet of it is ours, so that the cells of all are looked at
            reader = BookReader(reading._replace(own_sheets=frozenset()), _forget)
            reader.read(name, content)
        archive = _Archive(content, reading.limits, scanner)
        archive.scan(is_known_book=kind in _BOOKS)
        archive.refuse_another_kind(kind)
    send(b"E", b"")


def _forget(_letter: bytes, _text: bytes) -> None:
    """Take an answer that nobody asked for."""


def _pass_over(_text: str) -> None:
    """Take a text that says nothing of the document."""


class _Archive:
    """One archive of parts, which may hold others."""

    def __init__(
        self, content: bytes, limits: Limits, scanner: MarkingScanner, depth: int = 1
    ) -> None:
        if depth > _DEEPEST:
            raise gate_refusal("ODD_ARCHIVE", detail="it holds files in files in files")
        self._parts = read_directory(content, limits)
        self._unpacker = Unpacker(content, limits)
        self._limits = limits
        self._scanner = scanner
        self._depth = depth
        self._is_open_document = CONTENT in self._parts
        self._walks: dict[str, OfficeWalk] = {}

    def scan(self, *, is_known_book: bool = False) -> None:
        """Look at every part and its name.

        Parameters
        ----------
        is_known_book : bool
            Whether the cells of it were looked at before.
        """
        self._scanner.scan_names(self._parts)
        for name, part in self._parts.items():
            seen = (*_OF_BOOKS, CONTENT) if is_known_book else ()
            if not name.lower().startswith(seen):
                self._look_at(part)
        relations = {name: walk.relations for name, walk in self._walks.items()}
        refuse_macros(self._parts, self._types, relations)

    @property
    def _types(self) -> list[dict[str, str]]:
        walk = self._walks.get(CONTENT_TYPES)
        return walk.types if walk is not None else []

    def refuse_another_kind(self, kind: OfficeKind) -> None:
        """Refuse a file that states another kind than its name; a workbook was read as one."""
        stated = STATED.get(kind)
        if stated is None:
            return
        says = {item.get("ContentType", "") for item in self._types}
        if kind in {OfficeKind.ODT, OfficeKind.ODP}:
            has_one = self._is_open_document and _MIMETYPE in self._parts
            part = self._unpacker.again(self._parts[_MIMETYPE]) if has_one else b""
            says = {part.decode("ascii", "replace").strip()}
        if not any(one.endswith(stated) for one in says):
            raise another_kind()

    def _look_at(self, part: Part) -> None:
        pieces = self._unpacker.pieces(part)
        # Whole, where it states to be small, so that its size is known to be true before the walk.
        first = next(pieces, b"") if part.size > LARGEST else b"".join(pieces)
        if first and is_xml(part.name):
            self._walk(part, chain([first], pieces))
        elif first.startswith(_ZIP):
            content = first + b"".join(pieces)
            _Archive(content, self._limits, self._scanner, self._depth + 1).scan()
        else:
            self._scanner.scan_binary(part.name, chain([first], pieces))

    def _walk(self, part: Part, pieces: Iterator[bytes]) -> None:
        walk = OfficeWalk(
            part.name,
            self._limits,
            _pass_over if shows_nothing(part.name) else self._scanner.scan_text,
            is_open_document=self._is_open_document,
        )
        try:
            walk.walk(pieces)
        except NotXmlError:
            if part.name.lower().endswith(_STRICT):
                detail = f"{part.name[:80]} is not well-formed"
                raise gate_refusal("DAMAGED", detail=detail) from None
            self._scanner.scan_loosely(self._unpacker.again(part))
        self._walks[part.name.lower()] = walk
