"""The event log: who did what, when; each entry carries the hash of the one before.

A changed, removed or inserted entry breaks the chain from there on. What was cut off at the end
shows only against a head that was noted elsewhere.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from fct.data.common import Actor, dump_json, load_json
from fct.data.store.tables import events

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One entry.

    Attributes
    ----------
    seq : int
        1, 2, 3, ... without gaps.
    at : datetime
    actor : Actor
    action, object : str
        What was done to what, as in ``run published`` and ``FY2027-R001``.
    details : mapping of str to object
        JSON values, fractions as text.
    previous_hash, hash : str
        SHA-256 of the entry before, and of this one.
    """

    seq: int
    at: dt.datetime
    actor: Actor
    action: str
    object: str
    details: Mapping[str, Any]
    previous_hash: str
    hash: str = ""


def event_hash(event: Event) -> str:
    """Return the SHA-256 of an entry: its canonical JSON, the hash of the one before included."""
    actor = event.actor
    # Entries that were written before the account was kept have none in their hash.
    account = [] if actor.account is None else [actor.account]
    said = {
        "seq": event.seq,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": [actor.name, actor.component, actor.role, actor.verified, *account],
        "action": event.action,
        "object": event.object,
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(dump_json(said).encode()).hexdigest()


def add_event(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    subject: str,
    details: Mapping[str, Any],
) -> Event:
    """Add an entry in the caller's writing transaction, which keeps all other writers out.

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
    event = Event(
        seq=seq + 1,
        at=dt.datetime.now(dt.UTC),
        actor=actor,
        action=action,
        object=subject,
        details=load_json(dump_json(details)),
        previous_hash=previous_hash,
    )
    event = replace(event, hash=event_hash(event))
    connection.execute(
        sa.insert(events).values(
            seq=event.seq,
            at=event.at,
            **actor_values(actor),
            action=action,
            object=subject,
            details=event.details,
            previous_hash=previous_hash,
            hash=event.hash,
        )
    )
    return event


def last_event(connection: sa.Connection) -> tuple[int, str]:
    """Return number and hash of the last entry, to be noted outside the machine."""
    newest = sa.select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    row = connection.execute(newest).first()
    return (0, FIRST_HASH) if row is None else (row.seq, row.hash)


def first_hash(connection: sa.Connection) -> str:
    """Return the hash of the first entry; of an empty log, what its first entry will follow."""
    first: str | None = connection.scalar(sa.select(events.c.hash).where(events.c.seq == 1))
    return FIRST_HASH if first is None else first


def read_events(connection: sa.Connection) -> list[Event]:
    """Return all entries, oldest first."""
    return [_event(row) for row in connection.execute(sa.select(events).order_by(events.c.seq))]


def first_event(connection: sa.Connection) -> Event | None:
    """Return the entry with number 1, or None where there is none."""
    row = connection.execute(sa.select(events).where(events.c.seq == 1)).first()
    return None if row is None else _event(row)


def _event(row: sa.Row[Any]) -> Event:
    return Event(
        row.seq,
        row.at,
        row_actor(row),
        row.action,
        row.object,
        row.details,
        row.previous_hash,
        row.hash,
    )


def verify_events(connection: sa.Connection) -> int | None:
    """Return the number of the first entry that is not what was written, or None.

    Where an entry is missing, that is the number of the missing one.
    """
    previous_hash = FIRST_HASH
    for expected, event in enumerate(read_events(connection), 1):
        is_next = event.seq == expected and event.previous_hash == previous_hash
        if not is_next or event_hash(event) != event.hash:
            return expected
        previous_hash = event.hash
    return None


def actor_values(actor: Actor) -> dict[str, str | bool | int | None]:
    """Return the five columns of an actor."""
    return {
        "actor_name": actor.name,
        "actor_component": actor.component,
        "actor_role": actor.role,
        "actor_verified": actor.verified,
        "actor_account": actor.account,
    }


def row_actor(row: sa.Row[Any]) -> Actor:
    """Return the actor of a row."""
    return Actor(
        row.actor_name, row.actor_component, row.actor_role, row.actor_verified, row.actor_account
    )
