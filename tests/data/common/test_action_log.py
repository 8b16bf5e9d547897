"""The log of a running program."""

import datetime as dt
import json
from pathlib import Path

import pytest

from fct.data.common import action_log
from fct.data.common.action_log import log_action
from fct.data.subjects.store import Store

AT = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)


def lines(home: Path) -> list[dict[str, object]]:
    """What stands in the log."""
    return [json.loads(line) for line in (home / "logs" / "fct.jsonl").read_text().splitlines()]


def test_a_line_names_action_run_and_ref_and_nothing_else(tmp_path: Path) -> None:
    """An object that is neither, such as a file or a person, is left out."""
    for action, subject in (
        ("run published", "FY2027-R001"),
        ("review written", "FY27-ARMY-01"),
        ("file written", "secret-name.xlsx"),
    ):
        log_action(tmp_path, action, subject, AT, 0.25)

    assert [(one["action"], one["run"], one["ref"]) for one in lines(tmp_path)] == [
        ("run published", "FY2027-R001", None),
        ("review written", None, "FY27-ARMY-01"),
        ("file written", None, None),
    ]
    assert lines(tmp_path)[0]["duration_s"] == 0.25
    assert "secret" not in (tmp_path / "logs" / "fct.jsonl").read_text()


def test_the_log_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is full is kept once beside the next one."""
    monkeypatch.setattr(action_log, "_LARGEST", 100)
    for _ in range(3):
        log_action(tmp_path, "run published", "FY2027-R001", AT, 0.1)

    assert len(lines(tmp_path)) == 1
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == [
        "fct.1.jsonl",
        "fct.jsonl",
    ]


def test_each_writing_transaction_has_a_line(submitted: Store) -> None:
    """The last line is of the last event, and no title and no answer is in the log."""
    last = submitted.events.all()[-1]
    submitted.intake.refuse_classified(last.actor)
    kept = lines(submitted.settings.home)

    assert kept[-1]["action"] == submitted.events.all()[-1].action
    titles = [title for _, title in submitted.versions.known_facts(2027).values()]
    assert titles
    assert not any(str(title) in json.dumps(kept) for title in titles)
