"""Stores that another program drives by the commands alone; each is built once and copied."""

from pathlib import Path

import pytest

from tests.support.stores.contract import (
    PEOPLE,
    Program,
    Season,
    build_store,
    publish_run,
    write_forms,
)
from tests.support.stores.homes import blank_store, copied_home

SEASON = Season(
    refs=(
        *("FY27-NAVY-01", "FY27-ARMY-02", "FY27-USMC-01", "FY27-ARMY-05", "FY27-NAVY-06"),
        *("FY27-ARMY-08", "FY27-NAVY-02", "FY27-ARMY-07", "FY27-NAVY-03", "FY27-NAVY-09"),
        "FY27-NAVY-11",
    ),
    cycle={
        "fiscal_year": 2027,
        "opens": "2026-03-02",
        "final_due": "2026-06-30",
        "time_zone": "America/New_York",
        "budgets": {2027: 3500, 2028: 2200},
        "promised": [
            {"ref": "FY27-NAVY-01", "fiscal_year": 2027, "kusd": 1000},
            {"ref": "FY27-NAVY-01", "fiscal_year": 2028, "kusd": 680},
        ],
        "duplicates": [["FY27-ARMY-08", "FY27-USMC-01"]],
    },
    people=PEOPLE,
)


@pytest.fixture(scope="session")
def season_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Forms of eleven proposals of each kind of verdict."""
    return write_forms(tmp_path_factory.mktemp("season"), SEASON.refs)


@pytest.fixture(scope="session")
def open_template(
    tmp_path_factory: pytest.TempPathFactory, season_forms: dict[str, Path]
) -> Program:
    """A store before its deadline, with people and proposals."""

    def make(home: Path) -> None:
        build_store(home, season_forms, SEASON)

    return Program(copied_home(tmp_path_factory.mktemp("open") / "home", "", make))


@pytest.fixture(scope="session")
def published_template(tmp_path_factory: pytest.TempPathFactory, open_template: Program) -> Program:
    """The store after its deadline, judged and published."""

    def make(home: Path) -> None:
        publish_run(open_template.copied(home))

    return Program(copied_home(tmp_path_factory.mktemp("published") / "home", "", make))


@pytest.fixture
def before_deadline(tmp_path: Path, open_template: Program) -> Program:
    """A copy of the store before its deadline."""
    return open_template.copied(tmp_path / "home")


@pytest.fixture
def program(tmp_path: Path, published_template: Program) -> Program:
    """A copy of the store that was judged and published."""
    return published_template.copied(tmp_path / "home")


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An illustrative store without anybody."""

    def make(home: Path) -> None:
        Program(blank_store(home))("store", "new", "--illustrative")

    return Program(copied_home(tmp_path_factory.mktemp("empty") / "home", "", make))


@pytest.fixture
def empty(tmp_path: Path, empty_template: Program) -> Program:
    """A copy of the illustrative store without anybody."""
    return empty_template.copied(tmp_path / "home")


@pytest.fixture(scope="session")
def assigned_template(
    tmp_path_factory: pytest.TempPathFactory, published_template: Program
) -> Program:
    """The published store in which two reviewers and an expert review a proposal."""

    def make(home: Path) -> None:
        program = published_template.copied(home)
        for person in ("reviewer-1", "reviewer-2", "expert-1"):
            program("assign", "FY27-NAVY-01", person, who="operator-1")

    return Program(copied_home(tmp_path_factory.mktemp("assigned") / "home", "", make))


@pytest.fixture(scope="session")
def advised_template(
    tmp_path_factory: pytest.TempPathFactory, published_template: Program
) -> Program:
    """The published store with a slate in which every proposal has its advice."""

    def make(home: Path) -> None:
        published_template.copied(home)("slate", "advise", who="reviewer-1")

    return Program(copied_home(tmp_path_factory.mktemp("advised") / "home", "", make))


@pytest.fixture(scope="session")
def approved_template(
    tmp_path_factory: pytest.TempPathFactory, advised_template: Program
) -> Program:
    """The published store with a slate that was submitted and approved."""

    def make(home: Path) -> None:
        program = advised_template.copied(home)
        program("slate", "submit", who="reviewer-1")
        program("slate", "approve", who="authority-1")

    return Program(copied_home(tmp_path_factory.mktemp("approved") / "home", "", make))


@pytest.fixture
def assigned(tmp_path: Path, assigned_template: Program) -> Program:
    """A copy of the store in which two reviewers and an expert review a proposal."""
    return assigned_template.copied(tmp_path / "home")


@pytest.fixture
def advised(tmp_path: Path, advised_template: Program) -> Program:
    """A copy of the store whose slate has its advice."""
    return advised_template.copied(tmp_path / "home")


@pytest.fixture
def approved(tmp_path: Path, approved_template: Program) -> Program:
    """A copy of the store whose slate was approved."""
    return approved_template.copied(tmp_path / "home")
