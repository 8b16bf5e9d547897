"""An xlsx file as a package of parts: some are replaced, the others keep their packed bytes.

The archive is written by hand, because no library copies an entry without unpacking it. Source:
PKWARE's APPNOTE 6.3, sections 4.3.7 and 4.3.12; ECMA-376 part 2 for relationships and types.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from fct.data.xlsx.xml import (
    Element,
    NotXmlError,
    apply_edits,
    as_utf8,
    attribute,
    cut,
    insert_last,
    parse,
    prefix_of,
)

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), "<4s4H2IH"
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_FIRST_DAY = 0x21  # 1980-01-01, so that the same marks give the same bytes
# The next number would say that a ZIP64 record holds the count (APPNOTE 4.4.1.4).
_MOST_ENTRIES = 0xFFFE
_LARGEST_PART = 128 * 1024 * 1024
_VERSION = 20


class NotMarkableError(ValueError):
    """A workbook that cannot be marked; the text says why."""


class Relation(NamedTuple):
    """One relationship of a part; ``target`` is the name of a part, empty for an outside one."""

    id: str
    type: str
    target: str


class _Entry(NamedTuple):
    name: bytes
    flags: int
    method: int
    stamp: tuple[int, int]
    crc: int
    packed: bytes
    size: int
    attributes: tuple[int, int]  # of the making system, and of the file


class Package:
    """The parts of an xlsx file.

    Parameters
    ----------
    content : bytes

    Raises
    ------
    NotMarkableError
        If it is not a zip archive, is encrypted, or holds a part twice.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._infos = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise NotMarkableError(f"it is not a sound archive ({error})") from None
        self._places = {_key(info.orig_filename): info for info in self._infos}
        # Programs differ in which of two they take: what is marked has to be what was read.
        if len(self._places) < len(self._infos):
            raise NotMarkableError("it holds a part twice")
        if any(info.flag_bits & _ENCRYPTED for info in self._infos):
            raise NotMarkableError("it is encrypted")
        self._new: dict[str, bytes | None] = {}
        self._names: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        key = _key(name)
        return self._new[key] is not None if key in self._new else key in self._places

    def read(self, name: str) -> bytes:
        """Return a part, its XML in UTF-8.

        Raises
        ------
        NotMarkableError
            If there is no such part, or it cannot be unpacked.
        """
        return as_utf8(self._raw(name))

    def _raw(self, name: str) -> bytes:
        key = _key(name)
        if (new := self._new.get(key)) is not None:
            return new
        info = self._places.get(key)
        if info is None or key in self._new:
            raise NotMarkableError(f"it has no part {name}")
        if info.file_size > _LARGEST_PART:
            raise NotMarkableError(f"its part {name} is too large")
        try:
            with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
                return archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise NotMarkableError(f"its part {name} cannot be unpacked ({error})") from None

    def parse(self, name: str) -> Element:
        """Return the root of a part.

        Raises
        ------
        NotMarkableError
            If there is no such part, or it is not sound XML.
        """
        try:
            return parse(self.read(name))
        except NotXmlError as error:
            raise NotMarkableError(f"its part {name} cannot be read: {error}") from None

    def write(self, name: str, content: bytes) -> None:
        """Add a part or replace one; the same bytes leave it untouched."""
        if name not in self or self._raw(name) != content:
            self._new[_key(name)] = content
            self._names.setdefault(_key(name), name)

    def remove(self, name: str) -> None:
        """Take a part out, and what it says of its relationships."""
        for part in (name, relations_part(name)):
            if part in self:
                self._new[_key(part)] = None
        self.set_type(name, None)

    def relations(self, part: str) -> list[Relation]:
        """Return the relationships of a part; of the package itself for an empty name."""
        name = relations_part(part)
        if name not in self:
            return []
        folder = posixpath.dirname(part)
        return [
            Relation(
                item.attribute("Id"),
                item.attribute("Type"),
                ""
                if item.attribute("TargetMode") == "External"
                else posixpath.normpath(
                    # From the folder of the part, or from the root where it begins with / (ECMA-376
                    # part 2).
                    posixpath.join("/", folder, item.attribute("Target").replace("\\", "/"))
                ).lstrip("/"),
            )
            for item in self.parse(name).all("Relationship")
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from a part to another part, and return its id."""
        name = relations_part(part)
        if name not in self:
            empty = f'{_HEAD}<Relationships xmlns="{_RELATIONS_NAMESPACE}"></Relationships>'
            self.write(name, empty.encode())
        root = self.parse(name)
        taken = {item.attribute("Id") for item in root.children}
        number = 1
        while (new := f"rIdFct{number}") in taken:
            number += 1
        given = attribute("Id", new) + attribute("Type", kind) + attribute("Target", f"/{target}")
        item = b"<" + prefix_of(root).encode() + b"Relationship" + given + b"/>"
        content = self.read(name)
        self.write(name, apply_edits(content, insert_last(content, root, item)))
        return new

    def unrelate(self, part: str, relation: str) -> None:
        """Take out the relationship with this id; a list that is left empty goes too."""
        name = relations_part(part)
        root = self.parse(name)
        gone = [item for item in root.children if item.attribute("Id") == relation]
        if len(gone) == len(root.children):
            self._new[_key(name)] = None
            return
        self.write(name, apply_edits(self.read(name), map(cut, gone)))

    def set_type(self, part: str, kind: str | None) -> None:
        """Name the content type of a part, or forget it."""
        root, content = self.parse(CONTENT_TYPES), self.read(CONTENT_TYPES)
        wanted = f"/{part}".casefold()
        edits = [
            cut(item)
            for item in root.all("Override")
            if item.attribute("PartName").casefold() == wanted
        ]
        if kind is not None:
            given = attribute("PartName", f"/{part}") + attribute("ContentType", kind)
            new = b"<" + prefix_of(root).encode() + b"Override" + given + b"/>"
            edits += insert_last(content, root, new)
        self.write(CONTENT_TYPES, apply_edits(content, edits))

    def to_bytes(self) -> bytes:
        """Return the archive; entries that were not written keep their packed bytes."""
        entries = list(self._entries())
        if len(entries) > _MOST_ENTRIES:
            raise NotMarkableError("it holds too many parts")
        out, central = io.BytesIO(), io.BytesIO()
        for entry in entries:
            _write_central(central, entry, out.tell())
            _write_local(out, entry)
        start, size = out.tell(), central.tell()
        out.write(central.getvalue())
        out.write(struct.pack(_END, _END_SIGN, 0, 0, len(entries), len(entries), size, start, 0))
        return out.getvalue()

    def _entries(self) -> Iterator[_Entry]:
        for info in self._infos:
            key = _key(info.orig_filename)
            # Without the flag names are in code page 437 (APPNOTE, appendix D), by which zipfile
            # read them: the same bytes come out.
            name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")
            if key not in self._new:
                yield self._kept(name, info)
            elif (content := self._new[key]) is not None:
                yield _packed(name, content, info.flag_bits & _UTF8_NAME)
        for key, content in self._new.items():
            if content is not None and key not in self._places:
                yield _packed(self._names[key].encode(), content, 0)

    def _kept(self, name: bytes, info: zipfile.ZipInfo) -> _Entry:
        at = info.header_offset
        head = self._content[at : at + _LOCAL.size]
        if len(head) < _LOCAL.size or head[:4] != _LOCAL_SIGN:
            raise NotMarkableError("it is not a sound archive")
        # The extra field here may have another length than in the central directory; the sizes are
        # taken from there, as here they may be 0 and follow the data (APPNOTE 4.4.4, bit 3).
        *_, name_length, extra_length = _LOCAL.unpack(head)
        start = at + _LOCAL.size + name_length + extra_length
        packed = self._content[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise NotMarkableError("it is not a sound archive")
        year, month, day, hour, minute, second = info.date_time
        # The form of MS-DOS: two seconds a step, years from 1980 (APPNOTE 4.4.6).
        stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
        flags = info.flag_bits & _UTF8_NAME
        system = info.create_system << 8 | info.create_version
        attributes = (system, info.external_attr)
        method = info.compress_type
        return _Entry(name, flags, method, stamp, info.CRC, packed, info.file_size, attributes)


def _key(name: str) -> str:
    # Names of parts are equal in any case (ECMA-376 part 2); some writers begin them with / or
    # write \ in them.
    return name.replace("\\", "/").lstrip("/").casefold()


def relations_part(part: str) -> str:
    """Return the name of the part that holds the relationships of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _packed(name: bytes, content: bytes, flags: int) -> _Entry:
    # Negative: without the head and the sum of zlib, which archives do not have.
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    stamp, attributes = (0, _FIRST_DAY), (_VERSION, 0)
    crc = zlib.crc32(content)
    return _Entry(name, flags, zipfile.ZIP_DEFLATED, stamp, crc, packed, len(content), attributes)


def _write_local(out: io.BytesIO, entry: _Entry) -> None:
    sizes = (entry.crc, len(entry.packed), entry.size)
    known = (_VERSION, entry.flags, entry.method, *entry.stamp)
    out.write(_LOCAL.pack(_LOCAL_SIGN, *known, *sizes, len(entry.name), 0))
    out.write(entry.name)
    out.write(entry.packed)


def _write_central(out: io.BytesIO, entry: _Entry, offset: int) -> None:
    system, external = entry.attributes
    known = (system, _VERSION, entry.flags, entry.method, *entry.stamp)
    sizes = (entry.crc, len(entry.packed), entry.size, len(entry.name))
    out.write(_CENTRAL.pack(_CENTRAL_SIGN, *known, *sizes, 0, 0, 0, 0, external, offset))
    out.write(entry.name)
