"""What several parts of `reviewing.md` say of one act, driven by the commands alone."""

import os
import pwd
from pathlib import Path
from typing import Any

import pytest

from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.form import load_form
from tests.support.stores.contract import (
    AFTER_DEADLINE,
    REASON,
    Program,
    publish_run,
    review_file,
    review_of,
    write_forms,
)
from tests.support.stores.homes import blank_store

NAVY, ARMY, USMC, NAVY_2 = "FY27-NAVY-01", "FY27-ARMY-02", "FY27-USMC-01", "FY27-NAVY-02"
ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
BECAUSE = ("--reason", REASON)
LISTED = ("FY27-USAF-01", "FY27-USAF-02")


# ---- Separation on one proposal


def test_who_reviewed_approves_nothing_that_covers_it(program: Program, tmp_path: Path) -> None:
    """Submitting, certifying, reviewing and approving are different people's."""
    roles = ("--role", "reviewer", "--role", "authority")
    program("person", "add", "both-1", "--name", "Both", *roles, who="administrator-1")
    program("assign", ARMY, "both-1", who="operator-1")
    program("review", ARMY, "--file", review_file(tmp_path, review_of()), who="both-1")
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    assert program.denied("slate", "approve", who="both-1") == "SEPARATION"


def test_who_reviewed_drafts_and_submits(program: Program, tmp_path: Path) -> None:
    """Without `separation: strict` who reviewed may draft the decision and submit the slate."""
    program("assign", ARMY, "reviewer-1", who="operator-1")
    program("review", ARMY, "--file", review_file(tmp_path, review_of()), who="reviewer-1")
    program("decide", ARMY, "fund", who="reviewer-1")
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    assert program("slate")["state"] == "in approval"


def test_a_certifier_who_became_a_reviewer_does_not_review_it(
    before_deadline: Program, tmp_path: Path
) -> None:
    """Who certified a proposal reviews none of it later."""
    program = before_deadline
    program("certify", NAVY, who="certifier-navy")
    publish_run(program)
    program("person", "change", "certifier-navy", "--role", "reviewer", who="administrator-1")
    answer = program.run("assign", NAVY, "certifier-navy", who="operator-1")
    file = review_file(tmp_path, review_of())
    written = program.run("review", NAVY, "--file", file, who="certifier-navy")
    assert answer.code == 3, str(answer)
    assert written.code == 5, str(written)


# ---- A review and another version of the proposal


def test_a_review_of_an_older_version_stays_in_and_says_so(
    program: Program, tmp_path: Path, season_forms: dict[str, Path]
) -> None:
    """It counts, and queue and panel say `written on version 1`."""
    program("assign", NAVY, "reviewer-1", who="operator-1")
    program("review", NAVY, "--file", review_file(tmp_path, review_of(4)), who="reviewer-1")
    ask = ("ask", NAVY, "--field", "test_site", "--question", "Which site is it?")
    question = program(*ask, "--due", "2026-07-20", who="reviewer-2")
    answered = answered_form(tmp_path, season_forms[NAVY])
    program.run("answer", question["id"], answered, who="sponsor-navy")
    (panel,) = program("panel", NAVY, who="authority-1")["proposals"]

    assert (panel["reviews_in"], panel["reviews_due"]) == (1, 1)
    assert panel["panel_strength"] == 75.0
    assert "written on version 1" in program.run("panel", NAVY, who="authority-1").out
    assert "written on version 1" in program.run("queue", who="reviewer-1").out


def answered_form(folder: Path, form: Path) -> Path:
    """A form with another test site, as a spreadsheet program saves it."""
    import openpyxl

    book = openpyxl.load_workbook(form)
    sheet = book["Proposal"]
    for row in sheet.iter_rows():
        if "test_site" in {cell.value for cell in row[:8]}:
            answer = column_of_answers(sheet)
            sheet.cell(row[0].row, answer).value = "Dahlgren, Virginia"
    path = folder / form.name
    book.save(path)
    return path


