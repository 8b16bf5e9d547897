"""Commands between the office and the sponsors, through the command line."""

import json
import os
import pwd
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.support.files.workbooks import write_sample
from tests.support.processes.commands import call

Fct = Callable[..., Result]
ARMY, USMC = "FY27-ARMY-01", "FY27-USMC-01"
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\ncertification: required\n"
PEOPLE = (
    ("boss", "administrator", None),
    ("army", "sponsor", "Army"),
    ("army-office", "certifier", "Army"),
    ("marines", "sponsor", "Marine Corps"),
    ("reviewer", "reviewer", None),
    ("authority", "authority", None),
    ("auditor", "auditor", None),
    ("operator", "operator", None),
)


@pytest.fixture(scope="module")
def season_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An illustrative store in June 2026 with people and two proposals."""
    folder = tmp_path_factory.mktemp("exchange")
    home = folder / "home"

    def fct(*words: object) -> None:
        done = call(*words, env={"FCT_HOME": str(home)})
        assert done.exit_code == 0, done.output

    fct("store", "new", "--illustrative")
    (folder / "cycle.yaml").write_text(CYCLE)
    fct("clock", "2026-06-12T10:00-04:00")
    fct("cycle", "add", folder / "cycle.yaml")
    account = pwd.getpwuid(os.getuid()).pw_name
    for name, role, component in PEOPLE:
        more = ["--component", component] if component else []
        more += ["--account", account] if name == "boss" else []
        fct("person", "add", name, "--name", name, "--role", role, *more)
    for ref, person in ((ARMY, "army"), (USMC, "marines")):
        path = write_sample(folder / f"{ref}.xlsx", ref, ref=ref)
        fct("submit", path, "--as", person)
    return home


@pytest.fixture
def season(season_template: Path, home: Path, fct: Fct) -> Fct:
    """The command line on a copy of it."""
    shutil.copytree(season_template, home, dirs_exist_ok=True)
    return fct


def said(result: Result) -> Any:
    """Return what a command printed as JSON."""
    return json.loads(result.stdout)


def test_a_proposal_goes_from_receipt_to_answer(season: Fct, tmp_path: Path) -> None:
    """Certified in June, published in July, asked about, answered, and judged again."""
    before = said(season("status", "--json", "--as", "army"))["proposals"]
    certified = said(season("certify", ARMY, "--json", "--as", "army-office"))
    season("clock", "2026-07-02T09:00-04:00")
    season("evaluate", "--as", "operator")
    rank = said(season("rank", "--json", "--as", "reviewer"))
    asked = said(
        season(
            *("ask", ARMY, "--field", "trl", "--question", "Which level?"),
            *("--due", "2026-07-04", "--json", "--as", "reviewer"),
        )
    )
    waiting = said(season("status", "--json", "--as", "army"))["proposals"]
    seen = said(season("questions", "--json", "--as", "army"))["questions"]
    season("clock", "2026-07-06T09:00-04:00")
    path = write_sample(tmp_path / "answer.xlsx", ARMY, ref=ARMY, trl=7)
    answered = said(season("answer", asked["id"], str(path), "--json", "--as", "army"))
    again = said(season("evaluate", "--json", "--as", "operator"))
    versions = said(season("versions", ARMY, "--json", "--as", "auditor"))["versions"]

    assert [(one["ref"], one["state"]) for one in before] == [(ARMY, "to certify")]
    assert (certified["ref"], certified["version"]) == (ARMY, 1)
    assert certified["certified_by"] == "army-office"
    assert [row["ref"] for row in rank["order"]] == [ARMY]
    assert rank["not_ranked"] == [{"ref": USMC, "reason": "not certified"}]
    assert (asked["state"], asked["asked_by"], asked["fields"]) == ("open", "reviewer", ["trl"])
    assert (waiting[0]["state"], waiting[0]["waits_for"]) == ("question", "sponsor")
    assert waiting[0]["due"] == "2026-07-04T23:59:59-04:00"
    assert [one["asked_by"] for one in seen] == ["the FCT office"]
    assert (answered["state"], answered["days"], answered["late"]) == ("answered", 4, True)
    assert answered["is"] == {"trl": "7"}
    assert again["is_new"]
    assert [one["timing"] for one in versions] == ["in time", "answer to FY2027-Q001"]


def test_what_is_not_asked_for_is_refused_by_name(season: Fct, tmp_path: Path) -> None:
    """Exit 3, and the fields as programs read them."""
    season("evaluate", "--as", "operator")
    season(
        *("ask", ARMY, "--field", "trl", "--question", "Which level?"),
        *("--due", "2026-07-04", "--as", "reviewer"),
    )
    path = write_sample(tmp_path / "answer.xlsx", ARMY, ref=ARMY, trl=7, vendor="Another AB")
    result = season("answer", "FY2027-Q001", str(path), "--json", "--as", "army")

    assert result.exit_code == 3
    assert said(result)["refused"]["code"] == "OTHER_FIELDS"
    assert said(result)["refused"]["fields"] == ["vendor"]


def test_what_is_probably_a_slip_is_said(season: Fct, tmp_path: Path) -> None:
    """A last day in the past, and an answer in which nothing that was asked about differs."""
    season("evaluate", "--as", "operator")
    for due, is_past in (("2026-06-12", False), ("2026-06-11", True)):
        question = ("--field", "trl", "--question", "Which level?", "--due", due)
        done = season("ask", ARMY, *question, "--as", "reviewer")
        assert ("passed already" in done.stdout) == is_past, due
    path = write_sample(tmp_path / "answer.xlsx", ARMY, ref=ARMY, trl=7)
    for asked, is_same in (("FY2027-Q001", False), ("FY2027-Q002", True)):
        given = season("answer", asked, str(path), "--as", "army")
        assert ("stand as they were" in given.stdout) == is_same, asked


def test_what_one_may_not_do_is_denied_and_logged(season: Fct) -> None:
    """Exit 5; the auditor finds it in the log."""
    for words, code in (
        (("certify", ARMY, "--as", "army"), "NOT_ALLOWED"),
        (("certify", USMC, "--as", "army-office"), "NOT_THERE"),
        (("certify", "NOBODY-1", "--as", "army-office"), "NOT_THERE"),
        (("questions", USMC, "--as", "army"), "NOT_THERE"),
        (("log", "--ref", USMC, "--as", "army"), "NOT_THERE"),
        (("log", "--person", "army", "--as", "marines"), "NOT_ALLOWED"),
        (("status", "--as", "boss"), "NOT_ALLOWED"),
        (("note", USMC, "A4", "Soon.", "--as", "army"), "NOT_THERE"),
    ):
        result = season(*words, "--json")
        last = said(season("log", "--json", "--as", "auditor"))["events"][-1]

        assert result.exit_code == 5, words
        assert said(result)["denied"]["code"] == code, words
        assert (last["outcome"], last["code"], last["person"]) == ("denied", code, words[-1])
        assert len(last["sha256"]) == 64


def test_a_question_is_listed_in_words(season: Fct) -> None:
    """With what the answer may change, or that there is none."""
    season("evaluate", "--as", "operator")
    nothing = season("questions", "--as", "marines").stdout
    season(
        *("ask", ARMY, "--field", "trl", "--question", "Which level?"),
        *("--due", "2026-07-04", "--as", "reviewer"),
    )
    listed = season("questions", ARMY, "--as", "army").stdout

    assert "No question was asked." in nothing
    assert "asked 2026-06-12T10:00:00-04:00 by the FCT office, due 2026-07-04: open" in listed
    assert "may change: trl" in listed


def test_a_day_that_is_none_is_said(season: Fct) -> None:
    """With how it is written."""
    result = season(
        *("ask", ARMY, "--field", "trl", "--question", "Which level?", "--due", "4 July"),
        *("--as", "reviewer"),
    )

    assert str(result.exception) == "--due 4 July is not a date; write it as 2027-07-15."


def test_a_published_decision_ends_the_waiting(season: Fct) -> None:
    """Until the slate is published its decisions show nowhere."""
    season("clock", "2026-07-02T09:00-04:00")
    season("evaluate", "--as", "operator")
    why = ("--reason", "The license is still to come.", "--condition", "A license by May.")
    season("decide", ARMY, "reserve", *why, "--as", "reviewer")
    season("slate", "advise", "--as", "reviewer")
    season("slate", "submit", "--as", "reviewer")
    before = said(season("status", "--json", "--as", "army"))["proposals"]
    season("slate", "approve", "--as", "authority")
    season("slate", "publish", "--as", "authority")
    after = said(season("status", "--json", "--as", "army"))["proposals"]

    assert [one["state"] for one in before] == ["to certify"]
    assert [(one["state"], one["waits_for"], one["due"]) for one in after] == [
        ("decided", None, None)
    ]
    assert [one["decision"] for one in before] == [[]]
    (lines,) = [one["decision"] for one in after]
    assert lines == [
        "Reason: The license is still to come.",
        "Condition: A license by May.",
    ]
    shown = season("show", ARMY, "--as", "army")
    assert all(line in shown.stdout for line in lines)
