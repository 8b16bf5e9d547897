"""Ticks by the command line: two processes at once, and processes killed at random.

Held against a store on which one tick ran at each moment: the same things are done, once each, and
the same people informed, each under one Message-ID.
"""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.flows.year.tick_command import run_tick
from tests.support.stores.year import moment, send, year_store

ROUNDS = 40
FIRST = moment("2026-02-01T13:00")
STEP = dt.timedelta(days=6)  # past opening, reminders, nights, close, evaluation and weekly words
LONGEST_LIFE_S = 3.0  # of a process that is killed: it may be through by then


def moments() -> list[dt.datetime]:
    """The moments at which the ticks run."""
    return [FIRST + n * STEP for n in range(ROUNDS)]


def made(home: Path) -> Store:
    """A store with a proposal of each component, of which one is still expected."""
    store = year_store(home, start="2026-01-15")
    store.move_clock(moment("2026-02-01T05:00"))
    for ref, component in (("FY27-ARMY-01", "Army"), ("A2", "Army"), ("N3", "Navy")):
        send(store, ref, component)
    return store


def start(home: Path) -> "subprocess.Popen[bytes]":
    """Start a tick as the account that owns the store."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "fct.flows.cli", "tick", "--json"],
        env=os.environ | {"FCT_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a process, and return how it ended."""
    said, wrong = process.communicate()
    assert process.returncode in {0, -signal.SIGKILL}, (said, wrong)
    return process.returncode


def keys(store: Store) -> list[tuple[Any, ...]]:
    """All that was done, by what it is known."""
    return sorted(
        (one.action, one.fiscal_year, one.ref or "", one.date_written, one.days_before)
        for one in store.ticks.all()
    )


def messages(store: Store) -> list[tuple[Any, ...]]:
    """All that was written to whom."""
    rows = [one.row for one in store.messages.all()]
    return sorted((row.action, row.about, row.person, row.subject) for row in rows)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store on which one tick ran at each moment."""
    with made(tmp_path_factory.mktemp("alone") / "home") as store:
        run_tick(store, moments(), "tester")
        yield store


def compare(home: Path, alone: Store) -> None:
    """Hold a store against the one on which one tick ran at each moment."""
    with open_store(Settings(home)) as store:
        assert keys(store) == keys(alone)
        assert len(set(keys(store))) == len(keys(store))
        assert messages(store) == messages(alone)
        ids = [one.row.message_id for one in store.messages.all()]
        assert len(set(ids)) == len(ids)
        assert verify(store).first_bad is None


@pytest.mark.long
def test_two_commands_at_once_do_each_thing_once(tmp_path: Path, alone: Store) -> None:
    """Forty times; the second waits for its turn."""
    home = tmp_path / "home"
    made(home).close()
    for at in moments():
        with open_store(Settings(home)) as store:
            store.move_clock(at)
        both = [start(home), start(home)]
        assert [ended(one) for one in both] == [0, 0], at

    compare(home, alone)


@pytest.mark.long
def test_commands_that_are_killed_skip_nothing_and_repeat_nothing(
    tmp_path: Path, alone: Store
) -> None:
    """Forty times at a random moment of its life; the next command does what was not done."""
    rng, home = random.Random(15), tmp_path / "home"
    made(home).close()
    for at in moments():
        with open_store(Settings(home)) as store:
            store.move_clock(at)
        killed = start(home)
        try:
            killed.wait(rng.random() * LONGEST_LIFE_S)
        except subprocess.TimeoutExpired:
            killed.kill()
        ended(killed)
        assert ended(start(home)) == 0, at

    compare(home, alone)
