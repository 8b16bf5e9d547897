"""Files that go out together: packed with the time of what they are of, listed with their hashes.

The same files and the same moment give the same bytes.
"""

import datetime as dt
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fct.data.common import NotNowError, UsageError

_REGULAR_FILE = 0o100600 << 16  # the archive's place for the mode of a file
_FIRST_YEAR = 1980  # of the archive's clock, which steps by two seconds
_UNIX = 3


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
    """Refuse a folder that holds anything.

    Raises
    ------
    NotNowError
        ``NOT_EMPTY``.
    UsageError
        If it is a file, or stands in a folder that is not there.
    """
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
    place = folder if is_there else folder.parent
    whole = Path(tempfile.mkdtemp(prefix=".package-", dir=place))
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
