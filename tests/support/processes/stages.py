"""What the year does to a store, stage by stage: a command, the store before it, what it leaves.

A fault may come at any moment of a stage. What a stage leaves is compared with what it leaves when
nothing disturbs it.
"""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fct.data.audit.chain import read_chain
from fct.data.audit.verifying import verify, verify_rows
from fct.data.store.held_files import named_files
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from tests.support.processes.forked import Ended, Running, start
from tests.support.stores.contract import (
    AFTER_DEADLINE,
    PEOPLE,
    REASON,
    Program,
    Season,
    build_store,
    review_file,
    review_of,
    write_forms,
)

DONE = frozenset({0, 1})
REFUSED = 3
STORES = Path(__file__).parents[2] / "stores"
REFS = ("FY27-NAVY-01", "FY27-ARMY-02", "FY27-USMC-01", "FY27-NAVY-06")
LATE_COMER = "FY27-ARMY-05"
SEASON = Season(
    refs=REFS,
    cycle={
        "fiscal_year": 2027,
        "time_zone": "America/New_York",
        "calendar": {
            "opens": "2026-03-02",
            "final_due": "2026-06-30",
            "evaluated": "2026-08-01",
            "notified": "2026-10-01",
        },
        "budgets": {2027: 3500, 2028: 2200},
        "promised": [{"ref": "FY27-NAVY-01", "fiscal_year": 2027, "kusd": 1000}],
        "expected": [{"ref": "FY27-NAVY-77", "component": "Navy", "title": "Not yet sent"}],
        "components": ["Army", "Navy", "Marine Corps", "Air Force", "Space Force", "USSOCOM"],
    },
    people={
        person: (*options, "--email", f"{person}@example.mil") for person, options in PEOPLE.items()
    },
)
TICK_AT = "2026-06-29T09:00:00-04:00"
PUBLISH_AT = "2026-08-02T09:00:00-04:00"
STAGE_NAMES = (
    *("receive", "keep evidence", "read", "judge and publish", "review", "decide"),
    *("publish the slate", "tick and send mail", "tick that publishes", "back up", "restore"),
    *("archive", "upgrade"),
)

Look = Callable[[Store], object]
Before = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One command, and how to see what it left.

    Attributes
    ----------
    name : str
    home : Path
        The store before it; each try takes a copy.
    words : tuple of str
        ``{beside}`` stands for the folder beside the store of the try.
    who : str or None
    look : callable
        Returns what has to be there once, however often the command was given.
    is_restored : bool
        Whether what it leaves is another store, ``again`` in ``beside``.
    is_without_files : bool
        Whether the submitted files of the store are not kept here; ``look`` verifies the rest.
    """

    name: str
    home: Path
    words: tuple[str, ...]
    look: Look
    who: str | None = None
    is_restored: bool = False
    is_without_files: bool = False


@dataclass(frozen=True)
class Try:
    """A copy of a stage's store, on which the command is given."""

    stage: Stage
    folder: Path

    @classmethod
    def of(cls, stage: Stage, folder: Path) -> "Try":
        """Copy the store of a stage into a new folder."""
        shutil.copytree(stage.home, folder / "home")
        return cls(stage, folder)

    def moved(self, folder: Path) -> "Try":
        """Return the try on a copy of all its files as they are now."""
        shutil.copytree(self.folder, folder)
        return Try(self.stage, folder)

    @property
    def program(self) -> Program:
        """The command line on the store."""
        return Program(self.folder / "home")

    @property
    def written(self) -> Path:
        """The home of the store that the command writes."""
        return self.folder / ("again" if self.stage.is_restored else "home")

    def start(self, env: Mapping[str, str] | None = None, before: Before | None = None) -> Running:
        """Start the command in a process of its own."""
        env = {"FCT_HOME": str(self.written), **(env or {})}
        return start(self.program, *self.words, who=self.stage.who, env=env, before=before)

    @property
    def words(self) -> tuple[str, ...]:
        """The command."""
        names = {"beside": str(self.folder), "home": "home"}
        return tuple(word.format(**names) for word in self.stage.words)

    def left(self) -> object:
        """What the command left."""
        with self._opened() as store:
            return self.stage.look(store)

    def _opened(self) -> Store:
        return open_store(Settings(self.written))


