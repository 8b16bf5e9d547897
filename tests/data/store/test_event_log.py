"""The event log."""

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError
from fct.data.store.event_rows import FIRST_HASH
from fct.data.subjects.store import Store


@pytest.fixture
def logged(store: Store, actor: Actor) -> Store:
    """A store with three entries in its log."""
    for year in (2026, 2027, 2028):
        store.cycles.add(year, f"fiscal_year: {year}", "0" * 64, actor)
    return store


def tamper(store: Store, *statements: str) -> None:
    """Change the log as its owner could: with the guards taken off."""
    on_server = store.engine.dialect.name == "postgresql"
    names = ["events_no_change"] if on_server else ["events_no_update", "events_no_delete"]
    with store.engine.begin() as connection:
        for name in names:
            table = " ON events" if on_server else ""
            connection.exec_driver_sql(f"DROP TRIGGER {name}{table}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_the_ends_of_the_log_tell_stores_and_states_apart(logged: Store, actor: Actor) -> None:
    """The first hash stays; number and hash of the last entry change with a writing."""
    first, last = logged.events.first_hash(), logged.events.last()
    logged.cycles.add(2029, "fiscal_year: 2029", "0" * 64, actor)

    entries = logged.events.all()
    assert first == logged.events.first_hash() == entries[0].hash
    assert last == (3, entries[2].hash)
    assert logged.events.last() == (4, entries[3].hash)


def test_entries_of_some_actions_are_passed_over(logged: Store, actor: Actor) -> None:
    """The last entry without them stands where it stood; without any it is the newest."""
    before = logged.events.last()
    logged.cycles.add(2029, "fiscal_year: 2029", "0" * 64, actor)

    assert logged.events.last(frozenset({"cycle added"})) <= before
    assert logged.events.last(frozenset({"view saved"})) == logged.events.last() > before


def test_an_empty_log_ends_in_zeros(store: Store) -> None:
    """There is no entry before the first."""
    assert store.events.first_hash() == FIRST_HASH
    assert store.events.last() == (0, FIRST_HASH)


def test_each_entry_holds_the_hash_of_the_one_before(logged: Store) -> None:
    """The first one holds zeros."""
    entries = logged.events.all()

    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous_hash for entry in entries] == [
        FIRST_HASH,
        entries[0].hash,
        entries[1].hash,
    ]
    assert verify(logged).first_bad is None


def test_an_entry_says_who_did_what(logged: Store, actor: Actor) -> None:
    """Person, component, role, action, object and details stand in the log."""
    entry = logged.events.all()[1]

    assert entry.actor == actor
    assert (entry.action, entry.object) == ("cycle added", "FY2027")
    assert entry.details == {"sha256": "0" * 64, "version": 1}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events SET action = 'x' WHERE seq = 2", "DELETE FROM events WHERE seq = 3"],
)
def test_the_database_refuses_a_change(logged: Store, statement: str) -> None:
    """The guard holds for every program that uses the database."""
    with pytest.raises(sa.exc.DBAPIError, match="events are never"), logged.engine.begin() as open_:
        open_.exec_driver_sql(statement)

    assert verify(logged).first_bad is None


def test_sqlite_refuses_to_replace_an_entry(sqlite_store: Store, actor: Actor) -> None:
    """INSERT OR REPLACE removes a row without a trigger for removal."""
    sqlite_store.cycles.add(2027, "fiscal_year: 2027", "0" * 64, actor)
    columns = "seq, at, actor_name, actor_verified, action, object, details, previous_hash, hash"
    statement = f"INSERT OR REPLACE INTO events ({columns}) SELECT {columns} FROM events"  # noqa: S608 - names above

    with (
        pytest.raises(sa.exc.DBAPIError, match="events are never replaced"),
        sqlite_store.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE events SET actor_name = 'Mallory' WHERE seq = 2", 2),
        ("UPDATE events SET details = '{}' WHERE seq = 3", 3),
        ("UPDATE events SET at = '2000-01-01 00:00:00.000000' WHERE seq = 1", 1),
        ("UPDATE events SET hash = previous_hash WHERE seq = 2", 2),
        ("DELETE FROM events WHERE seq = 2", 2),
        ("DELETE FROM events WHERE seq = 1", 1),
    ],
)
def test_verifying_names_the_first_bad_entry(logged: Store, statement: str, first_bad: int) -> None:
    """One changed or missing entry is found by its number."""
    tamper(logged, statement)

    bad = verify(logged).first_bad
    assert bad is not None
    assert (bad.kind, bad.id) == ("event", str(first_bad))


def test_a_refused_write_leaves_no_entry(logged: Store, actor: Actor) -> None:
    """The entry and what it says of stand or fall together."""
    with pytest.raises(DeniedError, match="There is no FY2027-R001 that you may see"):
        logged.runs.publish("FY2027-R001", actor)

    *earlier, denied = logged.events.all()
    assert len(earlier) == 3
    assert denied.details == {"outcome": "denied", "code": "NOT_THERE"}
