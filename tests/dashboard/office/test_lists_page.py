"""The lists that an operator lives in: filters, addresses and downloads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.stores.year import moment, send, year_store


@pytest.fixture(scope="module")
def lists_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two proposals in time and one that came too late."""
    home = tmp_path_factory.mktemp("lists") / "home"
    with year_store(home, start="2026-03-02T13:00") as store:
        send(store, "A1", "Army")
        send(store, "N1", "Navy")
        store.move_clock(moment("2026-07-02T13:00"))
        send(store, "N2", "Navy")
    return home


def test_the_address_names_list_and_filter(lists_home: Path, open_page: Callable[..., Any]) -> None:
    """What came last stands first, by the clock of the cycle."""
    page = open_page(lists_home, "lists", "operator-1", list="versions", vs_component="Navy")

    assert page.failures == []
    assert "Versions of proposals of FY2027" in page.text
    assert "2 of 3 entries" in page.text
    assert page.text.index("N2") < page.text.index("N1")
    assert "A1" not in page.text.partition("Versions of proposals of FY2027")[2]
    assert "2026-03-02 08:00:00 -05:00" in page.text
    assert len(page.app.get("download_button")) == 2


def test_each_list_is_shown_and_an_empty_one_says_so(
    lists_home: Path, open_page: Callable[..., Any]
) -> None:
    """Nothing was refused, judged or shown yet."""
    texts = {
        name: open_page(lists_home, "lists", "authority-1", list=name).text
        for name in ("submissions", "late", "refused", "runs", "publications")
    }

    assert "Files that came of FY2027" in texts["submissions"]
    assert "2026-06-30 23:59:59 -04:00" in texts["late"]
    for name in ("refused", "runs", "publications"):
        assert "of FY2027: none." in texts[name], name


def test_a_file_of_many_proposals_takes_one_line(
    season_home: Path, open_page: Callable[..., Any]
) -> None:
    """Its first ref is shown, the rest is folded and still there."""
    page = open_page(season_home, "lists", "operator-1")

    assert "<summary>FY27-ARMY-01 and <em>59 more</em></summary>" in page.text
    assert "FY27-USSF-03" in page.text
