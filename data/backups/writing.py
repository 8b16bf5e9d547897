"""Writing a backup while everything runs: the database at one moment, and every file it names.

Files are never changed and never removed once a row names them, so that those of the moment are
still there when they are copied. Nothing of the inbox, of Prefect or of logs is in a backup.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from fct.data import store
from fct.data.backups.copies import copy_database, opened_file
from fct.data.backups.manifest import DATABASE, FILES, UNFINISHED, Kept, Manifest, kept_file
from fct.data.backups.unfinished import clear_unfinished, marked
from fct.data.common import NotNowError
from fct.data.people import Action
from fct.data.store import Database
from fct.data.tables import SCHEMA_REVISION

_PRIVATE = 0o700
_LEFT = (FILES, *(f"{DATABASE}{ending}" for ending in ("", "-wal", "-shm", "-journal")))


def back_up(database: Database, folder: Path) -> dict[str, Any]:
    """Write a backup into a new or empty folder, and return it in numbers.

    The event that says so is written first, so that the backup holds it.

    Parameters
    ----------
    database : Database
    folder : Path

    Returns
    -------
    dict of str to object
        ``dir, files, bytes, head, events``; all files but the manifest count.

    Raises
    ------
    DeniedError
        If who acts is neither an operator nor the owner of the store.
    NotNowError
        ``NOT_EMPTY``, if the folder holds anything.
    StoreError
        If a file that the database names is missing or damaged: then nothing is left in the folder.
    """
    actor = database.ask(Action.STORE_BACK_UP)
    database.prepare_sights()  # a copy that may only be read cannot make them
    is_made = _prepare(folder)
    with marked(folder / UNFINISHED):
        try:
            with database.writing() as connection:
                # Before the copy, so that the backup itself says that it was made.
                store.add_event(connection, actor, "backup begun", "store", {})
            # What fails from here on is the place of the copy.
            with store.explained_errors(store.Settings(folder, f"sqlite:///{folder / DATABASE}")):
                copy_database(database.settings, folder / DATABASE)
                # After the database: files only come, so that all it names are still there.
                manifest = _with_files(database, folder)
                manifest.write(folder)
                for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
                    store.synced(place)
        except BaseException:
            _clear(folder, is_made=is_made)
            raise
    return manifest.report(folder)


def _prepare(folder: Path) -> bool:
    """Make a folder that its own account alone may enter; return whether it was not there.

    What a killed backup left in it is cleared.
    """
    is_made = not folder.exists()
    if folder.is_dir():
        clear_unfinished(folder / UNFINISHED, _LEFT)
    if not is_made and (not folder.is_dir() or any(folder.iterdir())):
        raise NotNowError(
            "NOT_EMPTY",
            f"{folder} is not an empty folder, and a backup is written into a new or an empty one. "
            "Nothing was written; name another folder.",
        )
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return is_made


def _clear(folder: Path, *, is_made: bool) -> None:
    """Remove what was written, so that no half of a backup is taken for one."""
    if is_made:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _with_files(database: Database, folder: Path) -> Manifest:
    """Copy the files that the copy of the database names, and return what is kept."""
    with opened_file(folder / DATABASE) as copy:
        events, head = store.EventLog(copy).last()
        with copy.reading() as connection:
            named, needed = store.named_files(connection)
    (folder / FILES).mkdir(mode=_PRIVATE)
    kept = [
        _copied(database, folder, sha256)
        for sha256 in sorted(named)
        if sha256 in needed or database.files.is_there(sha256)
    ]
    return Manifest(events, head, SCHEMA_REVISION, (*kept, kept_file(folder, DATABASE)))


def _copied(database: Database, folder: Path, sha256: str) -> Kept:
    content = database.files.read(sha256)  # checked against its hash
    name = name_of_file(sha256)
    target = folder / name
    target.parent.mkdir(mode=_PRIVATE, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    store.write_through(descriptor, content)
    return Kept(name, len(content), sha256)


def name_of_file(sha256: str) -> str:
    """Return where a submitted file stands in a backup."""
    return f"{FILES}/{sha256[:2]}/{sha256}"
