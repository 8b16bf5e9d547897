"""Waivers, on each database."""

import datetime as dt
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, UsageError
from fct.data.proposals.waivers import Waiver, WaiverAnswer, WaiverChoice, WaiverRequest
from fct.data.subjects.store import Store
from tests.support.stores.people import written

AT = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
BOB = Actor("Bob Ray", "OSD", "operator", account=1001)


def asked(actor: Actor, **others: Any) -> WaiverRequest:
    """Return a request to waive A3, with other facts."""
    given: dict[str, Any] = {
        "fiscal_year": 2027,
        "ref": "A",
        "rule": "A3",
        "reason": "Renewed by message.",
        "expires": dt.date(2026, 9, 30),
        "at": AT,
        "actor": actor,
    }
    return WaiverRequest(**(given | others))


def answer(store: Store, waiver: Waiver, said: WaiverChoice, actor: Actor = BOB) -> Waiver:
    """Answer a waiver."""
    given = WaiverAnswer(answer=said, reason="Seen.", at=AT, actor=actor)
    return store.waivers.answer(waiver.id, given)


def test_a_waiver_is_asked_for_approved_and_revoked(two: Store, actor: Actor) -> None:
    """Each step is a row and an event of its own."""
    waiting = two.waivers.request(asked(actor))
    approved = answer(two, waiting, WaiverChoice.APPROVED)
    revoked = answer(two, approved, WaiverChoice.REVOKED)

    assert [one.status for one in (waiting, approved, revoked)] == [
        "waiting",
        "approved",
        "revoked",
    ]
    assert waiting.id == "FY2027-W001"
    assert waiting.request == asked(actor)
    assert two.waivers.of_cycle(2027) == [revoked]
    assert two.waivers.get(waiting.id) == revoked
    assert [(one.action, one.object) for one in two.events.all()[-3:]] == [
        ("waiver requested", "FY2027-W001"),
        ("waiver approved", "FY2027-W001"),
        ("waiver revoked", "FY2027-W001"),
    ]
    assert two.events.all()[-3].details["expires"] == "2026-09-30"
    assert verify(two).first_bad is None


def test_waivers_are_numbered_within_their_year(two: Store, actor: Actor) -> None:
    """Refused ones keep their number."""
    first = two.waivers.request(asked(actor))
    answer(two, first, WaiverChoice.REFUSED)
    second = two.waivers.request(asked(actor))

    assert [one.id for one in two.waivers.of_cycle(2027)] == ["FY2027-W001", "FY2027-W002"]
    assert second.status == "waiting"
    assert two.waivers.of_cycle(2028) == []


def test_the_same_is_asked_for_once_at_a_time(two: Store, actor: Actor) -> None:
    """Another rule or another proposal is something else."""
    two.waivers.request(asked(actor))

    with pytest.raises(UsageError, match="FY2027-W001 asks for the same already, by Jane Doe"):
        two.waivers.request(asked(BOB))
    assert two.waivers.request(asked(actor, rule="A2")).id == "FY2027-W002"
    assert two.waivers.request(asked(actor, ref="B")).id == "FY2027-W003"


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"ref": "C"}, "There is no C that you may see"),
        ({"fiscal_year": 2028}, "There is no A that you may see"),
        ({"rule": "G1"}, "G1 is law and cannot be waived"),
        ({"reason": " "}, "A waiver needs a reason"),
    ],
)
def test_a_request_that_makes_no_sense_is_reported(
    two: Store, actor: Actor, others: dict[str, object], words: str
) -> None:
    """One sentence, and nothing is written."""
    before = len(written(two))
    with pytest.raises((UsageError, DeniedError), match=words):
        two.waivers.request(asked(actor, **others))

    assert two.waivers.of_cycle(2027) == []
    assert len(written(two)) == before


def test_the_account_that_asked_does_not_approve(two: Store, actor: Actor) -> None:
    """The waiver waits on."""
    waiting = two.waivers.request(asked(actor))

    with pytest.raises(
        DeniedError,
        match="so another account must approve it; a name given with --as does not count",
    ) as seen:
        answer(two, waiting, WaiverChoice.APPROVED, Actor("jane doe"))

    assert seen.value.code == "SEPARATION"
    last = two.events.all()[-1]
    assert (last.action, last.object) == ("waiver.approve", waiting.id)
    assert (last.details["outcome"], last.details["code"]) == ("denied", "SEPARATION")

    assert two.waivers.get(waiting.id).status == "waiting"


def test_a_waiver_that_is_not_there_is_reported(store: Store) -> None:
    """As one that may not be seen."""
    with pytest.raises(DeniedError, match="There is no X that you may see"):
        store.waivers.get("X")
