"""The command that looks whether everything is as it should be."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Fct = Callable[..., Result]
DOCS = Path(__file__).resolve().parents[3] / "docs" / "keeping.md"


def states(result: Result) -> dict[str, str]:
    """The state of each check by its name."""
    found = {one["name"]: one["state"] for one in json.loads(result.stdout)["checks"]}
    assert all(
        set(one) == {"name", "state", "said", "do"} for one in json.loads(result.stdout)["checks"]
    )
    return found


def test_the_names_are_those_that_the_docs_list(fct: Fct, season: Path, home: Path) -> None:
    """A store that works: all checks in the order of docs/keeping.md, none of them fails."""
    shutil.rmtree(home)
    shutil.copytree(season, home)
    listed = re.findall(r"^\| `([a-z -]+)` \|", DOCS.read_text("utf-8"), re.MULTILINE)
    result = fct("doctor", "--json")
    found = states(result)

    assert list(found) == listed
    assert "fail" not in found.values()
    assert found["backups"] == "warn"  # none was ever written
    assert result.exit_code == 1


def test_a_store_that_cannot_be_opened_is_a_fail_and_the_machine_is_looked_at(
    fct: Fct, home: Path
) -> None:
    """Bytes that are no database: exit 4, and what is seen without it is said all the same."""
    shutil.rmtree(home)
    home.mkdir()
    (home / "fct.sqlite").write_bytes(b"no database at all" * 100)
    result = fct("doctor", "--json")
    found = states(result)

    assert (result.exit_code, found["store"]) == (4, "fail")
    assert found["python"] == "ok"
    assert "clock" not in found


def test_no_store_is_made_by_looking(fct: Fct, home: Path) -> None:
    """Where there is none yet it warns, and nothing is there afterwards."""
    shutil.rmtree(home)
    result = fct("doctor", "--json")

    assert (result.exit_code, states(result)["store"]) == (1, "warn")
    assert not home.exists()


def test_servers_that_do_not_answer_are_named(
    fct: Fct, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail server away is a warning, a Prefect server away and half a sign-in are fails."""
    assert home.exists()
    monkeypatch.setenv("FCT_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("FCT_MAIL_FROM", "office@example.mil")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    result = fct("doctor", "--json")
    found = states(result)

    assert result.exit_code == 4
    assert (found["mail"], found["prefect"]) == ("warn", "fail")
