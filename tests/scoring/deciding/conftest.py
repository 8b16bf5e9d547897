"""The small season with a slate that took its steps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from tests.conftest import opened_copy
from tests.support.stores.homes import copied_home
from tests.support.stores.seasons import take_all_steps


@pytest.fixture
def published_slate(season: Path, home: Path) -> Iterator[Store]:
    """An open copy of the small season, decided as advised and published."""

    def make(made: Path) -> None:
        with opened_copy(season, made) as store:
            take_all_steps(store)

    with open_store(Settings(copied_home(home, "", make))) as store:
        yield store
