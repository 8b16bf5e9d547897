"""Who is assigned to what, on each database."""

import datetime as dt
from collections.abc import Callable

import pytest

from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.deliberations.assignments import unassign_unfinished
from fct.data.reviewing.content import ReviewState
from fct.data.reviewing.discussion import Audience
from fct.data.store.guards import release_tables
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import Runs
from fct.data.subjects.store import Store
from tests.data.deliberations.conftest import As
from tests.support.stores.reviews import complete_review

DUE = dt.date(2026, 7, 31)


def pairs(as_: As, who: str = "operator-1") -> list[tuple[str, str, dt.date | None, str]]:
    """What is assigned, as somebody sees it."""
    return [
        (one.ref, one.person, one.due, str(one.state))
        for one in as_(who).assignments.of_cycle(2027)
    ]


def test_an_operator_assigns_and_takes_back(as_: As) -> None:
    """Again the same changes nothing; another due day is one more row."""
    operator = as_("operator-1")
    one = operator.assignments.assign(2027, "A", "reviewer-1", DUE)
    events = len(operator.events.all())
    operator.assignments.assign(2027, "A", "reviewer-1", DUE)
    operator.assignments.assign(2027, "A", "reviewer-1")
    assert len(operator.events.all()) == events
    later = operator.assignments.assign(2027, "A", "reviewer-1", dt.date(2026, 8, 1))

    assert (one.due, later.due) == (DUE, dt.date(2026, 8, 1))
    assert pairs(as_) == [("A", "reviewer-1", dt.date(2026, 8, 1), "not started")]
    was = operator.assignments.unassign(2027, "A", "reviewer-1", "Is on leave.")
    assert (was.ref, was.person) == ("A", "reviewer-1")
    assert pairs(as_) == []
    assert [event.action for event in operator.events.all()][-3:] == [
        "review assigned",
        "review assigned",
        "review unassigned",
    ]


@pytest.mark.parametrize(
    ("ref", "person", "code"),
    [
        ("N", "reviewer-navy", "CONFLICT"),
        ("A", "authority-1", "NOT_A_REVIEWER"),
        ("A", "operator-1", "NOT_A_REVIEWER"),
    ],
)
def test_whom_nobody_may_assign_is_refused(as_: As, ref: str, person: str, code: str) -> None:
    """The own component is a conflict without a row."""
    with pytest.raises(NotNowError) as caught:
        as_("operator-1").assignments.assign(2027, ref, person)

    assert caught.value.code == code
    assert pairs(as_) == []


