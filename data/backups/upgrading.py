"""Bringing a store that an older program wrote up to date, after a copy of it was kept."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fct.data import store
from fct.data.backups.copies import copy_database
from fct.data.backups.manifest import DATABASE
from fct.data.common import NotNowError, StoreError
from fct.data.store import Settings, database_name, explained_errors, make_engine, private_folder
from fct.data.tables import SCHEMA_REVISION

_COPIES = "before-upgrade"


def planned_upgrade(settings: Settings) -> dict[str, Any]:
    """Say what bringing a store up to date will do; nothing is changed.

    Returns
    -------
    dict of str to object
        ``from, to, copy, bytes, steps``: revisions, where the copy will be, how large the database
        is, and each schema on the way with what it is for. Copy and steps are empty where nothing
        is to be done.

    Raises
    ------
    StoreError
        If there is no store, or a newer program wrote it.
    """
    path = settings.sqlite_path
    if path is not None and not path.exists():
        raise StoreError(f"{database_name(settings)} does not exist; name another one by FCT_HOME.")
    engine = make_engine(settings)
    try:
        with explained_errors(settings):
            was = store.stored_revision(engine, settings)
    finally:
        engine.dispose()
    kept = None
    if was not in {None, SCHEMA_REVISION}:
        kept = f"fct_before_{was}" if path is None else str(_place_of_copy(settings, str(was)))
    return {
        "from": was,
        "to": SCHEMA_REVISION,
        "copy": kept,
        "bytes": None if path is None else path.stat().st_size,
        "steps": [] if kept is None else store.upgrade_steps(str(was)),
    }


def upgrade_store(settings: Settings) -> dict[str, Any]:
    """Bring a store up to date; it is copied first, and nothing is done while others use it.

    Files are never changed by it, so the copy is that of the database: a file beside the store, or
    on a server a schema beside its own.

    Returns
    -------
    dict of str to object
        As :func:`planned_upgrade`; ``copy`` is None where nothing was to be done.

    Raises
    ------
    NotNowError
        ``STORE_IN_USE``, if another program has the database open.
    StoreError
        If there is no store, a newer program wrote it, or the place cannot be written.
    """
    plan = planned_upgrade(settings)
    if plan["copy"] is None:
        return plan
    engine = make_engine(settings)
    try:
        with explained_errors(settings):
            store.refuse_reader(settings)
            # An older program that goes on writing would write rows of its schema into the new one.
            _refuse_in_use(settings, engine)
            is_file = settings.sqlite_path is not None
            if is_file:
                _keep_file(settings, plan["from"])
            store.upgrade_schema(engine, settings, None if is_file else plan["copy"])
    finally:
        engine.dispose()
    return plan


def _place_of_copy(settings: Settings, was: str) -> Path:
    return settings.home / _COPIES / was / DATABASE


def _keep_file(settings: Settings, was: str) -> None:
    """Copy the database into a new folder of the store."""
    place = _place_of_copy(settings, was)
    private_folder(place.parent.parent)
    shutil.rmtree(place.parent, ignore_errors=True)  # of an upgrade that did not come to its end
    private_folder(place.parent)
    copy_database(settings, place)


def _refuse_in_use(settings: Settings, engine: sa.Engine) -> None:
    path = settings.sqlite_path
    others = _others_on_server(engine) if path is None else _is_open_elsewhere(path)
    engine.dispose()
    if others:
        raise NotNowError(
            "STORE_IN_USE",
            f"{database_name(settings)} is in use by another program. Nothing was changed; stop "
            "the dashboard, the schedule and every command that runs on it, and try again.",
        )


def _is_open_elsewhere(path: Path) -> bool:
    """Whether another program has the file open: then it cannot leave write-ahead mode."""
    with closing(sqlite3.connect(path, timeout=0.5)) as connection:
        try:
            # SQLite leaves WAL only when nobody else is connected; the engine puts it back when the
            # store is opened.
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            return True
    return str(mode) != "delete"


def _others_on_server(engine: sa.Engine) -> bool:
    # What kind of backend serves another role is not shown to the owner of the tables; those of the
    # server itself have no user.
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
        "pid <> pg_backend_pid() AND usesysid IS NOT NULL AND "
        "coalesce(backend_type, 'client backend') = 'client backend'"
    )
    with engine.connect() as connection:
        return bool(connection.exec_driver_sql(query).scalar())
