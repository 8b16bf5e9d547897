"""How a slate stands: its state, what still counts of its steps, what is undecided or changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fct.data.decisions.outcomes import Outcome
from fct.data.decisions.records import StandingRun, StepKind
from fct.scoring.deciding.standing import Standing
from fct.scoring.ranking.funding_line import Mark
from tests.support.stores.slates import (
    SLATE,
    all_decided,
    basis,
    but,
    decided,
    item,
    standing,
    stepped,
)


def submitted() -> Standing:
    """Return a slate that was submitted."""
    return stepped(all_decided(), StepKind.SUBMIT, "reviewer-2")


def approved() -> Standing:
    """Return a slate that was approved."""
    on = submitted()
    return stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)


def test_a_slate_goes_from_draft_to_published() -> None:
    """Each state follows from the steps."""
    assert str(all_decided().state) == "draft"
    assert str(submitted().state) == "in approval"
    assert str(approved().state) == "approved"
    assert str(stepped(approved(), StepKind.PUBLISH, "authority-2").state) == "published"


def test_an_approval_of_some_decisions_leaves_the_slate_in_approval() -> None:
    """Until another person approved the rest."""
    on = submitted()
    part = stepped(on, StepKind.APPROVE, "authority-1", [r for r in on.to_approve if r != "B"])

    assert (str(part.state), part.waiting) == ("in approval", ["B"])
    assert str(stepped(part, StepKind.APPROVE, "authority-2", ["B"]).state) == "approved"


def test_a_cycle_may_ask_for_more_steps_or_for_one() -> None:
    """One step is to submit; three are to submit and two approvals."""
    one = all_decided(standing(basis(approval=("authority",))))
    assert str(stepped(one, StepKind.SUBMIT, "authority-1").state) == "approved"
    on = all_decided(standing(basis(approval=("reviewer", "authority", "authority"))))
    on = stepped(on, StepKind.SUBMIT, "reviewer-2")
    on = stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)
    assert str(on.state) == "in approval"
    assert str(stepped(on, StepKind.APPROVE, "authority-2", on.to_approve).state) == "approved"


def test_sending_back_makes_a_draft_and_keeps_all() -> None:
    """Steps before it count no more, those after it do."""
    back = stepped(approved(), StepKind.SEND_BACK, "authority-1")

    assert (str(back.state), len(back.kept.steps), back.counting) == ("draft", 3, [])
    assert back.decisions.keys() == back.basis.items.keys()
    assert str(stepped(back, StepKind.SUBMIT, "reviewer-2").state) == "in approval"


@pytest.mark.parametrize("before", [submitted, approved])
def test_a_change_after_a_step_starts_the_steps_anew(before: Callable[[], Standing]) -> None:
    """Also where the outcome stays: what was approved is what is published."""
    on = before()
    changed = decided(on, "L", "reserve")

    assert (str(changed.state), changed.counting) == ("draft", [])


def test_a_withdrawal_starts_the_steps_anew() -> None:
    """The slate that was approved paid a project that is no more."""
    on = but(approved(), withdrawn=frozenset({"A"}))

    assert str(on.state) == "draft"
    assert on.outcomes["A"] is Outcome.WITHDRAWN
    assert on.undecided == []


def test_another_published_run_makes_a_draft() -> None:
    """Decisions stay; those whose advice changed are listed until they are decided anew."""
    items = basis().items | {"L": item("L", rank=4), "B": item("B", rank=3, mark=Mark.BELOW)}
    of = basis(*items.values(), run_id="FY2027-R002")
    on = but(approved(), of, standing=StandingRun(run_id="FY2027-R002", since=2))

    assert str(on.state) == "draft"
    assert on.advice_changed == ["B", "L"]
    assert on.undecided == []
    assert decided(on, "B", "not selected").advice_changed == ["L"]


def test_the_first_run_published_again_makes_a_draft_too() -> None:
    """Between the two another one was what readers saw."""
    on = but(approved(), standing=StandingRun(run_id="FY2027-R001", since=3))

    assert str(on.state) == "draft"


def test_a_proposal_that_a_new_run_judged_is_undecided() -> None:
    """Ranked ones first, then by ref."""
    of = basis(*basis().items.values(), item("N", rank=9), run_id="FY2027-R002")
    on = but(all_decided(), of, standing=StandingRun(run_id="FY2027-R002", since=2))

    assert on.undecided == ["N"]
    assert standing().undecided == ["C", "A", "B", "L", "R", "X"]


def test_what_the_run_did_not_judge_counts_for_nothing() -> None:
    """Its decision stays where it is."""
    of = basis(*[one for ref, one in basis().items.items() if ref != "A"])
    on = Standing(of, all_decided().kept)

    assert "A" not in on.chosen
    assert "A" in on.kept.newest


def test_a_published_slate_never_changes() -> None:
    """Neither by a withdrawal nor by another run."""
    before = stepped(approved(), StepKind.PUBLISH, "authority-1")
    later = but(
        before,
        withdrawn=frozenset({"A"}),
        standing=StandingRun(run_id="FY2027-R002", since=2),
    )

    assert str(later.state) == "published"
    assert later.outcomes == before.outcomes
    assert len(later.counting) == 3


def test_a_withdrawn_proposal_is_so_in_the_slate_that_was_published_with_it() -> None:
    """Opened again later, it has no outcome that a supplement could take over."""
    on = but(all_decided(), withdrawn=frozenset({"A"}))
    on = stepped(on, StepKind.SUBMIT, "reviewer-2")
    on = stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)
    first = but(stepped(on, StepKind.PUBLISH, "authority-1"), withdrawn=frozenset())
    second = replace(SLATE, id="FY2027-2", number=2)
    supplement = standing(slate=second, before=(first.kept,))

    assert first.outcomes["A"] is Outcome.WITHDRAWN
    assert supplement.undecided == ["A"]


def test_a_supplement_replaces_a_decision_and_leaves_the_others() -> None:
    """A request is that of the run; what is not in the supplement stays as it was published."""
    first = stepped(approved(), StepKind.PUBLISH, "authority-1")
    second = replace(SLATE, id="FY2027-2", number=2)
    on = decided(standing(slate=second, before=(first.kept,)), "B", "reserve")

    assert on.outcomes == {"B": Outcome.RESERVE}
    assert on.chosen["A"].outcome is Outcome.FUND
    assert on.earlier["B"].outcome is Outcome.FUND
    assert on.undecided == []
    assert on.to_approve == ["B"]
