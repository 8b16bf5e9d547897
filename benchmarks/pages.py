"""Every page in a session that stands: how long until it is drawn anew, of 150 and 500 proposals.

Nine earlier years of 150 proposals are kept beside. Each page is opened once, which fills what is
kept, and then drawn again as after a click; the times are those of who sits before it, from the
click's message to the last message of the page, and of the server's processor. The bars are 0.5 s
for 150 ranked proposals and 1 s for 500, in 95 of 100. With seconds after the size twenty people
review and decide meanwhile (:mod:`benchmarks.people`), each acting once in so many seconds; the
processor's time is then that of all.

Run it from the root of the checkout with ``python -m benchmarks.pages [150|500 [SECONDS]]``.
"""

import asyncio
import datetime as dt
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import people
from fct.dashboard.pages import PAGES
from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, write_list_workbook
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate

BARS_S = {150: 0.5, 500: 1.0}
YEARS, EARLIER = 10, 150
TIMES = 20
SHOWN: dict[str, dict[str, str]] = {
    **{path: {} for path in PAGES},
    "order-of-merit searched": {"q": "navy", "sort": "-merit", "merit_to": "90"},
    "proposal rules": {"part": "Criteria and rules"},
    "panel by panel": {"part": "Order by panel"},
}
ACTOR = Actor("benchmark")


def make_store(home: Path, size: int) -> tuple[list[str], dict[str, list[str]]]:
    """Publish ten years, at least so many ranked in the last; return these, and who reviews."""
    with open_store(Settings(home)) as store:
        store.make_new(ACTOR, illustrative=True)
        for year in range(people.YEAR - YEARS + 1, people.YEAR):
            _make_year(store, year, EARLIER)
        ranked = _make_year(store, people.YEAR, size)
        return ranked, people.assign(store, ranked)


def _make_year(store: Store, year: int, size: int) -> list[str]:
    samples = [_moved(one, year - people.YEAR) for one in sample_proposals().values()]
    proposals = {f"B-{n:04}": samples[n % len(samples)] for n in range(2 * size)}
    path = store.settings.home / f"list {year}.xlsx"
    write_list_workbook(
        path, form=load_form(), proposals=proposals, fiscal_year=year, remark="Illustrative"
    )
    budget = 15_000 * size // 35
    cycle = (
        f"fiscal_year: {year}\nfinal_due: {year - 1}-06-30\n"
        f"budgets: {{{year}: {budget}, {year + 1}: {budget * 6 // 10}}}\n"
    )
    store.cycles.add(year, cycle, sha256_of_text(cycle), ACTOR)
    submit(store, path, Delivery(ACTOR, dt.datetime(year - 1, 6, 12, tzinfo=dt.UTC), year))
    run = evaluate(store, year, None, ACTOR, lambda _: None)
    store.runs.publish(run.run_id, ACTOR)
    return [str(ref) for ref in store.runs.ranks(run.run_id)["ref"]]


def _moved(filled: Filled, years: int) -> Filled:
    """Return a proposal as it would have been sent some years later; earlier where negative."""

    def moved(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: value + dt.timedelta(days=365 * years)
            if isinstance(value, dt.date)
            else value + years
            if name.endswith("_year") and isinstance(value, int)
            else value
            for name, value in answers.items()
        }

    rows = {sheet: [moved(row) for row in some] for sheet, some in filled["rows"].items()}
    return Filled(answers=moved(filled["answers"]), rows=rows)


async def measure(
    served: people.Served, assigned: dict[str, list[str]], ranked: str, size: int, every_s: float
) -> None:
    """Print how long each page takes, beside those who work where they act at all."""
    working = asyncio.create_task(_work(served.port, assigned, every_s))
    await asyncio.sleep(2 * every_s)  # the session stands, and so do those of the twenty
    tally = people.Tally()
    looks: list[float] = []
    async with people.session_of("", served.port, tally) as session:
        for name, asked in SHOWN.items():
            path = name.split(" ", maxsplit=1)[0]
            whom = {"ref": ranked} if PAGES[path].is_of_one else {}
            query = urlencode(asked | whom)
            for _ in range(2):  # the second has the part that the address names
                await session.load(path, query)
            tally.loads.clear()
            begun = processor_s(served.pid)
            for _ in range(TIMES):
                await session.load(path, query)
            each = (processor_s(served.pid) - begun) / TIMES
            looks += tally.loads
            p95 = sorted(tally.loads)[round(0.95 * (TIMES - 1))]
            missed = "  over the bar" if p95 > BARS_S[size] else ""
            median = statistics.median(tally.loads)
            print(
                f"{name or 'at a glance':26} median {median:.3f} s, p95 {p95:.3f} s, "
                f"processor {each:.3f} s{missed}",
                flush=True,
            )
    within = sum(one <= BARS_S[size] for one in looks)
    print(f"{within} of {len(looks)} looks within {BARS_S[size]} s")
    working.cancel()
    if tally.errors:
        sys.exit("\n".join(tally.errors))


async def _work(port: int, assigned: dict[str, list[str]], every_s: float) -> None:
    if every_s:
        await people.run(port, assigned, math.inf, every_s)


def processor_s(process: int) -> float:
    """Return the seconds of processor that a process has used."""
    said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print median and 95th percentile of each page."""
    sizes = [int(sys.argv[1])] if len(sys.argv) > 1 else list(BARS_S)
    every_s = float(sys.argv[2]) if sys.argv[2:] else 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(Path(folder), "")
            ranked, assigned = make_store(settings.home, size)
            print(f"{len(ranked)} ranked (bar {BARS_S[size]} s)")
            with people.serving(settings) as served:
                asyncio.run(measure(served, assigned, ranked[0], size, every_s))


if __name__ == "__main__":
    main()
