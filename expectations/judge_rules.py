"""The quick entry point: every declared rule on a table of proposals, as plain function calls."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fct.data.program import load_rules
from fct.expectations import (
    acquisition_frame,
    eligibility,
    form_rules,
    funded_strategy,
    intent_to_procure,
    market_investigation,
    user_advocacy,
    valid_requirement,
)
from fct.expectations.case import Case, RuleFunction, RuleResult

_MODULES = (
    eligibility,
    user_advocacy,
    valid_requirement,
    market_investigation,
    funded_strategy,
    intent_to_procure,
    form_rules,
    acquisition_frame,
)


def rule_functions() -> Mapping[str, RuleFunction]:
    """Return the function of each declared rule, in the order of the declaration.

    Raises
    ------
    LookupError
        If a declared rule has no function. Those that rules of an older run do not name are left
        out.
    """
    functions = {rule: function for module in _MODULES for rule, function in module.RULES.items()}
    declared = load_rules()
    if missing := set(declared) - set(functions):
        raise LookupError(f"declared rules without a function: {sorted(missing)}")
    return {rule: functions[rule] for rule in declared}


def judge_rules(case: Case) -> dict[str, RuleResult]:
    """Return the result of every rule on every proposal."""
    return {rule: function(case) for rule, function in rule_functions().items()}


def outcomes_frame(case: Case, results: Mapping[str, RuleResult]) -> pd.DataFrame:
    """Return outcomes as a frame of shape (n_proposals, n_rules): 1 holds, 0 unknown, -1 fails."""
    columns = {rule: np.asarray(result.outcomes, np.int8) for rule, result in results.items()}
    return pd.DataFrame(columns, index=case.table.refs)
