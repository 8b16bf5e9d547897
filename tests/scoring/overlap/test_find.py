"""Overlaps: what is found, with which reasons, and what is proposed."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.documents.sample_season import sample_proposals
from fct.data.program.overlap_terms import ReasonKind, Relation, load_overlap_terms
from fct.data.program.past_projects import Standing, load_past_projects
from fct.scoring.overlap.entries import Entry, entries_of_past, entries_of_proposals
from fct.scoring.overlap.find import Overlap, find_overlaps, named_overlap
from tests.support.processes.samples import sample

TERMS = load_overlap_terms()
TITLES = Path(__file__).parents[3] / "benchmarks" / "overlap_titles.csv"


def proposal(ref: str, component: str | None, **answers: Any) -> Entry:
    """A proposal of 2027 that shares nothing with others but what is given."""
    given = {"fiscal_year": 2027, "title": "", **answers}
    return Entry(key=f"FY{given['fiscal_year']} {ref}", component=component, **given)


def only(*entries: Entry, past: tuple[Entry, ...] = ()) -> Overlap:
    """Return the one overlap that is found."""
    (found,) = find_overlaps(entries, past, TERMS)
    return found


def words(found: Overlap) -> list[str]:
    """Return the words of its reasons."""
    return [reason.words for reason in found.reasons]


def season() -> list[Entry]:
    """The proposals of the sample season."""
    origin = Origin("season.xlsx", "0" * 64, {"Proposal": "Proposal"})
    raw = [
        RawProposal(
            ref, origin, {name: Cell(value, 1, 2) for name, value in filled["answers"].items()}, {}
        )
        for ref, filled in sample_proposals().items()
    ]
    return entries_of_proposals(raw, 2027)


def test_two_components_with_one_item_are_proposed_as_a_joint_project() -> None:
    """Same item, 0.9, and same vendor, 0.5: 1 - 0.1 x 0.5 = 0.95."""
    found = only(
        proposal("B", "Navy", item="SL 9 gateway", vendor="STILLELYD A/S"),
        proposal("A", "Army", item="SL-9 Gateway", vendor="Stillelyd A/S"),
    )

    assert (found.left.ref, found.right.ref) == ("A", "B")
    assert (found.relation, found.proposed) == (Relation.JOINT, "propose as a joint project")
    assert words(found) == ["same item: SL-9 Gateway", "same vendor: Stillelyd A/S"]
    assert found.score == 0.95


def test_titles_that_are_alike_tell_how_much_and_by_which_words() -> None:
    """The weight of the reason is 0.8 times the likeness."""
    found = only(
        proposal("A", "Army", title="40 mm non-dud-producing practice cartridge"),
        proposal("B", "Marine Corps", title="40 mm non-dud practice round"),
    )

    (reason,) = found.reasons
    assert reason.kind is ReasonKind.TITLES_ALIKE
    assert reason.words.startswith("titles alike 0.")
    assert reason.words.endswith("shared words 40mm, non-dud, practice, cartridge")
    assert found.score == round(reason.weight, 3)
    assert 0.8 * TERMS.title_likeness <= reason.weight < 0.8


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"vendor": "Nordlys AS"}, {"vendor": "Nordlys A.S."}, "same vendor: Nordlys AS"),
        (
            {"vendor": "Nordlys AS"},
            {"vendor": "Nordlys"},
            "same vendor but for its legal form: Nordlys AS; Nordlys",
        ),
        (
            {"requirement": "ICD 1123-24", "authority": "JROC"},
            {"requirement": "icd 1123/24", "authority": "Joint Requirements Oversight Council"},
            "same requirement document: ICD 1123-24",
        ),
        (
            {"requirement": "CDD 2024-117", "authority": "AROC"},
            {"requirement": "CDD 2024-117", "authority": "MROC"},
            TERMS.reasons[ReasonKind.REQUIREMENT_NUMBER].words.format(left="CDD 2024-117"),
        ),
        ({"title": "Ramp  CAMERA"}, {"title": "ramp camera"}, "same title"),
    ],
)
def test_each_key_is_a_reason_in_words(
    left: dict[str, str], right: dict[str, str], expected: str
) -> None:
    """Between two components each is enough to be shown."""
    assert words(only(proposal("A", "Army", **left), proposal("B", "Navy", **right))) == [expected]


def test_a_vendor_alone_is_not_proposed_as_a_joint_project() -> None:
    """He has other items too."""
    found = only(
        proposal("A", "Army", title="Void detector", vendor="Nordlys AS"),
        proposal("B", "Navy", title="Cooling vest", vendor="Nordlys AS"),
    )

    assert found.proposed == "same vendor, other item: look at them together"


def test_within_a_component_only_the_item_makes_a_possible_duplicate() -> None:
    """One office may well have two items of one vendor, or for one requirement."""
    shared = {"vendor": "Nordlys AS", "requirement": "CDD 2024-117", "authority": "AROC"}
    vest, twin = "Aircrew cooling vest", "Cooling vest for aircrew"
    apart = [proposal("A", "Army", title=vest, **shared), proposal("B", "Army", **shared)]
    found = only(proposal("A", "Army", title=vest), proposal("B", "Army", title=twin))

    assert find_overlaps(apart, [], TERMS) == []
    assert found.relation is Relation.ONE_COMPONENT
    assert found.proposed == "possible duplicate within Army: ask whether it is one proposal"


@pytest.mark.parametrize(("one", "other"), [(None, "Army"), ("other", "other"), ("other", "Army")])
def test_a_component_that_is_not_known_is_neither_the_same_nor_another(
    one: str | None, other: str | None
) -> None:
    """Unknown is not no."""
    found = only(
        proposal("A", one, title="Cooling vest"), proposal("B", other, title="Cooling vest")
    )

    assert found.relation is Relation.COMPONENT_NOT_KNOWN
    assert found.proposed.startswith("propose as a joint project if two components sent them")


@pytest.mark.parametrize(
    ("standing", "year", "proposed"),
    [
        (Standing.TESTED, 2003, "already tested in FY2003"),
        (Standing.IN_TEST, 2004, "already in test in FY2004"),
        (Standing.NAMED, None, "already an FCT project (year not known)"),
    ],
)
def test_a_project_of_the_record_is_reported_with_its_year(
    standing: Standing, year: int | None, proposed: str
) -> None:
    """What the record knows, and no more."""
    past = Entry(key="past 1", fiscal_year=year, title="Cooling vest", standing=standing)

    assert only(proposal("A", "Army", title="Cooling vest"), past=(past,)).proposed == proposed


def test_what_is_only_alike_is_not_shown_as_the_same_item() -> None:
    """Below a likeness of 0.85 the words are careful; a vendor alone says still less."""
    past = Entry(
        key="past 1",
        fiscal_year=2003,
        title="Mine-clearing system",
        vendor="Nordlys AS",
        standing=Standing.TESTED,
    )
    alike = only(proposal("A", "Army", title="Mine-clearing flail"), past=(past,))
    vendor = only(proposal("A", "Army", title="Vest", vendor="Nordlys AS"), past=(past,))

    assert alike.proposed == "something alike was tested in FY2003"
    assert vendor.proposed == "another item of this vendor was tested in FY2003"


def test_a_proposal_of_an_earlier_cycle_is_reported_with_year_and_component() -> None:
    """What became of it, the reviewer looks up."""
    earlier = proposal("Z", "Navy", title="Cooling vest", fiscal_year=2026)
    found = only(proposal("A", "Army", title="Cooling vest"), past=(earlier,))

    assert (found.left.ref, found.right.ref) == ("A", "Z")
    assert found.proposed == "already proposed in FY2026 by Navy"


def test_a_project_that_is_carried_on_does_not_overlap_with_itself() -> None:
    """The same ref of the same component; another component's is another project."""
    entry = proposal("A", "Army", title="Cooling vest")
    own = proposal("A", "Army", title="Cooling vest", fiscal_year=2026)
    others = proposal("A", "Navy", title="Cooling vest", fiscal_year=2026)

    assert find_overlaps([entry], [own], TERMS) == []
    assert only(entry, past=(others,)).relation is Relation.PROPOSED_BEFORE


