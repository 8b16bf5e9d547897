"""The command line in this process."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.commands import call


@pytest.fixture
def fct(home: Path, blank_home: Path) -> Callable[..., Result]:
    """The command line on a store that holds nothing, or that another fixture made."""
    if not home.exists():
        shutil.copytree(blank_home, home)
    return call
