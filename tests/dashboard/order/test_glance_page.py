"""The cycle at a glance: counts, money and what waits for whom."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from fct.dashboard.kit.look import VERDICTS
from fct.dashboard.order.glance_page import by_component
from tests.dashboard.conftest import CYCLE, judged


def test_the_cards_count_every_verdict(home: Path, open_page: Callable[..., Any]) -> None:
    """Eleven proposals: one not recommended, one ineligible, two returned, the rest ranked."""
    found = counted(open_page(home).text)

    assert found == {
        "rankable": 7,
        "returned": 2,
        "not recommended": 1,
        "ineligible": 1,
        "late": 1,
        "files refused": 1,
        "handed on": 0,
    }


def test_each_card_leads_to_the_list_that_it_counts(
    tmp_path: Path, judged_season: Callable[..., Path], open_page: Callable[..., Any]
) -> None:
    """What asks for another program is counted as that; the counts come to all that were judged."""
    refs = ("FY27-ARMY-02", "FY27-NAVY-08", "FY27-NAVY-09", "FY27-USAF-08", "FY27-ARMY-13")
    home = judged_season(tmp_path / "season", *refs)

    found = counted(open_page(home).text)
    verdicts = {word: found[word] for word in found if word in {*VERDICTS, "not FCT work"}}
    lists = {
        word: open_page(home, "not-ranked", n_verdict=word)
        for word in verdicts
        if word != "rankable"
    }

    assert verdicts == dict.fromkeys((*VERDICTS, "not FCT work"), 1)
    for word, page in lists.items():
        assert page.failures == []
        assert len(re.findall(r'<td class="proposal">', page.text)) == 1, word
    assert "1 file" not in open_page(home, "not-ranked", list="late").text


def test_after_the_deadline_nobody_is_asked_to_send_it_again(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """The deadline of 2026 has passed on any day on which this runs."""
    text = open_page(home).text

    assert "the deadline to repair it has passed" in text
    assert "Repair it and send it again" not in text
    assert "Send a file that can be taken" not in text
    assert "only by an extension, or in the next cycle" in text


def counted(text: str) -> dict[str, int]:
    """Return the cards that count, each of which is a link."""
    found = re.findall(
        r'<div class="label"><a [^>]*>([^<]+)</a></div><div class="value">(\d+)</div>', text
    )
    return {name: int(count) for name, count in found}


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
        {"component": ["Army", None, "Navy", "Navy"], "standing": ["rankable"] * 3 + ["returned"]}
    )

    counts = by_component(scores)

    assert list(counts.index) == ["Navy", "Army", "not known"]
    assert counts.loc[["Navy"]].to_numpy().tolist() == [[1, 1, 0, 0]]


def test_what_the_cycle_holds_back_stands_among_its_money(
    tmp_path: Path, workbook: bytes, open_page: Callable[..., Any]
) -> None:
    """So that a year adds up, on both pages that show its money."""
    text = CYCLE + "conditions: {hold_back_kusd: {2027: 500}}\n"
    home = judged(tmp_path, workbook, text)
    shown = open_page(home)
    row = re.findall(r'<tr><th scope="row">FY2027</th>(.*?)</tr>', shown.text)[0]

    assert shown.failures == []
    values = [float(x.replace(",", "")) for x in re.findall(r">([\d,.]+)</td>", row)]
    _, _, budget, held, promised, funded, left = values
    assert held == 500.0
    assert round(budget - held - promised - funded, 1) == left
    assert "500.0 held back" in open_page(home, "order-of-merit").text
