"""What the tick did, later deadlines, moments put right, and messages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _actor() -> tuple[sa.Column[Any], ...]:
    return (
        _text("actor_name"),
        _text("actor_component", nullable=True),
        _text("actor_role", nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.Column("actor_account", sa.BigInteger(), nullable=True),
    )


def upgrade() -> None:
    """Make the five tables."""
    _make_tick_actions()
    _make_extensions()
    _make_messages()


def _make_tick_actions() -> None:
    op.create_table(
        "tick_actions",
        _number("id"),
        _text("action"),
        _number("fiscal_year"),
        _text("ref"),
        _text("date_written"),
        _number("days_before"),
        _moment("due"),
        _moment("at"),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        _text("result"),
        _text("started_by"),
        *_actor(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick_actions")),
        sa.UniqueConstraint(
            *("action", "fiscal_year", "ref", "date_written", "days_before"),
            name=op.f("uq_tick_actions_action_fiscal_year_ref_date_written_days_before"),
        ),
    )


def _make_extensions() -> None:
    op.create_table(
        "extensions",
        _number("id"),
        _number("fiscal_year"),
        _text("component"),
        _text("ref"),
        _moment("until"),
        _text("reason"),
        _text("approved_by"),
        _moment("at"),
        *_actor(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index(op.f("ix_extensions_fiscal_year"), "extensions", ["fiscal_year"], unique=False)
    op.create_table(
        "moment_corrections",
        _number("id"),
        _text("submission_id"),
        _moment("was"),
        _moment("moment"),
        _text("reason"),
        _text("approved_by"),
        _moment("at"),
        *_actor(),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_moment_corrections_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moment_corrections")),
    )
    op.create_index(
        op.f("ix_moment_corrections_submission_id"),
        "moment_corrections",
        ["submission_id"],
        unique=False,
    )


def _make_messages() -> None:
    op.create_table(
        "messages",
        _number("id"),
        _text("message_id"),
        _text("action"),
        _text("about"),
        _number("fiscal_year", nullable=True),
        _text("ref"),
        _text("person"),
        _text("address", nullable=True),
        _text("subject"),
        _text("text"),
        _moment("at"),
        *_actor(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("message_id", name=op.f("uq_messages_message_id")),
    )
    op.create_table(
        "message_steps",
        _number("id"),
        _text("message_id"),
        _text("step"),
        _moment("at"),
        sa.CheckConstraint(
            "step IN ('tried', 'sent', 'given up')", name=op.f("ck_message_steps_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_steps")),
    )
    op.create_index(
        op.f("ix_message_steps_message_id"), "message_steps", ["message_id"], unique=False
    )
