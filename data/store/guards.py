"""The guards of the tables: triggers by which the database itself refuses to change what is kept.

They hold for every program that uses the database. Who owns it can take them off, which
`fct audit verify` reports; what was changed then is found by the seals. A new schema rebuilds
tables, so that the guards are taken off for it, and all rows are sealed anew after it.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from fct.data.common import current_actor, follow_clock
from fct.data.store.event_rows import add_event, last_event
from fct.data.store.mark import clock_of
from fct.data.store.seals import everything_unsealed, sealed_tables
from fct.data.tables import SCHEMA_REVISION, metadata

_ON_SQLITE = (
    (
        "fct_{0}_no_update",
        (
            'CREATE TRIGGER {1} BEFORE UPDATE ON "{0}" '
            "BEGIN SELECT RAISE(ABORT, 'rows of {0} are never changed'); END"
        ),
    ),
    (
        "fct_{0}_no_delete",
        (
            'CREATE TRIGGER {1} BEFORE DELETE ON "{0}" '
            "BEGIN SELECT RAISE(ABORT, 'rows of {0} are never removed'); END"
        ),
    ),
)
_ON_SERVER = (
    (
        "fct_{0}_no_change",
        (
            'CREATE TRIGGER {1} BEFORE UPDATE OR DELETE ON "{0}" '
            "FOR EACH ROW EXECUTE FUNCTION fct_rows_are_kept()"
        ),
    ),
    (
        "fct_{0}_no_truncate",
        (
            'CREATE TRIGGER {1} BEFORE TRUNCATE ON "{0}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION fct_rows_are_kept()"
        ),
    ),
)
_FUNCTION = """CREATE OR REPLACE FUNCTION fct_rows_are_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE =
    'rows of ' || TG_TABLE_NAME || ' are never changed or removed'; END $$"""
_EVENTS = {  # since the first schema
    "sqlite": ("events_no_update", "events_no_delete", "events_no_replace"),
    "postgresql": ("events_no_change", "events_no_truncate"),
}
_EVENTS_ON_SQLITE = (  # as the first schema puts them
    """CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    """CREATE TRIGGER events_no_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never removed'); END""",
    """CREATE TRIGGER events_no_replace BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END""",
)


def guard_tables(connection: sa.Connection) -> None:
    """Put the guards that are missing on the tables of a database."""
    if _is_server(connection):
        connection.exec_driver_sql(_FUNCTION)
    there = _there(connection)
    for name, statement in _guards(connection):
        if name not in there:
            connection.exec_driver_sql(statement)


def release_tables(connection: sa.Connection) -> None:
    """Take the guards off, so that a table can be rebuilt for a new schema."""
    there = _there(connection)
    for table in metadata.sorted_tables:
        for pattern, _ in _patterns(connection):
            name = pattern.format(table.name)
            if name in there:
                on = f' ON "{table.name}"' if _is_server(connection) else ""
                connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def missing_guards(connection: sa.Connection) -> list[str]:
    """Return the names of the guards that are not on their tables."""
    needed = [*_EVENTS[connection.dialect.name], *(name for name, _ in _guards(connection))]
    return sorted(set(needed) - _there(connection))


def guard_statements(connection: sa.Connection) -> dict[str, str]:
    """Return the guards of a SQLite database by name, each as the statement that puts it."""
    of_events = dict(zip(_EVENTS["sqlite"], _EVENTS_ON_SQLITE, strict=True))
    return of_events | dict(_guards(connection))


def seal_upgraded(connection: sa.Connection, was: str | None) -> None:
    """Seal all rows of a store whose schema was another one, in the transaction that changed it."""
    if last_event(connection)[0] == 0:
        return
    follow_clock(clock_of(connection))
    details = {"from": was, "to": SCHEMA_REVISION}
    # A rebuilt table holds other values than were sealed (a new column, a type), so that all rows
    # get new seals in one entry, which names the schemas.
    with everything_unsealed(connection):
        add_event(connection, current_actor(), "store upgraded", "store", details)


def _is_server(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _patterns(connection: sa.Connection) -> tuple[tuple[str, str], ...]:
    return _ON_SERVER if _is_server(connection) else _ON_SQLITE


def _guards(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Give name and statement of the guards of all sealed tables."""
    for table in sealed_tables():
        for pattern, statement in _patterns(connection):
            name = pattern.format(table.name)
            yield name, statement.format(table.name, name)


def _there(connection: sa.Connection) -> set[str]:
    if _is_server(connection):
        query = (
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN "
            "pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND "
            "NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return set(connection.exec_driver_sql(query).scalars())
