"""A cycle judged batch by batch."""

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.spool import Spool
from fct.data.program import limits
from fct.data.program.cycle import parse_cycle
from fct.data.program.rubric import default_rubric
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from fct.data.tables.core import findings, metadata, outcomes, ranks, scores
from fct.flows.cycle.batches import (
    Judging,
    canonical_json,
    judge_in_batches,
    rank_frame,
    result_sha256,
)
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import Judgement, judge
from fct.scoring.ranking.order import order_of_standings
from fct.scoring.ranking.rank import standings_of
from fct.scoring.ranking.reports import rank_report
from tests.support.processes.samples import some_of
from tests.support.proposals.cases import valid_proposal

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
HOUSE = """\
fiscal_year: 2027
final_due: 2026-06-30
budgets: {2027: 3000}
house_rules: {"expectations": [
  {"type": "expect_column_values_to_be_unique", "severity": "info",
   "kwargs": {"column": "title"}},
  {"type": "expect_column_values_to_be_unique", "severity": "warning",
   "kwargs": {"column": "funding_year"}}]}
"""


def submitted_in(store: Store, count: int) -> None:
    """Submit a list of proposals of which every third has the title of another."""
    proposals = []
    for number in range(count):
        answers = {"title": f"Title {number % 6}", "trl": None if number % 4 == 0 else 9}
        proposals.append(replace(valid_proposal(f"P-{number:02}", **answers)))
    store.submissions.add(
        NewSubmission(
            fiscal_year=2027,
            file_name="list.xlsx",
            content=b"list",
            actor=ACTOR,
            received_at=IN_TIME,
            proposals=proposals,
        )
    )


def judged_by(store: Store, cycle_text: str, at_a_time: int) -> dict[str, Any]:
    """Judge what the store has, so many at a time; return the result and its evidence."""
    cycle, rubric = parse_cycle(cycle_text, "cycle"), default_rubric()
    keys = store.versions.keys_to_judge(2027, cycle.deadline)
    found = judge_in_batches(store, keys, Judging(cycle, rubric, Exceptions()), at_a_time)
    order = order_of_standings(found.standings, cycle, rubric)
    found.rows.add_ranks(rank_frame(order, keys))
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        found.rows.insert(connection, "tried")
        rows = {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for table in (scores, ranks, outcomes, findings)
        }
    engine.dispose()
    return {
        "hash": result_sha256(order, found.reports),
        "order": rank_report(order),
        "evidence": found.evidence,
        "counts": found.counts,
        "stages": found.stages,
        "rows": rows,
    }


@pytest.mark.sampled
def test_the_result_is_the_same_for_every_size_of_a_batch(store: Store) -> None:
    """Nine proposals, by 4, 1 and all at a time: hash, order, evidence, findings and outcomes.

    Titles 0, 1 and 2 stand there twice, in different batches of four: H1 fails for six.
    """
    submitted_in(store, 9)
    whole = judged_by(store, HOUSE, 9)

    assert len(whole["rows"]["scores"]) == 9
    assert whole["rows"]["findings"]
    assert len([row for row in whole["rows"]["outcomes"] if row[2:] == ("H1", -1)]) == 6
    for at_a_time in some_of((4, 1), 1):
        assert judged_by(store, HOUSE, at_a_time) == whole


def test_the_hash_is_that_of_all_reports_together() -> None:
    """An order and two batches of reports: the canonical JSON of one list, hashed at once."""
    spool = Spool()
    for listed in ([{"ref": "A"}, {"ref": "B"}], [], [{"ref": "C", "title": "\u00e9"}]):
        spool.add(canonical_json(listed))
    order = order_of_standings(
        standings_of(judge_nothing(), default_rubric()), CYCLE, default_rubric()
    )
    text = canonical_json(
        [rank_report(order), [{"ref": "A"}, {"ref": "B"}, {"ref": "C", "title": "\u00e9"}]]
    )

    assert result_sha256(order, spool) == hashlib.sha256(text).hexdigest()


CYCLE = parse_cycle("fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 3000}\n", "cycle")


def judge_nothing() -> Judgement:
    """Return the judgement of no proposals."""
    return judge([], CYCLE)


def test_above_the_most_that_compete_the_run_says_what_is_left_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a most of two, six that compete have an order and a line, and no best set."""
    submitted_in(store, 9)
    said: list[str] = []
    terms = {**limits._large_runs(), "most_competing": 2, "most_tied": 1}
    monkeypatch.setattr(limits, "_large_runs", lambda: terms)

    run = store.runs.get(evaluate(store, 2027, None, ACTOR, said.append).run_id)

    left_out = run.evidence["left_out"]
    assert (left_out["code"], left_out["competing"], left_out["most"]) == ("LEFT_OUT", 6, 2)
    assert left_out["said"] in said
    assert list(run.best_set) == []
    assert store.runs.worth(run) is None
    kept = store.runs.ranks(run.id)
    assert len(kept) == 6
    assert max(map(len, kept["tied_with"])) == 1


def test_a_run_of_nothing_is_kept(store: Store) -> None:
    """A cycle to which nobody sent anything has a run of no proposals."""
    run = store.runs.get(evaluate(store, 2027, None, ACTOR, lambda _: None).run_id)

    assert run.counts["proposals"] == 0
    assert store.runs.scores(run.id).empty
    assert store.runs.ranks(run.id).empty
