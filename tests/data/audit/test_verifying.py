"""Verifying a store: whatever is changed behind the program's back is named."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import noted_head, verify
from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.store.guards import release_tables
from fct.data.store.heads import HEADS
from fct.data.store.seals import sealed_tables
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import SCHEMA_REVISION, VERSION_TABLE
from fct.data.tables.records import sealed_columns
from tests.support.processes.samples import sample

CHANGES = sample(8, whole=25)


@pytest.fixture(name="judged")
def _judged(season: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the sample season, judged and published."""
    shutil.copytree(season, tmp_path / "copy")
    with open_store(Settings(tmp_path / "copy")) as store:
        yield store


def tamper(store: Store, statement: str, *values: Any) -> None:
    """Change the database as its owner could, with the guards taken off and put back."""
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        guards = driver.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            driver.execute(f"DROP TRIGGER {name}")
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            driver.execute(statement, values)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
            for _, sql in guards:
                driver.execute(sql)


def test_a_store_that_nobody_changed_is_as_it_was_written(judged: Store) -> None:
    """Every event, row and file is held; each entry of the log has its rows with it."""
    found = verify(judged)

    assert found.first_bad is None
    assert found.events == len(judged.events.all())
    assert found.rows > 100
    assert found.files == 7
    assert not [one for one in judged.events.all() if one.action == "rows added"]


@pytest.mark.sampled
def test_every_changed_value_is_named(judged: Store) -> None:
    """Values of any column of any sealed table, another value each time."""
    rng = random.Random(2027)
    with judged.looking() as connection:
        places = [
            (table, column, row)
            for table in sealed_tables()
            for row in connection.execute(sa.select(table)).mappings()
            for column in table.columns
        ]
    plain = sqlite3.connect(judged.settings.sqlite_path or "")
    with closing(plain):
        for table, column, row in rng.sample(places, CHANGES):
            keys = [one.name for one in table.primary_key]
            where = " AND ".join(f'"{name}" = ?' for name in keys)
            key = [row[name] for name in keys]
            # Names of our own schema, not of a person.
            query = f'SELECT "{column.name}" FROM {table.name} WHERE {where}'  # noqa: S608 - our own names
            (was,) = plain.execute(query, key).fetchone()
            now = "x" if was is None else was + 1 if isinstance(was, int | float) else f"{was} "
            change = f'UPDATE {table.name} SET "{column.name}" = ? WHERE {where}'  # noqa: S608 - our own names
            try:
                tamper(judged, change, now, *key)
            except sqlite3.IntegrityError:  # another row has that key: nothing is changed
                continue
            bad = verify(judged).first_bad
            assert bad is not None, (table.name, column.name, was, now)
            assert bad.id.startswith(table.name), bad
            if column.name in keys:
                key[keys.index(column.name)] = now
            tamper(judged, change, was, *key)
    assert verify(judged).first_bad is None


@pytest.mark.parametrize(
    ("column", "respelled"),
    [
        ("details", lambda text: text.replace(":", ": ", 1)),
        ("details", lambda text: json.dumps(dict(reversed(json.loads(text).items())))),
        ("rows", lambda text: f" {text}"),
        ("at", lambda text: text.replace(" ", "T")),
        ("actor_verified", float),
        ("seq", lambda value: value),
    ],
)
def test_an_entry_that_is_spelled_otherwise_is_named(
    judged: Store, column: str, respelled: Callable[[Any], Any]
) -> None:
    """It says the same, so that its own hash still holds; only the number itself is no change."""
    with sqlite3.connect(judged.settings.sqlite_path or "") as plain:
        query = f"SELECT {column} FROM events WHERE seq = 3"  # noqa: S608 - our own names
        (was,) = plain.execute(query).fetchone()
    tamper(judged, f"UPDATE events SET {column} = ? WHERE seq = 3", respelled(was))  # noqa: S608 - our own names

    bad = verify(judged).first_bad
    if column in {"seq", "actor_verified"}:  # the database keeps a whole number as one
        assert bad is None
        return
    assert bad is not None
    assert (bad.kind, bad.id) == ("event", "3")
    assert bad.expected != bad.found


