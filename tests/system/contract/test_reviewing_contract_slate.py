"""The slate of decisions, driven as `reviewing.md` has it: details 15 to 17 and 29 to 34."""

import itertools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.stores.contract import REASON, Program, review_file, review_of, unchanged

NAVY, ARMY, USMC = "FY27-NAVY-01", "FY27-ARMY-02", "FY27-USMC-01"
ARMY_5, NAVY_6, ARMY_8 = "FY27-ARMY-05", "FY27-NAVY-06", "FY27-ARMY-08"
NAVY_2, ARMY_7 = "FY27-NAVY-02", "FY27-ARMY-07"
INELIGIBLE, NOT_RECOMMENDED, RETURNED = "FY27-NAVY-03", "FY27-NAVY-09", "FY27-NAVY-11"
UNRANKED = (INELIGIBLE, NOT_RECOMMENDED, RETURNED)
ADVICE = {
    **dict.fromkeys((NAVY, ARMY, USMC, ARMY_5, NAVY_6, ARMY_7), "fund"),
    **dict.fromkeys((ARMY_8, NAVY_2, INELIGIBLE, NOT_RECOMMENDED), "not selected"),
    RETURNED: "return",
}
PROMISED = {"2027": Decimal(1000), "2028": Decimal(680)}
BUDGET = {"2027": Decimal(3500), "2028": Decimal(2200)}
DECISION_KEYS = {
    *("ref", "advice", "outcome", "kusd", "reason", "conditions", "by", "version", "exception"),
}
BECAUSE = ("--reason", REASON)


def decided(program: Program, ref: str, who: str | None = None) -> dict[str, Any]:
    """The decision on a ref as the slate lists it."""
    (found,) = (one for one in program("slate", who=who)["decisions"] if one["ref"] == ref)
    return dict(found)


def requests(program: Program) -> dict[str, dict[str, Decimal]]:
    """What each ranked proposal asks for."""
    return {
        row["ref"]: {year: Decimal(str(kusd)) for year, kusd in row["request_kusd"].items()}
        for row in program("rank")["order"]
    }


def amounts(kusd: Mapping[str, Any] | None) -> dict[str, Decimal]:
    """Amounts by year, zeros left out."""
    return {year: Decimal(str(one)) for year, one in (kusd or {}).items() if one}


def held_money(program: Program, decided_kusd: Mapping[str, Decimal], promised: Any = None) -> None:
    """Hold each year of the slate's money against what is decided and promised."""
    money = program("slate")["money"]
    for year, budget in BUDGET.items():
        row = {key: Decimal(str(value)) for key, value in money[year].items()}
        off = PROMISED[year] if promised is None else promised[year]
        given = decided_kusd.get(year, Decimal(0))
        assert (row["budget"], row["held"], row["promised"]) == (budget, 0, off)
        assert row["decided"] == given
        assert row["left"] == budget - off - given


# ---- What a slate shows


def test_a_slate_lists_every_proposal_of_the_run_undecided(program: Program) -> None:
    """In rank order and then by ref; `outcome` is null, and `agreement` too."""
    slate = program("slate", who="authority-1")
    rank = program("rank")
    refs = [row["ref"] for row in rank["order"]] + list(UNRANKED)

    assert {"state", "decisions", "money", "exceptions", "agreement", "undecided", "run"} <= set(
        slate
    )
    assert slate["state"] == "draft"
    assert slate["run"]
    assert [one["ref"] for one in slate["decisions"]] == slate["undecided"] == refs
    assert all(set(one) >= DECISION_KEYS for one in slate["decisions"])
    assert {one["ref"]: one["advice"] for one in slate["decisions"]} == ADVICE
    assert {one["outcome"] for one in slate["decisions"]} == {None}
    assert (slate["exceptions"], slate["agreement"]) == ([], None)
    held_money(program, {})


