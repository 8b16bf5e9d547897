"""The notes on the acquisition frame; a blank optional answer leaves nothing to say."""

from tests.oracle.cycles import Cycle
from tests.oracle.figures import as_of
from tests.oracle.gates import FCT_WORK
from tests.oracle.logic import Truth, compared, every, implied, is_filled, is_one_of, negated
from tests.oracle.reading import BLANK, Cell, Proposal

DECIDERS = {
    "ACAT I": "defense acquisition executive",
    "ACAT II": "component acquisition executive",
    "ACAT III": "designated by the component acquisition executive",
}
URGENT = ("JUON", "JEON", "UON")
NO_HARDWARE = ("Software Acquisition", "Defense Business Systems", "Acquisition of Services")
REVIEWS = ("disclosure_review", "exportability_review", "technology_security_review")


def unless_blank(cell: Cell, truth: Truth) -> Truth:
    """Holds where an optional answer is blank."""
    return True if cell is BLANK else truth


def n6(proposal: Proposal, _: Cycle) -> Truth:
    """Category and level of the decision authority agree."""
    category = proposal.answers["acquisition_category"]
    level = proposal.answers["decision_level"]
    agree = every(
        implied(is_one_of(category, one), is_one_of(level, who)) for one, who in DECIDERS.items()
    )
    return unless_blank(category, unless_blank(level, agree))


def n7(proposal: Proposal, _: Cycle) -> Truth:
    """An urgent need goes by its own pathway, and nothing else does."""
    urgent = is_one_of(proposal.answers["requirement_type"], *URGENT)
    pathway = is_one_of(proposal.answers["acquisition_pathway"], "Urgent Capability Acquisition")
    return every((implied(urgent, pathway), implied(pathway, urgent)))


def n8(proposal: Proposal, _: Cycle) -> Truth:
    """The pathway is one by which hardware is bought."""
    return negated(is_one_of(proposal.answers["acquisition_pathway"], *NO_HARDWARE))


def n9(proposal: Proposal, cycle: Cycle) -> Truth:
    """A program before production buys after the funded year."""
    phase = proposal.answers["program_phase"]
    later = every(
        implied(
            compared(lambda amount: amount > 0, row["procurement_kusd"]),
            compared(lambda year: year > cycle.fiscal_year, row["procurement_year"]),
        )
        for row in proposal.tables["Procurement"]
    )
    before = is_one_of(phase, "before production and deployment")
    return unless_blank(phase, implied(before, later))


def n10(proposal: Proposal, _: Cycle) -> Truth:
    """A test is of what exists: step 1 or 2 of the order of preference."""
    step = proposal.answers["preference_step"]
    first = ("1 commercial or dual-use", "2 more of an existing US or allied item")
    is_work = is_one_of(proposal.answers["purpose"], *FCT_WORK)
    return unless_blank(step, implied(is_work, is_one_of(step, *first)))


def n11(proposal: Proposal, _: Cycle) -> Truth:
    """Section 10 of the acquisition strategy."""
    said = proposal.answers["international_involvement"]
    return unless_blank(said, is_one_of(said, "documented"))


def n12(proposal: Proposal, _: Cycle) -> Truth:
    """No review is yet to be started."""
    cells = [proposal.answers[name] for name in REVIEWS]
    return every(unless_blank(cell, negated(is_one_of(cell, "not started"))) for cell in cells)


def n13(proposal: Proposal, cycle: Cycle) -> Truth:
    """The review is not of a day to come."""
    day = proposal.answers["disclosure_date"]
    today = as_of(proposal, cycle)
    return unless_blank(day, compared(lambda one: one <= today, day))


def n14(proposal: Proposal, _: Cycle) -> Truth:
    """Production in the United States is described."""
    made = proposal.answers["us_production"]
    plan = is_filled(proposal.answers["us_production_plan"])
    return unless_blank(made, implied(is_one_of(made, "under license", "by teaming"), plan))
