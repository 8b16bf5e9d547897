"""Pieces of bytes that wait outside of memory, in the order in which they came."""

import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_IN_MEMORY = 16 * 2**20  # bytes; a season waits in memory
_FASTEST = 1
_LENGTH = struct.Struct(">Q")


class Spool:
    """Pieces that are added one after the other and read from the first, as often as needed.

    They are packed, and lie in a file without a name that ends with this object.

    Parameters
    ----------
    folder : Path, optional
        In which the file lies once memory holds no more; the system's own by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        place = None if folder is None else str(folder)
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=place)  # noqa: SIM115 - it ends with this object

    def add(self, piece: bytes) -> None:
        """Add a piece at the end."""
        packed = zlib.compress(piece, _FASTEST)
        self._file.seek(0, 2)
        self._file.write(_LENGTH.pack(len(packed)))
        self._file.write(packed)

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces; none may be added meanwhile."""
        self._file.seek(0)
        while length := self._file.read(_LENGTH.size):
            yield zlib.decompress(self._file.read(*_LENGTH.unpack(length)))
