"""The cycles that a store holds, read without the libraries of the store."""

from pathlib import Path

import pytest

from fct.data.actor import Actor
from fct.data.errors import StoreError
from fct.data.known_cycles import known_cycle_text, known_cycle_years
from fct.data.settings import Settings
from fct.data.store import Store, open_store


@pytest.fixture
def filled(store: Store, actor: Actor) -> Store:
    """A store with two cycles, one of them corrected."""
    for year, text in ((2028, "first"), (2027, "other"), (2028, "corrected")):
        store.add_cycle(year, text, text, actor)
    return store


@pytest.mark.usefixtures("filled")
def test_the_newest_version_of_a_cycle_counts(settings: Settings) -> None:
    """As the store itself would give it, on each database."""
    assert known_cycle_text(settings, 2028) == "corrected"
    assert known_cycle_text(settings, 2029) is None


@pytest.mark.usefixtures("filled")
def test_the_years_are_listed_in_order(settings: Settings) -> None:
    """A refusal names them."""
    assert known_cycle_years(settings) == [2027, 2028]


def test_without_a_store_no_cycle_is_known(tmp_path: Path) -> None:
    """A check works before anything is set up, and sets nothing up."""
    settings = Settings(tmp_path / "none yet")

    assert known_cycle_text(settings, 2027) is None
    assert known_cycle_years(settings) == []
    assert not (tmp_path / "none yet").exists()


def test_a_store_that_cannot_be_read_is_told(sqlite_settings: Settings) -> None:
    """It may have the cycle, and a packaged one could have other dates: nothing is guessed."""
    path = sqlite_settings.sqlite_path
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database")

    with pytest.raises(StoreError, match=r"cannot be read for its cycles.*--cycle-file"):
        known_cycle_years(sqlite_settings)


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """One sentence, and how to go on without it."""
    pytest.importorskip("psycopg")
    settings = Settings(tmp_path, "postgresql+psycopg://127.0.0.1:1/nothing")

    with pytest.raises(StoreError, match="on PostgreSQL cannot be read for its cycles"):
        known_cycle_text(settings, 2027)


def test_a_home_with_odd_letters_is_found(tmp_path: Path, actor: Actor) -> None:
    """A question mark in the path is no query of the address."""
    settings = Settings(tmp_path / "what? 50% é")
    with open_store(settings) as store:
        store.add_cycle(2027, "text", "hash", actor)

    assert known_cycle_years(settings) == [2027]
