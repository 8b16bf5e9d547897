"""House rules held against a table of answers by great-expectations itself.

Each rule is one built-in expectation on columns of the form; a context of its own for every call,
under the lock of the official suites, for the same reason (:mod:`fct.expectations.suites`).
"""

from collections.abc import Iterable
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd

from fct.data.program import HouseRule
from fct.data.proposals import SheetTable, State
from fct.expectations.case import Case, Part, RuleResult
from fct.expectations.logic import FAILS, HOLDS, UNKNOWN, Outcomes, every_row
from fct.expectations.suites import LOCK, ephemeral_context


def house_results(case: Case, rules: Iterable[HouseRule]) -> dict[str, RuleResult]:
    """Return the result of every house rule on every proposal, by id.

    An answer that cannot be read leaves a rule unknown, and so does an expectation that cannot be
    held against such a column.

    Parameters
    ----------
    case : Case
    rules : iterable of HouseRule
    """
    with LOCK:
        context = ephemeral_context()
        return {rule.rule.id: _result(case, rule, context) for rule in rules}


def _result(case: Case, rule: HouseRule, context: Any) -> RuleResult:
    sheet = case.table.sheets[rule.sheet]
    rows = _rows(sheet, rule, context)
    field = rule.rule.fields[0]
    if sheet is case.proposal:
        return RuleResult(rows, (Part(field, rows),))
    outcomes = every_row(sheet, rows, case.size) if len(sheet) else np.full(case.size, HOLDS)
    return RuleResult(outcomes.astype(np.int8), (Part(field, outcomes.astype(np.int8), rows),))


def _rows(sheet: SheetTable, rule: HouseRule, context: Any) -> Outcomes:
    """Return the outcome of each row of a sheet."""
    outcomes = np.full(len(sheet), HOLDS, dtype=np.int8)
    if not len(sheet):
        return outcomes
    names = list(dict.fromkeys(rule.rule.fields))
    frame = pd.DataFrame({name: sheet.value(name) for name in names})
    unexpected = _unexpected(frame, rule, context)
    if unexpected is None:
        outcomes[:] = UNKNOWN
        return outcomes
    outcomes[unexpected] = FAILS
    for name in names:
        unread = np.isin(sheet.state(name), (State.UNREADABLE, State.PARTLY))
        outcomes[unread & (outcomes != FAILS)] = UNKNOWN
    return outcomes


def _unexpected(frame: pd.DataFrame, rule: HouseRule, context: Any) -> list[int] | None:
    """Return the rows that are not as expected; None where that cannot be said."""
    batch = (
        context.data_sources.add_or_update_pandas("house")
        .add_dataframe_asset(rule.rule.id)
        .add_batch_definition_whole_dataframe("all")
        .get_batch({"dataframe": frame})
    )
    expectation = gx.expectations.core.__dict__[_class_name(rule.type)](**rule.kwargs)
    result = batch.validate(expectation, result_format={"result_format": "COMPLETE"})
    found = result.result
    if "unexpected_index_list" not in found and "unexpected_count" not in found:
        return None
    return [int(place) for place in found.get("unexpected_index_list") or ()]


def _class_name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
