"""The commands that work on the store."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.subjects.store import Store
from tests.support.processes.commands import answer, refused

Fct = Callable[..., Result]
CYCLE = Path(__file__).parents[2] / "worked_examples" / "cycle-2027.yaml"
LIST = Path(__file__).parents[2] / "worked_examples" / "proposals-2027.xlsx"
IN_TIME = ("--received-at", "2026-06-12T10:00-04:00")


def test_the_store_ranks_as_the_files_do(of_examples: Fct) -> None:
    """Submitted, evaluated and published, the worked examples rank to the byte as from the file."""
    fct = of_examples
    stored = answer(fct("rank", "--json"))
    from_file = answer(fct("rank", LIST, "--cycle-file", CYCLE, "--json"))

    assert json.dumps(stored) == json.dumps(from_file)


def test_submitting_and_evaluating_twice_changes_nothing(fct: Fct) -> None:
    """The second time gives the first receipt and the first run."""
    fct("cycle", "add", CYCLE)
    submit = ("submit", LIST, "--fiscal-year", 2027, *IN_TIME, "--json")
    first = answer(fct(*submit))["receipts"][0]
    run = answer(fct("evaluate", "--json"))

    again = answer(fct(*submit))["receipts"][0]
    run_again = answer(fct("evaluate", "--json"))

    assert again == first | {"is_repeat": True}
    assert run_again == run | {"is_new": False, "published_now": False}


def test_a_receipt_says_what_was_received_when_and_by_whom(fct: Fct) -> None:
    """Id, hash, time with zone, form and rules, refs, and a name that nobody vouches for."""
    fct("store", "new", "--illustrative")
    fct("cycle", "add", CYCLE)

    receipt = answer(
        fct("submit", LIST, "--fiscal-year", 2027, *IN_TIME, "--as", "Jane Doe", "--json")
    )["receipts"][0]

    assert receipt["id"] == "FY2027-S0001"
    assert receipt["received_at"] == "2026-06-12T10:00:00-04:00"
    assert receipt["in_time"]
    assert len(receipt["refs"]) == 60
    assert (receipt["actor"], receipt["actor_verified"]) == ("Jane Doe", False)


def test_a_late_file_is_reported_so(fct: Fct) -> None:
    """Accepted, but after the deadline: the receipt says what follows from it."""
    fct("cycle", "add", CYCLE)

    reported = fct(
        "submit", LIST, "--fiscal-year", 2027, "--received-at", "2026-07-02T00:00Z"
    ).stdout

    assert "after the deadline, 2026-06-30 23:59:59 EDT" in reported
    evaluated = fct("evaluate").stdout
    assert "proposals 0" in evaluated
    assert "late 60" in evaluated


def test_a_moment_without_a_zone_is_no_moment(fct: Fct) -> None:
    """The message shows how to write it."""
    result = fct("submit", LIST, "--received-at", "2026-06-12T10:00")

    assert isinstance(result.exception, UsageError)
    assert "has no zone; write it with one, as 2027-02-01T08:00-05:00" in str(result.exception)


def test_a_refused_file_is_exit_3_and_kept(fct: Fct, tmp_path: Path) -> None:
    """Its receipt names the code."""
    fct("cycle", "add", CYCLE)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")

    result = fct("submit", other, "--fiscal-year", 2027, "--json")

    assert result.exit_code == 3
    printed = json.loads(result.stdout)
    refusal = printed["receipts"][0]["refusal"]
    assert refusal["code"] == "NO_REF_COLUMN"
    assert printed["refused"] == {name: refusal[name] for name in ("code", "message")}


def test_one_proposal_is_shown_with_its_findings(of_examples: Fct) -> None:
    """Verdict, criteria and findings of the published run, and a rank only where there is one."""
    fct = of_examples
    ranked = answer(fct("show", "case-8111-0037", "--json"))
    unranked = answer(fct("show", "case-8111-0145", "--json"))

    assert (ranked["rank"], ranked["mark"]) == (1, "funded")
    assert (unranked["rank"], unranked["verdict"]) == (None, "ineligible")
    assert "G6" in {finding["rule"] for finding in unranked["findings"]}
    for said in (ranked, unranked):
        points = (said["merit"], said["strength"], *said["maturity"].values())
        assert [round(one, 6) for one in points] == list(points)


def test_a_ref_that_is_not_there_is_denied_before_anything_is_judged(fct: Fct) -> None:
    """In a store without cycles and without runs too, as in every command that takes a ref."""
    for add in ((), ("cycle", "add", CYCLE)):
        if add:
            fct(*add)
        assert refused(fct("show", "FY27-0001")) == "There is no FY27-0001 that you may see."


def test_every_file_of_a_call_is_answered(fct: Fct, tmp_path: Path) -> None:
    """A file that is not there keeps no receipt of another from being printed."""
    fct("cycle", "add", CYCLE)

    result = fct("submit", LIST, tmp_path / "gone.xlsx", "--fiscal-year", 2027, "--json")

    reported = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [receipt["id"] for receipt in reported["receipts"]] == ["FY2027-S0001"]
    assert reported["not_submitted"][0]["file"].endswith("gone.xlsx")


def test_a_component_that_does_not_exist_cannot_submit(fct: Fct) -> None:
    """The message lists the components."""
    fct("cycle", "add", CYCLE)

    result = fct("submit", LIST, "--component", "Mars")

    assert isinstance(result.exception, UsageError)
    assert "Army, Navy, Marine Corps" in str(result.exception)


def test_all_proposals_are_listed_with_their_verdicts(of_examples: Fct) -> None:
    """Also those that are not ranked, as strict JSON."""
    fct = of_examples
    reported = fct("show", "--json").stdout

    assert len(json.loads(reported)) == 60
    assert "NaN" not in reported + fct("show", "case-8111-0037", "--json").stdout


def test_a_file_that_was_not_taken_has_its_code(
    store: Store, fct: Callable[..., Result], tmp_path: Path
) -> None:
    """Of a classified one the name is left out as well: it may be classified too."""
    path = tmp_path / "named.csv"
    path.write_text("ref,title\nA,SECRET//NOFORN thing\n")
    result = fct("submit", path, "--fiscal-year", 2027, "--json")
    (problem,) = json.loads(result.stdout)["not_submitted"]

    assert store.submissions.of_cycle(2027) == []
    assert (problem["file"], problem["code"]) == (None, "CLASSIFIED")
    assert "fct: CLASSIFIED: " in result.stderr
    assert "named" not in result.stdout


@pytest.mark.usefixtures("store")
def test_one_of_several_classified_files_is_reported_by_its_place(
    forms: dict[str, Path], fct: Callable[..., Result], tmp_path: Path
) -> None:
    """Its name may be classified, and one has to find it."""
    path = tmp_path / "zebra.csv"
    path.write_text("ref,title\nA,SECRET//NOFORN thing\n")
    sound = forms["FY27-ARMY-01"]

    result = fct("submit", sound, path, "--fiscal-year", 2027, "--received-at", "2026-06-12T10:00Z")

    assert "fct: file 2 of 2: CLASSIFIED: " in result.stderr
    assert "zebra" not in result.stdout + result.stderr
