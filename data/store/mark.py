"""The mark of a store: whether all in it is illustrative, said by the first event of its log.

The hash chain of the log covers the mark. Nothing writes it later, and a file beside the store
marks nothing. An illustrative store has a clock of its own, which stands where it was moved to
(year.md, detail 1).
"""

import datetime as dt

import sqlalchemy as sa

from fct.data.common import Actor, NotNowError
from fct.data.store.event_rows import STORE_MADE, add_event, is_illustrative
from fct.data.tables import Event, events, metadata, read_records

CLOCK_MOVED = "clock moved"
_LAST_MOVE = (
    sa.select(events).where(events.c.action == CLOCK_MOVED).order_by(events.c.seq.desc()).limit(1)
)


def insert_mark(connection: sa.Connection, actor: Actor, *, illustrative: bool) -> None:
    """Write the mark as the first event of an empty store, in a writing transaction.

    Raises
    ------
    NotNowError
        With the code ``NOT_EMPTY``, if the store holds anything.
    """
    for table in metadata.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise NotNowError(
                "NOT_EMPTY",
                "The store holds something already, and only an empty store can be made new. "
                "Set FCT_HOME to another folder, and make the store there.",
            )
    add_event(connection, actor, STORE_MADE, "store", {"illustrative": illustrative})


def clock_of(connection: sa.Connection) -> dt.datetime | None:
    """Return where the store's own clock stands, or None where it goes by the machine's."""
    if not is_illustrative(connection):
        return None
    moved = read_records(connection, Event, _LAST_MOVE)
    if not moved:
        return None
    return dt.datetime.fromisoformat(str(moved[0].details["to"]))


def move_clock(connection: sa.Connection, moment: dt.datetime, actor: Actor) -> None:
    """Move the clock in a writing transaction.

    Raises
    ------
    NotNowError
        With ``NOT_ILLUSTRATIVE`` in a real store, ``CLOCK_BACK`` to a moment before it.
    """
    if not is_illustrative(connection):
        raise NotNowError(
            "NOT_ILLUSTRATIVE",
            "Only an illustrative store has a clock of its own; a real one goes by the machine's. "
            "Make one with `fct store new --illustrative`.",
        )
    stands_at = clock_of(connection)
    if stands_at is not None and moment < stands_at:
        raise NotNowError(
            "CLOCK_BACK",
            f"The clock stands at {stands_at.isoformat()} and only goes forward; give that moment "
            "or a later one.",
        )
    if moment != stands_at:
        add_event(connection, actor, CLOCK_MOVED, "clock", {"to": moment.isoformat()})
