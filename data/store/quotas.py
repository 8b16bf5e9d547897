"""Quotas: how much one sender may send in a day, so that nobody takes the room of the others.

Source: OWASP ASVS 5.0, requirement 5.2.4. What counts is what was kept, submissions and attachments
together, by the moment in the event log: a moment that the sender names does not count.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from fct.data.common import Actor, plural, utc_now
from fct.data.gate import printed_name
from fct.data.program import MIB, load_limits, refusal
from fct.data.tables import attachments, events, files, submissions

ATTACHED = "attachment added"
_DAY = dt.timedelta(days=1)
_EARLIER = (
    sa.select(events.c.seq)
    .where(events.c.at <= sa.bindparam("since"))
    .order_by(events.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose quota a file counts against.

    Attributes
    ----------
    component, person : str or None
        The component where it is known; else the person.
    """

    component: str | None
    person: str | None

    @property
    def name(self) -> str:
        """Who it is, in words."""
        return self.component or self.person or ""


@dataclass(frozen=True, slots=True)
class Sent:
    """How much a sender brought.

    Attributes
    ----------
    count : int
        Files, one for each receipt.
    size_bytes : int
    """

    count: int
    size_bytes: int


def sender_of(actor: Actor, component: str | None = None) -> Sender:
    """Return whose quota counts: the component's that is named, else the actor's own.

    Examples
    --------
    >>> sender_of(Actor("Jane Doe", "Navy")).name, sender_of(Actor("Jane Doe")).name
    ('Navy', 'Jane Doe')
    """
    known = component or actor.component
    return Sender(known, None if known else actor.name)


def refuse_over_quota(
    connection: sa.Connection,
    sender: Sender,
    name: str,
    size_bytes: int,
    at: dt.datetime | None = None,
) -> None:
    """Refuse a file that would bring its sender over the quota of a day.

    Parameters
    ----------
    connection : Connection
    sender : Sender
    name : str
        Of the file.
    size_bytes : int
    at : datetime, optional
        Now by default.

    Raises
    ------
    RefusalError
        ``QUOTA``: it says how much came, how much is taken, and what to do.
    """
    limits = load_limits()
    sent = sent_since(connection, sender, (at or utc_now()) - _DAY)
    most_bytes = limits.daily_mib * MIB
    if sent.count < limits.daily_files and sent.size_bytes + size_bytes <= most_bytes:
        return
    raise refusal(
        "QUOTA",
        name=printed_name(name),
        sender=sender.name,
        count=plural(sent.count, "file"),
        mib=f"{sent.size_bytes / MIB:.1f}",
        most=limits.daily_files,
        most_mib=limits.daily_mib,
    )


def sent_since(connection: sa.Connection, sender: Sender, since: dt.datetime) -> Sent:
    """Return how much a sender brought after a moment."""
    # The log is read from its end, so that a long one takes no longer.
    last = connection.execute(_EARLIER, {"since": since}).scalar() or 0
    is_component = sender.component is not None
    asked = {"last": last, "sender": sender.component if is_component else sender.person}
    count, size_bytes = connection.execute(_sent_after(is_component=is_component), asked).one()
    return Sent(int(count), int(size_bytes))


@lru_cache(maxsize=2)
def _sent_after(*, is_component: bool) -> sa.Select[Any]:
    """Return the query of how much a component, or a person of none, brought after an entry."""
    kept = sa.union_all(
        # The log's moment: `received_at` may be one that the sender named.
        _sizes(submissions, events.c.action.like("%submission %")).where(
            _sent_by(submissions, submissions.c.component, is_component=is_component)
        ),
        _sizes(attachments, events.c.action == ATTACHED).where(
            _sent_by(attachments, sa.literal(""), is_component=is_component)
        ),
    ).subquery()
    total = sa.func.coalesce(sa.func.sum(kept.c.size_bytes), 0)
    return sa.select(sa.func.count(), total).select_from(kept)


def _sizes(table: sa.Table, action: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return (
        sa.select(files.c.size_bytes)
        .select_from(events)
        .join(table, sa.and_(table.c.id == events.c.object, action))
        .join(files, files.c.sha256 == table.c.file_sha256)
        .where(events.c.seq > sa.bindparam("last"))
    )


def _sent_by(
    table: sa.Table, component: sa.ColumnElement[str], *, is_component: bool
) -> sa.ColumnElement[bool]:
    """Return whether a row's sender is this one: its component, else its actor's, else a person."""
    known = sa.func.coalesce(sa.func.nullif(component, ""), table.c.actor_component)
    if is_component:
        return known == sa.bindparam("sender")
    return sa.and_(known.is_(None), table.c.actor_name == sa.bindparam("sender"))
