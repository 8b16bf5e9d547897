"""Restoring a backup into an empty place."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from fct.data.audit.verifying import noted_head, verify
from fct.data.backups.manifest import kept_file
from fct.data.backups.restoring import restore
from fct.data.backups.upgrading import upgrade_store
from fct.data.backups.writing import back_up
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import NotNowError, StoreError
from fct.data.store.event_rows import FIRST_HASH, event_hash
from fct.data.store.file_places import FilePlace
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import Event, events, metadata
from fct.data.tables.records import row_values


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as text that both databases have alike."""
    with store.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in metadata.sorted_tables
        }


@pytest.fixture
def filled(two: Store, make_run: Callable[..., RunRecord]) -> Store:
    """The store with a cycle and a published run."""
    two.cycles.add(2027, "fiscal_year: 2027\nfinal_due: 2026-06-30\n", "0" * 64, Actor("operator"))
    ids = list(two.versions.ids_to_judge(2027, make_run([]).started_at).values())
    two.runs.publish(two.runs.add(make_run(ids), Actor("operator")), Actor("operator"))
    return two


@pytest.fixture
def backup(filled: Store, tmp_path: Path) -> Path:
    """The folder of its backup."""
    back_up(filled, tmp_path / "backup")
    return tmp_path / "backup"


def test_what_is_restored_is_what_was_backed_up(
    filled: Store, backup: Path, tmp_path: Path
) -> None:
    """Every row, every file and the end of the log, noted too; no event is added."""
    settings = Settings(tmp_path / "again")
    report = restore(settings, backup)

    with open_store(settings) as again:
        assert rows_of(again) == rows_of(filled)
        assert again.events.last() == (report["events"], report["head"]) == filled.events.last()
        assert noted_head(again)["sha256"] == report["head"]
        (submission,) = again.submissions.of_cycle(2027)
        assert again.files.read(submission.file_sha256) == b"a"
        assert verify(again).first_bad is None


def test_files_are_restored_to_a_place_elsewhere(
    filled: Store, backup: Path, tmp_path: Path
) -> None:
    """By its address; what a failed restore brought goes again, and what was there stays."""
    url = f"dir::file://{tmp_path}/place"
    other = FilePlace(url).put(b"of another store")
    (sent,) = filled.submissions.of_cycle(2027)
    broken = tmp_path / "is-a-file"
    broken.write_bytes(b"")
    with pytest.raises(StoreError):
        restore(
            Settings(tmp_path / "no", f"sqlite:///{broken}/x/fct.sqlite", files_url=url), backup
        )
    assert FilePlace(url).is_there(other)
    assert not FilePlace(url).is_there(sent.file_sha256)

    settings = Settings(tmp_path / "again", files_url=url)
    restore(settings, backup)
    with open_store(settings) as again:
        assert again.files.read(sent.file_sha256) == b"a"
        assert verify(again).first_bad is None
        back_up(again, tmp_path / "second")
        again.files.discard(sent.file_sha256)
        assert verify(again).first_bad is not None
    assert not (tmp_path / "again" / "files").exists()
    assert FilePlace(url).is_there(other)


def emptied(server: Any) -> str:
    """Return the address of a database of a server, with nothing in it."""
    import psycopg

    uri: str = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return uri


@pytest.mark.postgres
def test_a_backup_goes_from_one_database_to_the_other(
    filled: Store, backup: Path, settings: Settings, tmp_path: Path, postgres_server: Any
) -> None:
    """A backup of either is restored on a server, which then numbers on after what was there."""
    rows = rows_of(filled)
    filled.close()
    uri = emptied(postgres_server)
    there = Settings(tmp_path / "server", uri)
    restore(there, backup)

    with open_store(there) as again:
        assert rows_of(again) == rows
        again.runs.publish("FY2027-R001", Actor("operator"))  # a row with a number of its own
        assert verify(again).first_bad is None
    del settings


def test_numbers_go_on_after_a_restore(
    backup: Path,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    tmp_path: Path,
) -> None:
    """The restored store takes files as the old one did."""
    restore(Settings(tmp_path / "again"), backup)
    with open_store(Settings(tmp_path / "again")) as again:
        made = again.submissions.add(make_submission("b", make_proposal("C")))

    assert made.id == "FY2027-S0002"


def test_a_place_that_holds_anything_is_refused(backup: Path, sqlite_settings: Settings) -> None:
    """Nothing that is there is mixed with what comes back."""
    sqlite_settings.home.mkdir(exist_ok=True)
    (sqlite_settings.home / "notes.txt").touch()

    with pytest.raises(NotNowError, match="set FCT_HOME to a new folder"):
        restore(sqlite_settings, backup)


@pytest.mark.postgres
def test_a_server_that_holds_anything_is_refused(
    backup: Path, two: Store, tmp_path: Path, postgres_server: Any
) -> None:
    """A store to which something was written is nobody's empty place."""
    two.close()
    uri = emptied(postgres_server)
    with open_store(Settings(tmp_path / "first", uri)) as first:
        first.make_new(Actor("operator"), illustrative=False)

    with pytest.raises(NotNowError, match="restored into an empty database alone"):
        restore(Settings(tmp_path / "new", uri), backup)


