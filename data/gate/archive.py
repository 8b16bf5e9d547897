"""What a zip archive says of itself, and its parts unpacked piece by piece, counted on the way.

The table of contents is read strictly: what two programs could read in two ways is refused.
The numbers that an archive states of unpacked sizes are checked, never trusted.
"""

import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fct.data.gate.refused import gate_refusal
from fct.data.program import MIB, Limits

_TRAILER = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 65_535
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_FLAGS = 0x2041  # encrypted, strongly encrypted, with a hidden table of contents
_SIZES_FOLLOW, _UTF8_NAME = 0x8, 0x800
_IN_ZIP64 = 0xFFFFFFFF
_LOCATOR, _LONG_TRAILER = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_LONG_SIZES = 1  # the id of the extra field that holds them (APPNOTE 6.3.10, 4.5.3)
_USUAL_NAME = re.compile(r"[A-Za-z_\[][\w.\[\]-]*(?:/[A-Za-z_][\w.-]*)*", re.ASCII)
_DRIVE = re.compile(r"[A-Za-z]:")
_PIECE = 262_144
_PACKED_PIECE = 65_536


class Part(NamedTuple):
    """One part of an archive: where its packed bytes are, and what it says of itself.

    Attributes
    ----------
    name : str
        Steps parted by strokes, from the root on.
    written : str
        The same as the archive writes it, perhaps with other strokes or a stroke before it.
    method, start, packed, size, crc : int
    """

    name: str
    written: str
    method: int
    start: int
    packed: int
    size: int
    crc: int


def read_directory(content: bytes, limits: Limits) -> dict[str, Part]:
    """Return the parts of an archive by name, folders left out.

    Raises
    ------
    GateRefusalError
        If a part is encrypted, a link, named twice, oddly named or packed, or the table of
        contents does not agree with what it lists.
    """
    offset, count, directory = _trailer(content)
    if count > limits.archive_entries:
        raise gate_refusal("TOO_MANY_PARTS", seen=count, limit=limits.archive_entries)
    parts: dict[str, Part] = {}
    known: dict[str, Part] = {}
    extents: list[tuple[int, int]] = []
    for _ in range(count):
        entry, offset = _entry(content, offset)
        part, begin = entry
        name = part.name if part.name.isascii() else unicodedata.normalize("NFC", part.name)
        same = name.casefold().rstrip("/")
        if not _is_repeated(part, known.setdefault(same, part), content):
            raise gate_refusal("DUPLICATE_PART", part=_shown(part.name))
        extents.append((begin, part.start + part.packed))
        if not part.name.endswith("/"):
            parts[part.name] = part
        elif part.size:
            raise gate_refusal("ODD_PATH", part=_shown(part.name))
    if sum(part.size for part in parts.values()) > limits.unpacked_mib * MIB:
        raise gate_refusal("UNPACKS_TOO_BIG", limit=limits.unpacked_mib)
    extents.sort()
    ends = [0, *(end for _, end in extents)]
    begins = [*(begin for begin, _ in extents), directory]
    if (extents and extents[0][0]) or any(b < e for b, e in zip(begins, ends, strict=True)):
        raise gate_refusal("ODD_ARCHIVE", detail="its parts overlap or do not begin at its start")
    return parts


def _is_repeated(part: Part, before: Part, content: bytes) -> bool:
    """Whether a part is the one before under its name, byte by byte; it may be the very same."""
    if part is before:
        return True
    packed = content[part.start : part.start + part.packed]
    return (part.name, part.method, packed) == (
        before.name,
        before.method,
        content[before.start : before.start + before.packed],
    )


