"""The search for overlaps: its pairs stay few, however many proposals are the same."""

from fct.data.program.overlap_terms import ReasonKind, load_overlap_terms
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.search import Search

TERMS = load_overlap_terms()
COMPONENTS = ("Army", "Navy", "Air Force")


def proposals(count: int, **answers: str) -> list[Entry]:
    """Proposals of three components in turn, alike in the given answers."""
    return [
        Entry(
            key=f"FY2027 {number:05}",
            fiscal_year=2027,
            component=COMPONENTS[number % 3],
            **answers,
        )
        for number in range(count)
    ]


def test_all_of_a_small_group_are_paired() -> None:
    """Five of one vendor: 5 x 4 / 2 pairs."""
    said = Search(proposals(5, vendor="Nordlys AS"), 5, TERMS).said

    assert len(said) == 10
    assert all(reasons == {ReasonKind.VENDOR: 1.0} for reasons in said.values())


def test_a_vendor_or_document_of_many_proposals_makes_no_pair() -> None:
    """Up to 30 proposals a vendor says something, from 31 on nothing."""
    many = TERMS.largest_group + 1

    assert len(Search(proposals(many - 1, vendor="Nordlys AS"), many - 1, TERMS).said) == 435
    assert Search(proposals(many, vendor="Nordlys AS"), many, TERMS).said == {}
    assert Search(proposals(many, requirement="CDD 2024-117"), many, TERMS).said == {}


def test_of_many_with_the_same_title_none_is_missed() -> None:
    """Each is paired with the first of every component: 3,000 proposals, under 9,000 pairs."""
    said = Search(proposals(3000, title="Diver-held sonar"), 3000, TERMS).said

    assert {place for pair in said for place in pair} == set(range(3000))
    assert len(said) < 9000
    assert {left for left, _ in said} == {0, 1, 2}


def test_what_is_equal_is_not_shown_as_alike_too() -> None:
    """The same title and item are one reason each."""
    said = Search(proposals(2, title="Diver-held sonar", item="KD-4 sonar"), 2, TERMS).said

    assert said == {(0, 1): {ReasonKind.ITEM: 1.0, ReasonKind.TITLE: 1.0}}


def test_two_of_the_past_are_no_pair() -> None:
    """Only the first one is of the cycle."""
    said = Search(proposals(3, title="Diver-held sonar"), 1, TERMS).said

    assert set(said) == {(0, 1), (0, 2)}
