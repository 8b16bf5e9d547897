"""The commands that show the year: a list by its name, as a table and for programs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes.commands import answer, refused, said
from tests.support.stores.year import moment, send, year_store


@pytest.fixture
def year_home(home: Path) -> Path:
    """A store with a proposal in time and one that came too late."""
    with year_store(home, start="2026-03-02T13:00") as store:
        send(store, "A1", "Army")
        store.move_clock(moment("2026-07-02T13:00"))
        send(store, "N2", "Navy")
    return home


@pytest.mark.usefixtures("year_home")
def test_a_list_is_printed_by_its_name(fct: Callable[..., Any]) -> None:
    """With its moments by the clock of the cycle."""
    report = answer(fct("list", "late", "--json", "--as", "operator-1"))

    assert (report["list"], report["fiscal_year"]) == ("late", 2027)
    (row,) = report["rows"]
    assert (row["ref"], row["received_at"]) == ("N2", "2026-07-02T09:00:00-04:00")
    assert "N2" in said(fct("list", "late", "--as", "operator-1"))
    assert "Nothing is in this list" in said(fct("list", "refused", "--as", "operator-1"))
    assert "There is no list" in refused(fct("list", "all", "--as", "operator-1"))
    assert "lists.see" in refused(fct("list", "late", "--as", "sponsor-army"))
