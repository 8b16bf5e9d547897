"""A store that may only be read, whoever reads it: on a disk mounted so, or by its permissions."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_WRITES = 0o222


@contextmanager
def only_reading(folder: Path) -> Iterator[None]:
    """Let nobody write below a folder; for root, whom permissions do not bind, by a mount."""
    if os.geteuid() == 0:
        with _mounted(folder):
            yield
        return
    places = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in places}
    for path, mode in modes.items():
        path.chmod(mode & ~_WRITES)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _mounted(folder: Path) -> Iterator[None]:
    for options in (["--bind", str(folder)], ["-o", "remount,ro,bind"]):
        done = subprocess.run(
            ["mount", *options, str(folder)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
