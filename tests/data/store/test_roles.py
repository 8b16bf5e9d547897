"""The roles of a store on a server: what each may do is tried, not read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import verify
from fct.data.backups.upgrading import _others_on_server
from fct.data.common.actor import Actor
from fct.data.common.errors import StoreError
from fct.data.store.engine import make_engine
from fct.data.store.roles import (
    OWNER,
    READER,
    WRITER,
    apply_roles,
    rights_beyond,
    rights_lacking,
    roles_script,
)
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store

ROOT = Path(__file__).parents[3]


def test_the_file_for_psql_is_what_the_command_does() -> None:
    """deploy/postgresql.sql is written from the statements."""
    assert (ROOT / "deploy" / "postgresql.sql").read_text("utf-8") == roles_script()


def test_a_sqlite_store_has_no_roles(sqlite_settings: Settings) -> None:
    """It is said what to name instead."""
    with pytest.raises(StoreError, match=r"has no roles.*FCT_DATABASE_URL"):
        apply_roles(sqlite_settings)


def as_role(server: Any, settings: Settings, role: str) -> Settings:
    """The same store for a login role; the server of the tests asks local users for nothing."""
    url = sa.make_url(server.get_uri()).set(username=role)
    return replace(settings, database_url=url.render_as_string(hide_password=False))


@pytest.fixture
def governed(
    postgres_server: Any, sqlite_settings: Settings, actor: Actor
) -> tuple[Settings, Settings]:
    """A store on a server whose roles were made: as its writer and as its reader has it."""
    import psycopg

    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    owner = replace(sqlite_settings, database_url=postgres_server.get_uri())
    apply_roles(owner)
    with open_store(owner) as store:
        store.make_new(actor, illustrative=True)
    apply_roles(owner)
    return tuple(as_role(postgres_server, owner, role) for role in (WRITER, READER))  # type: ignore[misc] # two roles


@pytest.mark.postgres
def test_the_writer_adds_rows_and_changes_none(governed: tuple[Settings, Settings]) -> None:
    """It receives what it needs; each table refuses each change before any guard is asked."""
    writer, _ = governed
    with open_store(writer) as store:
        with store.engine.connect() as connection:
            assert rights_beyond(connection) == []
            assert rights_lacking(connection) == []
        assert not store.is_read_only
        store.cycles.add(2027, "fiscal_year: 2027\nfinal_due: 2026-06-30\n", "0" * 64, Actor("A"))
        assert [row.fiscal_year for row in store.cycles.all()] == [2027]
        for table in sa.inspect(store.engine).get_table_names():
            for change in (
                "DELETE FROM {}",
                "TRUNCATE {}",
                "DROP TABLE {}",
                "ALTER TABLE {} ADD x int",
            ):
                refuse(store, change.format(table))
        refuse(store, "UPDATE events SET hash = ''")
        refuse(store, "DROP TRIGGER events_no_change ON events")
        refuse(store, "CREATE TABLE other (x int)")


def refuse(store: Store, statement: str) -> None:
    """Hold that the server refuses a statement for lack of rights."""
    with store.engine.connect() as connection:
        with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
            connection.exec_driver_sql(statement)
        connection.rollback()


@pytest.mark.postgres
def test_the_reader_reads(governed: tuple[Settings, Settings], actor: Actor) -> None:
    """An auditor's access opens the store, sees the log, and writes nothing."""
    _, reader = governed
    with open_store(reader) as store:
        assert len(store.events.all()) == 1
        assert verify(store).first_bad is None
        assert store.is_read_only
        assert store.whole().is_read_only
        said = "may not be written by your account.*name another account in FCT_DATABASE_URL"
        with pytest.raises(StoreError, match=said):
            store.cycles.add(2027, "fiscal_year: 2027\n", "0" * 64, actor)
        with store.engine.connect() as connection:
            assert "events" in rights_lacking(connection)


@pytest.mark.postgres
def test_the_owner_sees_that_the_writer_uses_the_store(
    governed: tuple[Settings, Settings], postgres_server: Any
) -> None:
    """So that no upgrade is begun while the program runs, though it has another account."""
    writer, _ = governed
    owner = make_engine(as_role(postgres_server, writer, OWNER))
    assert not _others_on_server(owner)
    with open_store(writer):
        assert _others_on_server(owner)
    owner.dispose()


@pytest.mark.postgres
def test_who_may_do_more_is_named(
    governed: tuple[Settings, Settings], postgres_server: Any
) -> None:
    """A superuser, and a role that owns the tables, are more than the program needs."""
    writer, _ = governed
    for role, said in (("postgres", "postgres is a superuser"), (OWNER, "may make tables")):
        with (
            open_store(as_role(postgres_server, writer, role)) as store,
            store.engine.connect() as connection,
        ):
            found = rights_beyond(connection)
        assert any(said in sentence for sentence in found), role
