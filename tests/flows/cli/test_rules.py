"""The commands on stages and alarms."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import DeniedError
from fct.data.program.rules import load_rules
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from tests.conftest import ACTOR, IN_TIME as IN_JUNE, opened_copy
from tests.support.files.workbooks import write_failing
from tests.support.processes.commands import answer, refused, said

Fct = Callable[..., Result]
REF = "FY27-ARMY-01"
IN_TIME = ("--received-at", "2026-06-12T10:00-04:00")


def lower(fct: Fct, rule: str, stage: str) -> None:
    """Lower a rule, as two people."""
    found = answer(fct("rule", "stage", rule, stage, "--reason", "Tried.", "--as", "A", "--json"))
    answer(fct("rule", "confirm", found["id"], "--reason", "Seen.", "--as", "B", "--json"))


@pytest.fixture(scope="module")
def old_home(tmp_path_factory: pytest.TempPathFactory, illustrative_home: Path) -> Path:
    """An illustrative store with one proposal, on which A3 fails."""
    folder = tmp_path_factory.mktemp("old")
    with opened_copy(illustrative_home, folder / "home") as store:
        path = write_failing(folder / f"{REF}.xlsx", REF, ref=REF)
        submit(store, path, Delivery(ACTOR, IN_JUNE, 2027))
    return folder / "home"


@pytest.fixture
def old(old_home: Path, home: Path) -> Iterator[Store]:
    """An open copy of it."""
    with opened_copy(old_home, home) as opened:
        yield opened


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
def test_statistics_of_one_rule_are_shown_in_full(fct: Fct) -> None:
    """By component and by fiscal year, with the rate and its interval once it is reviewed."""
    fct("rule", "review", REF, "A3", "--false", "--reason", "The letter is new.")

    reported = said(fct("rule", "stats", "A3"))

    assert "100% (21% to 100%)" in reported
    assert "component judged" in reported
    assert "fiscal year judged" in reported


@pytest.mark.usefixtures("old")
def test_an_alarm_is_listed_reviewed_and_listed_with_its_review(fct: Fct) -> None:
    """What nobody has reviewed can be listed alone."""
    assert "C23" in said(fct("rule", "alarms", "A3", "--unreviewed"))

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
def test_two_lower_a_rule_and_every_answer_of_the_run_says_so(fct: Fct) -> None:
    """Proposed by one, confirmed by another; the published run follows and says it at its head."""
    found = answer(
        fct("rule", "stage", "A3", "watch", "--reason", "Tried out.", "--as", "Op", "--json")
    )
    assert (found["id"], found["status"], found["was"]) == ("L001", "waiting", "block")
    assert found["statistics"]["fails"] == 1
    assert answer(fct("rule", "stages", "--json"))["not_blocking"] == {}
    same = fct("rule", "confirm", "L001", "--reason", "Seen.", "--as", "op")
    assert "another person must confirm it" in refused(same)
    confirmed = answer(fct("rule", "confirm", "L001", "--reason", "Seen.", "--as", "Ray", "--json"))
    fct("evaluate")

    assert (confirmed["status"], confirmed["answers"][0]["by"]) == ("confirmed", "Ray")
    shown = answer(fct("show", REF, "--json"))
    assert shown["verdict"] == "rankable"
    assert "A3" not in {finding["rule"] for finding in shown["findings"]}
    head = "Run FY2027-R001 was made with 1 rule lowered (A3 at watch)."
    for command in (("rank",), ("show", REF), ("why", REF), ("sure",), ("line",), ("whatif",)):
        assert answer(fct(*command, "--json"))["head"] == [head], command
        assert head in said(fct(*command)), command
    assert answer(fct("show", "--json"))[0]["head"] == [head]
    listed = answer(fct("rule", "stages", "--json"))
    assert listed["not_blocking"] == {"A3": "watch"}
    assert [(one["rule"], one["actor"], one["reason"]) for one in listed["changes"]] == [
        ("A3", "Ray", "Seen.")
    ]
    assert "Not at block: A3 at watch." in said(fct("rule", "stages"))
    nothing = {"not_blocking": {}, "changes": [], "lowerings": []}
    assert answer(fct("rule", "stages", "A1", "--json")) == nothing


@pytest.mark.usefixtures("old")
def test_one_takes_a_lowering_back(fct: Fct) -> None:
    """The published run keeps its head until the next run, which judges as before."""
    lower(fct, "A3", "watch")
    fct("evaluate")
    reported = said(fct("rule", "take-back", "L001", "--reason", "It was wrong.", "--as", "A"))
    assert reported == "L001 is taken back: rule A3 is at block from the next run on."

    head = answer(fct("rank", "--json"))["head"]
    assert head[1] == "Inputs changed since this run, FY2027-R001: stages of rules."
    fct("evaluate")

    assert "head" not in answer(fct("rank", "--json"))
    assert answer(fct("show", REF, "--json"))["verdict"] == "not recommended"


@pytest.mark.usefixtures("submitted")
def test_in_a_real_store_a_name_makes_no_second_person(fct: Fct) -> None:
    """Both come from one account of the system, and nobody stands in for another."""
    fct("rule", "stage", "A3", "watch", "--reason", "Tried out.")

    stand_in = fct("rule", "confirm", "L001", "--reason", "Seen.", "--as", "Ray")
    result = fct("rule", "confirm", "L001", "--reason", "Seen.")

    assert "Nobody acts for another person in a real store" in refused(stand_in)
    assert "another account must confirm it" in refused(result)
    assert answer(fct("rule", "stages", "--json"))["not_blocking"] == {}


@pytest.mark.usefixtures("old")
def test_a_test_submission_is_checked_by_the_stores_stages(
    forms: dict[str, Path], fct: Fct
) -> None:
    """As a run of that store would judge it."""
    lower(fct, "A3", "watch")

    receipt = answer(fct("submit", forms[REF], *IN_TIME, "--test", "--json"))["receipts"][0]

    assert receipt["check"]["stages"] == {"found_in": "store", "not_blocking": {"A3": "watch"}}


@pytest.mark.usefixtures("old")
def test_a_call_that_makes_no_sense_is_reported(fct: Fct) -> None:
    """One sentence that says what is accepted."""
    for arguments, words in (
        (("stage", "A3", "stop", "--reason", "x"), "no stage stop; write one of watch, warn, blo"),
        (("stage", "Z9", "watch", "--reason", "x"), "There is no rule Z9"),
        (("stage", "A3", "watch", "--reason", " "), "needs a reason"),
        (("stage", "A3", "block", "--reason", "x"), "A3 is at block already"),
        (("stage", "G4", "watch", "--reason", "x"), "Rule G4 is a gate"),
        (("confirm", "L001", "--reason", "x"), "There is no L001 that you may see"),
        (("take-back", "L001", "--reason", "x"), "There is no L001 that you may see"),
        (("stats", "Z9"), "There is no rule Z9"),
        (("alarms", "Z9"), "There is no rule Z9"),
        (("stages", "Z9"), "There is no rule Z9"),
        (("stages", "H1"), "There is no house rule H1; no cycle of this store has any"),
        (("review", REF, "A1", "--true", "--reason", "x"), "A1 holds on version 1"),
        (("review", "X", "A3", "--true", "--reason", "x"), "There is no X that you may see"),
    ):
        assert words in refused(fct("rule", *arguments)), arguments


def test_an_alarm_of_a_proposal_that_is_not_there_is_denied(store: Store, fct: Fct) -> None:
    """The same words as for one that the person may not see."""
    del store
    result = fct("rule", "review", "X", "A3", "--true", "--reason", "x")

    assert isinstance(result.exception, DeniedError)
    assert str(result.exception) == "There is no X that you may see."


@pytest.mark.usefixtures("old")
def test_a_review_must_say_true_or_false(fct: Fct) -> None:
    """Nothing is taken for granted."""
    result = fct("rule", "review", REF, "A3", "--reason", "x")

    assert result.exit_code == 2
    assert "--false" in result.output
