"""What a person may not see is as if it had never been proposed: every byte of every way to look.

Every command that reads, every page with all that a browser is sent of it, every file that a button
or a command gives, and every error.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from streamlit.util import calc_hash

import fct.dashboard
from fct.dashboard.pages import PAGES
from fct.scoring.ranking.seen_order import show_seen_runs
from tests.support.processes.commands import ended
from tests.support.stores.as_if_never import Pair, make_pair

T = TypeVar("T")
SEASONS, LONG = 1, 30
SHARES = 4  # of the ways to look: a long season takes one share, and each way has seven seasons
QUICK = 8  # shares where there is one season alone, which takes the first in a quick run, else all
# With --every-way each season takes all of them.
APP = Path(fct.dashboard.__file__).with_name("app.py")
# Pages that take a ref.
OF_ONE = {"findings", *(path for path, page in PAGES.items() if page.is_of_one)}
Makers = dict[str, Callable[[], bytes]]


@pytest.fixture(
    scope="module",
    params=[
        *range(SEASONS),
        *(pytest.param(seed, marks=pytest.mark.long) for seed in range(SEASONS, LONG)),
    ],
)
def season(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, Pair]:
    """The number of a season, and its two stores."""
    show_seen_runs()
    return request.param, make_pair(tmp_path_factory.mktemp("season"), request.param)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Makers:
    """What gives the files of the page that was opened last, by name."""
    makers: Makers = {}
    real = MediaFileManager.add_deferred

    def add(
        self: MediaFileManager, data: Callable[[], bytes], *args: object, **more: object
    ) -> str:
        makers[str(more["file_name"])] = data
        return str(real(self, data, *args, **more))

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return makers


def calls(seen: Sequence[str], hidden: Sequence[str], out: Path) -> list[tuple[str, ...]]:
    """Every command that reads, on all, on what is seen and on what is not there."""
    of_all = [
        *(("rank",), ("show",), ("sure", "--draws", "200"), ("line",), ("overlap",)),
        *(("verify-first", "--all"), ("ask-first",)),
        *(("overlap", "--all"), ("whatif", "--budget", "2027=1500"), ("scenario", "levels")),
        *(("scenario", "list"), ("waiver", "list"), ("rule", "stats"), ("rule", "stages")),
        *(("rule", "alarms", "A3"), ("cycle", "list"), ("cycle", "show", "2027")),
        *(("record", "list"), ("conflict", "list"), ("conflict", "propose"), ("person", "list")),
        *(("queue",), ("panel",), ("assignments",), ("assign", "--balance", "2"), ("flags",)),
        *(("questions",), ("rank", "--by", "panel"), ("slate",)),
        *(("slate", "preview", "--set", f"{seen[0]}=fund"), ("status",), ("log",)),
        *(("log", "--person", "rex"), ("access",), ("anchors",)),
    ]
    of_one = [
        call
        for ref in (seen[0], hidden[0], "FY27-NOWHERE-9")
        for call in (
            *(("why", ref), ("why", ref, seen[0]), ("show", ref), ("versions", ref)),
            *(("receipt", ref), ("attachments", ref), ("diff", ref)),
            *(("review", ref, "--show"), ("panel", ref), ("comments", ref), ("questions", ref)),
            *(("slate", ref), ("log", "--ref", ref)),
            *(("ask", ref, "--field", "vendor", "--question", "Who?", "--due", "2026-09-30"),),
            *(("assign", ref, "rita"), ("certify", ref), ("flag", ref, "--team", "legal")),
            ("file", ref, "--out", str(out / "none" / "x")),
            ("withdraw", ref, "--reason", "No money."),
            ("waiver", "request", ref, "A3", "--reason", "Old.", "--expires", "2026-09-30"),
            ("rule", "review", ref, "A3", "--false", "--reason", "Old."),
            ("overlap", "answer", ref, "past 7", "--dismiss", "--reason", "Old."),
        )
        if call != ("why", seen[0], seen[0])
    ]
    return [*of_all, *of_one]


def said(pair: Pair, home: Path, call: Sequence[str]) -> str:
    """What a command answers, without what differs though nothing leaks."""
    result = ended([*call, "--as", "rita"], {"FCT_HOME": str(home)})
    return pair.plain(f"{result.exit_code}\n{result.output}\n{result.exception!r}")


Share = Callable[[Sequence[T]], list[tuple[int, T]]]


@pytest.fixture
def share_of(request: pytest.FixtureRequest, season: tuple[int, Pair]) -> Share[Any]:
    """Return what gives the share of a list that a season looks at."""
    seed, _ = season
    shares = SHARES if seed >= SEASONS else QUICK if request.config.getoption("--quick") else 1
    shares = 1 if request.config.getoption("--every-way") else shares
    return lambda whole: [(n, one) for n, one in enumerate(whole) if n % shares == seed % shares]


def words_of(content: bytes) -> str:
    """What stands in a file: of an archive or a workbook in each of its parts."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{name}\n{words_of(archive.read(name))}" for name in archive.namelist())


