"""A store on each database, and what goes into one."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.cells import BrokenCell, Cell, Origin, RawProposal
from fct.data.program.rubric import default_rubric
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store, open_store
from tests.support.processes.postgres import postgres_started

RECEIVED = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server from the wheel."""
    with postgres_started() as server:
        yield server


@pytest.fixture(scope="session")
def blank_database(postgres_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return an address on that server from which its database is made blank again.

    A copy of one that was brought up to date takes a third of the time that its migrations take.
    """
    import psycopg

    address = sa.make_url(postgres_server.get_uri())
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE beside")
        connection.execute("CREATE DATABASE blank")
    blank = address.set(database="blank").render_as_string(hide_password=False)
    open_store(Settings(tmp_path_factory.mktemp("blank"), blank)).close()
    return address.set(database="beside").render_as_string(hide_password=False)


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """A home of its own, and patience for what else the machine does."""
    return Settings(tmp_path / "home", busy_timeout_s=120.0)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, sqlite_settings: Settings) -> Settings:
    """The same on each database, which is empty, or blank where a test has a store there."""
    if request.param == "sqlite":
        return sqlite_settings
    import psycopg

    server = request.getfixturevalue("postgres_server")
    if "store" in request.fixturenames:
        beside = request.getfixturevalue("blank_database")
        with psycopg.connect(beside, autocommit=True) as connection:
            connection.execute("DROP DATABASE postgres WITH (FORCE)")
            connection.execute("CREATE DATABASE postgres TEMPLATE blank STRATEGY FILE_COPY")
    else:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    return replace(sqlite_settings, database_url=server.get_uri())


@pytest.fixture
def store(settings: Settings, blank_home: Path) -> Iterator[Store]:
    """An empty store on each database."""
    if not settings.database_url:
        shutil.copytree(blank_home, settings.home)
    with open_store(settings) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_settings: Settings, blank_home: Path) -> Iterator[Store]:
    """An empty store on SQLite."""
    shutil.copytree(blank_home, sqlite_settings.home)
    with open_store(sqlite_settings) as opened:
        yield opened


@pytest.fixture
def actor() -> Actor:
    """Somebody."""
    return Actor("Jane Doe", "Navy", "sponsor")


@pytest.fixture
def make_proposal() -> Callable[..., RawProposal]:
    """Return a function that makes a proposal with every type of cell."""

    def make(ref: str = "", **answers: Any) -> RawProposal:
        cells = {"title": f"Project {ref}", "component": "Navy", **answers}
        kinds = [
            ("one", 1),
            ("half", 0.5),
            ("yes", True),
            ("nothing", None),
            ("broken", BrokenCell("#REF!")),
            ("day", dt.date(2026, 6, 30)),
            ("moment", dt.datetime(2026, 6, 30, 12, 30)),  # noqa: DTZ001 - as a cell holds it
            ("hour", dt.time(12, 30)),
            ("time", dt.timedelta(hours=1, seconds=0.5)),
            ("huge", 2**70),
            ("nul", "a\0b"),
        ]
        return RawProposal(
            ref,
            Origin("form.xlsx", "0" * 64, {"Proposal": "Proposal"}),
            {name: Cell(value, row, 2) for row, (name, value) in enumerate(cells.items(), 1)},
            {"Market": [{name: Cell(value, 1, at) for at, (name, value) in enumerate(kinds)}]},
        )

    return make


@pytest.fixture
def make_submission(actor: Actor) -> Callable[..., NewSubmission]:
    """Return a function that makes a submission; each content is another file."""

    def make(content: str, *proposals: RawProposal, **others: Any) -> NewSubmission:
        given: dict[str, Any] = {
            "fiscal_year": 2027,
            "file_name": "form.xlsx",
            "content": content.encode(),
            "actor": actor,
            "received_at": RECEIVED,
            "proposals": proposals,
        }
        return NewSubmission(**(given | others))

    return make


@pytest.fixture
def make_run() -> Callable[..., RunRecord]:
    """Return a function that makes a run over the proposals with the given ids."""

    def make(ids: list[int], **others: Any) -> RunRecord:
        count = len(ids)
        scores: dict[str, Any] = {
            "proposal_id": ids,
            "verdict": "rankable",
            "tier": [1.0, None] * (count // 2) + [2.0] * (count % 2),
            "maturity_low": 50.25,
            "maturity_high": None,
            "strength": 80.0,
            "merit": 59.175,
            "referral": None,
            "criteria": [{"M": {"verdict": "met", "strength": 1.0}}] * count,
            "parts": [{"trl": {"low": 1.0}}] * count,
            "reading_notes": [["read"]] * count,
        }
        findings: dict[str, Any] = {
            "proposal_id": np.repeat(ids, 2),
            "rule": ["X2", "X1"] * count,
            "outcome": [-1, 0] * count,
            "severity": "form",
            "field": "title",
            "sheet": "Proposal",
            "cell": "C4",
            "seen": ["a\0b", None] * count,
            "message": "Mend it.",
        }
        ranks: dict[str, Any] = {
            "proposal_id": ids,
            "rank": range(1, count + 1),
            "mark": "funded",
            "tied_with": [["A"]] * count,
            "request_kusd": [{2027: "350.5"}] * count,
        }
        given: dict[str, Any] = {
            "fiscal_year": 2027,
            "cycle_version": 1,
            "as_of": dt.date(2026, 6, 30),
            **{f"{name}_sha256": name for name in ("input", "form", "rules", "rubric", "cycle")},
            "code_version": "0.1.0",
            "result_sha256": "result",
            "budgets": {2027: 1000},
            "left": {2027: 0},
            "best_set": ["A"],
            "evidence": {"success": True, "rubric": default_rubric().as_plain()},
            "counts": {"rankable": count, "late": 0},
            "started_at": RECEIVED,
            "finished_at": RECEIVED,
            "outcomes": pd.DataFrame(
                np.tile(np.array([1, 0, -1], dtype="int8"), (count, 1)), ids, ["M1", "G1", "R1"]
            ),
            "findings": pd.DataFrame(findings),
            "scores": pd.DataFrame(scores),
            "ranks": pd.DataFrame(ranks),
        }
        return RunRecord(**(given | others))

    return make


@pytest.fixture
def two(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> Store:
    """The store with the proposals A and B."""
    store.submissions.add(make_submission("a", make_proposal("A"), make_proposal("B")))
    return store
