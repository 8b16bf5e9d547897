"""The seals of the rows that were added with an event."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was there before is sealed once the schema is whole."""
    op.add_column("events", sa.Column("rows", sa.Text(), nullable=False, server_default="{}"))
