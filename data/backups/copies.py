"""A database copied as it is at one moment, from SQLite or PostgreSQL, to either.

A backup holds a SQLite file in any case: what was kept on a server can be restored on one machine,
and the other way round.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from fct.data.common import StoreError, UtcDateTime
from fct.data.store import Database, Settings, make_engine, synced, upgrade_schema
from fct.data.tables import VERSION_TABLE, metadata

_ROWS = 5000  # copied at a time
_PRIVATE_FILE = 0o600


def copy_database(settings: Settings, target: Path) -> None:
    """Write a database into a new SQLite file, as it is at one moment; writers go on meanwhile.

    Its connections are its own, so that what one person may see does not limit a backup.

    Raises
    ------
    StoreError
        If the file cannot be written, or the database has a table that this program does not know.
    """
    target.touch(mode=_PRIVATE_FILE, exist_ok=False)
    engine = make_engine(settings)
    try:
        if settings.sqlite_path is not None:
            _copy_sqlite(engine, target)
            return
        with (
            opened_file(target) as copy,
            Database(settings, engine).reading() as source,
            copy.writing() as out,
        ):
            copy_rows(source, out)
    finally:
        engine.dispose()


def _copy_sqlite(engine: sa.Engine, target: Path) -> None:
    with engine.connect() as source:
        driver: Any = source.connection.driver_connection
        copy = sqlite3.connect(target)
        try:
            driver.backup(copy)  # in one step: a reader of one moment, whom no writer waits for
        finally:
            copy.close()


@contextmanager
def opened_file(path: Path) -> Iterator[Database]:
    """Give the database of a SQLite file at this program's revision; then it stands by itself."""
    settings = Settings(path.parent, f"sqlite:///{path}")
    engine = make_engine(settings)
    try:
        upgrade_schema(engine, settings)
        yield Database(settings, engine)
    finally:
        engine.dispose()
        _seal(path)


def _seal(path: Path) -> None:
    """Put a SQLite file on the disk without a log beside it."""
    copy = sqlite3.connect(path)
    try:
        # Folds the log into the file: a backup is files that stand by themselves.
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    synced(path)


def copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """Copy all rows of all tables into those of another database, which are empty.

    Raises
    ------
    StoreError
        If the source has a table that this program does not know: nothing is left out in silence.
    """
    unknown = {*sa.inspect(source).get_table_names()} - {*metadata.tables, VERSION_TABLE}
    if unknown:
        raise StoreError(
            f"The database has a table `{min(unknown)}` that this program does not know, so that "
            "its backup would not be whole. Give the store a database of its own."
        )
    for table in metadata.sorted_tables:  # what is referred to comes first
        plain = _plain(table)
        rows = source.execute(
            sa.select(plain).order_by(*(plain.c[column.name] for column in table.primary_key)),
            execution_options={"yield_per": _ROWS},
        )
        for some in rows.mappings().partitions():
            target.execute(sa.insert(plain), [dict(row) for row in some])
        if target.dialect.name == "postgresql":
            _count_on(target, table)


def _plain(table: sa.Table) -> sa.Table:
    """Return a table whose values are what is stored: JSON and listed words are text."""
    columns = [sa.Column(column.name, _stored_type(column.type)) for column in table.columns]
    return sa.Table(table.name, sa.MetaData(), *columns)


def _stored_type(kind: Any) -> Any:
    while isinstance(kind, TypeDecorator) and not isinstance(kind, UtcDateTime):
        kind = kind.impl_instance
    return kind


def _count_on(target: sa.Connection, table: sa.Table) -> None:
    """Let a server number the next row of a table after those that were copied."""
    column = table.autoincrement_column
    if column is None:
        return
    last = sa.select(sa.func.max(column)).scalar_subquery()
    # Copied rows brought their numbers with them, so the server's own counter still stands at the
    # start.
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    target.execute(sa.select(sa.func.setval(sequence, last)))
