"""The command of the tick on a real store: a clock that jumped, and one that was set back."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fct.data.common.clock import follow_clock, utc_now
from fct.data.common.errors import NotNowError
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cli.serve import _inform_of_trouble
from fct.flows.year.turns import turn
from tests.support.processes.commands import answer
from tests.support.stores.year import ACTOR

Fct = Callable[..., Any]
CYCLE = "fiscal_year: 2027\nopens: 2026-02-01\nfinal_due: 2090-06-30\n"


def real_store(home: Path, ago: dt.timedelta) -> None:
    """Make a real store with an operator, whose last event was so long ago."""
    with open_store(Settings(home)) as store:
        follow_clock(utc_now() - ago)
        try:
            store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), ACTOR)
            owner = Person(
                id="operator-1",
                name="O",
                roles=frozenset({Role.OPERATOR, Role.ADMINISTRATOR}),
                account=store.actor.name,
            )
            store.people.add(owner)
        finally:
            follow_clock(None)


def refused_code(result: Any) -> str:
    """The code with which a command was refused for now."""
    assert isinstance(result.exception, NotNowError), result.output
    return result.exception.code


def test_after_a_pause_somebody_says_that_the_clock_is_right(fct: Fct, home: Path) -> None:
    """More than seven days after the last event nothing is done until then; then all of it is."""
    real_store(home, dt.timedelta(days=8))

    assert refused_code(fct("tick")) == "AFTER_PAUSE"
    assert answer(fct("tick", "--done", "--json"))["done"] == []
    did = answer(fct("tick", "--after-pause", "--json"))["did"]
    assert [(one["action"], one["late"]) for one in did if one["action"] == "open"] == [
        ("open", True)
    ]
    assert answer(fct("tick", "--json"))["did"] == []


def test_six_days_are_no_pause(fct: Fct, home: Path) -> None:
    """A long weekend needs nobody."""
    real_store(home, dt.timedelta(days=6))

    assert "open" in {one["action"] for one in answer(fct("tick", "--json"))["did"]}


def test_a_clock_that_was_set_back_writes_nothing(fct: Fct, home: Path, tmp_path: Path) -> None:
    """Reading goes on."""
    real_store(home, -dt.timedelta(days=1))
    file = tmp_path / "cycle.yaml"
    file.write_text(CYCLE.replace("2027", "2028"))

    assert refused_code(fct("tick")) == "CLOCK_BACK"
    assert refused_code(fct("cycle", "add", file)) == "CLOCK_BACK"
    assert answer(fct("calendar", "--json"))["dates"]


def test_operators_are_informed_of_trouble_with_the_server_once_a_day(fct: Fct, home: Path) -> None:
    """The same thing again the same day is no second message; another thing is."""
    real_store(home, dt.timedelta())

    for what in ("It ended.", "It ended.", "It does not answer."):
        _inform_of_trouble(what)

    listed = answer(fct("messages", "--json"))["messages"]
    assert [(one["action"], one["to"]) for one in listed] == [("trouble", "operator-1")] * 2


def test_a_second_server_is_refused_by_the_name_of_the_first(fct: Fct, home: Path) -> None:
    """Nothing is started for it."""
    real_store(home, dt.timedelta())
    with open_store(Settings(home)) as store, turn(store, "serve", waits_s=0):
        result = fct("serve")

    assert refused_code(result) == "SERVED"
    assert "Another `fct serve` runs on this store: process " in str(result.exception)
