"""Who may start a tick, and when: not by a clock that is wrong (year.md, details 31 and 37)."""

import datetime as dt
import os

from fct.data.common import DeniedError, NotNowError
from fct.data.deliberations import account_name, acting_of, is_owner
from fct.data.people import Action
from fct.data.subjects import Store

LONGEST_PAUSE = dt.timedelta(days=7)  # year.md, detail 37


def starter(store: Store, stand_in: str | None) -> str:
    """Return who starts a tick: an operator, or the account that owns the store.

    Raises
    ------
    DeniedError
        To everybody else.
    """
    with store.looking() as connection:
        # The schedule runs as the account that owns the store, which need not be a person of it
        # (year.md, detail 31).
        owns = stand_in is None and is_owner(connection)
    try:
        acting = acting_of(store, stand_in)
    except DeniedError:
        if not owns:
            raise
        return account_name(os.getuid())
    if not owns:
        store.as_(acting).ask(Action.TICK_RUN)
    return acting.id


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