def test_advice_is_taken_over_by_who_runs_it(advised: Program) -> None:
    """Each undecided proposal gets it as version 1; nothing is an exception."""
    slate = advised("slate", who="authority-1")
    asked = requests(advised)

    assert {one["ref"]: one["outcome"] for one in slate["decisions"]} == ADVICE
    assert {(one["by"], one["version"]) for one in slate["decisions"]} == {("reviewer-1", 1)}
    assert {tuple(one["exception"]) for one in slate["decisions"]} == {()}
    assert (slate["exceptions"], slate["agreement"], slate["undecided"]) == ([], 1.0, [])
    for one in slate["decisions"]:
        expected = asked.get(one["ref"]) if one["outcome"] == "fund" else {}
        assert amounts(one["kusd"]) == (PROMISED if one["ref"] == NAVY else expected)
    total = {
        year: sum(
            (asked[ref].get(year, Decimal(0)) for ref in (ARMY, USMC, ARMY_5, NAVY_6, ARMY_7)),
            Decimal(0),
        )
        for year in BUDGET
    }
    held_money(advised, total)


def test_advice_leaves_what_is_decided(program: Program) -> None:
    """It is for the undecided alone."""
    program("decide", ARMY, "reserve", *BECAUSE, who="reviewer-2")
    program("slate", "advise", who="reviewer-1")
    assert (decided(program, ARMY)["outcome"], decided(program, ARMY)["by"]) == (
        "reserve", "reviewer-2",
    )  # fmt: skip


def test_a_draft_slate_is_seen_by_four_roles(program: Program) -> None:
    """Reviewer, operator, authority and auditor."""
    for who in ("reviewer-1", "operator-1", "authority-1", "auditor-1"):
        program("slate", who=who)
    for who in ("expert-1", "sponsor-navy", "certifier-navy", "administrator-1"):
        assert program.denied("slate", who=who) == "NOT_ALLOWED", who


def test_who_has_a_conflict_in_the_cycle_finds_no_slate(program: Program) -> None:
    """The slate's commands answer such a person the same, whatever was decided."""
    calls = (("slate",), ("decide", NAVY, "fund"), ("slate", "submit"), ("slate", "advise"))
    before = [program.run(*call, who="reviewer-4") for call in calls]
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    after = [program.run(*call, who="reviewer-4") for call in calls]

    assert after == before
    assert not [one for one in after if "reviewer-1" in one.out]
    assert decided(program, NAVY)["version"] == 1


# ---- Deciding


def test_a_decision_is_printed_as_the_slate_lists_it(program: Program) -> None:
    """`fund` is the request in each year; the promise of a continuing one."""
    done = program("decide", ARMY, "fund", "--condition", "Test in winter.", who="reviewer-1")
    promised = program("decide", NAVY, "fund", who="reviewer-1")

    assert done == done | decided(program, ARMY)
    assert (done["outcome"], done["by"], done["version"]) == ("fund", "reviewer-1", 1)
    assert amounts(done["kusd"]) == requests(program)[ARMY]
    assert done["conditions"] == ["Test in winter."]
    assert amounts(promised["kusd"]) == PROMISED
    held_money(program, requests(program)[ARMY])


def test_amounts_and_outcomes_that_make_no_sense_are_wrong_calls(program: Program) -> None:
    """Exit 2, and nothing is written."""
    calls = (
        ("fund", "--kusd", "2027=1"),
        ("fund in part", *BECAUSE),
        ("fund in part", "--kusd", "2027=0", *BECAUSE),
        ("fund in part", "--kusd", "2027=-1", *BECAUSE),
        ("fund in part", "--kusd", "2027=436.9", "--kusd", "2028=320.1", *BECAUSE),
        ("fund in part", "--kusd", "2027=abc", *BECAUSE),
        ("fund in part", "--kusd", "27=1", *BECAUSE),
        ("fund in part", "--kusd", "2027=1", "--kusd", "2027=2", *BECAUSE),
        ("reserve", "--kusd", "2027=1", *BECAUSE),
        ("withdrawn", *BECAUSE),
        ("maybe", *BECAUSE),
    )
    with unchanged(program, "slate"):
        for words in calls:
            program.wrong("decide", ARMY, *words, who="reviewer-1")


def test_part_of_the_request_is_money_by_year(program: Program) -> None:
    """A year that is not named is 0; it is an exception and counts as agreement."""
    done = program("decide", ARMY, "fund in part", "--kusd", "2027=400.5", *BECAUSE)
    assert amounts(done["kusd"]) == {"2027": Decimal("400.5")}
    assert done["exception"] == ["part of the request"]
    assert program("slate")["agreement"] == 1.0
    held_money(program, {"2027": Decimal("400.5")})


