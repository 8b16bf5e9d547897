"""Test submissions, and what a sponsor did with a proposal: withdrawn, re-opened."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = ("fiscal_year", "component", "file_sha256", "replaces", "refusal_code", "is_test")
_KEPT = (
    "id, fiscal_year, number, component, file_sha256, file_name, received_at, status, "
    "refusal_code, refusal_message, form_version, form_sha256, rules_sha256, proposal_count, "
    "replaces, actor_name, actor_component, actor_role, actor_verified"
)


def upgrade() -> None:
    """Let one file be a test and a submission, and make the table of standings."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_submissions()
    else:
        op.add_column(
            "submissions", sa.Column("is_test", sa.Boolean(), nullable=False, server_default="f")
        )
        op.add_column(
            "submissions", sa.Column("test_refs", sa.Text(), nullable=False, server_default="[]")
        )
        op.alter_column("submissions", "is_test", server_default=None)
        op.alter_column("submissions", "test_refs", server_default=None)
        op.drop_constraint("uq_submissions_receipt", "submissions")
        op.create_unique_constraint("uq_submissions_receipt", "submissions", list(_KEY))
    op.create_table(
        "standings",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "standing IN ('withdrawn', 'reopened')", name=op.f("ck_standings_standing")
        ),
        sa.PrimaryKeyConstraint("fiscal_year", "ref", "number", name=op.f("pk_standings")),
    )


def _rebuild_submissions() -> None:
    """SQLite cannot change a key: a new table takes the rows over and the name.

    The caller has switched foreign keys off; proposals refer to the table by its name.
    """
    op.create_table(
        "submissions_new",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("refusal_code", sa.Text(), nullable=False),
        sa.Column("refusal_message", sa.Text(), nullable=True),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("form_sha256", sa.Text(), nullable=False),
        sa.Column("rules_sha256", sa.Text(), nullable=False),
        sa.Column("proposal_count", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("test_refs", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'refused')", name=op.f("ck_submissions_status")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["files.sha256"], name=op.f("fk_submissions_file_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint(*_KEY, name="uq_submissions_receipt"),
        sa.UniqueConstraint(
            "fiscal_year", "number", name=op.f("uq_submissions_fiscal_year_number")
        ),
    )
    op.execute(
        f"INSERT INTO submissions_new ({_KEPT}, is_test, test_refs) "  # noqa: S608 - names above
        f"SELECT {_KEPT}, 0, '[]' FROM submissions"
    )
    op.drop_table("submissions")
    op.rename_table("submissions_new", "submissions")
