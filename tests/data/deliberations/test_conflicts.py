"""Conflicts of interest, on each database."""

from collections.abc import Callable

import pytest

from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.roles import Role
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from tests.support.stores.people import as_person, person

OPERATOR = person("olga", Role.OPERATOR)
REVIEWER = person("rita", Role.REVIEWER, name="Rita Moe", email="rita@office.mil")
AUTHORITY = person("anna", Role.AUTHORITY)
SPONSOR = person("sam", Role.SPONSOR, component="Navy")


@pytest.fixture
def three(
    store: Store,
    make_proposal: Callable[..., RawProposal],
    make_submission: Callable[..., NewSubmission],
) -> Store:
    """A store with three proposals, of two components and two vendors."""
    vendors = {"A": "Nordlys AS", "B": "NORDLYS, A.S.", "C": "Brimstone Ltd"}
    store.submissions.add(
        make_submission(
            "list",
            *(
                make_proposal(
                    ref,
                    vendor=vendor,
                    component="Army" if ref == "C" else "Navy",
                    project_manager="Dr. RITA  MOE, Building 3" if ref == "A" else "Moerita",
                    project_manager_email="Rita@Office.mil" if ref == "B" else None,
                )
                for ref, vendor in vendors.items()
            ),
        )
    )
    return store


@pytest.mark.parametrize(
    ("what", "blocked"),
    [
        (ConflictWith(ref="A"), "A"),
        (ConflictWith(ref=" a"), "A"),
        (ConflictWith(vendor="nordlys  as"), "AB"),
        (ConflictWith(component="Army"), "C"),
        (ConflictWith(vendor="Nord"), ""),
    ],
)
def test_a_conflict_is_with_a_proposal_a_vendor_or_a_component(
    three: Store, what: ConflictWith, blocked: str
) -> None:
    """Vendors compare as the rules compare them: full stops, commas and case aside."""
    made = as_person(three, AUTHORITY).conflicts.add("anna", what, "Sits on its board.")
    operator = as_person(three, OPERATOR)

    assert (made.id, made.person, made.by, made.lifted) == ("C001", "anna", "anna", None)
    of_anna = {ref: operator.conflicts.blocked().get(("anna", ref)) for ref in "ABC"}
    assert of_anna == {ref: "CONFLICT" if ref in blocked else None for ref in "ABC"}


def test_the_own_component_is_a_conflict_without_a_row(three: Store) -> None:
    """And nobody dismisses it."""
    as_person(three, person("nina", Role.REVIEWER, component="Army"))
    conflicts = as_person(three, OPERATOR).conflicts
    (proposed,) = (one for one in conflicts.proposed() if one.person == "nina")

    assert conflicts.blocked()["nina", "C"] == "CONFLICT"
    assert (proposed.ref, proposed.why, proposed.cell) == ("C", "component", None)
    with pytest.raises(NotNowError, match="is of the component of nina"):
        conflicts.dismiss(proposed.id, "She left it years ago.")


def test_whom_a_proposal_names_is_proposed_with_the_cell_that_says_so(three: Store) -> None:
    """The whole name in whole words, or the e-mail alone; until it is answered it blocks."""
    as_person(three, REVIEWER)
    conflicts = as_person(three, OPERATOR).conflicts
    proposed = conflicts.proposed()

    said = [(one.person, one.ref, one.why, one.field, one.sheet, one.cell) for one in proposed]
    assert said == [
        ("rita", "A", "point of contact", "project_manager", "Proposal", "C5"),
        ("rita", "B", "point of contact", "project_manager_email", "Proposal", "C6"),
    ]
    assert proposed[0].written == "Dr. RITA  MOE, Building 3"
    assert dict(conflicts.blocked()) == {
        ("rita", "A"): "CONFLICT_PROPOSED",
        ("rita", "B"): "CONFLICT_PROPOSED",
    }
    confirmed, conflict = conflicts.confirm(proposed[0].id)
    dismissed = conflicts.dismiss(proposed[1].id, "A slip of the pen.")
    assert (confirmed.answer, dismissed.answer) == ("confirmed", "dismissed")
    assert (conflict.ref, conflict.by) == ("A", "olga")
    assert [one.answer for one in conflicts.proposed()] == ["confirmed", "dismissed"]
    assert conflicts.blocked() == {("rita", "A"): "CONFLICT"}
    assert conflicts.confirm(proposed[0].id)[1] == conflict
    with pytest.raises(NotNowError, match="was confirmed; lift the conflict"):
        conflicts.dismiss(proposed[0].id, "It was not so.")


