"""Submitted files, each kept once under its SHA-256 and never changed."""

import hashlib
import os
import re
import stat
import tempfile
import time
from pathlib import Path

from fct.data.common import StoreError

PRIVATE = 0o700
TEMPORARY = ".incoming-"
STALE_AFTER_S = 3600

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """A folder in which a file's name is its SHA-256.

    Parameters
    ----------
    folder : Path
        Made with the first file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the file with this hash is, or would be."""
        return self.folder / checked_name(sha256)[:2] / sha256

    def put(self, content: bytes | Path) -> str:
        """Keep a file and return its SHA-256; one that is there already is left as it is.

        The file is on the disk, under its name, when this returns.
        """
        data = content if isinstance(content, bytes) else content.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if self._is_whole(target, data):
            return sha256
        for folder in (self.folder, target.parent):
            private_folder(folder)
        # In the folder of its target, as only a rename within one file system is atomic.
        descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, dir=target.parent)
        try:
            write_through(descriptor, data)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        # The names too: without it a loss of power may keep the file and lose its name in the
        # folder.
        for folder in (target.parent, self.folder):
            synced(folder)
        return sha256

    @staticmethod
    def _is_whole(target: Path, data: bytes) -> bool:
        """Whether the file is there with this content; a damaged one is replaced."""
        return target.is_file() and target.read_bytes() == data

    def read(self, sha256: str) -> bytes:
        """Return the content of a file, checked against its name.

        Raises
        ------
        StoreError
            If the file is missing or not what was kept.
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise StoreError(
                f"The file {path} is missing; restore it from the backup of the store."
            ) from error
        return checked_content(data, sha256, path)

    def found_hash(self, sha256: str) -> str | None:
        """Return the SHA-256 of what is kept under a name; None where nothing can be read."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def is_there(self, sha256: str) -> bool:
        """Whether something is kept under a name."""
        return self.path(sha256).exists()

    def discard(self, sha256: str) -> None:
        """Remove a file whose submission came to nothing."""
        self.path(sha256).unlink(missing_ok=True)

    def sweep(self, older_than_s: float = STALE_AFTER_S) -> int:
        """Remove what interrupted writers left behind, and return how many files that were."""
        stale = [
            path
            for path in self.folder.glob(f"*/{TEMPORARY}*")
            if path.stat().st_mtime <= time.time() - older_than_s
        ]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


def checked_name(sha256: str) -> str:
    """Return a name that is a hash; no other one becomes part of a path.

    Raises
    ------
    ValueError
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is not a SHA-256")
    return sha256


def checked_content(data: bytes, sha256: str, place: object) -> bytes:
    """Return what was read of a kept file, if it is what the name of the file says.

    Parameters
    ----------
    data : bytes
    sha256 : str
        The name.
    place : object
        Where it was read, as people find it.

    Raises
    ------
    StoreError
        If it is another content.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError(
            f"The file {place} is not what was submitted; restore it from the backup of the store."
        )
    return data


def private_folder(folder: Path) -> None:
    """Make a folder of the store that its own account alone may enter, or make it so."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    # lstat: a link is left as it is, for chmod would change what it points to.
    facts = folder.lstat()
    is_own = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid()
    if is_own and facts.st_mode & 0o077:
        folder.chmod(PRIVATE)


def write_through(descriptor: int, content: bytes) -> None:
    """Write an open file to the disk, and close it."""
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def synced(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
