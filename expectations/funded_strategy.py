"""Criterion 4: a viable, funded acquisition strategy (ISC chapter 13)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.expectations.amounts import FCT_AMOUNTS, above_zero, amounts, row_amounts, sum_by
from fct.expectations.case import (
    Case,
    Dates,
    Part,
    RuleFunction,
    RuleResult,
    conjunction,
    is_given,
    negative_parts,
)
from fct.expectations.logic import (
    FAILS,
    HOLDS,
    UNKNOWN,
    all_of,
    any_of,
    constant,
    every_row,
    has_length,
    has_rows,
    is_filled,
    is_one_of,
    is_read,
    outcomes_where,
    some_are,
    some_row,
)

_FUNDED = frozenset({"budgeted", "programmed"})
_NO_YEAR = 9999
_FIRST_MONTH = 10  # a fiscal year begins on 1 October of the calendar year before


class _Earliest(NamedTuple):
    """The earliest purchase of each proposal (readings 22 to 24).

    Attributes
    ----------
    year : ndarray of shape (n_proposals,)
        Fiscal year; meaningless where it is not settled.
    is_settled : ndarray of shape (n_proposals,)
    in_year : ndarray of shape (n_rows,)
        Rows of that year that have or may have an amount.
    is_certain : ndarray of shape (n_rows,)
        Rows that have an amount.
    """

    year: npt.NDArray[np.intp]
    is_settled: npt.NDArray[np.bool_]
    in_year: npt.NDArray[np.bool_]
    is_certain: npt.NDArray[np.bool_]


def _earliest_purchase(case: Case) -> _Earliest:
    procurement, size = case.sheet("Procurement"), case.size
    owner = procurement.owner
    money = amounts(procurement, "procurement_kusd")
    certain = ~money.is_unknown & np.asarray(money.known > 0, dtype=bool)
    # A row whose amount is not known may be a purchase, and so may be the earliest one (reading
    # 22).
    candidate = certain | money.is_unknown
    dated = is_read(procurement, "procurement_year")
    years = np.where(dated, procurement.value("procurement_year"), _NO_YEAR).astype(np.intp)
    first = np.full(size, _NO_YEAR, dtype=np.intp)
    np.minimum.at(first, owner, np.where(certain & dated, years, _NO_YEAR))
    muddled = some_are(owner, candidate & (~dated | (years < first[owner])), size)
    in_year = candidate & dated & (years == first[owner])
    return _Earliest(first, (first != _NO_YEAR) & ~muddled, in_year, certain)


def strategy_is_described(case: Case) -> RuleResult:
    """S1. ISC ch. 13, criterion 4; Adaptive Acquisition Framework."""
    length = has_length(case.proposal, "acquisition_strategy", case.terms.text_characters)
    return conjunction(is_given(case, "acquisition_pathway"), Part("acquisition_strategy", length))


def purchase_has_money(case: Case) -> RuleResult:
    """S2. ISC ch. 13, criterion 4: funded."""
    procurement, size = case.sheet("Procurement"), case.size
    has_amount = above_zero(amounts(procurement, "procurement_kusd"))
    has_line = is_filled(procurement, "appropriation")
    both = all_of(has_amount, has_line)
    parts = (
        Part(
            "procurement_kusd",
            some_row(procurement, has_amount, size, without_rows=UNKNOWN),
            has_amount,
        ),
        Part("appropriation", some_row(procurement, both, size, without_rows=UNKNOWN), both),
    )
    return RuleResult(parts[1].outcomes, parts)


def first_purchase_is_funded(case: Case) -> RuleResult:
    """S3. ISC ch. 13, criterion 4: funded (reading 22)."""
    procurement, size = case.sheet("Procurement"), case.size
    earliest = _earliest_purchase(case)
    status = is_one_of(procurement, "procurement_status", _FUNDED)
    # A row that may be no purchase cannot make it hold; at best it leaves it open.
    rows = np.where(earliest.is_certain, status, np.minimum(status, UNKNOWN))
    rows = np.where(earliest.in_year, rows, FAILS).astype(np.int8)
    best = some_row(procurement, rows, size, without_rows=UNKNOWN)
    outcome = np.where(earliest.is_settled, best, UNKNOWN).astype(np.int8)
    shown = np.where(earliest.in_year, status, HOLDS).astype(np.int8)
    parts = (_year_part(case, earliest), Part("procurement_status", outcome, shown))
    return RuleResult(outcome, parts)


def _year_part(case: Case, earliest: _Earliest) -> Part:
    """Return whether the earliest purchase is known."""
    dated = is_read(case.sheet("Procurement"), "procurement_year")
    return Part(
        "procurement_year",
        outcomes_where(earliest.is_settled, earliest.is_settled),
        outcomes_where(dated, dated),
    )


def fiscal_year_of(dates: Dates) -> npt.NDArray[np.intp]:
    """Return the fiscal year of each date: N runs from 1 October N-1 to 30 September N."""
    months = dates.astype("datetime64[M]").astype(np.intp)  # months since January 1970
    # October counts with the year after: nine months less, twelve more, in whole years.
    return 1970 + (months + 12 - (_FIRST_MONTH - 1)) // 12


def purchase_follows_test(case: Case) -> RuleResult:
    """S4. 10 U.S.C. 2350a(g)(3): five years (readings 23 and 38)."""
    earliest = _earliest_purchase(case)
    ends = case.proposal.value("test_end")
    test_known = is_read(case.proposal, "test_end")
    test_year = np.zeros(case.size, dtype=np.intp)
    test_year[test_known] = fiscal_year_of(ends[test_known])
    years_after = earliest.year - test_year
    follows = (years_after >= 0) & (years_after <= case.terms.procurement_years)
    both_known = earliest.is_settled & test_known
    outcome = outcomes_where(both_known, follows)
    failing = earliest.in_year & (outcome == FAILS)[case.sheet("Procurement").owner]
    parts = (
        _year_part(case, earliest),
        Part("test_end", outcomes_where(test_known, test_known)),
        Part("procurement_year", outcome, np.where(failing, FAILS, HOLDS).astype(np.int8)),
    )
    return RuleResult(outcome, parts)


def fct_money_is_asked(case: Case) -> RuleResult:
    """S5. ISC ch. 13: cost data (reading 39)."""
    funding, size = case.sheet("Funding"), case.size
    total = above_zero(sum_by(funding.owner, row_amounts(funding, FCT_AMOUNTS), size))
    outcome = np.where(has_rows(funding, size), total, UNKNOWN).astype(np.int8)
    rows = above_zero(row_amounts(funding, FCT_AMOUNTS))
    negative = negative_parts(case, "Funding", FCT_AMOUNTS, outcome)
    return conjunction(*negative, Part("fct_articles_kusd", outcome, rows))


def component_pays_a_share(case: Case) -> RuleResult:
    """S6. Sponsor commitment (reading 21): an empty Funding sheet fails."""
    funding = case.sheet("Funding")
    money = amounts(funding, "component_kusd")
    total = above_zero(sum_by(funding.owner, money, case.size))
    negative = negative_parts(case, "Funding", ("component_kusd",), total)
    return conjunction(*negative, Part("component_kusd", total, above_zero(money)))


def every_purchase_is_funded(case: Case) -> RuleResult:
    """S7. ISC ch. 13, criterion 4 (readings 21 and 40)."""
    procurement = case.sheet("Procurement")
    money = amounts(procurement, "procurement_kusd")
    status = is_one_of(procurement, "procurement_status", _FUNDED)
    has_amount = above_zero(money)
    unknown = constant(UNKNOWN, len(procurement))
    rows = np.where(
        has_amount == FAILS,
        HOLDS,
        # Where the amount is not known: funded is funded either way, anything else only perhaps
        # needed (reading 40).
        np.where(has_amount == HOLDS, status, any_of(status, unknown)),
    ).astype(np.int8)
    return conjunction(Part("procurement_status", every_row(procurement, rows, case.size), rows))


RULES: dict[str, RuleFunction] = {
    "S1": strategy_is_described,
    "S2": purchase_has_money,
    "S3": first_purchase_is_funded,
    "S4": purchase_follows_test,
    "S5": fct_money_is_asked,
    "S6": component_pays_a_share,
    "S7": every_purchase_is_funded,
}