def _trailer(content: bytes) -> tuple[int, int, int]:
    at = content.rfind(b"PK\x05\x06", -_TRAILER.size - _LONGEST_COMMENT)
    if at < 0 or at + _TRAILER.size > len(content):
        raise gate_refusal("DAMAGED", detail="its end is missing")
    _, disk, first_disk, here, count, size, offset, comment = _TRAILER.unpack_from(content, at)
    if at + _TRAILER.size + comment != len(content):
        raise gate_refusal("DAMAGED", detail="something follows its end")
    stated: tuple[int, ...] = (disk, first_disk, here, count, size, offset)
    if content[at - _LOCATOR.size : at].startswith(b"PK\x06\x07"):
        at, stated = _long_trailer(content, at - _LOCATOR.size, stated)
    disk, first_disk, here, count, size, offset = stated
    if disk or first_disk or here != count or offset + size != at:
        raise gate_refusal("ODD_ARCHIVE", detail="its table of contents is not where it says")
    return offset, count, offset


def _long_trailer(
    content: bytes, locator: int, short: tuple[int, ...]
) -> tuple[int, tuple[int, ...]]:
    """Return where a trailer of long numbers begins, and its numbers, which agree with the short.

    Some programs write one for every archive.
    """
    _, disk, at, disks = _LOCATOR.unpack_from(content, locator)
    if disk or disks != 1 or at + _LONG_TRAILER.size != locator:
        raise gate_refusal("ODD_ARCHIVE", detail="its long trailer is not where it says")
    mark, _, _, _, *stated = _LONG_TRAILER.unpack_from(content, at)
    unsaid = {0xFFFF, _IN_ZIP64}
    agree = all(b in {a, *unsaid} for a, b in zip(stated, short, strict=True))
    if mark != b"PK\x06\x06" or not agree:
        raise gate_refusal("ODD_ARCHIVE", detail="its two trailers differ")
    return at, tuple(stated)


def _entry(content: bytes, offset: int) -> tuple[tuple[Part, int], int]:
    """Return one line of the table of contents, where its part begins, and the next line."""
    try:
        line = _ENTRY.unpack_from(content, offset)
    except struct.error:
        raise gate_refusal("DAMAGED", detail="its table of contents is cut off") from None
    (mark, made_by, _, flags, method, _, _, crc, packed, size) = line[:10]
    (name_size, extra_size, comment_size, _, _, attributes, begin) = line[10:]
    if mark != b"PK\x01\x02":
        raise gate_refusal("DAMAGED", detail="its table of contents is broken")
    names = offset + _ENTRY.size
    raw = content[names : names + name_size]
    name, written = _part_name(raw, flags)
    if flags & _ENCRYPTED_FLAGS:
        raise gate_refusal("ENCRYPTED")
    if method not in {_STORED, _DEFLATED}:
        raise gate_refusal("ODD_COMPRESSION", part=_shown(name), seen=method)
    kind = stat.S_IFMT(attributes >> 16)
    if made_by >> 8 in {3, 19} and kind == stat.S_IFLNK:
        raise gate_refusal("LINK_IN_ARCHIVE", part=_shown(name))
    if _IN_ZIP64 in {packed, size, begin}:
        extra = content[names + name_size : names + name_size + extra_size]
        size, packed, begin = _long_sizes(extra, (size, packed, begin))
        line = (*line[:8], packed, size, *line[10:])
    start = _local_start(content, begin, raw, line)
    part = Part(name, written, method, start, packed, size, crc)
    return (part, begin), names + name_size + extra_size + comment_size


