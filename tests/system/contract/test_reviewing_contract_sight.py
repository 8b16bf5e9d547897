"""Conflicts and what one may not see, driven as `reviewing.md` has them."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from fct.data.documents.sample_season import sample_proposals
from tests.support.processes.samples import some_of
from tests.support.stores.contract import (
    PEOPLE,
    REASON,
    Program,
    Season,
    build_store,
    publish_run,
    review_file,
    review_of,
)

NAVY, ARMY, USMC = "FY27-NAVY-01", "FY27-ARMY-02", "FY27-USMC-01"
NAVY_6, ARMY_8, NAVY_2 = "FY27-NAVY-06", "FY27-ARMY-08", "FY27-NAVY-02"
BECAUSE = ("--reason", REASON)
KEPT_NULL = ("rank", "mark", "tier", "merit", "maturity", "strength", "sureness")
LISTS = (
    ("rank",),
    ("rank", "--by", "panel"),
    ("show",),
    ("sure",),
    ("line",),
    ("whatif", "--budget", "2027=9000"),
    ("overlap",),
    ("queue",),
    ("panel",),
    ("flags",),
    ("questions",),
    ("slate",),
    ("cycle", "show", "2027"),
    ("why", ARMY),
    ("show", ARMY),
    ("panel", ARMY),
    ("comments", ARMY),
)
MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[0-9:.+Z-]+")
HASH = re.compile(r"\b[0-9a-f]{64}\b")


def bytes_of(program: Program, call: tuple[str, ...], who: str) -> tuple[int, str, str]:
    """What a call prints, apart from times and hashes."""
    answer = program.run(*call, who=who)
    cut = [MOMENT.sub("TIME", HASH.sub("HASH", text)) for text in (answer.out, answer.err)]
    return answer.code, cut[0], cut[1]


@pytest.fixture(scope="module")
def twins(
    tmp_path_factory: pytest.TempPathFactory, season_forms: dict[str, Path]
) -> tuple[Program, Program]:
    """A store that holds a proposal, worked on by all but one reviewer, and one that never did."""
    cycle = {
        "fiscal_year": 2027,
        "final_due": "2026-06-30",
        "time_zone": "America/New_York",
        "budgets": {2027: 2600, 2028: 1900},
        "promised": [{"ref": NAVY, "fiscal_year": 2027, "kusd": 1000}],
    }
    refs = (NAVY, ARMY, USMC, NAVY_2, "FY27-NAVY-11")
    made = []
    for name, held in (("with", (*refs, NAVY_6)), ("without", refs)):
        folder = tmp_path_factory.mktemp(name)
        program = build_store(folder / "home", season_forms, Season(held, cycle, PEOPLE))
        publish_run(program)
        if NAVY_6 in held:
            for person in ("reviewer-1", "reviewer-2"):
                program("assign", NAVY_6, person, who="operator-1")
            for person in ("reviewer-1", "reviewer-2"):
                file = review_file(folder, review_of(5))
                program("review", NAVY_6, "--file", file, who=person)
            program("comment", NAVY_6, "--to", "reviewers", "Words.", who="reviewer-2")
            program("flag", NAVY_6, "--team", "legal", *BECAUSE, who="reviewer-2")
            program("decide", NAVY_6, "reserve", *BECAUSE, who="reviewer-2")
            program("conflict", "add", "reviewer-1", NAVY_6, *BECAUSE, who="operator-1")
        for person in ("reviewer-1", "reviewer-2"):
            program("assign", ARMY, person, who="operator-1")
        made.append(program)
    return made[0], made[1]


# ---- As if it had never been proposed


@pytest.mark.sampled
@pytest.mark.parametrize("call", some_of(LISTS, 8), ids=" ".join)
def test_to_who_is_in_conflict_a_store_never_held_it(
    twins: tuple[Program, Program], call: tuple[str, ...]
) -> None:
    """The bytes are those of a store that never held the proposal, times and hashes apart."""
    held, never = (bytes_of(one, call, "reviewer-1") for one in twins)
    assert NAVY_6 not in held[1] + held[2]
    assert held == never


def test_others_still_see_what_is_hidden_from_one(twins: tuple[Program, Program]) -> None:
    """The order of another reviewer holds it."""
    assert NAVY_6 in {row["ref"] for row in twins[0]("rank", who="reviewer-2")["order"]}


def test_a_lifted_conflict_brings_it_back(program: Program) -> None:
    """The order is again that of everybody."""
    everything = program("rank", who="reviewer-2")
    conflict = program("conflict", "add", "reviewer-1", NAVY_6, *BECAUSE, who="operator-1")
    less = program("rank", who="reviewer-1")
    program("conflict", "lift", conflict["id"], *BECAUSE, who="operator-1")

    refs = [row["ref"] for row in everything["order"]]
    assert [row["ref"] for row in less["order"]] == [ref for ref in refs if ref != NAVY_6]
    assert [row["rank"] for row in less["order"]] == list(range(1, len(refs)))
    assert program("rank", who="reviewer-1") == everything


def test_a_component_hides_without_a_row(program: Program) -> None:
    """A reviewer of the Army sees no proposal of the Army, and no conflict is listed for it."""
    order = program("rank", who="reviewer-4")["order"]
    assert order
    assert not [row["ref"] for row in order if "ARMY" in row["ref"]]
    assert [row["rank"] for row in order] == list(range(1, len(order) + 1))
    assert program("conflict", "list", who="operator-1")["conflicts"] == []


def test_a_ref_that_others_wrote_is_withheld(program: Program) -> None:
    """In words of others, and in groups of the cycle, `(withheld)` stands in its place."""
    program("comment", USMC, "--to", "reviewers", f"Like {ARMY_8}, but cheap.", who="reviewer-2")
    program("conflict", "add", "reviewer-1", ARMY_8, *BECAUSE, who="operator-1")
    shown = program.run("cycle", "show", "2027", who="reviewer-1", plain=True).out
    comments = program.run("comments", USMC, who="reviewer-1")

    assert ARMY_8 not in shown
    assert "(withheld)" in shown
    assert ARMY_8 not in comments.out
    if comments.json["comments"]:
        assert comments.json["comments"][0]["text"] == "Like (withheld), but cheap."


def test_a_hidden_promise_comes_off_as_written(program: Program) -> None:
    """The cycle file is not the proposal: what is left stays, the ref is `(withheld)`."""
    program("conflict", "add", "reviewer-1", NAVY, *BECAUSE, who="operator-1")
    everything = program("rank", who="reviewer-2")
    less = program("rank", who="reviewer-1")
    shown = program.run("cycle", "show", "2027", who="reviewer-1", plain=True).out

    assert less["left"] == everything["left"]
    assert NAVY not in str(less)
    assert NAVY not in shown
    assert "(withheld)" in shown


def test_an_authority_in_conflict_sees_and_does_not_act(program: Program) -> None:
    """`CONFLICT` where he or she would act, and another authority acts."""
    program("conflict", "add", "authority-1", ARMY, *BECAUSE, who="operator-1")
    assert ARMY in {row["ref"] for row in program("rank", who="authority-1")["order"]}
    assert program.denied("decide", ARMY, "fund", who="authority-1") == "CONFLICT"
    comment = ("comment", ARMY, "--to", "reviewers", "Words.")
    assert program.denied(*comment, who="authority-1") == "CONFLICT"
    program("decide", ARMY, "fund", who="authority-2")


def test_what_is_written_goes_by_the_clock_of_the_store(program: Program) -> None:
    """Conflicts, comments, flags and events of an illustrative store have its moment."""
    program("clock", "2026-07-08T12:00:00Z")
    made = (
        program("conflict", "add", "reviewer-1", ARMY, *BECAUSE, who="reviewer-1")["since"],
        program("comment", ARMY, "--to", "reviewers", "Words.", who="reviewer-2")["at"],
        program("flag", ARMY, "--team", "legal", *BECAUSE, who="reviewer-2")["at"],
        program("withdraw", NAVY_2, *BECAUSE, who="sponsor-navy")["at"],
        program("log", who="auditor-1")["events"][-1]["at"],
    )
    assert {dt.datetime.fromisoformat(one).astimezone(dt.UTC) for one in made} == {
        dt.datetime(2026, 7, 8, 12, tzinfo=dt.UTC)
    }


def test_who_has_a_conflict_enters_what_counts_at_once(program: Program) -> None:
    """By oneself a conflict hides the proposal from then on."""
    done = program("conflict", "add", "reviewer-1", ARMY, *BECAUSE, who="reviewer-1")
    assert (done["person"], done["ref"], done["lifted"]) == ("reviewer-1", ARMY, None)
    assert program.denied("versions", ARMY, who="reviewer-1") == "NOT_THERE"
    again = program("conflict", "add", "reviewer-1", ARMY, *BECAUSE, who="reviewer-1")
    other = program("conflict", "add", "reviewer-1", "FY27-NONE-77", *BECAUSE, who="reviewer-1")
    assert set(again) == set(other) == set(done)


def test_one_sees_one_s_own_conflicts_and_an_operator_all(program: Program) -> None:
    """None that others entered; keys are those of the contract."""
    own = program("conflict", "add", "reviewer-1", ARMY, *BECAUSE, who="reviewer-1")
    program("conflict", "add", "reviewer-1", NAVY_6, *BECAUSE, who="operator-1")
    mine = program("conflict", "list", who="reviewer-1")["conflicts"]
    every = program("conflict", "list", who="operator-1")["conflicts"]

    keys = {"id", "person", "ref", "vendor", "component", "reason", "by", "since", "lifted"}
    assert mine == [own]
    assert set(own) >= keys
    assert {one["ref"] for one in every} == {ARMY, NAVY_6}
    assert {one["by"] for one in every} == {"reviewer-1", "operator-1"}


@pytest.mark.parametrize(
    "spelling", ["Alpenschild GmbH", "ALPENSCHILD,  gmbh.", "alpenschild gmbh"]
)
def test_a_vendor_hides_as_m3_compares(program: Program, spelling: str) -> None:
    """Equal after normalizing, full stops and commas removed; no other likeness counts."""
    program("conflict", "add", "reviewer-1", "--vendor", spelling, *BECAUSE, who="operator-1")
    program("conflict", "add", "reviewer-2", "--vendor", "Alpenschild", *BECAUSE, who="operator-1")
    assert program.denied("versions", ARMY, who="reviewer-1") == "NOT_THERE"
    assert program.run("versions", ARMY, who="reviewer-2").code == 0


def test_a_conflict_with_a_component_hides_all_of_it(program: Program) -> None:
    """`--component` hides every proposal of it."""
    program("conflict", "add", "reviewer-1", "--component", "Navy", *BECAUSE, who="operator-1")
    refs = {row["ref"] for row in program("rank", who="reviewer-1")["order"]}
    assert refs
    assert not {ref for ref in refs if "NAVY" in ref}


def test_a_conflict_is_for_who_judges(program: Program) -> None:
    """Reviewers, experts and authorities; for others it is a wrong call."""
    for person in ("sponsor-navy", "operator-1", "auditor-1", "certifier-navy"):
        program.wrong("conflict", "add", person, ARMY, *BECAUSE, who="operator-1")


def test_nobody_but_an_operator_enters_another_s_conflict(program: Program) -> None:
    """`NOT_ALLOWED` to another reviewer; answering and lifting are the operator's."""
    call = ("conflict", "add", "reviewer-2", ARMY, *BECAUSE)
    assert program.denied(*call, who="reviewer-1") == "NOT_ALLOWED"
    done = program("conflict", "add", "reviewer-1", ARMY, *BECAUSE, who="reviewer-1")
    lift = ("conflict", "lift", done["id"], *BECAUSE)
    assert program.run(*lift, who="reviewer-1").code == 5


