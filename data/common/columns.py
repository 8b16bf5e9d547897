"""The types of the store's columns, which both databases keep alike."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

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

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 - the base class has it
        """Return what is stored."""
        return None if value is None else dump_json(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:  # noqa: ARG002 - the base class has it
        """Return what was stored."""
        return None if value is None else load_json(value)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC and given back aware."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002 - the base class has it
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
        dialect: sa.Dialect,  # noqa: ARG002 - the base class has it
    ) -> dt.datetime | None:
        """Return what was stored; SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def text_column(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, sa.Text, nullable=nullable)


def number_column(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer, nullable=nullable)


def points_column(name: str, *, nullable: bool = False) -> sa.Column[float]:
    """Return a column of a score."""
    return sa.Column(name, sa.Float(53), nullable=nullable)


def json_column(name: str) -> sa.Column[Any]:
    """Return a column of a JSON value."""
    return sa.Column(name, Json, nullable=False)


def actor_columns() -> tuple[sa.Column[Any], ...]:
    """Return the five columns that name who acts."""
    return (
        text_column("actor_name"),
        text_column("actor_component", nullable=True),
        text_column("actor_role", nullable=True),
        sa.Column("actor_verified", sa.Boolean, nullable=False),
        sa.Column("actor_account", sa.BigInteger, nullable=True),
    )
