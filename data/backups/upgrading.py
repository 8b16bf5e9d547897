"""Bringing a store that an older program wrote up to date, after a copy of it was kept."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fct.data.backups.copies import copy_database
from fct.data.backups.manifest import DATABASE
from fct.data.common import NotNowError, StoreError
from fct.data.store import (
    Settings,
    database_name,
    explained_errors,
    make_engine,
    private_folder,
    refuse_reader,
    stored_revision,
    upgrade_schema,
)
from fct.data.tables import SCHEMA_REVISION

_COPIES = "before-upgrade"


def upgrade_store(settings: Settings) -> dict[str, Any]:
    """Bring a store up to date; it is copied first, and nothing is done while others use it.

    Files are never changed by it, so the copy is that of the database: a file beside the store, or
    on a server a schema beside its own.

    Returns
    -------
    dict of str to object
        ``from, to, copy``: revisions, and where the copy is; None where nothing was to be done.

    Raises
    ------
    NotNowError
        ``STORE_IN_USE``, if another program has the database open.
    StoreError
        If there is no store, a newer program wrote it, or the place cannot be written.
    """
    path = settings.sqlite_path
    if path is not None and not path.exists():
        raise StoreError(f"{database_name(settings)} does not exist; name another one by FCT_HOME.")
    engine = make_engine(settings)
    try:
        with explained_errors(settings):
            was = stored_revision(engine, settings)
            if was in {None, SCHEMA_REVISION}:
                return {"from": was, "to": SCHEMA_REVISION, "copy": None}
            refuse_reader(settings)
            engine.dispose()  # its own connections are not another program
            _refuse_in_use(settings, engine)
            kept = f"fct_before_{was}"
            if path is not None:
                kept = str(_kept_file(settings, str(was)))
            upgrade_schema(engine, settings, None if path is not None else kept)
    finally:
        engine.dispose()
    return {"from": was, "to": SCHEMA_REVISION, "copy": kept}


def _kept_file(settings: Settings, was: str) -> Path:
    """Copy the database into a new folder of the store, and return where it is."""
    folder = settings.home / _COPIES / was
    private_folder(folder.parent)
    shutil.rmtree(folder, ignore_errors=True)  # of an upgrade that did not come to its end
    private_folder(folder)
    copy_database(settings, folder / DATABASE)
    return folder / DATABASE


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
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            return True
    return str(mode) != "delete"


def _others_on_server(engine: sa.Engine) -> bool:
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
        "pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        return bool(connection.exec_driver_sql(query).scalar())
