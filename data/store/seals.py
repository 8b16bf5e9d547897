"""Seals: the hash of the rows that a transaction added, kept in its entry of the event log.

The log is a chain, and each entry carries the seals of the rows that came with it, so that no row
of any table can be changed, removed or put in unnoticed. Rows that come together are sealed
together: those of a list workbook, those of a run. What is sealed is what the database holds, read
raw, so that a value of another type or a byte that is no text is another value.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from fct.data.common import Json, dump_json
from fct.data.tables import UNSEALED, metadata, sealed_columns

_ROWS = 10_000
_QUERIES = 200  # of all tables, for both databases
_EVERYTHING = "everything"


@contextmanager
def everything_unsealed(connection: sa.Connection) -> Iterator[None]:
    """Let the next entry of a writing transaction seal all rows that there are."""
    connection.info[UNSEALED] = _EVERYTHING
    try:
        yield
    finally:
        del connection.info[UNSEALED]


def seals_of(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Return the seals of what was added on a connection since it was asked last.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.

    Returns
    -------
    dict of str to dict of str to str
        SHA-256 by table and by key of the rows that are sealed together.
    """
    added = connection.info.get(UNSEALED, {})
    if added is _EVERYTHING:
        return all_seals(connection)
    seals: dict[str, dict[str, str]] = {}
    for table, values in list(added):
        seals.setdefault(table.name, {}).update(table_seals(connection, table, *values))
    added.clear()
    return seals


def table_seals(
    connection: sa.Connection, table: sa.Table, *key: object
) -> Iterator[tuple[str, str]]:
    """Give key and SHA-256 of each set of rows of a table that are sealed together.

    Parameters
    ----------
    connection : Connection
    table : Table
    *key : object
        Values of the columns by which the rows of one set are sealed; all sets by default.
    """
    by = sealed_columns(table)
    names, found = _rows_to_seal(table, is_one=bool(key), is_server=_is_server(connection))
    asked = dict(zip(by, key, strict=True)) if key else {}
    rows = connection.execute(found, asked, execution_options={"yield_per": _ROWS})
    for values, some in groupby(_plain(rows, table, names), key=lambda row: row[: len(by)]):
        # The names as well: a column that is renamed or added is another row.
        digest = hashlib.sha256(repr(names).encode())
        for row in some:
            # repr keeps 1 and '1' apart, and None and 'None'. Surrogates pass, as a text may hold
            # bytes that are no text.
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
        yield key_text(values), digest.hexdigest()


@lru_cache(maxsize=_QUERIES)
def _rows_to_seal(
    table: sa.Table, *, is_one: bool, is_server: bool
) -> tuple[list[str], sa.Select[Any]]:
    """Return the columns of a table as they are sealed, and the query of all rows or of one set."""
    by = sealed_columns(table)
    # In an order that the statement fixes, so that a table rebuilt with its columns in another
    # order has the same seal.
    ordered = list(dict.fromkeys([*by, *(column.name for column in table.primary_key)]))
    names = [*ordered, *(column.name for column in table.columns if column.name not in ordered)]
    found = sa.select(*(_raw(table.c[name]) for name in names))
    if is_one:
        found = found.where(*(table.c[name] == sa.bindparam(name) for name in by))
    return names, found.order_by(
        *(_in_bytes(table.c[name], is_server=is_server) for name in ordered)
    )


def stored_rows(connection: sa.Connection, table: sa.Table) -> Iterator[tuple[Any, ...]]:
    """Give all rows of a table in the order of its key, each value as the database has it."""
    names = [column.name for column in table.columns]
    found = sa.select(*map(_raw, table.columns)).order_by(*table.primary_key)
    rows = connection.execute(found, execution_options={"yield_per": _ROWS})
    yield from _plain(rows, table, names)


def stored_values(table: sa.Table, values: Mapping[str, object]) -> tuple[Any, ...]:
    """Return the values of a row as the database has them once they are added."""
    return tuple(
        dump_json(values[column.name])
        if isinstance(column.type, Json)
        else _as_stored(values[column.name])
        for column in table.columns
    )


def key_text(values: Sequence[Any]) -> str:
    """Return the key of rows that are sealed together, as the log has it."""
    return str(values[0]) if len(values) == 1 else dump_json(list(values))


def _raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Return a column whose values are given as the driver reads them."""
    # A type of ours would make one value of two that are stored otherwise, as 1 and 1.0.
    return sa.type_coerce(column, sa.types.NullType()).label(column.name)


def _in_bytes(column: sa.Column[Any], *, is_server: bool) -> sa.ColumnElement[Any]:
    """Return what orders by a column alike on both databases: text by its bytes."""
    is_text = isinstance(column.type, sa.Text)
    # A server orders text by its locale; the hash of rows must not depend on where they are.
    return sa.collate(column, "C") if is_text and is_server else column


def _is_server(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _plain(
    rows: sa.CursorResult[Any], table: sa.Table, names: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Give rows with the few values that the two drivers read otherwise made alike."""
    odd = [number for number, name in enumerate(names) if _is_odd(table.c[name])]
    for some in rows.partitions():
        for row in some:
            if not odd:
                yield tuple(row)
                continue
            values = list(row)
            for number in odd:
                values[number] = _as_stored(values[number])
            yield tuple(values)


def _is_odd(column: sa.Column[Any]) -> bool:
    kind: Any = column.type
    kind = getattr(kind, "impl_instance", kind)
    return isinstance(kind, sa.Boolean | sa.Date | sa.DateTime)


def _as_stored(value: Any) -> Any:
    """Return a value as SQLite keeps it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, dt.date) else value


def sealed_tables() -> list[sa.Table]:
    """Return the tables whose rows are sealed, those first to which others refer."""
    return [table for table in metadata.sorted_tables if sealed_columns(table)]


def all_seals(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Return the seals of all rows that are sealed, as they are now."""
    return {table.name: dict(table_seals(connection, table)) for table in sealed_tables()}
