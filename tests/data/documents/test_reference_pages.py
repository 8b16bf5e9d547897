"""The pages written from the declarations."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fct.data.documents.reference_pages import write_refusals_page, write_rules_page

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize(
    ("name", "written"), [("rules.md", write_rules_page), ("refusals.md", write_refusals_page)]
)
def test_the_committed_page_is_current(name: str, written: Callable[[], str]) -> None:
    """A changed declaration shows in the page; the module says how to write it again."""
    assert (DOCS / name).read_text("utf-8") == written()
