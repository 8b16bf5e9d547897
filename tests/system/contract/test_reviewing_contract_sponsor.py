"""The sponsor's side, driven as `reviewing.md` has it: details 15, 26 and 37 to 41."""

import copy
from pathlib import Path
from typing import Any

import pytest

from fct.data.documents.sample_season import sample_proposals
from fct.data.program.form import load_form
from tests.support.files.workbooks import write_template
from tests.support.stores.contract import REASON, Program, publish_run

NAVY, ARMY, RETURNED = "FY27-NAVY-01", "FY27-ARMY-02", "FY27-NAVY-11"
NAVY_6, NAVY_2 = "FY27-NAVY-06", "FY27-NAVY-02"
STATUS_KEYS = {"ref", "title", "version", "state", "waits_for", "next_action", "due"}
BECAUSE = ("--reason", REASON)
DUE = ("--due", "2026-07-20")


def form_of(folder: Path, ref: str, **answers: Any) -> Path:
    """The form of a proposal of the sample season, with other answers."""
    filled = copy.deepcopy(dict(sample_proposals()[ref]))
    filled["answers"] = dict(filled["answers"]) | answers
    path = folder / f"{ref}.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)  # type: ignore[arg-type] # a copy
    return path


def status_of(program: Program, ref: str, who: str = "sponsor-navy") -> dict[str, Any]:
    """Where a proposal stands."""
    (found,) = (one for one in program("status", who=who)["proposals"] if one["ref"] == ref)
    return dict(found)


# ---- Own component


def test_a_sponsor_sends_for_the_own_component_alone(
    before_deadline: Program, season_forms: dict[str, Path], tmp_path: Path
) -> None:
    """`NOT_ALLOWED` for another's option or answer, `NOT_THERE` for another's ref."""
    navy, army = season_forms[NAVY], season_forms[ARMY]
    sponsor = {"who": "sponsor-navy"}
    program = before_deadline
    assert program.denied("submit", navy, "--component", "Army", **sponsor) == "NOT_ALLOWED"
    assert program.denied("submit", navy, "--replaces", ARMY, **sponsor) == "NOT_THERE"
    assert program.run("submit", army, **sponsor).code == 5
    changed = form_of(tmp_path, NAVY_2, trl=9, mrl=9)
    assert program.run("submit", changed, **sponsor).code in {0, 1}
    assert status_of(program, NAVY_2)["version"] == 2


def test_other_roles_send_nothing(before_deadline: Program, season_forms: dict[str, Path]) -> None:
    """Reviewers, experts, authorities and auditors submit no proposal."""
    for who in ("reviewer-1", "expert-1", "authority-1", "auditor-1", "administrator-1"):
        assert before_deadline.denied("submit", season_forms[NAVY], who=who) == "NOT_ALLOWED"


# ---- Status


def test_status_lists_own_proposals_with_what_they_wait_for(before_deadline: Program) -> None:
    """Before the deadline what came is `received`, what is to be repaired waits for its sponsor."""
    rows = before_deadline("status", who="sponsor-navy")["proposals"]

    assert {row["ref"].split("-")[1] for row in rows} == {"NAVY"}
    assert all(set(row) >= STATUS_KEYS for row in rows)
    assert status_of(before_deadline, NAVY)["state"] == "received"
    broken = status_of(before_deadline, RETURNED)
    assert (broken["state"], broken["waits_for"]) == ("to repair", "sponsor")


def test_after_the_deadline_it_is_in_review(program: Program) -> None:
    """And waits for the office; nothing differs between what is funded and what is not."""
    rows = [status_of(program, ref) for ref in (NAVY_6, NAVY_2)]
    same = [{key: value for key, value in row.items() if key not in {"ref", "title"}}
            for row in rows]  # fmt: skip

    assert rows[0]["state"] == "in review"
    assert rows[0]["waits_for"] == "cto"
    assert str(same[0]).replace(NAVY_6, "") == str(same[1]).replace(NAVY_2, "")


def test_a_withdrawn_proposal_says_so(program: Program) -> None:
    """The first state that applies."""
    program("withdraw", NAVY_2, *BECAUSE, who="sponsor-navy")
    row = status_of(program, NAVY_2)
    assert (row["state"], row["waits_for"]) == ("withdrawn", None)