def column_of_answers(sheet: Any) -> int:
    """The column that is headed Answer."""
    for row in sheet.iter_rows(max_row=20):
        for cell in row:
            if str(cell.value).strip() == "Answer":
                return int(cell.column)
    raise AssertionError("no column of answers")


def test_reviews_are_open_where_the_cycle_says_so(program: Program, tmp_path: Path) -> None:
    """`reviews: open` shows each review when it is in, to who has not written one yet."""
    for person in ("reviewer-1", "reviewer-2"):
        program("assign", NAVY, person, who="operator-1")
    content = review_of(4, "do not fund")
    program("review", NAVY, "--file", review_file(tmp_path, content), who="reviewer-2")
    closed = program.run("panel", NAVY, who="reviewer-1").out
    program.rewritten(tmp_path / "open.yaml", reviews="open")
    opened = program.run("panel", NAVY, who="reviewer-1").out
    assert "do not fund" not in closed
    assert "do not fund" in opened


# ---- A file of several proposals


@pytest.fixture
def listed(before_deadline: Program, tmp_path: Path) -> Program:
    """A store in which one file holds two proposals, one of them in conflict with a reviewer."""
    samples = sample_proposals()
    path = tmp_path / "list.xlsx"
    write_list_workbook(
        path,
        form=load_form(),
        proposals={ref: samples[ref] for ref in LISTED},
        fiscal_year=2027,
    )
    answer = before_deadline.run("submit", path)
    assert answer.code in {0, 1}, str(answer)
    publish_run(before_deadline)
    before_deadline("conflict", "add", "reviewer-1", LISTED[0], *BECAUSE, who="operator-1")
    return before_deadline


def test_a_file_of_several_is_shown_without_the_hidden_one(listed: Program, tmp_path: Path) -> None:
    """Its rows are taken out; name, size, hash and download answer `NOT_THERE`."""
    receipt = listed.run("receipt", LISTED[1], who="reviewer-1")
    versions = listed.run("versions", LISTED[1], who="reviewer-1")
    whole = listed.run("versions", LISTED[1], who="reviewer-2")
    for answer in (receipt, versions):
        assert LISTED[0] not in answer.out + answer.err
        assert "list.xlsx" not in answer.out + answer.err
    assert versions.code == 0
    assert "list.xlsx" in whole.out
    out = tmp_path / "out.xlsx"
    assert listed.denied("file", LISTED[1], "--out", out, who="reviewer-1") == "NOT_THERE"
    assert not out.exists()


# ---- Words that hold a ref


def test_a_reason_that_names_a_hidden_ref_is_withheld(program: Program) -> None:
    """So is a ref in words that others wrote, wherever they are printed."""
    program("conflict", "add", "reviewer-1", NAVY_2, *BECAUSE, who="operator-1")
    words = f"It overlaps with {NAVY_2}, says the letter."
    program("flag", USMC, "--team", "legal", "--reason", words, who="reviewer-2")
    seen = program.run("flags", who="reviewer-1").out
    assert NAVY_2 not in seen
    assert "(withheld)" in seen


# ---- Waivers and money


def test_a_waiver_is_approved_by_an_authority(program: Program) -> None:
    """To a reviewer and an operator it is `NOT_ALLOWED`, whatever its id is."""
    for who in ("reviewer-1", "operator-1"):
        denied = program.run("waiver", "approve", "FY2027-W001", *BECAUSE, who=who)
        assert denied.code in {2, 5}, str(denied)


def test_a_hidden_proposal_is_decided_by_nobody_who_may_not_see_it(program: Program) -> None:
    """Whoever has a conflict in the cycle works on no slate; the ref in conflict is not there."""
    program("conflict", "add", "reviewer-1", ARMY, *BECAUSE, who="operator-1")
    assert program.denied("decide", ARMY, "fund", who="reviewer-1") == "NOT_THERE"
    assert program.run("slate", "submit", who="reviewer-1").code in {3, 5}
    assert program.run("decide", USMC, "fund", who="reviewer-1").code == 5
    assert program("slate")["undecided"]


