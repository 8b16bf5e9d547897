"""For each rule a change to the valid proposal that it finds, from the tests of its criterion."""

import importlib

from tests.support.proposals.cases import RuleCase

_MODULES = (
    *("eligibility", "form_rules", "funded_strategy", "intent_to_procure"),
    *("market_investigation", "user_advocacy", "valid_requirement", "acquisition_frame"),
)
# By which it fails; some can only be unknown (reading 13).
SEEDED: dict[str, RuleCase] = {
    rule: case
    for expected in ("unknown", "fails")
    for module in _MODULES
    for rule, cases in importlib.import_module(f"tests.expectations.test_{module}").CASES.items()
    for case in reversed(cases)
    if case.expected == expected and not case.cycle and case.changes
}
