"""The rules of the form and the notes."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from tests.oracle.countries import RECIPROCAL
from tests.oracle.criteria import rows_of_the_vendor
from tests.oracle.cycles import Cycle
from tests.oracle.form import FCT_AMOUNTS, PROPOSAL, SOMETIMES, TABLES, YES, Field
from tests.oracle.gates import at_most_two_years
from tests.oracle.logic import Truth, compared, every, implied, is_one_of, negated, some
from tests.oracle.reading import BLANK, UNREADABLE, Cell, Gap, Pieces, Proposal, Row

LEAST_KUSD, MOST_KUSD = 1, 20_000
FACTOR = 50
QUARTER = Decimal("0.25")


def cells_of(proposal: Proposal) -> Iterator[tuple[Field, Cell]]:
    """Every cell of a proposal with its field."""
    for name, field in PROPOSAL.items():
        yield field, proposal.answers[name]
    for table, fields in TABLES.items():
        for row in proposal.tables[table]:
            for name, field in fields.items():
                yield field, row[name]


def x1(proposal: Proposal, cycle: Cycle) -> Truth:
    """Every required field is filled (readings 9, 12, 16 and 19)."""
    answers = proposal.answers
    needed = {
        "modification_description": compared(lambda word: word != "none", answers["modification"]),
        "advantage_statement": is_one_of(answers["us_alternative"], "yes", "partly"),
        "complexity": negated(at_most_two_years(proposal, cycle)),
    }
    parts: list[Truth] = [bool(proposal.tables[table]) for table in TABLES]
    parts += [cell is not BLANK for field, cell in cells_of(proposal) if field.required == YES]
    parts += [
        implied(needed[name], answers[name] is not BLANK)
        for name, field in PROPOSAL.items()
        if field.required == SOMETIMES
    ]
    return every(parts)


def x2(proposal: Proposal, _: Cycle) -> Truth:
    """Every answer is readable (reading 41)."""
    return not any(
        cell is UNREADABLE or (isinstance(cell, Pieces) and cell.has_unreadable)
        for _, cell in cells_of(proposal)
    )


def in_order(first: Cell, second: Cell) -> Truth:
    """Whether a day is not after another one."""
    return compared(lambda one, other: one <= other, first, second)


def x3(proposal: Proposal, _: Cycle) -> Truth:
    """Nothing starts after it ends."""
    return every(
        [in_order(proposal.answers["test_start"], proposal.answers["test_end"])]
        + [in_order(row["event_start"], row["event_end"]) for row in proposal.tables["Schedule"]]
    )


def x4(proposal: Proposal, _: Cycle) -> Truth:
    """Funding years rise by one (reading 44)."""
    years = [row["funding_year"] for row in proposal.tables["Funding"]]
    known = sorted(year for year in years if not isinstance(year, Gap))
    if len(set(known)) < len(known):
        return False
    if len(known) < len(years):
        return None
    return not known or known == list(range(known[0], known[0] + len(known)))


def x5(proposal: Proposal, _: Cycle) -> Truth:
    """No amount or quantity is negative (reading 45)."""
    return every(
        cell is BLANK or compared(lambda amount: amount >= 0, cell)
        for field, cell in cells_of(proposal)
        if field.counted
    )


def x6(proposal: Proposal, _: Cycle) -> Truth:
    """Every event lies within the test (reading 43)."""
    start, end = proposal.answers["test_start"], proposal.answers["test_end"]
    return every(
        every((in_order(start, row[name]), in_order(row[name], end)))
        for row in proposal.tables["Schedule"]
        for name in ("event_start", "event_end")
    )


def x7(proposal: Proposal, _: Cycle) -> Truth:
    """Purchased articles cost what quantity and unit price say (reading 46)."""
    answers = proposal.answers
    amounts = [row["fct_articles_kusd"] for row in proposal.tables["Funding"]]

    def agree(quantity: int, price: Decimal, *asked: Decimal) -> bool:
        expected = quantity * price
        return abs(1000 * sum(asked) - expected) <= QUARTER * expected

    sums = compared(agree, answers["article_quantity"], answers["unit_price_usd"], *amounts)
    return implied(is_one_of(answers["article_source"], "purchase"), sums if amounts else None)


def x8(proposal: Proposal, _: Cycle) -> Truth:
    """Production status agrees with the readiness levels (reading 47)."""
    status, trl, mrl = (proposal.answers[name] for name in ("production_status", "trl", "mrl"))
    least = {
        "full-rate production": (9, 9),
        "low-rate production": (8, 8),
        "late development": (7, 7),
    }
    return every(
        implied(
            is_one_of(status, word),
            every(
                (
                    compared(lambda level, low=least_trl: level >= low, trl),
                    compared(lambda level, low=least_mrl: level >= low, mrl),
                )
            ),
        )
        for word, (least_trl, least_mrl) in least.items()
    )


def x9(proposal: Proposal, _: Cycle) -> Truth:
    """FCT money of a row is zero or between 1 and 20,000 thousand (reading 77)."""
    return every(x9_of(row) for row in proposal.tables["Funding"])


def x9_of(row: Row) -> Truth:
    """One row of Funding."""
    readable = sum(
        (row[name] for name in FCT_AMOUNTS if not isinstance(row[name], Gap)), Decimal(0)
    )
    if readable > MOST_KUSD:
        return False
    required = ("fct_articles_kusd", "fct_test_kusd")
    if any(row[name] is UNREADABLE for name in FCT_AMOUNTS):
        return None
    if any(row[name] is BLANK for name in required):
        return None
    return not 0 < readable < LEAST_KUSD


def x10(proposal: Proposal, _: Cycle) -> Truth:
    """Procurement amounts are near quantity times unit price (reading 78)."""
    price = proposal.answers["unit_price_usd"]
    return every(
        x10_of(row["procurement_kusd"], row["procurement_quantity"], price)
        for row in proposal.tables["Procurement"]
    )


def x10_of(kusd: Cell, quantity: Cell, price: Cell) -> Truth:
    """One row of Procurement."""
    above = every(compared(lambda number: number > 0, cell) for cell in (kusd, quantity, price))
    if above is not True:
        return negated(above)
    per_item = price * quantity
    return bool(per_item <= FACTOR * 1000 * kusd and 1000 * kusd <= FACTOR * per_item)


def x11(proposal: Proposal, _: Cycle) -> Truth:
    """Where Market names the vendor, one of the rows has the candidate's country (reading 79)."""
    rows = rows_of_the_vendor(proposal)
    country = proposal.answers["country"]
    return (
        some(
            compared(lambda one, other: one == other, row["source_country"], country)
            for row in rows
        )
        if rows
        else True
    )


def n1(proposal: Proposal, _: Cycle) -> Truth:
    """The country has a reciprocal defense procurement agreement."""
    return is_one_of(proposal.answers["country"], *RECIPROCAL)


def n2(proposal: Proposal, _: Cycle) -> Truth:
    """It is not a technical assessment."""
    return negated(is_one_of(proposal.answers["purpose"], "technical assessment"))


def n3(proposal: Proposal, _: Cycle) -> Truth:
    """Little or no modification."""
    return is_one_of(proposal.answers["modification"], "none", "minor")


def n4(proposal: Proposal, cycle: Cycle) -> Truth:
    """A new start is not tested before its fiscal year begins (reading 80)."""
    first = dt.date(cycle.fiscal_year - 1, 10, 1)
    return implied(
        is_one_of(proposal.answers["project_type"], "new start"),
        compared(lambda start: start >= first, proposal.answers["test_start"]),
    )


def n5(proposal: Proposal, cycle: Cycle) -> Truth:
    """What continues was promised something."""
    return implied(
        is_one_of(proposal.answers["project_type"], "continuing"),
        proposal.ref in cycle.promised_refs,
    )