def test_other_calibres_and_generic_words_make_no_pair() -> None:
    """40 mm is not 84 mm; improved and system say nothing, as titles and as items."""
    titles = [
        "40 mm practice cartridge",
        "84 mm practice cartridge",
        "Improved radio system",
        "Improved shower system",
        "Improved system",
        "improved system",
    ]
    entries = [proposal(str(n), str(n), title=title) for n, title in enumerate(titles)]
    items = [proposal(str(n), str(n), item="Advanced system") for n in range(3)]

    assert find_overlaps(entries, [], TERMS) == []
    assert find_overlaps(items, [], TERMS) == []


def test_a_plain_item_name_of_two_vendors_is_no_pair() -> None:
    """Two makers call their product a radio."""
    entries = [
        proposal("A", "Army", item="Squad radio", vendor="Nordlys AS"),
        proposal("B", "Navy", item="Squad radio", vendor="Stillelyd A/S"),
    ]

    assert find_overlaps(entries, [], TERMS) == []


def test_a_form_that_two_components_sent_is_found() -> None:
    """Without a ref it became two proposals that are equal in every answer."""
    answers = {
        "title": "Squad radio gateway",
        "item": "SL-9 gateway",
        "vendor": "Stillelyd A/S",
        "requirement": "CDD 2024-117",
        "authority": "MROC",
    }
    found = only(proposal("FY27-0001", "Army", **answers), proposal("FY27-0002", "Army", **answers))

    assert [reason.kind for reason in found.reasons] == [
        ReasonKind.ITEM,
        ReasonKind.TITLE,
        ReasonKind.REQUIREMENT,
        ReasonKind.VENDOR,
    ]
    assert found.score == 0.997  # 1 - 0.1 x 0.2 x 0.3 x 0.5
    assert found.relation is Relation.ONE_COMPONENT