def test_a_published_slate_decides(program: Program) -> None:
    """`decided` with the outcome once the slate is published, not before."""
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    program("slate", "approve", who="authority-1")
    before = status_of(program, NAVY)
    assert (before["state"], before["outcome"]) == ("in review", None)
    program("slate", "publish", who="authority-1")
    after = status_of(program, NAVY)
    assert (after["state"], after["outcome"]) == ("decided", "fund")


# ---- Certification


def test_a_certifier_of_the_component_certifies(before_deadline: Program) -> None:
    """`ref, version, certified_by, at`; another component's ref is not there."""
    done = before_deadline("certify", NAVY, who="certifier-navy")
    assert (done["ref"], done["version"], done["certified_by"]) == (NAVY, 1, "certifier-navy")
    assert done["at"]
    assert before_deadline.denied("certify", ARMY, who="certifier-navy") == "NOT_THERE"
    for who in ("sponsor-navy", "reviewer-1", "authority-1", "operator-1"):
        expected = "NOT_THERE" if who == "reviewer-1" else "NOT_ALLOWED"
        assert before_deadline.denied("certify", NAVY, who=who) == expected


def test_who_submitted_does_not_certify(before_deadline: Program, tmp_path: Path) -> None:
    """`SEPARATION` to a person who holds both roles."""
    roles = ("--role", "sponsor", "--role", "certifier", "--component", "Navy")
    before_deadline("person", "add", "both-1", "--name", "B", *roles, who="administrator-1")
    changed = form_of(tmp_path, NAVY_2, trl=9, mrl=9)
    assert before_deadline.run("submit", changed, who="both-1").code in {0, 1}
    assert before_deadline.denied("certify", NAVY_2, who="both-1") == "SEPARATION"
    assert before_deadline("certify", NAVY_2, who="certifier-navy")["version"] == 2


def test_after_the_deadline_nothing_is_certified(program: Program) -> None:
    """`CLOSED`."""
    assert program.refused("certify", NAVY, who="certifier-navy")["code"] == "CLOSED"


def test_what_is_not_certified_in_time_is_not_ranked(
    before_deadline: Program, tmp_path: Path
) -> None:
    """It is judged and listed: `not_ranked` has `ref, reason`, and its `verdict` stays."""
    program = before_deadline
    program.rewritten(tmp_path / "c.yaml", certification="required")
    for ref in (NAVY, NAVY_6, NAVY_2):
        assert status_of(program, ref)["state"] == "to certify"
    assert status_of(program, NAVY)["waits_for"] == "certifier"
    program("certify", NAVY, who="certifier-navy")
    program("certify", NAVY_6, who="certifier-navy")
    assert status_of(program, NAVY)["state"] == "received"
    changed = form_of(tmp_path, NAVY_6, trl=9, mrl=9, complexity="A later version of it.")
    program.run("submit", changed, who="sponsor-navy")
    assert status_of(program, NAVY_6)["state"] == "to certify"
    publish_run(program)
    rank = program("rank")

    assert [row["ref"] for row in rank["order"]] == [NAVY]
    reasons = {row["ref"]: row["reason"] for row in rank["not_ranked"]}
    assert reasons[NAVY_6] == reasons[NAVY_2] == "not certified"
    assert program("show", NAVY_2)["verdict"] == "rankable"


# ---- Questions


@pytest.fixture
def asked(program: Program) -> dict[str, Any]:
    """A question that a reviewer asked after the deadline."""
    question: dict[str, Any] = program(
        *("ask", NAVY, "--field", "trl", "--field", "test_site", "--question", "Which site is it?"),
        *DUE, who="reviewer-1",
    )  # fmt: skip
    return question


def test_a_question_is_asked(program: Program, asked: dict[str, Any]) -> None:
    """`id, ref, fields, question, due, state`; the proposal waits for its sponsor."""
    listed = program("questions", NAVY, who="authority-1")["questions"]
    row = status_of(program, NAVY)

    assert {"id", "ref", "fields", "question", "due", "state"} <= set(asked)
    assert (asked["ref"], asked["fields"], asked["due"]) == (
        NAVY, ["trl", "test_site"], "2026-07-20",
    )  # fmt: skip
    assert [one["id"] for one in listed] == [asked["id"]]
    more = {"asked_by", "asked_at", "answered_at", "days", "was", "is"}
    assert more <= set(listed[0])
    assert (listed[0]["asked_by"], listed[0]["answered_at"]) == ("reviewer-1", None)
    assert (row["state"], row["waits_for"]) == ("question", "sponsor")
    assert row["due"].startswith("2026-07-20")


