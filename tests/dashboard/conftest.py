"""Stores with real runs, the dashboard as a test drives it, and as a server for a browser."""

import copy
import datetime as dt
import functools
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

import fct.dashboard
from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, write_list_workbook
from fct.data.program import limits
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.program.form import FieldType, load_form
from fct.data.program.rubric import default_rubric
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit_bytes
from fct.flows.cycle.evaluation import evaluate
from fct.flows.serving.demo_people import add_people
from fct.flows.serving.demo_reviews import add_reviews
from tests.support.processes.waiting import NO_HURRY_S, wait_until
from tests.support.stores.homes import blank_store, copied_home

APP = Path(fct.dashboard.__file__).with_name("app.py")
SCRIPTS = ScriptCache()
ACTOR = Actor("A Tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
TOO_LATE = dt.datetime(2026, 7, 4, 14, tzinfo=dt.UTC)
CYCLE = """
fiscal_year: 2027
final_due: 2026-06-30
budgets: {2027: 2300, 2028: 1600}
promised: [{ref: FY27-USMC-02, fiscal_year: 2027, kusd: 280}]
"""
NEXT_CYCLE = "fiscal_year: 2028\nfinal_due: 2027-06-30\n"  # for which nothing is rankable
NO_BUDGET = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"
HOSTILE_REF = 'X"><img src=x onerror="window.hacked=1">'
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=1> "
    "[a](javascript:alert(1)) www.example.com :material/home: $x$ **b** \u202egpj"
)
LONG_TEXTS = {
    "a word": "W" * 10_000,
    "a text": "many words " * 910,
    "controls": ("\u202e\u2066\u200b\u0007\u001b[31m\x85\ufeff" * 900)[:10_000],
    "an element": "<script>window.hacked=1</script>" * 312,
    "marks": "e" + "\u0301" * 9_999,
    "one side": "\u05d0" * 10_000,
}
REFS = (
    "FY27-USMC-02",  # continuing
    "FY27-ARMY-02",
    "FY27-SOCOM-04",
    "FY27-USMC-01",
    "FY27-ARMY-05",
    "FY27-SOCOM-05",  # tier 2
    "FY27-NAVY-09",  # not recommended
    "FY27-USAF-08",  # returned
    "FY27-ARMY-13",  # ineligible, with a better program
)


