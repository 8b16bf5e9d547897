"""What goes out, the log and backups, driven as `reviewing.md` has them: details 35 and 36."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.stores.contract import Program, review_file, review_of

NAVY, ARMY, RETURNED = "FY27-NAVY-01", "FY27-ARMY-02", "FY27-NAVY-11"
DRAFT_FILES = ["decision-package.pdf", "decision-package.xlsx", "review-pack.zip"]
FUNDED = {NAVY, ARMY, "FY27-USMC-01", "FY27-ARMY-05", "FY27-NAVY-06", "FY27-ARMY-07"}


@pytest.fixture(scope="module")
def published_slate(
    tmp_path_factory: pytest.TempPathFactory, published_template: Program
) -> Program:
    """A store whose slate is published, with a review in it and a reserve instead of a fund."""
    folder = tmp_path_factory.mktemp("slate")
    program = published_template.copied(folder / "home")
    program("assign", ARMY, "reviewer-2", who="operator-1")
    content = review_of(2, "do not fund")
    content["recommendation"]["reason"] = "Words that only a reviewer wrote of this."
    program("review", ARMY, "--file", review_file(folder, content), who="reviewer-2")
    program("slate", "advise", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    program("slate", "approve", who="authority-1")
    program("slate", "publish", who="authority-2")
    return program


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name, but the manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def test_a_draft_package_holds_the_papers_of_the_office_alone(
    program: Program, tmp_path: Path
) -> None:
    """Before publication decision-package and review-pack; `manifest.json` is what is printed."""
    program("slate", "advise", who="reviewer-1")
    printed = program("package", "2027", "--out", tmp_path / "out", who="authority-1")
    files = files_in(tmp_path / "out")

    assert sorted(files) == DRAFT_FILES
    assert {"fiscal_year", "run", "slate", "files"} <= set(printed)
    assert printed["fiscal_year"] == 2027
    assert printed["files"] == [
        {
            "name": name,
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        for name in DRAFT_FILES
    ]


def test_a_published_package_holds_what_goes_out(published_slate: Program, tmp_path: Path) -> None:
    """A notice for each ref, notification and releasable; the manifest is sorted by name."""
    printed = published_slate("package", "2027", "--out", tmp_path / "out", who="operator-1")
    files = files_in(tmp_path / "out")
    refs = {one["ref"] for one in published_slate("slate")["decisions"]}
    names = [one["name"] for one in printed["files"]]

    assert names == sorted(names)
    assert set(names) == set(files)
    assert set(names) == {
        *DRAFT_FILES, "notification.xlsx", "releasable.xlsx",
        *(f"notices/{ref}.pdf" for ref in refs),
    }  # fmt: skip
    assert all(
        hashlib.sha256(files[f["name"]]).hexdigest() == f["sha256"] for f in printed["files"]
    )


def test_the_same_slate_gives_the_same_bytes_at_any_time(
    published_slate: Program, tmp_path: Path
) -> None:
    """To the same person, also on another day."""
    program = published_slate.copied(tmp_path / "home")
    first = program("package", "2027", "--out", tmp_path / "a", who="authority-1")
    program("clock", "2026-11-30T12:00:00Z")
    second = program("package", "2027", "--out", tmp_path / "b", who="authority-1")

    assert first == second
    assert files_in(tmp_path / "a") == files_in(tmp_path / "b")
    manifests = [(tmp_path / name / "manifest.json").read_bytes() for name in ("a", "b")]
    assert manifests[0] == manifests[1]


def test_a_folder_that_is_not_empty_is_refused(program: Program, tmp_path: Path) -> None:
    """`NOT_EMPTY`, and what is in it stays."""
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    refused = program.refused("package", "2027", "--out", tmp_path, who="authority-1")
    assert refused["code"] == "NOT_EMPTY"
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "mine"


def test_a_reviewer_writes_the_review_pack_alone(program: Program, tmp_path: Path) -> None:
    """`review-pack.zip` of what the reviewer may see."""
    printed = program("package", "2027", "--out", tmp_path / "a", who="reviewer-1")
    program("package", "2027", "--out", tmp_path / "b", who="reviewer-4")

    assert [one["name"] for one in printed["files"]] == ["review-pack.zip"]
    assert list(files_in(tmp_path / "a")) == ["review-pack.zip"]
    with zipfile.ZipFile(tmp_path / "a" / "review-pack.zip") as archive:
        assert any(ARMY in name for name in archive.namelist())
    with zipfile.ZipFile(tmp_path / "b" / "review-pack.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if "ARMY" in name]
        assert b"FY27-ARMY" not in everything


def test_a_package_is_of_three_roles(program: Program, tmp_path: Path) -> None:
    """Authority and operator, and a reviewer for the review pack."""
    for who in ("expert-1", "sponsor-navy", "auditor-1", "administrator-1"):
        assert program.denied("package", "2027", "--out", tmp_path / "a", who=who) == "NOT_ALLOWED"
        assert not (tmp_path / "a").exists() or not files_in(tmp_path / "a"), who


def test_what_is_releasable_comes_with_publication(program: Program, tmp_path: Path) -> None:
    """`NOT_PUBLISHED` before, also for its proof."""
    program("slate", "advise", who="reviewer-1")
    refused = program.refused("package", "2027", "--out", tmp_path / "a", "--prove")
    assert refused["code"] == "NOT_PUBLISHED"


def test_the_proof_of_what_is_releasable_finds_nothing(
    published_slate: Program, tmp_path: Path
) -> None:
    """`proof`: `cells`, `found`; with nothing found the files are there."""
    proof = published_slate("package", "2027", "--out", tmp_path / "a", "--prove")["proof"]
    book = openpyxl.load_workbook(tmp_path / "a" / "releasable.xlsx")
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row
             if cell.value is not None]  # fmt: skip

    assert proof["found"] == []
    assert proof["cells"] == len(cells)


def test_what_is_releasable_holds_funded_projects_and_released_answers_alone(
    published_slate: Program, tmp_path: Path
) -> None:
    """Title, component and country of what is funded; no ref of another, no vendor."""
    published_slate("package", "2027", "--out", tmp_path / "a", who="authority-1")
    released = {row["id"] for row in published_slate("form") if row.get("release") == "yes"}
    titles = {row["ref"]: row["title"] for row in published_slate("slate")["decisions"]}
    book = openpyxl.load_workbook(tmp_path / "a" / "releasable.xlsx")
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
             if cell.value is not None}  # fmt: skip

    assert released == {"title", "component", "country"}
    assert all(sheet.sheet_state == "visible" for sheet in book)
    for ref, title in titles.items():
        assert (title in texts) is (ref in FUNDED)
    assert not [text for text in texts if "reviewer" in text.lower()]


def test_a_package_of_another_year_is_not_there(program: Program, tmp_path: Path) -> None:
    """A year without a cycle is not written."""
    assert program.run("package", "2031", "--out", tmp_path / "a").code != 0
    assert not (tmp_path / "a").exists() or not files_in(tmp_path / "a")


# ---- The log


def test_the_log_says_who_did_what(program: Program, tmp_path: Path) -> None:
    """`at, person, action, object, outcome, code, sha256`; `done`, `denied` and `refused`."""
    program("comment", NAVY, "--to", "reviewers", "Words.", who="reviewer-1")
    program.denied("comment", "FY27-NONE-77", "--to", "reviewers", "W.", who="reviewer-1")
    program.denied("assign", NAVY, "reviewer-2", who="reviewer-1")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    program.run("submit", tmp_path / "empty.xlsx", who="sponsor-navy")
    events = program("log", who="auditor-1")["events"]
    mine = program("log", who="reviewer-1")["events"]

    keys = {"at", "person", "action", "object", "outcome", "code", "sha256"}
    assert all(keys <= set(event) for event in events)
    assert {event["outcome"] for event in events} <= {"done", "denied", "refused"}
    logged = {(e["person"], e["outcome"], e["code"], e["object"]) for e in events}
    assert ("reviewer-1", "denied", "NOT_THERE", "FY27-NONE-77") in logged
    assert ("reviewer-1", "denied", "NOT_ALLOWED") in {one[:3] for one in logged}
    assert ("sponsor-navy", "refused") in {one[:2] for one in logged}
    assert ("reviewer-1", "done") in {one[:2] for one in logged}
    assert {event["person"] for event in mine} == {"reviewer-1"}
    assert len(mine) == len([e for e in events if e["person"] == "reviewer-1"])


def test_the_log_is_one_s_own_but_for_the_auditor(program: Program) -> None:
    """Of another person one sees nothing; of a ref only what one did."""
    program("assign", NAVY, "reviewer-1", who="operator-1")
    for who in ("reviewer-1", "authority-1", "sponsor-navy", "operator-1", "administrator-1"):
        events = program("log", who=who)["events"]
        assert {event["person"] for event in events} <= {who}
    of_ref = program("log", "--ref", NAVY, who="auditor-1")["events"]
    assert of_ref
    of_person = program("log", "--person", "operator-1", who="auditor-1")["events"]
    assert {event["person"] for event in of_person} == {"operator-1"}


def test_a_denial_of_what_is_hidden_is_logged_like_one_of_what_is_not_there(
    program: Program,
) -> None:
    """Both events are alike but for the name that was typed."""

    def last(ref: str) -> dict[str, Any]:
        program.denied("versions", ref, who="reviewer-4")
        event: dict[str, Any] = program("log", who="reviewer-4")["events"][-1]
        return {key: event[key] for key in ("person", "action", "outcome", "code")}

    assert last(ARMY) == last("FY27-NONE-77")


def test_an_export_is_an_event_with_its_hash(published_slate: Program, tmp_path: Path) -> None:
    """Every export and download is an event with person, what and hash."""
    program = published_slate.copied(tmp_path / "home")
    printed = program("package", "2027", "--out", tmp_path / "a", who="authority-1")
    events = program("log", "--person", "authority-1", who="auditor-1")["events"]
    hashes = {event["sha256"] for event in events}
    manifest = hashlib.sha256((tmp_path / "a" / "manifest.json").read_bytes()).hexdigest()
    assert hashes & {manifest, *(one["sha256"] for one in printed["files"])}


# ---- Backup


def test_a_backup_is_restored_as_it_was(program: Program, tmp_path: Path) -> None:
    """Into an empty place; `NOT_EMPTY` where something is."""
    program("backup", tmp_path / "copy", who="operator-1")
    other = Program(tmp_path / "other")
    other("restore", tmp_path / "copy")

    assert other("rank") == program("rank")
    assert program.refused("restore", tmp_path / "copy")["code"] == "NOT_EMPTY"
    assert program.denied("backup", tmp_path / "more", who="reviewer-1") == "NOT_ALLOWED"
