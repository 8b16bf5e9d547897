"""Twenty people at once reviewing and deciding, each on a page of the dashboard.

Sessions drive the websocket as Streamlit's own client does: 14 people review and 6 decide, one
action every 5 s each. Printed are p50 and p95 of page loads and of acts, from the action's message
to the last message of its rerun; errors that a person saw; and lost updates: each act that a page
said it kept must be in the store once, and no other may be. A refusal as ``STALE``, where another
person decided the same row first, is the right answer and is counted apart. Exits with 1 where an
update was lost or an error was seen.

Run it from the root of the checkout with ``python -m benchmarks.people [MINUTES [DATABASE_URL]]``;
without an address the store is on SQLite. A database on PostgreSQL must be empty.
"""

import asyncio
import collections
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import load_form
from fct.data.program.rules import CRITERIA
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from tests.conftest import IN_TIME
from tests.support.stores.office import as_person

REVIEWERS, DECIDERS = 14, 6
EVERY_S = 5.0
BAR_S = 1.0
GIVEN_UP_S = 300.0  # after which a page counts as one that never came
ASSIGNED = 6  # proposals of each reviewer
YEAR = 2027
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 15000, 2028: 8700}\n"
ACTOR = Actor("benchmark")
OUTCOMES = ("reserve", "return", "not selected")
ERROR = re.compile(r'class="notice error"[^>]*>(.*?)</div>', re.DOTALL)
KEPT_REVIEW = re.compile(r"Version \d+ of your review is ")


@dataclass
class Tally:
    """What the sessions saw."""

    loads: list[float] = field(default_factory=list)
    acts: dict[str, list[float]] = field(default_factory=dict)  # by page
    kept: dict[str, str] = field(default_factory=dict)  # token of an act -> whose
    tried: set[str] = field(default_factory=set)
    stale: int = 0
    late: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass
class Session:
    """One person's page: its connection, what it shows, and what is set in its fields."""

    person: str
    socket: ClientConnection
    tally: Tally
    bodies: list[str] = field(default_factory=list)
    widgets: dict[str, str] = field(default_factory=dict)  # key -> id
    component: dict[str, Any] = field(default_factory=dict)
    fragment: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    page: str = ""
    query: str = ""
    given: dict[str, WidgetState] = field(default_factory=dict)

    async def load(self, path: str, query: str = "") -> None:
        """Open a page by a link, and take the time."""
        message = BackMsg()
        message.rerun_script.query_string = query
        if self.pages:
            message.rerun_script.page_script_hash = self.pages[path]
        else:
            message.rerun_script.page_name = path
        self.page, self.query, self.given, self.widgets = path, query, {}, {}
        self.tally.loads.append(await self._send(message))

    async def act(self, states: Iterable[WidgetState], fragment: str = "") -> None:
        """Send what is set and pressed, and take the time."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.pages[self.page]
        message.rerun_script.query_string = self.query
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(states)
        self.tally.acts.setdefault(self.page, []).append(await self._send(message))

    async def _send(self, message: BackMsg) -> float:
        started = time.perf_counter()
        self.bodies = []
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(GIVEN_UP_S):
            while not self._take(ForwardMsg.FromString(await self.socket.recv(decode=False))):
                pass
        for body in self.bodies:
            self.tally.errors += [f"{self.person}: {said}" for said in ERROR.findall(body)]
        return time.perf_counter() - started

    def _take(self, message: ForwardMsg) -> bool:
        """Take one message of the server in, and return whether it ends the rerun."""
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take_element(message)
        elif kind == "navigation":
            self.pages = {
                page.url_pathname if not page.is_default else "": page.page_script_hash
                for page in message.navigation.app_pages
            }
        elif kind == "page_not_found":
            self.tally.errors.append(f"{self.person}: no page {self.page}")
        elif kind == "script_finished":
            status = message.script_finished
            if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                self.tally.errors.append(f"{self.person}: the page did not compile")
            return status != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _take_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = str(element.WhichOneof("type"))
        shown = getattr(element, kind)
        if kind == "html":
            self.bodies.append(shown.body)
        elif kind == "exception":
            self.tally.errors.append(f"{self.person}: {shown.type}: {shown.message}")
        elif kind == "bidi_component" and shown.component_name.endswith("fct_decide"):
            content = shown.json or shown.mixed.json
            self.component = {"id": shown.id, **json.loads(content)}
            self.fragment = message.delta.fragment_id
        if "id" in shown.DESCRIPTOR.fields_by_name and str(shown.id).startswith("$$ID-"):
            self.widgets[shown.id.split("-", 2)[2]] = shown.id

    def set(self, key: str, text: str) -> None:
        """Set a field of text or a choice; it is sent with everything that is set already."""
        self.given[key] = WidgetState(id=self.widgets[key], string_value=text)

    def widget_like(self, start: str, ends: str) -> str:
        """Return the key of the one widget whose key begins and ends so."""
        (key,) = [one for one in self.widgets if one.startswith(start) and one.endswith(ends)]
        return key


async def review(session: Session, refs: list[str], chance: random.Random) -> AsyncIterator[None]:
    """Open one's review of a proposal, and send a version of it in."""
    while True:
        ref = chance.choice(refs)
        await session.load("review", f"ref={ref}")
        yield
        token = f"{session.person} act {len(session.tally.tried)}"
        session.tally.tried.add(token)
        for criterion in CRITERIA:
            level = session.widget_like("review seen", f" level {criterion}")
            session.set(level, str(chance.randint(1, 5)))
            why = session.widget_like("review seen", f" reason {criterion}")
            session.set(why, "It says so in the letter, page 2.")
        session.set(session.widget_like("review seen", " choice"), "fund")
        session.set(session.widget_like("review seen", " choice why"), f"Mature enough: {token}.")
        send = next(
            key for key in session.widgets if key.startswith("FormSubmitter:") and "Send in" in key
        )
        pressed = WidgetState(id=session.widgets[send], trigger_value=True)
        await session.act([*session.given.values(), pressed])
        if any(KEPT_REVIEW.search(body) for body in session.bodies):
            session.tally.kept[token] = session.person
        yield