@pytest.mark.postgres
def test_tables_to_which_nothing_was_written_are_an_empty_place(
    filled: Store, backup: Path, tmp_path: Path, postgres_server: Any
) -> None:
    """As a restore leaves them that failed on its way; the same command is given again."""
    rows = rows_of(filled)
    filled.close()
    uri = emptied(postgres_server)
    open_store(Settings(tmp_path / "first", uri)).close()
    restore(Settings(tmp_path / "again", uri), backup)

    with open_store(Settings(tmp_path / "again", uri)) as again:
        assert rows_of(again) == rows
        assert verify(again).first_bad is None


def change_byte(path: Path) -> None:
    """Turn the last byte of a file."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def make_longer(path: Path) -> None:
    """Add a byte to a file."""
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize("damage", [change_byte, make_longer, Path.unlink])
@pytest.mark.parametrize("pattern", ["files/*/*", "fct.sqlite", "manifest.json"])
def test_a_backup_with_a_changed_or_missing_file_is_refused(
    backup: Path, tmp_path: Path, pattern: str, damage: Callable[[Path], None]
) -> None:
    """The place stays empty."""
    (path,) = backup.glob(pattern)
    damage(path)

    with pytest.raises(StoreError, match=r"damaged|lacks|not a backup"):
        restore(Settings(tmp_path / "again"), backup)
    assert not (tmp_path / "again").exists()


def test_a_file_that_the_list_does_not_name_is_refused(backup: Path, tmp_path: Path) -> None:
    """Who put it there is not known."""
    (backup / "files" / "more").touch()

    with pytest.raises(StoreError, match="holds more than its list: files/more"):
        restore(Settings(tmp_path / "again"), backup)


def test_a_changed_row_is_seen_though_the_list_was_made_to_fit(
    backup: Path, tmp_path: Path
) -> None:
    """The chain of the event log is held too, not only the hashes of files."""
    with closing(sqlite3.connect(backup / "fct.sqlite")) as database:
        database.execute("DROP TRIGGER events_no_update")
        database.execute("UPDATE events SET actor_name = 'somebody else' WHERE seq = 1")
        database.commit()
    said = json.loads((backup / "manifest.json").read_text())
    changed = kept_file(backup, "fct.sqlite")
    for one in said["files"]:
        if one["name"] == changed.name:
            one |= {"bytes": changed.bytes, "sha256": changed.sha256}
    (backup / "manifest.json").write_text(json.dumps(said))

    with pytest.raises(StoreError, match="event 1 was changed"):
        restore(Settings(tmp_path / "again"), backup)


def first_event() -> Event:
    """The first entry of a log."""
    event = Event(
        seq=1,
        at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        actor=Actor("operator"),
        action="store made",
        object="store",
        details={},
        previous_hash=FIRST_HASH,
    )
    return replace(event, hash=event_hash(event))


def test_an_older_backup_is_brought_up_to_date(sqlite_store: Store, tmp_path: Path) -> None:
    """A backup outlives the program that wrote it; the end of its log stays."""
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "fct.sqlite")) as database:
        engine = sa.create_engine("sqlite://", creator=lambda: database)
        with engine.connect() as connection:
            config = Config()
            config.set_main_option("script_location", str(files("fct.data") / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "0005")
            event = first_event()
            values = row_values(events, event)
            del values["rows"]  # which its schema does not have
            connection.execute(sa.insert(events).values(values))
            connection.commit()
    kept = kept_file(folder, "fct.sqlite")
    said = {
        "schema": "0005",
        "events": 1,
        "head": event.hash,
        "files": [{"name": kept.name, "bytes": kept.bytes, "sha256": kept.sha256}],
    }
    (folder / "manifest.json").write_text(json.dumps(said))
    restore(Settings(tmp_path / "again"), folder)
    with pytest.raises(StoreError, match="bring it up to date with `fct store upgrade`"):
        open_store(Settings(tmp_path / "again"))
    upgrade_store(Settings(tmp_path / "again"))

    with open_store(Settings(tmp_path / "again")) as again:
        first, *others = again.events.all()
        assert first.hash == event.hash
        assert [one.action for one in others] == ["store upgraded"]
        assert verify(again).first_bad is None
        assert rows_of(again).keys() == rows_of(sqlite_store).keys()


def test_a_backup_of_a_newer_program_says_so(backup: Path, tmp_path: Path) -> None:
    """What this program does not know it does not half restore."""
    said = json.loads((backup / "manifest.json").read_text()) | {"schema": "9999"}
    (backup / "manifest.json").write_text(json.dumps(said))

    with pytest.raises(StoreError, match="install the newer program"):
        restore(Settings(tmp_path / "again"), backup)


def test_a_restore_that_fails_half_way_leaves_the_place_empty(backup: Path, tmp_path: Path) -> None:
    """The same command can be given again, once there is room."""
    settings = Settings(tmp_path / "again", f"sqlite:///{tmp_path}/file/fct.sqlite")
    (tmp_path / "file").touch()  # no folder can be made there

    with pytest.raises(StoreError, match="cannot be opened"):
        restore(settings, backup)
    assert not settings.home.exists()