def test_more_than_the_request_is_refused(program: Program) -> None:
    """`OVER_REQUEST` with `fiscal_year` and `kusd`, in any one year."""
    part = ("decide", ARMY, "fund in part", "--kusd", "2028=400")
    with unchanged(program, "slate"):
        refused = program.refused(*part, *BECAUSE, who="reviewer-1")
        unasked = program.refused(
            "decide", ARMY, "fund in part", "--kusd", "2029=1", *BECAUSE, who="reviewer-1"
        )
    assert (refused["code"], str(refused["fiscal_year"])) == ("OVER_REQUEST", "2028")
    assert refused["kusd"] > 0
    assert (unasked["code"], str(unasked["fiscal_year"])) == ("OVER_REQUEST", "2029")


def test_more_than_the_budget_is_refused(advised: Program) -> None:
    """`OVER_BUDGET` with the year and the amount, what was promised and decided taken off."""
    with unchanged(advised, "slate"):
        refused = advised.refused(
            "decide", NAVY_2, "fund", *BECAUSE, "--if-version", "1", who="reviewer-1"
        )
    assert (refused["code"], str(refused["fiscal_year"])) == ("OVER_BUDGET", "2027")
    assert refused["kusd"] > 0


def test_what_differs_from_the_advice_needs_a_reason(program: Program) -> None:
    """`NEEDS_REASON` without one of 20 characters at least, and nothing is written."""
    differing = (
        (ARMY, ("not selected",)),
        (ARMY, ("reserve",)),
        (ARMY, ("fund in part", "--kusd", "2027=1")),
        (NAVY_2, ("fund",)),
        (NOT_RECOMMENDED, ("fund",)),
        (RETURNED, ("not selected",)),
        (INELIGIBLE, ("return",)),
    )
    reasons = ((), ("--reason", "too short a reason."), ("--reason", " " * 30))
    with unchanged(program, "slate"):
        # Each reason for the first, and then each difference with one of them.
        first = [(differing[0], reason) for reason in reasons]
        for (ref, outcome), reason in (*first, *zip(differing[1:], itertools.cycle(reasons))):
            refused = program.refused("decide", ref, *outcome, *reason, who="reviewer-1")
            assert refused["code"] == "NEEDS_REASON", (ref, outcome, reason)


@pytest.mark.parametrize(
    ("ref", "outcome", "kinds"),
    [
        (ARMY, "not selected", {"not funded above it"}),
        (ARMY, "return", {"not funded above it"}),
        (NAVY_2, "fund", {"funded below the line"}),
        (NAVY_2, "reserve", {"reserve"}),
        (NAVY, "not selected", {"not funded above it"}),
    ],
)
def test_a_difference_is_an_exception_of_a_kind(
    program: Program, ref: str, outcome: str, kinds: set[str]
) -> None:
    """`exception` of the decision is the list of its kinds; `exceptions` has one entry for each."""
    done = program("decide", ref, outcome, *BECAUSE, who="reviewer-1")
    slate = program("slate")

    assert set(done["exception"]) == kinds
    assert {(one["ref"], one["kind"]) for one in slate["exceptions"]} == {(ref, k) for k in kinds}
    assert {(one["reason"], one["by"]) for one in slate["exceptions"]} == {(REASON, "reviewer-1")}


def test_a_reserve_above_the_line_is_two_exceptions(program: Program) -> None:
    """It is held in reserve, and it is not funded above the line."""
    done = program("decide", ARMY, "reserve", *BECAUSE, who="reviewer-1")
    assert set(done["exception"]) == {"reserve", "not funded above it"}


def test_an_overruled_verdict_is_an_exception(program: Program) -> None:
    """A proposal that is not rankable is funded with a reason alone."""
    done = program("decide", NOT_RECOMMENDED, "fund", *BECAUSE, who="reviewer-1")
    assert "verdict overruled" in done["exception"]


def test_two_of_a_group_of_duplicates_need_a_reason(program: Program) -> None:
    """The second one does, though the advice funds it."""
    program("decide", ARMY_8, "fund", *BECAUSE, who="reviewer-1")
    refused = program.refused("decide", USMC, "fund", who="reviewer-1")
    assert refused["code"] == "NEEDS_REASON"
    program("decide", USMC, "fund", *BECAUSE, who="reviewer-1")


