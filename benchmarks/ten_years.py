"""``fct audit verify`` on a store of ten years: 1,500 proposals, ten published runs, 40,000 events.

Each year has 150 proposals in files of their own, a judged and published run, and what people said
and took out in the rest of its events. Printed are seconds of processor and by the clock of the
making and of three verifications, each a process of its own. Exits with 1 where one takes 30 s of
processor or more, or finds anything.

Run it from the root of the checkout with ``python -m benchmarks.ten_years [YEARS]``; each of fewer
years has as many proposals and events.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fct.data.common.actor import Actor
from fct.data.program.cycle import sha256_of_text
from fct.data.reviewing.discussion import Audience
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.flows.cycle.evaluation import evaluate
from tests.support.proposals.cases import valid_proposal

FIRST, YEARS = 2027, 10
PROPOSALS, EVENTS = 150, 4_000  # of each year
COMPONENTS = (
    "Army",
    "Navy",
    "Marine Corps",
    "Air Force",
)  # none past its daily quota
REMARK_EVERY = 8  # events; the others say that something went out, and have no row
LONGEST_S = 30.0
ROUNDS = 3
TOGETHER = 250  # events in one transaction; each has its entry and its seal all the same
ACTOR = Actor("benchmark")


def used_s() -> float:
    """Return processor seconds of this process and of those that it waited for."""
    return sum(os.times()[:4])


def make_year(store: Store, year: int, number: int) -> None:
    """Submit, judge and publish the proposals of one year, the ``number``-th."""
    text = f"fiscal_year: {year}\nfinal_due: {year - 1}-06-30\nbudgets: {{{year}: 15000}}\n"
    store.cycles.add(year, text, sha256_of_text(text), ACTOR)
    refs = [f"FY{year % 100}-P-{one:03d}" for one in range(1, PROPOSALS + 1)]
    received = dt.datetime(year - 1, 6, 1, 12, tzinfo=dt.UTC)
    with store.writing():
        for place, ref in enumerate(refs):
            component = COMPONENTS[place % len(COMPONENTS)]
            proposal = valid_proposal(ref, component=component, title=f"Item {ref}")
            new = NewSubmission(
                fiscal_year=year,
                file_name=f"{ref}.xlsx",
                content=f"{ref} {'x' * 20_000}".encode(),
                actor=ACTOR,
                received_at=received,
                component=component,
                proposals=[proposal],
            )
            store.submissions.add(new)
    store.runs.publish(evaluate(store, year, None, ACTOR, lambda _: None).run_id, ACTOR)
    talk(store, year, refs, until=EVENTS * number)


def talk(store: Store, year: int, refs: list[str], until: int) -> None:
    """Comment on proposals and take tables out, until the log has so many entries."""
    said = store.events.last()[0]
    while said < until:
        with store.writing():
            for one in range(min(TOGETHER, until - said)):
                ref = refs[(said + one) % len(refs)]
                if one % REMARK_EVERY == 0:
                    store.comments.add(year, ref, Audience.REVIEWERS, f"Remark {said + one}.")
                else:
                    store.exports.add("file downloaded", ref, f"{said + one:064d}")
        said = store.events.last()[0]


def main() -> None:
    """Make the store, verify it, and print the figures."""
    years = int(sys.argv[1]) if len(sys.argv) > 1 else YEARS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        begun = used_s()
        with open_store(Settings(home)) as store:
            for number in range(1, years + 1):
                make_year(store, FIRST + number - 1, number)
        print(f"made in {used_s() - begun:.0f} s of processor")
        command = [sys.executable, "-m", "fct.flows.cli", "audit", "verify", "--json"]
        slowest, bad = 0.0, None
        for _ in range(ROUNDS):
            before, clock = used_s(), time.perf_counter()
            done = subprocess.run(
                command,
                env={**os.environ, "FCT_HOME": str(home)},
                capture_output=True,
                text=True,
                check=False,
            )
            spent, waited = used_s() - before, time.perf_counter() - clock
            report = json.loads(done.stdout)
            slowest, bad = max(slowest, spent), bad or report["first_bad"]
            counts = ", ".join(f"{report[name]:,} {name}" for name in ("events", "rows", "files"))
            print(f"{counts}: {spent:.1f} s of processor, {waited:.1f} s by the clock")
    print(f"slowest {slowest:.1f} s of {LONGEST_S:.0f}; first bad: {bad}")
    sys.exit(slowest >= LONGEST_S or bad is not None)


if __name__ == "__main__":
    main()
