"""What refuses a decision, in which order, and what a decision holds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import NotNowError, UsageError
from fct.data.decisions.outcomes import Outcome
from fct.data.decisions.records import Slate, StepKind
from fct.scoring.deciding.choices import Choice, advice_on, decision_on, refusals_of
from fct.scoring.deciding.standing import Standing
from tests.support.stores.slates import (
    AT,
    LONG,
    all_decided,
    basis,
    but,
    codes,
    decided,
    item,
    kusd,
    standing,
    stepped,
)


def choice(ref: str, outcome: str, **others: Any) -> Choice:
    """Return an outcome for a proposal."""
    return Choice(ref=ref, outcome=Outcome(outcome), **others)


def refused(on: Standing, ref: str, outcome: str, **others: Any) -> NotNowError:
    """Return the first refusal of a choice."""
    with pytest.raises(NotNowError, match=r"\w") as caught:
        decision_on(on, choice(ref, outcome, **others), "FY2027-1", AT, Actor("x"))
    return caught.value


def published() -> Standing:
    """Return a slate that was published."""
    on = stepped(all_decided(), StepKind.SUBMIT, "reviewer-2")
    on = stepped(on, StepKind.APPROVE, "authority-1", on.to_approve)
    return stepped(on, StepKind.PUBLISH, "authority-1")


def test_a_decision_says_on_what_advice_it_was_made() -> None:
    """Version, advice, run and amounts stand in the record."""
    made = decision_on(
        standing(),
        choice("L", "fund in part", kusd=kusd(y2027=100, y2028=0), reason=LONG, conditions=("a",)),
        "FY2027-1",
        AT,
        Actor("x"),
    )

    assert (made.version, made.run_id, str(made.advice)) == (1, "FY2027-R001", "not selected")
    assert (made.kusd, made.conditions, made.reason) == (kusd(y2027=100), ["a"], LONG)


def test_funding_gives_the_request_and_a_continuing_project_its_promise() -> None:
    """Neither takes an amount."""
    on = decided(decided(standing(), "A", "fund", reason=""), "C", "fund", reason="")

    assert on.decisions["A"].kusd == kusd(y2027=400)
    assert on.decisions["C"].kusd == kusd(y2027=300)


@pytest.mark.parametrize(
    ("outcome", "amounts", "words"),
    [
        ("fund", kusd(y2027=1), "“fund” takes its whole request; leave the amounts out"),
        ("reserve", kusd(y2027=1), "“reserve” holds no money; leave the amounts out"),
        ("fund in part", {}, "needs an amount above 0"),
        ("fund in part", kusd(y2027=0), "needs an amount above 0"),
        ("fund in part", kusd(y2027=-1), "An amount is below 0"),
        ("fund in part", kusd(y2027=400), "all that it asks for; that is “fund”, without amounts"),
    ],
)
def test_amounts_that_cannot_go_with_the_outcome_are_a_wrong_call(
    outcome: str, amounts: dict[int, Decimal], words: str
) -> None:
    """Whatever the reason is."""
    wrong = choice("A", outcome, kusd=amounts, reason=LONG)

    with pytest.raises(UsageError, match=words):
        decision_on(standing(), wrong, "FY2027-1", AT, Actor("x"))


def test_more_than_the_request_names_year_and_amount() -> None:
    """B asks 100 of 2028; 100.5 is half a thousand more."""
    error = refused(standing(), "B", "fund in part", kusd=kusd(y2028="100.5"), reason=LONG)

    assert error.as_plain()["refused"] == {
        "code": "OVER_REQUEST",
        "message": "B asks $100K of FY2028, and the decision gives it $100.5K, $0.5K more. Give "
        "it at most what it asks.",
        "fiscal_year": 2028,
        "kusd": 0.5,
    }
    assert refused(standing(), "A", "fund in part", kusd=kusd(y2030=1)).code == "OVER_REQUEST"


@pytest.mark.parametrize(
    ("ref", "outcome", "others"),
    [
        ("A", "not selected", {}),
        ("A", "fund in part", {"kusd": kusd(y2027=1)}),
        ("A", "reserve", {}),
        ("L", "fund", {}),
        ("L", "return", {}),
        ("R", "fund", {}),
        ("X", "fund", {}),
        ("R", "not selected", {}),
        ("C", "not selected", {}),
    ],
)
def test_what_differs_from_the_advice_needs_a_reason(
    ref: str, outcome: str, others: dict[str, Any]
) -> None:
    """None, a blank one and one of 19 characters are refused; 20 are enough."""
    wide = standing(basis(budgets=kusd(y2027=9000, y2028=9000)))
    for reason in ("", " " * 30, "nineteen characters"):
        assert refused(wide, ref, outcome, reason=reason, **others).code == "NEEDS_REASON"

    assert decided(wide, ref, outcome, reason="twenty characters it", **others)


def test_the_advice_needs_no_reason_but_a_reason_that_is_given_is_one() -> None:
    """A word that is no reason is not kept as one."""
    assert decided(standing(), "A", "fund", reason="")
    assert refused(standing(), "A", "fund", reason="ok").code == "NEEDS_REASON"


def test_to_fund_two_of_a_group_of_duplicates_needs_a_reason() -> None:
    """The first one needs none, nor does the second that is not funded."""
    on = standing(basis(duplicates=(frozenset({"A", "B"}),)))
    on = decided(on, "A", "fund", reason="")

    error = refused(on, "B", "fund")
    assert error.code == "NEEDS_REASON"
    assert "B and A stand in one group of duplicates" in str(error)
    assert decided(on, "B", "fund")


def test_more_than_the_budget_names_year_and_amount() -> None:
    """1000 - 300 promised - 400 for A leaves 300, and L asks 500."""
    error = refused(decided(standing(), "A", "fund"), "L", "fund", reason=LONG)

    plain = error.as_plain()["refused"]
    assert (plain["code"], plain["fiscal_year"], plain["kusd"]) == ("OVER_BUDGET", 2027, 200.0)
    assert "With L, FY2027 would be over its budget by $200K" in str(error)


def test_what_is_held_back_comes_off_before_anything_else() -> None:
    """700 after promises, 350 held: A's 400 are 50 too many."""
    error = refused(standing(basis(held=kusd(y2027=350))), "A", "fund")

    assert (error.code, error.as_plain()["refused"]["kusd"]) == ("OVER_BUDGET", 50.0)


