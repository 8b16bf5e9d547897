"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Change the schema; `SCHEMA_REVISION` and `KNOWN_REVISIONS` name this revision."""
    ${upgrades if upgrades else "pass"}
