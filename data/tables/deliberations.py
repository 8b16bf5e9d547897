"""The tables of what people do with proposals: review, decide, ask, certify, and follow up."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa

from fct.data.common import Actor, Json
from fct.data.decisions import (
    Decision,
    NominationAnswer,
    ProjectMoney,
    ProjectReport,
    ProjectRow,
    ProjectStep,
    Slate,
    Step,
)
from fct.data.reviewing import (
    AssignmentChange,
    AssignmentStep,
    Comment,
    FlagRaised,
    FlagResolved,
    ReviewVersion,
)
from fct.data.tables.records import numbered, serial, table_of

assignments = table_of(
    AssignmentChange,
    "assignments",
    sa.CheckConstraint("step IN ('assigned', 'unassigned')", name="step"),
    sa.Index(None, "fiscal_year", "ref"),
    key=serial(),
)

reviews = table_of(
    ReviewVersion,
    "reviews",
    sa.PrimaryKeyConstraint("fiscal_year", "ref", "person", "version"),
    sa.CheckConstraint("state IN ('draft', 'in')", name="state"),
)

comments = table_of(
    Comment,
    "comments",
    *numbered(),
    sa.CheckConstraint("audience IN ('private', 'reviewers', 'sponsor')", name="audience"),
)

flags = table_of(FlagRaised, "flags", *numbered())

flag_answers = table_of(
    FlagResolved,
    "flag_answers",
    key=sa.Column("flag_id", sa.Text, sa.ForeignKey("flags.id"), primary_key=True),
)


_OF_PERSON = (
    sa.select(assignments)
    .where(assignments.c.person == sa.bindparam("person"))
    .order_by(assignments.c.id)
)


def assigned_keys(connection: sa.Connection, person: str) -> set[tuple[int, str]]:
    """Return fiscal year and ref of each proposal that a person is to review now."""
    newest = {
        (row.fiscal_year, row.ref): row.step
        for row in connection.execute(_OF_PERSON, {"person": person})
    }
    return {key for key, step in newest.items() if step is AssignmentStep.ASSIGNED}


slates = table_of(
    Slate, "slates", sa.PrimaryKeyConstraint("id"), sa.UniqueConstraint("fiscal_year", "number")
)

decisions = table_of(
    Decision,
    "decisions",
    sa.ForeignKeyConstraint(["slate_id"], ["slates.id"]),
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sa.UniqueConstraint("slate_id", "ref", "version"),
    sa.CheckConstraint(
        "outcome IN ('fund', 'fund in part', 'reserve', 'return', 'not selected')", name="outcome"
    ),
    key=serial(),
)

slate_steps = table_of(
    Step,
    "slate_steps",
    sa.PrimaryKeyConstraint("slate_id", "number"),
    sa.ForeignKeyConstraint(["slate_id"], ["slates.id"]),
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sa.CheckConstraint("kind IN ('submit', 'approve', 'send back', 'publish')", name="kind"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionRow:
    """A question to the sponsor of a proposal, as it is kept.

    Attributes
    ----------
    id : str
        As in ``FY2027-Q001``.
    fiscal_year : int
    ref : str
    fields : list of str
        Ids of the fields that the answer may change.
    question : str
    due : date
        Last day of the answer, in the cycle's time zone.
    at : datetime
    actor : Actor
        Who asked.
    """

    id: str
    fiscal_year: int
    ref: str
    fields: Annotated[list[str], Json()]
    question: str
    due: dt.date
    at: dt.datetime
    actor: Actor


questions = table_of(QuestionRow, "questions", *numbered(), sa.Index(None, "fiscal_year", "ref"))


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAnswer:
    """The answer to a question: a version in which only the named fields differ.

    Attributes
    ----------
    submission_id : str
        Which brought it.
    was, now : mapping of str to object
        What stood in the named fields before and after, as written: a text, or for a column of a
        table the text of each row.
    days : int
        From the day it was asked to the day it came, in the cycle's time zone.
    is_late : bool
        Whether it came after its last day.
    at : datetime
    actor : Actor
    """

    submission_id: str
    was: Annotated[Mapping[str, Any], Json()]
    now: Annotated[Mapping[str, Any], Json()]
    days: int
    is_late: bool
    at: dt.datetime
    actor: Actor


question_answers = table_of(
    QuestionAnswer,
    "question_answers",
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"]),
    sa.UniqueConstraint("submission_id"),
    key=sa.Column("question_id", sa.Text, sa.ForeignKey("questions.id"), primary_key=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Certification:
    """That a component stands behind a version of a proposal."""

    fiscal_year: int
    ref: str
    version: int
    at: dt.datetime
    actor: Actor


certifications = table_of(
    Certification, "certifications", sa.PrimaryKeyConstraint("fiscal_year", "ref", "version")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SponsorNote:
    """What a sponsor says beside a finding that needs no repair; it changes no verdict.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    version : int
        On which the finding was made.
    rule : str
    text : str
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    ref: str
    version: int
    rule: str
    text: str
    at: dt.datetime
    actor: Actor