def test_a_continuing_project_that_ends_gives_its_promise_back(program: Program) -> None:
    """Deciding it anything but `fund` takes its promise out of `promised`."""
    program("decide", NAVY, "not selected", *BECAUSE, who="reviewer-1")
    held_money(program, {}, {"2027": Decimal(0), "2028": Decimal(0)})


def test_agreement_is_over_what_is_ranked_and_decided(program: Program) -> None:
    """Funded exactly where the advice is to fund; 6 decimals; unranked ones do not count."""
    program("decide", ARMY, "fund", who="reviewer-1")
    program("decide", NAVY_2, "not selected", who="reviewer-1")
    program("decide", USMC, "not selected", *BECAUSE, who="reviewer-1")
    program("decide", RETURNED, "return", who="reviewer-1")
    assert program("slate")["agreement"] == 0.666667


# ---- Versions and the order of refusals


def test_a_decision_that_was_not_read_is_not_written_over(program: Program) -> None:
    """`STALE` with `version` and `changed`, without the option too."""
    program("decide", ARMY, "fund", "--if-version", "0", who="reviewer-1")
    program("decide", ARMY, "reserve", *BECAUSE, "--if-version", "1", who="reviewer-2")
    for options in (("--if-version", "1"), ("--if-version", "0"), ()):
        stale = program.refused("decide", ARMY, "return", *BECAUSE, *options, who="reviewer-1")
        assert (stale["code"], stale["version"]) == ("STALE", 2)
        assert isinstance(stale["changed"], list)
    one = program.refused("decide", ARMY, "return", *BECAUSE, "--if-version", "1", who="reviewer-1")
    assert {"outcome", "reason"} <= set(one["changed"])
    assert decided(program, ARMY)["version"] == 2


def test_which_refusal_when_several_apply(advised: Program) -> None:
    """`STALE`, `OVER_REQUEST`, `NEEDS_REASON`, `OVER_BUDGET`, in this order."""
    part = ("decide", NAVY_2, "fund in part", "--kusd", "2027=9999")
    codes = [
        advised.refused(*call, who="reviewer-1")["code"]
        for call in (
            part,
            (*part, "--if-version", "1"),
            ("decide", NAVY_2, "fund", "--if-version", "1"),
            ("decide", NAVY_2, "fund", "--if-version", "1", *BECAUSE),
        )
    ]
    assert codes == ["STALE", "OVER_REQUEST", "NEEDS_REASON", "OVER_BUDGET"]


def test_who_may_not_comes_before_what_nobody_may(approved: Program) -> None:
    """`NOT_THERE`, `NOT_ALLOWED`, `CONFLICT` and then `CLOSED`."""
    approved("conflict", "add", "authority-2", ARMY, *BECAUSE, who="operator-1")
    approved("slate", "publish", who="authority-1")
    assert approved.denied("decide", ARMY, "fund", who="sponsor-navy") == "NOT_THERE"
    assert approved.denied("decide", ARMY, "fund", who="operator-1") == "NOT_ALLOWED"
    assert approved.denied("decide", ARMY, "fund", who="authority-2") == "CONFLICT"
    assert approved.refused("decide", ARMY, "fund", who="authority-1")["code"] == "CLOSED"


def test_strict_separation_keeps_reviewers_from_deciding(program: Program, tmp_path: Path) -> None:
    """`OWN_REVIEW` for drafting and for submitting, and only for what was reviewed."""
    program("assign", ARMY, "reviewer-1", who="operator-1")
    program("review", ARMY, "--file", review_file(tmp_path, review_of()), who="reviewer-1")
    program("decide", ARMY, "fund", who="reviewer-1")
    program.rewritten(tmp_path / "strict.yaml", separation="strict")

    again = ("decide", ARMY, "fund", "--if-version", "1")
    assert program.denied(*again, who="reviewer-1") == "OWN_REVIEW"
    program("decide", USMC, "fund", who="reviewer-1")
    program("slate", "advise", who="reviewer-2")
    assert program.denied("slate", "submit", who="reviewer-1") == "OWN_REVIEW"
    program("slate", "submit", who="reviewer-2")


