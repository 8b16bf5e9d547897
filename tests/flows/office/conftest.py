"""A store whose proposals are reviewed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from tests.support.office import build_office, copy_office


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory, forms: dict[str, Path]) -> Path:
    """The folder of a store that is copied for each test."""
    return build_office(tmp_path_factory.mktemp("office") / "home", forms)


@pytest.fixture
def office(home: Path, office_template: Path) -> Iterator[Store]:
    """The store, open as its owner; the environment names it."""
    copy_office(office_template, home)
    with open_store(Settings(home)) as opened:
        yield opened
