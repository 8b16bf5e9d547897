"""House rules by the command line (year.md, detail 41): watched first, and they move nothing."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes.commands import answer, call as fct, refused

CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"
WITH = f"{CYCLE}house_rules: office.json\n"


def suite(folder: Path, severity: str | None) -> None:
    """Write a suite that every sample proposal misses, beside the cycle file."""
    expectation: dict[str, Any] = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": "trl", "min_value": 99},
        "description": "The office wants more than there is.",
        "meta": {"source": "Memo 12"},
    }
    expectation |= {} if severity is None else {"severity": severity}
    content = {"name": "office", "expectations": [expectation]}
    (folder / "office.json").write_text(json.dumps(content))


def cycle_file(folder: Path, text: str = WITH) -> Path:
    """Write the cycle file."""
    path = folder / "cycle.yaml"
    path.write_text(text)
    return path


def judged(path: Path) -> Mapping[str, Any]:
    """What a check says of one form."""
    (report,) = answer(fct("check", path, "--json"))["files"]
    (proposal,) = report["proposals"]
    return {name: proposal[name] for name in ("verdict", "tier", "merit", "criteria")}


@pytest.mark.usefixtures("home")
def test_a_house_rule_is_watched_and_moves_no_verdict_strength_or_merit(
    forms: dict[str, Path], tmp_path: Path
) -> None:
    """Every proposal misses it; at `watch` nothing is shown and nothing moves."""
    form = forms["FY27-ARMY-02"]
    fct("store", "new", "--illustrative")
    fct("cycle", "add", cycle_file(tmp_path, CYCLE))
    before = judged(form)
    suite(tmp_path, "warning")
    changed = fct("cycle", "change", cycle_file(tmp_path), "--reason", "The office asks for more.")
    assert changed.exit_code == 0
    assert judged(form) == before
    (report,) = answer(fct("check", form, "--json"))["files"]
    assert not [one for one in report["proposals"][0]["findings"] if one["rule"] == "H1"]
    assert answer(fct("rule", "stages", "H1", "--json"))["not_blocking"] == {"H1": "watch"}
    said = refused(fct("rule", "stage", "H2", "warn", "--reason", "It is often right."))
    assert "There is no house rule H2; there are H1." in said


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("severity", ["critical", None])
def test_a_critical_one_or_one_without_severity_is_refused(
    severity: str | None, tmp_path: Path
) -> None:
    """great-expectations takes none for critical."""
    fct("store", "new", "--illustrative")
    suite(tmp_path, severity)

    assert "severity" in refused(fct("cycle", "add", cycle_file(tmp_path)))
