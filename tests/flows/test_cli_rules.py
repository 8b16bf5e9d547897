"""The commands on stages and alarms."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.errors import UsageError
from fct.data.rules import load_rules
from fct.data.store import Store
from tests.workbooks import write_failing

Fct = Callable[..., Result]
REF = "FY27-ARMY-01"
IN_TIME = ("--received-at", "2026-06-12T10:00-04:00")


def answer(result: Result) -> Any:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.stdout)


def said(result: Result) -> str:
    """What the command told, as one line."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.stdout.split())


def refused(result: Result) -> str:
    assert isinstance(result.exception, UsageError), result.exception
    return str(result.exception)


def submit_old(fct: Fct, folder: Path, *refs: str) -> None:
    """Submit forms on which A3 fails."""
    for ref in refs:
        path = write_failing(folder / f"{ref}.xlsx", REF, ref=ref)
        answer(fct("submit", path, *IN_TIME, "--json"))


@pytest.fixture
def old(store: Store, tmp_path: Path, fct: Fct) -> Store:
    """A store with one proposal, on which A3 fails."""
    submit_old(fct, tmp_path, REF)
    return store


@pytest.mark.usefixtures("old")
def test_statistics_of_every_rule_are_counted(fct: Fct) -> None:
    """One line a rule, in the order of the declaration."""
    found = answer(fct("rule", "stats", "--json"))

    assert [one["rule"] for one in found] == list(load_rules())
    a3 = next(one for one in found if one["rule"] == "A3")
    assert a3 == {
        "rule": "A3",
        "severity": "criterion",
        "stage": "block",
        "judged": 1,
        "fails": 1,
        "unknown": 0,
        "reviewed": 0,
        "false_alarms": 0,
        "alarms": 1,
        "false_alarm_rate": None,
        "false_alarm_interval": None,
        "by_component": {
            "Army": {"judged": 1, "fails": 1, "unknown": 0, "reviewed": 0, "false_alarms": 0}
        },
        "by_fiscal_year": {
            "2027": {"judged": 1, "fails": 1, "unknown": 0, "reviewed": 0, "false_alarms": 0}
        },
    }
    assert "nothing reviewed" in said(fct("rule", "stats"))


@pytest.mark.usefixtures("old")
def test_statistics_of_one_rule_are_told_in_full(fct: Fct) -> None:
    """By component and by fiscal year, with the rate and its interval once it is reviewed."""
    fct("rule", "review", REF, "A3", "--false", "--reason", "The letter is new.")

    told = said(fct("rule", "stats", "A3"))

    assert "100% (21% to 100%)" in told
    assert "component judged" in told
    assert "fiscal year judged" in told


@pytest.mark.usefixtures("old")
def test_an_alarm_is_listed_reviewed_and_listed_with_its_review(fct: Fct) -> None:
    """What nobody has reviewed can be listed alone."""
    assert "C18" in said(fct("rule", "alarms", "A3", "--unreviewed"))

    found = answer(
        fct("rule", "review", REF, "A3", "--true", "--reason", "It is old.", "--as", "Op", "--json")
    )

    assert {name: found[name] for name in ("ref", "version", "rule", "is_false", "by")} == {
        "ref": REF,
        "version": 1,
        "rule": "A3",
        "is_false": False,
        "by": "Op",
    }
    assert answer(fct("rule", "alarms", "A3", "--unreviewed", "--json")) == []
    assert "no unreviewed alarm" in said(fct("rule", "alarms", "A3", "--unreviewed"))
    assert "true, Op: It is old." in said(fct("rule", "alarms", "A3"))
    assert "is a false alarm" in said(
        fct("rule", "review", REF, "A3", "--false", "--reason", "It was renewed.")
    )


