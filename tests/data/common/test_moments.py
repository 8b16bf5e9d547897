"""Moments in time zones, to the second, worked by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from fct.data.common.moments import day_begins, is_doubled, is_skipped, later, moment_at


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("America/New_York", "2027-03-14", "2027-03-14T05:00:00"),  # clocks go forward at 02:00
        ("America/New_York", "2027-03-15", "2027-03-15T04:00:00"),
        ("America/New_York", "2028-02-29", "2028-02-29T05:00:00"),
        ("America/New_York", "2028-01-01", "2028-01-01T05:00:00"),
        ("Pacific/Kiritimati", "2027-07-01", "2027-06-30T10:00:00"),  # 14 h east
        ("Pacific/Pago_Pago", "2027-07-01", "2027-07-01T11:00:00"),  # 11 h west
        ("Africa/Cairo", "2027-04-30", "2027-04-29T22:00:00"),  # midnight is skipped: 01:00 +03
        ("America/Santiago", "2027-09-05", "2027-09-05T04:00:00"),  # the same, in the south
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00"),  # midnight comes twice
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00"),  # the whole day is skipped
    ],
)
def test_a_day_begins_with_its_first_moment(zone: str, day: str, utc: str) -> None:
    """Also where a change of clocks skips or repeats midnight."""
    found = day_begins(dt.date.fromisoformat(day), ZoneInfo(zone))

    assert found.astimezone(dt.UTC).replace(tzinfo=None) == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("text", "skipped", "doubled"),
    [
        ("2027-03-14T01:59:59", False, False),
        ("2027-03-14T02:00:00", True, False),
        ("2027-03-14T02:59:59", True, False),
        ("2027-03-14T03:00:00", False, False),
        ("2027-11-07T00:59:59", False, False),
        ("2027-11-07T01:00:00", False, True),
        ("2027-11-07T01:59:59", False, True),
        ("2027-11-07T02:00:00", False, False),
    ],
)
def test_what_a_change_of_clocks_skips_and_repeats(text: str, skipped: bool, doubled: bool) -> None:
    """New York, to the second."""
    naive, zone = dt.datetime.fromisoformat(text), ZoneInfo("America/New_York")

    assert (is_skipped(naive, zone), is_doubled(naive, zone)) == (skipped, doubled)


def test_a_skipped_time_is_the_moment_of_the_change() -> None:
    """02:30 is never shown; clocks go from 02:00 to 03:00."""
    found = moment_at(dt.datetime.fromisoformat("2027-03-14T02:30"), ZoneInfo("America/New_York"))

    assert found.isoformat() == "2027-03-14T03:00:00-04:00"


def test_time_that_passes_is_real_time() -> None:
    """A day and an hour before clocks go back is 25 hours before the same time of day."""
    zone = ZoneInfo("America/New_York")
    before = dt.datetime(2027, 11, 7, 0, 30, tzinfo=zone)

    assert later(before, dt.timedelta(hours=2)).isoformat() == "2027-11-07T01:30:00-05:00"
