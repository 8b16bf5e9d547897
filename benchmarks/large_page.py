"""Pages of a published run of 100,000 proposals in a session: the first look, and later ones.

The bars are 2 s for the first page and 1 s for a search, of processor time in one process. Run it
on a store that ``scale.py`` made: ``python benchmarks/scale.py 100000 --keep FOLDER``, then
``python benchmarks/large_page.py FOLDER``.
"""

import os
import resource
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import fct.dashboard
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.tables.order_pages import RowsAsked

FIRST_S, SEARCH_S = 2.0, 1.0
APP = Path(fct.dashboard.__file__).with_name("app.py")
YEAR = 2027
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("order-of-merit", {}),
    ("order-of-merit", {"page": "400"}),
    ("order-of-merit", {"q": "lot 4711"}),
    ("order-of-merit", {"sort": "-strength"}),
    ("order-of-merit", {"component": "Navy", "mark": "funded"}),
    ("not-ranked", {"verdict": "returned"}),
    ("findings", {"q": "s00-00042"}),
    ("", {}),
)


def drawn_s(path: str, asked: dict[str, str]) -> tuple[float, float]:
    """Return the processor time and the time that a page takes in a new session."""
    page = AppTest.from_file(str(APP), default_timeout=600)
    for name, value in asked.items():
        page.query_params[name] = value
    if path:
        page._page_hash = calc_hash(path)  # noqa: SLF001 - there is no other way to a page
    started, computed = time.perf_counter(), time.process_time()
    page.run()
    took = time.process_time() - computed, time.perf_counter() - started
    if page.exception:
        sys.exit(f"{path}: {page.exception[0].value}")
    return took


def main() -> None:
    """Print the time of each page, and the peak of memory."""
    home = sys.argv[1]
    os.environ |= {"FCT_HOME": home, "FCT_DASHBOARD_TOKEN": "benchmark"}
    with open_store(Settings(Path(home))) as store:
        run = store.runs.published(YEAR)
        if run is None:
            sys.exit(f"{home} holds no published run of {YEAR}")
        ref = store.runs.page(run.id, RowsAsked()).rows[0]["ref"]
    print(f"{run.counts['proposals']:,} proposals judged")
    drawn_s("which-program", {})  # the session's own modules, which any page loads first
    pages = (*PAGES, ("proposal", {"ref": ref}))
    for number, (path, asked) in enumerate(pages):
        computed, took = drawn_s(path, asked)
        bar = SEARCH_S if number else FIRST_S
        missed = "  over the bar" if computed > bar else ""
        words = " ".join(f"{name}={value}" for name, value in asked.items())
        what = f"{path or 'at a glance':16} {words:32}"
        print(f"{what} {computed:5.2f} s, {took:5.2f} s waited{missed}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"peak memory {peak:.2f} GiB")


if __name__ == "__main__":
    main()
