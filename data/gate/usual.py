"""A workbook with its parts where every program looks for them, and nothing in it changed.

The start of a package names its workbook, and that names its sheets, texts and styles; where they
lie is free (ECMA-376 part 2, sections 6.2 and 6.5), and few programs take that freedom.
python-calamine reads them from where Excel puts them. Nor does it read the line breaks by which
some programs make an OpenDocument file easy to look at (ODF 1.3 part 3, section 3.18: there they
mean nothing), or the value that others give a text beside the text.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fct.data.gate.archive import Part, Unpacker, changed_archive
from fct.data.gate.package import (
    CONTENT,
    CONTENT_TYPES,
    CUSTOM,
    STYLES,
    WORKBOOK,
    PackageWalk,
    relations_of,
    resolved,
)
from fct.data.gate.refused import gate_refusal
from fct.data.gate.xml_walk import Attributes, NotXmlError
from fct.data.program import Limits

_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OTHER_BOOK_TYPES = (  # of templates, and of workbooks that may hold macros
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
    "application/vnd.ms-excel.addin.macroenabled.main+xml",
)
_OF_START = {"/officeDocument": WORKBOOK, "/custom-properties": CUSTOM}
_OF_WORKBOOK = {"/sharedStrings": "xl/sharedStrings.xml", "/styles": STYLES}
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_SHEET_RELATION = "/worksheet"
# White space before the elements of a table, which is never part of a text.
_LAYOUT = re.compile(rb">\s+(?=<(?:/?(?:table|office):|text:p[\s/>]))")
_NEEDS_LAYOUT = re.compile(rb">\s+<table:(?:table-)?(?:covered-)?(?:cell|row)")
_VALUED_TEXT = re.compile(rb'(office:value-type="string") office:value="[^"]*"')


class Places:
    """Where the parts of an xlsx package lie, and where they are looked for.

    Parameters
    ----------
    parts : mapping of str to Part
        Of the package, by name.
    walks : mapping of str to PackageWalk
        Those through its hubs, by name in lower case.

    Attributes
    ----------
    by_lower : dict of str to str
        The names of the parts, by those in lower case.
    """

    def __init__(self, parts: Mapping[str, Part], walks: Mapping[str, PackageWalk]) -> None:
        self._parts = parts
        self.by_lower = {name.lower(): name for name in parts}
        self._walks = walks
        self._moves: dict[str, str] = {}  # from the name in lower case to the name to have

    @property
    def main(self) -> str:
        """The workbook part, in lower case; empty if it is not there."""
        for relation in self._relations("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return resolved("", relation.get("Target", ""))
        return WORKBOOK if WORKBOOK in self.by_lower else ""

    def _relations(self, name: str) -> Sequence[Attributes]:
        walk = self._walks.get(name)
        return walk.relations if walk is not None else ()

    def moves(self) -> dict[str, str]:
        """Return the parts to move, by name in lower case.

        Raises
        ------
        GateRefusalError
            If a part is in the place of the one that is named.
        """
        self._named(_OF_START, "", "_rels/.rels")
        main = self.main
        self._named(_OF_WORKBOOK, posixpath.dirname(main), relations_of(main))
        sheets = (
            resolved(posixpath.dirname(main), relation.get("Target", ""))
            for relation in self._relations(relations_of(main))
            if relation.get("Type", "").endswith(_SHEET_RELATION)
        )
        for number, sheet in enumerate(sheets, 1):
            if sheet in self.by_lower and not sheet.startswith("xl/"):
                self._move(sheet, f"xl/worksheets/moved{number}.xml")
        return self._moves

    def _named(self, places: Mapping[str, str], folder: str, relations: str) -> None:
        for relation in self._relations(relations):
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            for sign, place in places.items():
                if kind.endswith(sign):
                    self._move(resolved(folder, target), place)

    def _move(self, name: str, place: str) -> None:
        if name == place.lower():
            return
        if place.lower() in self.by_lower or place in self._moves.values():
            detail = f"it names {name[:80]} where {place} is read, and holds both"
            raise gate_refusal("ODD_ARCHIVE", detail=detail)
        if name in self.by_lower:
            self._moves[name] = place

    def is_other_type(self) -> bool:
        """Whether the workbook says that it is a template, or may hold macros."""
        return any(_is_other_type(item) for item in self._types())

    def _types(self) -> Sequence[Attributes]:
        walk = self._walks.get(CONTENT_TYPES)
        return walk.types if walk is not None else ()


def _is_other_type(item: Attributes) -> bool:
    return item.get("ContentType", "").lower() in _OTHER_BOOK_TYPES


def usual_package(
    content: bytes, parts: Mapping[str, Part], moves: Mapping[str, str], limits: Limits
) -> bytes:
    """Return an xlsx package with parts moved, by name in lower case, as a plain workbook."""
    names = {name: moves[name.lower()] for name in parts if name.lower() in moves}
    unpacker = Unpacker(content, limits)
    changes: dict[str, bytes] = {}
    for name, part in parts.items():
        is_types = name.lower() == CONTENT_TYPES
        if not is_types and not name.lower().endswith(".rels"):
            continue
        walk = PackageWalk(name, limits, lambda _: None)
        try:
            walk.walk([unpacker.whole(part)])
        except NotXmlError:  # of a part that nobody reads, or the gate had refused it
            continue
        if is_types:
            changes[name] = "".join(_types_xml(walk.types, moves)).encode()
            continue
        owner = _owner_of(name)
        if owner in moves:
            names[name] = relations_of(moves[owner])
        folder = posixpath.dirname(owner)
        changes[name] = "".join(_relations_xml(walk.relations, folder, moves)).encode()
    return changed_archive(content, parts.values(), changes, names)


def _owner_of(relations: str) -> str:
    """Return the part whose relations a part holds, in lower case."""
    folder, name = posixpath.split(relations.lower())
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _types_xml(types: Iterable[Attributes], moves: Mapping[str, str]) -> Iterator[str]:
    yield f'<Types xmlns="{_TYPES_SPACE}">'
    for item in types:
        kind = _BOOK_TYPE if _is_other_type(item) else item.get("ContentType", "")
        part = item.get("PartName")
        if part is None:
            key, value = "Extension", item.get("Extension", "")
        else:
            name = part.replace("\\", "/").lstrip("/")
            key, value = "PartName", f"/{moves.get(name.lower(), name)}"
        tag = "Default" if part is None else "Override"
        yield f"<{tag} {key}={_quoted(value)} ContentType={_quoted(kind)}/>"
    yield "</Types>"


def _relations_xml(
    relations: Iterable[Attributes], folder: str, moves: Mapping[str, str]
) -> Iterator[str]:
    yield f'<Relationships xmlns="{_RELATIONS_SPACE}">'
    for item in relations:
        given = dict(item)
        if given.get("TargetMode") != "External" and "Target" in given:
            target = resolved(folder, given["Target"], keep_case=True)
            given["Target"] = f"/{moves.get(target.lower(), target)}"
        written = "".join(f" {key}={_quoted(value)}" for key, value in given.items())
        yield f"<Relationship{written}/>"
    yield "</Relationships>"


# As quoteattr of xml.sax.saxutils, whose module imports http and ssl.
_IN_QUOTES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    | {sign: f"&#{ord(sign)};" for sign in "\n\r\t"}
)


def _quoted(value: str) -> str:
    return f'"{value.translate(_IN_QUOTES)}"'


_TAB = re.compile(rb"<text:tab\b[^<>]*?(?:/>|></text:tab\s*>)")  # else it parts no words


def usual_ods(content: bytes, parts: Mapping[str, Part], said: bytes, kind: bytes) -> bytes:
    """Return an ods file whose cells python-calamine can read; mostly itself.

    Parameters
    ----------
    content : bytes
    parts : mapping of str to Part
    said : bytes
        Its part ``content.xml``.
    kind : bytes
        Its part ``mimetype``, which may be missing.
    """
    changed = said
    if _NEEDS_LAYOUT.search(said):
        changed = _LAYOUT.sub(b">", changed)
    if _VALUED_TEXT.search(said):
        changed = _VALUED_TEXT.sub(rb"\1", changed)
    if b"<text:tab" in said:
        changed = _TAB.sub(b" ", changed)
    if changed is said and kind == _ODS_TYPE:
        return content
    name = next(name for name in parts if name.lower() == CONTENT)
    changes = {"mimetype": _ODS_TYPE, name: changed}
    return changed_archive(content, parts.values(), changes, {})
