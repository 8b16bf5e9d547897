"""The commands that keep a store elsewhere and bring it back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Fct = Callable[..., Result]


def test_a_backup_is_restored_where_the_environment_says(
    fct: Fct, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Head, files and bytes are those of the backup, and the log of the store is the same."""
    fct("store", "new", "--illustrative")
    fct("cycle", "add", "--packaged", "2027")
    written = fct("backup", str(tmp_path / "b"), "--json")
    log = fct("log", "--json").stdout
    monkeypatch.setenv("FCT_HOME", str(tmp_path / "again"))
    restored = fct("restore", str(tmp_path / "b"), "--json")

    assert (written.exit_code, restored.exit_code) == (0, 0)
    assert json.loads(written.stdout) == json.loads(restored.stdout)
    assert json.loads(written.stdout)["head"] == json.loads(log)["events"][-1]["sha256"]
    assert fct("log", "--json").stdout == log


def test_a_second_restore_and_a_filled_folder_are_refused(
    fct: Fct, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3 with the code; a folder that is not a backup is said to be that."""
    assert fct("backup", str(tmp_path / "b")).stdout.startswith("Wrote 1 file with ")
    again = fct("backup", str(tmp_path / "b"), "--json")
    monkeypatch.setenv("FCT_HOME", str(tmp_path / "again"))
    fct("restore", str(tmp_path / "b"))
    twice = fct("restore", str(tmp_path / "b"), "--json")
    monkeypatch.setenv("FCT_HOME", str(tmp_path / "third"))
    nothing = fct("restore", str(tmp_path))

    assert [one.exit_code for one in (again, twice)] == [3, 3]
    assert json.loads(again.stdout)["refused"]["code"] == "NOT_EMPTY"
    assert json.loads(twice.stdout)["refused"]["code"] == "NOT_EMPTY"
    assert "is not a backup" in str(nothing.exception)
