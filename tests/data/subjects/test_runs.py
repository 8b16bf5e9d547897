"""Runs, and what readers see of them."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pandas as pd
import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store


@pytest.fixture
def ids(
    store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> list[int]:
    """The ids of three proposals, B, A and C, in a store with their cycle."""
    store.cycles.add(2027, "{fiscal_year: 2027, final_due: 2026-06-30}", "cycle", actor)
    store.submissions.add(make_submission("a", *map(make_proposal, "BAC")))
    return [store.versions.get(2027, ref).id for ref in "BAC"]


def test_a_run_comes_back(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Its facts are those that were given; fiscal years have become text."""
    record = make_run(ids)
    run_id = store.runs.add(record, actor)
    run = store.runs.get(run_id)

    assert run_id == "FY2027-R001"
    assert (run.as_of, run.input_sha256, run.actor) == (record.as_of, "input", actor)
    assert (run.budgets, run.best_set) == ({"2027": 1000}, ["A"])
    assert run.started_at == record.started_at
    assert store.runs.of_cycle(2027) == [run]
    assert store.runs.on_input(2027, "input") == run
    assert store.runs.on_input(2027, "other") is None


def test_the_same_input_is_the_first_run(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """A second run writes nothing; another input is another run."""
    first = store.runs.add(make_run(ids), actor)
    events = len(store.events.all())

    assert store.runs.add(make_run(ids, result_sha256="other"), actor) == first
    assert len(store.events.all()) == events
    assert store.runs.add(make_run(ids, input_sha256="other"), actor) == "FY2027-R002"


def test_scores_come_back_by_ref(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Numbers are the same to the last bit, and what is absent is absent."""
    scores = store.runs.scores(store.runs.add(make_run(ids), actor))

    assert scores["ref"].tolist() == ["A", "B", "C"]
    assert scores["title"].tolist() == ["Project A", "Project B", "Project C"]
    assert scores["merit"].tolist() == [59.175] * 3
    assert scores["tier"].fillna(0).tolist() == [0, 1, 2]
    assert scores["maturity_high"].isna().all()
    assert scores["criteria"][0] == {"M": {"verdict": "met", "strength": 1.0}}
    assert scores["reading_notes"][0] == ["read"]


def test_ranks_come_back_by_rank(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """The order of merit is that of the run."""
    ranks = store.runs.ranks(store.runs.add(make_run(ids), actor))

    assert ranks[["rank", "ref"]].to_numpy().tolist() == [[1, "B"], [2, "A"], [3, "C"]]
    assert ranks["request_kusd"][0] == {"2027": "350.5"}
    assert ranks["tied_with"][0] == ["A"]


def test_outcomes_come_back_for_all_or_one(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """One row a proposal and rule, in the order of both."""
    run_id = store.runs.add(make_run(ids), actor)
    outcomes = store.runs.outcomes(run_id, "B")

    assert outcomes[["rule", "outcome"]].to_numpy().tolist() == [["G1", 0], ["M1", 1], ["R1", -1]]
    assert store.runs.outcomes(run_id)["ref"].tolist() == ["A"] * 3 + ["B"] * 3 + ["C"] * 3
    assert store.runs.outcomes(run_id, "Z").empty


def test_findings_come_back_as_they_are_shown(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Their order within a proposal is kept, and what a database cannot hold is replaced."""
    findings = store.runs.findings(store.runs.add(make_run(ids), actor), "A")

    assert findings[["seq", "rule", "outcome"]].to_numpy().tolist() == [[1, "X2", -1], [2, "X1", 0]]
    assert findings["seen"][0] == "a\ufffdb"
    assert findings["seen"].isna().tolist() == [False, True]


def test_a_run_without_proposals_is_a_run(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """An empty season has frames with columns and no rows."""
    assert ids
    nothing = dict.fromkeys(("outcomes", "findings", "scores", "ranks"), pd.DataFrame())
    run_id = store.runs.add(make_run([], **nothing), actor)

    assert list(store.runs.ranks(run_id).columns[:4]) == ["proposal_id", "ref", "version", "title"]
    assert store.runs.scores(run_id).empty
    assert store.runs.outcomes(run_id).empty
    assert store.runs.findings(run_id).empty


def test_a_missing_column_is_reported(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Nothing is stored as if it were absent."""
    ranks = make_run(ids).ranks.drop(columns="mark")

    with pytest.raises(ValueError, match="ranks: no column mark"):
        store.runs.add(make_run(ids, ranks=ranks), actor)


def test_a_run_over_unknown_proposals_is_not_added(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """What is wrong in one row leaves nothing of the run."""
    driver: Any = store.engine.dialect.dbapi

    with pytest.raises(driver.IntegrityError, match=r"(?i)foreign key"):
        store.runs.add(make_run([*ids, 999]), actor)

    assert store.runs.of_cycle(2027) == []
    assert verify(store).first_bad is None


def test_the_run_published_last_is_the_one_seen(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Publishing again is no news; an earlier run may be published once more."""
    first = store.runs.add(make_run(ids), actor)
    second = store.runs.add(make_run(ids, input_sha256="other"), actor)
    assert store.runs.published(2027) is None
    seen = []
    for run_id in (first, first, second, first):
        store.runs.publish(run_id, actor)
        published = store.runs.published(2027)
        assert published is not None
        seen.append(published.id)

    assert seen == [first, first, second, first]
    actions = [entry.action for entry in store.events.all()]
    assert actions.count("run published") == 3


def test_a_run_that_is_not_there_is_reported(store: Store, actor: Actor) -> None:
    """As one that may not be seen."""
    with pytest.raises(DeniedError, match="There is no R1 that you may see"):
        store.runs.publish("R1", actor)


def test_a_reader_never_sees_half_a_run(
    store: Store, ids: list[int], make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """While runs are added and published, each published run has all its rows."""
    done, halves, looks = Event(), [], []

    def look() -> None:
        while not done.is_set():
            run = store.runs.published(2027)
            if run is not None:
                found = (
                    store.runs.scores(run.id),
                    store.runs.outcomes(run.id),
                    store.runs.ranks(run.id),
                )
                sizes = tuple(map(len, found))
                looks.append(run.id)
                halves.extend([sizes] if sizes != (3, 9, 3) else [])

    reader = Thread(target=look)
    reader.start()
    for number in range(15):
        store.runs.publish(store.runs.add(make_run(ids, input_sha256=str(number)), actor), actor)
    done.set()
    reader.join()

    assert looks
    assert halves == []
