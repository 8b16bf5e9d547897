"""The cycle at a glance: counts, money and what waits for whom."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from fct.dashboard.order.glance_page import by_component


def test_the_cards_count_every_verdict(home: Path, open_page: Callable[..., Any]) -> None:
    """Eleven proposals: one not recommended, one ineligible, two returned, the rest ranked.

    None is work of another program, and none was handed on.
    """
    found = re.findall(
        r'<div class="label">([^<]+)</div><div class="value">(\d+)</div>', open_page(home).text
    )

    assert dict(found) == {
        "rankable": "7",
        "returned": "2",
        "not recommended": "1",
        "ineligible": "1",
        "late": "1",
        "files refused": "1",
        "not FCT work": "0",
        "handed on": "0",
    }


def test_money_is_asked_promised_funded_and_left(home: Path, open_page: Callable[..., Any]) -> None:
    """Budget less promises less funded new starts is what is left."""
    row = re.findall(r'<tr><th scope="row">FY2027</th>(.*?)</tr>', open_page(home).text)[0]

    values = [float(x.replace(",", "")) for x in re.findall(r">([\d,.]+)</td>", row)]
    _, _, budget, promised, funded, left = values
    assert (budget, promised) == (2300.0, 280.0)
    assert round(budget - promised - funded, 1) == left


def test_a_refused_file_waits_for_its_sponsor(home: Path, open_page: Callable[..., Any]) -> None:
    """Its code and the sentence for the sponsor are shown."""
    text = open_page(home).text

    assert "<strong>empty.xlsx</strong> <code>EMPTY_FILE</code>" in text


def test_a_late_proposal_is_shown(home: Path, open_page: Callable[..., Any]) -> None:
    """It was not judged, and is not forgotten."""
    assert "<strong>FY27-NAVY-06</strong> version 1, received 04 Jul 2026" in open_page(home).text


def test_without_a_budget_nothing_is_left_over(
    home_without_budget: Path, open_page: Callable[..., Any]
) -> None:
    """No number stands where there is no budget."""
    text = open_page(home_without_budget).text

    assert "No budget is set, so no funding line is drawn." in text
    assert "This cycle has no budget yet" in text


def test_components_are_counted_the_largest_first() -> None:
    """A proposal whose component could not be read is counted too."""
    scores = pd.DataFrame(
        {"component": ["Army", None, "Navy", "Navy"], "verdict": ["rankable"] * 3 + ["returned"]}
    )

    counts = by_component(scores)

    assert list(counts.index) == ["Navy", "Army", "not known"]
    assert counts.loc[["Navy"]].to_numpy().tolist() == [[1, 1, 0, 0]]
