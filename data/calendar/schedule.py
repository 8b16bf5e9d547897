"""When people are informed and nights are, by the clocks and calendar days of a cycle."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from fct.data.common import moment_at

INFORMED_AT, NIGHT_AT = dt.time(8), dt.time(4)
TOLD = "told"
"""The key of an answer under which the ids of people informed stand (year.md, detail 10)."""

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def informed_on(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the moment of a day at which people are informed."""
    return moment_at(dt.datetime.combine(day, INFORMED_AT), zone)


def night_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the moment of the night that ends on a day."""
    return moment_at(dt.datetime.combine(day, NIGHT_AT), zone)


def nights(
    start: dt.datetime, end: dt.datetime, zone: ZoneInfo
) -> Iterator[tuple[dt.date, dt.datetime]]:
    """Give each night from one moment until before another, with its day.

    Parameters
    ----------
    start, end : datetime
    zone : ZoneInfo
    """
    day = start.astimezone(zone).date()
    # By calendar days and not by 24 hours, or nights would move by an hour when clocks do.
    while (moment := night_of(day, zone)) < end:
        if moment >= start:
            yield day, moment
        day += _DAY


def weekly(day: dt.date, until: dt.datetime, zone: ZoneInfo) -> Iterator[tuple[int, dt.datetime]]:
    """Give the day after a day and every seventh from then, with the days since it.

    The last one given is the first after ``until``: what comes next.

    Parameters
    ----------
    day : date
    until : datetime
    zone : ZoneInfo
    """
    next_day = day + _DAY
    while True:
        moment = informed_on(next_day, zone)
        yield (next_day - day).days, moment
        if moment > until:
            return
        next_day += _WEEK
