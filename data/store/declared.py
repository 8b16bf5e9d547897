"""Whether a database declares tables and guards as this program does.

A database file can be changed where it says what its columns are, or what a guard refuses; no value
changes by that, and what is written later does. On a server only its owner could do that; there the
guards are looked for by name (:mod:`fct.data.store.guards`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from fct.data.store.guards import guard_statements
from fct.data.tables import metadata


class Declared(NamedTuple):
    """A table or guard that is declared otherwise; what is missing is None."""

    kind: str
    name: str
    expected: str | None
    found: str | None


def otherwise_declared(connection: sa.Connection) -> Iterator[Declared]:
    """Give the guards and tables of a SQLite database that are declared otherwise, or missing."""
    if connection.dialect.name != "sqlite":
        return
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    there: dict[str, str] = {row[0]: row[1] for row in connection.exec_driver_sql(query)}
    for name, statement in sorted(guard_statements(connection).items()):
        if there.get(name) != statement:
            yield Declared("guard", name, statement, there.get(name))
    for table in metadata.sorted_tables:
        expected, found = _declared(connection, table), _found(connection, table.name)
        if expected != found:
            expected_only = [one for one in expected if one not in found]
            found_only = [one for one in found if one not in expected]
            yield Declared("table", table.name, str(expected_only), str(found_only))


def _declared(connection: sa.Connection, table: sa.Table) -> list[tuple[Any, ...]]:
    """Return columns and references of a table as this program declares them, sorted."""
    columns = [
        (one.name, one.type.compile(connection.dialect), not one.nullable, one.primary_key)
        for one in table.columns
    ]
    references = [
        (key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys
    ]
    return sorted(columns) + sorted(references)


def _found(connection: sa.Connection, name: str) -> list[tuple[Any, ...]]:
    """Return columns and references of a table as the database reads its own declaration."""
    # What SQLite makes of its declaration, rather than its text: that may be spaced otherwise and
    # mean the same.
    columns = connection.exec_driver_sql(f'PRAGMA table_xinfo("{name}")')
    references = connection.exec_driver_sql(f'PRAGMA foreign_key_list("{name}")')
    return sorted((row[1], row[2], bool(row[3]), bool(row[5])) for row in columns) + sorted(
        (row[3], row[2], row[4]) for row in references
    )
