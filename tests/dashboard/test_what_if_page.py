"""The page that moves weights and budgets: the order follows, and nothing official is changed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fct.data.settings import Settings
from fct.data.store import open_store


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the store, to save scenarios in."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def save(app: AppTest, name: str, by: str = "Jane Doe") -> AppTest:
    """Save what the sliders say."""
    for label, value in (("Name", name), ("Why", "a trial"), ("Your name", by)):
        next(one for one in app.text_input if one.label == label).set_value(value)
    return next(one for one in app.button if one.label == "Save").click().run()


def test_at_first_it_is_the_official_order(home: Path, open_page: Callable[..., Any]) -> None:
    """No proposal moved, and none enters or leaves the funded ones."""
    page = open_page(home, "what-if")

    assert page.failures == []
    assert page.text.count(">nobody<") == 2
    assert "▲" not in page.text
    assert "was funded" not in page.text


def test_a_moved_weight_moves_the_order(home: Path, open_page: Callable[..., Any]) -> None:
    """Without maturity, merit is strength alone; ranks move and the page says from where."""
    page = open_page(home, "what-if")
    page.app.slider(key="w maturity").set_value(0.0).run()

    assert page.failures == []
    assert "▲" in page.text
    assert "▼" in page.text


def test_a_smaller_budget_takes_projects_out(home: Path, open_page: Callable[..., Any]) -> None:
    """With no money of 2027 whoever asked for some is no longer funded."""
    page = open_page(home, "what-if")
    page.app.slider(key="b 2027").set_value(0.0).run()

    assert page.failures == []
    assert "was funded" in page.text


def test_back_to_the_official_is_back(home: Path, open_page: Callable[..., Any]) -> None:
    """One press, and every slider is where the rubric and the cycle have it."""
    page = open_page(home, "what-if")
    page.app.slider(key="w trl").set_value(60.0).run()
    next(one for one in page.app.button if one.label == "Back to the official").click().run()

    assert page.app.slider(key="w trl").value == 10.0
    assert "▲" not in page.text


def test_weights_of_nothing_are_told(home: Path, open_page: Callable[..., Any]) -> None:
    """Maturity counts, but each of its parts has 0."""
    page = open_page(home, "what-if")
    for part in (
        "production_status",
        "modification",
        "mrl",
        "trl",
        "fielding",
        "foreign_test_data",
    ):
        page.app.slider(key=f"w {part}").set_value(0.0)
    page.app.run()

    assert page.failures == []
    assert "each of its parts has 0" in page.text


def test_a_scenario_is_saved_and_opened_by_its_address(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Others see the same sliders; the official order is untouched."""
    page = open_page(own_home, "what-if")
    page.app.slider(key="w maturity").set_value(20.0).run()
    save(page.app, "Strength first")
    shared = open_page(own_home, "what-if", scenario="Strength first")

    assert "Saved “Strength first”, version 1." in page.text
    assert shared.app.slider(key="w maturity").value == pytest.approx(20.0)
    assert shared.failures == []
    with open_store(Settings(own_home)) as store:
        (saved,) = store.scenarios(2027)
        assert (saved.actor.name, saved.scenario.run_id) == ("Jane Doe", "FY2027-R001")
        assert store.published_run(2027).id == "FY2027-R001"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "by", "said"), [("", "Jane Doe", "it is blank"), ("Trial", "", "names no person")]
)
def test_a_scenario_without_a_name_or_a_person_is_not_saved(
    own_home: Path, open_page: Callable[..., Any], name: str, by: str, said: str
) -> None:
    """One sentence says what is missing."""
    page = open_page(own_home, "what-if")
    save(page.app, name, by)

    assert said in page.text
    assert page.failures == []


def test_budget_levels_show_who_flips(home: Path, open_page: Callable[..., Any]) -> None:
    """Three declared levels, each with the reason for its share."""
    text = open_page(home, "what-if", part="Budget levels").text

    assert "continuing resolution" in text
    assert "plus-up" in text
    assert "Who flips" in text


def test_saved_scenarios_stand_beside_the_official_order(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """What differs in rank or mark, and only that."""
    page = open_page(own_home, "what-if")
    page.app.slider(key="b 2027").set_value(0.0).run()
    save(page.app, "No money")
    text = open_page(own_home, "what-if", part="Compare scenarios").text

    assert "Ranks and marks that differ" in text
    assert "No money" in text
