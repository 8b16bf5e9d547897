"""Where submitted files are kept: a folder, or any place that fsspec can write (FCT_FILES_URL).

Elsewhere, as in a folder, a file's name is its SHA-256 and it is never changed. It is written under
a name of its own, read back, and renamed when what came back is what was sent, so that a reader
finds the whole file or none.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from fct.data.common import StoreError
from fct.data.store.blobs import STALE_AFTER_S, TEMPORARY, FileStore, checked_content, checked_name
from fct.data.store.settings import Settings

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_PASSWORD = re.compile(r"(?<=//)[^/@]*@")


class KeptFiles(Protocol):
    """A place in which a file's name is its SHA-256."""

    def put(self, content: bytes | Path) -> str:
        """Keep a file and return its SHA-256; one that is there already is left as it is."""
        ...

    def read(self, sha256: str) -> bytes:
        """Return the content of a file, checked against its name."""
        ...

    def found_hash(self, sha256: str) -> str | None:
        """Return the SHA-256 of what is kept under a name; None where nothing is."""
        ...

    def is_there(self, sha256: str) -> bool:
        """Whether something is kept under a name."""
        ...

    def discard(self, sha256: str) -> None:
        """Remove a file whose submission came to nothing."""
        ...

    def sweep(self, older_than_s: float = STALE_AFTER_S) -> int:
        """Remove what interrupted writers left behind, and return how many files that were."""
        ...


def file_place(settings: Settings) -> KeptFiles:
    """Return where the files of a store are kept; nothing is looked at yet."""
    folder = settings.files_folder
    return FileStore(folder) if folder is not None else FilePlace(settings.files_url)


def place_name(settings: Settings) -> str:
    """Return the place of the files as a person knows it, without a password."""
    folder = settings.files_folder
    return str(folder) if folder is not None else _PASSWORD.sub("", settings.files_url)


class FilePlace:
    """A place elsewhere, by its address; opened when it is first used.

    Parameters
    ----------
    url : str
        As fsspec takes it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._name = _PASSWORD.sub("", url)
        self._opened: tuple[AbstractFileSystem, str] | None = None

    def put(self, content: bytes | Path) -> str:
        """Keep a file and return its SHA-256; one that is there already is left as it is.

        Raises
        ------
        StoreError
            If the place cannot be written, or gives back another file than was sent.
        """
        data = content if isinstance(content, bytes) else content.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        # By its content and not by its name: one that was damaged there is written again.
        if self.found_hash(sha256) == sha256:
            return sha256
        with self._explained() as (system, root):
            folder = f"{root}/{sha256[:2]}"
            beside = f"{folder}/{TEMPORARY}{secrets.token_hex(8)}"
            system.makedirs(folder, exist_ok=True)
            try:
                system.pipe_file(beside, data)
                self._refuse_other(data, system.cat_file(beside))
                system.mv(beside, f"{folder}/{sha256}")
            except BaseException:
                if system.exists(beside):
                    system.rm_file(beside)
                raise
            # Read back once more: a rename is a copy in many of these places.
            self._refuse_other(data, system.cat_file(f"{folder}/{sha256}"))
        return sha256

    def _refuse_other(self, sent: bytes, found: bytes) -> None:
        if sent != found:
            raise StoreError(
                f"{self._name} gave back another file than was sent. The file was not taken; look "
                "at that place, and send it again."
            )

    def read(self, sha256: str) -> bytes:
        """Return the content of a file, checked against its name.

        Raises
        ------
        StoreError
            If the file is missing or not what was kept.
        """
        name = _name(sha256)
        with self._explained() as (system, root):
            try:
                data: bytes = system.cat_file(f"{root}/{name}")
            except FileNotFoundError as error:
                raise StoreError(
                    f"The file {sha256} is missing at {self._name}; restore it from the backup of "
                    "the store."
                ) from error
        return checked_content(data, sha256, f"{sha256} at {self._name}")

    def found_hash(self, sha256: str) -> str | None:
        """Return the SHA-256 of what is kept under a name; None where nothing is."""
        name = _name(sha256)
        with self._explained() as (system, root):
            try:
                with system.open(f"{root}/{name}", "rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()
            except FileNotFoundError:
                return None

    def is_there(self, sha256: str) -> bool:
        """Whether something is kept under a name."""
        name = _name(sha256)
        with self._explained() as (system, root):
            return bool(system.exists(f"{root}/{name}"))

    def discard(self, sha256: str) -> None:
        """Remove a file whose submission came to nothing."""
        name = _name(sha256)
        with self._explained() as (system, root):
            if system.exists(f"{root}/{name}"):
                system.rm_file(f"{root}/{name}")

    def sweep(self, older_than_s: float = STALE_AFTER_S) -> int:
        """Remove what interrupted writers left behind, and return how many files that were."""
        with self._explained() as (system, root):
            stale = [
                path
                for path in system.glob(f"{root}/*/{TEMPORARY}*")
                if _age_s(system, path) >= older_than_s
            ]
            for path in stale:
                system.rm_file(path)
        return len(stale)

    @contextmanager
    def _explained(self) -> "Iterator[tuple[AbstractFileSystem, str]]":
        """Give the file system and the root in it; whatever it raises becomes one sentence."""
        try:
            if self._opened is None:
                self._opened = _opened(self._url, self._name)
            yield self._opened
        except StoreError:
            raise
        except Exception as error:  # each file system has errors of its own
            said = str(error).replace(self._url, self._name).split("\n", 1)[0]
            raise StoreError(
                f"The files at {self._name} cannot be used now ({said or type(error).__name__}). "
                "Nothing was written; start that place or correct FCT_FILES_URL."
            ) from error


def _opened(url: str, name: str) -> "tuple[AbstractFileSystem, str]":
    import fsspec

    try:
        system, root = fsspec.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise StoreError(
            f"FCT_FILES_URL {name} cannot be opened: {error}. Install the package of that place, "
            "or correct the address."
        ) from error
    return system, str(root).rstrip("/")


def _name(sha256: str) -> str:
    """Return the name of a file below the root; what is not a hash has no name."""
    return f"{checked_name(sha256)[:2]}/{sha256}"


def _age_s(system: "AbstractFileSystem", path: str) -> float:
    """Return the age of a file; one whose age the place does not give is new."""
    modified: Callable[[str], Any] = system.modified
    try:
        return time.time() - float(modified(path).timestamp())
    except NotImplementedError:
        return 0.0