@pytest.mark.usefixtures("old")
def test_a_rule_goes_down_with_a_reason(fct: Fct) -> None:
    """The published run follows, and the change is listed with the figures looked at."""
    found = answer(
        fct("rule", "stage", "A3", "watch", "--reason", "Tried out.", "--as", "Op", "--json")
    )
    fct("evaluate")

    assert (found["was"], found["stage"], found["statistics"]["fails"]) == ("block", "watch", 1)
    shown = answer(fct("show", REF, "--json"))
    assert shown["verdict"] == "rankable"
    assert "A3" not in {finding["rule"] for finding in shown["findings"]}
    listed = answer(fct("rule", "stages", "--json"))
    assert listed["not_blocking"] == {"A3": "watch"}
    assert [(one["rule"], one["actor"], one["reason"]) for one in listed["changes"]] == [
        ("A3", "Op", "Tried out.")
    ]
    assert "Not at block: A3 at watch." in said(fct("rule", "stages"))
    assert answer(fct("rule", "stages", "A1", "--json")) == {"not_blocking": {}, "changes": []}


@pytest.mark.usefixtures("old")
def test_a_test_submission_is_checked_by_the_stores_stages(
    forms: dict[str, Path], fct: Fct
) -> None:
    """As a run of that store would judge it."""
    fct("rule", "stage", "A3", "watch", "--reason", "Tried out.")

    receipt = answer(fct("submit", forms[REF], *IN_TIME, "--test", "--json"))["receipts"][0]

    assert receipt["check"]["stages"] == {"found_in": "store", "not_blocking": {"A3": "watch"}}


def test_a_rule_goes_up_on_reviewed_alarms(store: Store, tmp_path: Path, fct: Fct) -> None:
    """Ten true alarms of ten: at most 27.8 percent can be false, and 30 are accepted for warn."""
    refs = [f"FY27-ARMY-{n:02d}" for n in range(1, 11)]
    submit_old(fct, tmp_path, *refs)
    fct("rule", "stage", "A3", "watch", "--reason", "Tried out.")
    for ref in refs[:-1]:
        fct("rule", "review", ref, "A3", "--true", "--reason", "It is old.")

    too_early = refused(fct("rule", "stage", "A3", "warn", "--reason", "It works."))
    fct("rule", "review", refs[-1], "A3", "--true", "--reason", "It is old.")
    told = said(fct("rule", "stage", "A3", "warn", "--reason", "It works."))

    assert "9 of its 10 alarms are reviewed, and 10 must be" in too_early
    assert told.startswith("Rule A3 goes from watch to warn: from the next run on its findings are")
    kept = store.stage_changes("A3")[-1].statistics
    assert (kept.whole.reviewed, kept.whole.false_alarms) == (10, 0)
    assert kept.rate_interval == pytest.approx((0.0, 0.2775), abs=5e-5)


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stage", "A3", "stop", "--reason", "x"), "no stage stop; write one of watch, warn, blo"),
        (("stage", "Z9", "watch", "--reason", "x"), "There is no rule Z9"),
        (("stage", "A3", "watch", "--reason", " "), "needs a reason"),
        (("stage", "A3", "block", "--reason", "x"), "A3 is at block already"),
        (("stats", "Z9"), "There is no rule Z9"),
        (("alarms", "Z9"), "There is no rule Z9"),
        (("stages", "Z9"), "There is no rule Z9"),
        (("review", REF, "A1", "--true", "--reason", "x"), "A1 holds on version 1"),
        (("review", "X", "A3", "--true", "--reason", "x"), "There is no proposal X"),
    ],
)
def test_a_call_that_makes_no_sense_is_told(
    fct: Fct, arguments: tuple[str, ...], words: str
) -> None:
    """One sentence that says what is accepted."""
    assert words in refused(fct("rule", *arguments))


@pytest.mark.usefixtures("old")
def test_a_review_must_say_true_or_false(fct: Fct) -> None:
    """Nothing is taken for granted."""
    result = fct("rule", "review", REF, "A3", "--reason", "x")

    assert result.exit_code == 2
    assert "--false" in result.output
