"""The dates of a cycle file: moments, and what is refused with its lines."""

import datetime as dt

import pytest

from fct.data.program.cycle import (
    Cycle,
    cycle_template_text,
    parse_cycle,
    parse_new_cycle,
)
from fct.data.program.cycle_dates import CycleRefusedError

HEAD = "fiscal_year: 2028\ntime_zone: America/New_York\ncalendar:\n"


def with_dates(*lines: str) -> str:
    """A cycle file with these dates; those under ``calendar`` start in line 4."""
    return HEAD + "".join(f"  {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("name", "written", "at"),
    [
        ("opens", "2027-02-01", "2027-02-01T00:00:00-05:00"),
        ("evaluated", "2027-08-15T09:30", "2027-08-15T09:30:00-04:00"),
        ("final_due", "2027-06-30", "2027-07-01T00:00:00-04:00"),
        ("final_due", "2027-06-30T23:59", "2027-07-01T00:00:00-04:00"),
        ("final_due", "2027-06-30 17:00:00", "2027-06-30T17:00:01-04:00"),
        ("final_due", "2027-06-30T23:59Z", "2027-06-30T20:00:00-04:00"),
        ("final_due", "2027-11-07T01:30-05:00", "2027-11-07T01:31:00-05:00"),
        ("final_due", "2027-03-14", "2027-03-15T00:00:00-04:00"),
        ("decided", "2028-02-29", "2028-03-01T00:00:00-05:00"),
        ("reviews_due", "2027-12-31", "2028-01-01T00:00:00-05:00"),
    ],
)
def test_a_date_begins_or_ends_with_what_is_written(name: str, written: str, at: str) -> None:
    """What ends counts whole: the day, the minute or the second."""
    lines = [f"{name}: {written}", *([] if name == "final_due" else ["final_due: 2027-06-30"])]
    found = parse_cycle(with_dates(*lines), "mine.yaml").at(name)

    assert found is not None
    assert found.isoformat() == at


@pytest.mark.parametrize(
    ("zone", "closes"),
    [
        ("Pacific/Kiritimati", "2027-06-30T10:00:00+00:00"),
        ("Pacific/Pago_Pago", "2027-07-01T11:00:00+00:00"),
        ("Africa/Cairo", "2027-06-30T21:00:00+00:00"),
    ],
)
def test_a_deadline_is_that_of_the_cycle_s_own_zone(zone: str, closes: str) -> None:
    """East and west of the date line too; the last second before is in time."""
    cycle = Cycle(fiscal_year=2028, final_due=dt.date(2027, 6, 30), time_zone=zone)

    assert cycle.closes.astimezone(dt.UTC).isoformat() == closes
    assert cycle.deadline < cycle.closes <= cycle.deadline + dt.timedelta(seconds=1)


def test_opens_and_final_due_may_stand_above_or_in_the_calendar() -> None:
    """One value in both places is one value."""
    above = parse_cycle("fiscal_year: 2028\nopens: 2027-02-01\nfinal_due: 2027-06-30\n", "a")
    inside = parse_cycle(
        "fiscal_year: 2028\nfinal_due: 2027-06-30\n"
        "calendar: {opens: 2027-02-01, final_due: 2027-06-30}\n",
        "b",
    )

    assert above == inside


@pytest.mark.parametrize(
    ("text", "code", "lines"),
    [
        (
            with_dates("opens: 2027-07-01", "final_due: 2027-06-30"),
            "DATES_OUT_OF_ORDER",
            [("opens", 4), ("final_due", 5)],
        ),
        (
            with_dates("final_due: 2027-06-30", "opens: 2027-02-01", "evaluated: 2027-06-01"),
            "DATES_OUT_OF_ORDER",
            [("final_due", 4), ("evaluated", 6)],
        ),
        (with_dates("final_due: 2027-02-30"), "NO_SUCH_DATE", [("final_due", 4)]),
        (with_dates("final_due: 2027-02-29"), "NO_SUCH_DATE", [("final_due", 4)]),
        (with_dates("final_due: 2027-06-30T24:10"), "NO_SUCH_DATE", [("final_due", 4)]),
        (with_dates("final_due: 2027-03-14T02:30"), "NO_SUCH_TIME", [("final_due", 4)]),
        (with_dates("final_due: 2027-11-07T01:30"), "TIME_TWICE", [("final_due", 4)]),
        (
            "fiscal_year: 2028\nfinal_due: 2027-06-30\ncalendar:\n  final_due: 2027-07-01\n",
            "GIVEN_TWICE",
            [("final_due", 2), ("final_due", 4)],
        ),
    ],
)
def test_dates_that_cannot_be_so_are_refused_with_their_lines(
    text: str, code: str, lines: list[tuple[str, int]]
) -> None:
    """Key and line of both; of a single bad date its own line."""
    with pytest.raises(CycleRefusedError, match=r"mine\.yaml") as caught:
        parse_new_cycle(text, "mine.yaml")

    assert caught.value.code == code
    assert caught.value.more["lines"] == [{"key": key, "line": line} for key, line in lines]


def test_two_dates_on_one_day_are_in_order() -> None:
    """Compared as written, by the day."""
    text = with_dates("opens: 2027-06-30T12:00", "final_due: 2027-06-30T11:00")

    assert parse_new_cycle(text, "mine.yaml").fiscal_year == 2028


@pytest.mark.parametrize("year", [2028, 2029, 2040])
def test_the_template_of_a_cycle_file_is_a_cycle_file(year: int) -> None:
    """Whatever the year, weekends too."""
    cycle = parse_new_cycle(cycle_template_text(year), "template")

    assert cycle.fiscal_year == year
    assert len(cycle.calendar.written()) == 10  # all but summary_due
