"""The step that judges a cycle."""

import datetime as dt
from pathlib import Path

import pytest

from fct.data.actor import Actor
from fct.data.errors import UsageError
from fct.data.rubric import default_rubric
from fct.data.store import Store
from fct.data.submitting import Delivery, submit
from fct.flows.evaluate import evaluate

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)


def judge(store: Store) -> tuple[str, bool, dict[str, int]]:
    found = evaluate(store, 2027, default_rubric(), ACTOR, lambda _: None)
    return found.run_id, found.is_new, store.run(found.run_id).counts


def test_a_second_evaluation_finds_the_first_run(submitted: Store) -> None:
    """The same input is judged once, and its counts are told again."""
    first = judge(submitted)

    assert judge(submitted) == (first[0], False, first[2])
    assert len(submitted.runs(2027)) == 1


def test_a_run_keeps_what_it_was_judged_by(submitted: Store) -> None:
    """Hashes of cycle, form, rules and rubric, the as-of date and the code stay with the run."""
    run = submitted.run(judge(submitted)[0])

    assert run.as_of == dt.date(2026, 6, 30)
    assert run.rubric_sha256 == default_rubric().sha256
    assert all(
        len(digest) == 64
        for digest in (run.input_sha256, run.form_sha256, run.rules_sha256, run.cycle_sha256)
    )
    assert "+" in run.code_version


def test_evidence_holds_refs_and_no_answers(submitted: Store) -> None:
    """For each of the 46 rules the refs that fail or are unknown, and nothing else of a sponsor."""
    run = submitted.run(judge(submitted)[0])
    refs = set(submitted.refs(2027))
    validation = run.evidence["validation"]

    assert len(validation) == 46
    for item in validation:
        assert set(item) == {"rule", "severity", "success", "fails", "unknown"}
        assert set(item["fails"]) | set(item["unknown"]) <= refs


def test_a_late_proposal_is_counted_and_not_judged(store: Store, forms: dict[str, Path]) -> None:
    """One in time and one a second after the deadline: one judged, one late."""
    late = dt.datetime(2026, 7, 1, 4, 0, 1, tzinfo=dt.UTC)
    submit(store, forms["FY27-ARMY-01"], Delivery(ACTOR, IN_TIME, 2027))
    submit(store, forms["FY27-USMC-01"], Delivery(ACTOR, late, 2027))

    counts = judge(store)[2]

    assert (counts["proposals"], counts["late"]) == (1, 1)


def test_a_new_version_makes_a_new_run(submitted: Store, forms: dict[str, Path]) -> None:
    """What is judged is the last version that came in time."""
    first = judge(submitted)[0]
    changed = Delivery(ACTOR, IN_TIME, 2027, replaces="FY27-ARMY-01")
    submit(submitted, forms["FY27-ARMY-02"], changed)

    second = judge(submitted)

    assert second[0] != first
    assert second[1]


def test_a_cycle_that_is_not_there_is_named(store: Store) -> None:
    """The message tells which cycles the store has, and what to do."""
    with pytest.raises(UsageError, match=r"no cycle of fiscal year 2040; it has: 2027.*cycle add"):
        evaluate(store, 2040, default_rubric(), ACTOR)
