"""Reviews and waivers, on each database."""

import datetime as dt
from collections.abc import Callable

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import UsageError
from fct.data.program.rule_stages import AlarmReview
from fct.data.proposals.waivers import Waiver, WaiverAnswer, WaiverChoice, WaiverRequest
from fct.data.subjects.store import Store
from fct.data.subjects.submissions import NewSubmission
from fct.data.subjects.withdrawals import WITHDRAWN, Standing

AT = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
BOB = Actor("Bob Ray", "OSD", "operator", account=1001)


@pytest.fixture
def two(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> Store:
    """A store with the proposals A, in two versions, and B."""
    store.add_submission(make_submission("a", make_proposal("A"), make_proposal("B")))
    store.add_submission(make_submission("b", make_proposal("A", title="Better")))
    return store


def asked(actor: Actor, **others: object) -> WaiverRequest:
    given: dict[str, object] = {
        "fiscal_year": 2027,
        "ref": "A",
        "rule": "A3",
        "reason": "Renewed by message.",
        "expires": dt.date(2026, 9, 30),
        "at": AT,
        "actor": actor,
    }
    return WaiverRequest(**(given | others))  # type: ignore[arg-type]


def answer(store: Store, waiver: Waiver, said: WaiverChoice, actor: Actor = BOB) -> Waiver:
    given = WaiverAnswer(answer=said, reason="Seen.", at=AT, actor=actor)
    return store.answer_waiver(waiver.id, given)


def test_the_last_versions_are_late_and_withdrawn_ones_too(two: Store, actor: Actor) -> None:
    """How a rule works shows on every proposal; older versions are left out."""
    standing = Standing(
        fiscal_year=2027, ref="B", standing=WITHDRAWN, reason="No money.", at=AT, actor=actor
    )
    two.add_standing(standing)

    assert [(one.ref, one.version) for one in two.last_versions(2027)] == [("A", 2), ("B", 1)]
    assert two.last_versions(2028) == []


def test_a_review_is_kept_with_its_version_and_an_event(two: Store, actor: Actor) -> None:
    """The version is the one that was looked at."""
    review = AlarmReview(
        proposal_id=two.proposal(2027, "A").id,
        rule="A3",
        is_false=True,
        reason="The letter is new.",
        at=AT,
        actor=actor,
    )
    two.add_alarm_review(review)

    assert two.alarm_reviews() == [review]
    event = two.events()[-1]
    assert (event.action, event.object) == ("alarm reviewed", "A")
    assert event.details == {
        "fiscal_year": 2027,
        "version": 2,
        "rule": "A3",
        "is_false": True,
        "reason": "The letter is new.",
    }


def test_a_review_without_a_reason_is_not_kept(two: Store, actor: Actor) -> None:
    """Whoever reads the rate later must be able to follow it."""
    key = two.proposal(2027, "A").id
    with pytest.raises(UsageError, match="A review needs a reason"):
        two.add_alarm_review(
            AlarmReview(proposal_id=key, rule="A3", is_false=True, reason=" ", at=AT, actor=actor)
        )

    assert two.alarm_reviews() == []


def test_a_waiver_is_asked_for_approved_and_revoked(two: Store, actor: Actor) -> None:
    """Each step is a row and an event of its own."""
    waiting = two.request_waiver(asked(actor))
    approved = answer(two, waiting, WaiverChoice.APPROVED)
    revoked = answer(two, approved, WaiverChoice.REVOKED)

    assert [one.status for one in (waiting, approved, revoked)] == [
        "waiting",
        "approved",
        "revoked",
    ]
    assert waiting.id == "FY2027-W001"
    assert waiting.request == asked(actor)
    assert two.waivers(2027) == [revoked]
    assert two.waiver(waiting.id) == revoked
    assert [(one.action, one.object) for one in two.events()[-3:]] == [
        ("waiver requested", "FY2027-W001"),
        ("waiver approved", "FY2027-W001"),
        ("waiver revoked", "FY2027-W001"),
    ]
    assert two.events()[-3].details["expires"] == "2026-09-30"
    assert two.verify_events() is None


def test_waivers_are_numbered_within_their_year(two: Store, actor: Actor) -> None:
    """Refused ones keep their number."""
    first = two.request_waiver(asked(actor))
    answer(two, first, WaiverChoice.REFUSED)
    second = two.request_waiver(asked(actor))

    assert [one.id for one in two.waivers(2027)] == ["FY2027-W001", "FY2027-W002"]
    assert second.status == "waiting"
    assert two.waivers(2028) == []


def test_the_same_is_asked_for_once_at_a_time(two: Store, actor: Actor) -> None:
    """Another rule or another proposal is something else."""
    two.request_waiver(asked(actor))

    with pytest.raises(UsageError, match="FY2027-W001 asks for the same already, by Jane Doe"):
        two.request_waiver(asked(BOB))
    assert two.request_waiver(asked(actor, rule="A2")).id == "FY2027-W002"
    assert two.request_waiver(asked(actor, ref="B")).id == "FY2027-W003"


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"ref": "C"}, "There is no proposal C in fiscal year 2027"),
        ({"fiscal_year": 2028}, "There is no proposal A in fiscal year 2028"),
        ({"rule": "G1"}, "G1 is law and cannot be waived"),
        ({"reason": " "}, "A waiver needs a reason"),
    ],
)
def test_a_request_that_makes_no_sense_is_told(
    two: Store, actor: Actor, others: dict[str, object], words: str
) -> None:
    """One sentence, and nothing is written."""
    before = len(two.events())
    with pytest.raises(UsageError, match=words):
        two.request_waiver(asked(actor, **others))

    assert two.waivers(2027) == []
    assert len(two.events()) == before


def test_the_account_that_asked_does_not_approve(two: Store, actor: Actor) -> None:
    """The waiver waits on."""
    waiting = two.request_waiver(asked(actor))

    with pytest.raises(
        UsageError,
        match="so another account must approve it; a name given with --as does not count",
    ):
        answer(two, waiting, WaiverChoice.APPROVED, Actor("jane doe"))

    assert two.waiver(waiting.id).status == "waiting"


def test_a_waiver_that_is_not_there_is_told(store: Store) -> None:
    """The message shows what an id looks like."""
    with pytest.raises(UsageError, match="no waiver X; they are named as in FY2027-W001"):
        store.waiver("X")
