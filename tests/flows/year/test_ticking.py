"""The tick: everything once, in order, each in a transaction of its own."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.errors import StoreError
from fct.data.messages.letters import Letter
from fct.data.messages.recipients import Recipient
from fct.data.subjects.store import Store, open_store
from fct.flows.year.due import Due, Planning
from fct.flows.year.tick_command import run_tick, ticked_lines
from fct.flows.year.ticking import system_store, tick
from fct.flows.year.turns import turn
from tests.support.stores.year import moment, year_store

NOW = moment("2026-03-01T12:00")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with people, as the system acts on it."""
    with year_store(tmp_path / "home") as made:
        yield system_store(made)


def informed(name: str, store: Store, now: dt.datetime) -> dict[str, Any]:
    """Do something that leaves a message."""
    del now
    letter = Letter(text="opened", action="open", about=name, facts={"until": "then"})
    return {"told": store.messages.send(letter, [Recipient(name)])}


def broken(store: Store, now: dt.datetime) -> dict[str, Any]:
    """Leave a message, and fail."""
    informed("broken", store, now)
    raise RuntimeError


def due(action: str, text: str, act: Any, **more: Any) -> Due:
    """Something that is due in the only cycle."""
    more.setdefault("ref", None)
    return Due(action=action, fiscal_year=2027, due=moment(text), act=act, **more)


def planned(items: list[Due]) -> list[Planning]:
    """Give some things as what one planner says."""
    return [Planning("open", lambda *_: items)]


def test_what_is_due_is_done_once_in_order_and_the_first_ahead_comes_next(store: Store) -> None:
    """By moment, then by the table; a second tick does nothing."""
    items = [
        due("publish", "2026-02-02", partial(informed, "b")),
        due("evaluate", "2026-02-02", partial(informed, "c")),
        due("open", "2026-02-01", partial(informed, "a")),
        due("close", "2026-04-01", partial(informed, "d")),
    ]

    did = tick(store, NOW, "tester", planned(items)).did

    assert [one.action for one in did] == ["open", "evaluate", "publish"]
    assert all(one.is_late for one in did)
    second = tick(store, NOW, "tester", planned(items))
    assert second.did == []
    assert second.following is not None
    assert second.following.action == "close"


def test_what_fails_leaves_nothing_and_holds_up_only_what_needs_it(store: Store) -> None:
    """The message of the failed one is gone; it is done by the next tick, then what waited."""
    items = [
        due("evaluate", "2026-02-02", broken),
        due("publish", "2026-02-02", partial(informed, "published")),
        due("escalate", "2026-02-03", partial(informed, "escalated"), ref="decided"),
    ]

    first = tick(store, NOW, "tester", planned(items))

    assert [one.action for one in first.did] == ["escalate"]
    assert [(one.action, one.result) for one in first.failed] == [
        (
            "evaluate",
            {"error": "The program failed (RuntimeError); the next tick tries it again."},
        )
    ]
    assert [one.row.person for one in store.messages.all()] == ["escalated"]
    items[0] = due("evaluate", "2026-02-02", partial(informed, "repaired"))
    second = tick(store, NOW, "tester", planned(items))
    assert [one.action for one in second.did] == ["evaluate", "publish"]


