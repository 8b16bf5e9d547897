"""The page of what is not ranked: the first reason of each, what was late, what was refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fct.dashboard.reviewer.not_ranked_page import first_reasons
from fct.data.common.actor import Actor
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cycle.evaluation import evaluate

PATH = "not-ranked"
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 2300}\n"
FAILS, UNKNOWN = -1, 0


def findings(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Return findings of one proposal, as rule, severity and outcome."""
    frame = pd.DataFrame(rows, columns=["rule", "severity", "outcome"])
    return frame.assign(ref="A-1", message="")


@pytest.mark.parametrize(
    ("verdict", "first"),
    [("ineligible", "G5"), ("returned", "G1"), ("not recommended", "M2")],
)
def test_the_first_reason_is_the_one_that_decided(verdict: str, first: str) -> None:
    """A gate that fails, then what can be repaired, then a criterion that is not met."""
    found = findings(
        ("A4", "weakness", FAILS),
        ("M1", "criterion", UNKNOWN),
        ("M2", "criterion", FAILS),
        ("X1", "form", FAILS),
        ("G1", "gate", UNKNOWN),
        ("G5", "gate", FAILS),
    )
    scores = pd.DataFrame({"ref": ["A-1"], "verdict": [verdict]})

    assert first_reasons(scores, found)["A-1"]["rule"] == first


def test_a_form_rule_comes_before_a_criterion() -> None:
    """What cannot be read must be repaired before anything is judged."""
    found = findings(("M1", "criterion", UNKNOWN), ("X1", "form", FAILS))
    scores = pd.DataFrame({"ref": ["A-1"], "verdict": ["returned"]})

    assert first_reasons(scores, found)["A-1"]["rule"] == "X1"


def test_every_proposal_without_a_rank_is_listed(home: Path, open_page: Callable[..., Any]) -> None:
    """Each with its rule, and the ineligible with the better program."""
    text = open_page(home, PATH).text

    for ref in ("FY27-ARMY-13", "FY27-NAVY-09", "FY27-USAF-08"):
        assert f"{ref}</span>" in text
    assert "What leads to another program, and to which: " in text
    assert "FY27-ARMY-02" not in text


def test_late_and_refused_are_listed(home: Path, open_page: Callable[..., Any]) -> None:
    """Nothing that came in is forgotten."""
    text = open_page(home, PATH).text

    assert "FY27-NAVY-06</span>" in text
    assert "EMPTY_FILE" in text


def test_a_filter_keeps_only_its_verdict(home: Path, open_page: Callable[..., Any]) -> None:
    """A link leads to what was returned alone."""
    text = open_page(home, PATH, n_verdict="returned").text

    assert "FY27-USAF-08</span>" in text
    assert "FY27-NAVY-09</span>" not in text


def test_what_was_not_certified_is_listed_apart(
    judged_season: Callable[..., Path], open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """A cycle that asks for certification ranks nothing behind which no component stands."""
    home = judged_season(tmp_path / "home", "FY27-ARMY-02", "FY27-NAVY-09")
    with open_store(Settings(home)) as store:
        text = CYCLE + "certification: required\n"
        store.cycles.add(2027, text, sha256_of_text(text), Actor("operator"))
        run = evaluate(store, 2027, None, Actor("operator"), lambda _: None).run_id
        store.runs.publish(run, Actor("operator"))
    shown = open_page(home, PATH).text

    assert "Proposals that are not certified" in shown
    assert "FY27-ARMY-02</span>" in shown
    assert "did not certify by the deadline" in shown
    assert "Proposals that are not recommended" in shown
