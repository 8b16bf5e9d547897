"""Settings of every test, and a store with a few sample proposals.

The same examples each time, and no limit that a busy machine breaks.
"""

import datetime as dt
import gc
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.scoring.ranking.seen_order import show_seen_runs
from tests.support.files.workbooks import write_template
from tests.support.processes.compiled_sql import share_compiled_sql
from tests.support.processes.samples import try_the_whole
from tests.support.stores.homes import blank_store, copied_home, keep_homes_in

settings.register_profile("fct", deadline=None, derandomize=True, database=None)
settings.load_profile("fct")

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
SLOW_PARTS = {"browser", "faults", "long", "office", "orchestration", "postgres", "server"}
REFS = ("FY27-ARMY-01", "FY27-ARMY-02", "FY27-USMC-01", "FY27-NAVY-01")


_BEGUN = pytest.StashKey[float]()


def opened_copy(template: Path, home: Path) -> Store:
    """Copy a store that was made once, and open the copy."""
    return open_store(Settings(shutil.copytree(template, home, dirs_exist_ok=True)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose tests by what they need."""
    parser.addoption("--long", action="store_true", help="run the long statistics, and only those")
    parser.addoption(
        "--quick",
        action="store_true",
        help="run only what needs no browser, server or office program",
    )
    parser.addoption(
        "--faults", action="store_true", help="kill, starve and damage what runs, and only that"
    )
    parser.addoption("--fault-tries", type=int, default=5, help="of each fault at each stage")
    parser.addoption("--fault-seed", type=int, default=16, help="of the moments of faults")
    parser.addoption(
        "--every-way", action="store_true", help="compare all seasons in every way to look"
    )
    parser.addoption(
        "--within",
        type=float,
        metavar="MINUTES",
        help="begin no test later than that; what a slow machine does not get to is skipped",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how much of a statistic is tried, which modules ask when they are loaded."""
    if config.getoption("--long"):
        try_the_whole()
    config.stash[_BEGUN] = time.monotonic()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what a slow machine does not get to in the time that it has."""
    minutes = item.config.getoption("--within")
    if minutes is not None and time.monotonic() > item.config.stash[_BEGUN] + 60 * minutes:
        pytest.skip(f"not begun within {minutes:g} minutes")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Look for no garbage while all modules are loaded, of which none is any."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for it again, but not among the millions of objects that were loaded and stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)  # little of what a test leaves refers to itself
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the tests of the run: long ones, faults, quick ones, or all but long and faults."""
    left_out = SLOW_PARTS if config.getoption("--quick") else {"long", "faults"}
    only = next((mark for mark in ("faults", "long") if config.getoption(f"--{mark}")), None)

    def is_chosen(item: pytest.Item) -> bool:
        marks = {mark.name for mark in item.iter_markers()}
        if only:
            return only in marks or (only == "long" and "sampled" in marks)
        return not marks & left_out

    config.hook.pytest_deselected(items=[item for item in items if not is_chosen(item)])
    items[:] = [item for item in items if is_chosen(item)]
    # Files that take long come first, so that no worker is left with one while the others are done.
    slow = {item.path for item in items if SLOW_PARTS & {mark.name for mark in item.iter_markers()}}
    items.sort(
        key=lambda item: (
            item.path not in slow,
            not item.nodeid.startswith(("tests/system", "tests/dashboard")),
        )
    )


@pytest.fixture(scope="session", autouse=True)
def _seen_runs() -> None:
    """Runs show to those who may not see every proposal, as in every program that opens a store."""
    show_seen_runs()


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is made once for all: compiled SQL in a worker, stores in all of them."""
    share_compiled_sql()
    own = tmp_path_factory.getbasetemp()
    keep_homes_in((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "homes")


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


@pytest.fixture(scope="session")
def blank_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds nothing. Stores are made once and copied: a copy opens at once."""
    return blank_store(tmp_path_factory.mktemp("blank") / "home")


@pytest.fixture(scope="session")
def home_of_2027(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has the cycle of 2027."""

    def make(home: Path) -> None:
        text = packaged_cycle_texts()[2027]
        with open_store(Settings(blank_store(home))) as opened:
            opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)

    return copied_home(tmp_path_factory.mktemp("cycle") / "home", "", make)


@pytest.fixture(scope="session")
def illustrative_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is marked illustrative and has the cycle of 2027."""

    def make(home: Path) -> None:
        text = packaged_cycle_texts()[2027]
        with open_store(Settings(blank_store(home))) as opened:
            opened.make_new(ACTOR, illustrative=True)
            opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)

    return copied_home(tmp_path_factory.mktemp("illustrative") / "home", "", make)


@pytest.fixture(scope="session")
def submitted_home(
    tmp_path_factory: pytest.TempPathFactory, home_of_2027: Path, forms: dict[str, Path]
) -> Path:
    """A store to which the forms were submitted in time."""

    def make(home: Path) -> None:
        with opened_copy(home_of_2027, home) as opened:
            for path in forms.values():
                submit(opened, path, Delivery(ACTOR, IN_TIME, 2027))

    return copied_home(tmp_path_factory.mktemp("submitted") / "home", "", make)


@pytest.fixture(scope="session")
def judged_home(tmp_path_factory: pytest.TempPathFactory, submitted_home: Path) -> Path:
    """The same, with a run that is not published; judging it again finds that run."""
    from fct.flows.cycle.evaluation import evaluate

    def make(home: Path) -> None:
        with opened_copy(submitted_home, home) as opened:
            evaluate(opened, 2027, None, ACTOR, lambda _: None)

    return copied_home(tmp_path_factory.mktemp("judged") / "home", "", make)


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory, forms: dict[str, Path]) -> Path:
    """A store whose proposals are reviewed."""
    from tests.support.stores.office import build_office

    def make(home: Path) -> None:
        build_office(home, forms)

    return copied_home(tmp_path_factory.mktemp("office") / "home", "", make)


@pytest.fixture
def store(home_of_2027: Path, home: Path) -> Iterator[Store]:
    """An open store that has the cycle of 2027."""
    with opened_copy(home_of_2027, home) as opened:
        yield opened


@pytest.fixture
def illustrative_store(illustrative_home: Path, home: Path) -> Iterator[Store]:
    """An open store that is marked illustrative and has the cycle of 2027."""
    with opened_copy(illustrative_home, home) as opened:
        yield opened


@pytest.fixture
def office(office_template: Path, home: Path) -> Iterator[Store]:
    """An open store whose proposals are reviewed, as its owner sees it."""
    with opened_copy(office_template, home) as opened:
        yield opened


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small season with a published run and people; tests take a copy of it."""
    from tests.support.stores.seasons import make_season

    return copied_home(tmp_path_factory.mktemp("season") / "home", "", make_season)


@pytest.fixture
def season_store(season: Path, home: Path) -> Iterator[Store]:
    """An open copy of the small season, as its owner sees it."""
    with opened_copy(season, home) as opened:
        yield opened


@pytest.fixture
def submitted(submitted_home: Path, home: Path) -> Iterator[Store]:
    """An open store to which the forms were submitted in time."""
    with opened_copy(submitted_home, home) as opened:
        yield opened


@pytest.fixture
def judged_store(judged_home: Path, home: Path) -> Iterator[Store]:
    """An open store to which the forms were submitted, with a run that is not published."""
    with opened_copy(judged_home, home) as opened:
        yield opened
