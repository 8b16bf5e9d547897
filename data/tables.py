"""The tables of the store, and the types that both databases keep alike.

Rows are added and never changed. The schema itself is made by ``migrations``; a test holds the
two equal.
"""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

SCHEMA_REVISION = "0002"  # the newest of ``migrations/versions``, known without importing Alembic
KNOWN_REVISIONS = frozenset({"0001", "0002"})
VERSION_TABLE = "fct_schema_version"  # other programs in the same database use Alembic too

_JSON_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS


def dump_json(value: Any) -> str:
    """Return ``value`` as JSON with sorted keys; decimals become text, keys become text."""
    try:
        return orjson.dumps(value, default=_to_json, option=_JSON_OPTIONS).decode()
    except TypeError:  # whole numbers past 64 bits and halves of surrogate pairs
        return json.dumps(value, default=_to_json, sort_keys=True, separators=(",", ":"))


def load_json(text: str) -> Any:
    """Return the value that :func:`dump_json` wrote."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _to_json(value: object) -> object:
    match value:
        case Decimal():
            return f"{value:f}"
        case set() | frozenset():
            return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")


def clean_text(text: str) -> str:
    """Return ``text`` without what a database cannot hold: NUL and halves of surrogate pairs."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


class Json(TypeDecorator[Any]):
    """JSON values kept as text, the same on both databases."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Return what is stored."""
        return None if value is None else dump_json(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """Return what was stored."""
        return None if value is None else load_json(value)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC and given back aware."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> dt.datetime | None:
        """Return what is stored; a moment without a zone is refused."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self,
        value: dt.datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> dt.datetime | None:
        """Return what was stored; SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _points(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=nullable)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=False)


def _moment(name: str) -> sa.Column[dt.datetime]:
    return sa.Column(name, UtcDateTime, nullable=False)


def _actor() -> tuple[sa.Column[Any], ...]:
    return (
        _text("actor_name"),
        _text("actor_component", nullable=True),
        _text("actor_role", nullable=True),
        sa.Column("actor_verified", sa.Boolean, nullable=False),
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
    _text("yaml"),
    _text("sha256"),
    _moment("added_at"),
    *_actor(),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
)

# Absent is empty text in the three columns of the key: NULL is never equal to NULL.
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _number("fiscal_year"),
    _number("number"),
    _text("component"),
    sa.Column("file_sha256", sa.Text, sa.ForeignKey("files.sha256"), nullable=False),
    _text("file_name"),
    _moment("received_at"),
    _text("status"),
    _text("refusal_code"),
    _text("refusal_message", nullable=True),
    _text("form_version"),
    _text("form_sha256"),
    _text("rules_sha256"),
    _number("proposal_count"),
    _text("replaces"),
    sa.Column("is_test", sa.Boolean, nullable=False),
    _json("test_refs"),  # a test has no rows in `proposals`
    *_actor(),
    sa.UniqueConstraint("fiscal_year", "number"),
    sa.UniqueConstraint(
        "fiscal_year",
        "component",
        "file_sha256",
        "replaces",
        "refusal_code",
        "is_test",
        name="uq_submissions_receipt",  # PostgreSQL cuts names at 63 characters
    ),
    sa.CheckConstraint("status IN ('accepted', 'refused')", name="status"),
)

proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _number("fiscal_year"),
    _text("ref"),
    _number("version"),
    sa.Column(
        "submission_id", sa.Text, sa.ForeignKey("submissions.id"), nullable=False, index=True
    ),
    _number("position"),
    _text("title"),
    _text("component", nullable=True),
    _text("project_type", nullable=True),
    _text("cycle_type", nullable=True),
    _text("cells"),
    sa.UniqueConstraint("fiscal_year", "ref", "version"),
)

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("standing"),
    _text("reason"),
    _moment("at"),
    *_actor(),
    sa.CheckConstraint("standing IN ('withdrawn', 'reopened')", name="standing"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _number("fiscal_year"),
    _number("number"),
    _number("cycle_version"),
    sa.Column("as_of", sa.Date, nullable=False),
    _text("input_sha256"),
    _text("form_sha256"),
    _text("rules_sha256"),
    _text("rubric_sha256"),
    _text("cycle_sha256"),
    _text("code_version"),
    _text("result_sha256"),
    _json("budgets"),
    _json("left"),
    _json("best_set"),
    _json("evidence"),
    _json("counts"),
    _moment("started_at"),
    _moment("finished_at"),
    *_actor(),
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
    _text("rule"),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    _text("severity"),
    _text("field", nullable=True),
    _text("sheet", nullable=True),
    _text("cell", nullable=True),
    _text("seen", nullable=True),
    _text("message"),
    sqlite_with_rowid=False,
)

scores = sa.Table(
    "scores",
    metadata,
    sa.Column("run_id", sa.Text, sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposals.id"), primary_key=True),
    _text("verdict"),
    _number("tier", nullable=True),
    _points("maturity_low", nullable=True),
    _points("maturity_high", nullable=True),
    _points("strength", nullable=True),
    _points("merit", nullable=True),
    _text("referral", nullable=True),
    _json("criteria"),
    _json("parts"),
    _json("reading_notes"),
    sqlite_with_rowid=False,
)

ranks = sa.Table(
    "ranks",
    metadata,
    *_scored_proposal(),
    _number("rank"),
    _text("mark"),
    _json("tied_with"),
    _json("request_kusd"),
    sa.UniqueConstraint("run_id", "rank"),
    sqlite_with_rowid=False,
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _number("fiscal_year"),
    sa.Column("run_id", sa.Text, sa.ForeignKey("runs.id"), nullable=False),
    _moment("published_at"),
    *_actor(),
    sa.Index(None, "fiscal_year"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    _moment("at"),
    *_actor(),
    _text("action"),
    _text("object"),
    _json("details"),
    _text("previous_hash"),
    _text("hash"),
)
