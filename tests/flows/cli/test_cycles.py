"""The commands on cycles."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import NotNowError, UsageError
from tests.support.processes.commands import answer, said

Fct = Callable[..., Result]
CASES = Path(__file__).parents[2] / "cases"
FORM = CASES / "C-advocacy-2024-06-30.xlsx"
IN_TIME = ("--received-at", "2026-06-12T10:00-04:00")


@pytest.fixture
def june(fct: Fct) -> Fct:
    """A store whose cycle is due on 30 June, with one proposal of that year."""
    fct("cycle", "add", CASES / "c5.yaml")
    answer(fct("submit", FORM, "--fiscal-year", 2027, *IN_TIME, "--json"))
    return fct


def test_a_change_shows_what_changes_for_whom_and_writes_nothing(june: Fct) -> None:
    """The deadline of each component, the verdict, the rank and the mark of the one proposal."""
    report = answer(june("cycle", "change", CASES / "c5b.yaml", "--json"))

    assert (report["fiscal_year"], report["version"], report["written"]) == (2027, 1, False)
    assert report["changes"] == [{"key": "final_due", "was": "2026-06-30", "is": "2026-07-15"}]
    deadline = "deadline: 2026-06-30 23:59:59 EDT becomes 2026-07-15 23:59:59 EDT"
    assert {"who": "Army", "what": deadline} in [
        {name: one[name] for name in ("who", "what")} for one in report["for"]
    ]
    ref = report["for"][-1]["who"]
    assert [one["what"] for one in report["for"] if one["who"] == ref] == [
        "verdict: rankable becomes not recommended",
        "rank: 1 becomes no rank",
        "mark: funded becomes no mark",
    ]
    informed = said(june("cycle", "change", CASES / "c5b.yaml"))
    assert "verdict: rankable becomes not recommended" in informed
    assert informed.endswith("the same command with --reason takes the change.")
    assert answer(june("cycle", "list", "--json"))[0]["version"] == 1


def test_a_change_with_a_reason_is_taken(june: Fct) -> None:
    """The next run judges by it; the run of before says that its inputs changed."""
    june("evaluate")
    before = answer(june("show", "--json"))
    report = answer(
        june("cycle", "change", CASES / "c5b.yaml", "--reason", "The call was late.", "--json")
    )

    assert (report["version"], report["written"]) == (2, True)
    assert before[0]["verdict"] == "rankable"
    assert "head" not in before[0]
    changed = "Inputs changed since this run, FY2027-R001: the cycle file is version 2 now."
    assert answer(june("rank", "--json"))["head"] == [changed]
    assert changed in said(june("rank"))
    june("evaluate")
    assert answer(june("show", "--json"))[0]["verdict"] == "not recommended"


def test_the_same_text_is_no_new_version(june: Fct, tmp_path: Path) -> None:
    """Not by `add`, not by `change`, with a reason or without one."""
    copy = tmp_path / "copy.yaml"
    copy.write_bytes((CASES / "c5.yaml").read_bytes())

    assert answer(june("cycle", "add", copy, "--json"))["version"] == 1
    report = answer(june("cycle", "change", copy, "--reason", "Again.", "--json"))
    assert (report["version"], report["written"]) == (1, False)
    assert (report["changes"], report["for"]) == ([], [])
    assert "version 1 already; nothing changes" in said(june("cycle", "change", copy))


def test_another_text_of_an_opened_cycle_goes_by_change(june: Fct) -> None:
    """As JSON it is an object; without, a sentence with its code."""
    plain = june("cycle", "add", CASES / "c5b.yaml")
    as_json = june("cycle", "add", CASES / "c5b.yaml", "--json")

    assert isinstance(plain.exception, NotNowError)
    assert plain.exception.code == "USE_CHANGE"
    assert "`fct cycle change FILE` shows" in str(plain.exception)
    assert as_json.exit_code == 3
    assert json.loads(as_json.stdout)["refused"] == {
        "code": "USE_CHANGE",
        "message": str(plain.exception),
    }
    assert answer(june("cycle", "list", "--json"))[0]["version"] == 1


def test_before_it_opens_a_cycle_takes_another_text(fct: Fct, tmp_path: Path) -> None:
    """Nothing was sent yet, so nothing changes for anybody."""
    opens = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    file = tmp_path / "cycle.yaml"
    versions = []
    for days in (60, 90):
        due = opens + dt.timedelta(days=days)
        file.write_text(f"fiscal_year: 2028\nopens: {opens}\nfinal_due: {due}\n")
        versions.append(answer(fct("cycle", "add", file, "--json"))["version"])

    assert versions == [1, 2]


def test_a_change_of_remarks_changes_nothing_for_anybody(june: Fct, tmp_path: Path) -> None:
    """It is another text, so with a reason another version."""
    file = tmp_path / "cycle.yaml"
    file.write_text((CASES / "c5.yaml").read_text() + "# seen by the office\n")

    assert "No deadline, verdict, rank or mark changes for anybody." in said(
        june("cycle", "change", file)
    )
    report = answer(june("cycle", "change", file, "--reason", "A remark.", "--json"))
    assert (report["version"], report["changes"], report["for"]) == (2, [], [])


def test_a_change_needs_a_cycle_and_a_reason_in_words(june: Fct, tmp_path: Path) -> None:
    """A year that the store does not have is added, not changed."""
    file = tmp_path / "cycle.yaml"
    file.write_text("{fiscal_year: 2029, final_due: 2028-06-30}")

    unknown = june("cycle", "change", file)
    blank = june("cycle", "change", CASES / "c5b.yaml", "--reason", " ")

    assert "no cycle of fiscal year 2029; it has: 2027" in str(unknown.exception)
    assert "A change of a cycle needs a reason" in str(blank.exception)
    assert answer(june("cycle", "list", "--json"))[0]["version"] == 1


def test_the_sentence_of_an_empty_store_offers_what_works(fct: Fct, home: Path) -> None:
    """The command that it names adds a cycle that takes a file today."""
    sentence = str(fct("evaluate").exception)
    command = sentence.split("`fct cycle add --packaged", 1)[1].split("`", maxsplit=1)[0].split()

    assert f"The store {home}/fct.sqlite has no cycle yet." in sentence
    assert "`fct demo` makes another store, with a sample season in it." in sentence
    assert said(fct("cycle", "list")) == sentence
    added = fct("cycle", "add", "--packaged", *command)
    assert "Fiscal year 2027: version 1, due" in said(added)
    assert "illustrative" in said(added)
    receipt = answer(fct("submit", FORM, "--json"))["receipts"][0]
    assert (receipt["status"], receipt["in_time"]) == ("accepted", True)


def test_a_packaged_cycle_whose_day_has_passed_is_moved(fct: Fct) -> None:
    """It says that files are late, and `change` with another day takes them in time."""
    assert "That day has passed: a file that comes now is late" in said(
        fct("cycle", "add", "--packaged", 2027)
    )
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    packaged = ("cycle", "change", "--packaged", 2027, "--final-due", later)

    report = answer(fct(*packaged, "--reason", "To try it.", "--json"))

    assert (report["version"], report["written"]) == (2, True)
    assert answer(fct("submit", FORM, "--json"))["receipts"][0]["in_time"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name a cycle file, or a packaged one with --packaged YEAR."),
        ((CASES / "c5.yaml", "--packaged", 2027), "Name a cycle file, or a packaged one"),
        ((CASES / "c5.yaml", "--final-due", "2027-01-31"), "write the date into c5.yaml"),
        (("--packaged", 2031), "No cycle of 2031 is packaged; there is: 2027"),
        (("--packaged", 2027, "--final-due", "soon"), "--final-due soon is not a date"),
    ],
)
def test_a_call_that_makes_no_sense_is_said(
    fct: Fct, arguments: tuple[object, ...], words: str
) -> None:
    """One sentence that says what is accepted."""
    result = fct("cycle", "add", *arguments)

    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)
