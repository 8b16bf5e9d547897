"""Attachments, scenarios, overlaps, stages and waivers of rules, and what became of proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "overlap_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("left_key", sa.Text(), nullable=False),
        sa.Column("right_key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('joint project', 'dismissed', 'open')",
            name=op.f("ck_overlap_answers_answer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap_answers")),
    )
    op.create_index(
        op.f("ix_overlap_answers_fiscal_year"), "overlap_answers", ["fiscal_year"], unique=False
    )
    op.create_table(
        "rule_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("statistics", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('watch', 'warn', 'block')", name=op.f("ck_rule_stages_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_stages")),
    )
    op.create_table(
        "scenarios",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", "name", "version", name=op.f("pk_scenarios")),
    )
    op.create_table(
        "track_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("was_selected", sa.Boolean(), nullable=True),
        sa.Column("tested_well", sa.Boolean(), nullable=True),
        sa.Column("was_procured", sa.Boolean(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_record")),
    )
    op.create_index(
        op.f("ix_track_record_fiscal_year_ref"),
        "track_record",
        ["fiscal_year", "ref"],
        unique=False,
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
        sa.UniqueConstraint("fiscal_year", "number", name=op.f("uq_waivers_fiscal_year_number")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["files.sha256"], name=op.f("fk_attachments_file_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint(
            "fiscal_year", "number", name=op.f("uq_attachments_fiscal_year_number")
        ),
    )
    op.create_table(
        "waiver_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waiver_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('approved', 'refused', 'revoked')", name=op.f("ck_waiver_answers_answer")
        ),
        sa.ForeignKeyConstraint(
            ["waiver_id"], ["waivers.id"], name=op.f("fk_waiver_answers_waiver_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver_answers")),
    )
    op.create_index(
        op.f("ix_waiver_answers_waiver_id"), "waiver_answers", ["waiver_id"], unique=False
    )
    op.create_table(
        "attachment_removals",
        sa.Column("attachment_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_attachment_removals_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_removals")),
    )
    op.create_table(
        "alarm_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("is_false", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_alarm_reviews_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_reviews")),
    )
