"""The page of the funding line: three ways, what differs, conditions, and later years."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.scoring.defending.published import published_order
from fct.scoring.ranking.set_comparison_reports import study_line
from tests.dashboard.conftest import CYCLE, judged


def test_three_ways_stand_side_by_side(home: Path, open_page: Callable[..., Any]) -> None:
    """How many each funds, what it leaves unspent, and what it obliges later."""
    page = open_page(home, "funding-line")

    assert page.failures == []
    for words in ("Strict order", "Order with skip", "Best set", "K unspent", "What differs"):
        assert words in page.text
    assert "What it obliges in later years" in page.text


def test_what_must_be_funded_is_funded_by_every_way(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """A tier-2 project is the last that any way would take; named, all three take it."""
    page = open_page(home, "funding-line")
    before = page.text.count("<li>FY27-SOCOM-05</li>")
    page.app.multiselect(key="l_must").set_value(["FY27-SOCOM-05"]).run()

    assert page.failures == []
    assert before < 3
    assert page.text.count("<li>FY27-SOCOM-05</li>") == 3


def test_what_cannot_be_is_shown_with_what_to_give_up(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """A floor above every budget."""
    page = open_page(home, "funding-line")
    page.app.multiselect(key="l_components").set_value(["Army"]).run()
    page.app.number_input(key="l_floor Army 2027").set_value(99_999.0).run()

    assert page.failures == []
    assert "No set of new starts keeps all conditions." in page.text
    assert "an order cannot lift a component" in page.text


def test_contradicting_conditions_are_one_sentence(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """The same project cannot be funded and get nothing."""
    page = open_page(home, "funding-line")
    ref = page.app.multiselect(key="l_must").options[0].split(" · ")[0]
    page.app.multiselect(key="l_must").set_value([ref])
    page.app.multiselect(key="l_out").set_value([ref]).run()

    assert page.failures == []
    assert "stands in must_fund and in excluded" in page.text


def test_a_hold_back_is_taken_off_first(home: Path, open_page: Callable[..., Any]) -> None:
    """With all of 2027 held back nobody who asks for it is funded."""
    page = open_page(home, "funding-line")
    page.app.number_input(key="l_hold 2027").set_value(2300.0).run()

    assert page.failures == []
    assert "0 proposals" in page.text


def test_conditions_are_saved_as_a_scenario(
    home: Path, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """What was tried can be opened by others."""
    own = Path(shutil.copytree(home, tmp_path / "home"))
    page = open_page(own, "funding-line")
    page.app.number_input(key="l_hold 2027").set_value(100.0).run()
    for label, value in (("Name", "Held back"), ("Your name", "Jane Doe")):
        next(one for one in page.app.text_input if one.label == label).set_value(value)
    next(one for one in page.app.button if one.label == "Save").click().run()

    assert "Saved “Held back”, version 1." in page.text
    with open_store(Settings(own)) as store:
        (saved,) = store.scenarios.all(2027)
    assert saved.content.changes == ["conditions"]


def test_without_a_budget_no_line_is_drawn(
    home_without_budget: Path, open_page: Callable[..., Any]
) -> None:
    """And the page says so."""
    page = open_page(home_without_budget, "funding-line")

    assert page.failures == []
    assert "no line can be drawn" in page.text


def test_untouched_it_keeps_all_that_the_cycle_states(
    tmp_path: Path, workbook: bytes, open_page: Callable[..., Any]
) -> None:
    """A ceiling of nothing, limits of later years, and a must-fund that is not ranked."""
    text = CYCLE + (
        "conditions:\n"
        "  must_fund: [FY27-NOBODY-1]\n"
        "  hold_back_kusd: {2029: 5}\n"
        "  components: {Army: {ceiling_kusd: {2027: 0}}, USSOCOM: {ceiling_kusd: {2028: 1}}}\n"
        "  partial: {refs: [FY27-ARMY-02], least_share: 0.55, step_share: 0.15}\n"
    )
    home = judged(tmp_path, workbook, text)
    with open_store(Settings(home)) as store:
        study = study_line(published_order(store, 2027))
    page = open_page(home, "funding-line")

    assert page.failures == []
    assert "The conditions say that FY27-NOBODY-1 must be funded; that has no effect" in page.text
    for one in study.selections.found:
        assert f"{one.funded} proposal" in page.text
    save = next(one for one in page.app.text_input if one.label == "Name")
    save.set_value("As stated")
    next(one for one in page.app.text_input if one.label == "Your name").set_value("Jane Doe")
    next(one for one in page.app.button if one.label == "Save").click().run()
    with open_store(Settings(home)) as store:
        (saved,) = store.scenarios.all(2027)
        assert saved.content.conditions == published_order(store, 2027).cycle.conditions


def test_promises_are_listed_by_project(home: Path, open_page: Callable[..., Any]) -> None:
    """What each asks for, and what comes off."""
    text = open_page(home, "funding-line").text

    assert "Promised to continuing projects" in text
    assert "FY27-USMC-02" in text
