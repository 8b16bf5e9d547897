"""Eligibility: the gates of ISC chapter 13 and SD-2 appendix D; notes, which decide nothing."""

import numpy as np
import numpy.typing as npt

from fct.data.program import country_group, first_day_of
from fct.expectations.amounts import (
    FCT_AMOUNTS,
    Amounts,
    amounts,
    row_amounts,
    sum_by,
)
from fct.expectations.case import Case, Part, RuleFunction, RuleResult, conjunction, is_answer
from fct.expectations.logic import (
    FAILS,
    HOLDS,
    UNKNOWN,
    Outcomes,
    any_of,
    compared,
    every_row,
    has_rows,
    if_then,
    is_filled,
    is_one_of,
    is_read,
    negated,
    outcomes_where,
    some_are,
)

_BEYOND_ANY_YEAR = 10_000  # a fiscal year has four digits


def item_is_foreign(case: Case) -> RuleResult:
    """G1. ISC ch. 13: FCT may not fund T&E of US equipment nor purchase it."""
    is_us = is_one_of(case.proposal, "country", country_group("united_states"))
    return conjunction(Part("country", negated(is_us)))


def no_money_for_us_item(case: Case) -> RuleResult:
    """G2. SD-2 appendix D: the sponsor pays for the US item of a side-by-side test."""
    funding = case.sheet("Funding")
    money = amounts(funding, "fct_us_item_kusd")
    is_zero = np.asarray(money.known == 0, dtype=bool)
    rows = outcomes_where(~money.is_unknown, is_zero)
    return conjunction(Part("fct_us_item_kusd", every_row(funding, rows, case.size), rows))


def component_may_sponsor(case: Case) -> RuleResult:
    """G3. ISC ch. 13: the military services and the Special Operations Command propose."""
    return conjunction(Part("component", negated(is_answer(case, "component", "other").outcomes)))


def country_is_friendly(case: Case) -> RuleResult:
    """G4. ISC ch. 13: allied and other friendly foreign countries."""
    excluded = is_one_of(case.proposal, "country", case.cycle.excluded_countries)
    return conjunction(Part("country", negated(excluded)))


def item_is_late_in_development(case: Case) -> RuleResult:
    """G5. ISC ch. 13: non-developmental items; late stages of development."""
    lowest = case.terms.eligible_trl
    return conjunction(
        is_answer(case, "production_status", *case.terms.eligible_production_status),
        Part("trl", compared(case.proposal, "trl", lambda trl: trl >= lowest)),
    )


def purpose_is_fct_work(case: Case) -> RuleResult:
    """G6. ISC ch. 13: seven separate programs; other purposes belong to the other six."""
    return conjunction(is_answer(case, "purpose", *case.terms.fct_work))


def funded_in_this_cycle(case: Case) -> RuleResult:
    """G7. ISC ch. 13: funding available in a given year."""
    year = case.cycle.fiscal_year
    asked = compared(case.proposal, "fiscal_year", lambda years: years == year)
    funding = case.sheet("Funding")
    known = is_read(funding, "funding_year")
    years = np.where(known, funding.value("funding_year"), year).astype(np.int64)
    too_early = some_are(funding.owner, known & (years < year), case.size)
    in_year = some_are(funding.owner, known & (years == year), case.size)
    is_known = has_rows(funding, case.size) & ~some_are(funding.owner, ~known, case.size)
    settled = outcomes_where(is_known, in_year)
    first = np.where(too_early, FAILS, settled).astype(np.int8)
    is_early = too_early[funding.owner]  # then only the rows before the year are to blame
    rows = outcomes_where(known, np.where(is_early, years >= year, years == year))
    return conjunction(Part("fiscal_year", asked), Part("funding_year", first, rows))


def funded_longer_than_usual(case: Case) -> Outcomes:
    """Return whether FCT pays in more fiscal years than the usual two (readings 30 and 84).

    A row whose year or amount is unknown may add a year.
    """
    least, most = _years_with_money(case)
    usual = case.terms.funded_fiscal_years
    return np.where(least > usual, HOLDS, np.where(most <= usual, FAILS, UNKNOWN)).astype(np.int8)