def test_who_submitted_is_proposed(three: Store) -> None:
    """By the account of the time before there were people, too."""
    as_person(three, person("jane", Role.AUTHORITY, account="Jane Doe"))
    proposed = as_person(three, OPERATOR).conflicts.proposed()

    assert {(one.person, one.ref, one.why) for one in proposed} == {
        ("jane", ref, "submitter") for ref in "ABC"
    }


def test_a_conflict_is_lifted_and_stays_in_the_record(three: Store) -> None:
    """By an operator, who is another person."""
    as_person(three, REVIEWER).conflicts.add("rita", ConflictWith(vendor="Brimstone Ltd"), "Kin.")
    conflicts = as_person(three, OPERATOR).conflicts
    lifted = conflicts.lift("C001", "The kin sold the firm.")

    assert lifted.lifted is not None
    assert conflicts.all() == [lifted] == [conflicts.lift("C001", "Said twice.")]
    assert ("rita", "C") not in conflicts.blocked()


def test_a_person_sees_own_words_and_none_that_others_entered(three: Store) -> None:
    """An own conflict is taken in any case: the answer shows not whether the ref exists."""
    mine = as_person(three, REVIEWER).conflicts
    operator = as_person(three, OPERATOR).conflicts
    first, second = (mine.add("rita", ConflictWith(ref=ref), "Kin.") for ref in ("A", "Z"))
    operator.add("rita", ConflictWith(component="Army"), "Said by her chief.")

    assert (first.ref, second.ref) == ("A", "Z")
    assert [one.id for one in mine.all()] == ["C001", "C002"]
    assert [one.id for one in operator.all()] == ["C001", "C002", "C003"]
    for conflict_id in ("C003", "C009"):
        with pytest.raises(DeniedError, match=f"There is no {conflict_id} that you may see"):
            mine.lift(conflict_id, "No.")


@pytest.mark.parametrize(
    ("who", "call", "code"),
    [
        (REVIEWER, lambda it: it.add("anna", ConflictWith(ref="A"), "Kin."), "NOT_ALLOWED"),
        (REVIEWER, lambda it: it.proposed(), "NOT_ALLOWED"),
        (REVIEWER, lambda it: it.confirm("P1"), "NOT_ALLOWED"),
        (SPONSOR, lambda it: it.add("sam", ConflictWith(ref="A"), "Kin."), "NOT_ALLOWED"),
        (OPERATOR, lambda it: it.add("anna", ConflictWith(ref="Z"), "Kin."), "NOT_THERE"),
        (OPERATOR, lambda it: it.add("zoe", ConflictWith(ref="A"), "Kin."), "NOT_THERE"),
        (OPERATOR, lambda it: it.confirm("P1"), "NOT_THERE"),
        (OPERATOR, lambda it: it.lift("C001", "No."), "NOT_THERE"),
    ],
)
def test_what_one_may_not_is_denied_and_logged(
    three: Store, who: object, call: Callable[..., object], code: str
) -> None:
    """Each denial is an event of its own."""
    for one in (REVIEWER, AUTHORITY, SPONSOR):
        as_person(three, one)
    assert isinstance(who, type(REVIEWER))
    with pytest.raises(DeniedError, match=r"There is no|not include this|is not your") as denied:
        call(as_person(three, who).conflicts)

    assert denied.value.code == code
    assert three.events.all()[-1].details == {"outcome": "denied", "code": code}


@pytest.mark.parametrize(
    ("what", "reason", "words"),
    [
        (ConflictWith(), "Kin.", "Name one of a ref, a vendor and a component"),
        (ConflictWith(ref="A", vendor="B"), "Kin.", "Name one of"),
        (ConflictWith(component="Moon"), "Kin.", "'Moon' is not a component"),
        (ConflictWith(ref="A"), " ", "A conflict of interest needs a reason"),
    ],
)
def test_a_wrong_conflict_says_what_is_accepted(
    three: Store, what: ConflictWith, reason: str, words: str
) -> None:
    """Nothing is written."""
    with pytest.raises(UsageError, match=words):
        as_person(three, REVIEWER).conflicts.add("rita", what, reason)


def test_a_conflict_is_that_of_who_judges(three: Store) -> None:
    """A sponsor has none to enter."""
    as_person(three, SPONSOR)
    with pytest.raises(UsageError, match="sam neither reviews nor decides"):
        as_person(three, OPERATOR).conflicts.add("sam", ConflictWith(ref="A"), "Kin.")
