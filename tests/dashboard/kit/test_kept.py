"""What pages keep: a look shows what the store holds, though nothing was ever forgotten."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fct.dashboard
from fct.dashboard.kit import kept, queries, session
from fct.dashboard.kit.places import Place
from fct.dashboard.pages import PAGES
from fct.data.deliberations.comments import Audience
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.processes.samples import sample

REF = "FY27-ARMY-02"
FIRST, SECOND = "Enhanced body armor", "Second title of the armor"
RUN = "FY2027-R001"


def test_keys_are_made_in_one_place() -> None:
    """No page keeps values by a key of its own."""
    folder = Path(fct.dashboard.__file__).parent
    keeping = re.compile(r"cache_data|cache_resource|lru_cache|\.cache\b")

    own = {path.name for path in folder.rglob("*.py") if keeping.search(path.read_text())}

    assert own == {"kept.py", "places.py"}


@pytest.mark.sampled
def test_the_next_version_is_shown_by_every_page_that_was_looked_at_before(
    small_home: Path, open_page: Callable[..., Any], next_version: Callable[..., str]
) -> None:
    """A look, a next version, its run, a look: the second shows the second."""
    paths = {*list(PAGES)[:: sample(5, whole=1)], "order-of-merit", "proposal"}
    before = {path: open_page(small_home, path, ref=REF) for path in sorted(paths)}
    next_version(small_home, REF, SECOND)

    after = {path: open_page(small_home, path, ref=REF) for path in sorted(paths)}

    assert all(page.failures == [] for page in (*before.values(), *after.values()))
    assert [path for path in paths if 'class="notice error"' in after[path].text] == []
    assert "FY2027-R002" in after["order-of-merit"].text
    for path in ("order-of-merit", "proposal"):
        assert FIRST in before[path].text
        assert SECOND in after[path].text
    assert FIRST not in after["order-of-merit"].text


def test_a_version_that_no_run_judged_yet_is_shown_as_such(
    small_home: Path, open_page: Callable[..., Any], next_version: Callable[..., str]
) -> None:
    """The proposal page shows the judged version, and that another one came after the run."""
    open_page(small_home, "proposal", ref=REF)
    next_version(small_home, REF, SECOND, is_published=False)

    page = open_page(small_home, "proposal", ref=REF, part="Notes and versions")

    assert page.failures == []
    assert f"</span>{FIRST}</h1>" in page.text
    assert "came after this run" in page.text


def test_an_older_run_that_is_published_again_is_shown_again(
    small_home: Path, open_page: Callable[..., Any], next_version: Callable[..., str]
) -> None:
    """Back to the first run: its versions, its titles."""
    next_version(small_home, REF, SECOND)
    open_page(small_home, "proposal", ref=REF)
    with open_store(Settings(small_home)) as store:
        store.runs.publish(RUN, store.runs.get(RUN).actor)

    page = open_page(small_home, "proposal", ref=REF)

    assert page.failures == []
    assert RUN in page.text
    assert f"</span>{FIRST}</h1>" in page.text


def test_what_came_in_is_seen_at_the_next_look(
    small_home: Path, next_version: Callable[..., str]
) -> None:
    """No look waits for a value to grow old."""
    place = (str(small_home), "")
    before = [one.id for one in queries.submissions(place, 2027)]
    new = next_version(small_home, REF, SECOND, is_published=False)

    assert [one.id for one in queries.submissions(place, 2027)] == [
        *before,
        new,
    ]
    assert [one.version for one in queries.versions(place, 2027, REF)] == [2, 1]
    assert SECOND in queries.named_refs(place, 2027)[REF]


def test_two_stores_in_one_process_are_kept_apart(
    small_home: Path,
    tmp_path: Path,
    open_page: Callable[..., Any],
    next_version: Callable[..., str],
) -> None:
    """The run of both is called the same; each page shows its own."""
    other = tmp_path / "other"
    shutil.copytree(small_home, other)
    next_version(other, REF, SECOND)

    pages = [open_page(home, "order-of-merit").text for home in (small_home, other, small_home)]

    assert [SECOND in text for text in pages] == [False, True, False]


def test_a_store_that_was_made_anew_at_the_same_place_is_another_one(
    small_home: Path, open_page: Callable[..., Any], judged_season: Callable[..., Path]
) -> None:
    """Same place, same name of the run: what the first one held is not shown for the second."""
    assert REF in open_page(small_home, "order-of-merit").text
    shutil.rmtree(small_home)
    assert "There is no store yet" in open_page(small_home, "order-of-merit").text
    judged_season(small_home, "FY27-ARMY-05", "FY27-SOCOM-04")

    text = open_page(small_home, "order-of-merit").text

    assert RUN in text
    assert "FY27-SOCOM-04" in text
    assert REF not in text


@pytest.mark.parametrize("kept", [queries.scores, queries.findings, queries.order, queries.facts])
def test_a_frame_is_the_readers_own(small_home: Path, kept: Callable[..., Any]) -> None:
    """Who changes it, changes it for himself alone."""
    place = (str(small_home), "")
    frame = kept(place, RUN)
    frame.loc[:, "ref"] = "changed"

    assert "changed" not in set(kept(place, RUN)["ref"])


def test_a_ranked_run_is_the_readers_own(small_home: Path) -> None:
    """Its frame, its requests and the answers of its proposals."""
    place = (str(small_home), "")
    first = queries.ranked(place, RUN)
    first.ranks.loc[:, "title"] = "changed"
    first.ranks["request_kusd"].iloc[0].clear()
    first.proposals[REF].answers.clear()

    second = queries.ranked(place, RUN)

    assert "changed" not in set(second.ranks["title"])
    assert second.ranks["request_kusd"].iloc[0]
    assert second.proposals[REF].answers


def test_a_value_is_computed_once(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look asks the store for its last event alone."""
    place = (str(small_home), "")
    first = queries.facts(place, RUN)
    monkeypatch.setattr("fct.dashboard.kit.queries.read_fields", None)

    assert queries.facts(place, RUN).equals(first)


