"""The database behind the store: how it is opened, whose turn it is to write, what can go wrong.

On SQLite every writing transaction starts with ``BEGIN IMMEDIATE``: one that reads first and
writes later would fail at once, or lose updates, when another writer comes between. On PostgreSQL
writers take turns by an advisory lock, so that both databases number and chain alike.
"""

import errno
import os
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event

from fct.data.common import StoreError, loaded_once
from fct.data.store.guards import guard_tables, release_tables, seal_upgraded
from fct.data.store.settings import BUSY_TIMEOUT_S, Settings
from fct.data.tables import KNOWN_REVISIONS, SCHEMA_REVISION, VERSION_TABLE, events, metadata

if TYPE_CHECKING:
    from alembic.config import Config

WRITES = {"fct_writes": True}
_ONLY_READS = "fct_only_reads"  # of an engine whose account may add no rows on its server

_TURN = 0x0FC7  # key of the advisory lock
# Connections of one process to a server: a dashboard that serves 20 people at once, with room for
# several processes within PostgreSQL's own limit of 100 (max_connections).
POOL = {"pool_size": 5, "max_overflow": 15, "pool_timeout": 10, "pool_recycle": 1800}
# A server that is gone is noticed within seconds, also one that is unplugged in the middle of a
# query: libpq asks after 5 s of silence whether the other side still lives, and gives up after 10.
_CONNECTION = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_BEHIND_VIEWS: WeakKeyDictionary[sa.Engine, sa.Engine] = WeakKeyDictionary()
_MAKING = threading.Lock()
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL
_NETWORK_FILE_SYSTEMS = re.compile(
    r"nfs\d?|cifs|smb\w*|ncpfs|afs|ceph|glusterfs|lustre|gfs2|ocfs2|beegfs"
    r"|fuse\.(?:sshfs|s3fs|rclone|glusterfs|ceph|gcsfuse|davfs)"
)
_MOUNT_ESCAPE = re.compile(r"\\([0-7]{3})")

_MAY_NOT_WRITE = (
    "{where} may not be written by your account. Nothing was written; ask for the right to write "
    "there, or set FCT_HOME to another folder."
)
_MAY_NOT_ADD = (
    "{where} may not be written by your account. Nothing was written; ask for the right to write "
    "there, or name another account in FCT_DATABASE_URL."
)

# What a driver says, and the sentence for a person; {where} is the database.
_SENTENCES = (
    (
        r"database (?:table )?is locked|lock timeout|could not obtain lock",
        (
            "{where} is busy: another program has been writing for more than {timeout:g} s. "
            "Nothing was written; try again in a moment."
        ),
    ),
    (
        r"database or disk is full|no space left|could not extend file|disk quota",
        "{where} has no room left: its disk is full. Nothing was written; make room and try again.",
    ),
    (
        (
            r"terminating connection|connection (?:is|was) lost|consuming input failed"
            r"|server closed the connection|no connection to the server|connection is closed"
            r"|could not (?:receive|send) data|connection reset"
        ),
        (
            "{where} ended the connection in the middle of the work. What was not finished was not "
            "written; start the server, and give the command again."
        ),
    ),
    (
        r"says nothing any more",
        (
            "{where} does not answer any more: its server or its machine hangs. Nothing is half "
            "written; start it again, look whether the work was done, and else give the command "
            "again."
        ),
    ),
    (
        r"QueuePool limit",
        "{where} is busy: this program uses all its connections. Try again in a moment.",
    ),
    (
        (
            r"password|authentication failed|role .* does not exist|no pg_hba\.conf entry"
            r"|permission denied for database"
        ),
        (
            "{where} does not take the account or its password; correct them in FCT_DATABASE_URL, "
            "as in postgresql://fct_writer:PASSWORD@host/database."
        ),
    ),
    (
        (
            r"connection (?:to server|failed|refused|timeout)|could not connect|timeout expired"
            r"|database .* does not exist"
        ),
        "{where} refuses the connection; start the server or correct FCT_DATABASE_URL.",
    ),
    (
        r"permission denied for (?:table|schema|sequence|view)|must be owner",
        _MAY_NOT_ADD,
    ),
    (
        r"readonly|read-only|permission denied|insufficient privilege",
        _MAY_NOT_WRITE,
    ),
    (
        r"unable to open database|not a directory|file exists|is a directory|no such file",
        "{where} cannot be opened; set FCT_HOME to a folder that your account may write.",
    ),
    (
        r"disk I/O error",
        (
            "{where} cannot be read or written: its disk is full or fails. Nothing was written; "
            "make room and try again, and if that does not help, look at the disk."
        ),
    ),
    (
        r"malformed|not a database",
        (
            "{where} is damaged or is not a database; restore it from a backup, or set FCT_HOME to "
            "another folder."
        ),
    ),
)


