"""Verification names whatever was changed of a judged and decided store: values, files, bytes.

Two hundred random changes of each kind, from seeds that are printed where one goes unnoticed.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fct.data.store.seals import sealed_tables
from fct.data.tables import events, metadata
from tests.support.stores.contract import Program

pytestmark = pytest.mark.long

CHANGES = 200
NOT_WHOLE = 4  # the exit code
HELD = (*sorted(table.name for table in sealed_tables()), events.name)


class Place(NamedTuple):
    """One value of the database: where it stands, and what it is."""

    table: str
    column: str
    key: tuple[Any, ...]
    value: Any


@pytest.fixture(name="decided", scope="module")
def _decided(approved_template: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A store whose slate is published, its database in one file."""
    program = approved_template.copied(tmp_path_factory.mktemp("bars") / "home")
    program("comment", "FY27-NAVY-01", "--to", "reviewers", "Seen.", who="reviewer-2")
    program("slate", "publish", who="authority-1")
    with closing(sqlite3.connect(database_of(program))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert named(program) is None
    return program


def database_of(program: Program) -> Path:
    """The file of the database."""
    return program.home / "fct.sqlite"


def named(program: Program) -> str | None:
    """What verification names; None where all is as it was written."""
    answer = program.run("audit", "verify")
    if answer.code == 0:
        assert answer.json["first_bad"] is None
        return None
    assert answer.code == NOT_WHOLE, str(answer)
    if not answer.out:
        return answer.err  # a store that does not open says so in a sentence
    bad = answer.json["first_bad"]
    return f"{bad['kind']} {bad['id']}"


def places(database: Path) -> list[Place]:
    """Every value of every row of the tables that are held."""
    found: list[Place] = []
    with closing(sqlite3.connect(database)) as connection:
        for table in HELD:
            rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
            rows.row_factory = sqlite3.Row
            for row in rows:
                key = tuple(row[name] for name in keys_of(table))
                found += [Place(table, name, key, row[name]) for name in row.keys()]  # noqa: SIM118 - a row gives values
    return found


def keys_of(table: str) -> list[str]:
    """The columns of a table's key."""
    return [column.name for column in metadata.tables[table].primary_key]


def other_value(rng: random.Random, value: Any) -> Any:
    """Another value of the same type; of nothing, a word."""
    match value:
        case None:
            return "x"
        case int():
            return value + rng.choice([-2, -1, 1, 2, 1000])
        case float():
            return value + rng.choice([-1e-6, 1e-6, 1.0])
        case "":
            return " "
        case str():
            at = rng.randrange(len(value))
            return value[:at] + chr(ord(value[at]) ^ rng.choice([1, 2, 4, 16])) + value[at + 1 :]
    raise TypeError(type(value))


def put(database: Path, place: Place, value: Any) -> bool:
    """Write a value behind the program's back, guards off and on; False where it cannot stand."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("BEGIN")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        where = " AND ".join(f'"{name}" = ?' for name in keys_of(place.table))
        change = f'UPDATE "{place.table}" SET "{place.column}" = ? WHERE {where}'  # noqa: S608 - our own names
        try:
            changed = connection.execute(change, (value, *place.key)).rowcount == 1
        except sqlite3.IntegrityError:  # another row has that key
            connection.execute("ROLLBACK")
            return False
        for _, statement in guards:
            connection.execute(statement)
        connection.execute("COMMIT")
    return changed


def test_every_changed_value_is_named(decided: Program, tmp_path: Path) -> None:
    """Of 200 random values of all rows of all tables that are held."""
    rng = random.Random(2027)
    program = decided.copied(tmp_path / "home")
    database = database_of(program)
    whole = database.read_bytes()
    every, changed, silent = places(database), 0, []
    while changed < CHANGES:
        place = rng.choice(every)
        now = other_value(rng, place.value)
        if not put(database, place, now):
            continue
        changed += 1
        said = named(program)
        is_named = said is not None and (place.table in said or said.startswith("event"))
        silent += [] if is_named else [(place, now, said)]
        restore(database, whole)

    assert len({place.table for place in every}) > 15
    assert silent == []


def restore(database: Path, content: bytes) -> None:
    """Put the bytes of a database back, without what was in a log beside it."""
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    database.write_bytes(content)


def test_every_changed_byte_of_a_file_is_named(decided: Program, tmp_path: Path) -> None:
    """Of 200 random bytes of the files that came in."""
    rng = random.Random(2028)
    program = decided.copied(tmp_path / "home")
    files = sorted(path for path in (program.home / "files").rglob("*") if path.is_file())
    silent = []
    for _ in range(CHANGES):
        path = rng.choice(files)
        whole = path.read_bytes()
        at = rng.randrange(len(whole))
        path.chmod(0o600)
        path.write_bytes(flipped(whole, at, rng))
        said = named(program)
        silent += [] if said == f"file {path.name}" else [(path, at, said)]
        path.write_bytes(whole)

    assert len(files) > 5
    assert silent == []


def flipped(content: bytes, at: int, rng: random.Random) -> bytes:
    """The content with another byte at one place."""
    changed = bytearray(content)
    changed[at] ^= rng.randrange(1, 256)
    return bytes(changed)


def dump(database: Path) -> Any:
    """All that the tables hold and how they are declared, or why it cannot be read."""
    uri = f"{database.as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.text_factory = bytes
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
            return whole, list(contents(connection))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)


def contents(connection: sqlite3.Connection) -> Iterator[Any]:
    """Declarations, then every row of the tables that are held, type and value."""
    yield connection.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
    yield connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    yield connection.execute("SELECT * FROM fct_schema_version").fetchall()
    for table in HELD:
        yield connection.execute(f'PRAGMA table_xinfo("{table}")').fetchall()
        yield connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - our own names
        yield [[(type(value).__name__, value) for value in row] for row in rows]


def test_every_byte_of_the_database_that_means_something_is_named(
    decided: Program, tmp_path: Path
) -> None:
    """Of 200 random bytes each that changes a value or a declaration, or that breaks the file.

    Unused space, free pages and bytes without a meaning may change in silence: that nothing
    changed is decided by reading all tables before and after.
    """
    rng = random.Random(2029)
    program = decided.copied(tmp_path / "home")
    database = database_of(program)
    whole = database.read_bytes()
    before, meant, silent = dump(database), 0, []
    assert before[0] == b"ok"
    for _ in range(CHANGES):
        at = rng.randrange(len(whole))
        restore(database, flipped(whole, at, rng))
        if dump(database) == before:
            continue
        meant += 1
        silent += [] if named(program) is not None else [(at, whole[max(0, at - 40) : at + 20])]
        restore(database, whole)
    restore(database, whole)

    assert meant > CHANGES // 10
    assert silent == []
    assert named(program) is None
