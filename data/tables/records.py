"""How a table comes from a frozen dataclass: columns from its fields, rows from and to records.

The column of a field follows its type: text, whole numbers, booleans, dates, moments, an
enumeration as its text, a model as JSON, an actor as the five columns that name one. A field
annotated with a column type, ``Annotated[str | None, EmptyText()]``, gets that one.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from types import NoneType
from typing import Annotated, Any, Protocol, Self, TypeVar, get_args, get_origin, get_type_hints

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from fct.data.common import (
    Actor,
    Json,
    UtcDateTime,
    actor_columns,
    loaded_once,
    number_column,
)
from fct.data.tables.withheld import NOTHING_WITHHELD, WORDS, Withholding

R = TypeVar("R")
UNSEALED = "fct_unsealed"  # what was added on a connection and has no seal yet, while it writes
NEWEST = "fct_newest"  # the last entry of the log that was added on it
SEALED_BY = "sealed_by"  # names in the info of a table whose rows are sealed together

_TYPES: Mapping[type, type[TypeEngine[Any]]] = {
    str: sa.Text,
    int: sa.Integer,
    bool: sa.Boolean,
    dt.date: sa.Date,
    dt.datetime: UtcDateTime,
}


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class EmptyText(TypeDecorator[str]):
    """Text whose absence is kept as empty text: NULL is never equal to NULL."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str:  # noqa: ARG002 - the base class has it
        """Return what is stored."""
        return value or ""

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 - the base class has it
        """Return what was stored."""
        return value or None


class EnumText(TypeDecorator[StrEnum]):
    """A member of an enumeration, kept as its text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 - the base class has it
        """Return what is stored."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:  # noqa: ARG002 - the base class has it
        """Return what was stored."""
        return None if value is None else self.kind(value)


class Model(Protocol):
    """A validated model with JSON values of its own."""

    def as_plain(self) -> dict[str, Any]:
        """Return the model as JSON values."""

    @classmethod
    def model_validate(cls, obj: object) -> Self:
        """Return the model that the values make."""


class ModelJson(TypeDecorator[Model]):
    """A model, kept as JSON."""

    impl = Json
    cache_ok = True

    def __init__(self, kind: type[Model]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Model | None, dialect: sa.Dialect) -> dict[str, Any] | None:  # noqa: ARG002 - the base class has it
        """Return what is stored."""
        return None if value is None else value.as_plain()

    def process_result_value(self, value: object, dialect: sa.Dialect) -> Model | None:  # noqa: ARG002 - the base class has it
        """Return what was stored."""
        return None if value is None else self.kind.model_validate(value)


def table_of(
    record: type,
    name: str,
    *more: sa.Column[Any] | sa.Constraint | sa.Index,
    key: sa.Column[Any] | None = None,
    sealed_by: tuple[str, ...] | None = None,
) -> sa.Table:
    """Return the table whose rows are records.

    Parameters
    ----------
    record : type
        Its fields are the columns.
    name : str
    *more : Column, Constraint or Index
        What the record lacks: further columns, keys, references, checks.
    key : Column, optional
        Before all others.
    sealed_by : tuple of str, optional
        The columns by which rows are sealed together, see :func:`sealed_columns`.
    """
    first = [] if key is None else [key]
    info = {} if sealed_by is None else {SEALED_BY: sealed_by}
    return sa.Table(name, metadata, *first, *columns_of(record), *more, info=info)


def serial() -> sa.Column[int]:
    """Return the key of a table whose rows count by themselves."""
    return sa.Column("id", sa.Integer, primary_key=True)


def numbered() -> tuple[sa.Column[int], sa.Constraint, sa.Constraint]:
    """Return what a table has whose rows count from 1 in each cycle, under an id made of that."""
    unique = sa.UniqueConstraint("fiscal_year", "number")
    return number_column("number"), sa.PrimaryKeyConstraint("id"), unique


def columns_of(record: type) -> list[sa.Column[Any]]:
    """Return the columns of a record's fields, in their order; keys are declared with the table."""
    hints = get_type_hints(record, include_extras=True)
    columns: list[sa.Column[Any]] = []
    for name in field_names(record):
        columns += actor_columns() if hints[name] is Actor else [_column(name, hints[name])]
    return columns


def _column(name: str, hint: Any) -> sa.Column[Any]:
    if get_origin(hint) is Annotated:
        return sa.Column(name, get_args(hint)[1], nullable=False)
    kinds = set(get_args(hint)) or {hint}
    (kind,) = kinds - {NoneType}
    return sa.Column(name, _type_of(kind), nullable=NoneType in kinds)


def _type_of(kind: type[Any]) -> TypeEngine[Any]:
    if kind in _TYPES:
        return _TYPES[kind]()
    return EnumText(kind) if issubclass(kind, StrEnum) else ModelJson(kind)


@loaded_once
def field_names(record: type) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    return tuple(one.name for one in fields(record))


def insert_record(
    connection: sa.Connection, table: sa.Table, record: object, **more: object
) -> None:
    """Add a record as a row in the caller's writing transaction.

    Parameters
    ----------
    connection : Connection
    table : Table
    record : dataclass
        Fields that the table does not have are left out.
    **more : object
        Columns that the record does not have, or has otherwise.
    """
    insert_row(connection, table, row_values(table, record) | more)


