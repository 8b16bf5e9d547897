"""Deadlines to the second, by the command and the tick: odd days, and zones by the date line.

The last moments were worked by hand from the zones' offsets on those days.
"""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.processes.commands import answer, call as fct
from tests.support.processes.samples import some_of
from tests.support.stores.homes import blank_store

SECOND = dt.timedelta(seconds=1)


class Case(NamedTuple):
    """A deadline as the file has it, and the first second that is late."""

    name: str
    zone: str
    final_due: str
    late_from: str
    received: str  # as the receipt says that second


CASES = [
    Case(
        "the day on which clocks go forward has 23 hours",
        *("America/New_York", "2027-03-14", "2027-03-15T04:00:00Z", "2027-03-15T00:00:00-04:00"),
    ),
    Case(
        "the day on which they go back has 25",
        *("America/New_York", "2027-11-07", "2027-11-08T05:00:00Z", "2027-11-08T00:00:00-05:00"),
    ),
    Case(
        "a time that clocks show twice is the one of its offset",
        "America/New_York",
        "2027-11-07T01:30-05:00",
        "2027-11-07T06:31:00Z",
        "2027-11-07T01:31:00-05:00",
    ),
    Case(
        "a day whose next one begins at one o'clock",
        *("America/Santiago", "2027-09-04", "2027-09-05T04:00:00Z", "2027-09-05T01:00:00-03:00"),
    ),
    Case(
        "a leap day",
        *("America/New_York", "2028-02-29", "2028-03-01T05:00:00Z", "2028-03-01T00:00:00-05:00"),
    ),
    Case(
        "the end of a year",
        *("America/New_York", "2027-12-31", "2028-01-01T05:00:00Z", "2028-01-01T00:00:00-05:00"),
    ),
    Case(
        "the last zone to end a day, west of Greenwich",
        *("Pacific/Pago_Pago", "2027-06-30", "2027-07-01T11:00:00Z", "2027-07-01T00:00:00-11:00"),
    ),
    Case(
        "the first zone to end it, east of it",
        *("Pacific/Kiritimati", "2027-06-30", "2027-06-30T10:00:00Z", "2027-07-01T00:00:00+14:00"),
    ),
    Case(
        "a minute counts whole",
        *("Asia/Kolkata", "2027-06-30T23:58", "2027-06-30T18:29:00Z", "2027-06-30T23:59:00+05:30"),
    ),
]


def text(case: Case) -> str:
    """The cycle file of a case, which opens three days before: each day has its own due things."""
    opens = dt.date.fromisoformat(case.final_due[:10]) - dt.timedelta(days=3)
    return (
        "fiscal_year: 2028\n"
        f"time_zone: {case.zone}\n"
        f'calendar: {{opens: {opens}, final_due: "{case.final_due}"}}\n'
    )


def moment(at: dt.datetime) -> str:
    """A moment as it is typed."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


@pytest.mark.sampled
@pytest.mark.parametrize("case", some_of(CASES, 2), ids=lambda case: case.name)
def test_one_second_before_is_in_time_and_at_the_moment_is_late(
    case: Case, forms: dict[str, Path], tmp_path: Path, home: Path
) -> None:
    """The receipt says its moment by the clock of the cycle; the tick closes at that very second.

    Another file each time, so that none is taken for the one that came before.
    """
    late_from = dt.datetime.fromisoformat(case.late_from)
    cycle = tmp_path / "cycle.yaml"
    cycle.write_text(text(case))
    blank_store(home)
    fct("store", "new", "--illustrative")
    fct("clock", "2027-01-10T12:00Z")
    fct("cycle", "add", cycle)
    fct("tick", "--now", moment(late_from - 2 * SECOND))
    said = []
    for at, path in zip(
        (late_from - SECOND, late_from, late_from + SECOND), forms.values(), strict=False
    ):
        fct("clock", moment(at))
        printed = answer(fct("submit", path, "--fiscal-year", 2028, "--json"))
        said.append(printed["receipts"][0])
        ticked = answer(fct("tick", "--now", moment(at), "--json"))
        closed = [one["due"] for one in ticked["did"] if one["action"] == "close"]
        assert closed == ([case.received] if at == late_from else []), at

    assert [one["timing"] for one in said] == ["in time", "late", "late"]
    assert [one["in_time"] for one in said] == [True, False, False]
    assert said[1]["received_at"] == case.received
    assert {one["deadline"] for one in said} == {
        (dt.datetime.fromisoformat(case.received) - SECOND)
        .astimezone(dt.datetime.fromisoformat(said[0]["received_at"]).tzinfo)
        .isoformat()
    }
