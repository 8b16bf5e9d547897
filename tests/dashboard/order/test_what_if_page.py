"""The page that moves weights and budgets: the order follows, and nothing official is changed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fct.data.common.actor import Actor
from fct.data.program.scenario import Scenario, scenario_of
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.scoring.judging.merit_parts import PART_NAMES


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


def test_weights_of_nothing_are_shown(home: Path, open_page: Callable[..., Any]) -> None:
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
        (saved,) = store.scenarios.all(2027)
        assert (saved.actor.name, saved.content.run_id) == ("Jane Doe", "FY2027-R001")
        assert store.runs.published(2027).id == "FY2027-R001"  # type: ignore[union-attr] # one is published


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


def put_scenario(home: Path, **content: Any) -> None:
    """Save a scenario as another page or the command would."""
    scenario = scenario_of({"name": "Shared", "run_id": "FY2027-R001", **content}, "the test")
    with open_store(Settings(home)) as store:
        store.scenarios.save(2027, scenario, Actor("Jane Doe"))


def saved_under(home: Path, name: str) -> Scenario:
    """The last version of a scenario."""
    with open_store(Settings(home)) as store:
        return store.scenarios.get(2027, name).content


def test_a_scenario_s_conditions_are_drawn_shown_and_kept(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Who is excluded leaves, the page says so, and what is saved from there has it too."""
    conditions = {
        "must_fund": ["FY27-SOCOM-05"],
        "excluded": ["FY27-ARMY-02"],
        "hold_back_kusd": {2027: 50},
        "components": {"Army": {"floor_kusd": {2027: 1}, "ceiling_kusd": {2027: 900}}},
        "partial": {"refs": "all", "least_share": "0.5"},
    }
    put_scenario(own_home, conditions=conditions)
    page = open_page(own_home, "what-if", scenario="Shared")
    save(page.app, "Again")

    assert page.failures == []
    assert (
        "Conditions of this scenario: </strong>must be funded: FY27-SOCOM-05; given nothing: "
        "FY27-ARMY-02; $50.0K of FY2027 held back; Army at least $1.0K of FY2027; Army at most "
        "$900.0K of FY2027; a part of at least 50% may be given to all."
    ) in page.text
    assert "What if applies no floors of components and parts of requests" in page.text
    assert "was funded" in page.text
    assert saved_under(own_home, "Again").conditions == saved_under(own_home, "Shared").conditions


def test_back_to_the_official_ends_a_scenario_s_conditions(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """One press, and nobody is excluded any more."""
    put_scenario(own_home, conditions={"excluded": ["FY27-ARMY-02"]})
    page = open_page(own_home, "what-if", scenario="Shared")
    next(one for one in page.app.button if one.label == "Back to the official").click().run()

    assert page.failures == []
    assert "Conditions of this scenario" not in page.text
    assert "was funded" not in page.text


def test_a_part_with_more_points_than_the_slider_s_top_is_opened(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """80 of 100 points of maturity, past the usual 60; moved down, it stays where it was put."""
    weights = dict.fromkeys(PART_NAMES, 1.0) | {"trl": 20.0, "user advocacy": 96.0}
    put_scenario(own_home, weights=weights, budgets={2027: 99_000, 2028: 10})
    page = open_page(own_home, "what-if", scenario="Shared")
    trl, budget = page.app.slider(key="w trl"), page.app.slider(key="b 2027")

    assert page.failures == []
    assert (trl.value, trl.max) == (80.0, 80.0)
    assert page.app.slider(key="w user advocacy").value == 96.0
    assert (budget.value, budget.max) == (99_000.0, 99_000.0)
    trl.set_value(70.0).run()
    page.app.slider(key="w trl").set_value(65.0).run()
    assert page.app.slider(key="w trl").value == 65.0
    assert page.failures == []


def test_weights_that_were_not_moved_are_saved_to_the_last_digit(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """A third of a point is not what a slider shows."""
    weights = dict.fromkeys(PART_NAMES, 1.0) | {"trl": 1 / 3}
    put_scenario(own_home, weights=weights)
    save(open_page(own_home, "what-if", scenario="Shared").app, "Again")

    again = saved_under(own_home, "Again").weights
    assert again is not None
    assert again["trl"] == pytest.approx(100 / 31, abs=1e-12)


def test_an_unknown_scenario_is_shown(own_home: Path, open_page: Callable[..., Any]) -> None:
    """What was asked for, what is shown instead, and what there is."""
    put_scenario(own_home, budgets={2027: 1})
    text = open_page(own_home, "what-if", scenario="NOPE").text

    assert "There is no scenario “NOPE”; this is the official order. Saved are “Shared”." in text
    assert "There is no scenario" not in open_page(own_home, "what-if", scenario="Shared").text


def test_without_any_scenario_an_unknown_one_is_shown(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Nothing to choose from."""
    text = open_page(home, "what-if", scenario="NOPE").text

    assert (
        "There is no scenario “NOPE”; this is the official order. No scenario is saved yet." in text
    )


def test_budget_levels_show_who_flips(home: Path, open_page: Callable[..., Any]) -> None:
    """Three declared levels, each with the reason for its share."""
    text = open_page(home, "what-if", part="Budget levels").text

    assert "continuing resolution" in text
    assert "plus-up" in text
    assert "Who flips" in text


def test_saved_scenarios_stand_beside_the_official_order(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """What differs in rank or funding, and only that."""
    page = open_page(own_home, "what-if")
    page.app.slider(key="b 2027").set_value(0.0).run()
    save(page.app, "No money")
    text = open_page(own_home, "what-if", part="Compare scenarios").text

    assert "Ranks and funding that differ" in text
    assert "No money" in text


def test_the_address_says_where_the_sliders_stand_and_puts_them_there(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """A box moves its slider; who opens the address sees the same."""
    page = open_page(home, "what-if")
    page.app.number_input(key="box w maturity").set_value(41.5).run()
    page.app.button(key="cut all years 10").click().run()
    address = {name: "".join(said) for name, said in page.app.query_params.items()}
    shared = open_page(home, "what-if", **address)

    assert page.app.slider(key="w maturity").value == 41.5
    assert address == {"b.2027": "2070", "b.2028": "1440", "w.maturity": "41.5"}
    assert shared.app.slider(key="b 2027").value == 2070.0
    assert shared.app.number_input(key="box w maturity").value == 41.5
    assert "b.2027=2070&amp;b.2028=1440" in shared.text


@pytest.mark.parametrize("said", ["x", "-5", "nan", "1e99"])
def test_a_wrong_number_in_the_address_moves_nothing_out_of_its_range(
    home: Path, open_page: Callable[..., Any], said: str
) -> None:
    """What is no number is passed over; what is too high is the highest."""
    page = open_page(home, "what-if", **{"b.2027": said})

    assert page.failures == []
    assert page.app.slider(key="b 2027").value in {2300.0, 4600.0}


def test_the_line_is_drawn_and_only_money_is_a_change(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Passed over or below the line, both get nothing."""
    page = open_page(home, "what-if")
    page.app.slider(key="b 2027").set_value(0.0).run()

    assert page.text.count('<tr class="line">') == 1
    assert "was below the line" not in page.text
    assert "was passed over" not in page.text
