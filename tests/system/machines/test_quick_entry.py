"""The quick entry point: what a sponsor's check loads, which is what a sponsor waits for."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.files.workbooks import write_form
from tests.support.stores.contract import Program

HEAVY = ("great_expectations", "prefect", "scipy", "sklearn", "sqlalchemy", "streamlit")
JUDGING = (
    *(
        "fct.scoring.judging.judgement",
        "fct.scoring.ranking.order",
        "fct.scoring.deciding.deciding",
    ),
    *("fct.expectations.judge_rules", "fct.scoring.ranking.best_set"),
)
CODE = """
import json, sys
from fct.flows.cli import main
sys.argv = ["fct", *json.loads(sys.argv[1])]
try:
    main()
except SystemExit as end:
    code = end.code
loaded = sorted({name.partition(".")[0] for name in sys.modules})
ours = sorted(name for name in sys.modules if name.startswith("fct."))
sys.stderr.write("\\n" + json.dumps({"code": code, "loaded": loaded, "ours": ours}))
"""


def run(folder: Path, *arguments: str) -> tuple[str, dict[str, Any]]:
    """Run the command in a fresh process: what it printed, its exit code, what it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(arguments)],
        cwd=folder,
        env=os.environ | {"FCT_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, json.loads(done.stderr.splitlines()[-1])


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled form with one fault."""
    return write_form(tmp_path_factory.mktemp("quick") / "form.xlsx", trl="high")


@pytest.fixture(scope="module")
def checked(form: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """What a check of it printed, in words and as JSON, and what it loaded."""
    asked = {"words": (), "json": ("--json",)}
    return {how: run(form.parent, "check", str(form), *more) for how, more in asked.items()}


@pytest.mark.server
@pytest.mark.parametrize("how", ["words", "json"])
def test_a_check_loads_nothing_heavy(
    checked: dict[str, tuple[str, dict[str, Any]]], how: str
) -> None:
    """Each of these libraries costs a person about a second."""
    printed, ended = checked[how]

    assert [name for name in HEAVY if name in ended["loaded"]] == []
    assert "fct.scoring.ranking.order" not in ended["ours"]  # one file has no order
    assert ended["code"] == 1  # there is something to repair
    assert "X2" in printed


@pytest.mark.server
def test_a_check_answers_as_the_contract_says_and_sets_nothing_up(
    form: Path, checked: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    """One JSON object, with the file's hash and one proposal named by it (reading 62)."""
    printed, _ = checked["json"]
    (file,) = json.loads(printed)["files"]
    (proposal,) = file["proposals"]

    assert len(file["sha256"]) == 64
    assert file["refusal"] is None
    assert (proposal["ref"], proposal["verdict"]) == ("form", "returned")
    assert not (form.parent / "home").exists()


@pytest.mark.server
def test_a_list_of_the_rules_loads_nothing_heavy(tmp_path: Path) -> None:
    """Nor is a sponsor kept waiting who looks up a rule."""
    printed, ended = run(tmp_path, "rules", "--json")

    assert [name for name in HEAVY if name in ended["loaded"]] == []
    assert ended["code"] in {0, None}
    assert json.loads(printed)


@pytest.mark.server
def test_a_proposal_of_a_run_is_shown_without_what_judges(published_template: Program) -> None:
    """All that is said of it was kept with the run; a reviewer waits for no rule and no solver."""
    for words in (("show", "--json"), ("show", "FY27-NAVY-01")):
        printed, ended = run(published_template.home.parent, *words)

        assert [name for name in JUDGING if name in ended["ours"]] == [], words
        assert "FY27-NAVY-01" in printed
