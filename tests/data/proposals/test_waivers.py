"""Waivers: who may ask, who may answer, and until when one counts."""

import datetime as dt
from dataclasses import replace

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import UsageError
from fct.data.program.rules import load_rules
from fct.data.proposals.waivers import (
    GrantedWaiver,
    Waiver,
    WaiverAnswer,
    WaiverChoice,
    WaiverRequest,
    own_answer,
    refuse_answer,
    refuse_expired,
    refuse_request,
    why_not_waivable,
)

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
LAST_DAY = dt.date(2026, 9, 30)
ACCOUNT = 7


def asked(rule: str = "A3") -> WaiverRequest:
    """Return a request to waive a rule."""
    return WaiverRequest(
        fiscal_year=2027,
        ref="A",
        rule=rule,
        reason="Renewed by message.",
        expires=LAST_DAY,
        at=NOW,
        actor=Actor("Ann Lee", account=ACCOUNT),
    )


def answered(answer: WaiverChoice, name: str = "Bob Ray", account: int = 8) -> WaiverAnswer:
    """Return what somebody answers."""
    return WaiverAnswer(answer=answer, reason="Seen.", at=NOW, actor=Actor(name, account=account))


def waiver(*answers: WaiverChoice, rule: str = "A3") -> Waiver:
    """Return a waiver with its answers."""
    return Waiver(
        id="FY2027-W001", request=asked(rule), answers=tuple(answered(one) for one in answers)
    )


def granted(rule: str = "A3") -> GrantedWaiver:
    """Return a waiver that was approved."""
    found = waiver(WaiverChoice.APPROVED, rule=rule).granted()
    assert found is not None
    return found


def test_rules_that_hold_somebody_up_can_be_waived_but_for_the_gates() -> None:
    """Criterion rules and rules of the form; a gate never, a weakness or a note has no need."""
    can = {rule for rule in load_rules() if not why_not_waivable(rule)}

    assert {"A1", "M5", "I3", "X1", "X5"} < can
    assert not {f"G{number}" for number in range(1, 9)} & can
    assert not {"A4", "X6", "N1"} & can


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("G1", r"G1 is law and cannot be waived \(ISC ch\. 13: .*\)\. Rules that can be .* A1, A2"),
        ("G5", "G5 is a gate, and a gate cannot be waived"),
        ("G8", "G8 is a gate, and a gate cannot be waived"),
        ("G4", r"G4 is law .*22 CFR 126\.1\(d\)\(1\)"),
        ("A4", "A4 is a weakness: it holds nobody up"),
        ("N1", "N1 is a note: it holds nobody up"),
        ("Z9", "There is no rule Z9; `fct rules` lists them"),
    ],
)
def test_what_cannot_be_waived_is_shown_with_its_source(rule: str, words: str) -> None:
    """And which rules can be."""
    with pytest.raises(UsageError, match=words):
        refuse_request(asked(rule))


def test_a_waiver_that_would_never_count_is_refused() -> None:
    """It must last to the day as of which the cycle is judged; that day is enough."""
    refuse_expired(asked(), LAST_DAY)
    with pytest.raises(UsageError, match=r"until 2026-09-30 would never .* as of 2026-10-01"):
        refuse_expired(asked(), dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("answers", "status", "counts"),
    [
        ((), "waiting", False),
        ((WaiverChoice.REFUSED,), "refused", False),
        ((WaiverChoice.APPROVED,), "approved", True),
        ((WaiverChoice.APPROVED, WaiverChoice.REVOKED), "revoked", False),
    ],
)
def test_only_what_is_approved_and_not_revoked_is_granted(
    answers: tuple[WaiverChoice, ...], status: str, counts: bool
) -> None:
    """The last answer is its status."""
    found = waiver(*answers)

    assert found.status == status
    assert (found.granted() is not None) is counts


def test_a_granted_waiver_shows_who_asked_who_approved_and_why() -> None:
    """What stands beside the score, and back from JSON as it was."""
    assert granted().as_plain() == {
        "id": "FY2027-W001",
        "fiscal_year": 2027,
        "ref": "A",
        "rule": "A3",
        "reason": "Renewed by message.",
        "requested_by": "Ann Lee",
        "approved_by": "Bob Ray",
        "approval_reason": "Seen.",
        "expires": "2026-09-30",
    }
    assert GrantedWaiver.model_validate(granted().as_plain()) == granted()


def test_a_waiver_counts_to_its_last_day() -> None:
    """Held against the date at which a proposal is judged, never against today."""
    assert granted().counts_at(LAST_DAY)
    assert granted().counts_at(dt.date(2020, 1, 1))
    assert not granted().counts_at(LAST_DAY + dt.timedelta(days=1))


