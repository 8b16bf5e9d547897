"""The tables of reviewing: assignments, reviews, comments and flags; rows are added alone."""

import sqlalchemy as sa

from fct.data.common import number_column
from fct.data.reviewing import (
    AssignmentChange,
    AssignmentStep,
    Comment,
    FlagRaised,
    FlagResolved,
    ReviewVersion,
)
from fct.data.store.records import columns_of
from fct.data.store.tables import metadata

assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *columns_of(AssignmentChange),
    sa.CheckConstraint("step IN ('assigned', 'unassigned')", name="step"),
    sa.Index(None, "fiscal_year", "ref"),
)

reviews = sa.Table(
    "reviews",
    metadata,
    *columns_of(ReviewVersion),
    sa.PrimaryKeyConstraint("fiscal_year", "ref", "person", "version"),
    sa.CheckConstraint("state IN ('draft', 'in')", name="state"),
)

comments = sa.Table(
    "comments",
    metadata,
    *columns_of(Comment),
    number_column("number"),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("fiscal_year", "number"),
    sa.CheckConstraint("audience IN ('private', 'reviewers', 'sponsor')", name="audience"),
)

flags = sa.Table(
    "flags",
    metadata,
    *columns_of(FlagRaised),
    number_column("number"),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("fiscal_year", "number"),
)

flag_answers = sa.Table(
    "flag_answers",
    metadata,
    sa.Column("flag_id", sa.Text, sa.ForeignKey("flags.id"), primary_key=True),
    *columns_of(FlagResolved),
)


def assigned_keys(connection: sa.Connection, person: str) -> set[tuple[int, str]]:
    """Return fiscal year and ref of each proposal that a person is to review now."""
    of_person = sa.select(assignments).where(assignments.c.person == person)
    newest = {
        (row.fiscal_year, row.ref): row.step
        for row in connection.execute(of_person.order_by(assignments.c.id))
    }
    return {key for key, step in newest.items() if step is AssignmentStep.ASSIGNED}
