"""The calendar as a picture of the year, who has sent what, and the messages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.year import ticks, year_store


@pytest.fixture(scope="module")
def year_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store half a year on: opened, reminded, closed."""
    home = tmp_path_factory.mktemp("year") / "home"
    with year_store(home) as store:
        ticks(store, "2026-02-01T05:00", "2026-04-30T13:00", "2026-07-02T13:00")
    return home


def test_the_picture_of_the_year_says_what_is_due(
    year_home: Path, open_page: Callable[..., Any]
) -> None:
    """An operator reads dates, whom they wait for, and what was done by itself."""
    page = open_page(year_home, "calendar", "operator-1")

    assert "Dates of the cycle of FY2027" in page.text
    assert "sponsor-army (Army): FY27-ARMY-01" in page.text
    assert "What was done by itself" in page.text
    (chart,) = page.app.get("vega_lite_chart")
    assert "Due now: draft due and final due." in str(chart.proto)


def test_a_sponsor_sees_the_own_component_on_the_board_and_the_own_messages(
    year_home: Path, open_page: Callable[..., Any]
) -> None:
    """And nothing of another component."""
    board = open_page(year_home, "board", "sponsor-navy").text
    messages = open_page(year_home, "messages", "sponsor-navy").text

    assert "FY27-NAVY-01" in board
    assert "Army" not in board
    assert "The messages to you" in messages
    assert "sponsor-army" not in messages
    assert "final_due" not in messages or "FY27-ARMY-01" not in messages
