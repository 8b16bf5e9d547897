"""The outbox: messages are written with what causes them, and sent from there."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import utc_now
from fct.data.messages.letters import Letter, written
from fct.data.messages.recipients import Recipient, holders, merged, named
from fct.data.people import Action, Role
from fct.data.program import load_marking
from fct.data.store import FIRST_HASH, Repository, add_event, first_event
from fct.data.tables import MessageRow, MessageStep, message_steps, messages

WAITING, SENT, TRIED, GIVEN_UP = "waiting", "sent", "tried", "given up"
GIVES_UP_AFTER = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands.

    Attributes
    ----------
    row : MessageRow
    state : str
        ``waiting``, ``sent`` or ``given up``.
    tried : tuple of datetime
        When it was tried, sent included.
    sent_at : datetime or None
    """

    row: MessageRow
    state: str
    tried: tuple[dt.datetime, ...]
    sent_at: dt.datetime | None

    @property
    def tries(self) -> int:
        """How often it was tried."""
        return len(self.tried)


class Messages(Repository):
    """The messages of a store."""

    def send(self, letter: Letter, to: Iterable[Recipient]) -> list[str]:
        """Write a message to each of some people, one each, and return their ids.

        It goes out with the next tick, or never where the transaction in which it is called fails.
        The same message is written once.

        Parameters
        ----------
        letter : Letter
        to : iterable of Recipient
            From :meth:`holders` or :meth:`named`.
        """
        informed = merged(to)
        banner = load_marking(self._database.settings.home).banner
        with self._writing() as connection:
            first = first_event(connection)
            key = FIRST_HASH if first is None else first.hash
            for one in informed:
                row = self._row(letter, one, key, banner)
                known = sa.select(messages.c.id).where(messages.c.message_id == row.message_id)
                # Again the same message has the same id: a tick that is repeated writes nobody
                # twice.
                if connection.execute(known).first() is None:
                    tables.insert_record(connection, messages, row)
                    add_event(connection, row.actor, "message written", row.message_id, _said(row))
        return [one.person for one in informed]

    def inform(self, letter: Letter, parts: Iterable[tuple[Recipient, str]]) -> list[str]:
        """Write each of some people one message with all the parts that are for that person.

        Parameters
        ----------
        letter : Letter
            Its text names ``{parts}``.
        parts : iterable of (Recipient, str)

        Returns
        -------
        list of str
            Ids of the people.
        """
        to: defaultdict[str, list[Recipient]] = defaultdict(list)
        said: defaultdict[str, list[str]] = defaultdict(list)
        for one, part in parts:
            to[one.person].append(one)
            if part not in said[one.person]:
                said[one.person].append(part)
        for person in sorted(to):
            facts = {**letter.facts, "parts": "\n\n".join(said[person])}
            self.send(replace(letter, facts=facts), to[person])
        return sorted(to)

    def _row(self, letter: Letter, to: Recipient, key: str, banner: str) -> MessageRow:
        subject, text = written(letter, banner, to.note)
        return MessageRow(
            message_id=letter.message_id(key, to.person),
            action=letter.action,
            about=letter.about,
            fiscal_year=letter.fiscal_year,
            ref=letter.ref,
            person=to.person,
            address=to.address,
            subject=subject,
            text=text,
            at=utc_now(),
            actor=self._database.actor,
        )

    def holders(self, *roles: Role, component: str | None = None) -> list[Recipient]:
        """Return who has some roles; see :func:`fct.data.messages.recipients.holders`."""
        with self._database.looking() as connection:
            return holders(connection, roles, component)

    def named(self, ids: Iterable[str]) -> list[Recipient]:
        """Return some people as who is informed."""
        with self._database.looking() as connection:
            return named(connection, ids)

    def all(self, fiscal_year: int | None = None) -> list[Message]:
        """Return the messages of a cycle, or all, in the order in which they were written.

        Raises
        ------
        DeniedError
            If the roles of who asks do not include it.
        """
        self._database.ask(Action.MESSAGE_SEE)
        where = [] if fiscal_year is None else [messages.c.fiscal_year == fiscal_year]
        return self._read(where)

    def own(self) -> list[Message]:
        """Return the messages to who acts."""
        return self._read([messages.c.person == self._database.acting.id])

    def to_send(self) -> list[Message]:
        """Return what waits and has an address, the oldest first."""
        is_over = message_steps.c.step.in_([SENT, GIVEN_UP])
        over = sa.select(message_steps.c.message_id).where(is_over)
        return self._read([messages.c.address.is_not(None), messages.c.message_id.not_in(over)])

    def keep_step(self, message: Message, now: dt.datetime, *, is_sent: bool) -> None:
        """Keep that a message was sent, or tried; ten days after the first try it is given up."""
        # From the first try and not from the day it was written: no mail server may have been named
        # for weeks.
        steps = [SENT] if is_sent else [TRIED]
        if not is_sent and message.tried and now - message.tried[0] > GIVES_UP_AFTER:
            steps.append(GIVEN_UP)
        with self._writing() as connection:
            for step in steps:
                made = MessageStep(message_id=message.row.message_id, step=step, at=now)
                tables.insert_record(connection, message_steps, made)
            add_event(
                connection,
                self._database.actor,
                f"message {steps[-1]}",
                message.row.message_id,
                {"person": message.row.person},
            )

    def _read(self, where: Collection[sa.ColumnElement[bool]]) -> list[Message]:
        steps: defaultdict[str, list[MessageStep]] = defaultdict(list)
        with self._reading() as connection:
            query = sa.select(messages).where(*where).order_by(messages.c.id)
            rows = tables.read_records(connection, MessageRow, query)
            of_them = message_steps.c.message_id.in_(sa.select(messages.c.message_id).where(*where))
            in_order = sa.select(message_steps).where(of_them).order_by(message_steps.c.id)
            for step in tables.read_records(connection, MessageStep, in_order):
                steps[step.message_id].append(step)
        return [_message(row, steps[row.message_id]) for row in rows]


def _message(row: MessageRow, steps: list[MessageStep]) -> Message:
    sent = [one.at for one in steps if one.step == SENT]
    is_given_up = any(one.step == GIVEN_UP for one in steps)
    state = SENT if sent else GIVEN_UP if is_given_up else WAITING
    tried = tuple(one.at for one in steps if one.step != GIVEN_UP)
    return Message(row, state, tried, sent[0] if sent else None)


def _said(row: MessageRow) -> dict[str, object]:
    return {
        "action": row.action,
        "about": row.about,
        "fiscal_year": row.fiscal_year,
        "ref": row.ref,
        "person": row.person,
        "sha256": hashlib.sha256(f"{row.subject}\n{row.text}".encode()).hexdigest(),
    }
