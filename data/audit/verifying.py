"""Verifying a store: its event log, its guards, every row that is sealed and every file.

Nothing is taken from what is verified but the log, and the log is held against its own chain and
against the heads that were noted outside of the database.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from fct.data.audit.chain import UNREADABLE, first_lost, lost_hash, read_chain
from fct.data.audit.faults import Fault
from fct.data.people import Action
from fct.data.store import (
    FIRST_HASH,
    Database,
    Head,
    Settings,
    make_engine,
    missing_guards,
    named_files,
    otherwise_declared,
    read_heads,
    reading_connection,
    sealed_tables,
    table_seals,
)
from fct.data.tables import SCHEMA_REVISION, VERSION_TABLE, Event, events, read_records

_UNREADABLE = (sqlite3.Error, UnicodeError)  # what is damaged may be no text either


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying came to.

    Attributes
    ----------
    events, files, rows : int
        How many were held against their hashes.
    first_bad : Fault or None
        The first in the order events, rows, files.
    """

    events: int
    files: int
    rows: int
    first_bad: Fault | None

    def report(self) -> dict[str, Any]:
        """Return what ``fct audit verify --json`` prints."""
        return {"ok": self.first_bad is None, **asdict(self)}


def verify(database: Database, head: str | None = None) -> Verification:
    """Hold a store against what was written.

    Parameters
    ----------
    database : Database
    head : str, optional
        SHA-256 of an entry that was noted outside the machine, which the log must have.

    Raises
    ------
    DeniedError
        If who acts may not.
    """
    database.ask(Action.STORE_VERIFY)
    return _held(database, head)


def verify_unopened(settings: Settings, head: str | None = None) -> Verification | None:
    """Hold a store that does not open, or that no longer knows who acts, for who owns its file.

    Returns
    -------
    Verification or None
        None where nothing is found that explains it, or the account does not own the file.
    """
    path = settings.sqlite_path
    # Nobody's roles can be asked of a store that does not open; who owns the file can read it all
    # the same.
    if path is None or not path.is_file() or path.stat().st_uid != os.getuid():
        return None
    engine = make_engine(settings)
    try:
        found = _held(Database(settings, engine), head)
    except (*UNREADABLE, *_UNREADABLE) as error:
        bad = Fault("database", path.name, "a store that can be read", _first_line(error))
        found = Verification(0, 0, 0, bad)
    finally:
        engine.dispose()
    return None if found.first_bad is None else found


def _held(database: Database, head: str | None) -> Verification:
    # First the file itself: queries on a broken one may give anything.
    if (broken := _broken_file(database.settings)) is not None:
        return Verification(0, 0, 0, broken)
    with database.looking() as connection:
        chain, bad = read_chain(connection)
        lost = [first_lost(chain, read_heads(database.settings))]
        lost += [lost_hash(chain, head)] if head is not None else []
        bad = bad or next(filter(None, lost), None)
        rows, changed = verify_rows(connection, chain)
        files, damaged = _verify_files(database, connection)
    return Verification(len(chain), files, rows, bad or changed or damaged)


def _broken_file(settings: Settings) -> Fault | None:
    """Return what SQLite says of a database file that is not whole."""
    path = settings.sqlite_path
    if path is None:
        return None
    try:
        connection = reading_connection(path)
        try:
            said = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        finally:
            connection.close()
    except _UNREADABLE as error:
        said = _first_line(error)
    return None if said == "ok" else Fault("database", path.name, "ok", said.splitlines()[0])


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def verify_rows(connection: sa.Connection, chain: Sequence[Event]) -> tuple[int, Fault | None]:
    """Hold the rows of a database against the seals in its log.

    Returns
    -------
    tuple of int and Fault or None
        How many rows were read, and the first that is not as it was written.
    """
    missing = missing_guards(connection)
    bad = Fault("guard", missing[0], "on its table", None) if missing else None
    odd = next(otherwise_declared(connection), None)
    bad = bad or (None if odd is None else Fault(*odd))
    expected: dict[str, dict[str, str]] = {}
    for event in chain:
        for name, seals in event.rows.items():
            # Later seals replace earlier ones: an upgrade seals all rows anew.
            expected.setdefault(name, {}).update(seals)
    rows = 0
    for table in sealed_tables():
        rows += _count(connection, table)
        bad = bad or next(_changed_rows(connection, table, expected.get(table.name, {})), None)
    return rows, bad or _odd_version(connection)


def _odd_version(connection: sa.Connection) -> Fault | None:
    """Return what is wrong with the one row that no event brought: that of the schema."""
    query = sa.text(f"SELECT version_num FROM {VERSION_TABLE} ORDER BY 1")  # noqa: S608 - our own table
    found = list(connection.scalars(query))
    if found == [SCHEMA_REVISION]:
        return None
    return Fault("row", VERSION_TABLE, SCHEMA_REVISION, ", ".join(map(str, found)) or None)


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def _changed_rows(
    connection: sa.Connection, table: sa.Table, expected: dict[str, str]
) -> Iterator[Fault]:
    left = dict(expected)
    try:
        for key, found in table_seals(connection, table):
            # Whatever is left at the end was sealed and is gone; what has no seal was put in.
            right = left.pop(key, None)
            if right != found:
                yield Fault("row", f"{table.name} {key}", right, found)
    except (sa.exc.SQLAlchemyError, *_UNREADABLE) as error:
        yield Fault("row", table.name, "rows that can be read", _first_line(error))
    for key, right in left.items():
        yield Fault("row", f"{table.name} {key}", right, None)


def _verify_files(database: Database, connection: sa.Connection) -> tuple[int, Fault | None]:
    named, needed = named_files(connection)
    bad, files = None, 0
    for sha256 in sorted(named):
        try:
            found = database.files.found_hash(sha256)
        except ValueError:  # a name that was changed
            found = None
        if found is None:
            # The file of a refused submission is not kept, only its hash.
            if sha256 in needed:
                bad = bad or Fault("file", sha256, sha256, None)
            continue
        files += 1
        if found != sha256:
            bad = bad or Fault("file", sha256, sha256, found)
    return files, bad


def noted_head(database: Database) -> dict[str, Any]:
    """Return where the event log ends: by the log itself, or by the file of heads if that is later.

    The file is of one machine and in no backup, so it may lack what others wrote; of a log that was
    cut off it has the end.

    Raises
    ------
    DeniedError
        If who acts may not.
    """
    database.ask(Action.STORE_VERIFY)
    newest = sa.select(events).order_by(events.c.seq.desc()).limit(1)
    with database.looking() as connection:
        ends = [Head(one.seq, one.hash, one.at) for one in read_records(connection, Event, newest)]
    last = max((*ends, *read_heads(database.settings)), key=lambda head: head.events, default=None)
    if last is None:
        return {"events": 0, "sha256": FIRST_HASH, "at": None}
    return {"events": last.events, "sha256": last.sha256, "at": last.at.isoformat()}
