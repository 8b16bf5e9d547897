"""The store as a whole: cycles, and what it imports."""

import subprocess
import sys

from fct.data.common.actor import Actor
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store


def test_a_cycle_file_is_kept_by_version(store: Store, actor: Actor) -> None:
    """A changed file is a new version, the old one stays."""
    versions = [store.cycles.add(2027, text, text, actor) for text in ("first", "second")]
    old, last = store.cycles.find(2027, 1), store.cycles.find(2027)

    assert versions == [1, 2]
    assert old is not None
    assert last is not None
    assert (old.yaml, last.yaml, last.version) == ("first", "second", 2)
    assert last.actor == actor


def test_the_same_cycle_file_is_not_new(store: Store, actor: Actor) -> None:
    """Nothing is written, not even an event."""
    for _ in range(2):
        assert store.cycles.add(2027, "text", "hash", actor) == 1

    assert len(store.events.all()) == 1


def test_going_back_to_an_older_text_is_a_change(store: Store, actor: Actor) -> None:
    """What was written last is what counts."""
    versions = [store.cycles.add(2027, text, text, actor) for text in ("one", "two", "one")]

    assert versions == [1, 2, 3]


def test_the_last_version_of_each_cycle_is_listed(store: Store, actor: Actor) -> None:
    """By fiscal year, whatever came first."""
    for year, text in ((2028, "a"), (2027, "b"), (2028, "c")):
        store.cycles.add(year, text, text, actor)

    assert [(row.fiscal_year, row.version) for row in store.cycles.all()] == [(2027, 1), (2028, 2)]


def test_an_unknown_cycle_is_none(store: Store) -> None:
    """Asking makes nothing."""
    assert store.cycles.find(2027) is None


def test_what_was_written_is_there_after_a_restart(settings: Settings, actor: Actor) -> None:
    """A second process opens what the first one left."""
    with open_store(settings) as first:
        first.cycles.add(2027, "text", "hash", actor)

    with open_store(settings) as second:
        assert [row.yaml for row in second.cycles.all()] == ["text"]


def test_settings_and_actor_are_light() -> None:
    """The quick check asks where the store is, and imports no database for it."""
    code = (
        "import sys, fct.data.store.settings, fct.data.common.actor;"
        "print({'sqlalchemy', 'pandas', 'pydantic'} & sys.modules.keys())"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert seen.stdout.strip() == "set()"