@pytest.mark.parametrize("rule", ["G1", "G5", "A4", "Z9"])
def test_a_rule_that_cannot_be_waived_is_not_whatever_was_approved(rule: str) -> None:
    """A list that grew later counts at once."""
    assert not granted(rule).counts_at(LAST_DAY)


@pytest.mark.parametrize("name", ["Ann Lee", "ann  LEE", "\uff21nn Lee"])  # a wide A
def test_nobody_approves_an_own_request_by_name(name: str) -> None:
    """However the name is spelled, where names are people."""
    denied = own_answer(waiver(), answered(WaiverChoice.APPROVED, name), by_name=True)

    assert denied is not None
    assert denied.code == "SEPARATION"
    assert "Ann Lee asked for waiver FY2027-W001, so another person" in str(denied)


def test_nobody_approves_an_own_request_by_account() -> None:
    """Another name from the same account is the same person; another account is another one."""
    same = own_answer(waiver(), answered(WaiverChoice.APPROVED, account=ACCOUNT), by_name=False)

    assert "account 7, so another account must approve it; a name" in str(same)
    other = answered(WaiverChoice.APPROVED, "Ann Lee", 8)
    assert own_answer(waiver(), other, by_name=False) is None


def test_two_people_of_the_store_are_two_from_one_account() -> None:
    """On the page everybody acts from the server's account, and a sign-in vouches for each."""
    ann, bob = (Actor(name, verified=True, account=ACCOUNT) for name in ("ann", "bob"))
    own = Waiver(id="FY2027-W001", request=replace(asked(), actor=ann))
    approval = answered(WaiverChoice.APPROVED)

    assert own_answer(own, replace(approval, actor=bob), by_name=False) is None
    assert own_answer(own, replace(approval, actor=ann), by_name=False) is not None


def test_a_request_whose_account_was_not_kept_is_approved_by_nobody() -> None:
    """Nobody can be known to be another one."""
    old = replace(asked(), actor=Actor("Ann Lee", account=None))
    denied = own_answer(
        Waiver(id="FY2027-W001", request=old), answered(WaiverChoice.APPROVED), by_name=False
    )

    assert "before the store kept accounts" in str(denied)


@pytest.mark.parametrize("by_name", [True, False])
def test_who_asked_may_take_it_back(by_name: bool) -> None:
    """Refusing and revoking take one person alone."""
    refused = answered(WaiverChoice.REFUSED, "Ann Lee", ACCOUNT)
    revoked = answered(WaiverChoice.REVOKED, "Ann Lee", ACCOUNT)

    assert own_answer(waiver(), refused, by_name=by_name) is None
    assert own_answer(waiver(WaiverChoice.APPROVED), revoked, by_name=by_name) is None


@pytest.mark.parametrize(
    ("before", "answer", "words"),
    [
        (
            (WaiverChoice.APPROVED,),
            WaiverChoice.APPROVED,
            "is approved, so it cannot be approved; .* waiting",
        ),
        (
            (WaiverChoice.APPROVED,),
            WaiverChoice.REFUSED,
            "is approved, so it cannot be refused; .* waiting",
        ),
        ((WaiverChoice.REFUSED,), WaiverChoice.APPROVED, "is refused, so it cannot be approved"),
        (
            (),
            WaiverChoice.REVOKED,
            "is waiting, so it cannot be revoked; only one that is approved",
        ),
        ((WaiverChoice.REFUSED,), WaiverChoice.REVOKED, "is refused, so it cannot be revoked"),
        (
            (WaiverChoice.APPROVED, WaiverChoice.REVOKED),
            WaiverChoice.APPROVED,
            "is revoked, so it cannot be appro",
        ),
    ],
)
def test_an_answer_must_fit_what_was_said_before(
    before: tuple[WaiverChoice, ...], answer: WaiverChoice, words: str
) -> None:
    """A request is approved or refused once, an approval revoked once."""
    with pytest.raises(UsageError, match=words):
        refuse_answer(waiver(*before), answered(answer))


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ((), WaiverChoice.APPROVED),
        ((), WaiverChoice.REFUSED),
        ((WaiverChoice.APPROVED,), WaiverChoice.REVOKED),
    ],
)
def test_another_person_answers(before: tuple[WaiverChoice, ...], answer: WaiverChoice) -> None:
    """Approve, refuse, revoke; with the answer the waiver cannot be answered so again."""
    refuse_answer(waiver(*before), answered(answer))
    with pytest.raises(UsageError, match=f"is {answer.value}, so it cannot be {answer.value}"):
        refuse_answer(waiver(*before, answer), answered(answer))
