"""Questions to sponsors and their answers, certifications, and notes to findings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _actor() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.Column("actor_account", sa.BigInteger(), nullable=True),
    )


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_actor(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("fiscal_year", "number", name=op.f("uq_questions_fiscal_year_number")),
    )
    op.create_index(
        op.f("ix_questions_fiscal_year_ref"), "questions", ["fiscal_year", "ref"], unique=False
    )
    op.create_table(
        "question_answers",
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_actor(),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_answers_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_question_answers_submission_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_answers")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_question_answers_submission_id")),
    )
    op.create_table(
        "certifications",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_actor(),
        sa.PrimaryKeyConstraint("fiscal_year", "ref", "version", name=op.f("pk_certifications")),
    )
    op.create_table(
        "sponsor_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_actor(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_notes")),
    )
    op.create_index(
        op.f("ix_sponsor_notes_fiscal_year_ref"),
        "sponsor_notes",
        ["fiscal_year", "ref"],
        unique=False,
    )
