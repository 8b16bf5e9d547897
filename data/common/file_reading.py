"""A file of a path: its bytes, if it is a plain file that is not too large.

A pipe or a device never ends, and says nothing of its size. What is looked at and what is read is
one open file: a name may lead elsewhere a moment later.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from fct.data.common.errors import UsageError

_TO_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe without a writer must not wait

_MIB = 1024 * 1024


class TooLargeError(Exception):
    """A file that is larger than it may be."""


class OpenedFile(NamedTuple):
    """The bytes of a file, and what the system said of it while it was open."""

    content: bytes
    facts: os.stat_result


def plain_bytes(path: Path, most_mib: int) -> bytes:
    """Return the bytes of a plain file; a link is followed.

    Raises
    ------
    TooLargeError
        If it is larger than ``most_mib``.
    UsageError
        If it is a pipe, a device or anything else that is not a file.
    OSError
        If it cannot be read.
    """
    return _opened(path, most_mib, lambda: os.open(path, _TO_READ)).content


def unlinked_file(name: str, folder: int, most_mib: int) -> OpenedFile:
    """Return a plain file of an open folder; a link is not followed.

    Parameters
    ----------
    name : str
    folder : int
        Descriptor.
    most_mib : int

    Raises
    ------
    TooLargeError, UsageError, OSError
        As :func:`plain_bytes`; a link is an OSError.
    """
    return _opened(name, most_mib, lambda: os.open(name, _TO_READ | os.O_NOFOLLOW, dir_fd=folder))


def _opened(shown: Path | str, most_mib: int, opener: Callable[[], int]) -> OpenedFile:
    descriptor = opener()
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            what = "a folder" if stat.S_ISDIR(facts.st_mode) else "a pipe or a device"
            raise UsageError(f"{shown} is {what}, and no file. Name a file.")
        if facts.st_size > most_mib * _MIB:
            raise TooLargeError
        content = file.read(most_mib * _MIB + 1)
    if len(content) > most_mib * _MIB:
        raise TooLargeError
    return OpenedFile(content, facts)


def tables_in(folder: Path, most_mib: int) -> list[tuple[str, bytes]]:
    """Return name and bytes of each CSV table of a folder, by name; none if it holds none.

    Raises
    ------
    TooLargeError
        If they are larger than ``most_mib`` together.
    UsageError, OSError
        As :func:`plain_bytes`.
    """
    names = [path.name for path in folder.iterdir() if not path.is_dir()]
    return _tables(names, most_mib, lambda name: plain_bytes(folder / name, most_mib))


def unlinked_tables(folder: int, most_mib: int) -> list[tuple[str, bytes]]:
    """Return what :func:`tables_in` does of an open folder; a link is not followed."""
    names = [name for name in os.listdir(folder) if not _is_folder(name, folder)]
    return _tables(names, most_mib, lambda name: unlinked_file(name, folder, most_mib).content)


def _is_folder(name: str, folder: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _tables(
    names: list[str], most_mib: int, read: Callable[[str], bytes]
) -> list[tuple[str, bytes]]:
    tables: list[tuple[str, bytes]] = []
    left = most_mib * _MIB
    for name in sorted(names):
        if not name.lower().endswith(".csv"):
            continue
        content = read(name)
        left -= len(content)
        if left < 0:
            raise TooLargeError
        tables.append((name.encode(errors="replace").decode(), content))
    return tables
