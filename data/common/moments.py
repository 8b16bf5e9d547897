"""Which moment a date or a time of day is in a time zone, also where clocks are set there."""

import datetime as dt
from zoneinfo import ZoneInfo

_SECOND = dt.timedelta(seconds=1)


def moment_at(naive: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first moment at which clocks of a zone show a time, or one after it.

    A time that is shown twice counts the first time; one that is skipped counts as the moment at
    which the clock was set forward.

    Parameters
    ----------
    naive : datetime
        What clocks show, in whole seconds.
    zone : ZoneInfo
    """
    first = naive.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    if first.astimezone(zone).replace(tzinfo=None) == naive:
        return first.astimezone(zone)
    # In a gap the two offsets stand on both sides of the change, which is found between them.
    before = naive.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
    while first - before > _SECOND:
        middle = before + (first - before) // 2
        middle = middle.replace(microsecond=0)
        if middle == before:
            middle += _SECOND
        if middle.astimezone(zone).replace(tzinfo=None) < naive:
            before = middle
        else:
            first = middle
    return first.astimezone(zone)


def day_begins(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the first moment of a day, also where midnight is skipped."""
    return moment_at(dt.datetime.combine(day, dt.time()), zone)


def is_skipped(naive: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether no clock of a zone ever shows a time, because it was set forward over it."""
    shown = naive.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
    return shown.replace(tzinfo=None) != naive


def is_doubled(naive: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether clocks of a zone show a time twice, because they were set back."""
    first, second = (naive.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not is_skipped(naive, zone)


def later(moment: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """Return a moment moved by real time: within it a clock may be set forward or back."""
    return (moment.astimezone(dt.UTC) + by).astimezone(moment.tzinfo)
