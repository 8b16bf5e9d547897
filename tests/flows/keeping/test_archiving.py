"""A cycle as one file: written, verified without a store, read by a bare Python."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.archives.verify_alone import bad_words
from fct.data.archives.writing import verify_archive
from fct.data.common.errors import DeniedError, StoreError, UsageError
from fct.data.people.roles import Role
from fct.data.subjects.store import Store
from fct.flows.keeping.archiving import write_archive
from tests.support.stores.people import as_person, person

YEAR = 2027


@pytest.fixture(name="archive")
def _archive(season_store: Store, tmp_path: Path) -> Path:
    """The archive of the small season."""
    write_archive(season_store, YEAR, tmp_path / "a.zip")
    return tmp_path / "a.zip"


def contents(path: Path) -> dict[str, bytes]:
    """The files of an archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(path: Path, change: Callable[[dict[str, bytes]], object]) -> dict[str, Any]:
    """Verify the archive after its files were changed and packed again."""
    files = contents(path)
    change(files)
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    found: dict[str, Any] = verify_archive(other)["first_bad"]
    return found


def test_the_same_content_is_the_same_bytes(
    season_store: Store, archive: Path, tmp_path: Path
) -> None:
    """A second archive is the first one; it holds originals, rows, texts, log and manifest."""
    report = write_archive(season_store, YEAR, tmp_path / "b.zip")
    files = contents(archive)
    run = season_store.runs.published(YEAR)
    assert run is not None
    proposals = json.loads(files["data/proposals.json"])
    sent = {one["file_sha256"] for one in json.loads(files["data/submissions.json"])}
    last = season_store.events.all()[-1]

    assert (tmp_path / "b.zip").read_bytes() == archive.read_bytes()
    assert {one["fiscal_year"] for one in proposals} == {YEAR}
    assert {name.split("/")[1].split(".")[0] for name in files if name.startswith("files/")} <= sent
    assert (
        files["declarations/form.csv"].decode() == season_store.runs.declarations(run)["form.csv"]
    )
    assert json.loads(files["order.json"])["run"] == run.id
    assert verify_archive(archive)["ok"]
    assert (last.action, last.details["sha256"]) == ("archive written", report["sha256"])


def test_a_bare_python_checks_it_and_prints_the_order(
    season_store: Store, archive: Path, tmp_path: Path
) -> None:
    """Without any package, in the unpacked folder; a changed byte ends it with the name."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    script = tmp_path / "unpacked" / "verify.py"
    command = [sys.executable, "-I", "-S", str(script)]
    right = subprocess.run(command, capture_output=True, text=True, check=False)
    (tmp_path / "unpacked" / "order.json").write_text("{}")
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)
    run = season_store.runs.published(YEAR)
    assert run is not None
    refs = season_store.runs.ranks(run.id)["ref"].tolist()
    printed = [line.split()[1] for line in right.stdout.splitlines() if line[:4].strip().isdigit()]

    assert (right.returncode, printed) == (0, refs)
    assert wrong.returncode == 4
    assert "order.json" in wrong.stderr


def test_whatever_is_changed_is_named(archive: Path) -> None:
    """A changed, a missing and an additional file, and a log that was cut."""

    def cut(files: dict[str, bytes]) -> None:
        files["log.jsonl"] = b"".join(files["log.jsonl"].splitlines(keepends=True)[:-1])
        manifest = json.loads(files["manifest.json"])
        for one in manifest["files"]:
            if one["name"] == "log.jsonl":
                one["sha256"] = hashlib.sha256(files["log.jsonl"]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()

    assert changed(archive, lambda _: None) is None
    assert changed(archive, lambda f: f.update({"data/runs.json": b"[]"}))["id"] == "data/runs.json"
    assert changed(archive, lambda f: f.pop("README.txt"))["found"] is None
    assert changed(archive, lambda f: f.update({"more.txt": b""}))["expected"] is None
    assert changed(archive, cut)["kind"] == "event"
    assert changed(archive, lambda f: f.pop("manifest.json"))["id"] == "manifest.json"


def test_who_may_and_what_is_refused(season_store: Store, archive: Path, tmp_path: Path) -> None:
    """An operator may, an auditor may not; never over another file, never of no cycle."""
    operator = as_person(season_store, person("olga", Role.OPERATOR))
    auditor = as_person(season_store, person("audrey", Role.AUDITOR))
    write_archive(operator, YEAR, tmp_path / "c.zip")
    (tmp_path / "no.zip").write_bytes(b"nothing")

    with pytest.raises(DeniedError, match="Your roles do not include this"):
        write_archive(auditor, YEAR, tmp_path / "d.zip")
    with pytest.raises(UsageError, match="is there already"):
        write_archive(operator, YEAR, archive)
    with pytest.raises(UsageError, match="no cycle of fiscal year 2031"):
        write_archive(operator, 2031, tmp_path / "e.zip")
    with pytest.raises(StoreError, match="is not an archive that can be read"):
        verify_archive(tmp_path / "no.zip")


def test_what_is_not_as_it_was_written_is_said_in_words() -> None:
    """Missing, not of the archive, or another one."""
    bad = {"kind": "file", "id": "a.pdf", "expected": "1" * 64, "found": "2" * 64}
    assert bad_words(bad).endswith(f"file a.pdf, expected {'1' * 64}, found {'2' * 64}.")
    assert bad_words(bad | {"found": None}).endswith("file a.pdf is missing.")
    assert bad_words(bad | {"expected": None}).endswith("file a.pdf does not belong here.")
