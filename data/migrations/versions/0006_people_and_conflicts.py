"""People with their roles, and their conflicts of interest."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_people")),
    )
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_id", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("number", name=op.f("uq_conflicts_number")),
    )
    op.create_index(op.f("ix_conflicts_person"), "conflicts", ["person"], unique=False)
    op.create_table(
        "conflict_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conflict_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint("step IN ('lifted', 'dismissed')", name=op.f("ck_conflict_steps_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_steps")),
    )
    op.create_index(
        op.f("ix_conflict_steps_conflict_id"), "conflict_steps", ["conflict_id"], unique=False
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
