"""What the doctor looks at in the store: clock, schedules, messages, backups."""

import datetime as dt
from typing import TYPE_CHECKING

from fct.data.common import plural, utc_now
from fct.data.store import EventLog, read_heads
from fct.flows.keeping.checks import FAIL, OK, WARN, Found
from fct.flows.year import LONGEST_PAUSE

if TYPE_CHECKING:
    from fct.data.subjects import Store

_TICK_AGE = dt.timedelta(days=1)
_BACKUP_AGE = dt.timedelta(days=7)
_MESSAGE_AGE = dt.timedelta(hours=1)


def clock(store: "Store") -> Found:
    """Whether the machine's clock can be right, by the last event."""
    if store.is_illustrative():
        return OK, f"simulated clock, {_said(utc_now())}", ""
    events = store.events.all()
    now = utc_now()
    if not events:
        return OK, _said(now), ""
    last = events[-1].at
    said = f"{_said(now)}; the last event is of {_said(last)}"
    if now < last:
        return FAIL, said, "Set the clock of the machine right: nothing is kept before that moment."
    if now - last > LONGEST_PAUSE:
        return WARN, said, "If the clock is right, run `fct tick --after-pause` once."
    return OK, said, ""


def head(store: "Store") -> Found:
    """Whether the log goes as far as it was noted beside the database."""
    count, sha256 = EventLog(store).last()
    noted = max((one.events for one in read_heads(store.settings)), default=0)
    said = f"{plural(count, 'event')}, SHA-256 {sha256}; noted beside the database: {noted}"
    if noted > count:
        return FAIL, said, "Run `fct audit verify`, and restore the last backup if it fails."
    return OK, said, ""


def schedules(store: "Store") -> Found:
    """When the calendar of the cycles was last looked at."""
    if not store.cycles.all():
        return OK, "there is no cycle yet", ""
    lock = store.settings.home / "tick.lock"  # which each tick writes, also one that does nothing
    if not lock.exists():
        return WARN, "no tick ran yet", "Start `fct serve`, or run `fct tick` by cron."
    last = dt.datetime.fromtimestamp(lock.stat().st_mtime, dt.UTC)
    said = f"the last tick ran at {_said(last)}"
    if dt.datetime.now(dt.UTC) - last > _TICK_AGE:
        return WARN, said, "Start `fct serve`, or run `fct tick` by cron; it catches up."
    return OK, said, ""


def messages(store: "Store") -> Found:
    """Whether messages wait that a mail server should have taken."""
    old = [one for one in store.messages.to_send() if utc_now() - one.row.at > _MESSAGE_AGE]
    if old:
        wait = f"{plural(len(old), 'message')} {'waits' if len(old) == 1 else 'wait'}"
        said = f"{wait} since {_said(old[0].row.at)}"
        return WARN, said, "Name a mail server, or start it; the tick sends what waits."
    return OK, "no message waits for a mail server", ""


def backups(store: "Store") -> Found:
    """How old the last backup is."""
    made = [event.at for event in store.events.all() if event.action == "backup begun"]
    if not made:
        return WARN, "no backup was ever written", "Run `fct backup DIR`, on another disk."
    said = f"the last backup is of {_said(made[-1])}"
    if utc_now() - made[-1] > _BACKUP_AGE:
        return WARN, said, "Run `fct backup DIR`, on another disk."
    return OK, said, ""


def _said(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