# ---- Proposed conflicts


@pytest.fixture
def named(program: Program) -> Program:
    """A store in which a reviewer is named as point of contact of a proposal."""
    answers = sample_proposals()[ARMY]["answers"]
    assert answers["project_manager"] == "F. Castellano"
    name = ("--name", "f.  CASTELLANO")
    program("person", "add", "named-1", *name, "--role", "reviewer", who="administrator-1")
    return program


def proposals_of(program: Program, person: str) -> list[dict[str, Any]]:
    """The proposed conflicts of a person."""
    rows = program("conflict", "propose", who="operator-1")["proposed"]
    return [row for row in rows if row["person"] == person]


def test_who_is_named_in_a_proposal_is_proposed(named: Program) -> None:
    """With the cell that says so, and without an answer yet."""
    (row,) = (one for one in proposals_of(named, "named-1") if one["ref"] == ARMY)
    assert {"id", "person", "ref", "why", "field", "sheet", "cell", "written", "answer"} <= set(row)
    assert (row["why"], row["field"], row["sheet"]) == (
        "point of contact", "project_manager", "Proposal",
    )  # fmt: skip
    assert (row["written"], row["answer"]) == ("F. Castellano", None)
    assert re.fullmatch(r"[A-Z]+\d+", row["cell"])


