"""The place where the store is fails: full, closed, locked, damaged, or away."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fct.data.store.seals import sealed_tables
from fct.data.tables.core import VERSION_TABLE, events
from tests.support.processes.forked import Ended, start
from tests.support.processes.rounds import Rounds
from tests.support.processes.small_disk import small_disk
from tests.support.processes.stages import DONE, REFUSED, STAGE_NAMES, problem_of
from tests.support.stores.only_reading import only_reading

pytestmark = pytest.mark.faults
SYSTEM = 4
LARGEST_ROOM = 400_000  # bytes; a stage writes less
WRITING = tuple(name for name in STAGE_NAMES if name != "read")
HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


def not_said(ended: Ended, *codes: int) -> str:
    """What is wrong with how a command ended; empty if it is done or said why not in a sentence."""
    if ended.has_crashed or ended.code not in {*DONE, *codes}:
        return f"ended: {ended.code}, {ended.last_words}"
    return ""


@pytest.mark.parametrize("name", WRITING)
def test_a_full_disk_takes_nothing_half(name: str, rounds: Rounds) -> None:
    """Once there is room, the same command does it, and nobody has to repair anything."""
    for count, one in rounds.of("disk full", name, 0.4):
        with small_disk(rounds.folder / "disk") as disk:
            found = one.moved(disk.folder / "try")
            disk.fill(but_bytes=rounds.chance.randrange(LARGEST_ROOM))
            ended = found.start().wait()
            disk.empty()
            problem = not_said(ended, SYSTEM) or rounds.problem(found, ended)
            count.add(problem, met=ended.code == SYSTEM)


@pytest.mark.parametrize("name", WRITING)
def test_a_file_that_may_not_grow_is_not_left_half(name: str, rounds: Rounds) -> None:
    """As with a quota of the account: by the limit of the system on the size of a file."""
    for count, one in rounds.of("file may not grow", name, 0.4):
        most = rounds.chance.randrange(LARGEST_ROOM)
        ended = one.start(
            before=lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        ).wait()
        problem = not_said(ended, SYSTEM) or rounds.problem(one, ended)
        count.add(problem, met=ended.code == SYSTEM)


@pytest.mark.parametrize("name", STAGE_NAMES)
def test_a_folder_that_may_only_be_read(name: str, rounds: Rounds) -> None:
    """One sentence and exit code 4, but for what only reads."""
    for count, one in rounds.of("read-only folder", name, 0.2):
        with only_reading(one.folder):
            ended = one.start().wait()
        problem = not_said(ended, SYSTEM) or rounds.problem(one, ended)
        count.add(problem, met=ended.code == SYSTEM)


@contextmanager
def held(database: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another program write into a database for as long as the block lasts, or till a line."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        yield holder
        if holder.stdin is not None and not holder.stdin.closed:
            holder.communicate("\n")


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("seconds", [3, 60])
def test_a_locked_store_is_waited_for_and_then_named(
    name: str, seconds: int, rounds: Rounds
) -> None:
    """A lock of 3 s is waited for; one of 60 s ends in a sentence after 5 s, and nothing is lost.

    The command is over long before the 60 s are; the lock is held until then.
    """
    for count, one in rounds.of(f"locked for {seconds} s", name, 0.2):
        with held(one.folder / "home" / "fct.sqlite") as holder:
            running = one.start()
            if seconds == 3:
                subprocess.run(["sleep", "3"], check=True)
                holder.communicate("\n")
            ended = running.wait()
        problem = not_said(ended, SYSTEM, REFUSED) or rounds.problem(one, ended)
        count.add(problem, met=ended.code not in DONE or seconds == 3)


def dump(path: Path) -> list[str] | None:
    """All that is held of a database, or None where it cannot be read.

    Not how a table's declaration is worded, and no table that is made anew from others.
    """
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        try:
            schema = connection.execute(
                "SELECT type, name, tbl_name FROM sqlite_master ORDER BY name"
            ).fetchall()
            names = [*(table.name for table in sealed_tables()), events.name, VERSION_TABLE]
            rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]  # noqa: S608 - names that were read there
        except (sqlite3.Error, UnicodeError):
            return None
    return [repr(schema), *(repr(sorted(map(repr, some))) for some in rows)]


@pytest.mark.parametrize("how", ["byte flipped", "cut off"])
def test_a_damaged_database_is_named_and_restored(how: str, rounds: Rounds) -> None:
    """What changed a value is named by `audit verify`; a backup brings the same order back."""
    right = rounds.undisturbed.of("restore")[0]
    for count, one in rounds.of(f"database {how}", "restore", 4.0):
        database = one.folder / "home" / "fct.sqlite"
        before, content = dump(database), bytearray(database.read_bytes())
        if how == "cut off":
            del content[rounds.chance.randrange(len(content)) :]
        else:
            content[rounds.chance.randrange(len(content))] ^= 1 << rounds.chance.randrange(8)
        database.write_bytes(content)
        is_changed = dump(database) != before
        verified = start(one.program, "audit", "verify").wait()
        shown = start(one.program, "rank").wait()
        problem = not_said(verified, SYSTEM) or not_said(shown, SYSTEM, REFUSED, 2)
        if not problem and is_changed and verified.code != SYSTEM:
            problem = f"a change was not named: {verified.out}"
        restored = one.start().wait()
        count.add(problem or not_said(restored) or problem_of(one, right, restored), met=is_changed)


@pytest.mark.parametrize("name", ["receive", "judge and publish", "tick and send mail", "read"])
def test_a_home_where_nothing_can_be_made_is_named(name: str, rounds: Rounds) -> None:
    """A folder in which even root makes nothing: one sentence, and the store is untouched."""
    for count, one in rounds.of("home cannot be written", name, 0.2):
        ended = one.start(env={"FCT_HOME": "/proc/fct"}).wait()
        problem = rounds.problem(one, ended)
        if name != "read" and ended.code not in {SYSTEM, 2}:
            problem = problem or f"ended: {ended.code}, {ended.last_words}"
        count.add(problem, met=ended.code in {SYSTEM, 2})


def test_a_file_that_vanishes_while_it_is_read(rounds: Rounds) -> None:
    """It is taken whole, or said to be away; sent again, it is there once."""
    for count, one in rounds.of("file vanishes", "receive"):
        sent = Path(shutil.copy(one.words[1], one.folder / "sent.xlsx"))
        running = start(one.program, "submit", sent)
        rounds.wait(running, "receive")
        sent.unlink()
        ended = running.wait()
        count.add(
            not_said(ended, 2, REFUSED, SYSTEM) or rounds.problem(one, ended),
            met=ended.code not in DONE,
        )