async def decide(session: Session, chance: random.Random) -> AsyncIterator[None]:
    """Open the table of the meeting, and decide some rows of it."""
    while True:
        await session.load("decide")
        yield
        for _ in range(6):
            row = chance.choice(session.component["decisions"])
            token = f"{session.person} act {len(session.tally.tried)}"
            session.tally.tried.add(token)
            decided = {
                "ref": row["ref"],
                "outcome": chance.choice(OUTCOMES),
                "kusd": {},
                "reason": f"Others need it more: {token}.",
                "conditions": "",
                "version": row["version"],
                "turn": token,
            }
            name = f"$$STREAMLIT_INTERNAL_KEY_{session.component['id']}__events"
            events = json.dumps([{"event": "decided", "value": decided}])
            pressed = WidgetState(id=name, json_trigger_value=events)
            await session.act([pressed], session.fragment)
            _answered(session, token)
            yield


def _answered(session: Session, token: str) -> None:
    said = session.component.get("said") or {}
    if said.get("turn") != token:
        session.tally.errors.append(f"{session.person}: the table says nothing of {token}")
    elif said["ok"]:
        session.tally.kept[token] = session.person
    elif "version" in said["words"]:
        session.tally.stale += 1
    else:
        session.tally.errors.append(f"{session.person}: {said['words']}")


def make_store(settings: Settings) -> dict[str, list[str]]:
    """Publish a run of the sample season, assign reviews, and return the refs of each reviewer."""
    with open_store(settings) as store:
        store.make_new(ACTOR, illustrative=True)
        store.cycles.add(YEAR, CYCLE, sha256_of_text(CYCLE), ACTOR)
        path = settings.home / "list.xlsx"
        write_list_workbook(
            path, form=load_form(), proposals=sample_proposals(), fiscal_year=YEAR, remark="Made up"
        )
        submit(store, path, Delivery(ACTOR, IN_TIME, YEAR))
        run = evaluate(store, YEAR, None, ACTOR, lambda _: None)
        store.runs.publish(run.run_id, ACTOR)
        return assign(store, [str(ref) for ref in store.runs.ranks(run.run_id)["ref"]])


def assign(store: Store, refs: list[str]) -> dict[str, list[str]]:
    """Add the people, assign reviews of some proposals, and return those of each reviewer."""
    _add_people(store)
    chance, assigned = random.Random(7), {}
    for n in range(REVIEWERS):
        person = f"reviewer-{n}"
        assigned[person] = chance.sample(refs, ASSIGNED)
        for ref in assigned[person]:
            store.assignments.assign(YEAR, ref, person)
    return assigned


def _add_people(store: Store) -> None:
    names = {f"reviewer-{n}": Role.REVIEWER for n in range(REVIEWERS)}
    names |= {f"authority-{n}": Role.AUTHORITY for n in range(DECIDERS)}
    for name, role in {**names, "administrator-1": Role.ADMINISTRATOR}.items():
        store.people.add(Person(id=name, name=name, roles=frozenset({role})))