def insert_row(connection: sa.Connection, table: sa.Table, values: Mapping[str, object]) -> None:
    """Add a row in the caller's writing transaction, to be sealed by the next event of it."""
    added = connection.execute(sa.insert(table), values)
    key: tuple[Any, ...] = tuple(added.inserted_primary_key or ())
    names = [column.name for column in table.primary_key]
    found = {**values, **dict(zip(names, key, strict=True))}
    _note(connection, table, tuple(found[name] for name in sealed_columns(table)))


def sealed_columns(table: sa.Table) -> tuple[str, ...]:
    """Return the columns by which rows of a table are sealed together; none where they are not.

    By default each row has a seal of its own. What is made anew from other rows at any time has
    none, and neither have sessions.
    """
    by: tuple[str, ...] | None = table.info.get(SEALED_BY)
    return tuple(column.name for column in table.primary_key) if by is None else by


def _note(connection: sa.Connection, table: sa.Table, values: tuple[Any, ...]) -> None:
    unsealed: dict[tuple[sa.Table, tuple[Any, ...]], None] | None = connection.info.get(UNSEALED)
    if unsealed is not None and values:
        unsealed[table, values] = None


def row_values(table: sa.Table, record: object) -> dict[str, object]:
    """Return the columns of a table that a record has."""
    values: dict[str, object] = {}
    for name in field_names(type(record)):
        value = getattr(record, name)
        if isinstance(value, Actor):
            values |= actor_values(value)
        elif name in table.c:
            values[name] = value
    return values


def read_records(
    connection: sa.Connection, record: type[R], query: sa.Select[Any], **values: object
) -> list[R]:
    """Return the records of the rows that a query finds, in its order.

    Parameters
    ----------
    connection : Connection
    record : type
    query : Select
        One that is asked often is made once, with a ``bindparam`` for what differs: to make it
        takes longer than to ask it.
    **values : object
        Of its parameters.
    """
    found = connection.execute(query, values).mappings()
    return [record_of(record, shown_row(connection, row)) for row in found]


def read_records_by(
    connection: sa.Connection, record: type[R], query: sa.Select[Any], key: str, **values: object
) -> dict[str, R]:
    """Return the records of the rows that a query finds, by the text in a column; the last counts.

    Parameters
    ----------
    connection : Connection
    record : type
    query : Select
    key : str
        Name of the column.
    **values : object
        Of the parameters of the query.
    """
    found = connection.execute(query, values).mappings()
    return {row[key]: record_of(record, shown_row(connection, row)) for row in found}


def withheld_on(connection: sa.Connection) -> Withholding:
    """Return which refs are not to be read on a connection."""
    found = connection.get_execution_options().get("fct_withheld")
    return found if isinstance(found, Withholding) else NOTHING_WITHHELD


def shown_row(connection: sa.Connection, row: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a row with what is withheld replaced where people write as they like."""
    withheld = withheld_on(connection)
    if not withheld:
        return row
    return {
        name: withheld.value(value) if str(name) in WORDS else value for name, value in row.items()
    }


def record_of(record: type[R], row: Mapping[Any, Any], **more: object) -> R:
    """Return the record of a row.

    Parameters
    ----------
    record : type
    row : mapping
        Columns that the record does not have are left out.
    **more : object
        Fields that the row does not have, or has otherwise.
    """
    values: dict[str, Any] = dict(more)
    for name in set(field_names(record)) - more.keys():
        if name in row:
            values[name] = row[name]
        elif name == "actor":
            values[name] = row_actor(row)
    return record(**values)


def next_number(connection: sa.Connection, table: sa.Table, fiscal_year: int) -> int:
    """Return the number of the next row of a cycle, which counts from 1."""
    newest = sa.select(sa.func.max(table.c.number)).where(table.c.fiscal_year == fiscal_year)
    return int(connection.scalar(newest) or 0) + 1


def actor_values(actor: Actor) -> dict[str, object]:
    """Return the five columns of an actor."""
    return {f"actor_{name}": getattr(actor, name) for name in field_names(Actor)}


def row_actor(row: Mapping[Any, Any]) -> Actor:
    """Return the actor of a row."""
    return Actor(*(row[f"actor_{name}"] for name in field_names(Actor)))


def insert_tuples(
    connection: sa.Connection,
    table: sa.Table,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Add rows of plain values in the caller's transaction.

    Parameters
    ----------
    connection : Connection
    table : Table
    names : sequence of str
        Columns, in the order of the values.
    rows : iterable of sequence
        Values that the driver takes as they are: text, numbers, None.
    """
    columns = ", ".join(f'"{name}"' for name in names)
    by = [names.index(name) for name in sealed_columns(table)]
    rows = _noted(connection, table, by, rows) if by else rows
    cursor: Any = connection.connection.cursor()  # the drivers differ
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            cursor.executemany(
                f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",  # noqa: S608 - names of our own tables
                rows,
            )
            return
        # COPY, because a run of 10,000 proposals has half a million outcomes.
        with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


def _noted(
    connection: sa.Connection, table: sa.Table, by: Sequence[int], rows: Iterable[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    last: tuple[Any, ...] = ()
    for row in rows:
        values = tuple(row[number] for number in by)
        # Rows that are sealed together come one after the other: one note for all of them.
        if values != last:
            _note(connection, table, values)
            last = values
        yield row