def test_the_sponsor_sees_the_office_and_not_the_name(
    program: Program, asked: dict[str, Any]
) -> None:
    """No reviewer's name in what the component reads."""
    answer = program.run("questions", who="sponsor-navy")
    assert asked["id"] in answer.out
    assert "reviewer-1" not in answer.out
    assert program("questions", who="sponsor-army")["questions"] == []


@pytest.mark.parametrize(
    ("who", "code"),
    [("reviewer-3", 0), ("authority-1", 0), ("operator-1", 5), ("auditor-1", 5), ("expert-1", 5)],
)
def test_reviewers_and_authorities_ask(program: Program, who: str, code: int) -> None:
    """Any reviewer who sees the proposal, assigned or not, and an authority."""
    answer = program.run("ask", NAVY, "--field", "trl", "--question", "Which is it?", *DUE, who=who)
    assert answer.code == code, str(answer)


def test_a_field_that_is_none_is_a_wrong_call(program: Program) -> None:
    """A question names fields of the form."""
    program.wrong("ask", NAVY, "--field", "nose", "--question", "Q?", *DUE, who="reviewer-1")


def test_an_answer_changes_only_what_was_asked(
    program: Program, asked: dict[str, Any], tmp_path: Path
) -> None:
    """Else `OTHER_FIELDS`, naming them, and nothing is written."""
    more = form_of(tmp_path, NAVY, test_site="Dahlgren, Virginia", test_organization="Another one")
    refused = program.refused("answer", asked["id"], more, who="sponsor-navy")
    assert (refused["code"], refused["fields"]) == ("OTHER_FIELDS", ["test_organization"])
    assert status_of(program, NAVY)["version"] == 1
    program("clock", "2026-07-10T13:00:00Z")
    good = form_of(tmp_path, NAVY, test_site="Dahlgren, Virginia")
    done = program("answer", asked["id"], good, who="sponsor-navy")
    (row,) = program("questions", NAVY, who="reviewer-1")["questions"]

    assert done["id"] == asked["id"]
    assert row["answered_at"]
    assert row["days"] == 4
    assert "Dahlgren, Virginia" in str(row["is"])
    assert "Dahlgren, Virginia" not in str(row["was"])
    assert status_of(program, NAVY)["version"] == 2
    assert status_of(program, NAVY)["state"] == "in review"


def test_the_component_s_sponsor_answers(
    program: Program, asked: dict[str, Any], tmp_path: Path
) -> None:
    """To another component the question is not there."""
    file = form_of(tmp_path, NAVY, test_site="Dahlgren, Virginia")
    for who in ("certifier-navy", "reviewer-1", "sponsor-army", "authority-1"):
        expected = "NOT_THERE" if who == "sponsor-army" else "NOT_ALLOWED"
        assert program.denied("answer", asked["id"], file, who=who) == expected, who
    unknown = ("answer", "FY2027-Q999", file)
    assert program.denied(*unknown, who="sponsor-navy") == "NOT_THERE"


def test_a_late_answer_is_taken_and_marked(
    program: Program, asked: dict[str, Any], tmp_path: Path
) -> None:
    """After the last second of the day on which it was due."""
    program("clock", "2026-07-21T04:00:00Z")
    file = form_of(tmp_path, NAVY, test_site="Dahlgren, Virginia")
    program.run("answer", asked["id"], file, who="sponsor-navy")
    said = program.run("questions", NAVY, who="reviewer-1").out
    assert "late" in said


def test_the_queue_says_asked_while_a_question_stands(program: Program) -> None:
    """`asked` is the state of who asked."""
    for person in ("reviewer-1", "reviewer-2"):
        program("assign", NAVY, person, who="operator-1")
    program("ask", NAVY, "--field", "trl", "--question", "Which?", *DUE, who="reviewer-1")
    states = [
        program("queue", who=person)["items"][0]["state"] for person in ("reviewer-1", "reviewer-2")
    ]
    assert states == ["asked", "not started"]
    assert program("queue", who="reviewer-1")["counts"]["asked"] == 1


# ---- When a file came


def test_when_a_file_came_is_said_by_an_operator(
    before_deadline: Program, season_forms: dict[str, Path]
) -> None:
    """`--received-at` is taken in an illustrative store, where the clock stands else."""
    answer = before_deadline.run(
        "submit", season_forms["FY27-ARMY-05"], "--received-at", "2026-05-04T09:00:00-04:00"
    )
    assert answer.code in {0, 1}, str(answer)
