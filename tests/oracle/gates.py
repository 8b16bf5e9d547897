"""The gates."""

from tests.oracle.countries import UNITED_STATES
from tests.oracle.cycles import Cycle
from tests.oracle.figures import asks_for_money
from tests.oracle.logic import Truth, compared, every, is_filled, is_one_of, negated, some
from tests.oracle.reading import BLANK, Gap, Proposal, Row

FCT_WORK = (
    "comparative test with intent to procure",
    "qualification test with intent to procure",
    "technical assessment",
)
LATE_STAGES = ("full-rate production", "low-rate production", "late development")


def g1(proposal: Proposal, _: Cycle) -> Truth:
    """Country is not the United States."""
    return negated(is_one_of(proposal.answers["country"], *UNITED_STATES))


def g2(proposal: Proposal, _: Cycle) -> Truth:
    """Every fct_us_item_kusd is zero or blank."""
    return every(
        row["fct_us_item_kusd"] is BLANK
        or compared(lambda amount: amount == 0, row["fct_us_item_kusd"])
        for row in proposal.tables["Funding"]
    )


def g3(proposal: Proposal, _: Cycle) -> Truth:
    """Component is a military service or USSOCOM."""
    return compared(lambda word: word != "other", proposal.answers["component"])


def g4(proposal: Proposal, cycle: Cycle) -> Truth:
    """Country is not excluded."""
    return negated(is_one_of(proposal.answers["country"], *cycle.excluded))


def g5(proposal: Proposal, _: Cycle) -> Truth:
    """In production or late development, and TRL at least 7."""
    return every(
        (
            is_one_of(proposal.answers["production_status"], *LATE_STAGES),
            compared(lambda level: level >= 7, proposal.answers["trl"]),
        )
    )


def g6(proposal: Proposal, _: Cycle) -> Truth:
    """Purpose is FCT work."""
    return is_one_of(proposal.answers["purpose"], *FCT_WORK)


def g7(proposal: Proposal, cycle: Cycle) -> Truth:
    """Fiscal year is the cycle's, and so is the first funding year (reading 29)."""
    years = [row["funding_year"] for row in proposal.tables["Funding"]]
    known = [year for year in years if not isinstance(year, Gap)]
    first: Truth = None
    if known and min(known) < cycle.fiscal_year:
        first = False
    elif known and len(known) == len(years):
        first = min(known) == cycle.fiscal_year
    return every(
        (compared(lambda year: year == cycle.fiscal_year, proposal.answers["fiscal_year"]), first)
    )


def at_most_two_years(proposal: Proposal, cycle: Cycle) -> Truth:
    """The first half of G8 (readings 30 and 84)."""
    rows = proposal.tables["Funding"]
    by_year: dict[int, list[Row]] = {}
    for row in rows:
        if not isinstance(row["funding_year"], Gap):
            by_year.setdefault(row["funding_year"], []).append(row)
    asked = {year: asks_for_money(of_year) for year, of_year in by_year.items()}
    certain = set(cycle.already_funded.get(proposal.ref, ()))
    certain |= {year for year, answer in asked.items() if answer}
    possible = {year for year, answer in asked.items() if answer is None} - certain
    undated = [asks_for_money([row]) for row in rows if isinstance(row["funding_year"], Gap)]
    if len(certain) > 2:
        return False
    most = len(certain) + len(possible) + len([answer for answer in undated if answer is not False])
    return True if most <= 2 else None


def g8(proposal: Proposal, cycle: Cycle) -> Truth:
    """FCT money in at most two fiscal years, or a reason."""
    reason = is_filled(proposal.answers["complexity"])
    return some((at_most_two_years(proposal, cycle), reason))
