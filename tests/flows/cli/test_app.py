"""The command line as a whole."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.program.form import load_form
from fct.data.program.rules import load_rules

Fct = Callable[..., Result]


def run(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "fct.flows.cli", *arguments],
        env={"PATH": "/usr/bin:/bin", "FCT_HOME": str(home), "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_every_rule_is_listed_as_json(fct: Fct) -> None:
    """All rule ids, each with the keys that other programs read."""
    rules = json.loads(fct("rules", "--json").stdout)

    assert [rule["rule"] for rule in rules] == list(load_rules())
    assert set(rules[0]) >= {"rule", "criterion", "severity", "text", "source", "fields"}
    assert all(rule["fields"] for rule in rules)


def test_every_field_is_listed_as_json(fct: Fct) -> None:
    """All field ids, with the columns of the form's declaration."""
    fields = json.loads(fct("form", "--json").stdout)

    assert [field["id"] for field in fields] == [field.id for field in load_form().fields]
    assert set(fields[0]) >= {
        *("id", "sheet", "label", "type", "choices_or_unit"),
        *("required", "criterion", "why_and_source", "also_written_as"),
    }


def test_a_foreseen_error_is_one_sentence_and_its_exit_code(tmp_path: Path) -> None:
    """No traceback: what is wrong, what to do, and 2 for a wrong call."""
    done = run("evaluate", "--fiscal-year", "2031", home=tmp_path)

    assert done.returncode == 2
    whose, error = done.stderr.splitlines()
    assert whose.startswith("fct: This store knows no people yet")
    assert error.startswith("fct: The store has no cycle of fiscal year 2031")


@pytest.mark.server
def test_an_argument_that_is_no_text_is_reported(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 end in one sentence, too."""
    done = run("certify", "x\udcff", home=tmp_path)

    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == [
        "fct: 'x\\udcff' holds bytes that are not text. Write it in UTF-8."
    ]


@pytest.mark.server
def test_a_home_that_cannot_be_written_is_exit_4(tmp_path: Path) -> None:
    """A file where the home should be: one sentence and 4."""
    blocked = tmp_path / "file"
    blocked.touch()

    done = run("cycle", "list", home=blocked)

    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("year", ["1999", "2100"])
def test_a_template_of_an_odd_year_is_not_written(fct: Fct, tmp_path: Path, year: str) -> None:
    """Fiscal years are 2000 to 2099."""
    result = fct("template", tmp_path / "t.xlsx", "--fiscal-year", year)

    assert result.exit_code == 2
    assert not (tmp_path / "t.xlsx").exists()


def test_a_template_is_checked_as_it_is_written(fct: Fct, tmp_path: Path) -> None:
    """The blank form is returned: every finding is of an answer that is not there yet."""
    path = tmp_path / "blank.xlsx"
    assert fct("template", path, "--fiscal-year", "2027").exit_code == 0

    checked = fct("check", path, "--json")

    (proposal,) = json.loads(checked.stdout)["files"][0]["proposals"]
    assert checked.exit_code == 1
    assert proposal["verdict"] == "returned"
    assert "X2" not in {finding["rule"] for finding in proposal["findings"]}


def test_every_command_is_documented_by_its_help(fct: Fct) -> None:
    """The help names each command of the contract."""
    reported = fct("--help").stdout

    commands = ("template", "check", "submit", "evaluate", "rank", "show", "cycle", "serve")
    assert all(
        name in reported for name in (*commands, "dashboard", "demo", "test", "rules", "form")
    )


def test_a_filled_form_is_not_replaced_by_a_blank_one(fct: Fct, tmp_path: Path) -> None:
    """A file that is there stays, unless the user says otherwise."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"filled")

    refused = fct("template", path, "--fiscal-year", "2027")

    assert isinstance(refused.exception, UsageError)
    assert path.read_bytes() == b"filled"
    assert fct("template", path, "--fiscal-year", "2027", "--overwrite").exit_code == 0
