"""Projects with their money, steps and reports; nominations, and the way by which a file came."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
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


def _at() -> sa.Column[Any]:
    return sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def _of_project(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ref"], ["projects.ref"], name=op.f(f"fk_{table}_ref"))


def upgrade() -> None:
    """Make the five tables and the column."""
    lane = sa.Column("lane", sa.Text(), nullable=False, server_default="in cycle")
    op.add_column("submissions", lane)
    op.create_table(
        "projects",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        _at(),
        *_actor(),
        sa.CheckConstraint("origin IN ('slate', 'cycle file')", name=op.f("ck_projects_origin")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_projects")),
    )
    _make_money_and_steps()
    op.create_table(
        "project_reports",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        _at(),
        *_actor(),
        _of_project("project_reports"),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["files.sha256"], name=op.f("fk_project_reports_file_sha256")
        ),
        sa.PrimaryKeyConstraint("ref", "number", "version", name=op.f("pk_project_reports")),
    )
    op.create_table(
        "nomination_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _at(),
        *_actor(),
        sa.CheckConstraint(
            "answer IN ('invited', 'declined')", name=op.f("ck_nomination_answers_answer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_answers")),
    )
    op.create_index(
        op.f("ix_nomination_answers_fiscal_year_ref"), "nomination_answers", ["fiscal_year", "ref"]
    )


def _make_money_and_steps() -> None:
    op.create_table(
        "project_money",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kusd", sa.Text(), nullable=False),
        _at(),
        *_actor(),
        _of_project("project_money"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_money")),
        sa.UniqueConstraint(
            "ref", "fiscal_year", "source", name=op.f("uq_project_money_ref_fiscal_year_source")
        ),
    )
    op.create_table(
        "project_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("kusd", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        _at(),
        *_actor(),
        sa.CheckConstraint(
            "kind IN ('transferred', 'terminated', 'procured', 'not procured')",
            name=op.f("ck_project_steps_kind"),
        ),
        _of_project("project_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_steps")),
    )
    op.create_index(op.f("ix_project_steps_ref"), "project_steps", ["ref"])
