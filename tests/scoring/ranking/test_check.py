"""The quick entry point for files."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fct.data.common.errors import ExitCode, UsageError
from fct.data.documents.sample_season import sample_proposals
from fct.data.program.cycle import load_cycle
from fct.data.program.form import load_form
from fct.data.program.rubric import default_rubric
from fct.data.program.rule_stages import Stage
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store
from fct.scoring.judging.marks import repairs_of
from fct.scoring.ranking.check import KnownCycle, check_bytes, check_file, exit_code_of, judge_files
from fct.scoring.ranking.reports import proposal_reports
from tests.support.files.packages import with_parts
from tests.support.files.workbooks import write_failing, write_template
from tests.support.proposals.cases import judged, valid_proposal
from tests.support.proposals.lowered import lower

CYCLE = Path(__file__).parents[2] / "worked_examples" / "cycle-2027.yaml"


def check(path: Path, home: Path, cycle_file: Path | None = None) -> Any:
    """Return what the quick entry point says of a file."""
    return check_file(path, cycle_file, default_rubric(), Settings(home))


def test_a_named_cycle_file_decides(forms: dict[str, Path], tmp_path: Path) -> None:
    """The answer names the cycle file that it was judged by."""
    report = check(forms["FY27-ARMY-01"], tmp_path, CYCLE)

    assert report["cycle"] == {
        "fiscal_year": 2027,
        "final_due": "2026-06-30",
        "found_in": str(CYCLE),
        "rubric_version": "default-1",
    }


def test_the_stores_cycle_comes_before_the_packaged_one(
    forms: dict[str, Path], store: Store
) -> None:
    """Without a cycle file the store's cycle of the stamped year is taken."""
    report = check(forms["FY27-ARMY-01"], store.settings.home)

    assert report["cycle"]["found_in"] == "store"


def test_the_packaged_cycle_serves_without_a_store(forms: dict[str, Path], tmp_path: Path) -> None:
    """A sponsor with nothing but the package is answered too."""
    report = check(forms["FY27-ARMY-01"], tmp_path)

    assert report["cycle"]["found_in"] == "packaged"
    assert not any(tmp_path.iterdir())


def test_a_year_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """A form of 2031 is refused with the years that are known."""
    path = tmp_path / "form.xlsx"
    write_template(path, form=load_form(), fiscal_year=2031)

    refused = check(path, tmp_path / "none")["refusal"]

    assert refused["code"] == "UNKNOWN_CYCLE"
    assert "is for fiscal year 2031" in refused["message"]
    assert "known are: 2027" in refused["message"]


def test_a_form_without_a_ref_is_called_by_its_file(tmp_path: Path) -> None:
    """In a pre-check the ref is the file's name without ending."""
    path = tmp_path / "winch.xlsx"
    filled = sample_proposals()["FY27-ARMY-01"]
    write_template(path, form=load_form(), fiscal_year=2027, filled=filled)

    (proposal,) = check(path, tmp_path, CYCLE)["proposals"]

    assert proposal["ref"] == "winch"


@pytest.mark.parametrize(
    ("severities", "refusal", "expected"),
    [
        ([], None, ExitCode.NOTHING_TO_REPAIR),
        (["weakness", "note"], None, ExitCode.NOTHING_TO_REPAIR),
        (["form"], None, ExitCode.FINDINGS),
        (["gate", "criterion"], None, ExitCode.FINDINGS),
        (["form"], {"code": "EMPTY_FILE"}, ExitCode.REFUSED),
    ],
)
def test_the_exit_code_is_that_of_the_worst(
    severities: list[str], refusal: dict[str, str] | None, expected: ExitCode
) -> None:
    """Refusals outweigh findings; weaknesses and notes need no repair."""
    findings = [{"rule": "X", "outcome": "fails", "severity": one} for one in severities]
    reports = [
        {"refusal": None, "proposals": [{"findings": findings}]},
        {"refusal": refusal, "proposals": []},
    ]

    assert exit_code_of(reports) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"purpose": "logistic support"}, ExitCode.NOTHING_TO_REPAIR),
        ({"purpose": "sale to a partner", "title": None}, ExitCode.NOTHING_TO_REPAIR),
        ({"purpose": None}, ExitCode.FINDINGS),
        ({"purpose": "comparative test"}, ExitCode.FINDINGS),
    ],
)
def test_other_work_has_nothing_to_repair(changes: dict[str, Any], expected: ExitCode) -> None:
    """It goes to another program: no repair makes it FCT work (reading 73)."""
    proposals = proposal_reports(judged(valid_proposal(**changes)))

    assert exit_code_of([{"refusal": None, "proposals": proposals}]) is expected
    assert (repairs_of(proposals[0]) > 0) is (expected is ExitCode.FINDINGS)


