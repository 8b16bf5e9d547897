"""The tables of the year, and what runs were judged by: ticks, deadlines, messages, texts."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa

from fct.data.common import Actor, Json
from fct.data.tables.records import EmptyText, metadata, serial, table_of


@dataclass(frozen=True, kw_only=True, slots=True)
class TickAction:
    """One thing that the tick did, once and for all.

    Attributes
    ----------
    action : str
        As in ``remind``.
    fiscal_year : int
    ref : str or None
        The proposal, project, component or date that it was about.
    date_written : str
        The date as the cycle file has it; empty for what is done once in a cycle.
    days_before : int
        Of a reminder, the days before the date; of an escalation, the days after it, below zero.
    due, at : datetime
        When it was to be done, and when it was.
    is_late : bool
        Whether it was done more than an hour after.
    result : object
    started_by : str
        Who started the tick.
    actor : Actor
    """

    action: str
    fiscal_year: int
    ref: Annotated[str | None, EmptyText()]
    date_written: str
    days_before: int
    due: dt.datetime
    at: dt.datetime
    is_late: bool
    result: Annotated[Any, Json()]
    started_by: str
    actor: Actor


tick_actions = table_of(
    TickAction,
    "tick_actions",
    sa.UniqueConstraint("action", "fiscal_year", "ref", "date_written", "days_before"),
    key=serial(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionRow:
    """A later deadline of one component or proposal.

    Attributes
    ----------
    fiscal_year : int
    component, ref : str or None
        One of the two.
    until : datetime
        The first moment at which a file is late.
    reason, approved_by : str
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    component: Annotated[str | None, EmptyText()]
    ref: Annotated[str | None, EmptyText()]
    until: dt.datetime
    reason: str
    approved_by: str
    at: dt.datetime
    actor: Actor


extensions = table_of(ExtensionRow, "extensions", sa.Index(None, "fiscal_year"), key=serial())


@dataclass(frozen=True, kw_only=True, slots=True)
class MomentCorrection:
    """A receipt's moment, put right by two people; the one that was kept first stays.

    Attributes
    ----------
    submission_id : str
    was, moment : datetime
    reason, approved_by : str
    at : datetime
    actor : Actor
    """

    submission_id: str
    was: dt.datetime
    moment: dt.datetime
    reason: str
    approved_by: str
    at: dt.datetime
    actor: Actor


moment_corrections = table_of(
    MomentCorrection,
    "moment_corrections",
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"]),
    sa.Index(None, "submission_id"),
    key=serial(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRow:
    """A message to one person, written in the transaction that causes it.

    Attributes
    ----------
    message_id : str
        The same for the same message, whenever it is made.
    action : str
        What it is sent for.
    about : str
        Name of the date or of the thing.
    fiscal_year : int or None
    ref : str or None
    person : str
        Id of who gets it.
    address : str or None
        None where the person has no e-mail and reads it on the page.
    subject, text : str
    at : datetime
    actor : Actor
    """

    message_id: str
    action: str
    about: str
    fiscal_year: int | None
    ref: Annotated[str | None, EmptyText()]
    person: str
    address: str | None
    subject: str
    text: str
    at: dt.datetime
    actor: Actor


messages = table_of(MessageRow, "messages", sa.UniqueConstraint("message_id"), key=serial())


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageStep:
    """A try to send a message.

    Attributes
    ----------
    message_id : str
    step : str
        ``tried``, ``sent`` or ``given up``.
    at : datetime
    """

    message_id: str
    step: str
    at: dt.datetime


message_steps = table_of(
    MessageStep,
    "message_steps",
    sa.CheckConstraint("step IN ('tried', 'sent', 'given up')", name="step"),
    sa.Index(None, "message_id"),
    key=serial(),
)

# What runs were judged by, each text once; the evidence of a run names them by file and hash.
declarations = sa.Table(
    "declarations",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
