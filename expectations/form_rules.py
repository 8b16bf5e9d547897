"""Form: whether the answers are there, can be read, and agree with one another."""

import decimal
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from fct.data.common import EXACT, as_shown
from fct.data.program import Field, Form
from fct.data.proposals import SheetTable, State
from fct.expectations.amounts import (
    FCT_AMOUNTS,
    Amounts,
    above_zero,
    amounts,
    row_amounts,
    sum_by,
)
from fct.expectations.case import Case, Part, RuleFunction, RuleResult, conjunction, is_answer
from fct.expectations.eligibility import funded_longer_than_usual
from fct.expectations.logic import (
    FAILS,
    HOLDS,
    UNKNOWN,
    Outcomes,
    all_of,
    any_of,
    compared,
    constant,
    every_row,
    has_rows,
    if_then,
    is_one_of,
    is_read,
    negated,
    outcomes_where,
    some_are,
    some_row,
)
from fct.expectations.market_investigation import rows_of_vendor

_CONDITION = re.compile(r"when (?P<field>\w+) is (?P<not>not )?(?P<answers>.+)")
_LONGER_FUNDING = "when funded for more than two fiscal years"


def _is_required(case: Case, field: Field) -> Outcomes:
    """Return whether an answer is required: always, never, or on a condition (reading 16)."""
    if field.required in {"yes", "no"}:
        return constant(HOLDS if field.required == "yes" else FAILS, case.size)
    if field.required == _LONGER_FUNDING:
        return funded_longer_than_usual(case)
    found = _CONDITION.fullmatch(field.required)
    if found is None:
        raise ValueError(f"{field.id}: the form's condition “{field.required}” is not known")
    asked = is_one_of(case.proposal, found["field"], found["answers"].split(" or "))
    return negated(asked) if found["not"] else asked


def required_is_filled(case: Case) -> RuleResult:
    """X1. ISC ch. 13: comprehensive explanation (readings 12, 16, 17 and 19)."""
    parts = []
    for field in case.table.form.fields:
        sheet = case.table.sheets[field.sheet]
        is_blank = sheet.state(field.id) == State.BLANK
        if sheet is case.proposal:
            required = _is_required(case, field)
            # A blank answer: fails where it is required, is unknown where that hangs on a condition
            # that is (reading 16).
            outcome = np.where(is_blank, negated(required), HOLDS).astype(np.int8)
            parts.append(Part(field.id, outcome))
        elif field.required == "yes":
            rows = np.where(is_blank, FAILS, HOLDS).astype(np.int8)
            parts.append(Part(field.id, every_row(sheet, rows, case.size), rows))
    for name in _needed_tables(case.table.form):
        first = case.table.form.of_sheet(name)[0].id
        filled = has_rows(case.sheet(name), case.size)
        parts.append(Part(first, outcomes_where(np.ones(case.size, dtype=bool), filled)))
    return RuleResult(all_of(*(part.outcomes for part in parts)), tuple(parts), each_answer=True)


def _needed_tables(form: Form) -> list[str]:
    """Return the sheets of which at least one row is needed."""
    return [name for name, shape in form.tables.items() if shape.least]


def answers_are_readable(case: Case) -> RuleResult:
    """X2. Every filled answer has its field's type and is one of its choices (reading 41).

    A form with the answers of a second proposal fails too (reading 82).
    """
    parts = []
    for field in case.table.form.fields:
        sheet = case.table.sheets[field.sheet]
        state = sheet.state(field.id)
        broken = (state == State.UNREADABLE) | (state == State.PARTLY)
        parts.append(_row_part(case, sheet, field.id, np.where(broken, FAILS, HOLDS)))
    has_second = [proposal.second is not None for proposal in case.table.proposals]
    is_one = np.where(np.array(has_second, dtype=bool), FAILS, HOLDS).astype(np.int8)
    parts.append(Part(case.table.form.fields[0].id, is_one, is_of_form=True))
    return RuleResult(all_of(*(part.outcomes for part in parts)), tuple(parts), each_answer=True)