@pytest.mark.parametrize("table", ["ranks", "publications", "cycles", "files"])
def test_a_row_too_few_is_named(judged: Store, table: str) -> None:
    """Whatever is removed was sealed."""
    tamper(judged, f"DELETE FROM {table}")  # noqa: S608 - our own names - names of our own

    bad = verify(judged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id.split()[0]) == ("row", table)


def test_a_row_too_many_is_named(judged: Store) -> None:
    """What another program put in has no entry in the log."""
    tamper(judged, "INSERT INTO files VALUES (?, 1)", "ab" * 32)

    bad = verify(judged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id, bad.expected) == ("row", f"files {'ab' * 32}", None)


def test_a_changed_byte_of_a_file_is_named(judged: Store) -> None:
    """By the hash that is its name."""
    path, *_ = judged.settings.files_folder.glob("*/*")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    bad = verify(judged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id, bad.expected) == ("file", path.name, path.name)


def test_a_guard_that_was_taken_off_is_named(judged: Store) -> None:
    """Whoever owns the database can take it off; that shows."""
    with judged.engine.begin() as connection:
        release_tables(connection)

    bad = verify(judged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id) == ("guard", "fct_alarm_reviews_no_delete")


def test_the_database_itself_refuses_a_change(judged: Store) -> None:
    """The guards hold for every program that uses the database."""
    with (
        pytest.raises(sa.exc.DBAPIError, match="rows of ranks are never changed"),
        judged.engine.begin() as connection,
    ):
        connection.exec_driver_sql("UPDATE ranks SET rank = 9")


def test_a_row_too_many_of_the_schema_is_named(judged: Store) -> None:
    """No event brings the row of the schema; a second one is of another program."""
    tamper(judged, "INSERT INTO fct_schema_version VALUES (?)", "9999")

    bad = verify(judged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id, bad.expected) == ("row", VERSION_TABLE, SCHEMA_REVISION)
    assert bad.found == f"{SCHEMA_REVISION}, 9999"


def test_what_was_cut_off_at_the_end_shows_by_a_head(judged: Store) -> None:
    """By the file beside the database, and by a hash that was kept elsewhere."""
    head = noted_head(judged)
    assert head["events"] == len(judged.events.all())
    kept = (judged.settings.home / HEADS).read_bytes()
    for noted in (b"", kept.splitlines(keepends=True)[0]):  # on another machine, or restored
        (judged.settings.home / HEADS).write_bytes(noted)
        assert noted_head(judged) == head
    (judged.settings.home / HEADS).write_bytes(kept)
    tamper(judged, "DELETE FROM events WHERE seq = ?", head["events"])

    bad = verify(judged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id, bad.expected, bad.found) == (
        "event",
        str(head["events"]),
        head["sha256"],
        None,
    )
    assert noted_head(judged) == head
    (judged.settings.home / HEADS).unlink()
    bad = verify(judged, head["sha256"]).first_bad
    assert bad is not None
    assert (bad.kind, bad.expected) == ("event", head["sha256"])


def test_a_line_that_a_crash_left_unfinished_is_not_a_fault(judged: Store) -> None:
    """The next one takes its place."""
    path = judged.settings.home / HEADS
    path.write_text(path.read_text() + '{"events": 9')
    assert verify(judged).first_bad is None

    judged.intake.refuse_classified(Actor("tester"))

    assert [json.loads(line)["events"] for line in path.read_text().splitlines()][-1] == len(
        judged.events.all()
    )
    assert verify(judged).first_bad is None


def test_who_may_verify(judged: Store) -> None:
    """An auditor may, a reviewer may not."""
    for role in (Role.AUDITOR, Role.REVIEWER):
        judged.people.add(Person(id=role, name=role.title(), roles=frozenset({role})))
    people = {one.id: one for one in judged.people.all()}

    def as_(name: str) -> Store:
        return judged.as_(Acting(people[name].actor(None), people[name]))

    assert verify(as_("auditor")).first_bad is None
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        verify(as_("reviewer"))


def test_each_sealed_table_is_sealed_by_columns_of_its_own() -> None:
    """A name that is no column would fail when the first row is added."""
    for table in sealed_tables():
        assert set(sealed_columns(table)) <= set(table.c.keys()), table.name
