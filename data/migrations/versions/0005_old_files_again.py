"""A file that came before may come again, and make an older version the newest."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let one file have several receipts; whether one is due is seen when it comes."""
    if op.get_bind().dialect.name == "sqlite":
        # A constraint of values is not read back from SQLite, so it is named.
        status = sa.CheckConstraint(
            "status IN ('accepted', 'refused')", name=op.f("ck_submissions_status")
        )
        with op.batch_alter_table("submissions", table_args=(status,)) as submissions:
            submissions.drop_constraint("uq_submissions_receipt", type_="unique")
    else:
        op.drop_constraint("uq_submissions_receipt", "submissions")
    op.create_index(
        op.f("ix_submissions_fiscal_year_file_sha256"),
        "submissions",
        ["fiscal_year", "file_sha256"],
        unique=False,
    )
