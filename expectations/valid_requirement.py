"""Criterion 2: a valid military requirement (ISC chapter 13; JCIDS)."""

from fct.expectations.case import (
    Case,
    Part,
    RuleFunction,
    RuleResult,
    conjunction,
    is_answer,
    is_given,
    on_or_before_as_of,
)
from fct.expectations.logic import has_length, negated


def requirement_is_documented(case: Case) -> RuleResult:
    """R1. ISC ch. 13, criterion 2."""
    no_document = is_answer(case, "requirement_type", "none").outcomes
    return conjunction(
        Part("requirement_type", negated(no_document)), is_given(case, "requirement_number")
    )


def requirement_is_validated(case: Case) -> RuleResult:
    """R2. ISC ch. 13, criterion 2."""
    return conjunction(is_answer(case, "requirement_status", "validated"))


def requirement_was_validated_in_time(case: Case) -> RuleResult:
    """R3. ISC ch. 13, criterion 2; JCIDS."""
    return conjunction(
        is_given(case, "requirement_authority"), on_or_before_as_of(case, "requirement_date")
    )


def gap_is_described(case: Case) -> RuleResult:
    """R4. ISC ch. 13, criterion 2."""
    length = has_length(case.proposal, "requirement_gap", case.terms.text_characters)
    return conjunction(Part("requirement_gap", length))


RULES: dict[str, RuleFunction] = {
    "R1": requirement_is_documented,
    "R2": requirement_is_validated,
    "R3": requirement_was_validated_in_time,
    "R4": gap_is_described,
}
