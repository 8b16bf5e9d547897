"""People, roles and denials, driven as `reviewing.md` has them: details 1 to 12."""

import os
import pwd
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes.samples import sample
from tests.support.stores.contract import REASON, Program, unchanged
from tests.support.stores.homes import blank_store

ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
ROLES = (
    *("sponsor", "certifier", "reviewer", "expert"),
    *("authority", "auditor", "operator", "administrator"),
)
ACTIONS = {
    *("proposal.see", "proposal.submit", "proposal.withdraw", "proposal.attach"),
    *("proposal.certify", "question.answer", "order.see", "review.write", "review.see"),
    *("panel.see", "comment.write", "flag.write", "question.ask", "decision.draft", "slate.see"),
    *("slate.submit", "slate.approve", "slate.publish", "package.write", "cycle.change"),
    *("run.evaluate", "review.assign", "conflict.write", "waiver.approve", "rule.change"),
    *("person.change", "log.see"),
}
NAVY, ARMY = "FY27-NAVY-01", "FY27-ARMY-02"
PERSON_KEYS = {"id", "name", "roles", "component", "active"}


def scopes(program: Program) -> dict[tuple[str, str], str]:
    """The scope of each action for each role."""
    rows = program("access")["actions"]
    return {(row["action"], row["role"]): row["scope"] for row in rows}


# ---- The table of actions and the mark of a store


def test_the_table_has_a_row_for_each_action_and_role(empty: Program) -> None:
    """`action, role, scope` and `condition`, one row for each action and each of eight roles."""
    rows = empty("access")["actions"]
    pairs = [(row["action"], row["role"]) for row in rows]

    assert len(pairs) == len(set(pairs))
    assert {action for action, _ in pairs} >= ACTIONS
    assert {(a, r) for a in {action for action, _ in pairs} for r in ROLES} == set(pairs)
    assert {row["scope"] for row in rows} <= {"none", "own", "assigned", "all"}
    assert all("condition" in row for row in rows)


def test_the_table_says_what_the_page_of_roles_says(empty: Program) -> None:
    """What each role sees and does in the first table is what the table of actions gives."""
    given = scopes(empty)
    for action, role, scope in (
        ("proposal.see", "sponsor", "own"),
        ("proposal.see", "expert", "assigned"),
        ("proposal.see", "auditor", "all"),
        ("proposal.see", "administrator", "none"),
        ("order.see", "expert", "none"),
        ("order.see", "sponsor", "none"),
        ("review.write", "reviewer", "assigned"),
        ("review.write", "authority", "none"),
        ("comment.write", "operator", "all"),
        ("comment.write", "authority", "all"),
        ("comment.write", "expert", "none"),
        ("flag.write", "expert", "none"),
        ("slate.publish", "authority", "all"),
        ("slate.publish", "operator", "none"),
        ("slate.approve", "auditor", "none"),
        ("review.assign", "operator", "all"),
        ("review.assign", "reviewer", "none"),
        ("person.change", "operator", "none"),
        ("waiver.approve", "authority", "all"),
        ("waiver.approve", "operator", "none"),
    ):
        assert given[action, role] == scope, (action, role)


def test_an_auditor_acts_on_nothing(empty: Program) -> None:
    """An auditor reads everything and writes nothing."""
    held = {action for (action, role), scope in scopes(empty).items()
            if role == "auditor" and scope != "none"}  # fmt: skip
    assert not {action for action in held & ACTIONS if not action.endswith(".see")}


def test_a_store_says_whether_it_is_illustrative(tmp_path: Path, empty: Program) -> None:
    """`fct access --json` has `store`: `illustrative` or `real`."""
    real = Program(tmp_path / "real")
    made = real("store", "new")

    assert empty("access")["store"] == "illustrative"
    assert real("access")["store"] == "real"
    assert made["illustrative"] is False
    assert made["home"] == str(tmp_path / "real")


def test_a_store_that_holds_anything_is_never_made_illustrative(tmp_path: Path) -> None:
    """`NOT_EMPTY`, also where all that it holds is a person."""
    real = Program(blank_store(tmp_path / "real"))
    real("person", "add", "a", "--name", "A", "--role", "administrator", "--account", ACCOUNT)

    assert real.refused("store", "new", "--illustrative")["code"] == "NOT_EMPTY"
    assert real("access")["store"] == "real"


# ---- Who acts


def test_nobody_stands_in_for_another_in_a_real_store(tmp_path: Path) -> None:
    """`--as` is `NO_STAND_IN` there, with and without people."""
    real = Program(blank_store(tmp_path / "real"))
    real("store", "new")
    assert real.denied("person", "list", who="a") == "NO_STAND_IN"
    real("person", "add", "a", "--name", "A", "--role", "administrator", "--account", ACCOUNT)
    assert real.denied("person", "list", who="a") == "NO_STAND_IN"


