"""What stands at the head of a run."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.rule_stages import Stage
from fct.data.proposals.waivers import WaiverAnswer, WaiverChoice, WaiverRequest
from fct.data.subjects.run_notices import (
    changes_sentence,
    exceptions_sentence,
    input_changes,
    run_head,
)
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.data.submitting.withdrawal import withdraw
from fct.data.tables.core import Run
from fct.flows.cycle.evaluation import evaluate
from tests.conftest import ACTOR, IN_TIME
from tests.support.files.workbooks import write_failing
from tests.support.proposals.lowered import OPERATOR, SECOND, lower

REF = "FY27-ARMY-01"


def judged(store: Store) -> Run:
    """Judge the store and return the run."""
    return store.runs.get(evaluate(store, 2027, None, ACTOR, lambda _: None).run_id)


def waive(store: Store) -> str:
    """Have rule A3 waived for FY27-ARMY-01."""
    asked = WaiverRequest(
        fiscal_year=2027,
        ref=REF,
        rule="A3",
        reason="Renewed.",
        expires=dt.date(2026, 9, 30),
        at=IN_TIME,
        actor=OPERATOR,
    )
    waiver_id = store.waivers.request(asked).id
    given = WaiverAnswer(answer=WaiverChoice.APPROVED, reason="Seen.", at=IN_TIME, actor=SECOND)
    return store.waivers.answer(waiver_id, given).id


@pytest.fixture
def store(illustrative_store: Store) -> Store:
    """A store that has a cycle, which those of this folder do not."""
    return illustrative_store


@pytest.fixture
def submitted(judged_store: Store) -> Store:
    """A store with four proposals, which were judged: judging them again gives that run."""
    return judged_store


@pytest.fixture
def old(submitted: Store, tmp_path: Path) -> Store:
    """The store with four proposals; on FY27-ARMY-01 A3 fails."""
    path = write_failing(tmp_path / "old.xlsx", REF, ref=REF)
    submit(submitted, path, Delivery(ACTOR, IN_TIME, 2027, replaces=REF))
    return submitted


def test_a_run_by_the_rules_as_declared_has_no_head(submitted: Store) -> None:
    """Nothing lowered, nothing waived, nothing changed since."""
    assert run_head(submitted, judged(submitted)) == []


def test_rules_lowered_and_waivers_stand_at_the_head(old: Store) -> None:
    """What the run was made with, in one sentence."""
    waive(old)
    lower(old, "A1", Stage.WATCH)
    lower(old, "M5", Stage.WARN)
    run = judged(old)

    lowered = "2 rules lowered (A1 at watch, M5 at warn)"
    waived = f"1 waiver (FY2027-W001, rule A3 for {REF})"
    assert run_head(old, run) == [f"Run {run.id} was made with {lowered} and {waived}."]


def test_what_was_lowered_after_a_run_is_no_part_of_it(submitted: Store) -> None:
    """Its own head says that the stages are others now."""
    run = judged(submitted)
    lower(submitted, "A1", Stage.WATCH)

    assert exceptions_sentence(run) == ""
    assert changes_sentence(submitted, run) == (
        f"Inputs changed since this run, {run.id}: stages of rules."
    )


def test_a_version_that_came_since_is_named(submitted: Store, tmp_path: Path) -> None:
    """The new version; judged anew, nothing has changed any more."""
    run = judged(submitted)
    path = write_failing(tmp_path / "old.xlsx", REF, ref=REF)
    submit(submitted, path, Delivery(ACTOR, IN_TIME, 2027, replaces=REF))

    assert input_changes(submitted, run) == [f"proposals new, changed or gone: {REF}"]
    assert input_changes(submitted, judged(submitted)) == []


def test_a_waiver_that_counts_since_is_a_change(old: Store) -> None:
    """Approved after the run; the run after it was given it."""
    run = judged(old)
    waive(old)

    assert input_changes(old, run) == ["waivers"]
    assert input_changes(old, judged(old)) == []


def test_another_cycle_file_is_a_change(submitted: Store) -> None:
    """Whatever differs in it."""
    run, row = judged(submitted), submitted.cycles.find(2027)
    assert row is not None
    submitted.cycles.change(row, row.yaml + "grace_minutes: 5\n", ACTOR, "Mail was slow.")

    assert input_changes(submitted, run) == ["the cycle file is version 2 now"]
    with pytest.raises(UsageError, match="Version 1 of cycle 2027 is not the last one any more"):
        submitted.cycles.change(row, row.yaml, ACTOR, "Back.")


def test_a_late_file_and_a_test_change_nothing(submitted: Store, tmp_path: Path) -> None:
    """They are not judged; a withdrawn proposal is gone."""
    run, path = judged(submitted), write_failing(tmp_path / "old.xlsx", REF, ref=REF)
    late = IN_TIME + dt.timedelta(days=90)
    submit(submitted, path, Delivery(ACTOR, late, 2027, replaces=REF))
    submit(submitted, path, Delivery(ACTOR, IN_TIME, 2027, is_test=True))
    assert input_changes(submitted, run) == []

    withdraw(submitted, 2027, "FY27-NAVY-01", reason="No money.", actor=ACTOR)
    assert input_changes(submitted, run) == ["proposals new, changed or gone: FY27-NAVY-01"]


def test_of_many_the_first_are_named(submitted: Store) -> None:
    """Eight waivers are counted, five of them named."""
    said = [{"id": f"FY2027-W{n:03d}", "rule": "A3"} for n in range(1, 9)]
    run = judged(submitted)
    many = replace(run, evidence={**run.evidence, "waivers": {REF: said}})

    sentence = exceptions_sentence(many)
    assert sentence.startswith(f"Run {run.id} was made with 8 waivers (FY2027-W001, rule A3 for")
    assert sentence.endswith(f"FY2027-W005, rule A3 for {REF} and 3 more).")
