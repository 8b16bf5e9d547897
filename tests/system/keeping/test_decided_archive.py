"""The archive of a cycle that was decided: whole, verified and read by a bare Python."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.stores.contract import REASON, Program

RELEASED = "2026-10-20T09:00:00-04:00"
NAMES = ("decisions", "slates", "slate_steps", "referrals", "projects", "project_money")


@pytest.fixture(name="decided")
def _decided(approved: Program) -> Program:
    """A published slate, a proposal handed on, and projects that have started."""
    letter = approved.home.parent / "letter.pdf"
    office = ("--office", "Some office", "--reason", REASON, "--letter", letter)
    ref = next(one["ref"] for one in approved("show") if one["verdict"] == "ineligible")
    approved("refer", ref, "--to", "IEP", *office, who="reviewer-1")
    approved("slate", "publish", who="authority-1")
    approved("tick", "--now", RELEASED)
    return approved


def test_an_archive_holds_what_was_decided_and_what_followed(
    decided: Program, tmp_path: Path
) -> None:
    """Amounts are those of the slate; a bare Python prints the ranking of `fct rank`."""
    decided("archive", "2027", "--out", tmp_path / "a.zip")
    verified = decided("archive", "verify", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        rows = {name: json.loads(archive.read(f"data/{name}.json")) for name in NAMES}
        archive.extractall(tmp_path / "unpacked")
    bare = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "unpacked" / "verify.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    printed = [line.split()[1] for line in bare.stdout.splitlines() if line[:4].strip().isdigit()]
    ranked = [one["ref"] for one in decided("rank")["order"] if one["rank"] is not None]
    funded = {one["ref"] for one in decided("slate")["decisions"] if one["outcome"] == "fund"}

    assert verified["ok"], verified
    assert (bare.returncode, printed) == (0, ranked), bare.stderr
    assert {one["ref"] for one in rows["projects"]} >= funded
    assert [name for name, found in rows.items() if not found] == []
