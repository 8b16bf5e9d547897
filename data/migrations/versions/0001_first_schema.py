"""The first schema: cycles, submissions, proposals, runs and the event log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE_GUARDS = (
    """CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    """CREATE TRIGGER events_no_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never removed'); END""",
    # INSERT OR REPLACE removes the old row without a DELETE trigger.
    """CREATE TRIGGER events_no_replace BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END""",
)

_POSTGRESQL_GUARDS = (
    """CREATE FUNCTION events_are_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are never changed or removed'; END $$""",
    """CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_are_kept()""",
    """CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_kept()""",
)


def upgrade() -> None:
    """Make the tables, and the triggers that keep the event log as it is."""
    op.create_table(
        "cycles",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("yaml", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", "version", name=op.f("pk_cycles")),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cycle_version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("input_sha256", sa.Text(), nullable=False),
        sa.Column("form_sha256", sa.Text(), nullable=False),
        sa.Column("rules_sha256", sa.Text(), nullable=False),
        sa.Column("rubric_sha256", sa.Text(), nullable=False),
        sa.Column("cycle_sha256", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("result_sha256", sa.Text(), nullable=False),
        sa.Column("budgets", sa.Text(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False),
        sa.Column("best_set", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fiscal_year", "cycle_version"],
            ["cycles.fiscal_year", "cycles.version"],
            name=op.f("fk_runs_fiscal_year_cycle_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint(
            "fiscal_year", "input_sha256", name=op.f("uq_runs_fiscal_year_input_sha256")
        ),
        sa.UniqueConstraint("fiscal_year", "number", name=op.f("uq_runs_fiscal_year_number")),
    )
    op.create_table(
        "submissions",
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
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'refused')", name=op.f("ck_submissions_status")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["files.sha256"], name=op.f("fk_submissions_file_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint(
            "fiscal_year",
            "component",
            "file_sha256",
            "replaces",
            "refusal_code",
            name="uq_submissions_receipt",
        ),
        sa.UniqueConstraint(
            "fiscal_year", "number", name=op.f("uq_submissions_fiscal_year_number")
        ),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=True),
        sa.Column("project_type", sa.Text(), nullable=True),
        sa.Column("cycle_type", sa.Text(), nullable=True),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_proposals_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint(
            "fiscal_year", "ref", "version", name=op.f("uq_proposals_fiscal_year_ref_version")
        ),
    )
    op.create_index(
        op.f("ix_proposals_submission_id"), "proposals", ["submission_id"], unique=False
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_component", sa.Text(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=True),
        sa.Column("actor_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_publications_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
    )
    op.create_index(
        op.f("ix_publications_fiscal_year"), "publications", ["fiscal_year"], unique=False
    )
    op.create_table(
        "scores",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("maturity_low", sa.Float(precision=53), nullable=True),
        sa.Column("maturity_high", sa.Float(precision=53), nullable=True),
        sa.Column("strength", sa.Float(precision=53), nullable=True),
        sa.Column("merit", sa.Float(precision=53), nullable=True),
        sa.Column("referral", sa.Text(), nullable=True),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("reading_notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_scores_proposal_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_scores_run_id")),
        sa.PrimaryKeyConstraint("run_id", "proposal_id", name=op.f("pk_scores")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "findings",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "proposal_id"],
            ["scores.run_id", "scores.proposal_id"],
            name=op.f("fk_findings_run_id_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("run_id", "proposal_id", "seq", name=op.f("pk_findings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcomes",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("outcome BETWEEN -1 AND 1", name=op.f("ck_outcomes_outcome")),
        sa.ForeignKeyConstraint(
            ["run_id", "proposal_id"],
            ["scores.run_id", "scores.proposal_id"],
            name=op.f("fk_outcomes_run_id_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("run_id", "proposal_id", "rule", name=op.f("pk_outcomes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ranks",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("tied_with", sa.Text(), nullable=False),
        sa.Column("request_kusd", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "proposal_id"],
            ["scores.run_id", "scores.proposal_id"],
            name=op.f("fk_ranks_run_id_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("run_id", "proposal_id", name=op.f("pk_ranks")),
        sa.UniqueConstraint("run_id", "rank", name=op.f("uq_ranks_run_id_rank")),
        sqlite_with_rowid=False,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_GUARDS if sqlite else _POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: what is in the store is never removed."""
    raise NotImplementedError("the store goes forward only; restore the backup of the older one")
