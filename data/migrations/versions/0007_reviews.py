"""Who reviews what, what the reviews say, and what is said beside them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the five tables of reviewing."""
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_a_proposal(),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint("step IN ('assigned', 'unassigned')", name=op.f("ck_assignments_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_fiscal_year_ref"), "assignments", ["fiscal_year", "ref"])
    op.create_table(
        "reviews",
        *_of_a_proposal(),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("proposal_version", sa.Integer(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint("state IN ('draft', 'in')", name=op.f("ck_reviews_state")),
        sa.PrimaryKeyConstraint("fiscal_year", "ref", "person", "version", name=op.f("pk_reviews")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Text(), nullable=False),
        *_of_a_proposal(),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('private', 'reviewers', 'sponsor')", name=op.f("ck_comments_audience")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("fiscal_year", "number", name=op.f("uq_comments_fiscal_year_number")),
    )
    op.create_table(
        "flags",
        sa.Column("id", sa.Text(), nullable=False),
        *_of_a_proposal(),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("fiscal_year", "number", name=op.f("uq_flags_fiscal_year_number")),
    )
    op.create_table(
        "flag_answers",
        sa.Column("flag_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_flag_answers_flag_id")),
        sa.PrimaryKeyConstraint("flag_id", name=op.f("pk_flag_answers")),
    )


def _of_a_proposal() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
    )


def _moment_and_actor() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.Column("actor_account", sa.BigInteger(), nullable=True),
    )