# ---- Preview


def test_a_preview_says_what_would_be_and_does_nothing(program: Program) -> None:
    """`decisions` (those set), `money`, `exceptions`, `refused`; exit 0."""
    with unchanged(program, "slate"):
        seen = program(
            *("slate", "preview", "--set", f"{ARMY}=fund", "--set", f"{USMC}=not selected"),
            who="reviewer-1",
        )
    asked = requests(program)[ARMY]
    money = {key: Decimal(str(one)) for key, one in seen["money"]["2027"].items()}

    assert {one["ref"]: one["outcome"] for one in seen["decisions"]} == {
        ARMY: "fund", USMC: "not selected",
    }  # fmt: skip
    assert money["decided"] == asked["2027"]
    assert money["left"] == BUDGET["2027"] - PROMISED["2027"] - asked["2027"]
    assert ("not funded above it", USMC) in {(e["kind"], e["ref"]) for e in seen["exceptions"]}
    assert USMC in str(seen["refused"])
    assert "NEEDS_REASON" in str(seen["refused"])
    assert ARMY not in str(seen["refused"])


def test_a_preview_says_what_the_budget_refuses(advised: Program) -> None:
    """What `decide` would refuse stands under `refused`; the exit code stays 0."""
    seen = advised("slate", "preview", "--set", f"{NAVY_2}=fund", who="reviewer-1")
    assert NAVY_2 in str(seen["refused"])
    assert Decimal(str(seen["money"]["2027"]["left"])) < 0


# ---- Steps


def test_an_undecided_proposal_keeps_a_slate_from_its_first_step(program: Program) -> None:
    """`UNDECIDED` with `refs`, ranked first, then by ref."""
    program("decide", ARMY, "fund", who="reviewer-1")
    refused = program.refused("slate", "submit", who="reviewer-1")
    assert refused["code"] == "UNDECIDED"
    assert refused["refs"] == program("slate")["undecided"]
    assert ARMY not in refused["refs"]


def test_a_slate_goes_from_draft_to_published(advised: Program) -> None:
    """`draft`, `in approval`, `approved`, `published`."""
    states = [advised("slate")["state"]]
    for step, who in (("submit", "reviewer-1"), ("approve", "authority-1"),
                      ("publish", "authority-1")):  # fmt: skip
        advised("slate", step, who=who)
        states.append(advised("slate")["state"])
    assert states == ["draft", "in approval", "approved", "published"]


def test_each_step_is_of_one_role(advised: Program) -> None:
    """The first step is a reviewer's, the second an authority's, and so is publishing."""
    with unchanged(advised, "slate"):
        for who in ("authority-1", "operator-1", "auditor-1"):
            assert advised.denied("slate", "submit", who=who) == "NOT_ALLOWED", who
    advised("slate", "submit", who="reviewer-1")
    with unchanged(advised, "slate"):
        for step, who in (
            ("approve", "reviewer-2"),
            ("approve", "operator-1"),
            ("publish", "reviewer-1"),
            ("publish", "operator-1"),
        ):
            assert advised.denied("slate", step, who=who) == "NOT_ALLOWED", (step, who)


def test_a_step_is_not_skipped(advised: Program) -> None:
    """A draft is neither approved nor published: exit 3, and it stays a draft."""
    with unchanged(advised, "slate"):
        advised.refused("slate", "approve", who="authority-1")
        advised.refused("slate", "publish", who="authority-1")
    advised("slate", "submit", who="reviewer-1")
    advised.refused("slate", "publish", who="authority-1")
    advised.refused("slate", "submit", who="reviewer-1")


def test_who_approves_drafted_no_decision(program: Program) -> None:
    """`SEPARATION` to an authority who drafted one; another authority approves."""
    program("decide", ARMY, "fund", who="authority-1")
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    with unchanged(program, "slate"):
        assert program.denied("slate", "approve", who="authority-1") == "SEPARATION"
    program("slate", "approve", who="authority-2")
    assert program("slate")["state"] == "approved"