def test_one_ref_in_two_files_is_not_ranked(forms: dict[str, Path], tmp_path: Path) -> None:
    """Two files with one ref are two proposals or one; the user must say."""
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(forms["FY27-ARMY-01"].read_bytes())

    with pytest.raises(UsageError, match=r"FY27-ARMY-01.*copy\.xlsx"):
        judge_files([forms["FY27-ARMY-01"], copy], load_cycle(CYCLE), default_rubric())


def test_bytes_at_hand_are_judged_like_a_file(forms: dict[str, Path], tmp_path: Path) -> None:
    """The page of the dashboard and the command line give one answer."""
    path = forms["FY27-ARMY-01"]
    by_file = check_file(path, None, None, Settings(tmp_path))
    by_bytes = check_bytes(path.name, path.read_bytes(), Settings(tmp_path))

    assert by_bytes | {"file": str(path)} == by_file
    assert by_bytes["proposals"][0]["verdict"] == "rankable"


def test_what_stands_beside_the_sheets_is_shown(forms: dict[str, Path], tmp_path: Path) -> None:
    """As a note that changes no outcome."""
    content = with_parts(
        forms["FY27-ARMY-01"].read_bytes(),
        {"xl/externalLinks/e.xml": "<a/>", "xl/embeddings/o.bin": b"x"},
    )
    report = check_bytes("a.xlsx", content, Settings(tmp_path))
    plain = check_bytes("a.xlsx", forms["FY27-ARMY-01"].read_bytes(), Settings(tmp_path))

    more = [note["text"] for note in report["notes"] if note not in plain["notes"]]
    assert [text.split(".")[0] for text in more] == [
        "The file holds beside its sheets: embedded object",
        "The file holds beside its sheets: external link",
    ]
    assert report["proposals"] == plain["proposals"]


def test_a_cell_outside_the_form_is_noted_once(forms: dict[str, Path], tmp_path: Path) -> None:
    """Two readers see it: that of the answers, and that of what a file hides."""
    book = openpyxl.load_workbook(forms["FY27-ARMY-01"])
    book["Proposal"]["H9"] = "see the letter"
    book.save(path := tmp_path / "beside.xlsx")

    report = check(path, tmp_path)
    every = [*report["notes"], *report["proposals"][0]["notes"]]
    notes = [note for note in every if note["cell"] == "H9"]

    assert [note["text"].split(",")[0] for note in notes] == ["1 cell lies outside the form"]


def watch_a3(store: Store) -> None:
    """Let A3 watch in a store."""
    lower(store, "A3", Stage.WATCH)


def test_the_stores_stages_go_with_the_stores_cycle(store: Store, tmp_path: Path) -> None:
    """By the store A3 is watched and A4 weakens alone; by a cycle file A3 blocks. Both say so."""
    watch_a3(store)
    form = write_failing(tmp_path / "form.xlsx", "FY27-ARMY-01")

    by_store = check(form, store.settings.home)
    by_file = check(form, store.settings.home, CYCLE)

    assert by_store["stages"] == {"found_in": "store", "not_blocking": {"A3": "watch"}}
    assert by_file["stages"] == {"found_in": "packaged", "not_blocking": {}}
    found = [report["proposals"][0] for report in (by_store, by_file)]
    assert [one["criteria"]["user advocacy"] for one in found] == ["weak", "not met"]
    assert [one["outcomes"]["A3"] for one in found] == ["fails", "fails"]
    assert [[f["rule"] for f in one["findings"]].count("A3") for one in found] == [0, 1]


def test_without_a_store_the_packaged_stages_serve(forms: dict[str, Path], tmp_path: Path) -> None:
    """And a file that is refused has none."""
    unread = tmp_path / "form.xlsx"
    unread.write_bytes(b"")

    stages = check(forms["FY27-ARMY-01"], tmp_path / "none")["stages"]

    assert stages == {"found_in": "packaged", "not_blocking": {}}
    assert check(unread, tmp_path / "none")["stages"] is None


def test_a_known_cycle_is_taken_as_it_is(forms: dict[str, Path], tmp_path: Path) -> None:
    """Whatever year is stamped in the file."""
    known = KnownCycle(
        load_cycle(CYCLE).model_copy(update={"fiscal_year": 2030}), "store", {"A3": Stage.WARN}
    )
    report = check_file(forms["FY27-ARMY-01"], None, None, Settings(tmp_path), known)

    assert (report["cycle"]["fiscal_year"], report["cycle"]["found_in"]) == (2030, "store")
    assert report["stages"] == {"found_in": "store", "not_blocking": {"A3": "warn"}}
