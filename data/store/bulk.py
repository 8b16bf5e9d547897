"""Many rows at once, by the quickest way that each driver has."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa


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
    cursor: Any = connection.connection.cursor()  # the drivers differ
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            cursor.executemany(
                f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",  # noqa: S608
                rows,
            )
            return
        with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()