sponsor_notes = table_of(
    SponsorNote, "sponsor_notes", sa.Index(None, "fiscal_year", "ref"), key=serial()
)


projects = table_of(
    ProjectRow,
    "projects",
    sa.PrimaryKeyConstraint("ref"),
    sa.CheckConstraint("origin IN ('slate', 'cycle file')", name="origin"),
)

project_money = table_of(
    ProjectMoney,
    "project_money",
    sa.ForeignKeyConstraint(["ref"], ["projects.ref"]),
    sa.UniqueConstraint("ref", "fiscal_year", "source"),
    key=serial(),
)

project_steps = table_of(
    ProjectStep,
    "project_steps",
    sa.ForeignKeyConstraint(["ref"], ["projects.ref"]),
    sa.CheckConstraint(
        "kind IN ('transferred', 'terminated', 'procured', 'not procured')", name="kind"
    ),
    sa.Index(None, "ref"),
    key=serial(),
)

project_reports = table_of(
    ProjectReport,
    "project_reports",
    sa.PrimaryKeyConstraint("ref", "number", "version"),
    sa.ForeignKeyConstraint(["ref"], ["projects.ref"]),
    sa.ForeignKeyConstraint(["file_sha256"], ["files.sha256"]),
)

nomination_answers = table_of(
    NominationAnswer,
    "nomination_answers",
    sa.CheckConstraint("answer IN ('invited', 'declined')", name="answer"),
    sa.Index(None, "fiscal_year", "ref"),
    key=serial(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Designation:
    """The designation indicator block, as somebody set it (DoDI 5200.48).

    Attributes
    ----------
    controlled_by, categories, dissemination, contact : str
        Its lines, see :class:`fct.data.program.banner.Marking`.
    at : datetime
    actor : Actor
    """

    controlled_by: str
    categories: str
    dissemination: str
    contact: str
    at: dt.datetime
    actor: Actor


designations = table_of(Designation, "designations", key=serial())


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOn:
    """That a proposal was handed on to another program.

    Attributes
    ----------
    id : str
        As in ``FY2027-H001``.
    fiscal_year : int
    ref : str
    version : int
        That was handed on.
    program : str
        Id of its card.
    office, reason : str
        To whom, and why.
    purpose : str
        What that version asked for; a later version may ask for something else.
    at : datetime
    actor : Actor
    """

    id: str
    fiscal_year: int
    ref: str
    version: int
    program: str
    office: str
    reason: str
    purpose: str
    at: dt.datetime
    actor: Actor


referrals = table_of(HandedOn, "referrals", *numbered(), sa.Index(None, "fiscal_year", "ref"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedView:
    """What somebody asked of a list, under a name; only the last version of a name counts.

    Attributes
    ----------
    person : str
        Who saved it, and alone sees it.
    page : str
        Path of the page.
    name : str
    version : int
    address : str or None
        What stands after the question mark; None where the view was removed.
    at : datetime
    """

    person: str
    page: str
    name: str
    version: int
    address: str | None
    at: dt.datetime


saved_views = table_of(
    SavedView,
    "saved_views",
    sa.PrimaryKeyConstraint("person", "page", "name", "version"),
    sealed_by=(),  # a view decides nothing that is kept
)
