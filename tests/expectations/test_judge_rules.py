"""The quick entry point as a whole: every declared rule, and every outcome of each under test."""

import importlib

from fct.data.program.rules import load_rules
from fct.expectations.judge_rules import judge_rules, outcomes_frame, rule_functions
from fct.expectations.logic import OUTCOME_NAMES
from tests.support.proposals.cases import CaseTable, case_of

TABLES = (
    "eligibility",
    "user_advocacy",
    "valid_requirement",
    "market_investigation",
    "funded_strategy",
    "intent_to_procure",
    "form_rules",
    "acquisition_frame",
)
# Readings 13 and 41: a part that asks for an answer to be filled never fails; X2 is never unknown.
IMPOSSIBLE = {
    "A1": {"fails"},
    "M1": {"fails"},
    "M7": {"fails"},
    "G8": {"fails"},
    "X2": {"unknown"},
    "N14": {"fails"},
}


def case_tables() -> CaseTable:
    """The cases of every rule, from the tests of their modules."""
    modules = [importlib.import_module(f"tests.expectations.test_{name}") for name in TABLES]
    return {rule: cases for module in modules for rule, cases in module.CASES.items()}


def test_every_rule_has_a_function_and_every_function_a_rule() -> None:
    """Declaration and code agree, in the order of the declaration."""
    assert list(rule_functions()) == list(load_rules())


def test_every_outcome_of_every_rule_is_tested() -> None:
    """Each rule has a case in which it holds, fails and is unknown, as far as it can."""
    for rule in list(load_rules()):
        tested = {case.expected for case in case_tables()[rule]}

        assert tested == {"holds", "fails", "unknown"} - IMPOSSIBLE.get(rule, set()), rule


def test_every_reason_is_shown_once() -> None:
    """The cases of a rule have reasons of their own, so a failing one can be found."""
    for rule in list(load_rules()):
        seen = [(case.expected, case.why, str(case.changes)) for case in case_tables()[rule]]

        assert len(seen) == len(set(seen)), rule


def test_the_valid_proposal_holds_every_rule() -> None:
    """The tables of cases start from a proposal on which nothing is wrong."""
    case = case_of({})
    frame = outcomes_frame(case, judge_rules(case))

    assert frame.shape == (1, len(load_rules()))
    assert {OUTCOME_NAMES[value] for value in frame.to_numpy().ravel()} == {"holds"}


def test_each_result_names_fields_that_its_rule_declares() -> None:
    """A finding can only point to a field that the declaration lists for its rule."""
    results = judge_rules(case_of({}))
    strange = {
        (rule, part.field)
        for rule, result in results.items()
        for part in result.parts
        if part.field not in load_rules()[rule].fields
    }

    assert strange == set()
