"""Which of its causes made a rule fail, with the years, days and figures that it compared."""

import datetime as dt
import decimal
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise

import numpy as np

from fct.data.common import EXACT, as_shown, in_series
from fct.data.proposals import State
from fct.expectations.case import Case, months_before
from fct.expectations.funded_strategy import fiscal_year_of
from fct.scoring.judging.places import Place, amount_at, cell_of, in_digits, rows_of

_THOUSAND = 1000
_MOST_YEARS = 6  # that are named


def _articles(case: Case, place: Place) -> str:
    """X7: both sums in dollars, and by how much they differ."""
    rows = rows_of(case.sheet("Funding"), place.proposal)
    quantity = amount_at(case.proposal, "article_quantity", place.proposal)
    price = amount_at(case.proposal, "unit_price_usd", place.proposal)
    with decimal.localcontext(EXACT):
        kusd = sum(
            (amount_at(case.sheet("Funding"), "fct_articles_kusd", row) for row in rows), Decimal(0)
        )
        value = quantity * price
        asked = kusd * _THOUSAND
        allowed = as_shown(case.terms.article_cost_tolerance) * 100
        off = "" if value <= 0 else f", {_percent(asked, value, allowed)}"
    articles = "test article" if quantity == 1 else "test articles"
    each = "costs" if quantity == 1 else "each cost"
    return (
        f"“FCT: test articles” adds up to {in_digits(kusd)} thousand, which is "
        f"${in_digits(asked)}; {in_digits(quantity)} {articles} at ${in_digits(price)} {each} "
        f"${in_digits(value)}. The difference{off} is more than the {in_digits(allowed)} percent "
        "that are allowed."
    )


def _percent(asked: Decimal, value: Decimal, allowed: Decimal) -> str:
    """Return a difference in percent; one just beyond what is allowed is not rounded to it."""
    percent = abs(asked - value) * 100 / value
    digits = Decimal(1) if percent == percent.to_integral_value() else Decimal("0.1")
    rounded = percent.quantize(digits)
    if rounded <= allowed:
        # Who reads “25 percent is more than the 25 that are allowed” takes it for a fault of ours.
        rounded = percent.quantize(digits, decimal.ROUND_UP)
    return f"{in_digits(rounded)} percent,"


def _other_year(case: Case, place: Place) -> str:
    """G7: which year is asked for, and where."""
    year = case.cycle.fiscal_year
    if place.field == "fiscal_year":
        asked = case.proposal.value("fiscal_year")[place.proposal]
        return f"The proposal is for fiscal year {asked}, and this cycle funds {year}."
    years = _funding_years(case, place.proposal)
    if not years:
        return ""
    return f"Funding begins with fiscal year {years[0]}, and this cycle funds {year}."


def _funding_years(case: Case, proposal: int) -> list[int]:
    funding = case.sheet("Funding")
    state, years = funding.state("funding_year"), funding.value("funding_year")
    return sorted(int(years[row]) for row in rows_of(funding, proposal) if state[row] == State.READ)


def _gap_or_repeat(case: Case, place: Place) -> str:
    """X4: which years are missing, and which stand twice."""
    years = _funding_years(case, place.proposal)
    gaps = [str(year) for a, b in pairwise(years) for year in range(a + 1, b)]
    twice = [str(year) for year in sorted({a for a, b in pairwise(years) if a == b})]
    said = []
    if gaps:
        verb = "has" if len(gaps) == 1 else "have"
        said.append(f"{_years(gaps)} {verb} no row, and years before and after do.")
    if twice:
        verb = "has" if len(twice) == 1 else "have"
        said.append(f"{_years(twice)} {verb} more than one row.")
    return " ".join(said)


def _years(years: list[str]) -> str:
    more = len(years) - _MOST_YEARS
    named = in_series([*years[:_MOST_YEARS], *([f"{more} more"] if more > 0 else [])])
    return f"Fiscal {'year' if len(years) == 1 else 'years'} {named}"


def _out_of_date(case: Case, place: Place) -> str:
    """A3, M2, I2, R3: the day, and the days that count."""
    day = _day(case, place.field, place.proposal)
    as_of = case.as_of()[[place.proposal]]
    last = _shown(as_of[0])
    if day is None:
        return ""
    if np.datetime64(day, "s") > as_of[0]:
        return f"{day} is after {last}, the day by which this cycle judges."
    # The same function that the rule uses, so that the day named is the day that counted (reading
    # 32).
    first = _shown(months_before(as_of, case.terms.evidence_months)[0])
    return f"{day} is too old: only what is dated from {first} to {last} counts."


def _day(case: Case, field: str, proposal: int) -> dt.date | None:
    day = case.proposal.value(field)[proposal]
    return None if np.isnat(day) else day.astype("datetime64[D]").item()


def _shown(day: np.datetime64) -> str:
    return str(day.astype("datetime64[D]"))


def _purchase_years(case: Case, place: Place) -> str:
    """S4: the year of the first purchase, and the years in which it may be."""
    ends = case.proposal.value("test_end")[[place.proposal]]
    if place.row is None or np.isnat(ends[0]):
        return ""
    year = case.sheet("Procurement").value("procurement_year")[place.row]
    first = int(fiscal_year_of(ends)[0])
    return (
        f"The first purchase is in fiscal year {year}. The test ends on {_shown(ends[0])}, in "
        f"fiscal year {first}, so it may be from {first} to {first + case.terms.procurement_years}."
    )


def _order_of_days(case: Case, place: Place) -> str:
    """X3: what starts after it ends."""
    if place.row is None:
        return ""
    sheet = case.table.sheet_of(place.field)
    what = place.field.partition("_")[0]  # of the test, or of an event
    start, end = (sheet.value(f"{what}_{side}")[place.row] for side in ("start", "end"))
    where = cell_of(case.table, f"{what}_end", place.row)
    return (
        f"The {what} starts on {_shown(start)}, which is after the day on which it ends, "
        f"{_shown(end)} in {where}."
    )


def _outside_the_test(case: Case, place: Place) -> str:
    """X6: the day of the event, and the days of the test."""
    if place.row is None or not place.field.startswith("event_"):
        return ""
    day = case.sheet("Schedule").value(place.field)[place.row]
    first, last = (_day(case, name, place.proposal) for name in ("test_start", "test_end"))
    if np.isnat(day) or first is None or last is None:
        return ""
    verb = "starts" if place.field == "event_start" else "ends"
    return f"This event {verb} on {_shown(day)}; the test is from {first} to {last}."


def _levels(case: Case, place: Place) -> str:
    """X8: the level that the status needs, and the one that is given."""
    status = case.proposal.value("production_status")[place.proposal]
    if place.field not in {"trl", "mrl"} or status not in case.terms.readiness:
        return ""
    level = case.proposal.value(place.field)[place.proposal]
    name, least = place.field.upper(), case.terms.readiness[status]
    return f"The status “{status}” needs {name} {least} or more, and {name} {level} is given."


def _early(case: Case, place: Place) -> str:
    """G5: which of its two parts fails."""
    if place.field == "trl":
        level, least = case.proposal.value("trl")[place.proposal], case.terms.eligible_trl
        return f"The technology readiness level is {level}, below {least}."
    return "The item is not in production or late development."


CAUSES: Mapping[str, Callable[[Case, Place], str]] = {
    "G5": _early,
    "G7": _other_year,
    "S4": _purchase_years,
    "X3": _order_of_days,
    "X4": _gap_or_repeat,
    "X6": _outside_the_test,
    "X7": _articles,
    "X8": _levels,
    **dict.fromkeys(("A3", "M2", "I2", "R3"), _out_of_date),
}