def test_a_real_store_has_no_clock_to_move(tmp_path: Path) -> None:
    """`NOT_ILLUSTRATIVE`, exit 3."""
    real = Program(blank_store(tmp_path / "real"))
    real("store", "new")
    assert real.refused("clock", "2026-07-01T00:00:00Z")["code"] == "NOT_ILLUSTRATIVE"


def test_the_clock_goes_forward_only(empty: Program) -> None:
    """The first moment may be any, a later one the same or later, else `CLOCK_BACK`."""
    empty("clock", "2030-01-01T00:00:00Z")
    empty("clock", "2030-01-01T00:00:00Z")
    assert empty.refused("clock", "2029-12-31T23:59:59Z")["code"] == "CLOCK_BACK"
    empty.wrong("clock", "2030-01-02T00:00:00")


def test_the_first_person_is_the_account_of_the_owner_as_administrator(tmp_path: Path) -> None:
    """The first `person add` of a real store names the own account, with any roles beside."""
    real = Program(blank_store(tmp_path / "real"))
    real("store", "new")
    others = ("person", "add", "a", "--name", "A", "--role", "administrator", "--account", "xyz9")
    plain = ("person", "add", "a", "--name", "A", "--role", "operator", "--account", ACCOUNT)
    for wrong in (others, plain):
        assert real.run(*wrong).code in {2, 3, 5}
    added = real(
        *("person", "add", "a", "--name", "A", "--role", "administrator", "--role", "operator"),
        *("--role", "authority", "--account", ACCOUNT),
    )

    assert set(added) >= PERSON_KEYS
    assert sorted(added["roles"]) == ["administrator", "authority", "operator"]
    assert [one["id"] for one in real("person", "list")["people"]] == ["a"]


def test_nobody_gives_roles_to_himself(tmp_path: Path) -> None:
    """From the first person on, a change of the own roles is `OWN_ROLES`."""
    real = Program(blank_store(tmp_path / "real"))
    first = ("person", "add", "a", "--name", "A", "--account", ACCOUNT, "--role", "administrator")
    real(*first)
    roles = ("--role", "administrator", "--role", "authority")
    with unchanged(real, "person", "list"):
        assert real.denied("person", "change", "a", *roles) == "OWN_ROLES"


def test_roles_bind_the_owner_of_a_real_store_from_the_first_person_on(tmp_path: Path) -> None:
    """An administrator without another role sees no order and assigns nobody."""
    real = Program(blank_store(tmp_path / "real"))
    real("cycle", "add", "--packaged", "2027", "--final-due", "2032-01-31")
    real("person", "add", "a", "--name", "A", "--account", ACCOUNT, "--role", "administrator")
    assert real.denied("rank") == "NOT_ALLOWED"
    assert real.denied("assign", "--balance", "2") == "NOT_ALLOWED"


def test_the_account_that_made_an_illustrative_store_may_do_everything(program: Program) -> None:
    """Wherever no `--as` is given, also with people in it; each answer says so."""
    assert program("rank")["order"]
    assert program("person", "list")["people"]
    said = program.run("rank", plain=True)
    assert ACCOUNT in said.out + said.err
    assert "illustrative" in said.out + said.err


def test_an_unknown_person_is_no_person(program: Program) -> None:
    """`--as` of an unknown person is `NO_PERSON`."""
    for nobody in ("nobody", "Reviewer-1 ", ""):
        assert program.denied("rank", "--as", nobody) == "NO_PERSON", nobody


def test_a_retired_person_acts_no_more(program: Program) -> None:
    """`--as` of a retired person is `NO_PERSON`."""
    program("person", "retire", "reviewer-3", "--reason", REASON, who="administrator-1")
    assert program.denied("queue", who="reviewer-3") == "NO_PERSON"


def test_what_needs_no_person_answers_nobody(program: Program, season_forms: Any) -> None:
    """`check`, `form`, `rules` and `access` ask for no person."""
    for call in (("access",), ("form",), ("rules",)):
        assert program.run(*call).code == 0
    assert program.run("check", season_forms[NAVY]).code in {0, 1}


# ---- People


