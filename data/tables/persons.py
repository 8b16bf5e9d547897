"""The tables of people and of their conflicts of interest."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa

from fct.data.common import Actor, StoreError
from fct.data.people import Person, PersonChange
from fct.data.tables.records import (
    EmptyText,
    read_records,
    serial,
    table_of,
)

people = table_of(PersonChange, "people", sa.PrimaryKeyConstraint("id", "version"))

_VERSIONS = sa.select(people).order_by(people.c.id, people.c.version)
_NEWEST = (
    sa.select(people)
    .where(people.c.id == sa.bindparam("person_id"))
    .order_by(people.c.version.desc())
    .limit(1)
)


def newest_people(connection: sa.Connection) -> dict[str, Person]:
    """Return every person by id, retired ones too."""
    return {row.id: _person(row) for row in read_records(connection, PersonChange, _VERSIONS)}


def newest_person(connection: sa.Connection, person_id: str) -> Person | None:
    """Return one person as of now, or None."""
    found = read_records(connection, PersonChange, _NEWEST, person_id=person_id)
    return _person(found[0]) if found else None


def _person(row: PersonChange) -> Person:
    try:
        return row.person
    except ValueError as error:
        raise StoreError(
            f"The person {row.id} does not stand in the store as this program wrote it ({error}). "
            "Run `fct audit verify`, and restore the newest backup."
        ) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictRow:
    """A conflict of interest: of one person, with a proposal, a vendor or a component.

    Attributes
    ----------
    id : str
        As in ``C001``.
    person : str
    ref, vendor, component : str or None
        One of the three.
    reason : str
    proposed_id : str or None
        Of the proposed conflict that it confirms.
    at : datetime
    actor : Actor
    """

    id: str
    person: str
    ref: Annotated[str | None, EmptyText()]
    vendor: Annotated[str | None, EmptyText()]
    component: Annotated[str | None, EmptyText()]
    reason: str
    proposed_id: Annotated[str | None, EmptyText()]
    at: dt.datetime
    actor: Actor


conflicts = table_of(
    ConflictRow,
    "conflicts",
    sa.Column("number", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("number"),
    sa.Index(None, "person"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictStep:
    """What an operator answered: a conflict was lifted, or a proposed one dismissed.

    Attributes
    ----------
    conflict_id : str
        Of a conflict, or of a proposed one.
    step : str
        ``lifted`` or ``dismissed``.
    reason : str
    at : datetime
    actor : Actor
    """

    conflict_id: str
    step: str
    reason: str
    at: dt.datetime
    actor: Actor


conflict_steps = table_of(
    ConflictStep,
    "conflict_steps",
    sa.CheckConstraint("step IN ('lifted', 'dismissed')", name="step"),
    sa.Index(None, "conflict_id"),
    key=serial(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRow:
    """Somebody signed in; who the person is follows from issuer and subject at every look.

    Attributes
    ----------
    key : str
        Of the sign-in.
    issuer, subject : str
    called : str
        What the provider calls the person.
    at, ends_at : datetime
        When it began; when it ends, however active the person is.
    """

    key: str
    issuer: str
    subject: str
    called: str
    at: dt.datetime
    ends_at: dt.datetime


sessions = table_of(
    SessionRow,
    "sessions",
    sa.PrimaryKeyConstraint("key"),
    sealed_by=(),  # a session decides nothing that is kept
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionStep:
    """A session was active, or ended by its person.

    Attributes
    ----------
    key : str
    step : str
        ``active`` or ``ended``.
    at : datetime
    """

    key: str
    step: str
    at: dt.datetime


session_steps = table_of(
    SessionStep,
    "session_steps",
    sa.CheckConstraint("step IN ('active', 'ended')", name="step"),
    sa.Index(None, "key"),
    key=serial(),
    sealed_by=(),
)
