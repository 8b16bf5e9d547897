"""The mark of a folder that is being written: a file in it, locked for as long as its writer lives.

A writer that was killed leaves the mark behind without the lock. What is beside it is then nobody's
and is cleared by whoever writes there next, so that the same command can be given again.
"""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from fct.data.common import NotNowError


@contextmanager
def marked(mark: Path) -> Iterator[None]:
    """Hold a new mark, which the caller removes or renames when all is written.

    Raises
    ------
    NotNowError
        ``NOT_EMPTY``, if another process has just made it.
    """
    try:
        # O_EXCL: of two that begin at once one is refused.
        descriptor = os.open(mark, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise _under_way(mark) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def clear_unfinished(mark: Path, left: Collection[str]) -> bool:
    """Clear what a killed writer left in a folder; return whether there was a mark of one.

    Parameters
    ----------
    mark : Path
    left : collection of str
        Names in the folder of what it may have written; others are left alone.

    Raises
    ------
    NotNowError
        ``NOT_EMPTY``, if the writer still lives.
    """
    try:
        descriptor = os.open(mark, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # The kernel takes the lock off with the process, however that ended; a mark that can be
        # locked is nobody's.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in left:
            path = mark.with_name(name)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        mark.unlink()
    except BlockingIOError:
        raise _under_way(mark) from None
    finally:
        os.close(descriptor)
    return True


def _under_way(mark: Path) -> NotNowError:
    return NotNowError(
        "NOT_EMPTY",
        f"Another process is writing into {mark.parent}. Nothing was written; wait for it, or name "
        "another folder.",
    )
