"""Settings of every test, and a store with a few sample proposals.

The same examples each time, and no limit that a busy machine breaks.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit

settings.register_profile("fct", deadline=None, derandomize=True, database=None)
settings.load_profile("fct")

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
REFS = ("FY27-ARMY-01", "FY27-ARMY-02", "FY27-USMC-01", "FY27-NAVY-01")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for tests that take minutes."""
    parser.addoption("--long", action="store_true", help="run the tests marked `long` too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked `long` out of a run that does not ask for them."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A few form workbooks of the sample season by ref."""
    folder = tmp_path_factory.mktemp("forms")
    samples = sample_proposals()
    for ref in REFS:
        path = folder / f"{ref}.xlsx"
        write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=samples[ref])
    return {ref: folder / f"{ref}.xlsx" for ref in REFS}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for the store, named in the environment."""
    monkeypatch.setenv("FCT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FCT_DATABASE_URL", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """An open store that has the cycle of 2027."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(home)) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        yield opened


@pytest.fixture
def illustrative_store(home: Path) -> Iterator[Store]:
    """An open store that is marked illustrative and has the cycle of 2027."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(home)) as opened:
        opened.make_new(ACTOR, illustrative=True)
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        yield opened


@pytest.fixture
def submitted(store: Store, forms: dict[str, Path]) -> Store:
    """The store with the forms submitted in time."""
    for path in forms.values():
        submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
    return store
