"""The commands that show the year: a list by its name, as a table and for programs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.tables.year import ExtensionRow
from tests.support.processes.commands import answer, refused, said
from tests.support.stores.year import ACTOR, CALENDAR, moment, send, ticks, year_store


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


def test_a_later_deadline_is_named_on_the_board_and_in_the_reminder(home: Path) -> None:
    """Whose deadline is later is reminded of that one; who has none of the cycle's."""
    later = ExtensionRow(
        fiscal_year=2027,
        component=None,
        ref="FY27-NAVY-01",
        until=moment("2026-07-08T04:00"),
        reason="The office was flooded for a week.",
        approved_by="authority-1",
        at=moment("2026-06-01T12:00"),
        actor=ACTOR,
    )
    with year_store(home, start="2026-06-29T11:00") as store:
        store.extensions.add(later)
        ticks(store, "2026-06-29T12:00")
        sent = {one.row.person: one.row.text for one in store.messages.all(2027)}
    assert "FY27-NAVY-01, extended to 2026-07-07 23:59:59 EDT" in sent["sponsor-navy"]
    assert "FY27-ARMY-01\n" in sent["sponsor-army"]
    assert "extended" not in sent["sponsor-army"]


def test_the_board_prints_the_later_deadline_of_one_proposal(
    home: Path, fct: Callable[..., Any]
) -> None:
    """Beside those of components."""
    year_store(home, start="2026-03-02T13:00").close()
    extend = ("extend", "FY27-NAVY-01", "--until", "2026-07-08T00:00-04:00", "--reason", "Flood")
    fct(*extend, "--approved-by", "authority-1", "--as", "operator-1")
    shown = said(fct("board", "--as", "operator-1"))
    assert "FY27-NAVY-01 has until just before 2026-07-08T00:00:00-04:00." in shown


def test_a_change_that_is_closed_says_so_when_it_is_looked_at(
    home: Path, tmp_path: Path, fct: Callable[..., Any]
) -> None:
    """It is shown as before, and not promised to be taken with a reason."""
    with year_store(home, start="2026-08-15T03:00") as store:
        send(store, "A1", "Army")
        ticks(store, "2026-08-15T05:00")
    richer, later = tmp_path / "richer.yaml", tmp_path / "later.yaml"
    richer.write_text(CALENDAR.replace("2027: 20000", "2027: 30000"))
    later.write_text(CALENDAR.replace("decided: 2026-09-20", "decided: 2026-09-22"))

    shown = said(fct("cycle", "change", str(richer), "--as", "operator-1"))
    assert "cannot be taken any more" in shown
    assert "--reason takes the change" not in shown
    assert "--reason takes" in said(fct("cycle", "change", str(later), "--as", "operator-1"))