def sent(node: object) -> Iterator[str]:
    """Every element of a page as a browser is sent it: text, choices, tables, charts."""
    yield str(getattr(node, "proto", ""))
    if isinstance(node, Block):
        for child in node.children.values():
            yield from sent(child)


def page_of(path: str, ref: str) -> str:
    """All that the conflicted person is sent of a page."""
    page = AppTest.from_file(str(APP), default_timeout=300)
    # Else each page looks through all installed packages for components; these pages have none.
    page._bidi_component_manager = BidiComponentManager()
    page.query_params["as"] = "rita"
    if ref:
        page.query_params["ref"] = ref
    if path:
        page._page_hash = calc_hash(path)
    page.run()
    assert not page.exception, page.exception
    return "\n".join(sent(page._tree))


def looks(pair: Pair, path: str, ref: str, made: Makers) -> list[str]:
    """A page of a store and its files, line by line."""
    made.clear()
    shown = page_of(path, ref)
    files = [f"{name}\n{words_of(give())}" for name, give in made.items()]
    return pair.plain("\n".join([shown, *files])).splitlines()


def test_no_command_says_anything_of_a_hidden_proposal(
    season: tuple[int, Pair], share_of: Share[tuple[str, ...]], tmp_path: Path
) -> None:
    """Lists, ranks, line, figures, errors; some in words, some as JSON."""
    seed, pair = season
    for n, call in share_of(calls(pair.seen, pair.hidden, tmp_path)):
        more = ("--json",) if (n // SEASONS + seed // SHARES) % 2 else ()
        held, never = (said(pair, home, (*call, *more)) for home in (pair.held, pair.never))
        assert held == never, (call, more)


def test_no_page_and_no_file_holds_anything_of_a_hidden_proposal(
    season: tuple[int, Pair],
    share_of: Share[tuple[str, str]],
    made: Makers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever a browser is sent, and whatever a button gives."""
    _, pair = season
    monkeypatch.delenv("FCT_DATABASE_URL", raising=False)
    wanted = [
        (path, ref)
        for path in PAGES
        for ref in ((pair.seen[0], pair.hidden[0]) if path in OF_ONE else ("",))
    ]
    for _, (path, ref) in share_of(wanted):
        both = []
        for home in (pair.held, pair.never):
            monkeypatch.setenv("FCT_HOME", str(home))
            both.append(looks(pair, path, ref, made))
        assert both[0] == both[1], (path, ref)


def test_no_written_file_holds_anything_of_a_hidden_proposal(
    season: tuple[int, Pair], share_of: Share[tuple[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    """The review pack, a review to fill in, and the file and the form of what is seen."""
    _, pair = season
    ref = pair.seen[0]
    wanted: Mapping[str, tuple[str, ...]] = {
        "pack": ("package", "2027", "--out", "{}"),
        "review.yaml": ("review", ref, "--template", "--file", "{}"),
        "came.xlsx": ("file", ref, "--out", "{}"),
        "edit.xlsx": ("file", ref, "--to-edit", "--out", "{}"),
    }
    for _, (name, call) in share_of(list(wanted.items())):
        both = []
        for home in (pair.held, pair.never):
            out = tmp_path / home.name / name
            out.parent.mkdir(exist_ok=True)
            answer = said(pair, home, [part.format(out) for part in call])
            assert answer.startswith("0"), answer
            files = sorted(out.rglob("*")) if out.is_dir() else [out]
            whole = [words_of(path.read_bytes()) for path in files if path.is_file()]
            both.append(pair.plain("\n".join(whole)))
        assert both[0] == both[1], name
