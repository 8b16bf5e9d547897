"""The page that says why: parts with their cells, the line, the smallest change, and pairs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.dashboard.conftest import Page


def ranked_refs(page: Page) -> list[str]:
    """The refs that can be chosen."""
    return [option.split(" · ")[0] for option in page.app.selectbox(key="why").options]


def test_each_part_stands_with_its_cell(home: Path, open_page: Callable[..., Any]) -> None:
    """Points of merit and where the answer was read."""
    page = open_page(home, "why", ref="FY27-ARMY-02")

    assert page.failures == []
    assert "What the merit is made of" in page.text
    assert "production status" in page.text
    assert "<code>Proposals " in page.text


def test_a_funded_proposal_is_shown_what_it_can_lose(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """And no change is looked for that it does not need."""
    text = open_page(home, "why", ref="FY27-ARMY-02").text

    assert "Funded" in text
    assert "smallest documented change" not in text


def test_a_proposal_below_the_line_is_shown_what_would_cross_it(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """How many points, above whom, and by which documented change."""
    page = open_page(home, "why")
    for ref in ranked_refs(page):
        page = open_page(home, "why", ref=ref)
        if "Not funded" in page.text:
            break

    assert "The smallest documented change that would cross the line" in page.text
    assert "it asks for" in page.text or "points of merit" in page.text
    assert page.failures == []


def test_a_judged_proposal_without_a_rank_shows_its_verdict_and_what_decided_it(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """It is not said that nobody judged it, and a ranked one can be chosen instead."""
    with open_store(Settings(home)) as store:
        run = store.runs.published(2027)
        assert run is not None
        scores = store.runs.scores(run.id)
        ref, verdict = scores.loc[scores["verdict"] != "rankable", ["ref", "verdict"]].iloc[0]
    page = open_page(home, "why", ref=ref)

    assert page.failures == []
    assert f"{ref} has no rank" in page.text
    assert f"Not ranked: {verdict}." in page.text
    assert "is not a proposal of this run" not in page.text
    page.app.selectbox(key="why").set_value("FY27-ARMY-02").run()
    assert page.failures == []
    assert "What the merit is made of" in page.text


def test_what_was_left_at_its_turn_is_shown(home: Path, open_page: Callable[..., Any]) -> None:
    """Of a funded proposal too."""
    text = open_page(home, "why", ref="FY27-ARMY-02").text

    assert "When its turn came, $" in text


def test_a_continuing_project_does_not_compete_for_money(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """It has its promise, and no distance to the line."""
    text = open_page(home, "why", ref="FY27-USMC-02").text

    assert "promised" in text
    assert "Distance to the funding line" not in text


def test_any_two_are_compared(home: Path, open_page: Callable[..., Any]) -> None:
    """What decided, and the difference by part."""
    page = open_page(home, "why", ref="FY27-ARMY-02")
    other = next(ref for ref in ranked_refs(page) if ref == "FY27-SOCOM-05")
    page.app.selectbox(key="than").set_value(other).run()

    assert page.failures == []
    assert "Why FY27-ARMY-02 stands above FY27-SOCOM-05" in page.text
    assert "Decided by tier: " in page.text


def test_a_comparison_is_shared_by_its_address(home: Path, open_page: Callable[..., Any]) -> None:
    """The address names both."""
    page = open_page(home, "why", ref="FY27-ARMY-02", than="FY27-SOCOM-05")

    assert page.failures == []
    assert "Why FY27-ARMY-02 stands above FY27-SOCOM-05" in page.text


def test_it_says_how_sure_the_rank_is(home: Path, open_page: Callable[..., Any]) -> None:
    """A word, the share of weight samples in which it is funded, and the ranks that it has."""
    text = open_page(home, "why", ref="FY27-ARMY-02").text

    assert "of the weight samples" in text
    assert any(f"</span>{word}</span>" in text for word in ("sure", "borderline", "out"))


def test_without_a_budget_there_is_no_line_to_be_far_from(
    home_without_budget: Path, open_page: Callable[..., Any]
) -> None:
    """The parts are shown all the same."""
    page = open_page(home_without_budget, "why")

    assert page.failures == []
    assert "What the merit is made of" in page.text
    assert "Distance to the funding line" not in page.text


def test_hostile_text_stays_text(
    home: Path, open_page: Callable[..., Any], hostile_ref: str
) -> None:
    """The evidence of a hostile proposal is shown and runs nothing."""
    page = open_page(home, "why", ref=hostile_ref)

    assert page.failures == []
    assert "<script>" not in page.text
    assert "<img" not in page.text
    assert "&lt;script&gt;" in page.text
