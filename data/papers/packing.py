"""Files that go out together: packed with the time of what they are of, listed with their hashes.

The same files and the same moment give the same bytes.
"""

import datetime as dt
import fcntl
import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fct.data.common import NotNowError, UsageError

_REGULAR_FILE = 0o100600 << 16  # the archive's place for the mode of a file
_FIRST_YEAR = 1980  # of the archive's clock, which steps by two seconds
_UNIX = 3
_HALF = ".package-"  # begins the name of a folder that is being written


def zip_of(files: Mapping[str, bytes], made: dt.datetime) -> bytes:
    """Return files as an archive, by name, each with the same time."""
    moment = made.astimezone(dt.UTC)
    stamp = (max(moment.year, _FIRST_YEAR), *moment.timetuple()[1:6])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, stamp)
            info.external_attr, info.create_system = _REGULAR_FILE, _UNIX
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def listed(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return name, bytes and sha256 of each file, by name."""
    return [
        {
            "name": name,
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        for name in sorted(files)
    ]


def refuse_full(folder: Path) -> None:
    """Refuse a folder that holds anything; what a killed writer left of its own is cleared first.

    Raises
    ------
    NotNowError
        ``NOT_EMPTY``.
    UsageError
        If it is a file, or stands in a folder that is not there.
    """
    for half in (folder if folder.is_dir() else folder.parent).glob(f"{_HALF}*"):
        with suppress(OSError), _held(half):  # a writer that lives holds its own
            shutil.rmtree(half, ignore_errors=True)
    if folder.is_dir():
        if any(folder.iterdir()):
            raise NotNowError(
                "NOT_EMPTY",
                f"{folder} holds something already, and a package is not mixed with other files. "
                "Name a folder that is empty or not there yet.",
            )
    elif folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} is not a folder. Name a folder that is empty or not there yet.")
    elif not folder.parent.is_dir():
        raise UsageError(f"There is no folder {folder.parent}. Make it, or name another one.")


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is empty or not there; all of them, or none.

    Parameters
    ----------
    folder : Path
    files : mapping of str to bytes
        By name, with ``/`` between folders.
    """
    refuse_full(folder)
    is_there = folder.is_dir()
    whole = Path(tempfile.mkdtemp(prefix=_HALF, dir=folder if is_there else folder.parent))
    with _held(whole):
        _write(whole, folder, files, is_there=is_there)


@contextmanager
def _held(half: Path) -> Iterator[None]:
    """Hold a folder for as long as the block lasts; the hold ends with the process, however.

    Raises
    ------
    BlockingIOError
        If another process holds it.
    """
    descriptor = os.open(half, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _write(whole: Path, folder: Path, files: Mapping[str, bytes], *, is_there: bool) -> None:
    """Write files into a folder that then takes the place of another, or moves into it."""
    try:
        for name, content in files.items():
            path = whole / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)
        if not is_there:
            whole.rename(folder)
            return
        for item in sorted(whole.iterdir()):
            item.rename(folder / item.name)
        whole.rmdir()
    except BaseException:
        shutil.rmtree(whole, ignore_errors=True)
        raise
