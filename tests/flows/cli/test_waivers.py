"""The commands on waivers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.files.workbooks import write_failing
from tests.support.processes.commands import answer, call, refused, said
from tests.support.stores.homes import copied_home

Fct = Callable[..., Result]
REF = "FY27-ARMY-01"
ID = "FY2027-W001"


@pytest.fixture
def old(illustrative_home: Path, home: Path, forms: dict[str, Path], tmp_path: Path) -> Path:
    """An illustrative store with two proposals, judged; on FY27-ARMY-01 A3 fails."""

    def make(made: Path) -> None:
        at = {"FCT_HOME": str(shutil.copytree(illustrative_home, made))}
        path = write_failing(tmp_path / "old.xlsx", REF, ref=REF)
        received = ("--received-at", "2026-06-12T10:00-04:00")
        call("submit", path, forms["FY27-ARMY-02"], *received, env=at)
        call("evaluate", env=at)

    return copied_home(home, "", make)


def ask(fct: Fct, *others: str, rule: str = "A3", expires: str = "2026-09-30") -> Result:
    """Ask to waive a rule."""
    options = ("--reason", "Renewed by message.", "--expires", expires, "--as", "Ann Lee")
    return fct("waiver", "request", REF, rule, *options, *others)


def say(fct: Fct, what: str, *others: str, name: str = "Bob Ray") -> Result:
    """Answer the waiver."""
    return fct("waiver", what, ID, "--reason", "Seen.", "--as", name, *others)


@pytest.mark.usefixtures("old")
def test_an_approved_waiver_stands_beside_the_score(fct: Fct) -> None:
    """In the order of merit and on the proposal; the other proposal has none."""
    assert "until then nothing changes" in said(ask(fct))
    assert answer(fct("show", REF, "--json"))["verdict"] == "not recommended"
    assert f"{ID} is approved: from the next run on" in said(say(fct, "approve"))
    fct("evaluate")

    shown = answer(fct("show", REF, "--json"))
    (waiver,) = shown["waivers"]

    assert shown["verdict"] == "rankable"
    assert (waiver["id"], waiver["rule"], waiver["outcome"]) == (ID, "A3", "fails")
    assert (waiver["requested_by"], waiver["approved_by"]) == ("Ann Lee", "Bob Ray")
    assert (waiver["approval_reason"], waiver["expires"]) == ("Seen.", "2026-09-30")
    waived = {finding["rule"]: finding["waived"] for finding in shown["findings"]}
    assert waived["A3"] == waiver
    assert waived["A4"] is None

    head = f"Run FY2027-R002 was made with 1 waiver ({ID}, rule A3 for {REF})."
    assert shown["head"] == [head]
    order = {row["ref"]: row["waivers"] for row in answer(fct("rank", "--json"))["order"]}
    assert order == {REF: [waiver], "FY27-ARMY-02": []}
    for command in (("rank",), ("show", REF)):
        assert f"waived {REF}: rule A3 fails, waived by {ID} until 2026-09-30" in said(
            fct(*command)
        )


@pytest.mark.usefixtures("old")
def test_a_revoked_waiver_is_gone_from_the_next_run(fct: Fct) -> None:
    """The list keeps it with both answers."""
    ask(fct)
    say(fct, "approve")
    fct("evaluate")
    assert "it does not count from the next run on" in said(say(fct, "revoke"))
    fct("evaluate")

    shown = answer(fct("show", REF, "--json"))
    assert (shown["verdict"], shown["waivers"]) == ("not recommended", [])
    (listed,) = answer(fct("waiver", "list", "--json"))
    assert (listed["id"], listed["status"]) == (ID, "revoked")
    assert [(one["answer"], one["by"]) for one in listed["answers"]] == [
        ("approved", "Bob Ray"),
        ("revoked", "Bob Ray"),
    ]
    assert "revoked" in said(fct("waiver", "list"))


@pytest.mark.usefixtures("old")
def test_a_refused_waiver_changes_nothing(fct: Fct) -> None:
    """And another one may be asked for."""
    asked = answer(ask(fct, "--json"))
    answered = answer(say(fct, "refuse", "--json"))

    assert (asked["status"], asked["answers"]) == ("waiting", [])
    assert (answered["status"], answered["reason"]) == ("refused", "Renewed by message.")
    assert answer(ask(fct, "--json"))["id"] == "FY2027-W002"


@pytest.mark.usefixtures("store")
def test_without_a_waiver_the_list_is_empty(fct: Fct) -> None:
    """A cycle that is not there is reported."""
    assert answer(fct("waiver", "list", "--fiscal-year", "2027", "--json")) == []
    assert said(fct("waiver", "list")) == "There are no waivers."
    assert "no cycle of 2031; it has: 2027" in refused(
        fct("waiver", "list", "--fiscal-year", "2031")
    )


@pytest.mark.usefixtures("old")
def test_a_request_that_makes_no_sense_is_reported(fct: Fct) -> None:
    """The law, a date that is none, one that would never count, the same twice."""
    assert "G1 is law and cannot be waived" in refused(ask(fct, rule="G1"))
    assert "G5 is a gate, and a gate cannot be waived" in refused(ask(fct, rule="G5"))
    assert "A1 holds on version 1 of FY27-ARMY-01, so there is nothing to waive" in refused(
        ask(fct, rule="A1")
    )
    assert "--expires soon is not a date" in refused(ask(fct, expires="soon"))
    assert "until 2026-06-29 would never count" in refused(ask(fct, expires="2026-06-29"))
    ask(fct)
    assert f"{ID} asks for the same already" in refused(ask(fct))


@pytest.mark.usefixtures("old")
def test_an_answer_that_makes_no_sense_is_reported(fct: Fct) -> None:
    """By the one who asked, to what is not there, or out of turn."""
    assert f"There is no {ID} that you may see" in refused(say(fct, "approve"))
    ask(fct)
    assert "another person must approve it" in refused(say(fct, "approve", name="ann lee"))
    assert "is waiting, so it cannot be revoked" in refused(say(fct, "revoke"))