def test_the_order_of_the_input_changes_nothing() -> None:
    """The sample season and the record, shuffled: the same pairs, reasons, scores and order."""
    entries, past = season(), entries_of_past(load_past_projects())
    expected = find_overlaps(entries, past, TERMS)
    chance = random.Random(1)
    shuffled = (chance.sample(entries, len(entries)), chance.sample(past, len(past)))

    assert find_overlaps(*shuffled, TERMS) == expected


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["40 mm", "KD-4 sonar", "mk", "non", "prac. sonar", "EAD sonar", '2.75"', "²"]),
)


@pytest.mark.sampled
@settings(max_examples=sample(15, whole=60))
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=2, max_size=5))
def test_any_text_is_compared_and_the_order_is_nothing(answers: list[tuple[str, ...]]) -> None:
    """No answer, whatever it holds, stops the search; scores are from 0 to 1."""
    names = ("title", "item", "vendor", "requirement")
    entries = [
        proposal(str(n), ["Army", "Navy"][n % 2], **dict(zip(names, given, strict=True)))
        for n, given in enumerate(answers)
    ]
    found = find_overlaps(entries, [], TERMS)

    assert find_overlaps(entries[::-1], [], TERMS) == found
    assert all(0 < one.score <= 1 and one.reasons for one in found)


def test_the_inputs_are_left_as_they_are() -> None:
    """The lists keep their order."""
    entries = season()[::-1]
    before = list(entries)
    find_overlaps(entries, [], TERMS)

    assert entries == before


def test_nothing_overlaps_with_nothing() -> None:
    """An empty cycle, and proposals without an answer."""
    past = entries_of_past(load_past_projects())

    assert find_overlaps([], past, TERMS) == []
    assert find_overlaps([proposal("A", None), proposal("B", None)], past, TERMS) == []


def test_the_sample_season_has_these_overlaps() -> None:
    """Of 1,653 pairs: three joint ones by title, four by vendor alone, two possible duplicates."""
    found = find_overlaps(season(), [], TERMS)
    kinds = {
        (one.left.ref, one.right.ref): (one.relation.value, *(r.kind.value for r in one.reasons))
        for one in found
    }

    assert kinds == {
        ("FY27-ARMY-08", "FY27-USMC-01"): ("joint", "titles alike", "vendor"),  # 40 mm cartridges
        ("FY27-NAVY-04", "FY27-USAF-03"): ("joint", "titles alike"),  # active decoys
        ("FY27-ARMY-01", "FY27-SOCOM-08"): ("joint", "titles alike"),  # mine clearing
        ("FY27-NAVY-06", "FY27-SOCOM-07"): ("joint", "vendor"),
        ("FY27-NAVY-08", "FY27-USAF-09"): ("joint", "vendor"),
        ("FY27-NAVY-11", "FY27-USAF-03"): ("joint", "vendor"),
        ("FY27-SOCOM-05", "FY27-USAF-08"): ("joint", "vendor"),
        ("FY27-SOCOM-01", "FY27-SOCOM-02"): ("one component", "titles alike"),  # anti-armor
        ("FY27-NAVY-02", "FY27-NAVY-03"): ("one component", "titles alike"),  # blade coatings
    }


def test_the_sample_season_repeats_the_record() -> None:
    """Its titles are public ones: each is found as what it was, with its outcome."""
    found = find_overlaps(season(), entries_of_past(load_past_projects()), TERMS)
    titles = {row.title: row.number for row in load_past_projects()}
    same = {
        (one.left.ref, one.right.key)
        for one in found
        if one.relation in {Relation.TESTED, Relation.IN_TEST, Relation.NAMED}
        and one.left.title == one.right.title
    }

    assert same == {
        (entry.ref, f"past {titles[entry.title]}") for entry in season() if entry.title in titles
    }
    assert len(same) == 17
    vehicle = next(one for one in found if one.left.ref == "FY27-ARMY-01")
    assert (vehicle.right.key, vehicle.proposed) == ("past 7", "already tested in FY2003")
    assert vehicle.right.outcome == "accepted for use (2003)"


def test_a_pair_that_a_person_named_has_no_score() -> None:
    """It stands because of the answer."""
    found = named_overlap(proposal("A", "Army"), proposal("B", "Navy"), TERMS)

    assert (found.score, found.proposed) == (0.0, "propose as a joint project")
    assert words(found) == ["named by a person; nothing in the forms is alike now"]


@pytest.mark.parametrize("half", ["tuning", "held out"])
def test_labeled_titles_are_found_and_kept_apart(half: str) -> None:
    """Precision and recall on the labeled pairs are 0.9 at least, in either half."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == half]
    titles = sorted({row[side] for row in rows for side in ("left", "right")})
    entries = [proposal(str(n), str(n), title=title) for n, title in enumerate(titles)]
    found = {
        frozenset((one.left.title, one.right.title)) for one in find_overlaps(entries, [], TERMS)
    }
    right, wrong = (
        sum(
            frozenset((row["left"], row["right"])) in found
            for row in rows
            if row["same_item"] == label
        )
        for label in ("yes", "no")
    )

    assert right / (right + wrong) >= 0.9
    assert right / sum(row["same_item"] == "yes" for row in rows) >= 0.9
