"""The entries of the event log: who did what, when; each carries the hash of the one before.

A changed, removed or inserted entry breaks the chain from there on. What was cut off at the end
shows only against a head that was noted elsewhere.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from fct.data.common import (
    Actor,
    NotNowError,
    dump_json,
    is_clock_simulated,
    load_json,
    utc_now,
)
from fct.data.store.seals import seals_of
from fct.data.tables import NEWEST, Event, events, insert_record, read_records

FIRST_HASH = "0" * 64
STORE_MADE = "store made"
_MARKED = "illustrative"  # among what is known of a connection
# Made once, as every look at the store asks them.
_NEWEST = sa.select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
_NEWEST_MOMENT = sa.select(events.c.at).order_by(events.c.seq.desc()).limit(1)
_FIRST = sa.select(events).where(events.c.seq == 1)


def event_hash(event: Event) -> str:
    """Return the SHA-256 of an entry: its canonical JSON, the hash of the one before included."""
    return hashlib.sha256(event_text(event).encode()).hexdigest()


def event_text(event: Event) -> str:
    """Return what the hash of an entry is made of."""
    actor = event.actor
    # Entries that were written before the account was kept have none in their hash.
    account = [] if actor.account is None else [actor.account]
    said: dict[str, Any] = {
        "seq": event.seq,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": [actor.name, actor.component, actor.role, actor.verified, *account],
        "action": event.action,
        "object": event.object,
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    if event.rows:  # those that were written before rows were sealed have none in their hash
        said["rows"] = event.rows
    return dump_json(said)


def add_event(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    subject: str,
    details: Mapping[str, Any],
) -> Event:
    """Add an entry in the caller's writing transaction, which keeps all other writers out.

    It seals the rows that were added in the transaction since the entry before.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    actor : Actor
    action, subject : str
    details : mapping of str to object
        JSON values.

    Returns
    -------
    Event
        As it was added.
    """
    seq, previous_hash = last_event(connection)
    said = {**details, "clock": "simulated clock"} if is_clock_simulated() else details
    now = utc_now()
    _refuse_clock_back(connection, now)
    event = Event(
        seq=seq + 1,
        at=now,
        actor=actor,
        action=action,
        object=subject,
        # Through JSON and back, so that what is hashed is what will be read: a tuple comes back as
        # a list.
        details=load_json(dump_json(said)),
        previous_hash=previous_hash,
        rows=seals_of(connection),
    )
    event = replace(event, hash=event_hash(event))
    insert_record(connection, events, event)
    connection.info[NEWEST] = event
    return event


def _refuse_clock_back(connection: sa.Connection, now: dt.datetime) -> None:
    """Raise NotNowError where the machine's clock stands before the last event (year.md, 37).

    The clock of an illustrative store has a rule of its own; seconds are the smallest unit.
    """
    last: dt.datetime | None = connection.scalar(_NEWEST_MOMENT)
    # To the second, as some clocks are no finer.
    if last is None or now >= last.replace(microsecond=0) or is_illustrative(connection):
        return
    raise NotNowError(
        "CLOCK_BACK",
        f"The machine's clock says {now:%Y-%m-%d %H:%M:%S} UTC, and the store's last event is "
        f"of {last:%Y-%m-%d %H:%M:%S} UTC. Nothing was written; set the clock right.",
    )


def is_illustrative(connection: sa.Connection) -> bool:
    """Return whether the first event of the log, as it was written, marks the store.

    No entry is ever changed, so a connection reads the first one once.
    """
    known: bool | None = connection.info.get(_MARKED)
    if known is not None:
        return known
    first = first_event(connection)
    if first is None:
        return False
    is_marked = (
        (first.action, first.previous_hash) == (STORE_MADE, FIRST_HASH)
        # A mark that was put in later does not fit the hash that the next entry carries.
        and event_hash(first) == first.hash
        and first.details.get("illustrative") is True
    )
    connection.info[_MARKED] = is_marked
    return is_marked


def last_event(
    connection: sa.Connection, without: AbstractSet[str] = frozenset()
) -> tuple[int, str]:
    """Return number and hash of the last entry whose action is not left out."""
    newest = _NEWEST.where(events.c.action.not_in(sorted(without))) if without else _NEWEST
    row = connection.execute(newest).first()
    return (0, FIRST_HASH) if row is None else (row.seq, row.hash)


def first_event(connection: sa.Connection) -> Event | None:
    """Return the entry with number 1, or None if the log is empty."""
    found = read_records(connection, Event, _FIRST)
    return found[0] if found else None
