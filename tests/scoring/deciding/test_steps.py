"""Who may take a step of a slate, what it covers, and what refuses it."""

from typing import Any

import pytest

from fct.data.common.errors import DeniedError, NotNowError
from fct.data.decisions.records import StepKind
from fct.data.decisions.who import Who
from fct.scoring.deciding.standing import Standing
from fct.scoring.deciding.steps import (
    covered_by,
    deny_approval,
    deny_submission,
    may_not_draft,
    refuse_publication,
    refuse_send_back,
    refuse_submission,
)
from tests.support.stores.slates import (
    all_decided,
    basis,
    but,
    decided,
    kusd,
    standing,
    stepped,
    unranked,
)


def who(name: str, *roles: str, **others: Any) -> Who:
    """Return who acts, in these roles."""
    return Who(
        id=name,
        roles=frozenset(roles),
        **{key: frozenset(value) for key, value in others.items()},
    )


REVIEWER = who("reviewer-2", "reviewer")
AUTHORITY = who("authority-1", "authority")
OWNER = Who(id="owner", may_all=True)
THREE = ("reviewer", "authority", "authority")


def submitted(**others: Any) -> Standing:
    """Return a slate that was submitted."""
    return stepped(all_decided(standing(basis(**others))), StepKind.SUBMIT, "reviewer-2")


def denial(code: str) -> Any:
    """Expect a denial with a code."""
    return pytest.raises(DeniedError, match=r"\w", check=lambda error: error.code == code)


def refusal(code: str) -> Any:
    """Expect a refusal with a code."""
    return pytest.raises(NotNowError, match=r"\w", check=lambda error: error.code == code)


def test_a_conflict_denies_the_decision() -> None:
    """And a review does where the cycle is strict."""
    on, strict = standing(), standing(basis(is_strict=True))
    reviewed = who("reviewer-2", "reviewer", reviewed=["A"])

    assert may_not_draft(on, who("a", "authority", in_conflict=["A"]), "A").code == "CONFLICT"  # type: ignore[union-attr] # denied
    assert may_not_draft(on, reviewed, "A") is None
    assert may_not_draft(strict, reviewed, "A").code == "OWN_REVIEW"  # type: ignore[union-attr] # denied
    assert may_not_draft(strict, reviewed, "B") is None


def test_who_submits_has_the_role_of_the_first_step_and_no_conflict() -> None:
    """Drafting and reviewing do not stand in the way."""
    on = all_decided(by="reviewer-2")
    deny_submission(on, who("reviewer-2", "reviewer", reviewed=["A"]))
    with denial("NOT_ALLOWED"):
        deny_submission(on, AUTHORITY)
    with denial("CONFLICT"):
        deny_submission(on, who("reviewer-2", "reviewer", in_conflict=["OTHER"]))


def test_a_strict_cycle_keeps_reviewers_of_it_from_submitting() -> None:
    """One who reviewed nothing of it submits."""
    on = all_decided(standing(basis(is_strict=True)))
    with denial("OWN_REVIEW"):
        deny_submission(on, who("reviewer-2", "reviewer", reviewed=["B"]))
    deny_submission(on, REVIEWER)


def test_where_submitting_is_the_only_step_it_is_an_approval() -> None:
    """By an authority who drafted nothing of it."""
    on = all_decided(standing(basis(approval=("authority",))), by="authority-2")
    deny_submission(on, AUTHORITY)
    with denial("SEPARATION"):
        deny_submission(on, who("authority-2", "authority"))
    with denial("SEPARATION"):
        deny_submission(on, who("authority-1", "authority", reviewed=["A"]))


def test_a_slate_with_undecided_proposals_is_not_submitted() -> None:
    """All of them are named by the key."""
    on = decided(standing(), "A", "fund")
    with pytest.raises(NotNowError, match=r"C, B, L, R and X without an outcome") as caught:
        refuse_submission(on)
    assert caught.value.as_plain()["refused"]["code"] == "UNDECIDED"
    assert caught.value.as_plain()["refused"]["refs"] == ["C", "B", "L", "R", "X"]


def test_a_slate_decided_on_other_advice_is_not_submitted() -> None:
    """Each of those decisions is made anew first."""
    turned = {ref: one for ref, one in basis().items.items() if ref != "R"}
    of = basis(*turned.values(), unranked("R", "not recommended"))
    on = Standing(of, all_decided().kept)
    with pytest.raises(NotNowError, match="R decided on advice that has changed") as caught:
        refuse_submission(on)
    assert caught.value.as_plain()["refused"]["refs"] == ["R"]


def test_a_slate_is_submitted_once() -> None:
    """And never when it is published."""
    refuse_submission(all_decided())
    with refusal("SUBMITTED"):
        refuse_submission(submitted())
    with refusal("CLOSED"):
        refuse_submission(stepped(submitted(), StepKind.PUBLISH, "x"))


def test_a_slate_beyond_a_smaller_budget_is_not_submitted() -> None:
    """The cycle file was changed since."""
    on = Standing(basis(budgets=kusd(y2027=800, y2028=150)), all_decided().kept)
    with pytest.raises(NotNowError, match=r"FY2027 would be over its budget by \$100K"):
        refuse_submission(on)