def test_a_proposed_conflict_blocks_assignment_and_hides_nothing(named: Program) -> None:
    """`CONFLICT_PROPOSED` until an operator dismisses it."""
    assert named.refused("assign", ARMY, "named-1", who="operator-1")["code"] == (
        "CONFLICT_PROPOSED"
    )
    assert named.run("versions", ARMY, who="named-1").code == 0
    for row in proposals_of(named, "named-1"):
        named("conflict", "dismiss", row["id"], *BECAUSE, who="operator-1")
    named("assign", ARMY, "named-1", who="operator-1")


def test_a_confirmed_conflict_hides(named: Program) -> None:
    """It is a conflict from then on, and assignment is refused as `CONFLICT`."""
    (row,) = (one for one in proposals_of(named, "named-1") if one["ref"] == ARMY)
    named("conflict", "confirm", row["id"], who="operator-1")
    assert named.denied("versions", ARMY, who="named-1") == "NOT_THERE"
    assert named.refused("assign", ARMY, "named-1", who="operator-1")["code"] == "CONFLICT"


def test_a_name_is_looked_for_as_whole_words(program: Program) -> None:
    """A part of a word is no name; an e-mail is the whole answer."""
    add = ("person", "add")
    email = ("--email", "F.Castellano@Army.example.mil")
    program(*add, "p-1", "--name", "astell", "--role", "reviewer")
    program(*add, "p-2", "--name", "Other Name", "--role", "reviewer", *email)
    program(*add, "p-3", "--name", "D. Bergstrom", "--role", "authority")
    program(*add, "p-4", "--name", "Castellano", "--role", "operator")

    assert proposals_of(program, "p-1") == []
    assert {(r["ref"], r["field"]) for r in proposals_of(program, "p-2")} == {
        (ARMY, "project_manager_email")
    }
    assert (ARMY, "intent_signatory") in {
        (r["ref"], r["field"]) for r in proposals_of(program, "p-3")
    }
    assert proposals_of(program, "p-4") == []


