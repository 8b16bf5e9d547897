"""Criterion 1: strong user advocacy (ISC chapter 13)."""

from fct.expectations.case import (
    Case,
    RuleFunction,
    RuleResult,
    conjunction,
    is_answer,
    is_given,
    on_or_before_as_of,
)


def user_is_named(case: Case) -> RuleResult:
    """A1. ISC ch. 13, criterion 1."""
    return conjunction(is_given(case, "user_organization"))


def advocacy_is_signed(case: Case) -> RuleResult:
    """A2. ISC ch. 13, criterion 1."""
    return conjunction(
        is_answer(case, "advocacy_type", "signed letter", "signed memorandum", "message"),
        is_given(case, "advocacy_reference"),
        is_given(case, "advocacy_signatory"),
    )


def advocacy_is_current(case: Case) -> RuleResult:
    """A3. Support can lapse."""
    months = case.terms.evidence_months
    return conjunction(on_or_before_as_of(case, "advocacy_date", oldest_months=months))


def advocate_is_senior(case: Case) -> RuleResult:
    """A4. ISC ch. 13: strong user advocacy."""
    return conjunction(is_answer(case, "advocacy_level", "general or flag officer or SES"))


RULES: dict[str, RuleFunction] = {
    "A1": user_is_named,
    "A2": advocacy_is_signed,
    "A3": advocacy_is_current,
    "A4": advocate_is_senior,
}
