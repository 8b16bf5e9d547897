"""The command line in this process."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.subjects.store import Store
from tests.conftest import opened_copy
from tests.support.processes.commands import call
from tests.support.stores.homes import blank_store, copied_home
from tests.support.stores.seasons import change_cycle

EXAMPLES = Path(__file__).parents[1] / "worked_examples"
NARROW = "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 2000, 2028: 1500}\n"


@pytest.fixture(scope="session")
def published_home(tmp_path_factory: pytest.TempPathFactory, submitted_home: Path) -> Path:
    """A store with a published run under a narrow budget."""

    def make(home: Path) -> None:
        with opened_copy(submitted_home, home) as store:
            change_cycle(store, NARROW)

    return copied_home(tmp_path_factory.mktemp("published") / "home", "", make)


@pytest.fixture
def published(published_home: Path, home: Path) -> Iterator[Store]:
    """An open store with a published run under a narrow budget."""
    with opened_copy(published_home, home) as opened:
        yield opened


@pytest.fixture
def fct(home: Path, blank_home: Path) -> Callable[..., Result]:
    """The command line on a store that holds nothing, or that another fixture made."""
    if not home.exists():
        shutil.copytree(blank_home, home)
    return call


@pytest.fixture
def of_examples(home: Path) -> Callable[..., Result]:
    """The command line on a store in which the worked examples were judged and published."""

    def make(made: Path) -> None:
        at = {"FCT_HOME": str(blank_store(made))}
        received = ("--fiscal-year", 2027, "--received-at", "2026-06-12T10:00-04:00")
        call("cycle", "add", EXAMPLES / "cycle-2027.yaml", env=at)
        call("submit", EXAMPLES / "proposals-2027.xlsx", *received, env=at)
        call("evaluate", env=at)

    copied_home(home, "", make)
    return call