class Undisturbed:
    """What each stage leaves when nothing comes in between, and how long it takes.

    Parameters
    ----------
    stages : mapping of str to Stage
    folder : Path
    """

    def __init__(self, stages: Mapping[str, Stage], folder: Path) -> None:
        self._stages, self._folder = stages, folder
        self._known: dict[str, tuple[object, float]] = {}

    def of(self, name: str) -> tuple[object, float]:
        """Return what a stage leaves, and its seconds."""
        if name not in self._known:
            one = Try.of(self._stages[name], self._folder / name.replace(" ", "-"))
            begun = time.monotonic()
            ended = one.start().wait()
            seconds = time.monotonic() - begun
            assert ended.code in DONE, ended
            self._known[name] = one.left(), seconds
            shutil.rmtree(one.folder)
        return self._known[name]

    def took(self, name: str, seconds: float) -> None:
        """Note that a stage was over sooner."""
        left, before = self.of(name)
        self._known[name] = left, min(before, seconds)


def problem_of(one: Try, right: object, again: Ended) -> str:
    """Return what is not as it should be after a fault and the command again; empty if nothing."""
    is_there = "is there already" in again.err
    if (again.code not in DONE | {REFUSED} and not is_there) or again.has_crashed:
        return f"again: {again.code}, {again.last_words}"
    try:
        left = one.left()
    except Exception as error:  # noqa: BLE001 - whatever it is, the fault was not survived
        return f"cannot be read: {type(error).__name__}, {error}"
    if left != right:
        return f"left {left} instead of {right} (again: {again.code}, {again.last_words})"
    return not_whole(one)


def not_whole(one: Try) -> str:
    """Return what verification finds, or which file nobody names; empty if nothing."""
    if one.stage.is_without_files:
        return ""
    with one._opened() as store:
        if (bad := verify(store.whole()).first_bad) is not None:
            return bad.sentence()
        store.files.sweep(older_than_s=0)
        with store.looking() as connection:
            named, _ = named_files(connection)
        there = {path.name for path in store.files.folder.rglob("*") if path.is_file()}
        return f"files that nobody names: {there - named}" if there - named else ""


def order_of(store: Store) -> object:
    """The published order: refs with ranks, verdicts and marks, and how often it was published."""
    run = store.runs.published(2027)
    if run is None:
        return None
    ranks = store.runs.ranks(run.id).to_csv(index=False)
    times = sum(event.action == "run published" for event in store.events.all())
    return ranks, store.runs.scores(run.id).to_csv(index=False), times


def receipts_of(store: Store) -> object:
    """The receipts: number, refs, versions, hash."""
    return [
        (one.id, one.refs, one.versions, one.file_sha256, one.status)
        for one in store.submissions.of_cycle(2027)
    ]


def attachments_of(store: Store) -> object:
    """The evidence of a proposal."""
    return [(one.file_sha256, one.ref) for one in store.attachments.of_cycle(2027)]


def reviews_of(store: Store) -> object:
    """The reviews: who, version, state."""
    return [
        (event.action, event.object, event.details)
        for event in store.events.all()
        if event.action.startswith("review")
    ]


def decisions_of(store: Store) -> object:
    """What was decided, step by step."""
    return [
        (event.action, event.object, event.details)
        for event in store.events.all()
        if event.action.startswith(("decision", "slate"))
    ]


def year_of(store: Store) -> object:
    """What the tick did, and the messages that it left, each once; not that a server was away."""
    done = sorted((str(one.action), str(one.ref), str(one.due)) for one in store.ticks.all())
    messages = [one.row for one in store.messages.all() if one.row.action != "trouble"]
    return done, sorted(one.message_id for one in messages)


