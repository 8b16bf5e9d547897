"""Restoring a backup into an empty place: verified before, and the same head afterwards."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fct.data import store
from fct.data.audit import read_chain, verify_rows
from fct.data.backups.copies import copy_rows, opened_file
from fct.data.backups.manifest import DATABASE, FILES, MANIFEST, Manifest, kept_file
from fct.data.backups.unfinished import clear_unfinished, marked
from fct.data.backups.writing import name_of_file
from fct.data.common import NotNowError, StoreError
from fct.data.store import RESTORING, Database, Settings, private_folder
from fct.data.tables import KNOWN_REVISIONS, SCHEMA_REVISION, VERSION_TABLE, Event

_ELSE = "Nothing was restored; take another backup."
_COPY = ".restoring-copy"  # folder in FCT_HOME of the database that is verified


def restore(settings: Settings, folder: Path) -> dict[str, Any]:
    """Put a backup into the empty place that the settings name, and return it in numbers.

    No event is added: the store is then what it was.

    Raises
    ------
    NotNowError
        ``NOT_EMPTY``, if the place holds anything.
    StoreError
        If the backup does not verify; the place then stays empty.
    """
    manifest = Manifest.read(folder)
    with store.explained_errors(settings):
        _refuse_filled(settings)
    _verify_files(folder, manifest)
    was_there = settings.home.exists()
    added: list[str] = []
    with store.explained_errors(settings):
        private_folder(settings.home)
        with marked(settings.home / RESTORING):
            try:
                # All is verified on a copy before the database is put in its place, which is the
                # last step: a store without one is not there yet.
                with _opened_copy(settings, folder, manifest) as copy:
                    ended_at = _verify_database(folder, manifest, copy)
                    _put_files(settings, folder, manifest, added)
                    if settings.sqlite_path is None:
                        _put_rows(settings, copy)
                if settings.sqlite_path is not None:
                    _put_file(settings.sqlite_path, folder)
                (settings.home / RESTORING).unlink()
            except BaseException:
                _take_back(settings, added, was_there=was_there)
                raise
    if ended_at is not None:
        store.note_head(settings, ended_at)
    return manifest.report(folder)


def clear_ended_restore(settings: Settings) -> None:
    """Clear what a restore left that was killed when all was in its place.

    Raises
    ------
    NotNowError
        ``NOT_EMPTY``, if it still lives.
    StoreError
        If the database does not answer.
    """
    if (settings.home / RESTORING).exists() and _is_there(settings):
        clear_unfinished(settings.home / RESTORING, (_COPY,))


def _is_there(settings: Settings) -> bool:
    """Whether the place has a database; a restore puts it there last."""
    path = settings.sqlite_path
    return path.exists() if path is not None else _table_on_server(settings) is not None


def _refuse_filled(settings: Settings) -> None:
    home, path = settings.home, settings.sqlite_path
    found = _table_on_server(settings) if path is None else None
    if home.is_dir():
        clear_ended_restore(settings)
        clear_unfinished(home / RESTORING, (_COPY, FILES, *_beside(path)))
    filled = home if home.exists() and (not home.is_dir() or any(home.iterdir())) else None
    if filled is None and path is not None and path.exists():
        filled = path
    if filled is not None:
        raise NotNowError(
            "NOT_EMPTY",
            f"{filled} is not an empty folder, and a backup is restored into an empty place alone. "
            "Nothing was restored; set FCT_HOME to a new folder.",
        )
    if path is not None:
        store.refuse_network_disk(path)
    if found is not None:
        raise NotNowError(
            "NOT_EMPTY",
            f"The database of FCT_DATABASE_URL holds a table `{found}`, and a backup is "
            "restored into an empty database alone. Nothing was restored; name another one.",
        )


def _table_on_server(settings: Settings) -> str | None:
    """Return a table of a database; None where it has none, or nothing was ever written to them."""
    engine = store.make_engine(settings)
    try:
        found = sa.inspect(engine).get_table_names()
        if found and store.stored_revision(engine, settings) == SCHEMA_REVISION:
            with engine.connect() as connection:
                # Tables without an event were made by a restore that did not come to its end;
                # nothing is in them.
                found = found if store.last_event(connection)[0] else []
    finally:
        engine.dispose()
    return min(found, default=None)


def _verify_files(folder: Path, manifest: Manifest) -> None:
    """Hold every file against its hash, and the folder against the list of them."""
    named = {one.name for one in manifest.kept}
    # Nothing beside the list either: what a backup holds was not put there by somebody else.
    there = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    } - {MANIFEST}
    for what, names in (("lacks", named - there), ("holds more than its list:", there - named)):
        if names:
            raise StoreError(f"The backup {folder} {what} {min(names)}. {_ELSE}")
    for one in manifest.kept:
        try:
            found = kept_file(folder, one.name)
        except OSError as error:
            raise StoreError(f"{folder / one.name} cannot be read: {error.strerror}.") from error
        if found != one:
            raise StoreError(
                f"{folder / one.name} is damaged: its SHA-256 is {found.sha256}, and when the "
                f"backup was made it was {one.sha256}. {_ELSE}"
            )


@contextmanager
def _opened_copy(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[Database]:
    """Give the database of a backup, copied so that nothing in the backup is changed.

    The copy stands in the place itself, where what a killed restore leaves is found.
    """
    if manifest.schema not in KNOWN_REVISIONS:
        raise StoreError(
            f"The backup {folder} was written by a newer program (schema {manifest.schema}); "
            "install the newer program. Nothing was restored."
        )
    place = settings.home / _COPY
    private_folder(place)
    shutil.copyfile(folder / DATABASE, place / DATABASE)
    _refuse_broken(folder, place / DATABASE)
    with opened_file(place / DATABASE) as copy:
        yield copy
    shutil.rmtree(place)


def _refuse_broken(folder: Path, path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        revision = copy.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - our own table
    except sqlite3.Error as error:
        said, revision = str(error), None
    finally:
        copy.close()
    if said != "ok" or revision is None:
        raise StoreError(f"{folder / DATABASE} is damaged ({said}). {_ELSE}")


def _verify_database(folder: Path, manifest: Manifest, copy: Database) -> Event | None:
    """Hold the event log against its own chain and the manifest's end of it; return that end."""
    with copy.looking() as connection:
        chain, bad = read_chain(connection)
        bad = bad or verify_rows(connection, chain)[1]
    if bad is not None:
        raise StoreError(f"In {folder / DATABASE}, {bad.sentence()} {_ELSE}")
    own = chain[: manifest.events]  # the copy was brought up to date, which its log says
    if len(own) != manifest.events or (own and own[-1].hash != manifest.head):
        raise StoreError(
            f"The event log in {folder / DATABASE} does not end where {MANIFEST} says. {_ELSE}"
        )
    # Every file that a row needs must be in the backup, or the store would lack it the day after.
    with copy.reading() as connection:
        _, needed = store.named_files(connection)
    kept = {one.name for one in manifest.kept}
    if lacking := sorted(name for name in map(name_of_file, needed) if name not in kept):
        raise StoreError(f"The backup {folder} lacks {lacking[0]}. {_ELSE}")
    return own[-1] if own else None


