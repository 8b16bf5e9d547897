"""The rules of the five criteria."""

from tests.oracle.countries import UNITED_STATES
from tests.oracle.cycles import Cycle
from tests.oracle.figures import as_of, asks_for_money, fiscal_year, is_above_zero, is_recent
from tests.oracle.logic import (
    Truth,
    compared,
    every,
    has_length,
    has_piece,
    implied,
    is_filled,
    is_one_of,
    negated,
    some,
)
from tests.oracle.reading import Gap, Pieces, Proposal, Row
from tests.oracle.wording import company_key

WEAKNESSES = ("A4", "R4", "M6", "M7", "S6", "S7", "I4", "I5")
FUNDED_STATUSES = ("budgeted", "programmed")


# User advocacy


def a1(proposal: Proposal, _: Cycle) -> Truth:
    """The user organization is named."""
    return is_filled(proposal.answers["user_organization"])


def a2(proposal: Proposal, _: Cycle) -> Truth:
    """Signed evidence with reference and signatory."""
    return every(
        (
            is_one_of(
                proposal.answers["advocacy_type"], "signed letter", "signed memorandum", "message"
            ),
            is_filled(proposal.answers["advocacy_reference"]),
            is_filled(proposal.answers["advocacy_signatory"]),
        )
    )


def a3(proposal: Proposal, cycle: Cycle) -> Truth:
    """The advocacy is recent."""
    return is_recent(proposal.answers["advocacy_date"], as_of(proposal, cycle))


def a4(proposal: Proposal, _: Cycle) -> Truth:
    """The advocate is a general or flag officer or SES."""
    return is_one_of(proposal.answers["advocacy_level"], "general or flag officer or SES")


# Valid requirement


def r1(proposal: Proposal, _: Cycle) -> Truth:
    """There is a requirement document with a number."""
    return every(
        (
            compared(lambda word: word != "none", proposal.answers["requirement_type"]),
            is_filled(proposal.answers["requirement_number"]),
        )
    )


def r2(proposal: Proposal, _: Cycle) -> Truth:
    """It is validated."""
    return is_one_of(proposal.answers["requirement_status"], "validated")


def r3(proposal: Proposal, cycle: Cycle) -> Truth:
    """An authority validated it by the as-of date."""
    today = as_of(proposal, cycle)
    return every(
        (
            is_filled(proposal.answers["requirement_authority"]),
            compared(lambda date: date <= today, proposal.answers["requirement_date"]),
        )
    )


def r4(proposal: Proposal, _: Cycle) -> Truth:
    """The gap has at least 50 characters."""
    return has_length(proposal.answers["requirement_gap"], 50)


# Market investigation


def m1(proposal: Proposal, _: Cycle) -> Truth:
    """At least one method is given."""
    methods = proposal.answers["market_methods"]
    return True if isinstance(methods, Pieces) else None


def m2(proposal: Proposal, cycle: Cycle) -> Truth:
    """The investigation is recent."""
    return is_recent(proposal.answers["market_completed"], as_of(proposal, cycle))


def m3(proposal: Proposal, _: Cycle) -> Truth:
    """Three different sources, the vendor among them (readings 33 and 34)."""
    sources = [row["source"] for row in proposal.tables["Market"]]
    if not sources:
        return None
    names = {company_key(source) for source in sources if not isinstance(source, Gap)}
    nameless = len([source for source in sources if isinstance(source, Gap)])
    three: Truth = True if len(names) >= 3 else None if len(names) + nameless >= 3 else False
    vendor = proposal.answers["vendor"]
    if not isinstance(vendor, Gap) and company_key(vendor) in names:
        among: Truth = True
    else:
        among = None if isinstance(vendor, Gap) or nameless else False
    return every((three, among))


def rows_of_the_vendor(proposal: Proposal) -> list[Row]:
    """The rows of Market whose source is the vendor."""
    vendor = proposal.answers["vendor"]
    return [
        row
        for row in proposal.tables["Market"]
        if compared(
            lambda one, other: company_key(one) == company_key(other), row["source"], vendor
        )
    ]


def m4(proposal: Proposal, _: Cycle) -> Truth:
    """The vendor's row says that it meets the requirement (reading 35)."""
    mine = [
        is_one_of(row["meets_requirement"], "yes", "partly") for row in rows_of_the_vendor(proposal)
    ]
    nameless = [
        is_one_of(row["meets_requirement"], "yes", "partly")
        for row in proposal.tables["Market"]
        if isinstance(row["source"], Gap)
    ]
    if True in mine:
        return True
    if not mine or None in mine or True in nameless or None in nameless:
        return None
    return False


