"""A clock that is wrong: one set back is refused, a long jump ahead is asked about (detail 37)."""

import datetime as dt

from fct.data.common import NotNowError
from fct.data.subjects import Store

LONGEST_PAUSE = dt.timedelta(days=7)


def refuse_wrong_clock(store: Store, now: dt.datetime, *, after_pause: bool) -> None:
    """Raise NotNowError where the machine's clock jumped ahead and nobody said that it is right.

    Parameters
    ----------
    store : Store
    now : datetime
    after_pause : bool
        Whether somebody says so.
    """
    last = store.ticks.last_moment()
    if after_pause or last is None or store.is_illustrative() or now - last <= LONGEST_PAUSE:
        return
    days = (now - last).days
    raise NotNowError(
        "AFTER_PAUSE",
        f"The clock stands {days} days after the last event, {last:%Y-%m-%d %H:%M %Z}. If it is "
        "right, `fct tick --after-pause` catches up; if not, set the machine's clock first.",
    )
