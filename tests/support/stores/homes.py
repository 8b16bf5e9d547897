"""Stores that are made once for all tests of a run, by one of its workers, and copied."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store

_ROOT: list[Path] = []  # of the run


def keep_homes_in(folder: Path) -> None:
    """Say where the stores of this run are kept; all its workers say the same."""
    folder.mkdir(exist_ok=True)
    _ROOT[:] = [folder]


def copied_home(home: Path, holds: object, make: Callable[[Path], object]) -> Path:
    """Copy a store into a folder; the first test that asks for it makes it.

    Parameters
    ----------
    home : Path
        May be there, and is returned.
    holds : object
        All that the store depends on, which its text tells apart.
    make : callable
        Makes it in a folder that is not there yet, and leaves it closed.
    """
    name = hashlib.sha256(f"{make.__module__} {make.__qualname__} {holds!r}".encode()).hexdigest()
    kept = (_ROOT[0] if _ROOT else Path(_own_root().name)) / name[:16]
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = kept.with_suffix(".made")
            shutil.rmtree(made, ignore_errors=True)  # by a test that failed
            make(made)
            made.rename(kept)
    return Path(shutil.copytree(kept, home, dirs_exist_ok=True))


@cache
def _own_root() -> "TemporaryDirectory[str]":
    """Where a benchmark keeps them, which is no run of tests; gone with the process."""
    return TemporaryDirectory()


def blank_store(home: Path) -> Path:
    """Put a store into a folder that holds nothing; made by its migrations, once."""
    return copied_home(home, "", lambda made: open_store(Settings(made)).close())