def _row_part(
    case: Case, sheet: SheetTable, field: str, rows: npt.NDArray[np.signedinteger[Any]]
) -> Part:
    outcomes = rows.astype(np.int8)
    if sheet is case.proposal:
        return Part(field, outcomes)
    return Part(field, every_row(sheet, outcomes, case.size), outcomes)


def _is_not_after(first: npt.NDArray[np.datetime64], last: npt.NDArray[np.datetime64]) -> Outcomes:
    known = ~(np.isnat(first) | np.isnat(last))
    return outcomes_where(known, known & (first <= last))


def dates_are_in_order(case: Case) -> RuleResult:
    """X3. 1994 manual C4.T1 (reading 43)."""
    proposal, schedule = case.proposal, case.sheet("Schedule")
    parts = [
        _row_part(case, proposal, field, rows)
        for field, rows in _in_order(proposal, "test_start", "test_end")
    ]
    parts += [
        _row_part(case, schedule, field, rows)
        for field, rows in _in_order(schedule, "event_start", "event_end")
    ]
    return conjunction(*parts)


def _in_order(sheet: SheetTable, first: str, last: str) -> list[tuple[str, Outcomes]]:
    """Return the comparison of two dates as parts that point to the one that is not known."""
    first_known, last_known = is_read(sheet, first), is_read(sheet, last)
    order = _is_not_after(sheet.value(first), sheet.value(last))
    return [
        (first, np.where(first_known & ~last_known, HOLDS, order).astype(np.int8)),
        (last, outcomes_where(last_known, last_known)),
    ]


def funding_years_are_consecutive(case: Case) -> RuleResult:
    """X4. 1994 manual C4.T2 (reading 44)."""
    funding, size = case.sheet("Funding"), case.size
    dated = is_read(funding, "funding_year")
    owner = funding.owner[dated]
    years = funding.value("funding_year")[dated].astype(np.intp)
    # By proposal, then by year: in that order each year is held against the one before.
    order = np.lexsort((years, owner))
    step = np.diff(years[order])
    same = np.diff(owner[order]) == 0
    later = owner[order][1:]
    repeats = some_are(later, same & (step == 0), size)
    gaps = some_are(later, same & (step > 1), size)
    unknown = some_are(funding.owner, ~dated, size)
    settled = np.where(unknown, UNKNOWN, np.where(gaps, FAILS, HOLDS))
    # A repeat fails whatever else is unknown; a gap may be the year that cannot be read (reading
    # 44).
    outcome = np.where(repeats, FAILS, settled).astype(np.int8)
    return conjunction(Part("funding_year", outcome))


def amounts_are_not_negative(case: Case) -> RuleResult:
    """X5. 1994 manual C4.T2 (reading 45)."""
    parts = []
    for field in case.table.form.fields:
        if field.is_amount:
            sheet = case.table.sheets[field.sheet]
            not_negative = compared(sheet, field.id, lambda values: values >= 0)
            is_blank = sheet.state(field.id) == State.BLANK
            parts.append(_row_part(case, sheet, field.id, np.where(is_blank, HOLDS, not_negative)))
    return RuleResult(all_of(*(part.outcomes for part in parts)), tuple(parts), each_answer=True)


def events_lie_within_test(case: Case) -> RuleResult:
    """X6. 1994 manual C4.T1 (reading 43): both dates of an event, ends of the test included."""
    schedule, size = case.sheet("Schedule"), case.size
    start = case.proposal.value("test_start")[schedule.owner]
    end = case.proposal.value("test_end")[schedule.owner]
    events = []
    for field in ("event_start", "event_end"):
        day = schedule.value(field)
        rows = all_of(_is_not_after(start, day), _is_not_after(day, end))
        events.append(Part(field, every_row(schedule, rows, size), rows))
    tests = []
    for field in ("test_start", "test_end"):
        known = is_read(case.proposal, field)
        tests.append(Part(field, outcomes_where(known, known)))
    return RuleResult(all_of(*(part.outcomes for part in events)), (*tests, *events))


