"""Five years on a simulated clock: a tick each morning, and what it costs when nothing is due.

Each year has a call of two components with 60 proposals, one run published, a slate decided and
published, and its projects, of which none ever reports: the most that is said of late reports.
Printed are processor and wall time, ticks, actions and messages, and what a tick costs with
nothing due. Exits with 1 where an action was done twice.

Run it from the root of the checkout with ``python -m benchmarks.year [DAYS]``.
"""

import datetime as dt
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from fct.data.audit.verifying import verify
from fct.data.subjects.store import Store
from fct.flows.year.tick_command import run_tick
from fct.scoring.deciding.deciding import advise, approve, publish, submit
from tests.support.stores.year import send, year_store

FIRST_DAY, DAYS = dt.date(2026, 1, 20), 5 * 365 + 1
FIRST, LAST = 2027, 2031
CYCLE = """fiscal_year: {year}
time_zone: America/New_York
calendar:
  opens: {before}-02-01
  draft_due: {before}-05-01
  final_due: {before}-06-30T23:59
  evaluated: {before}-08-15
  reviews_due: {before}-09-01
  decided: {before}-09-20
  notified: {before}-10-01
  funds_released: {before}-10-15
reminders_days: [30, 14, 7, 1]
components: [Army, Navy]
budgets: {{{year}: 20000, {after}: 9000}}
expected:
  - {{ref: NEVER-{year}-1, component: Army, title: Never sent}}
  - {{ref: NEVER-{year}-2, component: Navy, title: Never sent}}
"""
SENT = {(3, 2): 30, (5, 4): 20, (6, 30): 10}
PUBLISHED = (9, 25)


def cycles() -> list[str]:
    """Return the cycle files of the years."""
    return [
        CYCLE.format(year=year, before=year - 1, after=year + 1) for year in range(FIRST, LAST + 1)
    ]


def act(store: Store, day: dt.date, now: dt.datetime) -> None:
    """Do what people do on a day: send proposals, decide."""
    key, year = (day.month, day.day), day.year + 1
    if year > LAST or (key not in SENT and key != PUBLISHED):
        return
    store.move_clock(now)
    for n in range(SENT.get(key, 0)):
        send(store, f"{day:%y%m%d}-{n:02d}", ("Army", "Navy")[n % 2], year)
    if key == PUBLISHED:
        for step in (advise, submit, approve, publish):
            step(store.whole(), year)


def processor_s() -> float:
    """Processor time of this process and its children."""
    used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def live(store: Store, days: int) -> list[float]:
    """Tick each morning; return what each tick with nothing due cost."""
    idle: list[float] = []
    for n in range(days):
        day = FIRST_DAY + dt.timedelta(days=n)
        now = dt.datetime.combine(day, dt.time(13), dt.UTC)
        act(store, day, now)
        before = processor_s()
        did = run_tick(store, [now], "benchmark")["did"]
        if not did:
            idle.append(processor_s() - before)
    return idle


def main() -> int:
    """Live the years and print what they cost."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else DAYS
    with tempfile.TemporaryDirectory() as folder, year_store(Path(folder), cycles()) as store:
        began, wall = processor_s(), time.monotonic()
        idle = live(store, days)
        took, waited = processor_s() - began, time.monotonic() - wall
        rows = store.ticks.all()
        keys = {(o.action, o.fiscal_year, o.ref, o.date_written, o.days_before) for o in rows}
        messages = store.messages.all()
        is_whole = verify(store).first_bad is None
    print(f"{days} days, {days} ticks: {took:.1f} s of processor time, {waited:.1f} s")
    print(f"{len(rows)} actions, {len(messages)} messages; the log verifies: {is_whole}")
    print(
        f"{len(idle)} ticks with nothing due: median {1000 * statistics.median(idle):.1f} ms, "
        f"the last 50 {1000 * statistics.median(idle[-50:]):.1f} ms"
    )
    return 0 if is_whole and len(keys) == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