def database_name(settings: Settings) -> str:
    """Return the database as a person knows it, without a password."""
    return f"The store {settings.sqlite_path or store_place(settings)}"


def store_place(settings: Settings) -> str:
    """Return where a store is: its folder, or the database of a server, without a password."""
    if settings.sqlite_path is not None:
        return str(settings.home)
    url = sa.make_url(settings.database_url)
    host = url.host or url.query.get("host") or "this machine"
    return f"{url.database} on {host}"


def _database_errors() -> tuple[type[Exception], ...]:
    # Without importing it: where nothing did, none of its errors can be raised.
    psycopg = sys.modules.get("psycopg")
    drivers = (sqlite3.Error,) if psycopg is None else (sqlite3.Error, psycopg.Error)
    # What is damaged in a database of SQLite may be no text, and its driver then says that.
    return (sa.exc.DBAPIError, sa.exc.TimeoutError, OSError, UnicodeDecodeError, *drivers)


@contextmanager
def explained_errors(settings: Settings) -> Iterator[None]:
    """Turn what a driver or the system says into one sentence that says what to do.

    Raises
    ------
    StoreError
    """
    try:
        yield
    except _database_errors() as error:
        sentence = error_sentence(error, settings)
        if sentence is None:
            raise
        raise StoreError(sentence) from error


def error_sentence(error: BaseException, settings: Settings) -> str | None:
    """Return what to say of an error of the database; None of any other error."""
    if not isinstance(error, _database_errors()) or _is_fault_of_the_program(error):
        return None
    # SQLAlchemy adds statement and values to the message, in which one of the patterns may stand.
    said = str(getattr(error, "orig", None) or error)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        said = "disk is full: no space left"
    where = database_name(settings)
    for pattern, sentence in _SENTENCES:
        if re.search(pattern, said, re.IGNORECASE):
            return sentence.format(where=where, timeout=settings.busy_timeout_s)
    first_line = said.splitlines()[0] if said else type(error).__name__
    return f"{where} cannot be used now ({first_line}); try again."


def _is_fault_of_the_program(error: Exception) -> bool:
    """Whether what was to be written is wrong, not the place; each driver has its own classes."""
    return not {"IntegrityError", "DataError"}.isdisjoint(
        kind.__name__ for kind in type(error).__mro__
    )


def make_engine(settings: Settings) -> sa.Engine:
    """Return an engine whose connections keep what the store promises."""
    if settings.sqlite_path is not None:
        make = _reading_engine if may_only_be_read(settings) else _sqlite_engine
        return make(settings.sqlite_path, settings.busy_timeout_s)
    url = sa.make_url(settings.database_url).set(drivername="postgresql+psycopg")
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args=_CONNECTION, **POOL)
    except ModuleNotFoundError as error:
        raise StoreError(
            "FCT_DATABASE_URL names a PostgreSQL server, but its driver is not installed; "
            "install fct-evaluation[postgres]."
        ) from error
    _watch_server(engine, settings.busy_timeout_s)
    return engine


def engine_behind_views(engine: sa.Engine, settings: Settings) -> sa.Engine:
    """Return the engine for connections on which temporary views stand before the tables.

    On SQLite it is another one, as the views stay there; it is made with the first such read.
    """
    if engine.dialect.name != "sqlite":
        return engine
    with _MAKING:
        if engine not in _BEHIND_VIEWS:
            _BEHIND_VIEWS[engine] = make_engine(settings)
        return _BEHIND_VIEWS[engine]


def dispose_behind_views(engine: sa.Engine) -> None:
    """Close the connections of that engine, if it was made."""
    with _MAKING:
        made = _BEHIND_VIEWS.pop(engine, None)
    if made is not None:
        made.dispose()


def _watch_server(engine: sa.Engine, busy_timeout_s: float) -> None:
    """Let connections to a server end when it says nothing, and queries when a lock keeps them."""
    from fct.data.store.watched_connection import WatchedConnection

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, options: Any) -> WatchedConnection:
        connection: WatchedConnection = WatchedConnection.connect(*args, autocommit=True, **options)
        connection.execute(f"SET lock_timeout = {int(busy_timeout_s * 1000)}")
        connection.autocommit = False
        return connection


