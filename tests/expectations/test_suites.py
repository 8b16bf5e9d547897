"""The official entry point: great-expectations checks that give what the quick one gives."""

import json
import threading

import numpy as np
import pytest

from fct.data.program.form import PROPOSAL, load_form
from fct.data.program.rubric import default_rubric
from fct.data.program.rules import CRITERIA, Severity, load_rules
from fct.data.proposals.table import build_table
from fct.expectations import suites
from fct.expectations.case import Case, RuleResult
from fct.expectations.judge_rules import judge_rules, outcomes_frame
from tests.expectations.test_acquisition_frame import CASES
from tests.support.proposals.cases import CYCLE, valid_proposal
from tests.support.proposals.mutations import random_batch


def a_case(seed: int, size: int) -> Case:
    """A batch of random proposals."""
    return Case(build_table(random_batch(seed, size)), CYCLE, default_rubric().terms)


@pytest.fixture(scope="module")
def case() -> Case:
    """Two hundred random proposals, and for each question one that leaves it blank."""
    blank = [
        valid_proposal(f"B-{field.id}", **{field.id: None})
        for field in load_form().of_sheet(PROPOSAL)
    ]
    early = valid_proposal("E", **next(c.changes for c in CASES["N9"] if c.expected == "fails"))
    batch = [*random_batch(1, 200), *blank, early]
    return Case(build_table(batch), CYCLE, default_rubric().terms)


@pytest.fixture(scope="module")
def validation(case: Case) -> suites.Validation:
    """What the suites find on them."""
    return suites.validate(case)


def test_both_entry_points_find_the_same(case: Case, validation: suites.Validation) -> None:
    """Rule by rule and proposal by proposal."""
    quick = outcomes_frame(case, judge_rules(case))
    official = outcomes_frame(case, validation.results)

    assert list(official) == list(quick)
    assert official.equals(quick)


def test_the_random_proposals_reach_every_outcome(case: Case) -> None:
    """The comparison of the entry points is worth something: rules hold, fail and are unknown."""
    frame = outcomes_frame(case, judge_rules(case))
    reached = {rule: set(frame[rule]) for rule in frame}
    poor = {rule for rule, found in reached.items() if len(found) < 2}

    assert poor == set()


def test_the_evidence_names_the_same_refs(case: Case, validation: suites.Validation) -> None:
    """What is kept with a run shows on whom a rule fails, and on whom it is unknown."""
    quick = outcomes_frame(case, judge_rules(case))
    for record in validation.evidence:
        outcomes = quick[record["rule"]]
        assert record["fails"] == outcomes.index[outcomes == -1].tolist()
        assert record["unknown"] == outcomes.index[outcomes == 0].tolist()
        assert record["success"] == bool((outcomes == 1).all())


def test_the_evidence_covers_every_rule_in_order(validation: suites.Validation) -> None:
    """One record a rule, with the severity that is declared."""
    declared = [(rule.id, str(rule.severity)) for rule in load_rules().values()]

    assert [(record["rule"], record["severity"]) for record in validation.evidence] == declared


def test_the_evidence_holds_refs_and_no_cell_text() -> None:
    """No answer of a sponsor enters a result, not even where a rule fails on it."""
    wording = "Confidential wording"
    proposal = valid_proposal(
        "P-1", title=wording * 9, country=wording, trl=wording, reason=wording
    )
    found = suites.validate(Case(build_table([proposal]), CYCLE, default_rubric().terms))
    kept = json.dumps(found.evidence)

    assert "P-1" in kept
    assert wording not in kept


def test_an_empty_batch_holds_every_rule() -> None:
    """A cycle without proposals is no error."""
    found = suites.validate(a_case(1, 0))

    assert all(record["success"] for record in found.evidence)


def test_repeated_refs_keep_their_own_outcomes() -> None:
    """Outcomes go by place, not by ref."""
    proposals = [valid_proposal("P-1"), valid_proposal("P-1", country="USA")]
    found = suites.validate(Case(build_table(proposals), CYCLE, default_rubric().terms))

    assert found.results["G1"].outcomes.tolist() == [1, -1]


def test_a_suite_for_each_criterion_with_the_declared_severity() -> None:
    """Gates, criteria and form rules are critical, weaknesses warn, notes inform."""
    built = suites.build_suites("token")
    severities = {
        check.meta["rule"]: str(check.severity) for suite in built for check in suite.expectations
    }

    assert {suite.name for suite in built} == {*CRITERIA, "eligibility", "form"}
    assert set(severities) == set(load_rules())
    for rule in load_rules().values():
        expected = {Severity.WEAKNESS: "warning", Severity.NOTE: "info"}
        assert severities[rule.id].lower().endswith(expected.get(rule.severity, "critical"))


@pytest.fixture
def broken_rule(monkeypatch: pytest.MonkeyPatch) -> str:
    """A rule whose check cannot run."""

    def stumble(_case: Case) -> RuleResult:
        raise ZeroDivisionError("nothing to divide by")

    functions = dict(suites.rule_functions()) | {"M3": stumble}
    monkeypatch.setattr(suites, "rule_functions", lambda: functions)
    return "M3"


def test_a_check_that_cannot_run_is_no_outcome(broken_rule: str) -> None:
    """It raises and names the rule, instead of being counted as failed or passed."""
    with pytest.raises(RuntimeError, match=f"the check of rule {broken_rule} could not run"):
        suites.validate(a_case(1, 2))


def test_nothing_stays_open_after_a_check_that_cannot_run(broken_rule: str) -> None:
    """The case is forgotten, and the next run is not in its way."""
    with pytest.raises(RuntimeError, match=broken_rule):
        suites.validate(a_case(1, 1))

    assert suites._CASES == {}


def test_two_threads_at_once_get_their_own_counts() -> None:
    """A context shared by threads would mix them up without an error."""
    cases = {size: a_case(size, size) for size in (3, 40)}
    found: dict[int, suites.Validation] = {}

    def run(size: int) -> None:
        found[size] = suites.validate(cases[size])

    threads = [threading.Thread(target=run, args=(size,)) for size in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for size, case in cases.items():
        expected = outcomes_frame(case, judge_rules(case))
        assert np.array_equal(outcomes_frame(case, found[size].results), expected)
        assert {len(r.outcomes) for r in found[size].results.values()} == {size}