def test_an_approval_covers_what_the_approver_may_act_on() -> None:
    """Another authority approves the rest."""
    on = submitted()
    mine = covered_by(on, who("authority-1", "authority", in_conflict=["B", "L"]))

    assert mine == ["C", "A", "R", "X"]
    part = stepped(on, StepKind.APPROVE, "authority-1", mine)
    assert covered_by(part, who("authority-2", "authority")) == ["B", "L"]
    with denial("CONFLICT"):
        covered_by(part, who("authority-1", "authority", in_conflict=["B", "L"]))


def test_who_drafted_a_decision_does_not_approve_it() -> None:
    """The newest version counts; one that the approver may not act on does not."""
    on = stepped(decided(all_decided(), "L", "reserve", by="authority-1"), StepKind.SUBMIT, "r")
    with pytest.raises(DeniedError, match="You drafted the decision on L, and who did that app"):
        covered_by(on, AUTHORITY)
    assert "L" not in covered_by(on, who("authority-1", "authority", in_conflict=["L"]))
    over = stepped(decided(on, "L", "not selected", by="reviewer-1"), StepKind.SUBMIT, "r")
    assert "L" in covered_by(over, AUTHORITY)


@pytest.mark.parametrize("what", ["reviewed", "brought"])
def test_who_reviewed_submitted_or_certified_does_not_approve(what: str) -> None:
    """On one proposal these are different people's."""
    with denial("SEPARATION"):
        covered_by(submitted(), who("authority-1", "authority", **{what: ["A"]}))
    assert covered_by(submitted(), who("authority-1", "authority", **{what: ["OTHER"]}))


def test_each_step_is_another_persons() -> None:
    """With the role that the cycle names for it."""
    on = submitted(approval=THREE)
    with denial("NOT_ALLOWED"):
        covered_by(on, who("reviewer-3", "reviewer"))
    on = stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)
    with denial("SEPARATION"):
        covered_by(on, AUTHORITY)
    assert covered_by(on, who("authority-2", "authority")) == on.to_approve


def test_steps_are_counted_for_each_decision() -> None:
    """The second authority takes B's second step and the third of all others at once."""
    on = submitted(approval=THREE)
    on = stepped(on, StepKind.APPROVE, "authority-1", [r for r in on.to_approve if r != "B"])
    on = stepped(
        on, StepKind.APPROVE, "authority-2", covered_by(on, who("authority-2", "authority"))
    )

    assert on.waiting == ["B"]
    assert covered_by(on, who("authority-3", "authority")) == ["B"]


def test_only_a_submitted_slate_is_approved() -> None:
    """A draft, an approved and a published one are refused, each with what to do."""
    with refusal("NOT_SUBMITTED"):
        covered_by(all_decided(), AUTHORITY)
    on = submitted()
    done = stepped(on, StepKind.APPROVE, "authority-2", on.to_approve)
    with refusal("APPROVED"):
        covered_by(done, AUTHORITY)
    with refusal("CLOSED"):
        covered_by(stepped(done, StepKind.PUBLISH, "authority-2"), AUTHORITY)


def test_separation_is_said_before_what_is_closed() -> None:
    """As everywhere: what the person may not do comes before what nobody may."""
    on = stepped(all_decided(by="authority-1"), StepKind.PUBLISH, "authority-2")
    with denial("SEPARATION"):
        covered_by(on, AUTHORITY)


def test_who_has_no_later_step_is_denied_whatever_the_state_is() -> None:
    """Before it is said that nothing is submitted; an authority always may look for a step."""
    for on in (all_decided(), submitted()):
        with denial("NOT_ALLOWED"):
            covered_by(on, REVIEWER)
        with denial("NOT_ALLOWED"):
            deny_approval(on, REVIEWER)
        deny_approval(on, AUTHORITY)
    deny_approval(submitted(approval=("authority", "reviewer")), REVIEWER)
    deny_approval(all_decided(), OWNER)


def test_the_owner_of_a_store_of_one_takes_every_step() -> None:
    """Nobody else is there."""
    on = all_decided(by="owner")
    deny_submission(on, OWNER)
    on = stepped(on, StepKind.SUBMIT, "owner")
    assert covered_by(on, OWNER) == on.to_approve


def test_a_draft_and_a_published_slate_are_not_sent_back() -> None:
    """One in approval and one approved are."""
    with refusal("NOT_SUBMITTED"):
        refuse_send_back(all_decided())
    on = submitted()
    refuse_send_back(on)
    refuse_send_back(stepped(on, StepKind.APPROVE, "authority-2", on.to_approve))
    with refusal("CLOSED"):
        refuse_send_back(stepped(on, StepKind.PUBLISH, "authority-2"))


def test_what_is_approved_is_published_unless_it_is_flagged() -> None:
    """A flag on a proposal of another slate does not count."""
    on = submitted()
    with pytest.raises(NotNowError, match="in approval; without a step: C, A, B, L, R and X"):
        refuse_publication(on)
    done = stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)
    with pytest.raises(NotNowError, match="A flag is open on A") as caught:
        refuse_publication(but(done, flagged=frozenset({"A", "OTHER"})))
    assert caught.value.as_plain()["refused"]["refs"] == ["A"]
    refuse_publication(but(done, flagged=frozenset({"OTHER"})))


def test_two_supplements_do_not_take_the_same_money() -> None:
    """What another one took since is missed when this one is published."""
    on = submitted()
    done = stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)
    poorer = Standing(basis(budgets=kusd(y2027=700, y2028=150)), done.kept)
    with refusal("OVER_BUDGET"):
        refuse_publication(poorer)
    assert str(but(poorer).state) == "approved"
