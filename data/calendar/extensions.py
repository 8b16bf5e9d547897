"""Later deadlines of one component or proposal."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from fct.data import tables
from fct.data.calendar.corrections import received_at
from fct.data.program import Cycle
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import ExtensionRow, extensions, proposals, stated_component


class Deadlines(NamedTuple):
    """The deadlines of a cycle: its own, and later ones of components and proposals.

    Attributes
    ----------
    own : datetime
        The last moment that is in time, grace included.
    extended : sequence of ExtensionRow
    """

    own: dt.datetime
    extended: Sequence[ExtensionRow]

    def of(self, ref: str | None, component: str | None) -> dt.datetime:
        """Return the last moment at which one proposal is in time.

        Parameters
        ----------
        ref : str or None
        component : str or None
            Of the proposal.
        """
        # Never earlier than the cycle's own: an extension does not shorten (year.md, detail 12).
        return max([self.own, *(last_moment_of(one) for one in self.of_one(ref, component))])

    def of_one(self, ref: str | None, component: str | None) -> list[ExtensionRow]:
        """Return the extensions that cover one proposal."""
        return [
            one
            for one in self.extended
            if (one.ref is not None and one.ref == ref)
            or (one.component is not None and one.component == component)
        ]

    @property
    def last(self) -> dt.datetime:
        """The last moment at which any proposal of the cycle is in time."""
        return max([self.own, *map(last_moment_of, self.extended)])


def last_moment_of(extension: ExtensionRow) -> dt.datetime:
    """Return the last moment that an extension brings in time."""
    # `until` is the first moment that is too late; microseconds are the finest that is kept.
    return extension.until - dt.timedelta(microseconds=1)


class Extensions(Repository):
    """The extensions of a store; the rules for giving one stand above it."""

    def add(self, row: ExtensionRow) -> None:
        """Keep an extension, with its event."""
        kept_reason(row.reason, "An extension")
        with self._writing() as connection:
            tables.insert_record(connection, extensions, row)
            details = {
                "component": row.component,
                "ref": row.ref,
                "until": row.until.isoformat(),
                "reason": row.reason,
                "approved_by": row.approved_by,
            }
            subject = row.ref or f"FY{row.fiscal_year} {row.component}"
            add_event(connection, row.actor, "deadline extended", subject, details)

    def of_cycle(self, fiscal_year: int) -> list[ExtensionRow]:
        """Return the extensions of a cycle, in the order in which they were given."""
        with self._reading() as connection:
            return stored_extensions(connection, fiscal_year)

    def deadlines(self, cycle: Cycle) -> Deadlines:
        """Return all deadlines of a cycle."""
        return Deadlines(cycle.deadline, self.of_cycle(cycle.fiscal_year))

    def of_proposal(
        self, cycle: Cycle, ref: str | None, component: str | None = None
    ) -> dt.datetime:
        """Return the last moment at which one proposal is in time.

        Parameters
        ----------
        cycle : Cycle
        ref : str or None
        component : str, optional
            Of the proposal; that of its newest version by default.
        """
        with self._reading() as connection:
            given = Deadlines(cycle.deadline, stored_extensions(connection, cycle.fiscal_year))
            if given.extended and component is None and ref is not None:
                component = _component_of(connection, cycle.fiscal_year, ref)
        return given.of(ref, component)


def stored_extensions(connection: sa.Connection, fiscal_year: int) -> list[ExtensionRow]:
    """Return the extensions of a cycle, in the order in which they were given."""
    of_cycle = sa.select(extensions).where(extensions.c.fiscal_year == fiscal_year)
    return tables.read_records(connection, ExtensionRow, of_cycle.order_by(extensions.c.id))


def came_by(deadline: dt.datetime) -> sa.ColumnElement[bool]:
    """Return the condition: by a deadline, its moment included, or by an extension (detail 12)."""
    component = sa.func.coalesce(stated_component(), "")
    is_extended = sa.exists().where(
        extensions.c.fiscal_year == proposals.c.fiscal_year,
        received_at() < extensions.c.until,
        sa.or_(
            extensions.c.ref == proposals.c.ref,
            sa.and_(extensions.c.component != "", extensions.c.component == component),
        ),
    )
    return sa.or_(received_at() <= deadline, is_extended)


def _component_of(connection: sa.Connection, fiscal_year: int, ref: str) -> str | None:
    found = (
        sa.select(stated_component())
        .select_from(proposals.join(tables.submissions))
        .where(proposals.c.fiscal_year == fiscal_year, proposals.c.ref == ref)
        .order_by(proposals.c.version.desc())
        .limit(1)
    )
    component: str | None = connection.scalar(found)
    return component
