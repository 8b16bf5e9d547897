"""What if in the browser: from a key on a slider to the new table, 150 proposals.

A real server and a real Chromium; each step presses a key on the slider of TRL and waits until the
table shows the other order. Run it with ``python benchmarks/what_if_page.py``.
"""

import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import fct.dashboard
from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate

BAR_S, STEPS, TURN, SIZE, PORT = 0.7, 40, 10, 150, 8597
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 40000, 2028: 25000}\n"
ACTOR = Actor("benchmark")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def make_store(home: Path) -> int:
    """Publish a run of so many ranked proposals and return how many are ranked."""
    samples = list(sample_proposals().values())
    proposals = {f"B-{n:03}": samples[n % len(samples)] for n in range(2 * SIZE)}
    path = home / "list.xlsx"
    write_list_workbook(
        path, form=load_form(), proposals=proposals, fiscal_year=2027, remark="Illustrative"
    )
    with open_store(Settings(home)) as store:
        store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), ACTOR)
        submit(store, path, Delivery(ACTOR, dt.datetime(2026, 6, 12, tzinfo=dt.UTC), 2027))
        run = evaluate(store, 2027, None, ACTOR, lambda _: None)
        store.runs.publish(run.run_id, ACTOR)
        return len(store.runs.ranks(run.run_id))


def steps(page: Page) -> list[float]:
    """Return the seconds of each step."""
    page.goto(f"http://127.0.0.1:{PORT}/what-if")
    slider = page.get_by_role("slider", name="TRL")
    slider.wait_for(timeout=60_000)
    slider.focus()
    took = []
    for step in range(STEPS + 2):
        before = page.locator("table.merit").first.inner_html()
        started = time.perf_counter()
        page.keyboard.press("ArrowRight" if step % TURN < TURN // 2 else "ArrowLeft")
        page.wait_for_function(
            "before => document.querySelector('table.merit')?.innerHTML !== before", arg=before
        )
        took.append(time.perf_counter() - started)
    return took[2:]  # the first ones fill caches


def main() -> None:
    """Print median and 95th percentile."""
    with tempfile.TemporaryDirectory() as folder:
        ranked = make_store(Path(folder))
        app = Path(fct.dashboard.__file__).with_name("app.py")
        command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(PORT)]
        environment = os.environ | {"FCT_HOME": folder}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                wait_for_server()
                with sync_playwright() as play:
                    browser = play.chromium.launch(
                        executable_path=shutil.which("chromium"), args=SWITCHES
                    )
                    took = sorted(steps(browser.new_page()))
                    browser.close()
            finally:
                server.terminate()
    p95 = took[round(0.95 * (len(took) - 1))]
    print(f"{ranked} ranked: median {statistics.median(took):.3f} s, p95 {p95:.3f} s (bar {BAR_S})")


def wait_for_server() -> None:
    """Wait until the dashboard answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    sys.exit("The dashboard did not start in a minute.")


if __name__ == "__main__":
    main()
