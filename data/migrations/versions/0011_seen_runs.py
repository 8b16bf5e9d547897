"""Runs as those who may not see every proposal see them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "seen_runs",
        sa.Column("hidden_key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False),
        sa.Column("best_set", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_seen_runs_run_id")),
        sa.PrimaryKeyConstraint("hidden_key", "run_id", name=op.f("pk_seen_runs")),
    )
    op.create_table(
        "seen_ranks",
        sa.Column("hidden_key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("tied_with", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hidden_key", "run_id"],
            ["seen_runs.hidden_key", "seen_runs.run_id"],
            name=op.f("fk_seen_ranks_hidden_key_run_id"),
        ),
        sa.PrimaryKeyConstraint("hidden_key", "run_id", "proposal_id", name=op.f("pk_seen_ranks")),
        sqlite_with_rowid=False,
    )