def everything_of(store: Store) -> object:
    """Head of the log of a store that was restored: it is the backup's."""
    return store.events.last()


def schema_of(store: Store) -> object:
    """The order that a store of an older program holds, and that it was brought up to date once."""
    run = store.runs.published(2027)
    assert run is not None
    with store.looking() as connection:
        chain, bad = read_chain(connection)
        bad = bad or verify_rows(connection, chain)[1]
    assert bad is None, bad
    upgrades = [event.details for event in store.events.all() if event.action == "store upgraded"]
    return store.runs.ranks(run.id).to_csv(index=False), upgrades


def nothing_new(store: Store) -> object:
    """The receipts of a store that a command only reads."""
    return receipts_of(store)


def build_stages(folder: Path) -> dict[str, Stage]:
    """Make the stores before each stage, one from the other."""
    forms = write_forms(folder, (*REFS, LATE_COMER))
    review = review_file(folder, review_of())
    (folder / "letter.pdf").write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    taken = build_store(folder / "taken", forms, SEASON)
    closed = taken.copied(folder / "closed")
    closed("clock", AFTER_DEADLINE)
    published = closed.copied(folder / "published")
    published("evaluate", "--publish")
    assigned = published.copied(folder / "assigned")
    assigned("assign", REFS[0], "reviewer-1", who="operator-1")
    advised = published.copied(folder / "advised")
    advised("slate", "advise", who="reviewer-1")
    approved = advised.copied(folder / "approved")
    approved("slate", "submit", who="reviewer-1")
    approved("slate", "approve", who="authority-1")
    backed_up = published.copied(folder / "backed-up")
    backed_up("backup", folder / "backed-up" / "kept")
    decide = ("decide", REFS[1], "reserve", "--reason", REASON, "--if-version", "1")
    attach = ("attach", REFS[0], str(folder / "letter.pdf"), "--declare")
    stages = [
        Stage(name="receive", home=taken.home, words=("submit", str(forms[LATE_COMER])),
              look=receipts_of),
        Stage(name="keep evidence", home=taken.home, words=attach, look=attachments_of),
        Stage(name="read", home=taken.home, words=("check", str(forms[LATE_COMER])),
              look=nothing_new),
        Stage(name="judge and publish", home=closed.home, words=("evaluate", "--publish"),
              look=order_of),
        Stage(name="review", home=assigned.home, who="reviewer-1", look=reviews_of,
              words=("review", REFS[0], "--file", str(review), "--if-version", "0")),
        Stage(name="decide", home=advised.home, who="reviewer-1", words=decide, look=decisions_of),
        Stage(name="publish the slate", home=approved.home, who="authority-1",
              words=("slate", "publish"), look=decisions_of),
        Stage(name="tick and send mail", home=taken.home, words=("tick", "--now", TICK_AT),
              look=year_of),
        Stage(name="tick that publishes", home=closed.home, words=("tick", "--now", PUBLISH_AT),
              look=lambda store: (order_of(store), year_of(store))),
        Stage(name="back up", home=published.home, words=("backup", "{beside}/kept"),
              look=order_of),
        Stage(name="restore", home=backed_up.home, words=("restore", "{beside}/{home}/kept"),
              look=everything_of, is_restored=True),
        Stage(name="archive", home=approved.home, look=decisions_of,
              words=("archive", "2027", "--out", "{beside}/cycle.zip")),
    ]  # fmt: skip
    old = folder / "old"
    old.mkdir()
    shutil.copy(STORES / "schema-0011.sqlite", old / "fct.sqlite")
    stages.append(
        Stage(name="upgrade", home=old, words=("store", "upgrade"), look=schema_of,
              is_without_files=True)
    )  # fmt: skip
    assert tuple(stage.name for stage in stages) == STAGE_NAMES
    return {stage.name: stage for stage in stages}