def test_each_step_is_by_another_person(advised: Program) -> None:
    """Who holds both roles and submitted does not approve."""
    roles = ("--role", "reviewer", "--role", "authority")
    advised("person", "add", "both-1", "--name", "Both", *roles, who="administrator-1")
    advised("slate", "submit", who="both-1")
    assert advised.denied("slate", "approve", who="both-1") == "SEPARATION"
    advised("slate", "approve", who="authority-1")


def test_an_approval_leaves_what_the_approver_may_not_decide(advised: Program) -> None:
    """The answer names the others under `waits_for_another`; then another authority approves."""
    advised("conflict", "add", "authority-1", ARMY, *BECAUSE, who="operator-1")
    advised("slate", "submit", who="reviewer-1")
    first = advised("slate", "approve", who="authority-1")
    half = advised("slate")["state"]
    advised("slate", "approve", who="authority-2")

    assert first["waits_for_another"] == [ARMY]
    assert half == "in approval"
    assert advised("slate")["state"] == "approved"


def test_sending_back_makes_a_draft_and_keeps_what_was_said(approved: Program) -> None:
    """Every decision stays, and the steps begin anew."""
    before = approved("slate")["decisions"]
    approved("slate", "send-back", *BECAUSE, "--ref", ARMY, who="authority-1")
    slate = approved("slate")

    assert (slate["state"], slate["decisions"]) == ("draft", before)
    assert REASON in approved.run("slate").out
    approved.refused("slate", "publish", who="authority-1")
    approved("slate", "submit", who="reviewer-1")
    approved("slate", "approve", who="authority-1")


def test_a_change_after_approval_starts_the_steps_anew(approved: Program) -> None:
    """What was approved is what is published."""
    approved("decide", ARMY, "reserve", *BECAUSE, "--if-version", "1", who="reviewer-2")
    assert approved("slate")["state"] == "draft"
    approved.refused("slate", "publish", who="authority-1")


def test_a_flag_that_is_open_blocks_publication(approved: Program) -> None:
    """`FLAGGED` with `refs`, until it is resolved."""
    flag = approved("flag", USMC, "--team", "legal", *BECAUSE, who="reviewer-1")
    refused = approved.refused("slate", "publish", who="authority-1")
    assert (refused["code"], refused["refs"]) == ("FLAGGED", [USMC])
    approved("flag", "resolve", flag["id"], *BECAUSE, who="authority-1")
    approved("slate", "publish", who="authority-1")


def test_a_published_slate_never_changes(approved: Program) -> None:
    """`CLOSED`, whatever is tried."""
    approved("slate", "publish", who="authority-2")
    calls = (
        (("decide", ARMY, "reserve", *BECAUSE, "--if-version", "1"), "reviewer-1"),
        (("slate", "submit"), "reviewer-1"),
        (("slate", "advise"), "reviewer-1"),
        (("slate", "approve"), "authority-1"),
        (("slate", "send-back", *BECAUSE), "authority-1"),
        (("slate", "publish"), "authority-1"),
    )
    with unchanged(approved, "slate"):
        for call, who in calls:
            assert approved.refused(*call, who=who)["code"] == "CLOSED"


def test_with_an_authority_alone_there_is_one_step(program: Program, tmp_path: Path) -> None:
    """`approval: [authority]`: an authority who drafted nothing submits, and it is approved."""
    program.rewritten(tmp_path / "one.yaml", approval=["authority"])
    program("decide", ARMY, "fund", who="authority-1")
    program("slate", "advise", who="reviewer-1")
    assert program.denied("slate", "submit", who="reviewer-1") == "NOT_ALLOWED"
    assert program.denied("slate", "submit", who="authority-1") == "SEPARATION"
    program("slate", "submit", who="authority-2")
    assert program("slate")["state"] == "approved"
    program("slate", "publish", who="authority-1")


def test_two_approvals_are_by_two_authorities(program: Program, tmp_path: Path) -> None:
    """`approval: [reviewer, authority, authority]` asks another person each time."""
    program.rewritten(tmp_path / "two.yaml", approval=["reviewer", "authority", "authority"])
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    program("slate", "approve", who="authority-1")
    assert program("slate")["state"] == "in approval"
    assert program.denied("slate", "approve", who="authority-1") == "SEPARATION"
    program("slate", "approve", who="authority-2")
    assert program("slate")["state"] == "approved"