def hostile_proposal(source: Filled, *, is_readable: bool) -> Filled:
    """Return a proposal whose texts attack the reader of the dashboard."""
    filled = copy.deepcopy(source)
    answers: dict[str, Any] = dict(filled["answers"])
    vendor = answers["vendor"]
    for name in ("title", "vendor", "item_name", "pass_criteria", "user_organization"):
        answers[name] = HOSTILE[:120] if name == "title" else HOSTILE
    if not is_readable:
        answers["quantity_fielded"] = HOSTILE  # so that it stands in a finding too
    rows: dict[str, Any] = dict(filled["rows"])
    rows["Market"] = [
        {name: HOSTILE if value == vendor else value for name, value in row.items()}
        for row in rows["Market"]
    ]
    return Filled(answers=answers, rows=rows)


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A list workbook with proposals of every verdict."""
    season = sample_proposals()
    chosen = {ref: season[ref] for ref in REFS}
    source = season["FY27-ARMY-05"]
    chosen[HOSTILE_REF] = hostile_proposal(source, is_readable=True)
    chosen[f"{HOSTILE_REF} 2"] = hostile_proposal(source, is_readable=False)
    path = tmp_path_factory.mktemp("workbooks") / "list.xlsx"
    write_list_workbook(path, form=load_form(), proposals=chosen, fiscal_year=2027, remark="Test")
    return path.read_bytes()


def put_cycle(store: Store, text: str) -> int:
    """Add a cycle and return its fiscal year."""
    year = parse_cycle(text, "cycle").fiscal_year
    store.cycles.add(year, text, sha256_of_text(text), ACTOR)
    return year


def judged(home: Path, workbook: bytes, *texts: str) -> Path:
    """Make an illustrative store in which the same workbook was judged for each cycle."""

    def make(made: Path) -> None:
        with open_store(Settings(blank_store(made))) as store:
            store.make_new(ACTOR, illustrative=True)
            for text in texts:
                year = put_cycle(store, text)
                submit_bytes(store, "list.xlsx", workbook, Delivery(ACTOR, IN_TIME, year))
                run = evaluate(store, year, default_rubric(), ACTOR, lambda _: None)
                store.runs.publish(run.run_id, ACTOR)

    holds = hashlib.sha256(workbook).hexdigest(), texts, dict(limits._large_runs())
    return copied_home(home, holds, make)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, workbook: bytes) -> Path:
    """A store with a run, a refused file and a late file."""
    late = tmp_path_factory.mktemp("late") / "late.xlsx"

    def make(folder: Path) -> None:
        judged(folder, workbook, CYCLE)
        proposal = {"FY27-NAVY-06": sample_proposals()["FY27-NAVY-06"]}
        write_list_workbook(
            late, form=load_form(), proposals=proposal, fiscal_year=2027, remark="Test"
        )
        with open_store(Settings(folder)) as store:
            submit_bytes(store, "empty.xlsx", b"", Delivery(ACTOR, IN_TIME, 2027))
            submit_bytes(store, "late.xlsx", late.read_bytes(), Delivery(ACTOR, TOO_LATE, 2027))

    return copied_home(tmp_path_factory.mktemp("home"), "", make)


@pytest.fixture(scope="session")
def home_of_two_cycles(tmp_path_factory: pytest.TempPathFactory, workbook: bytes) -> Path:
    """A store with two cycles; in the later no proposal is rankable."""
    return judged(tmp_path_factory.mktemp("two"), workbook, CYCLE, NEXT_CYCLE)


@pytest.fixture(scope="session")
def home_without_budget(tmp_path_factory: pytest.TempPathFactory, workbook: bytes) -> Path:
    """A store whose cycle has no budget yet."""
    return judged(tmp_path_factory.mktemp("unfunded"), workbook, NO_BUDGET)


@pytest.fixture(scope="session")
def large_home(tmp_path_factory: pytest.TempPathFactory, workbook: bytes) -> Path:
    """A store whose run was made as if two that compete were many."""
    terms = {**limits._large_runs(), "most_competing": 2}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "_large_runs", lambda: terms)
        return judged(tmp_path_factory.mktemp("large"), workbook, CYCLE)


@dataclass(frozen=True)
class Page:
    """A page as a test sees it."""

    app: AppTest

    @property
    def text(self) -> str:
        """All that it shows as HTML, without the style sheet."""
        bodies = [element.proto.body for element in self.app.get("html")]
        return "\n".join(body for body in bodies if not body.lstrip().startswith("<style"))

    @property
    def failures(self) -> list[str]:
        """Its exceptions."""
        return [str(one.value) for one in self.app.exception]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Page]:
    """Return a function that opens a page of the dashboard on a store, for a person of it.

    Nothing that pages keep is forgotten between tests, as nothing is while a server runs.
    """

    def open_(home: Path, path: str = "", person: str = "", **parameters: str | list[str]) -> Page:
        monkeypatch.setenv("FCT_HOME", str(home))
        monkeypatch.delenv("FCT_DATABASE_URL", raising=False)
        monkeypatch.setenv("FCT_DASHBOARD_TOKEN", "as fct dashboard sets it")
        # A server compiles the script once; a test would for each page.
        monkeypatch.setattr(local_script_runner, "ScriptCache", lambda: SCRIPTS)
        page = AppTest.from_file(str(APP), default_timeout=NO_HURRY_S)
        # Else each page looks through all installed packages for components; these pages have none.
        page._bidi_component_manager = BidiComponentManager()
        if person:
            page.query_params["as"] = person
        for name, value in parameters.items():
            page.query_params[name] = value
        if path:
            page._page_hash = calc_hash(path)
        return Page(page.run())

    return open_


@pytest.fixture(scope="session")
def opened() -> dict[tuple[str, str], Page]:
    """The pages that were opened, each of which several tests look at."""
    return {}


@pytest.fixture
def shown(
    home: Path, open_page: Callable[..., Page], opened: dict[tuple[str, str], Page]
) -> Callable[..., Page]:
    """Return a function that gives a page for a ref, opened once; tests only look at it."""

    def show(path: str, ref: str = "") -> Page:
        if (path, ref) not in opened:
            opened[path, ref] = open_page(home, path, **({"ref": ref} if ref else {}))
        return opened[path, ref]

    return show


@pytest.fixture
def hostile_ref() -> str:
    """The ref of the proposal whose texts attack the reader."""
    return HOSTILE_REF


def with_long_texts(source: Filled, text: str, *, everywhere: bool) -> Filled:
    """Return a proposal that says one text in every answer, or in those that are free text."""
    form = load_form()
    said = {
        field.id: text if everywhere else text[: field.longest]
        for field in form.fields
        if everywhere or field.type is FieldType.TEXT
    }
    answers = {name: said.get(name, value) for name, value in source["answers"].items()}
    rows = {
        sheet: [{name: said.get(name, value) for name, value in row.items()} for row in kept]
        for sheet, kept in source["rows"].items()
    }
    return Filled(answers=answers, rows=rows)


@pytest.fixture(scope="session")
def long_refs() -> tuple[str, ...]:
    """Proposals that say ten thousand characters of each kind."""
    return REFS[: len(LONG_TEXTS)]


@pytest.fixture(scope="session")
def server_of_long_texts(
    tmp_path_factory: pytest.TempPathFactory, long_refs: tuple[str, ...]
) -> Iterator[str]:
    """A dashboard whose proposals say ten thousand characters wherever they can."""
    season = sample_proposals()
    chosen = {
        ref: with_long_texts(season[ref], text, everywhere=n % 2 == 1)
        for n, (ref, text) in enumerate(zip(long_refs, LONG_TEXTS.values(), strict=True))
    }
    path = tmp_path_factory.mktemp("long") / "list.xlsx"
    write_list_workbook(path, form=load_form(), proposals=chosen, fiscal_year=2027, remark="Test")
    with serving(judged(tmp_path_factory.mktemp("home"), path.read_bytes(), CYCLE)) as address:
        yield address


@pytest.fixture
def next_version(tmp_path: Path) -> Callable[..., str]:
    """Return a function that submits a proposal with another title as the next version of one."""

    def submit(home: Path, ref: str, title: str, *, is_published: bool = True) -> str:
        filled = copy.deepcopy(sample_proposals()[ref])
        answers = dict(filled["answers"]) | {"title": title}
        path = tmp_path / "next.xlsx"
        proposals = {ref: Filled(answers=answers, rows=filled["rows"])}
        write_list_workbook(
            path, form=load_form(), proposals=proposals, fiscal_year=2027, remark="Test"
        )
        with open_store(Settings(home)) as store:
            delivery = Delivery(ACTOR, IN_TIME, 2027, replaces=ref)
            receipt = submit_bytes(store, path.name, path.read_bytes(), delivery)
            if is_published:
                run = evaluate(store, 2027, default_rubric(), ACTOR, lambda _: None)
                store.runs.publish(run.run_id, ACTOR)
        return receipt.id

    return submit


@pytest.fixture
def judged_season() -> Callable[..., Path]:
    """Return a function that makes a store in which some of the sample proposals were judged."""

    return lambda home, *refs: judged(home, list_of(refs), CYCLE)


@functools.cache
def list_of(refs: tuple[str, ...]) -> bytes:
    """A list workbook of some of the sample proposals, written once."""
    chosen = {ref: sample_proposals()[ref] for ref in refs}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_list_workbook(
            path, form=load_form(), proposals=chosen, fiscal_year=2027, remark="Test"
        )
        return path.read_bytes()


@pytest.fixture
def small_home(tmp_path: Path, judged_season: Callable[..., Path]) -> Path:
    """A store of its own with a run of two proposals."""
    return judged_season(tmp_path / "home", "FY27-ARMY-02", "FY27-ARMY-05")


@pytest.fixture
def add_cycle() -> Callable[[Store], int]:
    """Return a function that adds the cycle without proposals."""
    return lambda store: put_cycle(store, CYCLE)


@pytest.fixture(name="free_port", scope="session")
def _free_port() -> Callable[[], int]:
    """Return a function that gives a port of loopback that nobody listens on."""
    return free_port


@pytest.fixture(name="wait_for", scope="session")
def _wait_for() -> Callable[..., None]:
    """Return a function that waits until the dashboard answers."""
    return wait_for


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(name="serving", scope="session")
def _serving() -> Callable[..., Any]:
    """Return what serves the dashboard on a store, in an environment."""
    return serving


@pytest.fixture(scope="session")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard's address, started from a folder that is not its own."""
    with serving(home, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@contextmanager
def serving(
    home: Path, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve the dashboard on a store."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(port)],
        cwd=folder,
        env=os.environ | {"FCT_HOME": str(home)} | dict(environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, process)
            yield address
        finally:
            process.terminate()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the dashboard answers, as long as its process runs."""

    def answers() -> bool:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=60).close()
        except urllib.error.HTTPError:  # it wants its token
            return True
        except OSError:
            return process.poll() is not None
        return True

    assert wait_until(answers)
    assert process.poll() is None, "the dashboard did not start"


@pytest.fixture
def new_context(new_context: Callable[..., Any]) -> Callable[..., Any]:
    """Return what makes a browser's context in which nothing is given up in a hurry."""

    def patient(**options: Any) -> Any:
        context = new_context(**options)
        context.set_default_timeout(NO_HURRY_S * 1000)
        return context

    return patient


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, without the requests that it makes for itself."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    switches += ["--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": switches}


@pytest.fixture(scope="session")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's season with its people, reviews half done, a question and a flag."""
    return copied_home(tmp_path_factory.mktemp("season"), "", make_season_home)


def make_season_home(home: Path) -> None:
    """Make it."""
    path = blank_store(home) / "list.xlsx"
    write_list_workbook(
        path, form=load_form(), proposals=sample_proposals(), fiscal_year=2027, remark="Test"
    )
    with open_store(Settings(home)) as store:
        store.make_new(ACTOR, illustrative=True)
        add_people(store)
        put_cycle(store, packaged_cycle_texts()[2027])
        submit_bytes(store, path.name, path.read_bytes(), Delivery(ACTOR, IN_TIME, 2027))
        submit_bytes(store, "empty.xlsx", b"", Delivery(ACTOR, IN_TIME, 2027))
        run = evaluate(store, 2027, default_rubric(), ACTOR, lambda _: None)
        store.runs.publish(run.run_id, ACTOR)
        add_reviews(store, 2027)
