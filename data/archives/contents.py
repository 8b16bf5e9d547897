"""What is in the archive of a cycle: all its rows, the files as they came, the log, the texts."""

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import dump_json, load_json, neutral_text
from fct.data.store import FIRST_HASH, Database, event_text, sealed_tables
from fct.data.tables import attachments, events, files as kept_files, submissions

WRITTEN = "archive written"  # the entry of the log that says that an archive went out
_LONGEST_SUFFIX = 6


def rows_of_year(connection: sa.Connection, fiscal_year: int) -> dict[str, bytes]:
    """Return every table as JSON and as CSV, with the rows that belong to a cycle.

    A table that is of no cycle, such as that of people, is there as a whole. In the CSV, text that
    a spreadsheet program would take for a formula has an apostrophe before it.
    """
    found: dict[str, bytes] = {}
    for table in sealed_tables():
        query = _selected(table, fiscal_year).order_by(*table.primary_key.columns)
        rows = connection.execute(query).mappings()
        plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
        names = [column.name for column in table.columns]
        found[f"data/{table.name}.json"] = json_bytes(plain)
        found[f"data/{table.name}.csv"] = _csv_bytes(names, plain)
    return found


def _selected(table: sa.Table, fiscal_year: int) -> sa.Select[Any]:
    where = _of_year(table, fiscal_year)
    return sa.select(table) if where is None else sa.select(table).where(where)


def _of_year(table: sa.Table, fiscal_year: int) -> sa.ColumnElement[bool] | None:
    """Return what holds for the rows of a table that belong to a cycle; None where all do."""
    if table is kept_files:
        return kept_files.c.sha256.in_(_named_by(fiscal_year))
    if "fiscal_year" in table.c:
        return table.c.fiscal_year == fiscal_year
    # Rows without a year belong where those do to which they refer; a file's bytes may be of
    # several years, so that its hash says nothing.
    conditions = [
        condition
        for key in table.foreign_key_constraints
        if key.referred_table is not kept_files
        and (condition := _refers(key, fiscal_year)) is not None
    ]
    return sa.and_(*conditions) if conditions else None


def _refers(key: sa.ForeignKeyConstraint, fiscal_year: int) -> sa.ColumnElement[bool] | None:
    where = _of_year(key.referred_table, fiscal_year)
    if where is None:
        return None
    own = [element.parent for element in key.elements]
    other = [element.column for element in key.elements]
    wanted = sa.select(*other).where(where)
    return sa.tuple_(*own).in_(wanted) if len(own) > 1 else own[0].in_(wanted)


def _named_by(fiscal_year: int) -> sa.CompoundSelect[Any]:
    of_year = [
        _selected(table, fiscal_year).with_only_columns(table.c.file_sha256)
        for table in (submissions, attachments)
    ]
    return sa.union(*of_year)


def _plain(value: Any) -> Any:
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case _ if hasattr(value, "as_plain"):
            return value.as_plain()
        case Decimal() | Mapping() | list() | tuple():  # amounts are exact: as text
            return load_json(dump_json(value))
    return value


def json_bytes(value: Any) -> bytes:
    """Return a value as the JSON of an archive."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _csv_bytes(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_csv_cell(row[name]) for name in names] for row in rows)
    return out.getvalue().encode()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return neutral_text(value)
    return neutral_text(dump_json(value)) if isinstance(value, Mapping | list | tuple) else value


def originals_of_year(
    database: Database, connection: sa.Connection, fiscal_year: int
) -> dict[str, bytes]:
    """Return the files that came in, each under its SHA-256 with the ending of its name.

    Raises
    ------
    StoreError
        If a file that the store names is missing or damaged.
    """
    found: dict[str, bytes] = {}
    for table in (submissions, attachments):
        for row in connection.execute(_selected(table, fiscal_year)).mappings():
            sha256 = row["file_sha256"]
            if row.get("status", "accepted") == "accepted":
                found[f"files/{sha256}{_suffix(row['file_name'])}"] = database.files.read(sha256)
    return found


def _suffix(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    fits = ending.isascii() and ending.isalnum() and len(ending) < _LONGEST_SUFFIX
    return f".{ending}" if fits else ""


def log_of_archive(connection: sa.Connection) -> tuple[bytes, int, str]:
    """Return the event log as lines, how many there are, and the hash of the last.

    Each line is what its hash is made of. Entries at the end that say that an archive was written
    are left out, so that the same content gives the same archive.
    """
    found = tables.read_records(connection, tables.Event, sa.select(events).order_by(events.c.seq))
    # What an archive writes into the log is no part of it, so that a second one has the same bytes.
    while found and found[-1].action == WRITTEN:
        found.pop()
    lines = "".join(f"{event_text(event)}\n" for event in found)
    return lines.encode(), len(found), found[-1].hash if found else FIRST_HASH
