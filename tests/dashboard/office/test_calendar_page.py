"""The calendar as a picture of the year, who has sent what, and the messages."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.stores.year import CALENDAR, ticks, year_store

# Promised, and never seen by this store: nobody knows its component or title.
PROMISED = "promised: [{ref: FY26-OTHER-09, fiscal_year: 2027, kusd: 10}]\n"


@pytest.fixture(scope="module")
def year_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store half a year on: opened, reminded, closed."""
    home = tmp_path_factory.mktemp("year") / "home"
    with year_store(home, [CALENDAR + PROMISED]) as store:
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


def test_a_sponsor_reads_for_whom_of_the_own_component_a_date_waits(
    year_home: Path, open_page: Callable[..., Any]
) -> None:
    """What another component has never sent is not named either."""
    text = open_page(year_home, "calendar", "sponsor-navy").text

    assert "FY27-NAVY-01" in text
    assert "FY27-ARMY-01" not in text
    assert "FY26-OTHER-09" not in text


def test_what_is_not_known_of_a_missing_proposal_is_a_dash(
    year_home: Path, open_page: Callable[..., Any]
) -> None:
    """A promised ref that the store never saw is missing, without component and title."""
    text = open_page(year_home, "board", "operator-1").text

    cells = re.findall(r"<td[^>]*>([^<]*)</td>", text.partition("Proposals of FY2027")[2])
    at = cells.index("FY26-OTHER-09")
    assert cells[at - 1 : at + 3] == ["–", "FY26-OTHER-09", "–", "missing"]


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
