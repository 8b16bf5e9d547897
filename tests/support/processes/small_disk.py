"""A disk of a few MiB of its own, which can be filled and emptied again."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MIB = 1 << 20


class SmallDisk:
    """A mounted disk.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, but_bytes: int) -> None:
        """Fill the disk but for some room."""
        with self._filler.open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(self.folder).free - but_bytes)))

    def empty(self) -> None:
        """Make room again."""
        self._filler.unlink()


@contextmanager
def small_disk(folder: Path, mib: int = 24) -> Iterator[SmallDisk]:
    """Give a disk in a new folder, where the system lets this account mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mib * _MIB}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        problem = done.stderr.strip() if done.returncode else ""
    except FileNotFoundError as error:
        problem = str(error)
    if problem:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {problem}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()
