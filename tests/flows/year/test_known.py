"""What planners read is read once until something changes, and never kept past a change."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from fct.data.calendar.ticks import TickKey
from fct.data.subjects.store import Store
from fct.flows.year.known import asking, done_keys, is_done, once, unless_changed
from fct.flows.year.plans import plans
from fct.flows.year.ticking import system_store
from tests.support.stores.year import send, ticks, year_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with a cycle, as the system acts on it."""
    with year_store(tmp_path / "home") as made:
        yield system_store(made)


def counted(reads: list[int]) -> int:
    """Read something, and note that it was read."""
    reads.append(1)
    return len(reads)


def asked(store: Store, reads: list[int]) -> int:
    """Ask once for something that counts how often it is read."""
    with asking(store):
        once(store, "thing", partial(counted, reads))
        return once(store, "thing", partial(counted, reads))


def test_a_thing_is_read_again_after_a_change_and_not_after_the_clock(store: Store) -> None:
    """The clock, a tick and its messages change nothing; a file that came does."""
    reads: list[int] = []
    assert asked(store, reads) == 1
    ticks(store.whole(), "2026-02-01T05:00")  # opens, and informs sponsors
    assert store.messages.all()
    assert asked(store, reads) == 1
    send(store.whole(), "A1", "Army")
    assert asked(store, reads) == 2


def test_outside_of_a_tick_nothing_is_kept(store: Store) -> None:
    """Nobody says there when a thing changes."""
    reads: list[int] = []
    asked(store, reads)

    assert once(store, "thing", partial(counted, reads)) == 2
    assert plans(store)[0].cycle.final_due.isoformat() == "2026-06-30"


def test_what_is_done_is_done_again_only_after_a_change(store: Store) -> None:
    """As a night's run, which would be the same."""
    did: list[int] = []
    with asking(store):
        pass
    assert unless_changed(store, "night", partial(counted, did)) == (1, True)
    assert unless_changed(store, "night", partial(counted, did)) == (1, False)
    send(store.whole(), "A1", "Army")
    assert unless_changed(store, "night", partial(counted, did)) == (2, True)


def test_what_another_process_did_is_known(store: Store) -> None:
    """Keys are read on from the last that is known."""
    opened = TickKey("open", 2027, None, "", 0)
    assert opened not in done_keys(store)
    ticks(store.whole(), "2026-02-01T05:00")

    assert opened in done_keys(store)
    with asking(store):
        assert is_done(store, opened)
