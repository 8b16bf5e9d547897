"""An illustrative store with people and a cycle that has a calendar, and a simulated clock."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fct.data.common.actor import Actor
from fct.data.common.clock import utc_now
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import Lane
from fct.flows.year.tick_command import run_tick
from tests.support.proposals.cases import valid_proposal
from tests.support.stores.homes import blank_store, copied_home

ACTOR = Actor("tester")
CALENDAR = """fiscal_year: 2027
time_zone: America/New_York
calendar:
  announced: 2026-01-15
  opens: 2026-02-01
  draft_due: 2026-05-01
  final_due: 2026-06-30T23:59
  evaluated: 2026-08-15
  reviews_due: 2026-09-01
  decided: 2026-09-20
  notified: 2026-10-01
  funds_released: 2026-10-15
reminders_days: [14, 1]
components: [Army, Navy]
budgets: {2027: 20000, 2028: 9000}
expected:
  - {ref: FY27-ARMY-01, component: Army, title: One}
  - {ref: FY27-NAVY-01, component: Navy, title: Two}
"""
PEOPLE: Mapping[str, tuple[Role, str | None]] = {
    "operator-1": (Role.OPERATOR, None),
    "reviewer-1": (Role.REVIEWER, None),
    "authority-1": (Role.AUTHORITY, None),
    "sponsor-army": (Role.SPONSOR, "Army"),
    "sponsor-navy": (Role.SPONSOR, "Navy"),
}


def moment(text: str) -> dt.datetime:
    """A moment of New York, or with the offset that stands there."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def year_store(home: Path, cycles: Sequence[str] = (CALENDAR,), start: str = "2026-01-02") -> Store:
    """Make the store, with its clock at a day before the year begins."""

    def make(made: Path) -> None:
        with open_store(Settings(blank_store(made))) as store:
            store.make_new(ACTOR, illustrative=True)
            store.move_clock(moment(start))
            for text in cycles:
                year = int(text.split("\n", 1)[0].removeprefix("fiscal_year: "))
                store.cycles.add(year, text, sha256_of_text(text), ACTOR)
            for person_id, (role, component) in PEOPLE.items():
                store.people.add(
                    Person(
                        id=person_id,
                        name=person_id,
                        email=f"{person_id}@example.mil",
                        roles=frozenset({role}),
                        component=component,
                    )
                )

    return open_store(Settings(copied_home(home, (tuple(cycles), start), make)))


def ticks(store: Store, *texts: str) -> list[dict[str, Any]]:
    """Tick at some moments, and return what was done without what only passed."""
    did = run_tick(store, [moment(text) for text in texts], "tester")["did"]
    return [one for one in did if "passed" not in one["result"]]


def in_short(did: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What was done as action, ref, the due moment's first 16 signs, and who was informed."""
    return [(one["action"], one["ref"], one["due"][:16], one["result"].get("told")) for one in did]


def send(
    store: Store,
    ref: str,
    component: str,
    fiscal_year: int = 2027,
    lane: Lane = Lane.IN_CYCLE,
    **changes: Any,
) -> None:
    """Submit a proposal on which every rule holds, with changes, at the moment of the clock."""
    proposal = valid_proposal(ref, component=component, title=f"Item {ref}", **changes)
    store.submissions.add(
        NewSubmission(
            fiscal_year=fiscal_year,
            file_name=f"{ref}.xlsx",
            content=f"{ref} {sorted(changes)} {utc_now()}".encode(),
            actor=ACTOR,
            received_at=utc_now(),
            component=component,
            lane=lane,
            proposals=[proposal],
        )
    )
