"""Commands on who reviews what."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.subjects.store import Store
from tests.support.processes.commands import answer

Fct = Callable[..., Result]
NAVY, ARMY = "FY27-NAVY-01", "FY27-ARMY-01"
OPERATOR = ("--as", "operator-1", "--json")

pytestmark = pytest.mark.usefixtures("office")


def printed(fct: Fct, *arguments: str, code: int = 0) -> Any:
    """What a command prints as JSON; its exit code is held."""
    done = fct(*arguments)
    assert done.exit_code == code, done.output
    return answer(done)


def test_assigning_prints_the_assignment_as_its_list_does(fct: Fct) -> None:
    """`ref, person, due, state`; a ref in other letters is taken."""
    made = printed(fct, "assign", NAVY.lower(), "expert-1", "--due", "2026-07-31", *OPERATOR)
    listed = printed(fct, "assignments", *OPERATOR)

    assert {"ref", "person", "due", "state"} <= made.keys()
    assert (made["ref"], made["person"]) == (NAVY, "expert-1")
    assert (made["due"], made["state"]) == ("2026-07-31", "not started")
    assert listed == {"assignments": [made]}
    gone = printed(fct, "unassign", NAVY, "expert-1", "--reason", "On leave.", *OPERATOR)
    assert gone == made
    assert printed(fct, "assignments", *OPERATOR) == {"assignments": []}


def test_balance_prints_a_plan_and_does_nothing_without_yes(fct: Fct) -> None:
    """`plan, loads, short, done`; again the same adds nothing."""
    plan = printed(fct, "assign", "--balance", "2", *OPERATOR)

    assert list(plan) == ["plan", "loads", "short", "done"]
    assert plan["done"] is False
    assert all(list(one) == ["ref", "people"] for one in plan["plan"])
    assert {len(one["people"]) for one in plan["plan"]} == {2}
    assert max(plan["loads"].values()) - min(plan["loads"].values()) <= 1
    assert printed(fct, "assignments", *OPERATOR) == {"assignments": []}
    done = printed(fct, "assign", "--balance", "2", "--due", "2026-07-31", "--yes", *OPERATOR)
    assert done == plan | {"done": True}
    listed = printed(fct, "assignments", *OPERATOR)["assignments"]
    assert len(listed) == 2 * len(plan["plan"])
    assert {one["due"] for one in listed} == {"2026-07-31"}
    again = printed(fct, "assign", "--balance", "2", "--yes", *OPERATOR)
    assert again == {"plan": [], "loads": plan["loads"], "short": [], "done": True}
    short = printed(fct, "assign", "--balance", "4", *OPERATOR)["short"]
    assert set(short) == {one["ref"] for one in plan["plan"] if "ARMY" in one["ref"]}


@pytest.mark.parametrize(
    ("call", "kind", "code"),
    [
        (("assign", ARMY, "reviewer-4", *OPERATOR), "refused", "CONFLICT"),
        (("assign", ARMY, "authority-1", *OPERATOR), "refused", "NOT_A_REVIEWER"),
        (("unassign", ARMY, "reviewer-1", "--reason", "x", *OPERATOR), "refused", "NOT_ASSIGNED"),
        (("assign", ARMY, "nobody", *OPERATOR), "denied", "NOT_THERE"),
        (("assign", "FY27-NAVY-99", "reviewer-1", *OPERATOR), "denied", "NOT_THERE"),
        (("assign", NAVY, "reviewer-1", "--as", "reviewer-1", "--json"), "denied", "NOT_ALLOWED"),
        (("assign", "--balance", "1", "--as", "authority-1", "--json"), "denied", "NOT_ALLOWED"),
        (("assignments", "--as", "sponsor-navy", "--json"), "denied", "NOT_ALLOWED"),
        (("queue", "--as", "operator-1", "--json"), "denied", "NOT_ALLOWED"),
        (("queue", "--as", "sponsor-navy", "--json"), "denied", "NOT_ALLOWED"),
    ],
)
def test_each_no_has_its_code(fct: Fct, call: tuple[str, ...], kind: str, code: str) -> None:
    """What nobody may do is refused (3); what this person may not do is denied (5)."""
    said = printed(fct, *call, code=3 if kind == "refused" else 5)

    assert said[kind]["code"] == code
    assert said[kind]["message"]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (("assign", NAVY), "Name a proposal and a person"),
        (("assign",), "Name a proposal and a person"),
        (("assign", NAVY, "expert-1", "--yes"), "Name a proposal and a person"),
        (("assign", NAVY, "--balance", "2"), "leave REF and PERSON out"),
        (("assign", NAVY, "expert-1", "--due", "31.7.2026"), "31.7.2026 is not a date"),
    ],
)
def test_a_wrong_call_says_what_is_right(fct: Fct, call: tuple[str, ...], match: str) -> None:
    """Exit 2, and nothing is done."""
    done = fct(*call, "--as", "operator-1")

    assert isinstance(done.exception, UsageError)
    with pytest.raises(UsageError, match=match):
        raise done.exception


def test_the_queue_has_its_keys_and_its_counts(fct: Fct, office: Store) -> None:
    """Overdue first; an expert has no sureness."""
    for ref, due in ((NAVY, "2099-07-31"), (ARMY, "2026-07-01")):
        for person in ("reviewer-1", "expert-1"):
            printed(fct, "assign", ref, person, "--due", due, *OPERATOR)
    queue = printed(fct, "queue", "--as", "reviewer-1", "--json")
    of_expert = printed(fct, "queue", "--as", "expert-1", "--json")

    assert list(queue) == ["items", "counts"]
    assert [one["ref"] for one in queue["items"]] == [ARMY, NAVY]
    assert {"ref", "title", "due", "state", "sureness", "reason"} <= queue["items"][0].keys()
    assert queue["items"][0]["reason"].startswith("overdue, due 2026-07-01")
    assert {one["sureness"] for one in queue["items"]} <= {"sure", "borderline", "out"}
    assert queue["counts"] == {"not started": 2, "draft": 0, "asked": 0, "in": 0, "overdue": 1}
    assert [one["sureness"] for one in of_expert["items"]] == [None, None]
    title = office.versions.get(2027, ARMY).proposal.answers["title"].value
    assert queue["items"][0]["title"] == title


def test_in_words_each_command_says_what_it_did(fct: Fct) -> None:
    """A sentence or a table."""
    assert fct("assign", NAVY, "expert-1", "--as", "operator-1").stdout == (
        f"expert-1 reviews {NAVY}.\n"
    )
    assert "Nothing was assigned; add --yes" in fct("assign", "--balance", "1").stdout
    assert NAVY in fct("assignments").stdout
    assert "assigned to you" in fct("queue", "--as", "expert-1").stdout
    assert "Nothing is assigned to you." in fct("queue", "--as", "reviewer-1").stdout