def test_people_at_work_make_nothing_anew_that_came_in(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment leaves it as it was kept; a question to the sponsor makes it anew."""
    counted: list[Place] = []

    def count(place: Place) -> int:
        counted.append(place)
        return len(counted)

    def count_again(place: Place) -> int:
        return count(place)

    place = (str(small_home), Settings(small_home).database_url)
    monkeypatch.setenv("FCT_HOME", str(small_home))
    came_in, current = kept.came_in()(count), kept.current()(count_again)
    with open_store(Settings(small_home)) as store:
        seen = [came_in(place), current(place)]
        store.comments.add(2027, REF, Audience.PRIVATE, "To be read again.")
        seen += [came_in(place), current(place)]
        store.questions.ask(2027, REF, ["quantity_fielded"], "How many?", dt.date(2026, 7, 10))
        seen += [came_in(place), current(place)]

    assert seen == [1, 2, 1, 3, 4, 5]


def test_who_may_see_the_same_shares_what_is_on_runs_and_nobody_else_does(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two reviewers share it; the third, in conflict with a proposal, has another one."""
    counted: list[str] = []

    def count(place: Place, name: str) -> int:
        counted.append(f"{name} of {place}")
        return len(counted)

    def count_again(place: Place, name: str) -> int:
        return count(place, name)

    place = (str(small_home), Settings(small_home).database_url)
    monkeypatch.setenv("FCT_HOME", str(small_home))
    with open_store(Settings(small_home)) as store:
        for one in ("ann", "bob", "eve"):
            store.people.add(Person(id=one, name=one, roles=frozenset({Role.REVIEWER})))
        store.conflicts.add("eve", ConflictWith(ref=REF), "Worked there once.")
    shared, own = kept.came_in(is_shared=True)(count), kept.came_in()(count_again)
    lasting = kept.lasting()(count_again)
    seen = []
    for one in ("ann", "bob", "eve"):
        monkeypatch.setattr(session, "picked", lambda one=one: one)
        seen.append((shared(place, "shared"), own(place, "own"), lasting(place, "lasting")))

    assert seen == [(1, 2, 3), (1, 4, 3), (5, 6, 7)]
