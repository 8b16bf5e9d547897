"""The pages written from the declarations."""

import subprocess
import sys
from pathlib import Path

import pytest

from fct.data.documents.reference_pages import PAGES

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_current(name: str) -> None:
    """A changed declaration shows in the page; the module says how to write it again."""
    assert (DOCS / name).read_text("utf-8") == PAGES[name]()


def test_one_command_writes_every_page(tmp_path: Path) -> None:
    """The command that CONTRIBUTING names writes what stands in ``docs``."""
    command = [sys.executable, "-P", "-m", "fct.data.documents.reference_pages", str(tmp_path)]
    subprocess.run(command, check=True)

    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        name: (DOCS / name).read_text("utf-8") for name in PAGES
    }
