"""The page of overlaps: pairs with their reasons, and what people answer."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.proposals.overlap_answers import OverlapAnswer
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.dashboard.conftest import Page


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the store, to answer in."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def answers(home: Path) -> list[OverlapAnswer]:
    """What was answered."""
    with open_store(Settings(home)) as store:
        return store.overlaps.answers(2027)


def first_key(page: Page, answer: str) -> str:
    """The key of the first pair that can be answered so."""
    keys = [str(one.key) for one in page.app.button]
    return next(key for key in keys if key.startswith(f"{answer} ")).removeprefix(f"{answer} ")


def reply(page: Page, answer: str, reason: str) -> str:
    """Answer the first pair, and return its key."""
    page.app.text_input(key="overlap_by").set_value("Jane Doe").run()
    key = first_key(page, answer)
    page.app.text_input(key=f"why {key}").set_value(reason).run()
    page.app.button(key=f"{answer} {key}").click().run()
    return key


def test_pairs_stand_with_their_reasons(home: Path, open_page: Callable[..., Any]) -> None:
    """Both sides, how alike they are, and what is proposed."""
    page = open_page(home, "overlap")

    assert page.failures == []
    assert "likeness" in page.text
    assert 'class="pair"' in page.text


def test_a_person_dismisses_a_pair(own_home: Path, open_page: Callable[..., Any]) -> None:
    """It is not proposed again unless asked for; the reason and the name are kept."""
    page = open_page(own_home, "overlap")
    before = page.text.count('class="pair"')
    reply(page, "dismissed", "other items")

    assert page.failures == []
    assert page.text.count('class="pair"') == before - 1
    (answer,) = answers(own_home)
    assert (answer.answer, answer.reason, answer.actor.name) == (
        "dismissed",
        "other items",
        "Jane Doe",
    )
    page.app.checkbox(key="o_dismissed").check().run()
    assert "dismissed: " in page.text


def test_an_answer_is_taken_back(own_home: Path, open_page: Callable[..., Any]) -> None:
    """Both answers stay in the store; the pair is open again."""
    page = open_page(own_home, "overlap")
    before = page.text.count('class="pair"')
    reply(page, "dismissed", "other items")
    page.app.checkbox(key="o_dismissed").check().run()
    reply(page, "open", "looked again")

    assert [one.answer for one in answers(own_home)] == ["dismissed", "open"]
    assert page.text.count('class="pair"') == before


def test_a_stale_tab_is_refused(own_home: Path, open_page: Callable[..., Any]) -> None:
    """What a colleague answered since is said, and nothing is written over it."""
    mine, theirs = open_page(own_home, "overlap"), open_page(own_home, "overlap")
    mine.app.text_input(key="overlap_by").set_value("Jane Doe").run()
    key = first_key(mine, "dismissed")
    reply(theirs, "dismissed", "other items")
    mine.app.text_input(key=f"why {key}").set_value("the same")
    mine.app.button(key=f"dismissed {key}").click().run()

    assert [one.reason for one in answers(own_home)] == ["other items"]
    assert "Nothing was kept. Jane Doe answered this pair since: dismissed" in mine.text


def test_what_is_searched_and_sorted_stands_in_the_address(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """A link shows the pairs of one proposal."""
    page = open_page(home, "overlap", o_q="USMC-02", o_sort="by ref")

    assert page.failures == []
    assert page.app.text_input(key="o_q").value == "USMC-02"
    assert page.app.selectbox(key="o_sort").value == "by ref"
    pairs = page.text.split('class="pair"')[1:]
    assert all("USMC-02" in pair for pair in pairs)


def test_an_answer_needs_a_reason(own_home: Path, open_page: Callable[..., Any]) -> None:
    """Without one nothing is kept, and the page says so."""
    page = open_page(own_home, "overlap")
    reply(page, "dismissed", "")

    assert answers(own_home) == []
    assert 'class="notice error"' in page.text


def test_an_answer_needs_a_name(home: Path, open_page: Callable[..., Any]) -> None:
    """The buttons wait for one."""
    page = open_page(home, "overlap")
    key = first_key(page, "dismissed")

    assert page.app.button(key=f"dismissed {key}").disabled


def test_hostile_text_stays_text(
    home: Path, open_page: Callable[..., Any], hostile_ref: str
) -> None:
    """The two hostile proposals are alike, so they are shown."""
    page = open_page(home, "overlap")

    assert "&lt;script&gt;" in page.text
    assert hostile_ref.split('"', maxsplit=1)[0] in page.text
    assert "<script>" not in page.text
