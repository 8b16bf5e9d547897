"""The event log of a store, as it is read."""

from collections.abc import Set as AbstractSet

import sqlalchemy as sa

from fct.data.store.base import Repository
from fct.data.store.event_rows import FIRST_HASH, first_event, last_event
from fct.data.tables import Event, events, read_records


class EventLog(Repository):
    """The event log of a store."""

    def all(self) -> list[Event]:
        """Return all entries, oldest first."""
        with self._reading() as connection:
            return read_records(connection, Event, sa.select(events).order_by(events.c.seq))

    def last(self, without: AbstractSet[str] = frozenset()) -> tuple[int, str]:
        """Return number and hash of the last entry: they change with every writing.

        Noted outside the machine, they show what was cut off at the end.

        Parameters
        ----------
        without : set of str
            Actions whose entries are passed over.
        """
        with self._database.looking() as connection:
            return last_event(connection, without)

    def first_hash(self) -> str:
        """Return the hash of the first entry, which no other store has.

        Of an empty log it is what its first entry will follow.
        """
        with self._database.looking() as connection:
            first = first_event(connection)
        return FIRST_HASH if first is None else first.hash