def m5(proposal: Proposal, _: Cycle) -> Truth:
    """An advantage where a US item meets the requirement (reading 36)."""
    answers = proposal.answers
    return implied(
        is_one_of(answers["us_alternative"], "yes", "partly"),
        every(
            (
                has_piece(answers["advantage_type"], "cost", "schedule", "performance"),
                is_filled(answers["advantage_statement"]),
            )
        ),
    )


def m6(proposal: Proposal, _: Cycle) -> Truth:
    """A US source, or a public request (reading 20)."""
    rows = proposal.tables["Market"]
    listed = some(is_one_of(row["source_country"], *UNITED_STATES) for row in rows)
    asked = has_piece(
        proposal.answers["market_methods"], "request for information", "sources sought notice"
    )
    return some((listed if rows else None, asked))


def m7(proposal: Proposal, _: Cycle) -> Truth:
    """The notice is named."""
    return is_filled(proposal.answers["market_notice"])


# Funded strategy


def s1(proposal: Proposal, _: Cycle) -> Truth:
    """A pathway, and a strategy of at least 50 characters."""
    return every(
        (
            is_filled(proposal.answers["acquisition_pathway"]),
            has_length(proposal.answers["acquisition_strategy"], 50),
        )
    )


def has_amount(row: Row) -> Truth:
    """Whether a row of Procurement has an amount (reading 22)."""
    return compared(lambda amount: amount > 0, row["procurement_kusd"])


def is_funded(row: Row) -> Truth:
    """Whether a row of Procurement is budgeted or programmed."""
    return is_one_of(row["procurement_status"], *FUNDED_STATUSES)


def s2(proposal: Proposal, _: Cycle) -> Truth:
    """One row with an amount and an appropriation."""
    rows = proposal.tables["Procurement"]
    return (
        some(every((has_amount(row), is_filled(row["appropriation"]))) for row in rows)
        if rows
        else None
    )


def earliest_rows(proposal: Proposal) -> list[Row] | None:
    """The rows with an amount of the earliest year, or None where that cannot be said."""
    rows = [row for row in proposal.tables["Procurement"] if has_amount(row) is not False]
    certain = [row["procurement_year"] for row in rows if has_amount(row)]
    years = [row["procurement_year"] for row in rows]
    if not certain or any(isinstance(year, Gap) for year in years):
        return None
    if min(years) < min(certain):
        return None
    return [row for row in rows if row["procurement_year"] == min(certain)]


def s3(proposal: Proposal, _: Cycle) -> Truth:
    """The earliest row with an amount is budgeted or programmed."""
    rows = earliest_rows(proposal)
    return None if rows is None else some(every((has_amount(row), is_funded(row))) for row in rows)


def s4(proposal: Proposal, _: Cycle) -> Truth:
    """Procurement begins in the year of test_end or one of the five after it."""
    rows = earliest_rows(proposal)
    if rows is None:
        return None
    first = rows[0]["procurement_year"]
    return compared(
        lambda end: fiscal_year(end) <= first <= fiscal_year(end) + 5, proposal.answers["test_end"]
    )


def s5(proposal: Proposal, _: Cycle) -> Truth:
    """The FCT total is above zero."""
    rows = proposal.tables["Funding"]
    return asks_for_money(rows) if rows else None


def s6(proposal: Proposal, _: Cycle) -> Truth:
    """The component's own money is above zero (reading 21)."""
    cells = [row["component_kusd"] for row in proposal.tables["Funding"]]
    return is_above_zero(cells, blank_is_zero=[True] * len(cells))


def s7(proposal: Proposal, _: Cycle) -> Truth:
    """Every row with an amount is budgeted or programmed (reading 40)."""
    return every(
        some((negated(has_amount(row)), is_funded(row))) for row in proposal.tables["Procurement"]
    )


# Intent to procure


def i1(proposal: Proposal, _: Cycle) -> Truth:
    """Intent is yes or conditional."""
    return is_one_of(proposal.answers["intent"], "yes", "conditional")


def i2(proposal: Proposal, cycle: Cycle) -> Truth:
    """Somebody signed for it, recently."""
    return every(
        (
            is_filled(proposal.answers["intent_signatory"]),
            is_recent(proposal.answers["intent_date"], as_of(proposal, cycle)),
        )
    )


def i3(proposal: Proposal, _: Cycle) -> Truth:
    """The quantity over all years is above zero."""
    cells = [row["procurement_quantity"] for row in proposal.tables["Procurement"]]
    return is_above_zero(cells, blank_is_zero=[False] * len(cells)) if cells else None


def i4(proposal: Proposal, _: Cycle) -> Truth:
    """Intent is yes."""
    return is_one_of(proposal.answers["intent"], "yes")


def i5(proposal: Proposal, _: Cycle) -> Truth:
    """Who intends is a general or flag officer or SES."""
    return is_one_of(proposal.answers["intent_level"], "general or flag officer or SES")
