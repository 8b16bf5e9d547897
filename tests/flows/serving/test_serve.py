"""The schedules, and what becomes of them when Prefect's server dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fct.flows.serving.serve import ANCHOR, deployments
from tests.support.processes.waiting import NO_HURRY_S, is_gone, wait_until
from tests.support.stores.contract import Program

CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"


def test_the_inbox_and_the_year_are_served_one_run_at_a_time() -> None:
    """Each is found by module and not by path, and names its runs."""
    made = {deployment.name: deployment for deployment in deployments(["America/New_York"])}

    assert set(made) == {"inbox", "year"}
    assert all(deployment.concurrency_limit == 1 for deployment in made.values())
    assert made["year"].entrypoint == "fct.flows.serving.scheduled.tick_flow"


def test_the_year_goes_by_the_hours_of_each_zone_and_by_an_interval_that_restarts_keep() -> None:
    """Two cycles in two zones: nights and mornings of each; no restart moves the interval."""
    zones = ["America/New_York", "Pacific/Auckland"]
    (year,) = (one for one in deployments(zones) if one.name == "year")
    interval, *hours = (one.schedule for one in year.schedules)

    assert [one.timezone for one in hours] == zones
    assert {one.cron for one in hours} == {"0 0,4,8 * * *"}
    assert interval.anchor_date == ANCHOR


@contextmanager
def serving(home: Path) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """`fct serve` on a store, and the file of what it says."""
    environment = {**os.environ, "FCT_HOME": str(home), "COLUMNS": "200"}
    environment.pop("PREFECT_API_URL", None)
    said = home / "said"
    command = [sys.executable, "-P", "-m", "fct.flows.cli", "serve"]
    with (
        said.open("wb") as out,
        subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT) as process,
    ):
        try:
            yield process, said
        finally:
            process.kill()


def servers_of(process: "subprocess.Popen[bytes]") -> dict[int, dict[str, str]]:
    """Prefect's servers that a process has started, each with its settings."""
    found = {}
    for task in Path(f"/proc/{process.pid}/task").glob("*/children"):
        for pid in map(int, task.read_text().split()):
            place = Path(f"/proc/{pid}")
            if b"prefect\0server" in (place / "cmdline").read_bytes():
                lines = (place / "environ").read_bytes().decode().split("\0")
                found[pid] = dict(line.split("=", 1) for line in lines if "=" in line)
    return found


@pytest.mark.orchestration
@pytest.mark.long
def test_the_schedules_outlive_the_death_of_their_server(tmp_path: Path) -> None:
    """Killed in the middle: one sentence, another server, and runs go on; nothing outlives us."""
    (tmp_path / "cycle.yaml").write_text(CYCLE)
    Program(tmp_path / "home")("cycle", "add", tmp_path / "cycle.yaml")
    with serving(tmp_path / "home") as (process, said):
        assert wait_until(lambda: "tick: Next" in said.read_text()), said.read_text()
        ((first, _),) = servers_of(process).items()
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: {*servers_of(process)} - {first} != set())
        ((second, settings),) = servers_of(process).items()
        run = [sys.executable, "-m", "prefect", "deployment", "run", "tick/year", "--watch"]

        def runs_again() -> bool:
            done = subprocess.run(run, env=settings, capture_output=True, check=False)
            return done.returncode == 0

        assert wait_until(runs_again), said.read_text()
        process.terminate()
        assert process.wait(NO_HURRY_S) == 0
        assert is_gone(second)

    text = " ".join(said.read_text().split())
    assert text.count("Prefect's server ended by itself") == 1
    assert "it is started again" in text
    assert "Traceback" not in text