def test_a_planner_that_fails_stops_no_other_and_the_operator_is_informed_once_a_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands among what was done, with a sentence; the next tick asks it again."""
    faults = [StoreError("The database is busy.")] * 2  # asked twice: what is done makes more due

    def failing(store: Store, now: dt.datetime) -> list[Due]:
        del store, now
        if faults:
            raise faults.pop()
        return [due("remind", "2026-02-02", partial(informed, "late"), ref="x")]

    opening = planned([due("open", "2026-02-01", partial(informed, "a"))])
    monkeypatch.setattr(
        "fct.flows.year.ticking.tick.__defaults__", ([*opening, Planning("remind", failing)],)
    )

    with open_store(store.settings) as office:  # its owner, who may move the clock
        first, second = (run_tick(office, [NOW], "tester") for _ in range(2))

    assert [(one["action"], one["fiscal_year"], one["result"]) for one in first["did"]] == [
        ("open", 2027, {"told": ["a"]}),
        ("remind", None, {"error": "The database is busy."}),
    ]
    assert "All cycles remind" in ticked_lines(first)[1]
    assert [one["result"] for one in second["did"]] == [{"told": ["late"]}]
    (trouble,) = [one.row for one in store.messages.all() if one.row.action == "trouble"]
    assert trouble.person == "operator-1"
    assert "what is due of “remind” could not be found out" in trouble.text


def test_of_a_series_that_was_missed_the_last_is_done_and_the_others_pass(store: Store) -> None:
    """What has ended passes too."""
    items = [
        due(
            "remind",
            f"2026-02-{day:02d}",
            partial(informed, f"r{day}"),
            days_before=-day,
            series="s",
        )
        for day in (1, 8, 15)
    ]
    ended = due(
        "remind",
        "2026-02-02",
        partial(informed, "e"),
        ref="x",
        series="x",
        ends=moment("2026-02-20"),
    )

    did = tick(store, NOW, "tester", planned([*items, ended])).did

    assert [one.result for one in did] == [
        {"passed": True},
        {"passed": True},
        {"passed": True},
        {"told": ["r15"]},
    ]


def test_what_is_done_makes_more_due_in_the_same_tick(store: Store) -> None:
    """As the start of a project makes its reports due."""

    def planner(store: Store, now: dt.datetime) -> list[Due]:
        del now
        found = [due("start", "2026-02-01", partial(informed, "start"))]
        if store.ticks.is_action_done("start", 2027):
            found.append(due("ask report", "2026-02-02", partial(informed, "ask")))
        return found

    assert [one.action for one in tick(store, NOW, "tester", [Planning("start", planner)]).did] == [
        "start",
        "ask report",
    ]


def test_a_second_tick_waits_for_its_turn_and_then_says_who_has_it(store: Store) -> None:
    """The name of the process that has the turn."""
    with turn(store, "tick") as holder, turn(store, "tick", waits_s=0.1) as second:
        assert holder is None
        assert second is not None
        assert second.startswith(f"process {os.getpid()} on ")
    with turn(store, "tick", waits_s=0.1) as third:
        assert third is None


def race(store: Store, items: list[Due], number: int) -> None:
    """Tick several times at once, without turns, and hold that each thing was done once."""
    threads = [
        threading.Thread(target=tick, args=(store, NOW, f"t{i}", planned(items)))
        for i in range(number)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.long)])
def test_two_ticks_at_once_do_each_thing_once(store: Store, rounds: int) -> None:
    """Even where turns fail: the key of what was done is in the same transaction."""
    for round_ in range(rounds):
        items = [
            due("remind", "2026-02-02", partial(informed, f"{round_}-{n}"), ref=f"{round_}-{n}")
            for n in range(4)
        ]
        race(store, items, 2)
        done = [one.ref for one in store.ticks.all() if str(one.ref).startswith(f"{round_}-")]
        assert sorted(map(str, done)) == [f"{round_}-{n}" for n in range(4)]


KILLED = """
import sys
from pathlib import Path
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.year.due import Planning
from fct.flows.year.ticking import system_store, tick
from tests.flows.year.test_ticking import NOW, steady
with open_store(Settings(Path(sys.argv[1]))) as store:
    print("ready", flush=True)
    tick(system_store(store), NOW, "killed", [Planning("remind", steady)])
"""
STEADY = 40


def steady(store: Store, now: dt.datetime) -> list[Due]:
    """Many things, each with a message."""
    del store, now
    return [
        due("remind", "2026-02-02", partial(informed, f"k{n:02d}"), ref=f"k{n:02d}")
        for n in range(STEADY)
    ]


@pytest.mark.parametrize("kills", [2, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.server
def test_a_tick_that_is_killed_skips_nothing_and_repeats_nothing(store: Store, kills: int) -> None:
    """At random moments, until all is done; then everything is there once, and the log verifies."""
    rng = random.Random(28)
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-P", "-c", KILLED, str(store.settings.home)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(rng.random() * 0.3)
            process.send_signal(signal.SIGKILL)

    tick(store, NOW, "last", [Planning("remind", steady)])

    refs = [one.ref for one in store.ticks.all()]
    messages = [one.row for one in store.messages.all()]
    assert sorted(map(str, refs)) == [f"k{n:02d}" for n in range(STEADY)]
    assert sorted(one.person for one in messages) == sorted(map(str, refs))
    assert len({one.message_id for one in messages}) == STEADY
    assert verify(store.whole()).first_bad is None
