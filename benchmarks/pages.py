"""Every page in a session that stands: how long until it is drawn anew, of 150 and 500 proposals.

Each page is opened once, which fills what is kept, and then drawn again as after a click. The bars
are 0.5 s for 150 ranked proposals and 1 s for 500, in 95 of 100. Run it with
``python benchmarks/pages.py [150|500]``.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import fct.dashboard
from fct.dashboard.pages import PAGES
from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate

BARS_S = {150: 0.5, 500: 1.0}
TIMES = 20
SHOWN: dict[str, dict[str, str]] = {
    **{path: {} for path in PAGES},
    "order-of-merit searched": {"q": "navy", "sort": "-merit", "merit_to": "90"},
    "proposal rules": {"part": "Criteria and rules"},
    "panel by panel": {"part": "Order by panel"},
}
ACTOR = Actor("benchmark")
APP = Path(fct.dashboard.__file__).with_name("app.py")


def make_store(home: Path, size: int) -> list[str]:
    """Publish a run of at least so many ranked proposals, and return the refs that are ranked."""
    samples = list(sample_proposals().values())
    proposals = {f"B-{n:04}": samples[n % len(samples)] for n in range(2 * size)}
    path = home / "list.xlsx"
    write_list_workbook(
        path, form=load_form(), proposals=proposals, fiscal_year=2027, remark="Illustrative"
    )
    budget = 15_000 * size // 35
    cycle = (
        "fiscal_year: 2027\nfinal_due: 2026-06-30\n"
        f"budgets: {{2027: {budget}, 2028: {budget * 6 // 10}}}\n"
    )
    with open_store(Settings(home)) as store:
        store.make_new(ACTOR, illustrative=True)
        store.cycles.add(2027, cycle, sha256_of_text(cycle), ACTOR)
        submit(store, path, Delivery(ACTOR, dt.datetime(2026, 6, 12, tzinfo=dt.UTC), 2027))
        run = evaluate(store, 2027, None, ACTOR, lambda _: None)
        store.runs.publish(run.run_id, ACTOR)
        return [str(ref) for ref in store.runs.ranks(run.run_id)["ref"]]


def seconds_of(path: str, asked: dict[str, str]) -> list[tuple[float, float]]:
    """Return how long a page takes to be drawn anew, each time, and how long it is computed."""
    page = AppTest.from_file(str(APP), default_timeout=600)
    for name, value in asked.items():
        page.query_params[name] = value
    if path:
        page._page_hash = calc_hash(path)  # noqa: SLF001 - there is no other way to a page
    page.run()
    if page.exception:
        sys.exit(f"{path}: {page.exception[0].value}")
    took = []
    for _ in range(TIMES):
        started, computed = time.perf_counter(), time.process_time()
        page.run()
        took.append((time.perf_counter() - started, time.process_time() - computed))
    return sorted(took)


def main() -> None:
    """Print median and 95th percentile of each page."""
    sizes = [int(one) for one in sys.argv[1:]] or list(BARS_S)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            ranked = make_store(Path(folder), size)
            os.environ |= {"FCT_HOME": folder, "FCT_DASHBOARD_TOKEN": "benchmark"}
            print(f"{len(ranked)} ranked (bar {BARS_S[size]} s)")
            for name, asked in SHOWN.items():
                path = name.split(" ", maxsplit=1)[0]
                whom = {"ref": ranked[0]} if PAGES[path].is_of_one else {}
                took = seconds_of(path, asked | whom)
                p95, computed = took[round(0.95 * (len(took) - 1))]
                missed = "  over the bar" if p95 > BARS_S[size] else ""
                median = statistics.median(one for one, _ in took)
                print(
                    f"{name or 'at a glance':26} median {median:.3f} s, p95 {p95:.3f} s, "
                    f"of which {computed:.3f} s computing{missed}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
