"""What of proposals and past projects is compared."""

from fct.data.program.past_projects import Standing, load_past_projects
from fct.data.proposals.table import build_table
from fct.scoring.overlap.entries import Entry, entries_of_past, entries_of_proposals
from tests.support.proposals.cases import valid_proposal


def test_an_entry_holds_the_answers_as_read() -> None:
    """The component by its declared name, the rest as written."""
    (entry,) = entries_of_proposals([valid_proposal("A", component="US Army")], 2027)

    assert entry == Entry(
        key="FY2027 A",
        fiscal_year=2027,
        component="Army",
        title="Lightweight mortar sight",
        item="Sight S4",
        vendor="Nordlys AS",
        requirement="CDD 26-014",
        authority="Army Requirements Oversight Council",
    )
    assert entry.ref == "A"


def test_what_cannot_be_read_is_not_known() -> None:
    """A placeholder, an empty cell and a component that is none."""
    proposal = valid_proposal("A", vendor="TBD", item_name=None, component="Coast Guard")
    (entry,) = entries_of_proposals([proposal], 2027)

    assert (entry.vendor, entry.item, entry.component) == ("", "", None)


def test_a_table_gives_the_same_entries() -> None:
    """A page has the table at hand already."""
    proposals = [valid_proposal("A"), valid_proposal("B", title=None)]

    assert entries_of_proposals(build_table(proposals), 2027) == entries_of_proposals(
        proposals, 2027
    )


def test_a_past_project_keeps_its_outcome_and_source() -> None:
    """By its key, which is its ref too."""
    entry = entries_of_past(load_past_projects())[6]

    assert (entry.key, entry.ref, entry.component) == ("past 7", "past 7", None)
    assert (entry.standing, entry.outcome) == (Standing.TESTED, "accepted for use (2003)")
    assert "StrategyPage" in entry.source
