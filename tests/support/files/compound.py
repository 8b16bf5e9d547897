"""Compound files, as old office programs and e-mail clients write them ([MS-CFB])."""

import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STREAM, _FOLDER = 5, 2, 1


def compound_file(streams: Mapping[str, bytes], inner: Sequence[str] = ()) -> bytes:
    """Return a file with streams at its top, and with names in one folder of it.

    A stream of less than 4,096 bytes is written as an empty one.
    """
    names = [*streams, *(["Embedded"] if inner else [])]
    entries = [_entry("Root Entry", _ROOT, child=1 if names else _FREE)]
    body = bytearray()
    table = [_TABLE]  # sector 0 is the table itself
    first_free = 1 + -(-(len(names) + len(inner) + 1) // 4)
    table += [n + 1 for n in range(1, first_free - 1)] + [_END]
    for number, name in enumerate(names, 1):
        right = number + 1 if number < len(names) else _FREE
        if name not in streams:
            entries.append(_entry(name, _FOLDER, right, child=len(names) + 1))
            continue
        said = streams[name]
        at = first_free + len(body) // _SECTOR
        sectors = -(-len(said) // _SECTOR)
        table += [at + n + 1 for n in range(sectors - 1)] + ([_END] if sectors else [])
        body += said.ljust(sectors * _SECTOR, b"\0")
        entries.append(_entry(name, _STREAM, right, at=(at, len(said))))
    for number, name in enumerate(inner, len(names) + 1):
        right = number + 1 if number < len(names) + len(inner) else _FREE
        entries.append(_entry(name, _STREAM, right))
    listed = b"".join(entries).ljust((first_free - 1) * _SECTOR, b"\0")
    tables = struct.pack(f"<{len(table)}L", *table).ljust(_SECTOR, b"\xff")
    return _head() + tables + listed + bytes(body)


def _entry(
    name: str, kind: int, right: int = _FREE, child: int = _FREE, at: tuple[int, int] = (0, 0)
) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB3L", len(raw) + 2, kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<2LL", *at, 0)


def _head() -> bytes:
    begins = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    versions = struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<9L", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return begins + versions + counts + struct.pack("<109L", 0, *[_FREE] * 108)