def article_money_agrees(case: Case) -> RuleResult:
    """X7. Cost data consistency (reading 46), computed on the decimals as written."""
    proposal, funding, size = case.proposal, case.sheet("Funding"), case.size
    asked = sum_by(funding.owner, amounts(funding, "fct_articles_kusd"), size)
    quantity, price = amounts(proposal, "article_quantity"), amounts(proposal, "unit_price_usd")
    asked_known = ~asked.is_unknown & has_rows(funding, size)
    known = asked_known & ~quantity.is_unknown & ~price.is_unknown
    agrees = outcomes_where(known, _is_near(case, asked, quantity, price))
    is_purchase = is_answer(case, "article_source", "purchase").outcomes
    source_known = is_read(proposal, "article_source")
    parts = (
        Part("fct_articles_kusd", np.where(known | ~asked_known, agrees, HOLDS).astype(np.int8)),
        Part("article_quantity", _is_known(quantity)),
        Part("unit_price_usd", _is_known(price)),
        Part("article_source", outcomes_where(source_known, source_known)),
    )
    return RuleResult(if_then(is_purchase, agrees), parts)


def _is_known(amount: Amounts) -> Outcomes:
    return np.where(amount.is_unknown, UNKNOWN, HOLDS).astype(np.int8)


def _is_near(
    case: Case, asked_kusd: Amounts, quantity: Amounts, price_usd: Amounts
) -> npt.NDArray[np.bool_]:
    tolerance = as_shown(case.terms.article_cost_tolerance)
    with decimal.localcontext(EXACT):
        value_usd = quantity.known * price_usd.known
        difference = np.abs(asked_kusd.known * 1000 - value_usd)
        # Edges included (reading 46), on decimals: 0.25 is exact, and so is 25 percent of what was
        # written.
        return np.asarray(difference <= value_usd * tolerance, dtype=bool)


def status_agrees_with_readiness(case: Case) -> RuleResult:
    """X8. DoD TRL scale; MRL Deskbook 2022 (reading 47)."""
    status_known = is_read(case.proposal, "production_status")
    implications = []
    parts = [Part("production_status", outcomes_where(status_known, status_known))]
    for status, level in case.terms.readiness.items():
        is_status = is_answer(case, "production_status", status).outcomes
        for field in ("trl", "mrl"):
            reached = _reaches(case, field, level)
            implications.append(if_then(is_status, reached))
            parts.append(Part(field, implications[-1]))
    return RuleResult(all_of(*implications), tuple(parts))


def _reaches(case: Case, field: str, level: int) -> Outcomes:
    return compared(case.proposal, field, lambda values: values >= level)


def fct_money_is_in_thousands(case: Case) -> RuleResult:
    """X9. Unit check: the FCT money of a row is zero, or 1 to 20,000 thousand (reading 77)."""
    funding, terms = case.sheet("Funding"), case.terms
    money = row_amounts(funding, FCT_AMOUNTS)
    too_large = np.asarray(money.known > as_shown(terms.largest_fct_row_kusd), dtype=bool)
    least = as_shown(terms.smallest_fct_row_kusd)
    too_small = np.asarray((money.known > 0) & (money.known < least), dtype=bool)
    # Too large stays too large whatever the unknown amount is; too small may not.
    settled = outcomes_where(~money.is_unknown, ~too_small)
    rows = np.where(too_large, FAILS, settled).astype(np.int8)
    largest = np.maximum.reduce([amounts(funding, name).known for name in FCT_AMOUNTS])
    parts = [_amount_part(case, funding, name, rows, largest) for name in FCT_AMOUNTS]
    return RuleResult(every_row(funding, rows, case.size), tuple(parts))


