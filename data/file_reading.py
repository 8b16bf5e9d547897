"""A file of a path: its bytes, if it is a plain file that is not too large.

A pipe or a device never ends, and says nothing of its size.
"""

import stat
from pathlib import Path

from fct.data.errors import UsageError
from fct.data.limits import MIB


class TooLargeError(Exception):
    """A file that is larger than it may be."""


def plain_bytes(path: Path, most_mib: int) -> bytes:
    """Return the bytes of a plain file.

    Raises
    ------
    TooLargeError
        If it is larger than ``most_mib``.
    UsageError
        If it is a pipe, a device or anything else that is no file.
    OSError
        If it cannot be read.
    """
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode) and not stat.S_ISDIR(facts.st_mode):
        raise UsageError(f"{path} is a pipe or a device, and no file. Name a file.")
    if facts.st_size > most_mib * MIB:
        raise TooLargeError
    return path.read_bytes()


def tables_in(folder: Path, most_mib: int) -> list[tuple[str, bytes]]:
    """Return name and bytes of each CSV table of a folder, by name; none if it holds none.

    Raises
    ------
    TooLargeError
        If they are larger than ``most_mib`` together.
    UsageError, OSError
        As :func:`plain_bytes`.
    """
    tables: list[tuple[str, bytes]] = []
    left = most_mib * MIB
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or path.is_dir():
            continue
        content = plain_bytes(path, most_mib)
        left -= len(content)
        if left < 0:
            raise TooLargeError
        tables.append((path.name.encode(errors="replace").decode(), content))
    return tables
