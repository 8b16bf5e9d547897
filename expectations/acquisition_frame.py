"""The acquisition frame around FCT: notes on how the purchase fits, which decide nothing.

What these rules ask is optional, and a blank answer leaves nothing to say: then they hold.
"""

import numpy as np

from fct.data.proposals import State
from fct.data.referrals import load_acquisition_frame
from fct.expectations.amounts import above_zero, amounts
from fct.expectations.case import (
    Case,
    Part,
    RuleFunction,
    RuleResult,
    conjunction,
    is_answer,
    on_or_before_as_of,
)
from fct.expectations.logic import (
    HOLDS,
    Outcomes,
    all_of,
    compared,
    every_row,
    if_then,
    is_filled,
    is_one_of,
    is_read,
    negated,
    outcomes_where,
)

_REVIEWS = ("disclosure_review", "exportability_review", "technology_security_review")


def _where_given(case: Case, field: str, outcomes: Outcomes) -> Outcomes:
    """Return outcomes, and holds where an optional answer is blank."""
    blank = case.proposal.state(field) == State.BLANK
    return np.where(blank, HOLDS, outcomes).astype(np.int8)


def _known(case: Case, field: str) -> Part:
    """Return a part that a finding points to where an answer that is filled cannot be read."""
    read = is_read(case.proposal, field)
    return Part(field, _where_given(case, field, outcomes_where(read, read)))


def category_has_its_decider(case: Case) -> RuleResult:
    """N6. ISC ch. 13, oversight: DAE on ACAT I, CAE on ACAT II, the designee on ACAT III."""
    agree = [
        if_then(
            is_answer(case, "acquisition_category", category).outcomes,
            is_answer(case, "decision_level", decider).outcomes,
        )
        for category, decider in load_acquisition_frame().deciders.items()
    ]
    outcome = _where_given(case, "acquisition_category", all_of(*agree))
    outcome = _where_given(case, "decision_level", outcome)
    parts = (Part("decision_level", outcome), _known(case, "acquisition_category"))
    return RuleResult(outcome, parts)


def urgent_need_has_its_pathway(case: Case) -> RuleResult:
    """N7. DAU AAF: urgent operational needs have a pathway of their own, which has no others."""
    frame = load_acquisition_frame()
    is_urgent = is_one_of(case.proposal, "requirement_type", frame.urgent_requirements)
    has_pathway = is_answer(case, "acquisition_pathway", frame.urgent_pathway).outcomes
    outcome = all_of(if_then(is_urgent, has_pathway), if_then(has_pathway, is_urgent))
    known = is_read(case.proposal, "requirement_type")
    parts = (
        Part("requirement_type", outcomes_where(known, known)),
        Part("acquisition_pathway", outcome),
    )
    return RuleResult(outcome, parts)


def pathway_buys_hardware(case: Case) -> RuleResult:
    """N8. DODI 5000.02 section 4.2, DoDI 5000.74 and 5000.75: three pathways buy no hardware."""
    without = load_acquisition_frame().without_hardware
    buys_none = is_one_of(case.proposal, "acquisition_pathway", without)
    return conjunction(Part("acquisition_pathway", negated(buys_none)))


def phase_comes_before_purchase(case: Case) -> RuleResult:
    """N9. Inferred: before production and deployment nothing is bought in the funded year."""
    procurement = case.sheet("Procurement")
    phase = load_acquisition_frame().before_production
    is_before = is_answer(case, "program_phase", phase).outcomes
    is_later = compared(procurement, "procurement_year", lambda y: y > case.cycle.fiscal_year)
    rows = if_then(above_zero(amounts(procurement, "procurement_kusd")), is_later)
    bought_later = every_row(procurement, rows, case.size)
    outcome = _where_given(case, "program_phase", if_then(is_before, bought_later))
    parts = (Part("program_phase", outcome), Part("procurement_year", bought_later, rows))
    return RuleResult(outcome, parts)


def preference_is_for_what_exists(case: Case) -> RuleResult:
    """N10. ISC ch. 13, table 13-4: a foreign item that exists is one of the first two steps."""
    is_work = is_answer(case, "purpose", *case.terms.fct_work).outcomes
    exists = is_one_of(case.proposal, "preference_step", load_acquisition_frame().foreign_steps)
    outcome = _where_given(case, "preference_step", if_then(is_work, exists))
    purpose_known = is_read(case.proposal, "purpose")
    parts = (
        Part("preference_step", outcome),
        Part("purpose", outcomes_where(purpose_known, purpose_known)),
    )
    return RuleResult(outcome, parts)


def international_involvement_is_documented(case: Case) -> RuleResult:
    """N11. ISC ch. 13: Section 10 of the acquisition strategy, International Involvement."""
    said = is_answer(case, "international_involvement", load_acquisition_frame().documented)
    return conjunction(Part(said.field, _where_given(case, said.field, said.outcomes)))


def reviews_are_begun(case: Case) -> RuleResult:
    """N12. ISC ch. 13: evaluated before any technology transfer and disclosure."""
    not_started = load_acquisition_frame().not_started
    return conjunction(
        *(
            Part(
                name, _where_given(case, name, negated(is_answer(case, name, not_started).outcomes))
            )
            for name in _REVIEWS
        )
    )


def review_has_its_day(case: Case) -> RuleResult:
    """N13. A review that is dated after the as-of date has not taken place."""
    part = on_or_before_as_of(case, "disclosure_date")
    return conjunction(Part(part.field, _where_given(case, part.field, part.outcomes)))


def us_production_is_planned(case: Case) -> RuleResult:
    """N14. ISC ch. 13, Defense Trade: foreign products are often produced in the US by license."""
    frame = load_acquisition_frame()
    is_made = is_one_of(case.proposal, "us_production", frame.made_in_us)
    plan = is_filled(case.proposal, "us_production_plan")
    outcome = _where_given(case, "us_production", if_then(is_made, plan))
    parts = (_known(case, "us_production"), Part("us_production_plan", outcome))
    return RuleResult(outcome, parts)


RULES: dict[str, RuleFunction] = {
    "N6": category_has_its_decider,
    "N7": urgent_need_has_its_pathway,
    "N8": pathway_buys_hardware,
    "N9": phase_comes_before_purchase,
    "N10": preference_is_for_what_exists,
    "N11": international_involvement_is_documented,
    "N12": reviews_are_begun,
    "N13": review_has_its_day,
    "N14": us_production_is_planned,
}
