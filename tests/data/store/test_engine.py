"""How the database is opened, and what is said when it cannot be used."""

import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import StoreError
from fct.data.store.engine import (
    _TURN,
    POOL,
    explained_errors,
    make_engine,
    refuse_network_disk,
    upgrade_schema,
)
from fct.data.store.guards import release_tables
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store


def test_sqlite_keeps_what_it_acknowledged(sqlite_store: Store) -> None:
    """WAL, synchronous FULL and foreign keys are on for every connection."""
    with sqlite_store.engine.connect() as connection:
        kept = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    patience_ms = int(sqlite_store.settings.busy_timeout_s * 1000)
    assert kept == ["wal", 2, 1, patience_ms]


def test_what_is_made_is_private(sqlite_settings: Settings) -> None:
    """Home, files and database are for the account that made them."""
    with open_store(sqlite_settings):
        made = [sqlite_settings.home, *sqlite_settings.home.iterdir()]

        assert {path.name for path in made} >= {"home", "files", "fct.sqlite", "fct.sqlite-wal"}
        assert [path for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.server
def test_a_second_start_does_not_import_alembic(sqlite_settings: Settings) -> None:
    """Alembic takes half a second, and a store at the newest schema needs none of it."""
    open_store(sqlite_settings).close()
    code = (
        "import sys; from pathlib import Path; from fct.data.store.settings import Settings;"
        "from fct.data.subjects import open_store;"
        "open_store(Settings(Path(sys.argv[1]))).close(); print('alembic' in sys.modules)"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code, sqlite_settings.home],
        capture_output=True,
        text=True,
        check=True,
    )

    assert seen.stdout.strip() == "False"


@pytest.mark.server
def test_many_may_open_a_new_store_at_once(sqlite_settings: Settings) -> None:
    """One makes the schema, the others wait for it."""
    code = (
        "import sys; from pathlib import Path; from fct.data.common.actor import Actor;"
        "from fct.data.store.settings import Settings; from fct.data.subjects import open_store;"
        "store = open_store(Settings(Path(sys.argv[1])));"
        "store.cycles.add(int(sys.argv[2]), '', '', Actor('a'))"
    )
    opening = [
        subprocess.Popen([sys.executable, "-c", code, sqlite_settings.home, str(year)])
        for year in range(2021, 2024)
    ]

    assert [process.wait(600) for process in opening] == [0] * 3
    with open_store(sqlite_settings) as store:
        assert [row.fiscal_year for row in store.cycles.all()] == [2021, 2022, 2023]


def hold_the_turn(store: Store) -> sa.Connection:
    """Write in another connection, and do not end."""
    connection = store.engine.connect()
    if store.engine.dialect.name == "sqlite":
        connection = connection.execution_options(fct_writes=True)
        connection.begin()
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
    return connection


def test_a_busy_store_says_so_in_time(settings: Settings, actor: Actor) -> None:
    """A write waits as long as it was set to, then nothing is written and the sentence says so."""
    with open_store(replace(settings, busy_timeout_s=0.3)) as store:
        refuse_while_busy(store, actor)


def refuse_while_busy(store: Store, actor: Actor) -> None:
    """Hold that a write is refused while another connection writes, and taken afterwards."""
    with hold_the_turn(store):
        started = time.monotonic()
        with pytest.raises(StoreError, match=r"is busy: .* more than 0.3 s. Nothing was written"):
            store.cycles.add(2027, "", "", actor)

        assert time.monotonic() - started > 0.2
        assert store.cycles.all() == []
    assert store.cycles.add(2027, "", "", actor) == 1


def test_a_full_database_takes_nothing_in_half(sqlite_store: Store, actor: Actor) -> None:
    """When no page is left, row and event both are not there; reading goes on."""
    sqlite_store.cycles.add(2026, "small", "a", actor)
    sqlite_store.engine.dispose()

    @sa.event.listens_for(sqlite_store.engine, "connect")
    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size

    with pytest.raises(StoreError, match=r"its disk is full. Nothing was written; make"):
        sqlite_store.cycles.add(2027, "large " * 100_000, "b", actor)

    assert [row.fiscal_year for row in sqlite_store.cycles.all()] == [2026]
    assert len(sqlite_store.events.all()) == 1
    assert verify(sqlite_store).first_bad is None


def test_a_file_that_is_no_database_is_reported(sqlite_settings: Settings) -> None:
    """Another file under the store's name is left as it is."""
    sqlite_settings.home.mkdir()
    path = sqlite_settings.home / "fct.sqlite"
    path.write_bytes(b"a workbook" * 1000)

    with pytest.raises(StoreError, match="is damaged or is not a database; restore it"):
        open_store(sqlite_settings)

    assert path.read_bytes() == b"a workbook" * 1000


def test_a_home_that_is_a_file_is_reported(tmp_path: Path) -> None:
    """The sentence names FCT_HOME."""
    (tmp_path / "home").write_text("")

    with pytest.raises(StoreError, match=r"fct.sqlite cannot be opened; set FCT_HOME"):
        open_store(Settings(tmp_path / "home"))


def test_a_home_that_may_not_be_written_is_reported() -> None:
    """The kernel's own folder lets nobody in, not even the superuser."""
    with pytest.raises(StoreError, match=r"FCT_HOME to (?:a|another) folder"):
        open_store(Settings(Path("/proc/fct")))