def test_a_person_is_printed_as_the_list_prints_it(empty: Program) -> None:
    """`add` and `change` print the object that `list` prints."""
    added = empty(
        *("person", "add", "r-1", "--name", "R One", "--role", "reviewer", "--role", "operator"),
        *("--component", "Army", "--email", "r@example.mil"),
    )
    changed = empty("person", "change", "r-1", "--name", "R Two")
    listed = empty("person", "list")["people"]

    assert (added["id"], added["name"], added["component"]) == ("r-1", "R One", "Army")
    assert sorted(added["roles"]) == ["operator", "reviewer"]
    assert added["active"] is True
    assert changed == added | {"name": "R Two"}
    assert listed == [changed]


def test_an_id_is_of_few_characters(empty: Program) -> None:
    """An ID is 1 to 40 of a-z, 0-9 and `-`; another is a wrong call."""
    for wrong in ("R1", "r_1", "", "a" * 41, "r 1", "é"):
        empty.wrong("person", "add", wrong, "--name", "A", "--role", "administrator")


def test_an_id_has_up_to_forty_characters(empty: Program) -> None:
    """Forty are taken."""
    added = empty("person", "add", "a" * 40, "--name", "A", "--role", "administrator")
    assert added["id"] == "a" * 40


def test_what_is_taken_is_refused(empty: Program) -> None:
    """An ID, account or subject of another person is `TAKEN`, exit 3, and nothing is written."""
    empty("person", "add", "boss", "--name", "B", "--role", "administrator")
    empty(
        *("person", "add", "reviewer-1", "--name", "X", "--role", "reviewer"),
        *("--account", "taken", "--subject", "https://i.example", "s"),
    )
    with unchanged(empty, "person", "list"):
        for options in (
            ("reviewer-1", "--name", "X", "--role", "reviewer"),
            ("x", "--name", "X", "--role", "reviewer", "--account", "taken"),
            ("x", "--name", "X", "--role", "reviewer", "--subject", "https://i.example", "s"),
        ):
            assert empty.refused("person", "add", *options)["code"] == "TAKEN", options


def test_roles_that_do_not_go_together_are_refused(empty: Program) -> None:
    """`auditor` is held alone; who sends proposals does not judge any."""
    empty("person", "add", "boss", "--name", "B", "--role", "administrator")
    for roles in (
        ("auditor", "operator"),
        ("sponsor", "reviewer"),
        ("sponsor", "expert"),
        ("certifier", "authority"),
        ("sponsor", "authority"),
        ("certifier", "reviewer"),
    ):
        options = [word for role in roles for word in ("--role", role)]
        answer = empty.run("person", "add", "x", "--name", "X", *options, "--component", "Army")
        assert answer.code in {2, 3}, str(answer)
    assert [one["id"] for one in empty("person", "list")["people"]] == ["boss"]


def test_who_speaks_for_a_component_needs_one(empty: Program) -> None:
    """Sponsors and certifiers have a component."""
    empty("person", "add", "boss", "--name", "B", "--role", "administrator")
    for role in ("sponsor", "certifier"):
        answer = empty.run("person", "add", "x", "--name", "X", "--role", role)
        assert answer.code in {2, 3}, str(answer)


def test_the_list_of_people_is_for_four_roles(program: Program) -> None:
    """Operator, authority, auditor and administrator; to others it is `NOT_ALLOWED`."""
    for who in ("operator-1", "authority-1", "auditor-1", "administrator-1"):
        people = program("person", "list", who=who)["people"]
        assert all(set(one) >= PERSON_KEYS for one in people), who
    for who in ("reviewer-1", "expert-1", "sponsor-navy", "certifier-navy"):
        assert program.denied("person", "list", who=who) == "NOT_ALLOWED", who


def test_an_email_is_for_administrators_alone(program: Program) -> None:
    """It stands in nobody else's answer."""
    program("person", "change", "reviewer-1", "--email", "r1@example.mil", who="administrator-1")
    assert "r1@example.mil" in program.run("person", "list", who="administrator-1").out
    for who in ("operator-1", "authority-1", "auditor-1"):
        assert "r1@example.mil" not in program.run("person", "list", who=who).out


def test_the_last_administrator_stays(program: Program) -> None:
    """The last active one is neither retired nor loses the role: `OWN_ROLES`."""
    retire = ("person", "retire", "administrator-1", "--reason", REASON)
    change = ("person", "change", "administrator-1", "--role", "operator")
    with unchanged(program, "person", "list"):
        for call in (retire, change):
            assert program.denied(*call) == "OWN_ROLES"
            assert program.denied(*call, who="administrator-1") == "OWN_ROLES"


