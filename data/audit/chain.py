"""The event log held against its own chain, and against heads that were noted elsewhere."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from fct.data.audit.faults import Fault
from fct.data.common import FctError
from fct.data.store import FIRST_HASH, Head, event_hash, stored_rows, stored_values
from fct.data.tables import Event, events, read_records, row_values

# What is raised where a row is read that does not stand as it was written.
UNREADABLE = (
    FctError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    sa.exc.SQLAlchemyError,
    sqlite3.Error,
)


def read_chain(connection: sa.Connection) -> tuple[list[Event], Fault | None]:
    """Return the entries of the log up to the first that is not as it was written, and that one.

    One whose text is spelled otherwise is not as it was written, though it says the same: spaces or
    the order of keys in its JSON, a moment without its fraction, a number as text.
    """
    chain, broken = _linked(connection)
    respelled = _respelled(connection, chain)
    if respelled is not None:
        return chain[: int(respelled.id) - 1], respelled
    return chain, broken


def _respelled(connection: sa.Connection, chain: Sequence[Event]) -> Fault | None:
    for event, found in zip(chain, stored_rows(connection, events), strict=False):
        right = stored_values(events, row_values(events, event))
        for was, now in zip(right, found, strict=True):
            # By repr, as 1 == 1.0 and True == 1.
            if repr(was) != repr(now):
                return Fault("event", str(event.seq), _sha256(was), _sha256(now))
    return None


def _sha256(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _linked(connection: sa.Connection) -> tuple[list[Event], Fault | None]:
    """Return the entries of the log up to the first that breaks the chain, and that one."""
    chain: list[Event] = []
    previous = FIRST_HASH
    for expected, event in enumerate(_entries(connection), 1):
        if isinstance(event, int):
            return chain, Fault("event", str(event), None, "no entry that can be read")
        if event.seq != expected:
            return chain, Fault("event", str(expected), f"an entry after {previous}", None)
        if event.previous_hash != previous:
            return chain, Fault("event", str(expected), previous, event.previous_hash)
        if (right := event_hash(event)) != event.hash:
            return chain, Fault("event", str(expected), event.hash, right)
        chain.append(event)
        previous = event.hash
    return chain, _first_otherwise_stored(connection)


def _entries(connection: sa.Connection) -> Iterator[Event | int]:
    """Give the entries by number; of one that cannot be read, its number."""
    in_order = sa.select(events).order_by(events.c.seq)
    try:
        yield from read_records(connection, Event, in_order)
    except UNREADABLE:
        yield from _one_by_one(connection)


def _first_otherwise_stored(connection: sa.Connection) -> Fault | None:
    """Return the first entry that reads as it was written and is stored as another value.

    Such are a 2 for a true, or a space more in JSON: no hash of what was read shows them.
    """
    dialect, columns = connection.dialect, list(events.columns)
    stored_as = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    raw = [
        sa.type_coerce(column, sa.types.NullType()).label(f"raw_{column.name}")
        for column in columns
    ]
    rows = connection.execute(sa.select(*columns, *raw).order_by(events.c.seq))
    for row in rows:
        read, found = row[: len(columns)], row[len(columns) :]
        for column, value, stored, bind in zip(columns, read, found, stored_as, strict=True):
            right = value if bind is None or value is None else bind(value)
            if right != stored or type(right) is not type(stored):
                return Fault("event", f"{row.seq} {column.name}", str(right), str(stored))
    return None


def _one_by_one(connection: sa.Connection) -> Iterator[Event | int]:
    # The numbers alone can be read in any case, so that the entry to blame is named.
    numbers = connection.scalars(sa.select(events.c.seq).order_by(events.c.seq)).all()
    for seq in numbers:
        try:
            yield from read_records(connection, Event, sa.select(events).where(events.c.seq == seq))
        except UNREADABLE:
            yield seq


def first_lost(chain: Sequence[Event], heads: Sequence[Head]) -> Fault | None:
    """Return the first noted head that the log does not have."""
    # The lowest first: from there on everything is lost.
    for head in sorted(heads, key=lambda one: one.events):
        found = chain[head.events - 1].hash if 1 <= head.events <= len(chain) else None
        if found != head.sha256:
            return Fault("event", str(head.events), head.sha256, found)
    return None


def lost_hash(chain: Sequence[Event], sha256: str) -> Fault | None:
    """Return a fault where no entry of the log has this hash."""
    if any(event.hash == sha256 for event in chain):
        return None
    return Fault("event", "head", sha256, None)