def _sqlite_engine(path: Path, busy_timeout_s: float) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": busy_timeout_s}
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma, value in _PRAGMAS.items():
            if connection.execute(f"PRAGMA {pragma}").fetchone() != (value,):
                connection.execute(f"PRAGMA {pragma} = {value}")
            # Asked again, as SQLite answers a refused pragma with the old value and no error. On a
            # network disk it keeps its old journal.
            if connection.execute(f"PRAGMA {pragma}").fetchone() != (value,):
                raise StoreError(
                    f"The store {path} cannot be kept safe here: SQLite refuses {pragma} = "
                    f"{value}. Set FCT_HOME to a folder on a local disk."
                )

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("fct_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def may_only_be_read(settings: Settings) -> bool:
    """Whether the account may read the database file and may not write there: an auditor's copy."""
    path = settings.sqlite_path
    if path is None or not path.is_file():
        return False
    # The folder too: SQLite writes its log beside the file.
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def refuse_reader(settings: Settings) -> None:
    """Refuse to write into a store that may only be read.

    Raises
    ------
    StoreError
    """
    if may_only_be_read(settings):
        raise may_not_write(settings)


def may_not_write(settings: Settings) -> StoreError:
    """Return the error of writing into a store that may only be read."""
    sentence = _MAY_NOT_ADD if settings.sqlite_path is None else _MAY_NOT_WRITE
    return StoreError(sentence.format(where=database_name(settings)))


def with_rights_noted(engine: sa.Engine) -> sa.Engine:
    """Return an engine that knows whether its account may only read the tables of its server."""
    if engine.dialect.name != "postgresql":
        return engine
    with engine.connect() as connection:
        may_add = connection.scalar(sa.select(sa.func.has_table_privilege(events.name, "INSERT")))
    return engine.execution_options(**{_ONLY_READS: not may_add})


def only_reads(engine: sa.Engine) -> bool:
    """Whether an engine's account was found to have no right to add rows."""
    return bool(engine.get_execution_options().get(_ONLY_READS, False))


def _reading_engine(path: Path, busy_timeout_s: float) -> sa.Engine:
    """Return an engine for a database that may only be read; each transaction opens it anew."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        creator=lambda: reading_connection(path, busy_timeout_s),
        poolclass=sa.NullPool,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def reading_connection(path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """Open a SQLite file without writing, where nothing can be written beside it either.

    While others write, their log of changes is read too; where that is absent and cannot be made,
    the file is taken for one that nobody changes (sqlite.org/wal.html, "Read-Only Databases").
    """
    log = path.with_name(f"{path.name}-wal")
    # A reader of a file in WAL mode makes a file for shared memory beside it. Where it may not,
    # immutable reads without, which is safe only where no log waits to be read as well.
    for how in ("mode=ro", "immutable=1"):
        connection = sqlite3.connect(
            f"{path.as_uri()}?{how}",
            uri=True,
            timeout=busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            is_log_lost = log.exists() and log.stat().st_size > 0
            if how == "mode=ro" and "unable to open" in str(error) and not is_log_lost:
                continue
            raise
        return connection
    raise AssertionError("the second way either opens the file or fails")


def reading_options(engine: sa.Engine) -> dict[str, Any]:
    """Return the options of a transaction that reads: all its queries see the same moment."""
    if engine.dialect.name == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@loaded_once
def turn_of(database: str) -> threading.Lock:
    """Return what the threads of this process that write to one database wait for.

    However many come at once, each has its turn; SQLite alone lets the unlucky wait too long.
    """
    del database
    return threading.Lock()


def take_turn(connection: sa.Connection) -> None:
    """Wait until no other transaction writes; SQLite did so when this one began."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def refuse_network_disk(path: Path, mounts: str | None = None) -> None:
    """Refuse a SQLite file on a network disk, where its locks do not hold.

    Parameters
    ----------
    path : Path
        Of the database file, which may not exist yet.
    mounts : str, optional
        The system's own table of mounts by default.

    Raises
    ------
    StoreError
    """
    if mounts is None:
        table = Path("/proc/self/mounts")
        mounts = table.read_text(errors="replace") if table.exists() else ""
    place, best, kind = path.resolve(), -1, ""
    for line in mounts.splitlines():
        _, point, found, *_ = line.split(" ")
        folder = Path(_MOUNT_ESCAPE.sub(lambda code: chr(int(code[1], 8)), point))
        # The longest mount point above the path counts, and of equals the later one: it was mounted
        # over the other.
        if place.is_relative_to(folder) and len(folder.parts) >= best:
            best, kind = len(folder.parts), found
    if _NETWORK_FILE_SYSTEMS.fullmatch(kind):
        raise StoreError(
            f"{path} is on a network disk ({kind}), where SQLite cannot keep it safe; set FCT_HOME "
            "to a folder on a local disk, or FCT_DATABASE_URL to a PostgreSQL server."
        )


def prepare_schema(engine: sa.Engine, settings: Settings) -> None:
    """Make the schema of a new store; Alembic is imported only when needed.

    Raises
    ------
    StoreError
        If another program made the schema: a newer one, an older one, or one of another kind.
    """
    with engine.begin() as connection:
        was = _stored_revision(connection, settings)
    if was is None:
        upgrade_schema(engine, settings)
    elif was != SCHEMA_REVISION:
        raise StoreError(
            f"{database_name(settings)} was written by an older program (schema {was}, this one "
            f"writes {SCHEMA_REVISION}). Nothing was changed; stop what else runs on it, and bring "
            "it up to date with `fct store upgrade`, which copies it first."
        )


def stored_revision(engine: sa.Engine, settings: Settings) -> str | None:
    """Return the revision of a schema, or None where there is none yet.

    Raises
    ------
    StoreError
        If a newer program made the schema, or the database belongs to another program.
    """
    with engine.connect() as connection:
        return _stored_revision(connection, settings)


def upgrade_schema(engine: sa.Engine, settings: Settings, aside: str | None = None) -> None:
    """Bring the schema to this program's revision, and seal what was in it.

    Parameters
    ----------
    engine : Engine
    settings : Settings
    aside : str, optional
        On a server, the schema in which all tables are kept as they were, in the same transaction.

    Raises
    ------
    StoreError
        As for :func:`stored_revision`.
    """
    with (
        engine.execution_options(**WRITES).connect() as connection,
        _unbound_keys(connection),
        connection.begin(),
    ):
        take_turn(connection)
        was = _stored_revision(connection, settings)
        if was == SCHEMA_REVISION:
            return
        if aside is not None:
            _keep_aside(connection, aside)
        # Guards refuse changes, and a new schema rebuilds tables: off, and on again, in one
        # transaction.
        release_tables(connection)
        _upgrade(connection)
        _refuse_loose_keys(connection, settings)
        guard_tables(connection)
        seal_upgraded(connection, was)


def _keep_aside(connection: sa.Connection, aside: str) -> None:
    connection.exec_driver_sql(f'CREATE SCHEMA "{aside}"')
    for name in sa.inspect(connection).get_table_names():
        connection.exec_driver_sql(f'CREATE TABLE "{aside}"."{name}" AS TABLE "{name}"')


@contextmanager
def _unbound_keys(connection: sa.Connection) -> Iterator[None]:
    """Allow SQLite to rebuild a table to which others refer; in a transaction it is too late."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # SQLite ignores this pragma within a transaction, and rebuilding a table drops it first:
    # references to it would be refused.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _refuse_loose_keys(connection: sa.Connection, settings: Settings) -> None:
    if connection.dialect.name != "sqlite":
        return
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if loose is not None:
        raise StoreError(
            f"{database_name(settings)} is damaged: a row of `{loose[0]}` refers to one of "
            f"`{loose[2]}` that is not there. Nothing was changed; restore it from a backup."
        )


def _stored_revision(connection: sa.Connection, settings: Settings) -> str | None:
    inspector = sa.inspect(connection)
    if not inspector.has_table(VERSION_TABLE):
        if taken := sorted(set(inspector.get_table_names()) & set(metadata.tables)):
            raise StoreError(
                f"{database_name(settings)} holds a table `{taken[0]}` of another program; give "
                "the store a database of its own by FCT_DATABASE_URL."
            )
        return None
    query = sa.text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - names of our own
    revision: str | None = connection.execute(query).scalar()
    if revision is not None and revision not in KNOWN_REVISIONS:
        raise StoreError(
            f"{database_name(settings)} was written by a newer program (schema {revision}, this "
            f"one knows {SCHEMA_REVISION}); install the newer program."
        )
    return revision


def upgrade_steps(was: str) -> list[dict[str, str]]:
    """Return each schema after one, in their order, with what it is for."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_migrations())
    newer = [script for script in scripts.walk_revisions() if script.revision > was]
    return [{"schema": one.revision, "what": one.doc} for one in reversed(newer)]


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command

    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _migrations() -> "Config":
    from alembic.config import Config

    config = Config()
    scripts = str(files("fct.data") / "migrations")
    # Alembic's configuration takes % for interpolation.
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    return config
