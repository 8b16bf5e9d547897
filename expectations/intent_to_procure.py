"""Criterion 5: a clear intent to procure if the test succeeds (ISC chapter 13)."""

import numpy as np

from fct.expectations.amounts import above_zero, amounts, sum_by
from fct.expectations.case import (
    Case,
    Part,
    RuleFunction,
    RuleResult,
    conjunction,
    is_answer,
    is_given,
    negative_parts,
    on_or_before_as_of,
)
from fct.expectations.logic import UNKNOWN, has_rows


def sponsor_will_buy(case: Case) -> RuleResult:
    """I1. ISC ch. 13, criterion 5."""
    return conjunction(is_answer(case, "intent", "yes", "conditional"))


def statement_is_current(case: Case) -> RuleResult:
    """I2. ISC ch. 13, criterion 5: clear."""
    months = case.terms.evidence_months
    return conjunction(
        is_given(case, "intent_signatory"),
        on_or_before_as_of(case, "intent_date", oldest_months=months),
    )


def quantity_is_planned(case: Case) -> RuleResult:
    """I3. ISC ch. 13, criterion 5."""
    procurement, size = case.sheet("Procurement"), case.size
    quantity = amounts(procurement, "procurement_quantity")
    total = above_zero(sum_by(procurement.owner, quantity, size))
    outcome = np.where(has_rows(procurement, size), total, UNKNOWN).astype(np.int8)
    negative = negative_parts(case, "Procurement", ("procurement_quantity",), outcome)
    return conjunction(*negative, Part("procurement_quantity", outcome, above_zero(quantity)))


def intent_is_unconditional(case: Case) -> RuleResult:
    """I4. ISC ch. 13, criterion 5: clear."""
    return conjunction(is_answer(case, "intent", "yes"))


def signatory_is_senior(case: Case) -> RuleResult:
    """I5. ISC ch. 13, criterion 5."""
    return conjunction(is_answer(case, "intent_level", "general or flag officer or SES"))


RULES: dict[str, RuleFunction] = {
    "I1": sponsor_will_buy,
    "I2": statement_is_current,
    "I3": quantity_is_planned,
    "I4": intent_is_unconditional,
    "I5": signatory_is_senior,
}
