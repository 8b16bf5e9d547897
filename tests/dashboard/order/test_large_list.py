"""Pages of a run of many proposals."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fct.data.subjects.runs import Runs
from fct.data.tables import order_pages

LEFT_OUT = "these are left out: the best set"


def refs_shown(text: str) -> list[str]:
    """Return the refs of the rows, from top to bottom."""
    return re.findall(r'<span class="ref">([^<]+)</span>', text)


def no_whole_frame(*_: object, **__: object) -> pd.DataFrame:
    """Stand for what must not be called: it would bring every row into the session."""
    raise AssertionError("all rows of the run were read")


@pytest.mark.parametrize("path", ["", "order-of-merit", "findings", "not-ranked"])
def test_pages_say_what_is_left_out_and_read_no_whole_frame(
    large_home: Path, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The sentence stands on each, and none of them reads all scores, ranks or findings."""
    for name in ("scores", "ranks", "findings", "outcomes"):
        monkeypatch.setattr(Runs, name, no_whole_frame)

    assert LEFT_OUT in open_page(large_home, path).text


def test_the_order_has_its_rows_sorted_filtered_and_searched(
    large_home: Path, open_page: Callable[..., Any]
) -> None:
    """By rank, by merit with the lowest first, of one component, and by a part of a ref."""
    text = open_page(large_home, "order-of-merit").text
    ranks = [int(found) for found in re.findall(r'<td class="n rank">(\d+)', text)]
    rising = open_page(large_home, "order-of-merit", sort="merit").text
    merits = [float(found) for found in re.findall(r'"n"><strong>([\d.]+)', rising)]

    assert ranks == list(range(1, len(ranks) + 1))
    assert merits == sorted(merits)
    assert len(merits) == len(ranks) >= 6
    own = refs_shown(open_page(large_home, "order-of-merit", component="USSOCOM").text)
    assert own
    assert all("SOCOM" in ref for ref in own)
    assert refs_shown(open_page(large_home, "order-of-merit", q="usmc-01").text) == ["FY27-USMC-01"]
    assert "No proposal matches" in open_page(large_home, "order-of-merit", q="nosuchword").text


def test_a_page_of_rows_is_asked_for_in_the_address(
    large_home: Path, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two rows a page, the second page holds ranks 3 and 4."""
    monkeypatch.setattr(order_pages, "ROWS_OF_A_PAGE", 2)
    text = open_page(large_home, "order-of-merit", page="2").text

    assert re.findall(r'<td class="n rank">(\d+)', text) == ["3", "4"]


def test_what_is_not_ranked_stands_on_a_page_of_its_own(
    large_home: Path, open_page: Callable[..., Any]
) -> None:
    """The returned, the ineligible and the not recommended; each verdict can be asked for."""
    refs = refs_shown(open_page(large_home, "not-ranked").text)

    assert {"FY27-NAVY-09", "FY27-USAF-08", "FY27-ARMY-13"} <= set(refs)
    assert "FY27-ARMY-02" not in refs
    assert "FY27-ARMY-13" in refs_shown(
        open_page(large_home, "not-ranked", verdict="ineligible").text
    )


@pytest.mark.parametrize("path", ["funding-line", "overlap", "compare", "rules", "what-if"])
def test_a_page_that_shows_all_at_once_says_that_it_is_not_made(
    large_home: Path, open_page: Callable[..., Any], path: str
) -> None:
    """It is never silently empty."""
    text = open_page(large_home, path).text

    assert LEFT_OUT in text
    assert "is not made of so many" in text