def _put_files(settings: Settings, folder: Path, manifest: Manifest, added: list[str]) -> None:
    """Put the files in their place, and note those that were not there before."""
    for place in filter(None, (settings.home, settings.files_folder)):
        private_folder(place)
    files = store.file_place(settings)
    for one in manifest.kept:
        if one.name.startswith(f"{FILES}/"):
            if not files.is_there(one.sha256):
                added.append(one.sha256)
            files.put(folder / one.name)


def _put_file(path: Path, folder: Path) -> None:
    """Put the database file in its place as it is, an older one too."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(_unfinished(path))
    try:
        unfinished.touch(mode=0o600)
        shutil.copyfile(folder / DATABASE, unfinished)
        store.synced(unfinished)
        unfinished.replace(path)
        store.synced(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _put_rows(settings: Settings, copy: Database) -> None:
    """Put all rows into the empty database of a server."""
    engine = store.make_engine(settings)
    try:
        store.prepare_schema(engine, settings)
        with copy.reading() as source, Database(settings, engine).writing() as target:
            copy_rows(source, target)
    finally:
        engine.dispose()


def _unfinished(path: Path) -> str:
    return f".{path.name}.restoring"


def _beside(path: Path | None) -> list[str]:
    """Return the name of a database file that a killed restore left unfinished."""
    return [] if path is None else [_unfinished(path)]


def _take_back(settings: Settings, added: list[str], *, was_there: bool) -> None:
    """Leave the place as empty as it was, so that the same command can be given again."""
    if settings.files_url:  # a place that others may use too
        with suppress(StoreError, OSError):
            files = store.file_place(settings)
            for sha256 in added:
                files.discard(sha256)
    else:
        shutil.rmtree(settings.home / FILES, ignore_errors=True)
    shutil.rmtree(settings.home / _COPY, ignore_errors=True)
    with suppress(OSError):
        (settings.home / RESTORING).unlink()
    if settings.sqlite_path is not None:
        for beside in ("", "-wal", "-shm"):
            path = settings.sqlite_path
            with suppress(OSError):  # of a folder that could not even be made
                path.with_name(path.name + beside).unlink()
    if not was_there:
        shutil.rmtree(settings.home, ignore_errors=True)
