"""Slates, the versions of their decisions, and the steps taken with them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "slates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slates")),
        sa.UniqueConstraint("fiscal_year", "number", name=op.f("uq_slates_fiscal_year_number")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slate_id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("kusd", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint(
            "outcome IN ('fund', 'fund in part', 'reserve', 'return', 'not selected')",
            name=op.f("ck_decisions_outcome"),
        ),
        sa.ForeignKeyConstraint(["slate_id"], ["slates.id"], name=op.f("fk_decisions_slate_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_decisions_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "slate_id", "ref", "version", name=op.f("uq_decisions_slate_id_ref_version")
        ),
    )
    op.create_table(
        "slate_steps",
        sa.Column("slate_id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("refs", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint(
            "kind IN ('submit', 'approve', 'send back', 'publish')",
            name=op.f("ck_slate_steps_kind"),
        ),
        sa.ForeignKeyConstraint(["slate_id"], ["slates.id"], name=op.f("fk_slate_steps_slate_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_slate_steps_run_id")),
        sa.PrimaryKeyConstraint("slate_id", "number", name=op.f("pk_slate_steps")),
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
