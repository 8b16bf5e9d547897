"""The cycles that a store holds, read without the libraries of the store."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.errors import StoreError
from fct.data.program.rule_stages import Stage
from fct.data.store.settings import Settings
from fct.data.subjects.cycle_index import known_cycle_text, known_cycle_years, known_stages
from fct.data.subjects.store import Store, open_store
from tests.support.proposals.lowered import lower


@pytest.fixture
def filled(store: Store, actor: Actor) -> Store:
    """A store with two cycles, one of them corrected."""
    for year, text in ((2028, "first"), (2027, "other"), (2028, "corrected")):
        store.cycles.add(year, text, text, actor)
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


def test_a_store_that_cannot_be_read_is_reported(sqlite_settings: Settings) -> None:
    """It may have the cycle, and a packaged one could have other dates: nothing is guessed."""
    path = sqlite_settings.sqlite_path
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database")

    with pytest.raises(StoreError, match=r"cannot be read for its cycles.*--cycle-file"):
        known_cycle_years(sqlite_settings)


def test_a_server_that_does_not_answer_is_reported(tmp_path: Path) -> None:
    """One sentence, and how to go on without it."""
    pytest.importorskip("psycopg")
    settings = Settings(tmp_path, "postgresql+psycopg://127.0.0.1:1/nothing")

    with pytest.raises(StoreError, match="on PostgreSQL cannot be read for its cycles"):
        known_cycle_text(settings, 2027)


def test_a_home_with_odd_letters_is_found(tmp_path: Path, actor: Actor) -> None:
    """A question mark in the path is no query of the address."""
    settings = Settings(tmp_path / "what? 50% é")
    with open_store(settings) as store:
        store.cycles.add(2027, "text", "hash", actor)

    assert known_cycle_years(settings) == [2027]


def test_stages_are_known_as_the_store_has_them(filled: Store, settings: Settings) -> None:
    """The last change of each rule, on each database; none without a store."""
    for rule, stage in (("A3", Stage.WARN), ("M5", Stage.WATCH), ("A3", Stage.WATCH)):
        lower(filled, rule, stage)

    assert known_stages(settings) == {"A3": Stage.WATCH, "M5": Stage.WATCH}
    assert known_stages(settings) == filled.stages.now()


def test_a_store_from_before_stages_has_none(filled: Store, settings: Settings) -> None:
    """It is brought up to date when it is next written to; a check only reads."""
    with filled.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE rule_stages"))

    assert known_stages(settings) == {}
    assert known_cycle_text(settings, 2028) == "corrected"
