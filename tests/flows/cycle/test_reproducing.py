"""The step that judges a run's stored inputs again."""

import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError
from fct.data.program.form import declared_by, declared_texts
from fct.data.program.rubric import default_rubric
from fct.data.store.guards import release_tables
from fct.data.subjects.store import Store
from fct.data.tables.core import ranks, runs
from fct.data.tables.year import declarations
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.reproducing import reproduce

ACTOR = Actor("tester")


@pytest.fixture(name="judged")
def _judged(submitted: Store) -> Store:
    """A store with a run that was judged by a form and rules that are no longer the packaged."""
    texts = dict(declared_texts())
    rules = texts["rules.csv"].splitlines(keepends=True)
    texts["rules.csv"] = "".join(line for line in rules if not line.startswith("N14,"))
    texts["form.csv"] = texts["form.csv"] + "\n"
    assert texts["rules.csv"] != declared_texts()["rules.csv"]
    with declared_by(texts):
        evaluate(submitted, 2027, default_rubric(), ACTOR, lambda _: None)
    with submitted.engine.begin() as connection:
        release_tables(connection)
    return submitted


def change(store: Store, statement: sa.UpdateBase) -> None:
    """Change a row as who owns the database could."""
    with store.engine.begin() as connection:
        connection.execute(statement)


def test_a_run_is_judged_by_its_own_declarations(judged: Store) -> None:
    """By another form and one rule less than today it comes out the same, and nothing differs."""
    run = judged.runs.get("FY2027-R001")
    found = reproduce(judged, run.id)

    assert run.rules_sha256 == run.evidence["declarations"]["rules.csv"]
    assert "N14" not in set(judged.runs.outcomes(run.id)["rule"])
    assert found == {
        "run": run.id,
        "same": True,
        "bytes": {"order": True, "outcomes": True, "marks": True},
        "differs": [],
        "first_moved": None,
    }


def test_a_text_is_kept_once_and_one_that_was_changed_is_named(judged: Store) -> None:
    """A second run adds the two texts that are others; a changed one stands in what differs."""
    evaluate(judged, 2027, default_rubric(), ACTOR, lambda _: None)
    form = judged.runs.get("FY2027-R001").form_sha256
    with judged.reading() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(declarations))
    change(
        judged,
        sa.update(declarations)
        .where(declarations.c.sha256 == form)
        .values(text=declarations.c.text + "\n"),
    )

    assert count == len(declared_texts()) + 1 + 2
    assert [(one["what"], one["was"]) for one in reproduce(judged, "FY2027-R001")["differs"]] == [
        ("form", form)
    ]


def test_changed_results_files_and_code_are_named(judged: Store) -> None:
    """The part whose bytes are others, the first proposal that moved, the file and the code."""
    order = judged.runs.ranks("FY2027-R001")
    change(judged, sa.update(ranks).where(ranks.c.rank == 1).values(rank=90))
    change(judged, sa.update(runs).values(code_version="0.0.1+old"))
    sha256 = judged.versions.judged("FY2027-R001")[0].proposal.origin.sha256
    judged.files.path(sha256).unlink()
    found = reproduce(judged, "FY2027-R001")

    assert not found["same"]
    assert found["bytes"]["outcomes"]
    assert not found["bytes"]["order"]
    assert found["first_moved"] in set(order["ref"])
    assert [(one["what"], one["was"]) for one in found["differs"]] == [
        ("code", "0.0.1+old"),
        ("file", sha256),
    ]
    assert found["differs"][-1]["is"] is None


def test_a_run_that_is_not_there_is_not_there(store: Store) -> None:
    """The same words as for one that may not be seen."""
    with pytest.raises(DeniedError, match="FY2027-R009"):
        reproduce(store, "FY2027-R009")
