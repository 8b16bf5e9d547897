"""The flows on a real Prefect server."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fct.data.subjects.store import Store
from fct.flows.cycle.flows import look_at_start
from fct.flows.cycle.inbox import inbox_folder

FAR = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
SCRIPT = """
import json, os, httpx
from fct.data.store.settings import Settings
from fct.flows.serving.own_server import prefect_server

with prefect_server(Settings.from_environment(), lambda _: None):
    from fct.flows.cycle.flows import evaluate_cycle
    from prefect.client.orchestration import get_client

    first, second = evaluate_cycle(2027, "tester"), evaluate_cycle(2027, "tester")
    with get_client(sync_client=True) as client:
        artifacts = client.read_artifacts()
        task_runs = client.read_task_runs()
    url = os.environ["PREFECT_API_URL"]
    locked_out = httpx.get(f"{url}/admin/settings").status_code
print(json.dumps({
    "runs": [first, second],
    "artifacts": {artifact.key: artifact.data for artifact in artifacts},
    "states": sorted({run.state_type.value for run in task_runs}),
    "task_runs": len(task_runs),
    "without_password": locked_out,
    "left": [name for name in os.environ if name.endswith("AUTH_STRING")],
}))
"""


def test_the_inbox_is_looked_at_when_serving_starts(
    store: Store,
    forms: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line where nothing is new, else what was taken; no schedule has to come round first."""
    monkeypatch.setenv("FCT_HOME", str(store.settings.home))

    look_at_start()
    assert capsys.readouterr().out == "inbox: nothing new\n"

    folder = inbox_folder(store) / "2027"
    path = Path(shutil.copy(forms["FY27-ARMY-01"], folder))
    os.utime(path, (0, 0))
    look_at_start()
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith("inbox: 2027/FY27-ARMY-01.xlsx: accepted FY2027-S0001, 1 proposal")


@pytest.mark.orchestration
def test_the_cycle_runs_twice_on_a_server_of_its_own(submitted: Store) -> None:
    """Two runs of the flow publish one run, leave refs and counts, and let nobody else in."""
    titles = [row for row in submitted.versions.to_judge(2027, FAR) if row.proposal]
    home = submitted.settings.home
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "FCT_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    reported = json.loads(done.stdout.splitlines()[-1])
    assert reported["runs"] == ["FY2027-R001", "FY2027-R001"]
    assert reported["states"] == ["COMPLETED"]
    assert reported["task_runs"] == 8
    assert reported["without_password"] == 401
    assert reported["left"] == []
    assert set(reported["artifacts"]) == {"fy2027-summary", "fy2027-order-of-merit", "fy2027-rules"}
    answers = [cell.value for row in titles for cell in row.proposal.answers.values()]
    text = json.dumps(reported["artifacts"])
    assert not [a for a in answers if isinstance(a, str) and len(a) > 20 and a in text]
    assert not list((Path(home) / "prefect").glob("storage/*"))
