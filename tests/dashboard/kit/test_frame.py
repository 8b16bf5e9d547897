"""What stands around every page: where it comes from, and whether the store may be written."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.dashboard.pages import PAGES
from fct.data.formats.judging_code import code_version
from tests.support.processes.samples import some_of
from tests.support.stores.only_reading import only_reading

FOOT = re.compile(r'<div class="runline" role="note" aria-label="Made from">.*', re.DOTALL)


def foot(page: Any) -> str:
    """The line at the foot, without its marks."""
    assert page.failures == []
    (found,) = FOOT.findall(page.text)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


@pytest.mark.sampled
@pytest.mark.parametrize(
    "path", some_of(sorted(path for path, page in PAGES.items() if page.of_run), 6)
)
def test_a_page_on_a_run_names_it(shown: Callable[..., Any], path: str) -> None:
    """Cycle, run, and the versions of what judged it."""
    said = foot(shown(path))

    assert said.startswith("Cycle FY2027 Cycle file version 1 Run FY2027-R001 Rubric default-1")
    assert f"Code {code_version()}" in said


def test_a_page_on_a_cycle_names_what_readers_see_of_it(
    home_of_two_cycles: Path, open_page: Callable[..., Any]
) -> None:
    """The cycle that is chosen, with its published run."""
    said = foot(open_page(home_of_two_cycles, "board", cycle="FY2027"))

    assert "Cycle FY2027" in said
    assert "Run FY2027-R001" in said


def test_a_page_on_neither_names_the_program(home: Path, open_page: Callable[..., Any]) -> None:
    """And without a store too."""
    for said in (
        foot(open_page(home, "activity")),
        foot(open_page(home / "nothing here")),
    ):
        assert said.startswith("Rules ")
        assert f"Code {code_version()}" in said


def test_every_page_says_that_the_store_may_only_be_read(
    small_home: Path, open_page: Callable[..., Any]
) -> None:
    """The order and the queue are shown with a notice above them; on the original it is away."""
    notice = "This store may only be read"
    assert notice not in open_page(small_home).text
    with only_reading(small_home):
        for path in ("", "submit", "queue", "slate", "activity"):
            page = open_page(small_home, path)
            assert page.failures == [], path
            assert notice in page.text, path
