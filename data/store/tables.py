"""The tables of the store.

Rows are added and never changed. The schema itself is made by ``migrations``; a test holds the
two equal.
"""

from typing import Any

import sqlalchemy as sa

from fct.data.common import (
    actor_columns,
    json_column,
    moment_column,
    number_column,
    points_column,
    text_column,
)

SCHEMA_REVISION = "0005"  # the newest of ``migrations/versions``, known without importing Alembic
KNOWN_REVISIONS = frozenset({"0001", "0002", "0003", "0004", "0005"})
VERSION_TABLE = "fct_schema_version"  # other programs in the same database use Alembic too

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _scored_proposal() -> tuple[sa.Column[Any] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("proposal_id", sa.Integer, primary_key=True),
        sa.ForeignKeyConstraint(["run_id", "proposal_id"], ["scores.run_id", "scores.proposal_id"]),
    )


cycles = sa.Table(
    "cycles",
    metadata,
    sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    text_column("yaml"),
    text_column("sha256"),
    moment_column("added_at"),
    *actor_columns(),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
)

# Absent is empty text in the columns by which a repeat is known: NULL is never equal to NULL.
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("fiscal_year"),
    number_column("number"),
    text_column("component"),
    sa.Column("file_sha256", sa.Text, sa.ForeignKey("files.sha256"), nullable=False),
    text_column("file_name"),
    moment_column("received_at"),
    text_column("status"),
    text_column("refusal_code"),
    text_column("refusal_message", nullable=True),
    text_column("form_version"),
    text_column("form_sha256"),
    text_column("rules_sha256"),
    number_column("proposal_count"),
    text_column("replaces"),
    sa.Column("is_test", sa.Boolean, nullable=False),
    json_column("test_refs"),  # a test has no rows in `proposals`
    *actor_columns(),
    sa.UniqueConstraint("fiscal_year", "number"),
    sa.Index(None, "fiscal_year", "file_sha256"),
    sa.CheckConstraint("status IN ('accepted', 'refused')", name="status"),
)

proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    number_column("fiscal_year"),
    text_column("ref"),
    number_column("version"),
    sa.Column(
        "submission_id", sa.Text, sa.ForeignKey("submissions.id"), nullable=False, index=True
    ),
    number_column("position"),
    text_column("title"),
    text_column("component", nullable=True),
    text_column("project_type", nullable=True),
    text_column("cycle_type", nullable=True),
    text_column("cells"),
    sa.UniqueConstraint("fiscal_year", "ref", "version"),
)

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    text_column("standing"),
    text_column("reason"),
    moment_column("at"),
    *actor_columns(),
    sa.CheckConstraint("standing IN ('withdrawn', 'reopened')", name="standing"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("fiscal_year"),
    number_column("number"),
    number_column("cycle_version"),
    sa.Column("as_of", sa.Date, nullable=False),
    text_column("input_sha256"),
    text_column("form_sha256"),
    text_column("rules_sha256"),
    text_column("rubric_sha256"),
    text_column("cycle_sha256"),
    text_column("code_version"),
    text_column("result_sha256"),
    json_column("budgets"),
    json_column("left"),
    json_column("best_set"),
    json_column("evidence"),
    json_column("counts"),
    moment_column("started_at"),
    moment_column("finished_at"),
    *actor_columns(),
    sa.UniqueConstraint("fiscal_year", "number"),
    sa.UniqueConstraint("fiscal_year", "input_sha256"),
    sa.ForeignKeyConstraint(
        ["fiscal_year", "cycle_version"], ["cycles.fiscal_year", "cycles.version"]
    ),
)

outcomes = sa.Table(
    "outcomes",
    metadata,
    *_scored_proposal(),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.CheckConstraint("outcome BETWEEN -1 AND 1", name="outcome"),
    sqlite_with_rowid=False,  # a third of the space
)

findings = sa.Table(
    "findings",
    metadata,
    *_scored_proposal(),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    text_column("rule"),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    text_column("severity"),
    text_column("field", nullable=True),
    text_column("sheet", nullable=True),
    text_column("cell", nullable=True),
    text_column("seen", nullable=True),
    text_column("message"),
    sqlite_with_rowid=False,
)

