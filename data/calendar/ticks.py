"""What the tick did: each thing once, known by its key, with its event."""

import datetime as dt
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import sqlalchemy as sa

from fct.data.people import Action
from fct.data.store import CLOCK_MOVED, Repository, add_event, is_illustrative
from fct.data.tables import TickAction, events, insert_record, read_records, tick_actions

LATE_AFTER = dt.timedelta(hours=1)
NOTED_EVERY = dt.timedelta(days=1)
_TICKED = "tick"


class TickKey(NamedTuple):
    """By what a thing that the tick does is known (year.md, detail 9)."""

    action: str
    fiscal_year: int
    ref: str | None
    date_written: str
    days_before: int


def key_of(row: TickAction) -> TickKey:
    """Return the key of what was done."""
    return TickKey(row.action, row.fiscal_year, row.ref, row.date_written, row.days_before)


class Ticks(Repository):
    """What the tick did."""

    def done(self, after: int = 0) -> tuple[int, AbstractSet[TickKey]]:
        """Return the keys of all that was done, and the number of the last of them.

        Parameters
        ----------
        after : int, optional
            Only what was done after that number.
        """
        columns = [tick_actions.c[name] for name in TickKey._fields]
        query = sa.select(tick_actions.c.id, *columns).where(tick_actions.c.id > after)
        with self._reading() as connection:
            found = connection.execute(query).all()
        return max([after, *(row[0] for row in found)]), {TickKey._make(row[1:]) for row in found}

    def changed_since(self, after: int) -> tuple[int, bool]:
        """Return the number of the last event, and whether any after another one changed anything.

        What the tick, messages and the moving clock add changes nothing that a planner reads.

        Parameters
        ----------
        after : int
            Number of an event.
        """
        action = events.c.action
        # What the tick, messages and a moving clock write changes nothing that planners read.
        changes = sa.not_(
            sa.or_(
                action.in_([_TICKED, CLOCK_MOVED]),
                action.startswith(f"{_TICKED}: "),
                action.startswith("message "),
            )
        )
        query = sa.select(
            sa.func.max(events.c.seq), sa.func.max(sa.case((changes, events.c.seq)))
        ).where(events.c.seq > after)
        with self._reading() as connection:
            last, changed = connection.execute(query).one()
        return (after if last is None else last), changed is not None

    def is_done(self, key: TickKey) -> bool:
        """Whether something was done already."""
        where = [
            # A missing ref is kept as empty text: in SQL NULL equals nothing, and the unique key
            # would let it in twice.
            tick_actions.c[name] == ("" if value is None else value)
            for name, value in zip(TickKey._fields, key, strict=True)
        ]
        with self._reading() as connection:
            return (
                connection.execute(sa.select(tick_actions.c.id).where(*where)).first() is not None
            )

    def is_action_done(self, action: str, fiscal_year: int) -> bool:
        """Whether something that is done once in a cycle was done."""
        where = (tick_actions.c.action == action, tick_actions.c.fiscal_year == fiscal_year)
        with self._reading() as connection:
            found = connection.execute(sa.select(tick_actions.c.id).where(*where).limit(1))
            return found.first() is not None

    def add(self, row: TickAction) -> None:
        """Keep that something was done, with its event, in the transaction that does it."""
        with self._writing() as connection:
            insert_record(connection, tick_actions, row)
            details = {
                "ref": row.ref,
                "date": row.date_written,
                "days_before": row.days_before,
                "due": row.due.isoformat(),
                "result": row.result,
                "started_by": row.started_by,
            }
            subject = f"FY{row.fiscal_year}"
            add_event(connection, row.actor, f"{_TICKED}: {row.action}", subject, details)

    def all(self, fiscal_year: int | None = None) -> list[TickAction]:
        """Return all that was ever done, in the order in which it was done.

        Raises
        ------
        DeniedError
            If the roles of who asks do not include it.
        """
        self._database.ask(Action.TICK_SEE)
        where = [] if fiscal_year is None else [tick_actions.c.fiscal_year == fiscal_year]
        with self._reading() as connection:
            query = sa.select(tick_actions).where(*where).order_by(tick_actions.c.id)
            return read_records(connection, TickAction, query)

    def note(self, now: dt.datetime, started_by: str) -> None:
        """Keep once a day that the clock goes on, where nothing else was written."""
        with self._reading() as connection:
            last = last_moment(connection)
            if is_illustrative(connection) or (last is not None and now - last < NOTED_EVERY):
                return
        with self._writing() as connection:
            details = {"started_by": started_by}
            add_event(connection, self._database.actor, _TICKED, "store", details)

    def last_moment(self) -> dt.datetime | None:
        """Return the moment of the last event, the last that was used (year.md, detail 37)."""
        with self._reading() as connection:
            return last_moment(connection)


def last_moment(connection: sa.Connection) -> dt.datetime | None:
    """Return the moment of the last event."""
    newest = sa.select(events.c.at).order_by(events.c.seq.desc()).limit(1)
    found: dt.datetime | None = connection.scalar(newest)
    return found
