"""Criterion 3: a thorough market investigation (ISC chapter 13; SD-2 appendix D)."""

import numpy as np
import numpy.typing as npt

from fct.data.common import name_key
from fct.data.program import country_group
from fct.data.proposals import SheetTable
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
from fct.expectations.logic import (
    FAILS,
    HOLDS,
    UNKNOWN,
    all_of,
    any_of,
    has_rows,
    if_then,
    includes_any,
    is_filled,
    is_one_of,
    is_read,
    outcomes_where,
    some_are,
    some_row,
)

_ADVANTAGES = frozenset({"cost", "schedule", "performance"})
_PUBLIC_NOTICES = frozenset({"request for information", "sources sought notice"})
_UNNAMED = -1


def _name_codes(case: Case) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return a number for each vendor's and each source's name; equal names have equal numbers."""
    numbers: dict[str, int] = {}

    def coded(sheet: SheetTable, field: str) -> npt.NDArray[np.intp]:
        names = sheet.value(field)
        listed = [
            _UNNAMED if name is None else numbers.setdefault(name_key(name), len(numbers))
            for name in names
        ]
        return np.array(listed, dtype=np.intp)

    return coded(case.proposal, "vendor"), coded(case.sheet("Market"), "source")


def rows_of_vendor(case: Case) -> npt.NDArray[np.bool_]:
    """Return which rows of Market name the vendor of their proposal (reading 33)."""
    vendors, sources = _name_codes(case)
    of_vendor: npt.NDArray[np.bool_] = (sources != _UNNAMED) & (
        sources == vendors[case.sheet("Market").owner]
    )
    return of_vendor


def market_was_searched(case: Case) -> RuleResult:
    """M1. ISC ch. 13, criterion 3."""
    return conjunction(is_given(case, "market_methods"))


def search_is_current(case: Case) -> RuleResult:
    """M2. ISC ch. 13, criterion 3: completed."""
    months = case.terms.evidence_months
    return conjunction(on_or_before_as_of(case, "market_completed", oldest_months=months))


def contenders_are_listed(case: Case) -> RuleResult:
    """M3. Releases: all potential contenders identified (readings 33 and 34)."""
    market, size, least = case.sheet("Market"), case.size, case.terms.market_sources
    vendors, sources = _name_codes(case)
    named = sources != _UNNAMED
    # Different names of each proposal, each once (reading 34).
    pairs = np.unique(np.stack([market.owner[named], sources[named]], axis=1), axis=0)
    different = np.bincount(pairs[:, 0], minlength=size)
    unnamed = np.bincount(market.owner[~named], minlength=size)
    # A row without a name may be a further source, so it only fails where even these are too few.
    maybe = np.where(different + unnamed < least, FAILS, UNKNOWN)
    enough = np.where(different >= least, HOLDS, maybe)
    is_vendor = named & (sources == vendors[market.owner])
    listed = some_row(market, outcomes_where(named, is_vendor), size, without_rows=UNKNOWN)
    listed = np.where(vendors == _UNNAMED, UNKNOWN, listed)
    empty = ~has_rows(market, size)
    parts = (
        Part("source", np.where(empty, UNKNOWN, enough).astype(np.int8)),
        Part("vendor", np.where(empty, UNKNOWN, listed).astype(np.int8)),
    )
    return conjunction(*parts)


def candidate_meets_requirement(case: Case) -> RuleResult:
    """M4. ISC ch. 13, criterion 3 (reading 35)."""
    market, size = case.sheet("Market"), case.size
    vendors, sources = _name_codes(case)
    named = sources != _UNNAMED
    meets = is_one_of(market, "meets_requirement", {"yes", "partly"})
    of_vendor = rows_of_vendor(case)
    rows = np.where(of_vendor, meets, FAILS)
    maybe_vendor = ~named & (meets != FAILS)
    # A row without a name may be the vendor's (reading 35).
    rows = np.where(maybe_vendor, UNKNOWN, rows).astype(np.int8)
    best = some_row(market, rows, size, without_rows=UNKNOWN)
    has_vendor = some_are(market.owner, of_vendor, size)
    outcome = np.where(has_vendor, best, UNKNOWN).astype(np.int8)
    parts = (
        Part("vendor", outcomes_where(vendors != _UNNAMED, vendors != _UNNAMED)),
        Part("source", outcomes_where(has_vendor, has_vendor)),
        Part("meets_requirement", outcome, np.where(of_vendor, meets, HOLDS)),
    )
    return RuleResult(outcome, parts)


def advantage_is_shown(case: Case) -> RuleResult:
    """M5. SD-2 appendix D: no US system, or a significant advantage over it (reading 36)."""
    proposal = case.proposal
    us_item = is_answer(case, "us_alternative", "yes", "partly").outcomes
    kind = includes_any(proposal, "advantage_type", _ADVANTAGES)
    statement = is_filled(proposal, "advantage_statement")
    known = is_read(proposal, "us_alternative")
    parts = (
        Part("us_alternative", outcomes_where(known, known)),
        Part("advantage_type", if_then(us_item, kind)),
        Part("advantage_statement", if_then(us_item, statement)),
    )
    return RuleResult(if_then(us_item, all_of(kind, statement)), parts)


def us_sources_were_sought(case: Case) -> RuleResult:
    """M6. SD-2 appendix D: that no US system exists must be supported."""
    market = case.sheet("Market")
    rows = is_one_of(market, "source_country", country_group("united_states"))
    us_source = some_row(market, rows, case.size, without_rows=UNKNOWN)
    notice = includes_any(case.proposal, "market_methods", _PUBLIC_NOTICES)
    parts = (Part("source_country", us_source, rows), Part("market_methods", notice))
    return RuleResult(any_of(us_source, notice), parts)


def notice_is_named(case: Case) -> RuleResult:
    """M7. DFARS PGI 206.302-1(d)."""
    return conjunction(is_given(case, "market_notice"))


RULES: dict[str, RuleFunction] = {
    "M1": market_was_searched,
    "M2": search_is_current,
    "M3": contenders_are_listed,
    "M4": candidate_meets_requirement,
    "M5": advantage_is_shown,
    "M6": us_sources_were_sought,
    "M7": notice_is_named,
}