scores = sa.Table(
    "scores",
    metadata,
    sa.Column("run_id", sa.Text, sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposals.id"), primary_key=True),
    text_column("verdict"),
    number_column("tier", nullable=True),
    points_column("maturity_low", nullable=True),
    points_column("maturity_high", nullable=True),
    points_column("strength", nullable=True),
    points_column("merit", nullable=True),
    text_column("referral", nullable=True),
    json_column("criteria"),
    json_column("parts"),
    json_column("reading_notes"),
    sqlite_with_rowid=False,
)

ranks = sa.Table(
    "ranks",
    metadata,
    *_scored_proposal(),
    number_column("rank"),
    text_column("mark"),
    json_column("tied_with"),
    json_column("request_kusd"),
    sa.UniqueConstraint("run_id", "rank"),
    sqlite_with_rowid=False,
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    number_column("fiscal_year"),
    sa.Column("run_id", sa.Text, sa.ForeignKey("runs.id"), nullable=False),
    moment_column("published_at"),
    *actor_columns(),
    sa.Index(None, "fiscal_year"),
)

# A proposal's evidence beside its workbook; what was removed stays, with its reason.
attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("fiscal_year"),
    number_column("number"),
    text_column("ref"),
    text_column("criterion"),
    sa.Column("file_sha256", sa.Text, sa.ForeignKey("files.sha256"), nullable=False),
    text_column("file_name"),
    text_column("kind"),
    text_column("declaration"),
    moment_column("received_at"),
    *actor_columns(),
    sa.UniqueConstraint("fiscal_year", "number"),
)

attachment_removals = sa.Table(
    "attachment_removals",
    metadata,
    sa.Column("attachment_id", sa.Text, sa.ForeignKey("attachments.id"), primary_key=True),
    text_column("reason"),
    moment_column("at"),
    *actor_columns(),
)

scenarios = sa.Table(
    "scenarios",
    metadata,
    sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    json_column("content"),
    moment_column("at"),
    *actor_columns(),
)

# Keys are ``FY2027 REF`` for a proposal and ``past N`` for a project of the public record.
overlap_answers = sa.Table(
    "overlap_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    number_column("fiscal_year"),
    text_column("left_key"),
    text_column("right_key"),
    text_column("answer"),
    text_column("reason"),
    moment_column("at"),
    *actor_columns(),
    sa.CheckConstraint("answer IN ('joint project', 'dismissed', 'open')", name="answer"),
    sa.Index(None, "fiscal_year"),
)

rule_stages = sa.Table(
    "rule_stages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    text_column("rule"),
    text_column("stage"),
    text_column("reason"),
    json_column("statistics"),
    moment_column("at"),
    *actor_columns(),
    sa.CheckConstraint("stage IN ('watch', 'warn', 'block')", name="stage"),
)

# A stage that was proposed to be lower; in force it stands in ``rule_stages`` too.
lowerings = sa.Table(
    "lowerings",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("number"),
    text_column("rule"),
    text_column("was"),
    text_column("stage"),
    text_column("reason"),
    json_column("statistics"),
    moment_column("at"),
    *actor_columns(),
    sa.CheckConstraint("stage IN ('watch', 'warn')", name="stage"),
    sa.CheckConstraint("was IN ('warn', 'block')", name="was"),
    sa.UniqueConstraint("number"),
)

lowering_answers = sa.Table(
    "lowering_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lowering_id", sa.Text, sa.ForeignKey("lowerings.id"), nullable=False, index=True),
    text_column("step"),
    text_column("reason"),
    moment_column("at"),
    *actor_columns(),
    sa.CheckConstraint("step IN ('confirmed', 'taken back')", name="step"),
)

alarm_reviews = sa.Table(
    "alarm_reviews",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposals.id"), nullable=False),
    text_column("rule"),
    sa.Column("is_false", sa.Boolean, nullable=False),
    text_column("reason"),
    moment_column("at"),
    *actor_columns(),
)

waivers = sa.Table(
    "waivers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("fiscal_year"),
    number_column("number"),
    text_column("ref"),
    text_column("rule"),
    text_column("reason"),
    sa.Column("expires", sa.Date, nullable=False),
    moment_column("at"),
    *actor_columns(),
    sa.UniqueConstraint("fiscal_year", "number"),
)

waiver_answers = sa.Table(
    "waiver_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("waiver_id", sa.Text, sa.ForeignKey("waivers.id"), nullable=False, index=True),
    text_column("answer"),
    text_column("reason"),
    moment_column("at"),
    *actor_columns(),
    sa.CheckConstraint("answer IN ('approved', 'refused', 'revoked')", name="answer"),
)

# What became of proposals of past cycles; a null is not known.
track_record = sa.Table(
    "track_record",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    number_column("fiscal_year"),
    text_column("ref"),
    sa.Column("was_selected", sa.Boolean, nullable=True),
    sa.Column("tested_well", sa.Boolean, nullable=True),
    sa.Column("was_procured", sa.Boolean, nullable=True),
    text_column("source"),
    moment_column("at"),
    *actor_columns(),
    sa.Index(None, "fiscal_year", "ref"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    moment_column("at"),
    *actor_columns(),
    text_column("action"),
    text_column("object"),
    json_column("details"),
    text_column("previous_hash"),
    text_column("hash"),
)
