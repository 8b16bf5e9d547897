"""The account behind every write, and the lowering of a rule by two people."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WITH_ACTOR = (
    "cycles",
    "submissions",
    "standings",
    "runs",
    "publications",
    "attachments",
    "attachment_removals",
    "scenarios",
    "overlap_answers",
    "rule_stages",
    "alarm_reviews",
    "waivers",
    "waiver_answers",
    "track_record",
    "events",
)


def upgrade() -> None:
    """Add the column of the account, empty in what is there, and make the two tables."""
    for table in _WITH_ACTOR:
        op.add_column(table, sa.Column("actor_account", sa.BigInteger(), nullable=True))
    op.create_table(
        "lowerings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("statistics", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint("stage IN ('watch', 'warn')", name=op.f("ck_lowerings_stage")),
        sa.CheckConstraint("was IN ('warn', 'block')", name=op.f("ck_lowerings_was")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lowerings")),
        sa.UniqueConstraint("number", name=op.f("uq_lowerings_number")),
    )
    op.create_table(
        "lowering_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lowering_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_moment_and_actor(),
        sa.CheckConstraint(
            "step IN ('confirmed', 'taken back')", name=op.f("ck_lowering_answers_step")
        ),
        sa.ForeignKeyConstraint(
            ["lowering_id"], ["lowerings.id"], name=op.f("fk_lowering_answers_lowering_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lowering_answers")),
    )
    op.create_index(
        op.f("ix_lowering_answers_lowering_id"), "lowering_answers", ["lowering_id"], unique=False
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
