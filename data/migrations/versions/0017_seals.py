"""The seals of the rows that were added with an event."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was there before is sealed once the schema is whole.

    The figures of a change of stage may be hidden from who reads it.
    """
    for table in ("lowerings", "rule_stages"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("statistics", existing_type=sa.Text(), nullable=True)
    op.add_column("events", sa.Column("rows", sa.Text(), nullable=False, server_default="{}"))