def test_a_proposed_conflict_blocks_until_it_is_answered(
    as_: As, panel_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """reviewer-1 submitted both: dismissed, that is no conflict; confirmed, it is one."""
    monkeypatch.setattr(Runs, "seen_by", ())  # the run of this store was not made by judging
    with panel_store.writing() as connection:
        release_tables(connection)
        connection.exec_driver_sql("UPDATE submissions SET actor_name = 'reviewer-1'")
    operator = as_("operator-1")
    assert "reviewer-1" not in operator.assignments.able(["A"])["A"]
    with pytest.raises(NotNowError, match="reviewer-1 with A is proposed") as caught:
        operator.assignments.assign(2027, "A", "reviewer-1")
    assert caught.value.code == "CONFLICT_PROPOSED"
    asked = {one.ref: one.id for one in operator.conflicts.proposed() if one.person == "reviewer-1"}
    operator.conflicts.dismiss(asked["A"], "Sent it for a colleague.")
    operator.conflicts.confirm(asked["N"])

    assert operator.assignments.assign(2027, "A", "reviewer-1").ref == "A"
    with pytest.raises(NotNowError, match="conflict of interest with N") as caught:
        operator.assignments.assign(2027, "N", "reviewer-1")
    assert caught.value.code == "CONFLICT"


@pytest.mark.parametrize(
    ("who", "ref", "person", "code"),
    [
        ("operator-1", "Z", "reviewer-1", "NOT_THERE"),
        ("operator-1", "A", "nobody", "NOT_THERE"),
        ("reviewer-1", "A", "reviewer-1", "NOT_ALLOWED"),
        ("reviewer-navy", "N", "reviewer-1", "NOT_THERE"),
        ("authority-1", "A", "reviewer-1", "NOT_ALLOWED"),
    ],
)
def test_who_may_not_assign_is_denied(as_: As, who: str, ref: str, person: str, code: str) -> None:
    """A denial is logged."""
    with pytest.raises(DeniedError) as caught:
        as_(who).assignments.assign(2027, ref, person)

    assert caught.value.code == code
    last = as_(who).events.all()[-1]
    assert last.details == {"outcome": "denied", "code": code}
    assert last.actor.name == who


def test_what_is_not_assigned_cannot_be_taken_back(as_: As) -> None:
    """A person who is not there is not there; a reason is needed."""
    operator = as_("operator-1")
    with pytest.raises(NotNowError, match="reviewer-1 is not assigned to A"):
        operator.assignments.unassign(2027, "A", "reviewer-1", "Is on leave.")
    with pytest.raises(DeniedError, match="There is no nobody that you may see"):
        operator.assignments.unassign(2027, "A", "nobody", "Is on leave.")
    with pytest.raises(UsageError, match="needs a reason"):
        operator.assignments.unassign(2027, "A", "reviewer-1", " ")


def test_each_sees_the_assignments_of_what_one_sees(assigned: As) -> None:
    """A reviewer in conflict sees nothing of N; an expert what is assigned; a sponsor nothing."""
    assert {ref for ref, *_ in pairs(assigned, "reviewer-navy")} == {"A"}
    assert len(pairs(assigned, "auditor-1")) == 6
    operator = assigned("operator-1")
    operator.assignments.unassign(2027, "N", "expert-1", "Knows nothing of it.")
    assert {ref for ref, *_ in pairs(assigned, "expert-1")} == {"A"}
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        pairs(assigned, "sponsor-navy")


def test_the_state_follows_the_own_review(assigned: As) -> None:
    """Not started, draft, in; a draft after that leaves it in."""

    def state() -> str:
        return str(assigned("reviewer-1").assignments.own(2027)[0].state)

    reviews = assigned("reviewer-1").reviews
    states = [state()]
    for read, wanted in enumerate((ReviewState.DRAFT, ReviewState.IN, ReviewState.DRAFT)):
        reviews.write(2027, "A", complete_review(), wanted, read=read)
        states.append(state())

    assert states == ["not started", "draft", "in", "in"]


def test_who_asked_the_sponsor_waits_for_the_answer(assigned: As) -> None:
    """The state is `asked` while the own question stands, and nobody else's."""
    assigned("reviewer-2").questions.ask(2027, "A", ["trl"], "Which level?", DUE)
    before = assigned("reviewer-1").assignments.own(2027)[0].state
    assigned("reviewer-1").questions.ask(2027, "A", ["mrl"], "Which level?", DUE)
    (own,) = [one for one in assigned("reviewer-1").assignments.own(2027) if one.ref == "A"]

    assert (str(before), str(own.state)) == ("not started", "asked")


def test_a_plan_knows_who_may_and_how_much_each_has(assigned: As) -> None:
    """Reviewers alone, the others not; nobody in conflict."""
    operator = assigned("operator-1")

    assert operator.assignments.loads(2027) == {
        "reviewer-1": 2,
        "reviewer-2": 2,
        "reviewer-3": 0,
        "reviewer-navy": 0,
    }
    able = operator.assignments.able(["A", "N"])
    assert able["A"] - able["N"] == {"reviewer-navy"}
    assert "expert-1" not in able["A"]


def test_a_plan_is_carried_out_whole_or_not_at_all(as_: As) -> None:
    """One conflict in it, and nobody is assigned."""
    operator = as_("operator-1")
    with pytest.raises(NotNowError, match="reviewer-navy has a conflict of interest with N"):
        operator.assignments.assign_all(2027, {"A": ["reviewer-1"], "N": ["reviewer-navy"]})
    assert pairs(as_) == []
    operator.assignments.assign_all(2027, {"A": ["reviewer-1"], "N": ["reviewer-2"]}, DUE)

    assert [(ref, person) for ref, person, *_ in pairs(as_)] == [
        ("A", "reviewer-1"),
        ("N", "reviewer-2"),
    ]


def test_who_leaves_keeps_what_is_in_and_gives_back_the_rest(assigned: As) -> None:
    """The review of A is in, that of N is a draft."""
    reviewer = assigned("reviewer-1")
    reviewer.reviews.write(2027, "A", complete_review(), ReviewState.IN)
    reviewer.reviews.write(2027, "N", complete_review(), ReviewState.DRAFT)
    operator = assigned("operator-1")
    with operator.writing() as connection:
        taken = unassign_unfinished(connection, operator.actor, "reviewer-1")

    assert taken == ["N"]
    assert ("A", "reviewer-1") in {(ref, person) for ref, person, *_ in pairs(assigned)}


def test_the_owner_of_a_store_of_one_reviews_it_alone(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Without people there is nobody else to assign, and the owner's review counts."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    store.assignments.assign(2027, "A", store.actor.name)
    store.reviews.write(2027, "A", complete_review(), ReviewState.IN)

    assert store.reviews.panels(2027)["A"].is_complete
    with pytest.raises(DeniedError, match="There is no somebody that you may see"):
        store.assignments.assign(2027, "A", "somebody")


def test_a_ref_of_another_cycle_is_not_there(assigned: As) -> None:
    """Neither assigned, nor reviewed, nor remarked on."""
    reviewer = assigned("reviewer-1")
    for act in (
        lambda: assigned("operator-1").assignments.assign(2028, "A", "reviewer-1"),
        lambda: reviewer.reviews.write(2028, "A", complete_review(), ReviewState.IN),
        lambda: reviewer.reviews.of(2028, "A", "reviewer-2"),
        lambda: reviewer.comments.add(2028, "A", Audience.PRIVATE, "x"),
        lambda: reviewer.comments.of(2028, "A"),
        lambda: reviewer.flags.add(2028, "A", "legal", "x"),
    ):
        with pytest.raises(DeniedError, match="There is no A that you may see"):
            act()