def test_a_decision_is_changed_on_its_newest_version_alone() -> None:
    """Without a version, with an older one and with one to come: stale, with what changed."""
    on = decided(standing(), "A", "fund", reason="", by="authority-1")
    on = decided(on, "A", "fund in part", kusd=kusd(y2027=100), by="authority-2")

    for version, changed in ((None, ["kusd.2027", "outcome", "reason"]), (9, None), (0, None)):
        plain = refused(on, "A", "fund", if_version=version).as_plain()["refused"]
        assert (plain["code"], plain["version"]) == ("STALE", 2)
        assert plain["changed"] == (changed or ["kusd.2027", "outcome", "reason"])
    old = refused(on, "A", "fund", if_version=1)
    assert "authority-2 decided last" in str(old)
    assert old.as_plain()["refused"]["changed"] == ["kusd.2027", "outcome", "reason"]
    assert decided(on, "A", "fund", if_version=2).decisions["A"].version == 3


def test_the_first_version_can_be_named_as_0() -> None:
    """Another number is stale."""
    assert decided(standing(), "A", "fund", reason="", if_version=0).decisions["A"].version == 1
    plain = refused(standing(), "A", "fund", if_version=1).as_plain()["refused"]
    assert (plain["code"], plain["version"], plain["changed"]) == ("STALE", 0, [])


def test_what_is_published_is_closed() -> None:
    """The sentence says how to go on."""
    error = refused(published(), "A", "fund", if_version=1)

    assert error.code == "CLOSED"
    assert "fct slate new --supplement --reason R" in str(error)


def test_what_is_withdrawn_is_not_decided() -> None:
    """Its sponsor decided."""
    assert refused(but(standing(), withdrawn=frozenset({"A"})), "A", "fund").code == "WITHDRAWN"


def test_refusals_come_in_the_order_of_the_contract() -> None:
    """A choice that is wrong in every way is refused for each reason in turn."""
    tight = standing(basis(budgets=kusd(y2027=310)))
    everything = choice("A", "fund in part", kusd=kusd(y2027=500), if_version=4)
    assert codes([one.as_plain()["refused"] for one in refusals_of(tight, everything)]) == [
        *("STALE", "OVER_REQUEST", "NEEDS_REASON", "OVER_BUDGET")
    ]
    closed = but(published(), withdrawn=frozenset())
    late = choice("B", "fund in part", kusd=kusd(y2027=900), if_version=4)
    found = [one.code for one in refusals_of(closed, late)]
    assert found == ["CLOSED", "STALE", "OVER_REQUEST", "NEEDS_REASON", "OVER_BUDGET"]


def test_the_advice_is_taken_over_at_once() -> None:
    """Duplicates that the line funds need no reason then; money is checked for all together."""
    on = standing(basis(duplicates=(frozenset({"A", "B"}),)))
    made = advice_on(on, on.undecided, "FY2027-1", AT, Actor("x"))

    assert {one.ref: str(one.outcome) for one in made} == {
        "C": "fund",
        "A": "fund",
        "B": "fund",
        "L": "not selected",
        "R": "return",
        "X": "not selected",
    }
    taken = decided(standing(), "L", "fund")
    with pytest.raises(NotNowError, match=r"With the advice taken over, FY2027 .* by \$400K"):
        advice_on(taken, taken.undecided, "FY2027-1", AT, Actor("x"))


def test_a_supplement_is_checked_against_what_is_left() -> None:
    """The slate took 600 of 700: L's 500 are 400 too many, N's 100 fit."""
    of = basis(*basis().items.values(), item("N", request=kusd(y2027=100)))
    first = all_decided(standing(of))
    before = stepped(first, StepKind.PUBLISH, "authority-1")
    slate = before.kept.slate
    assert slate is not None
    supplement = standing(of, before=(before.kept,), slate=_second(slate))

    assert refused(supplement, "L", "fund", reason=LONG).code == "OVER_BUDGET"
    again = decided(supplement, "A", "not selected", if_version=None)
    assert again.chosen["A"].outcome is Outcome.NOT_SELECTED
    assert again.chosen["B"].outcome is Outcome.FUND


def _second(slate: Slate) -> Slate:
    return replace(slate, id="FY2027-2", number=2, reason="Late money.")