# ---- What an expert sees, and a sponsor before publication


def values_of(tree: Any, keys: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Each value under one of the keys, wherever it stands."""
    if isinstance(tree, dict):
        own = [(key, value) for key, value in tree.items() if key in keys]
        return own + [one for value in tree.values() for one in values_of(value, keys)]
    if isinstance(tree, list):
        return [one for value in tree for one in values_of(value, keys)]
    return []


ORDER_CALLS = (
    ("rank",),
    ("sure",),
    ("line",),
    ("whatif", "--budget", "2027=9000"),
    ("overlap",),
)


def test_the_order_is_not_for_experts_and_sponsors(assigned: Program) -> None:
    """`NOT_ALLOWED`, and no proposal is named."""
    for call in ORDER_CALLS:
        for who in ("expert-1", "sponsor-navy", "certifier-navy"):
            answer = assigned.run(*call, who=who)
            assert answer.code == 5, str(answer)
            assert answer.json["denied"]["code"] == "NOT_ALLOWED", str(answer)
            assert "FY27-" not in answer.out, str(answer)


def test_a_value_that_one_may_not_see_is_null(assigned: Program) -> None:
    """Keys stay; the verdict is there."""
    whole = assigned("show", NAVY, who="authority-1")
    for who in ("expert-1", "sponsor-navy"):
        masked = assigned("show", NAVY, who=who)

        assert set(masked) == set(whole), who
        assert masked["verdict"] == "rankable", who
        found = values_of(masked, KEPT_NULL)
        kept = {key for key, _ in found}
        assert kept == set(KEPT_NULL), who
        assert {str(value) for _, value in found} == {"None"}, who


def test_findings_in_show_have_the_keys_of_check(
    program: Program, season_forms: dict[str, Path]
) -> None:
    """`rule`, `outcome`, `severity`, `field`, `sheet`, `cell`, `message`."""
    keys = ("rule", "outcome", "severity", "field", "sheet", "cell", "message")
    checked = program.run("check", season_forms["FY27-NAVY-11"]).json["files"][0]["proposals"][0]
    shown = program("show", "FY27-NAVY-11", who="sponsor-navy")

    def plain(findings: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
        return {(one["rule"], one["outcome"], one["severity"], one["field"]) for one in findings}

    assert shown["findings"]
    assert all(set(keys) <= set(finding) for finding in shown["findings"])
    assert plain(shown["findings"]) == plain(checked["findings"])


def test_an_expert_lists_what_is_assigned_alone(program: Program) -> None:
    """And a sponsor what is the component's own."""
    program("assign", NAVY, "expert-1", who="operator-1")
    listed = program.run("show", who="expert-1").out
    own = program.run("show", who="sponsor-navy").out

    assert set(re.findall(r"FY27-[A-Z]+-\d\d", listed)) == {NAVY}
    assert {ref.split("-")[1] for ref in re.findall(r"FY27-[A-Z]+-\d\d", own)} == {"NAVY"}


def test_after_publication_a_sponsor_sees_own_scores(program: Program) -> None:
    """Own rank, scores and outcome of own proposals; never others'."""
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    program("slate", "approve", who="authority-1")
    program("slate", "publish", who="authority-1")
    shown = program("show", NAVY, who="sponsor-navy")
    whole = program("show", NAVY, who="authority-1")

    named = ("rank", "mark", "merit", "strength", "maturity", "outcome")
    assert {key: shown[key] for key in named} == {key: whole[key] for key in named}
    assert shown["outcome"] == "fund"
    assert program.denied("show", ARMY, who="sponsor-navy") == "NOT_THERE"
    assert program.denied("rank", who="sponsor-navy") == "NOT_ALLOWED"