def test_a_decision_and_its_version_are_kept_for_the_next_who_reads(program: Program) -> None:
    """Two people who read the same version do not both win."""
    program("decide", ARMY, "fund", "--if-version", "0", who="reviewer-1")
    second = program.refused(
        "decide", ARMY, "reserve", *BECAUSE, "--if-version", "0", who="reviewer-2"
    )
    assert (second["code"], second["version"]) == ("STALE", 1)


# ---- Time


def test_now_is_the_moment_of_the_clock(before_deadline: Program) -> None:
    """A proposal is withdrawn and certified at the moment that was given last."""
    done = before_deadline("certify", NAVY, who="certifier-navy")
    before_deadline("clock", AFTER_DEADLINE)
    assert done["at"].startswith("2026-05-04T")
    assert before_deadline.refused("certify", NAVY, who="certifier-navy")["code"] == "CLOSED"


def test_when_a_file_came_is_an_operator_s_to_say_in_a_real_store(
    tmp_path: Path, season_forms: dict[str, Path]
) -> None:
    """`--received-at` of a sponsor is denied there, and taken from who is an operator too."""
    moment = ("--received-at", "2026-05-04T09:00:00-04:00")
    codes = {}
    for more in ((), ("--role", "operator")):
        real = Program(blank_store(tmp_path / f"real{len(more)}"))
        real("cycle", "add", "--packaged", "2027", "--final-due", "2032-01-31")
        roles = ("--role", "administrator", "--role", "sponsor", *more)
        own = ("--component", "Navy", "--account", ACCOUNT)
        real("person", "add", "a", "--name", "A", *roles, *own)
        codes[bool(more)] = real.run("submit", season_forms[NAVY], *moment).code
    assert codes[False] == 5
    assert codes[True] in {0, 1}


# ---- Sight is the union of roles


def test_sight_is_the_union_of_the_roles(program: Program) -> None:
    """An expert who is a reviewer too sees the order; a conflict binds in both roles."""
    roles = ("--role", "expert", "--role", "reviewer", "--role", "operator")
    program("person", "add", "both-1", "--name", "Both", *roles, who="administrator-1")
    assert ARMY in {row["ref"] for row in program("rank", who="both-1")["order"]}
    program("conflict", "add", "both-1", ARMY, *BECAUSE, who="operator-1")
    assert ARMY not in {row["ref"] for row in program("rank", who="both-1")["order"]}
    assert program.denied("versions", ARMY, who="both-1") == "NOT_THERE"


# ---- Who is proposed for a conflict


def test_who_brought_a_proposal_is_proposed_when_he_comes_to_judge(
    before_deadline: Program, tmp_path: Path
) -> None:
    """`submitter`, `certifier` and `component` are reasons beside the names in the answers."""
    program = before_deadline
    for role, person in (("sponsor", "came-1"), ("certifier", "came-2")):
        options = ("--role", role, "--component", "Navy")
        program("person", "add", person, "--name", f"Person {person}", *options)
    program.run("submit", write_forms(tmp_path, ["FY27-NAVY-04"])["FY27-NAVY-04"], who="came-1")
    program("certify", NAVY, who="came-2")
    publish_run(program)
    for person in ("came-1", "came-2"):
        program("person", "change", person, "--role", "authority", who="administrator-1")
    rows = program("conflict", "propose", who="operator-1")["proposed"]
    found = {(row["person"], row["ref"], row["why"]) for row in rows}

    assert ("came-1", "FY27-NAVY-04", "submitter") in found
    assert ("came-2", NAVY, "certifier") in found
    assert ("came-1", NAVY, "component") in found or ("came-2", NAVY_2, "component") in found