def _long_sizes(extra: bytes, stated: tuple[int, int, int]) -> list[int]:
    """Return the sizes that an entry states elsewhere, in its field of long numbers."""
    at = 0
    long: list[int] = []
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _LONG_SIZES and not long:
            field = extra[at + 4 : at + 4 + length]
            long = [number for (number,) in struct.iter_unpack("<Q", field[: length // 8 * 8])]
        at += 4 + length
    sizes = [(long.pop(0) if long else -1) if one == _IN_ZIP64 else one for one in stated]
    if not all(0 <= one < _IN_ZIP64 for one in sizes):
        raise gate_refusal("ODD_ARCHIVE", detail="it states sizes beyond 4 GiB")
    return sizes


def around_parts(content: bytes, parts: Iterable[Part]) -> bytes:
    """Return what an archive holds beside its packed parts: names, comments and what lies between.

    Parameters
    ----------
    content : bytes
    parts : iterable of Part
        All of them.
    """
    at, around = 0, []
    for part in sorted(parts, key=lambda one: one.start):
        around.append(content[at : part.start])
        at = part.start + part.packed
    return b"".join((*around, content[at:]))


def _local_start(content: bytes, begin: int, raw: bytes, line: tuple[int, ...]) -> int:
    """Return where a part's bytes start, its own heading checked against the table."""
    try:
        local = _LOCAL.unpack_from(content, begin)
    except struct.error:
        raise gate_refusal("DAMAGED", detail="a part of it is cut off") from None
    mark, _, flags, method, _, _, crc, packed, size, name_size, extra_size = local
    name_at = begin + _LOCAL.size
    agrees = (
        mark == b"PK\x03\x04"
        and content[name_at : name_at + name_size] == raw
        and method == line[4]
        and not flags & _ENCRYPTED_FLAGS
    )
    stated = (crc, packed, size)
    known = tuple(line[7:10])
    follow = flags & _SIZES_FOLLOW and all(
        one in {0, _IN_ZIP64, other} for one, other in zip(stated, known, strict=True)
    )
    if not agrees or not (stated == known or follow or _IN_ZIP64 in stated[1:]):
        raise gate_refusal("ODD_ARCHIVE", detail="a part differs from its table of contents")
    start: int = name_at + name_size + extra_size
    return start


def _part_name(raw: bytes, flags: int) -> tuple[str, str]:
    """Return the name of a part, and the same as it is written."""
    try:
        written = raw.decode("utf-8" if flags & _UTF8_NAME else "cp437")
    except UnicodeDecodeError:
        raise gate_refusal("ODD_PATH", part=_shown(raw.decode("latin-1"))) from None
    if _USUAL_NAME.fullmatch(written) and ".." not in written:
        return written, written
    # Some programs write the strokes of Windows, or the stroke that a part's own name begins with.
    name = written.replace("\\", "/").removeprefix("/").removeprefix("./")
    steps = name.removesuffix("/").split("/")
    if any(step in {"", ".", ".."} for step in steps) or _DRIVE.match(name) or "\0" in name:
        raise gate_refusal("ODD_PATH", part=_shown(written))
    return name, written


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:80]


class Unpacker:
    """Unpacks parts piece by piece, and stops at the limits of one part and of all together.

    Parameters
    ----------
    content : bytes
        The archive.
    limits : Limits
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self._total = 0

    def pieces(self, part: Part) -> Iterator[bytes]:
        """Yield the bytes of a part.

        Raises
        ------
        GateRefusalError
            If it unpacks to too much, or not to what the archive states.
        """
        self._check(part, part.size, self._total + part.size)  # what it states is checked below
        packed = memoryview(self._content)[part.start : part.start + part.packed]
        crc = size = 0
        for piece in self._unpacked(part, packed):
            size += len(piece)
            crc = zlib.crc32(piece, crc)
            self._total += len(piece)
            self._check(part, size, self._total)
            yield piece
        if size != part.size or crc != part.crc:
            raise gate_refusal("DAMAGED", detail=f"{_shown(part.name)} is not what was packed")

    def whole(self, part: Part) -> bytes:
        """Return all bytes of a part."""
        small = self._small(part)
        return b"".join(self.pieces(part)) if small is None else small

    def again(self, part: Part) -> bytes:
        """Return all bytes of a part that kept the limits before."""
        packed = memoryview(self._content)[part.start : part.start + part.packed]
        return b"".join(self._unpacked(part, packed))

    def _small(self, part: Part) -> bytes | None:
        """Return the bytes of a small part at one go; None where it is large or odd."""
        if part.method != _DEFLATED or part.packed > _PACKED_PIECE or part.size > _PIECE:
            return None
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        packed = self._content[part.start : part.start + part.packed]
        try:
            content = inflater.decompress(packed, _PIECE)
        except zlib.error:
            return None
        is_sound = inflater.eof and not inflater.unused_data and len(content) == part.size
        if not is_sound or zlib.crc32(content) != part.crc:
            return None
        self._total += part.size
        self._check(part, part.size, self._total)
        return content

    def _check(self, part: Part, size: int, total: int) -> None:
        limits = self._limits
        if size > limits.packing_grace_mib * MIB and size > limits.packing_ratio * part.packed:
            raise gate_refusal("PACKED_TOO_TIGHTLY", limit=limits.packing_ratio)
        if size > limits.part_mib * MIB:
            raise gate_refusal("UNPACKS_TOO_BIG", limit=limits.part_mib)
        if total > limits.unpacked_mib * MIB:
            raise gate_refusal("UNPACKS_TOO_BIG", limit=limits.unpacked_mib)

    @staticmethod
    def _unpacked(part: Part, packed: memoryview) -> Iterator[bytes]:
        if part.method == _STORED:
            for at in range(0, len(packed), _PIECE):
                yield bytes(packed[at : at + _PIECE])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        at = 0
        try:
            while at < len(packed) and not inflater.eof:
                piece = inflater.decompress(packed[at : at + _PACKED_PIECE], _PIECE)
                at += _PACKED_PIECE
                while piece:
                    yield piece
                    if inflater.eof:
                        break
                    piece = inflater.decompress(inflater.unconsumed_tail, _PIECE)
        except zlib.error:
            raise gate_refusal("DAMAGED", detail=f"{_shown(part.name)} is broken") from None
        if not inflater.eof or inflater.unused_data or at < len(packed):
            raise gate_refusal("DAMAGED", detail=f"{_shown(part.name)} is cut off")


def stored_archive(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of parts, none of them packed."""
    return _archive_of(
        (name, _STORED, (zlib.crc32(said), len(said), len(said)), said) for name, said in parts
    )


def changed_archive(
    content: bytes, parts: Iterable[Part], changes: Mapping[str, bytes], names: Mapping[str, str]
) -> bytes:
    """Return an archive of the same parts; those that are not changed keep their packed bytes.

    Parameters
    ----------
    content : bytes
        The archive.
    parts : iterable of Part
    changes : mapping of str to bytes
        What some parts hold now, by their names before; new parts come first.
    names : mapping of str to str
        The new names of some parts, by those before.
    """
    parts = list(parts)
    known = {part.name for part in parts}

    def entries() -> Iterator[_Written]:
        for name, said in changes.items():
            if name not in known:
                yield name, _STORED, (zlib.crc32(said), len(said), len(said)), said
        for part in parts:
            name = names.get(part.name, part.name)
            if (new := changes.get(part.name)) is not None:
                yield name, _STORED, (zlib.crc32(new), len(new), len(new)), new
            else:
                packed = content[part.start : part.start + part.packed]
                yield name, part.method, (part.crc, part.packed, part.size), packed

    return _archive_of(entries())


_Written = tuple[str, int, tuple[int, int, int], bytes]


def _archive_of(entries: Iterable[_Written]) -> bytes:
    """Return an archive of name, method, checksum with sizes, and bytes of each part."""
    body, directory, count = bytearray(), bytearray(), 0
    for name, method, sizes, packed in entries:
        raw = name.encode()
        heading = (20, _UTF8_NAME, method, 0, 33, *sizes)
        directory += _ENTRY.pack(b"PK\x01\x02", 20, *heading, len(raw), 0, 0, 0, 0, 0, len(body))
        directory += raw
        body += _LOCAL.pack(b"PK\x03\x04", *heading, len(raw), 0) + raw + packed
        count += 1
    end = _TRAILER.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)
