"""A whole year on a simulated clock: two cycles that overlap, and three kinds of failure."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.errors import StoreError
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.flows.year.tick_command import run_tick
from fct.scoring.deciding.deciding import advise, approve, publish, submit
from tests.support.stores.year import CALENDAR, moment, send, year_store

NEXT = """fiscal_year: 2028
time_zone: Pacific/Auckland
calendar:
  opens: 2026-09-28
  final_due: 2027-01-15
  evaluated: 2027-01-20
reminders_days: [7]
components: [Army, Navy]
budgets: {2028: 9000}
"""
FIRST_DAY, LAST_DAY = dt.date(2026, 1, 20), dt.date(2027, 1, 31)
NO_POWER = (dt.date(2026, 4, 10), dt.date(2026, 4, 22))
NO_MAIL = (dt.date(2026, 6, 10), dt.date(2026, 7, 5))
LOCKED = dt.date(2026, 8, 15)
PUBLISHED = dt.date(2026, 9, 25)
SENT = {  # how many proposals came on a day, of which cycle
    dt.date(2026, 3, 2): (2027, 20),
    dt.date(2026, 5, 4): (2027, 15),
    dt.date(2026, 6, 30): (2027, 5),
    dt.date(2026, 11, 2): (2028, 20),
}


def days() -> Iterator[dt.date]:
    """The mornings on which the tick runs: there is power, and some days are left out."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        is_told = day in {*SENT, LOCKED, PUBLISHED} or (day - FIRST_DAY).days % 6 == 0
        if is_told and not NO_POWER[0] <= day < NO_POWER[1]:
            yield day
        day += dt.timedelta(days=1)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Let another program hold the database."""
    path = store.settings.sqlite_path
    assert path is not None
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


def publish_slate(store: Store, fiscal_year: int) -> None:
    """Decide as the machine advises, and take every step."""
    for step in (advise, submit, approve, publish):
        step(store, fiscal_year)


def live_through(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Tick each morning of the year; return what was done."""
    year_store(home, [CALENDAR, NEXT], start="2026-01-15").close()
    did: list[dict[str, Any]] = []
    with open_store(Settings(home, busy_timeout_s=0.2)) as store:
        for day in days():
            away = NO_MAIL[0] <= day < NO_MAIL[1]
            monkeypatch.setenv("FCT_SMTP_URL", "smtp://127.0.0.1:1" if away else "")
            monkeypatch.setenv("FCT_MAIL_FROM", "office@example.mil")
            now = moment(f"{day}T13:00")
            if day in SENT:
                store.move_clock(now)
                year, count = SENT[day]
                for n in range(count):
                    send(store, f"{day:%m%d}-{n:02d}", ("Army", "Navy")[n % 2], year)
            if day == PUBLISHED:
                store.move_clock(now)
                publish_slate(store.whole(), 2027)
            if day == LOCKED:
                with locked(store), pytest.raises(StoreError, match="is busy"):
                    run_tick(store, [now], "tester")
            did += run_tick(store, [now], "tester")["did"]
    return did


LOG = """
2027 open at 2026-02-01T00:00: sponsor-army, sponsor-navy
2027 evaluate at 2026-03-02T04:00: FY2027-R001
2027 remind draft_due at 2026-04-17T08:00: sponsor-army, sponsor-navy
2027 evaluate at 2026-05-04T04:00: FY2027-R002
2027 remind final_due at 2026-06-16T08:00: sponsor-army, sponsor-navy
2027 remind final_due at 2026-06-29T08:00: sponsor-army, sponsor-navy
2027 evaluate at 2026-06-30T04:00: FY2027-R003
2027 close at 2026-07-01T00:00: operator-1, sponsor-army, sponsor-navy
2027 publish at 2026-08-15T00:00: FY2027-R003
2027 remind reviews_due at 2026-08-18T08:00: nobody
2027 remind decided at 2026-09-06T08:00: reviewer-1
2027 escalate decided at 2026-09-21T08:00: operator-1, reviewer-1
2028 open at 2026-09-28T00:00: sponsor-army, sponsor-navy
2027 notify at 2026-10-01T00:00: sponsor-army, sponsor-navy
2028 evaluate at 2026-11-02T04:00: FY2028-R001
2027 remind report_date at 2027-01-01T08:00: sponsor-army, sponsor-navy
2028 remind final_due at 2027-01-08T08:00: sponsor-army, sponsor-navy
2028 close at 2027-01-16T00:00: operator-1, sponsor-army, sponsor-navy
2028 publish at 2027-01-20T00:00: FY2028-R001
"""


def line_of(one: dict[str, Any]) -> str:
    """One thing that was done, as the written log has it."""
    result = one["result"]
    informed = ", ".join(result.get("told", [])) or "nobody"
    about = f" {one['ref']}" if one["ref"] else ""
    return (
        f"{one['fiscal_year']} {one['action']}{about} at {one['due'][:16]}: "
        f"{result.get('run', informed)}"
    )


def test_a_year_of_two_cycles_equals_the_written_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty proposals; no power, no mail, a locked database: nothing is skipped or done twice."""
    did = live_through(tmp_path / "home", monkeypatch)

    of_projects = {"start", "ask report"}
    informed = [one for one in did if not {"passed", "nothing new"} & one["result"].keys()]
    log = [line_of(one) for one in informed if one["action"] not in of_projects]
    assert log == LOG.strip().split("\n")
    started = [one["ref"] for one in informed if one["action"] == "start"]
    assert len(started) == 36  # of the money of the year
    assert [one["ref"] for one in informed if one["action"] == "ask report"] == started
    with open_store(Settings(tmp_path / "home")) as store:
        assert verify(store).first_bad is None
        assert (
            len(store.ticks.all()) == len(did) == len({tuple(map(str, one)) for one in keys(did)})
        )
        assert {one.state for one in store.messages.all()} <= {"waiting", "given up"}
        assert run_tick(store, [moment(f"{LAST_DAY}T13:00")], "again")["did"] == []


def keys(did: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """By what each thing that was done is known."""
    for one in did:
        yield one["action"], one["fiscal_year"], one["ref"], one["due"]
