"""The demonstration."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fct.data.settings import Settings
from fct.flows.demo import demo_settings


def test_the_demonstration_has_a_store_of_its_own(tmp_path: Path) -> None:
    """It lies below the home, and never uses the database of the real store."""
    own = demo_settings(Settings(tmp_path, "postgresql://u@localhost/real"))

    assert own.home == tmp_path / "demo"
    assert own.database_url == ""


@pytest.mark.orchestration
def test_the_demonstration_survives_being_run_twice(tmp_path: Path) -> None:
    """Both times the same order of merit to the byte, and nothing new in the store."""
    command = [sys.executable, "-m", "fct.flows.cli", "demo", "--no-dashboard", "--json"]
    environment = {**os.environ, "FCT_HOME": str(tmp_path)}
    environment.pop("PREFECT_API_URL", None)
    told = []
    for _ in range(2):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=280, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        told.append(done.stdout)

    assert told[0] == told[1]
    order = json.loads(told[0])
    marks = {row["mark"] for row in order["order"]}
    assert marks == {"funded", "passed over", "below the line", "continuing"}
    assert {row["tier"] for row in order["order"]} == {1, 2, 3}
    assert (tmp_path / "demo" / "illustrative").exists()
