"""Reports of projects, from the file to what is kept."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.errors import NotNowError
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.following.reporting import exit_code_of_report, send_report
from tests.support.stores.homes import blank_store
from tests.support.stores.projects import as_person, start_of, with_projects, write_report

CASES = Path(__file__).parents[2] / "cases"
GOOD = {"percent_complete": 40, "next_event": "Firing", "next_event_date": dt.date(2027, 6, 1)}
MONEY = {"Obligations": [{"fiscal_year": 2027, "obligated_kusd": 200.5}]}
END = {"percent_complete": 100, "finding": "met", "finding_date": dt.date(2028, 6, 30)}
RESULTS = {"Results": [{"requirement": "Range", "result": "met", "evidence": "Report 1"}]}


@pytest.fixture
def army(tmp_path: Path) -> Iterator[Store]:
    """A store with the projects A and B, as their sponsor has it."""
    with open_store(Settings(blank_store(tmp_path / "home"))) as store:
        with_projects(store, start_of("A"), start_of("B"))
        yield as_person(store, "army")


def sent(army: Store, path: Path) -> tuple[dict[str, Any], int]:
    """What came of a report on A, and the exit code."""
    result = send_report(army, "A", path)
    return result, int(exit_code_of_report(result))


def test_a_report_is_kept_as_versions_of_its_date(army: Store, tmp_path: Path) -> None:
    """A second file for a date is version 2, the same file once more is no version."""
    first = write_report(tmp_path / "1.xlsx", GOOD, MONEY)
    second = write_report(tmp_path / "2.xlsx", GOOD | {"percent_complete": 45}, MONEY)

    seen = [sent(army, path) for path in (first, second, second)]

    assert [(one["report"], one["version"], code) for one, code in seen] == [
        ("A-R01", 1, 0),
        ("A-R01", 2, 0),
        ("A-R01", 2, 0),
    ]
    kept = army.projects.get("A")
    assert kept.newest[1].answers.percent == 45
    assert {year: float(kusd) for year, kusd in kept.obligated.items()} == {2027: 200.5}


def test_what_is_wrong_is_found_as_in_a_proposal(army: Store, tmp_path: Path) -> None:
    """Each answer that is missing, unreadable or negative is a finding; the report is kept."""
    broken = write_report(
        tmp_path / "b.xlsx",
        {"percent_complete": 130, "next_event_date": "6/7/2027"},
        {"Obligations": [{"fiscal_year": 2027, "obligated_kusd": -5}]},
    )

    result, code = sent(army, broken)

    assert code == 1
    assert [(one["rule"], one["field"]) for one in result["findings"]] == [
        ("X1", "next_event"),
        ("X2", "percent_complete"),
        ("X2", "next_event_date"),
        ("X5", "obligated_kusd"),
    ]
    assert army.projects.get("A").newest[1].answers.obligated_kusd == {}


def test_a_report_without_stamp_is_the_oldest_that_is_missing(army: Store, tmp_path: Path) -> None:
    """A note says which it was taken for."""
    sent(army, write_report(tmp_path / "1.xlsx", GOOD, MONEY))
    plain = write_report(tmp_path / "p.xlsx", GOOD, MONEY, ref=None, number=None)

    result, code = sent(army, plain)

    assert (result["report"], code) == ("A-R02", 0)
    assert "taken for A-R02, the oldest that is missing" in result["notes"][0]["text"]


@pytest.mark.parametrize(
    ("given", "refused"), [("other", "OTHER_PROJECT"), ("blank", "BLANK_REPORT")]
)
def test_a_file_that_is_no_report_of_the_project_is_refused(
    army: Store, tmp_path: Path, given: str, refused: str
) -> None:
    """Nothing of it is kept."""
    path = tmp_path / "r.xlsx"
    if given == "other":
        write_report(path, GOOD, MONEY, ref="B")
    else:
        write_report(path, {}, {})

    result, code = sent(army, path)

    assert (result["refusal"]["code"], result["report"], code) == (refused, None, 3)
    assert army.projects.get("A").reports == ()


def test_a_proposal_is_no_report(army: Store) -> None:
    """The form of a proposal is refused with the names of its sheets."""
    result, code = sent(army, CASES / "base_good.xlsx")

    assert (result["refusal"]["code"], code) == ("OTHER_FORM", 3)
    assert "“Proposal”" in result["refusal"]["message"]


def test_the_close_out_ends_the_reports(army: Store, tmp_path: Path) -> None:
    """After it a file without a stamp is refused, and a new version of the close-out taken."""
    end = write_report(tmp_path / "c.xlsx", END, MONEY | RESULTS, number="C")
    assert sent(army, end)[0]["report"] == "A-C"
    assert str(army.projects.get("A").state) == "met"

    plain = write_report(tmp_path / "p.xlsx", GOOD, MONEY, ref=None, number=None)
    with pytest.raises(NotNowError, match="no report of it is missing"):
        send_report(army, "A", plain)
    other = write_report(
        tmp_path / "d.xlsx", END | {"finding": "partly met"}, MONEY | RESULTS, number="C"
    )
    assert sent(army, other)[0]["version"] == 2
    assert str(army.projects.get("A").state) == "partly met"
