"""The demonstration."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.errors import NotNowError
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.serving.demo import Demonstration, demo_settings, how_to_go_on, run_demo
from tests.conftest import ACTOR
from tests.support.processes.servers import closed_port
from tests.support.processes.waiting import wait_until
from tests.support.stores.contract import Program


def test_the_demonstration_has_a_store_of_its_own(tmp_path: Path) -> None:
    """It lies below the home, and never uses the database of the real store."""
    own = demo_settings(Settings(tmp_path, "postgresql://u@localhost/real"))

    assert own.home == tmp_path / "demo"
    assert own.database_url == ""


def test_in_a_store_that_is_illustrative_the_demonstration_uses_it(tmp_path: Path) -> None:
    """So after the line that it says has been pasted, a second run finds the first one's store."""
    with open_store(Settings(tmp_path)) as store:
        store.make_new(ACTOR, illustrative=True)

    assert demo_settings(Settings(tmp_path)) == Settings(tmp_path)


def test_the_demonstration_leaves_a_real_store_alone(tmp_path: Path) -> None:
    """Where its own should be lies one that holds something: it says so, and writes nothing."""
    with open_store(Settings(tmp_path / "demo")) as store:
        store.cycles.add(2027, "{fiscal_year: 2027, final_due: 2026-06-30}", "hash", ACTOR)

        with pytest.raises(NotNowError, match=r"is not marked illustrative.*move or delete that"):
            run_demo(Settings(tmp_path), lambda _: None, lambda _: None)

        assert (len(store.events.all()), store.is_illustrative()) == (1, False)


@pytest.mark.parametrize(
    ("database", "unset"), [("", ""), ("postgresql://u@h/real", "unset FCT_DATABASE_URL; ")]
)
def test_the_demonstration_says_how_to_go_on(tmp_path: Path, database: str, unset: str) -> None:
    """A line for the shell; a folder with a space in its name is quoted."""
    settings = Settings(tmp_path / "my home", database)
    lines = how_to_go_on(settings, Demonstration(demo_settings(settings), 2027))

    assert f"  {unset}export FCT_HOME='{tmp_path}/my home/demo'" in lines
    inside = Settings(tmp_path / "demo")
    assert "store that FCT_HOME names" in how_to_go_on(inside, Demonstration(inside, 2027))[-1]


@pytest.fixture(scope="module")
def run_twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The demonstration by two starts of the program: its store, and what each printed."""
    # Prefect reads its settings when it is imported, so the demonstration has its own process.
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "fct.flows.cli", "demo", "--no-dashboard", "--json"]
    environment = {**os.environ, "FCT_HOME": str(home)}
    environment.pop("PREFECT_API_URL", None)
    printed = []
    for _ in range(2):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        printed.append(done.stdout)
    return home / "demo", printed


@pytest.mark.orchestration
def test_the_demonstration_survives_being_run_twice(run_twice: tuple[Path, list[str]]) -> None:
    """Both times the same order of merit to the byte, and nothing new in the store."""
    home, (first, second) = run_twice

    assert first == second
    order = json.loads(first)
    marks = {row["mark"] for row in order["order"]}
    assert marks == {"funded", "passed over", "below the line", "continuing"}
    assert {row["tier"] for row in order["order"]} == {1, 2, 3}
    assert order["home"] == str(home)
    with open_store(Settings(home)) as store:
        assert store.is_illustrative()
        assert verify(store).first_bad is None


@pytest.mark.orchestration
def test_the_demonstration_has_people_who_have_begun(run_twice: tuple[Path, list[str]]) -> None:
    """Fourteen people, reviews half done, one conflict, one open question, one flag."""
    program = Program(run_twice[0])
    people = {one["id"]: one for one in program("person", "list")["people"]}
    states = {row["state"] for row in program("assignments")["assignments"]}
    questions = program("questions")["questions"]

    assert set(people) == {
        *("sponsor-army", "sponsor-navy", "certifier-army", "certifier-navy", "expert-1"),
        *(f"reviewer-{n}" for n in (1, 2, 3, 4)),
        *("authority-1", "authority-2", "auditor-1", "operator-1", "administrator-1"),
    }
    assert people["reviewer-4"]["component"] == "Army"
    assert program("access")["store"] == "illustrative"
    assert {"in", "draft"} & states
    assert "not started" in states
    assert len(program("conflict", "list")["conflicts"]) == 1
    assert len([one for one in questions if one["answered_at"] is None]) == 1
    assert len([one for one in program("flags")["flags"] if not one["resolved"]]) == 1


@pytest.mark.orchestration
def test_the_dashboard_is_there_before_the_flow_and_ends_with_the_command(tmp_path: Path) -> None:
    """The order is shown as soon as it is published; Prefect's server starts after it."""
    port, log = closed_port(), tmp_path / "said.txt"
    command = [sys.executable, "-m", "fct.flows.cli", "demo", "--port", str(port)]
    environment = {**os.environ, "FCT_HOME": str(tmp_path / "home")}
    environment.pop("PREFECT_API_URL", None)
    with (
        log.open("w") as out,
        subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT) as demo,
    ):
        assert wait_until(lambda: "starting Prefect's server" in log.read_text())
        assert wait_until(lambda: is_answered(port))
        demo.terminate()
    said = log.read_text()

    assert said.index(f"Dashboard: http://127.0.0.1:{port} ") < said.index("starting Prefect's")
    assert wait_until(lambda: not is_answered(port))


def is_answered(port: int) -> bool:
    """Whether a server answers on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
