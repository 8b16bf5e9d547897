"""The page of rules: stages, alarms and waivers; and the waiver beside the score."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.program.rule_stages import Stage
from fct.data.program.rules import load_rules
from fct.data.proposals.waivers import WaiverAnswer, WaiverChoice, WaiverRequest
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cycle.evaluation import evaluate
from tests.support.proposals.lowered import lower, propose
from tests.support.stores.homes import copied_home

NOW = dt.datetime(2026, 6, 20, tzinfo=dt.UTC)
REQUEST = WaiverRequest(
    fiscal_year=2027,
    ref="FY27-NAVY-09",
    rule="M3",
    reason="Only one maker in the world.",
    expires=dt.date(2027, 9, 30),
    at=NOW,
    actor=Actor("A Sponsor"),
)
APPROVAL = WaiverAnswer(
    answer=WaiverChoice.APPROVED, reason="Seen.", at=NOW, actor=Actor("A Reviewer")
)


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the store in which a rule is waived and another one watched."""

    def make(made: Path) -> None:
        with open_store(Settings(shutil.copytree(home, made))) as store:
            waiver = store.waivers.request(REQUEST)
            store.waivers.answer(waiver.id, APPROVAL)
            lower(store, "A4", Stage.WARN, "Too many say it.")
            run = evaluate(store, 2027, None, Actor("A Tester"), lambda _: None)
            store.runs.publish(run.run_id, Actor("A Tester"))

    return copied_home(tmp_path / "home", "", make)


def test_every_rule_stands_with_its_stage_and_figures(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Nothing was reviewed yet, so no rate is made up."""
    page = open_page(home, "rules")

    assert page.failures == []
    assert page.text.count("</span>block</span>") == len(load_rules())
    assert "Nobody asked for a rule to be waived." in page.text


def test_a_changed_stage_shows_with_its_reason(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """The figures that were looked at stand beside it."""
    text = open_page(own_home, "rules").text

    assert "</span>warn</span>" in text
    assert "Too many say it." in text
    assert "0 of 0 reviewed alarms false" in text


def test_a_lowering_waits_for_a_second_person(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Who proposed it, when, why, and how it is confirmed; one that was confirmed waits no more."""
    assert "Lowerings that wait" not in open_page(own_home, "rules").text
    with open_store(Settings(own_home)) as store:
        propose(store, "I5", Stage.WATCH, "A colonel is enough.")

    text = open_page(own_home, "rules").text

    for words in ("A colonel is enough.", "12 Jun 2026 by An Operator", "fct rule confirm L002"):
        assert words in text
    assert "fct rule confirm L001" not in text


def test_rules_are_shown_with_the_questions_of_the_form(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Nobody knows the ids of fields."""
    text = open_page(home, "rules").text

    assert "“Country of origin” is not the United States." in text
    assert "country is not" not in text


def test_waivers_are_listed_with_who_asked_and_approved(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """And until when they last."""
    text = open_page(own_home, "rules").text

    for words in ("FY2027-W001", "A Sponsor", "approved by A Reviewer: Seen.", "30 Sep 2027"):
        assert words in text


def test_a_waiver_that_counted_stands_beside_the_score(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Rule, reason, both people and the last day; another proposal has none."""
    text = open_page(own_home, "proposal", ref="FY27-NAVY-09").text

    assert "Waived: rule M3. " in text
    assert "asked by A Sponsor, approved by A Reviewer" in text
    assert "Waived: rule" not in open_page(own_home, "proposal", ref="FY27-ARMY-02").text
