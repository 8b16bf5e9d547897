"""What is due of funded projects, and what the tick does with it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fct.data.common.clock import follow_clock
from fct.data.projects.repository import NewReport
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.flows.year.due import Planning
from fct.flows.year.project_planners import PROJECT_PLANNERS, retentions
from fct.flows.year.ticking import Ticked, system_store, tick
from tests.support.stores.homes import blank_store
from tests.support.stores.projects import ACTOR, AT, answers, as_person, start_of, with_projects

ZONE = ZoneInfo("America/New_York")


def at(day: str, hour: int = 8) -> dt.datetime:
    """A moment of the cycle's own clock."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), ZONE)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An illustrative store with projects of Army and Navy that started on 15 October 2026."""
    with open_store(Settings(blank_store(tmp_path / "home"))) as opened:
        opened.make_new(ACTOR, illustrative=True)
        follow_clock(AT)
        yield with_projects(opened, start_of("A"), start_of("B"), start_of("N", "Navy"))
        follow_clock(None)


def ticked(store: Store, moment: dt.datetime) -> Ticked:
    """What a tick at a moment does of projects."""
    store.move_clock(moment)
    return tick(system_store(store), moment, "op", PROJECT_PLANNERS)


def done(what: Ticked) -> list[tuple[str, str | None, str, object]]:
    """What was done, when it was due, and who was informed."""
    return [
        (
            one.action,
            one.ref,
            one.due.astimezone(ZONE).isoformat()[:16],
            one.result.get("told", "passed"),
        )
        for one in what.did
    ]


def test_a_component_is_reminded_asked_and_informed_of_what_is_late(store: Store) -> None:
    """One message a person for all its projects; what came is not asked for."""
    new = NewReport(
        ref="B",
        number=1,
        file_name="b.xlsx",
        content=b"b",
        answers=answers(percent=5),
        findings=[],
    )
    as_person(store, "army").projects.add_report(new, lambda _kept: None)

    assert done(ticked(store, at("2026-12-16"))) == [
        ("remind", "report_date", "2026-12-16T08:00", ["army", "navy"])
    ]
    assert done(ticked(store, at("2027-01-15"))) == [
        ("remind", "report_date", "2027-01-01T08:00", "passed"),
        ("remind", "report_date", "2027-01-08T08:00", "passed"),
        ("remind", "report_date", "2027-01-14T08:00", "passed"),
        ("ask report", "A", "2027-01-15T08:00", ["army"]),
        ("ask report", "N", "2027-01-15T08:00", ["navy"]),
    ]
    assert done(ticked(store, at("2027-02-14")))[-1] == (
        *("escalate", "report_date", "2027-02-14T08:00"),
        ["operator", "army", "navy"],
    )
    assert done(ticked(store, at("2027-02-14"))) == []
    asked = [one.row for one in store.messages.all() if one.row.action == "ask report"]
    assert [(one.person, "A-R01" in one.text, "B-R01" in one.text) for one in asked] == [
        ("army", True, False),
        ("navy", False, False),
    ]
    assert all("Project" not in one.text for one in asked)


def test_a_report_stops_what_is_said_of_it(store: Store) -> None:
    """Its date is asked for no more, and neither reminded nor escalated."""
    for ref, person in (("A", "army"), ("B", "army"), ("N", "navy")):
        new = NewReport(
            ref=ref,
            number=1,
            file_name="r.xlsx",
            content=ref.encode(),
            answers=answers(percent=5),
            findings=[],
        )
        as_person(store, person).projects.add_report(new, lambda _kept: None)

    what = ticked(store, at("2027-03-15"))
    assert done(what) == []
    ahead = what.following
    assert ahead is not None
    assert (ahead.action, ahead.due.date()) == ("remind", dt.date(2027, 3, 16))


def test_the_clock_warns_twice_and_at_its_end(store: Store) -> None:
    """12 and 6 months before the end and on the day, component and authority; then never."""
    end = answers(percent=100, finding="met", finding_date=dt.date(2027, 2, 28))
    new = NewReport(ref="N", number=0, file_name="c.xlsx", content=b"c", answers=end, findings=[])
    as_person(store, "navy").projects.add_report(new, lambda _kept: None)

    due = {
        (one.action, one.days_before): one.due.astimezone(ZONE).date().isoformat()
        for planner in PROJECT_PLANNERS
        for one in planner.plan(system_store(store), at("2027-03-01"))
        if one.ref is not None and "N" in one.ref
    }

    assert due == {
        ("clock", 365): "2031-02-28",
        ("clock", 184): "2031-08-28",
        ("clock", 0): "2032-02-28",
        ("remind", 30): "2029-01-29",
        ("remind", 14): "2029-02-14",
        ("remind", 7): "2029-02-21",
        ("remind", 1): "2029-02-27",
        ("escalate", -1): "2029-03-01",
    }


def test_what_is_kept_may_be_archived_ten_years_on(store: Store) -> None:
    """On 1 October at 04:00 the operators are informed how much it is; nothing is deleted."""
    store.move_clock(at("2037-10-01", 4))
    found = tick(system_store(store), at("2037-10-01", 4), "op", [Planning("retain", retentions)])

    (retained,) = found.did
    assert retained.due == at("2037-10-01", 4)
    assert retained.result["rows"]["projects"] == 3
    assert retained.result["told"] == ["operator"]
