"""What stands around every page of a store that may only be read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.only_reading import only_reading


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
