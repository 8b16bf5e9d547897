"""Files that a command writes out of the store: never over another one, each in the log."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fct.data.common import UsageError

if TYPE_CHECKING:
    from fct.data.subjects import Store

_EVENT = "file written"


def free_path(out: Path, name: str = "", *, overwrite: bool | None = None) -> Path:
    """Return where a file is to be written, which must be free.

    Parameters
    ----------
    out : Path
        A file, or a folder that is there.
    name : str
        Of the file in the folder.
    overwrite : bool, optional
        Whether what is there is replaced; None where the command has no such option.

    Raises
    ------
    UsageError
        If there is no such folder, or something is there already.
    """
    path = out / name if name and out.is_dir() else out
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}. Make it, or name another one.")
    if path.exists() and not overwrite:
        way = "." if overwrite is None else ", or add --overwrite."
        raise UsageError(f"{path} is there already. Name another file{way}")
    return path


def write_out(
    store: "Store", path: Path, content: bytes | Callable[[Path], object], of: str
) -> None:
    """Write a file out of the store, and keep in the log that it went out.

    Parameters
    ----------
    store : Store
    path : Path
    content : bytes or callable
        What stands in it, or what writes it.
    of : str
        What it is of, as the log says: a ref, mostly.
    """
    try:
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    except OSError:
        path.unlink(missing_ok=True)  # no half of it
        raise
    written = path.read_bytes()
    details = {"name": path.name, "bytes": len(written)}
    store.exports.add(_EVENT, of, hashlib.sha256(written).hexdigest(), details)
