"""The page of the past: what was learned from it with its pictures, or why nothing was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.proposals.stored_pasts import ACTOR, learn_briefly, put_runs, track_lines
from tests.support.stores.homes import blank_store


@pytest.fixture(autouse=True)
def _learn_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure is asked for here."""
    learn_briefly(monkeypatch)


@pytest.fixture(scope="module")
def home_with_past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three past cycles of sixteen and their outcomes, and the cycle of 2027."""
    folder = tmp_path_factory.mktemp("past")
    with open_store(Settings(blank_store(folder))) as store:
        store.track_record.add(track_lines(put_runs(store), "Report <b>"), ACTOR)
    return folder


def pictures(page: Any) -> list[str]:
    """The words of the page's pictures."""
    return [str(one.proto.alt) for one in page.app.get("vega_lite_chart")]


def test_without_a_past_the_page_says_why_nothing_is_learned(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Both abstentions stand in words with their figures, and no picture is drawn."""
    page = open_page(home, "past")

    assert page.failures == []
    assert "Past projects that can be learned from: 0; at least 30 are needed." in page.text
    assert "Known: cases 0; yes 0; no 0; cycles 0." in page.text
    assert "No weights are given." in page.text
    assert "Nothing is known of past projects yet." in page.text
    assert "It enters neither merit nor rank." in page.text
    assert pictures(page) == []


def test_what_was_learned_stands_with_its_trial(
    home_with_past: Path, open_page: Callable[..., Any]
) -> None:
    """From 36 projects; the curve, a chance for each of the sixteen, the weights, who agrees."""
    page = open_page(home_with_past, "past", cycle="FY2027")

    assert page.failures == []
    for words in ("36 projects", "Skill against the base rate", "Brier score", "48 selections"):
        assert words in page.text
    assert page.text.count('data-page="why"') == 16
    assert "of 48 selections agree with the rubric order" in page.text
    assert "selections agree with the implied order in cycles left out" in page.text
    assert "Left out of the track record: 12, because it was not selected." in page.text
    curve, chances, weights = pictures(page)
    assert curve.startswith("How often it happened beside the predicted chance")
    assert all(f"P{number:02} " in chances for number in range(16))
    assert "production status: rubric 24.5" in weights
    assert "MRL: rubric 10.5" in weights


def test_an_earlier_cycle_is_learned_for_from_those_before_it(
    home_with_past: Path, open_page: Callable[..., Any]
) -> None:
    """For 2026 the 24 cases of two cycles are too few; its own selections still inform weights."""
    page = open_page(home_with_past, "past", cycle="FY2026")

    assert page.failures == []
    assert "Past projects that can be learned from: 24; at least 30 are needed." in page.text
    assert "48 lines of the track record" in page.text


def test_what_became_of_each_project_is_listed(
    home_with_past: Path, open_page: Callable[..., Any]
) -> None:
    """Where it is known from is text, whatever it holds."""
    page = open_page(home_with_past, "past", cycle="FY2027")

    assert page.text.count("Report &lt;b&gt;") == 48
    assert "not known" in page.text