def _years_with_money(case: Case) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the least and the most fiscal years with FCT money of each proposal."""
    funding, size = case.sheet("Funding"), case.size
    money = row_amounts(funding, FCT_AMOUNTS)
    dated = is_read(funding, "funding_year")
    years = funding.value("funding_year")[dated].astype(np.intp)
    owners_years = funding.owner[dated] * _BEYOND_ANY_YEAR + years
    keys, group = np.unique(owners_years, return_inverse=True)
    sums = sum_by(group, Amounts(money.known[dated], money.is_unknown[dated]), len(keys))
    paid = _years_paid(case)
    certain = np.union1d(paid, keys[np.asarray(sums.known > 0, dtype=bool)])
    possible = np.union1d(certain, keys[sums.is_unknown])
    least = np.bincount(certain // _BEYOND_ANY_YEAR, minlength=size)
    most = np.bincount(possible // _BEYOND_ANY_YEAR, minlength=size)
    has_money = np.asarray(money.known > 0, dtype=bool) | money.is_unknown
    return least, most + np.bincount(funding.owner[~dated & has_money], minlength=size)


def _years_paid(case: Case) -> npt.NDArray[np.intp]:
    """Return the earlier years in which FCT paid, each with its proposal in one number."""
    listed = [
        place * _BEYOND_ANY_YEAR + year
        for place, ref in enumerate(case.table.refs)
        for year in case.cycle.already_funded.get(ref.strip(), ())
    ]
    return np.array(listed, dtype=np.intp)


def funded_two_years_or_complex(case: Case) -> RuleResult:
    """G8. SD-2 appendix D: no more than two years unless complex."""
    short = negated(funded_longer_than_usual(case))
    reason = is_filled(case.proposal, "complexity")
    is_known = outcomes_where(short != UNKNOWN, short != UNKNOWN)
    parts = (Part("funding_year", is_known), Part("complexity", any_of(short, reason)))
    return RuleResult(any_of(short, reason), parts)


def country_has_agreement(case: Case) -> RuleResult:
    """N1. DFARS 225.872-1 (a) and (b): a flag, never a gate."""
    return conjunction(
        Part("country", is_one_of(case.proposal, "country", country_group("qualifying")))
    )


def is_no_technical_assessment(case: Case) -> RuleResult:
    """N2. SD-2 appendix D: technical assessments rank low."""
    assessment = is_answer(case, "purpose", "technical assessment").outcomes
    return conjunction(Part("purpose", negated(assessment)))


def little_modification(case: Case) -> RuleResult:
    """N3. ISC ch. 13: little or no modification."""
    return conjunction(is_answer(case, "modification", *case.terms.little_modification))


def begins_with_the_money(case: Case) -> RuleResult:
    """N4. FCT money is not there before the first day of the fiscal year (reading 80)."""
    is_new = is_answer(case, "project_type", "new start").outcomes
    first_day = np.datetime64(first_day_of(case.cycle.fiscal_year), "s")
    begins = compared(case.proposal, "test_start", lambda days: days >= first_day)
    known = is_read(case.proposal, "project_type")
    parts = (
        Part("test_start", if_then(is_new, begins)),
        Part("project_type", outcomes_where(known, known)),
    )
    return RuleResult(if_then(is_new, begins), parts)


def continuing_was_promised(case: Case) -> RuleResult:
    """N5. A claim of the sponsor moves no money (readings 56 and 80)."""
    promised = {promise.ref for promise in case.cycle.promised}
    known = np.array([ref.strip() in promised for ref in case.table.refs], dtype=bool)
    continues = is_answer(case, "project_type", "continuing").outcomes
    has_entry = outcomes_where(np.ones(case.size, dtype=bool), known)
    return conjunction(Part("project_type", if_then(continues, has_entry)))


RULES: dict[str, RuleFunction] = {
    "G1": item_is_foreign,
    "G2": no_money_for_us_item,
    "G3": component_may_sponsor,
    "G4": country_is_friendly,
    "G5": item_is_late_in_development,
    "G6": purpose_is_fct_work,
    "G7": funded_in_this_cycle,
    "G8": funded_two_years_or_complex,
    "N1": country_has_agreement,
    "N2": is_no_technical_assessment,
    "N3": little_modification,
    "N4": begins_with_the_money,
    "N5": continuing_was_promised,
}
