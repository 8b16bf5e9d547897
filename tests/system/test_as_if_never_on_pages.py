"""What a person may not see is as if it had never been proposed: every page and every download."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from streamlit.util import calc_hash

import fct.dashboard
from fct.dashboard.pages import PAGES
from tests.support.as_if_never import Pair, form_of_each, make_pair

LONG = 30
APP = Path(fct.dashboard.__file__).with_name("app.py")


@pytest.fixture(scope="module")
def all_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A form workbook of each proposal of the sample season."""
    return form_of_each(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What the buttons of the page that was opened last give when they are pressed, by name."""
    makers: dict[str, Callable[[], bytes]] = {}
    real = MediaFileManager.add_deferred

    def add(
        self: MediaFileManager, data: Callable[[], bytes], *args: object, **more: object
    ) -> str:
        makers[str(more.get("file_name") or args)] = data
        return real(self, data, *args, **more)

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return makers


def shown(node: object) -> Iterator[str]:
    """Every element of a page as it is sent to the browser: text, choices, tables, charts."""
    yield str(getattr(node, "proto", ""))
    if isinstance(node, Block):
        for child in node.children.values():
            yield from shown(child)


def opened(home: Path, path: str, ref: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return all that the conflicted person is sent of a page."""
    monkeypatch.setenv("FCT_HOME", str(home))
    page = AppTest.from_file(str(APP), default_timeout=300)
    page.query_params["as"] = "rita"
    if ref:
        page.query_params["ref"] = ref
    if path:
        page._page_hash = calc_hash(path)
    page.run()
    assert not page.exception, page.exception
    return "\n".join(shown(page._tree))


def compare(pair: Pair, made: Mapping[str, Callable[[], bytes]], patch: pytest.MonkeyPatch) -> None:
    """Hold every page and download of the one store against the other's."""
    patch.delenv("FCT_DATABASE_URL", raising=False)
    for path in PAGES:
        takes_ref = path in {"why", "proposal", "review", "findings"}
        for ref in (pair.seen[0], pair.hidden[0]) if takes_ref else ("",):
            pages, files = [], []
            for home in (pair.held, pair.never):
                made.clear()
                pages.append(pair.plain(opened(home, path, ref, patch)).splitlines())
                files.append({name: pair.plain(give().hex()) for name, give in made.items()})
            assert pages[0] == pages[1], (path, ref)
            assert files[0] == files[1], (path, ref)


def test_no_page_shows_anything_of_a_hidden_proposal(
    tmp_path: Path,
    all_forms: dict[str, Path],
    made: dict[str, Callable[[], bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every page and every download is as in a store that never held it."""
    compare(make_pair(tmp_path, all_forms, 0), made, monkeypatch)