def test_retiring_takes_back_what_is_unfinished_and_lists_it(program: Program) -> None:
    """`retire` unassigns unfinished reviews and lists them under `unassigned`."""
    for ref in (NAVY, ARMY):
        program("assign", ref, "reviewer-1", who="operator-1")
    retired = program("person", "retire", "reviewer-1", "--reason", REASON, who="administrator-1")

    assert retired["active"] is False
    assert sorted(one if isinstance(one, str) else one["ref"] for one in retired["unassigned"]) == [
        ARMY, NAVY,
    ]  # fmt: skip
    assert program("assignments", who="operator-1")["assignments"] == []
    assert PERSON_KEYS | {"unassigned"} <= set(retired)


def test_roles_are_read_at_every_action(program: Program) -> None:
    """A role that was taken away binds at the next call."""
    assert program("rank", who="reviewer-1")["order"]
    program("person", "change", "reviewer-1", "--role", "expert", who="administrator-1")
    assert program.denied("rank", who="reviewer-1") == "NOT_ALLOWED"


# ---- Denial equals absence


REF_CALLS = (
    ("show", "{}"),
    ("why", "{}"),
    ("versions", "{}"),
    ("receipt", "{}"),
    ("attachments", "{}"),
    ("panel", "{}"),
    ("comments", "{}"),
    ("review", "{}", "--show"),
    ("comment", "{}", "--to", "reviewers", "Words."),
    ("flag", "{}", "--team", "legal", "--reason", REASON),
    ("assign", "{}", "reviewer-1"),
    ("unassign", "{}", "reviewer-1", "--reason", REASON),
    ("withdraw", "{}", "--reason", REASON),
    ("decide", "{}", "fund"),
    ("questions", "{}"),
    ("ask", "{}", "--field", "trl", "--question", "Which is it?", "--due", "2026-07-20"),
    ("certify", "{}"),
    ("conflict", "add", "reviewer-1", "{}", "--reason", REASON),
)


def test_a_ref_that_is_not_there_is_named_as_typed(program: Program) -> None:
    """Exit 5, `NOT_THERE`, "There is no REF that you may see.", to the owner too."""
    message = "There is no FY27-NONE-77 that you may see."
    for call in REF_CALLS:
        answer = program.run(*(word.format("FY27-NONE-77") for word in call))
        assert answer.code == 5, str(answer)
        assert answer.json == {"denied": {"code": "NOT_THERE", "message": message}}, str(answer)


BLIND = ("sponsor-navy", "certifier-navy", "expert-1", "reviewer-4", "administrator-1")


def printed(program: Program, call: tuple[str, ...], ref: str, who: str | None) -> tuple[int, str]:
    """The exit code and the bytes of both outputs, with the ref taken out."""
    answer = program.run(*(word.format(ref) for word in call), who=who)
    return answer.code, (answer.out + answer.err).replace(ref, "REF")


@pytest.mark.sampled
@pytest.mark.parametrize("who", BLIND)
def test_what_one_may_not_see_answers_like_what_is_not_there(program: Program, who: str) -> None:
    """The same bytes and exit code; only another's conflict is not one's own to enter at all."""
    apart = sample(2, whole=1)  # each call is tried by every second person
    for call in REF_CALLS[BLIND.index(who) % apart :: apart]:
        seen = printed(program, call, ARMY, who)
        assert seen == printed(program, call, "FY27-NONE-77", who), call
        assert seen[0] == 5, call
        assert ('"NOT_ALLOWED"' if call[0] == "conflict" else '"NOT_THERE"') in seen[1], call


def test_without_json_the_sentence_is_on_standard_error(program: Program) -> None:
    """Standard output stays empty."""
    answer = program.run("show", ARMY, who="sponsor-navy", plain=True)
    assert answer.code == 5
    assert answer.out == ""
    assert f"There is no {ARMY} that you may see." in answer.err


def test_a_store_without_people_answers_so_too(tmp_path: Path) -> None:
    """A ref, and an id of a receipt, that is not there is `NOT_THERE` in a store of one."""
    real = Program(blank_store(tmp_path / "real"))
    real("store", "new")
    real("cycle", "add", "--packaged", "2027")
    for call in (("versions", "X-1"), ("receipt", "FY2027-S0009"), ("comments", "X-1")):
        assert real.denied(*call) == "NOT_THERE"


def test_before_a_run_is_published_reviewers_see_no_proposal(before_deadline: Program) -> None:
    """Reviewers and experts see proposals from the first published run on, an authority at once."""
    assert before_deadline.denied("versions", NAVY, who="reviewer-1") == "NOT_THERE"
    assert before_deadline.denied("versions", NAVY, who="expert-1") == "NOT_THERE"
    for who in ("authority-1", "auditor-1", "operator-1", "sponsor-navy"):
        assert before_deadline.run("versions", NAVY, who=who).code == 0