def _amount_part(
    case: Case, sheet: SheetTable, field: str, rows: Outcomes, largest: npt.NDArray[Any]
) -> Part:
    """Return a column's share of the outcomes of rows: the largest amount, or what is unknown."""
    money = amounts(sheet, field)
    is_largest = ~money.is_unknown & np.asarray(money.known == largest, dtype=bool)
    blamed = np.where(rows == FAILS, is_largest, money.is_unknown)
    return _row_part(case, sheet, field, np.where(blamed, rows, HOLDS))


def purchase_agrees_with_price(case: Case) -> RuleResult:
    """X10. Unit check: an amount within fifty times quantity times unit price (reading 78)."""
    procurement, owner = case.sheet("Procurement"), case.sheet("Procurement").owner
    price = amounts(case.proposal, "unit_price_usd")
    money = amounts(procurement, "procurement_kusd")
    quantity = amounts(procurement, "procurement_quantity")
    prices = Amounts(price.known[owner], price.is_unknown[owner])
    sizes = [above_zero(one) for one in (money, quantity, prices)]
    agrees = _is_within_factor(case, money, quantity, prices)
    rows = np.select(
        [any_of(*map(negated, sizes)) == HOLDS, all_of(*sizes) == UNKNOWN, agrees],
        [HOLDS, UNKNOWN, HOLDS],
        default=FAILS,
    )
    is_unpriced = (rows == UNKNOWN) & prices.is_unknown
    priced = every_row(
        procurement, np.where(is_unpriced, UNKNOWN, HOLDS).astype(np.int8), case.size
    )
    uncounted = np.where((rows == UNKNOWN) & quantity.is_unknown, UNKNOWN, HOLDS)
    unpaid = np.where((rows == UNKNOWN) & ~money.is_unknown, HOLDS, rows)
    parts = (
        _row_part(case, procurement, "procurement_kusd", unpaid),
        _row_part(case, procurement, "procurement_quantity", uncounted),
        Part("unit_price_usd", priced),
    )
    return RuleResult(all_of(*(part.outcomes for part in parts)), parts)


def _is_within_factor(
    case: Case, money_kusd: Amounts, quantity: Amounts, price_usd: Amounts
) -> npt.NDArray[np.bool_]:
    factor = as_shown(case.terms.purchase_price_factor)
    with decimal.localcontext(EXACT):
        money_usd = money_kusd.known * 1000
        value_usd = quantity.known * price_usd.known
        is_much = np.asarray(money_usd * factor >= value_usd, dtype=bool)
        is_little = np.asarray(money_usd <= value_usd * factor, dtype=bool)
    agrees: npt.NDArray[np.bool_] = is_much & is_little
    return agrees


def candidate_has_one_country(case: Case) -> RuleResult:
    """X11. The form must not contradict itself on where the item comes from (reading 79)."""
    market, owner = case.sheet("Market"), case.sheet("Market").owner
    of_vendor = rows_of_vendor(case)
    country_known = is_read(case.proposal, "country")
    both_known = is_read(market, "source_country") & country_known[owner]
    is_same = market.value("source_country") == case.proposal.value("country")[owner]
    same = outcomes_where(both_known, np.asarray(is_same, dtype=bool))
    rows = np.where(of_vendor, same, FAILS).astype(np.int8)
    found = some_row(market, rows, case.size, without_rows=HOLDS)
    is_listed = some_are(owner, of_vendor, case.size)
    outcome = np.where(is_listed, found, HOLDS).astype(np.int8)
    parts = (
        Part("country", np.where(country_known, HOLDS, outcome).astype(np.int8)),
        Part("source_country", outcome, np.where(of_vendor, same, HOLDS).astype(np.int8)),
    )
    return RuleResult(outcome, parts)


RULES: dict[str, RuleFunction] = {
    "X1": required_is_filled,
    "X2": answers_are_readable,
    "X3": dates_are_in_order,
    "X4": funding_years_are_consecutive,
    "X5": amounts_are_not_negative,
    "X6": events_lie_within_test,
    "X7": article_money_agrees,
    "X8": status_agrees_with_readiness,
    "X9": fct_money_is_in_thousands,
    "X10": purchase_agrees_with_price,
    "X11": candidate_has_one_country,
}