class Served(NamedTuple):
    """A dashboard that is served: its port and its process."""

    port: int
    pid: int


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """Serve the dashboard on the store."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    named = {"FCT_HOME": str(settings.home), "FCT_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | named, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Served(port, process.pid)
        finally:
            process.terminate()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=60).close()  # noqa: S310 - of this machine
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the dashboard did not start")


@asynccontextmanager
async def session_of(person: str, port: int, tally: Tally) -> AsyncIterator[Session]:
    """Open the dashboard for one person; for the owner of the store where the name is empty."""
    headers = {"Origin": f"http://127.0.0.1:{port}"}
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(
        address, subprotocols=["streamlit"], additional_headers=headers, max_size=None
    ) as opened:
        session = Session(person, opened, tally)
        await session.load("", f"as={person}")
        yield session


@dataclass(frozen=True)
class Shift:
    """How long people work, by the clock of the process, and how often each acts."""

    until: float
    every_s: float


async def work(person: str, port: int, refs: list[str], shift: Shift, tally: Tally) -> None:
    """Act for one person until the time is over."""
    chance = random.Random(person)
    await asyncio.sleep(chance.random() * shift.every_s)
    async with session_of(person, port, tally) as session:
        steps = review(session, refs, chance) if refs else decide(session, chance)
        turn = time.monotonic()
        while time.monotonic() < shift.until:
            await anext(steps)
            turn += shift.every_s
            wait = turn - time.monotonic()
            tally.late += wait < 0
            turn = max(turn, time.monotonic())
            await asyncio.sleep(max(wait, 0))


async def run(
    port: int,
    assigned: dict[str, list[str]],
    minutes: float,
    every_s: float = EVERY_S,
) -> Tally:
    """Let everybody work, and return what they saw."""
    tally, shift = Tally(), Shift(time.monotonic() + 60 * minutes, every_s)
    people = {**assigned, **{f"authority-{n}": [] for n in range(DECIDERS)}}
    works = [work(person, port, refs, shift, tally) for person, refs in people.items()]
    ends = await asyncio.gather(*works, return_exceptions=True)
    for person, ended in zip(people, ends, strict=True):
        if ended is not None:
            tally.errors.append(f"{person}: {type(ended).__name__}: {ended}")
    return tally


def lost(settings: Settings, assigned: dict[str, list[str]], tally: Tally) -> list[str]:
    """Return each act that is not in the store as its page said: once if kept, else not at all."""
    with open_store(settings) as store:
        reasons = [
            version.content.recommendation.reason or ""
            for person, refs in assigned.items()
            for ref in refs
            for version in as_person(store, person).reviews.own(YEAR, ref)
        ]
        reasons += [one.reason or "" for one in store.slates.kept(YEAR).versions]
    found = collections.Counter(reason.partition(": ")[2].rstrip(".") for reason in reasons)
    return [
        f"{token}: said to be kept {int(token in tally.kept)}, in the store {found[token]}"
        for token in sorted(tally.tried)
        if found[token] != (token in tally.kept)
    ]


def _words(times: list[float]) -> str:
    ordered = sorted(times)
    if not ordered:
        return "none"
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    return f"{len(ordered)}, p50 {statistics.median(ordered):.2f} s, p95 {p95:.2f} s"


def main() -> None:
    """Print what twenty people saw, and what is in the store."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    database = "".join(sys.argv[2:3])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), database)
        assigned = make_store(settings)
        with serving(settings) as served:
            tally = asyncio.run(run(served.port, assigned, minutes))
        wrong = lost(settings, assigned, tally)
    all_times = sum(tally.acts.values(), tally.loads)
    within = sum(one <= BAR_S for one in all_times)
    print(f"{within} of {len(all_times)} within {BAR_S:.0f} s, at least 95 of 100")
    print(f"page loads, the first of each after the start too: {_words(tally.loads)}")
    for page, times in tally.acts.items():
        print(f"acts of {page}: {_words(times)}")
    print(f"{len(tally.kept)} acts kept, {tally.stale} refused as stale")
    print(f"actions that came later than {EVERY_S:.0f} s after the last: {tally.late}")
    print(f"lost updates: {len(wrong)}, errors that a person saw: {len(tally.errors)}, at most 0")
    for line in [*wrong, *tally.errors][:40]:
        print(f"  {line}")
    sys.exit(1 if wrong or tally.errors else 0)


if __name__ == "__main__":
    main()
