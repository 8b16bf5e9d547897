"""What time it is: the machine's, or where the clock of an illustrative store stands.

Whoever opens a store sets its clock for the thread, so that all that is written and shown through
that store goes by one clock.
"""

import datetime as dt
from contextvars import ContextVar

from fct.data.common.errors import UsageError

_stands_at: ContextVar[dt.datetime | None] = ContextVar("_stands_at", default=None)


def utc_now() -> dt.datetime:
    """Return the moment of now, in UTC."""
    return _stands_at.get() or dt.datetime.now(dt.UTC)


def follow_clock(stands_at: dt.datetime | None) -> None:
    """Go by a clock that stands, or by the machine's where it is None.

    Parameters
    ----------
    stands_at : datetime or None
        Aware.
    """
    _stands_at.set(None if stands_at is None else stands_at.astimezone(dt.UTC))


def is_clock_simulated() -> bool:
    """Whether the time is that of an illustrative store."""
    return _stands_at.get() is not None


def aware_moment(text: str) -> dt.datetime:
    """Return a moment that the command line names.

    Raises
    ------
    UsageError
        If it is not ISO 8601, or has no offset (year.md, detail 3).
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text} is not a moment; write it as 2027-02-01T08:00-05:00 or 2027-02-01T13:00Z."
        ) from None
    if moment.tzinfo is None:
        raise UsageError(f"{text} has no zone; write it with one, as 2027-02-01T08:00-05:00.")
    return moment