def test_a_read_only_database_is_reported(sqlite_store: Store, actor: Actor) -> None:
    """What may not be written can still be read."""
    sqlite_store.engine.dispose()

    @sa.event.listens_for(sqlite_store.engine, "connect")
    def close_to_writers(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only = 1")

    with pytest.raises(StoreError, match="may not be written by your account"):
        sqlite_store.cycles.add(2027, "", "", actor)

    assert sqlite_store.cycles.all() == []


def test_a_newer_schema_is_refused(settings: Settings) -> None:
    """A program does not touch what a newer one has made."""
    with open_store(settings) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE fct_schema_version SET version_num = '9999'")

    with pytest.raises(StoreError, match=r"newer program \(schema 9999, .* install the newer"):
        open_store(settings)


def test_the_database_of_another_program_is_refused(sqlite_settings: Settings) -> None:
    """A table of a name that the store needs is somebody else's."""
    sqlite_settings.home.mkdir()
    with closing(sqlite3.connect(sqlite_settings.home / "fct.sqlite")) as other:
        other.execute("CREATE TABLE events (id INTEGER)")

    with pytest.raises(StoreError, match="table `events` of another program; give the store"):
        open_store(sqlite_settings)


def test_a_server_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """The sentence names the variable, and no password."""
    settings = Settings(tmp_path, f"postgresql://jane:secret@/fct?host={tmp_path}")

    with pytest.raises(StoreError, match="start the server or correct FCT_DATABASE_URL") as caught:
        open_store(settings)

    assert "secret" not in str(caught.value)


@pytest.mark.postgres
def test_an_account_that_a_server_does_not_know_is_reported(
    sqlite_settings: Settings, postgres_server: Any
) -> None:
    """By the account, as the server is there; no password is said."""
    url = sa.make_url(postgres_server.get_uri()).set(username="jane")
    address = url.render_as_string().replace("jane@", "jane:secret@")
    settings = replace(sqlite_settings, database_url=address)

    with pytest.raises(StoreError, match="does not take the account or its password") as caught:
        open_store(settings)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_disk_is_refused(kind: str) -> None:
    """The longest mount that holds the file decides."""
    mounts = f"/dev/sda / ext4 rw 0 0\nserver:/x /data/team\\040share {kind} rw 0 0\n"

    with pytest.raises(StoreError, match=rf"network disk \({kind}\).* to a folder on a local disk"):
        refuse_network_disk(Path("/data/team share/fct/fct.sqlite"), mounts)


def test_a_local_disk_inside_a_network_disk_is_taken() -> None:
    """Only the file's own mount matters."""
    mounts = "server:/x / nfs rw 0 0\n/dev/sda /data ext4 rw 0 0\n"

    refuse_network_disk(Path("/data/fct.sqlite"), mounts)


def test_a_store_of_the_first_schema_is_brought_up(settings: Settings) -> None:
    """What was submitted is kept, rows that refer to a rebuilt table too, and keys bind again."""
    settings.home.mkdir(parents=True)
    engine = make_engine(settings)
    with engine.begin() as connection:
        config = Config()
        scripts = str(files("fct.data") / "migrations")
        config.set_main_option("script_location", scripts.replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for line in (
            "INSERT INTO files VALUES ('aa', 1)",
            (
                "INSERT INTO submissions (id, fiscal_year, number, component, file_sha256, "
                "file_name, received_at, status, refusal_code, form_version, form_sha256, "
                "rules_sha256, proposal_count, replaces, actor_name, actor_verified) "
                "VALUES ('FY2027-S0001', 2027, 1, '', 'aa', 'a.xlsx', '2026-06-01 12:00:00', "
                "'accepted', '', '1', '', '', 1, '', 'Jane', false)"
            ),
            (
                "INSERT INTO proposals (fiscal_year, ref, version, submission_id, position, title, "
                "cells) VALUES (2027, 'A', 1, 'FY2027-S0001', 1, 'T', "
                """'{"origin": ["a.xlsx", "aa", {}], "answers": {}, "rows": {}, "notes": []}')"""
            ),
        ):
            connection.exec_driver_sql(line)
    upgrade_schema(engine, settings)
    engine.dispose()

    with open_store(settings) as store:
        (receipt,) = store.submissions.of_cycle(2027)
        assert (receipt.id, receipt.refs, receipt.is_test) == ("FY2027-S0001", ("A",), False)
        assert store.versions.get(2027, "A").version == 1
        with store.engine.connect() as connection:
            release_tables(connection)  # else the guard of the table answers first
            with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
                connection.exec_driver_sql("DELETE FROM submissions")


@pytest.mark.postgres
def test_a_process_has_so_many_connections_and_no_more(
    sqlite_settings: Settings, postgres_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes when all are in use waits, and then reads so in a sentence."""
    monkeypatch.setitem(POOL, "pool_timeout", 0.1)
    settings = replace(sqlite_settings, database_url=postgres_server.get_uri())
    engine = make_engine(settings)
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(engine.connect())
        with (
            pytest.raises(StoreError, match="this program uses all its connections"),
            explained_errors(settings),
        ):
            engine.connect()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()
