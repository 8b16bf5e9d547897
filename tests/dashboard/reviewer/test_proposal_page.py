"""The page of a proposal: its verdict, its rules with their cells, and how its score came about."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.dashboard.kit.walked import Walked

PATH = "proposal"


def test_a_ref_in_the_address_opens_its_proposal(home: Path, open_page: Callable[..., Any]) -> None:
    """A link leads to the proposal that it names."""
    text = open_page(home, PATH, ref="FY27-NAVY-09").text

    assert '<span class="ref">FY27-NAVY-09</span>' in text
    assert "not recommended" in text


def test_an_unknown_ref_is_named(home: Path, open_page: Callable[..., Any]) -> None:
    """It says so and shows one that there is."""
    page = open_page(home, PATH, ref="FY27-NOBODY-99")

    assert "<strong>FY27-NOBODY-99</strong> is not a proposal of this run" in page.text
    assert page.failures == []


def test_choosing_another_proposal_shows_it(home: Path, open_page: Callable[..., Any]) -> None:
    """The chooser changes the page and the address."""
    page = open_page(home, PATH, ref="FY27-NAVY-09")

    page.app.selectbox(key="proposal").set_value("FY27-ARMY-02").run()

    assert '<span class="ref">FY27-ARMY-02</span>' in page.text
    assert page.app.query_params["ref"] == "FY27-ARMY-02"


@pytest.mark.parametrize(
    "criterion",
    [
        "User advocacy",
        "Valid requirement",
        "Market investigation",
        "Funded strategy",
        "Intent to procure",
        "Eligibility",
        "Form",
    ],
)
def test_every_criterion_has_its_rules(
    home: Path, open_page: Callable[..., Any], criterion: str
) -> None:
    """The five criteria, the gates and the rules of the form."""
    assert f"<h2>{criterion}</h2>" in open_page(home, PATH, ref="FY27-NAVY-09").text


def test_a_rule_that_fails_shows_message_evidence_cell_and_source(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """M2 fails on a date; the sponsor's word, its cell and the source stand beside it."""
    text = open_page(home, PATH, ref="FY27-NAVY-09").text

    card = next(part for part in text.split('<div class="rule ') if ">M2<" in part)
    assert card.startswith("bad")
    assert re.search(r"<q>\d{4}-\d\d-\d\d</q>.*<code>Proposals [A-Z]+\d+</code>", card)
    assert "ISC ch. 13, criterion 3" in card
    assert 'class="message"' in card


def test_the_parts_of_merit_add_up(home: Path, open_page: Callable[..., Any]) -> None:
    """What each part adds sums to the merit that is shown."""
    text = open_page(home, PATH, ref="FY27-ARMY-02").text

    sums = [float(x) for x in re.findall(r'class="sum">.*?<td class="n">([\d.]+)</td></tr>', text)]
    merit = float(re.findall(r"Merit ([\d.]+) =", text)[0])
    assert sum(sums) == pytest.approx(merit, abs=0.011)


def test_what_is_too_early_has_no_program_yet(home: Path, open_page: Callable[..., Any]) -> None:
    """An ineligible proposal without a partner is sent nowhere, and says what is missing."""
    text = open_page(home, PATH, ref="FY27-ARMY-13").text

    assert "No program yet: a cooperative program needs a foreign nation" in text
    assert "Take it to the better program" not in text


def test_versions_name_their_file(home: Path, open_page: Callable[..., Any]) -> None:
    """Which file was judged, with its hash and who sent it."""
    text = open_page(home, PATH, ref="FY27-ARMY-02").text

    assert "judged in this run" in text
    assert "list.xlsx" in text
    assert "A Tester (unverified)" in text


def test_near_the_line_it_says_what_is_worth_checking(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """A funded proposal near the line has its answers as sentences, each with its cell."""
    page = open_page(home, PATH, ref="FY27-ARMY-02")

    assert "<h2>What is worth checking and asking</h2>" in page.text
    assert re.search(
        r"If “[^”]+” were [^,]+ instead of [^;]+; Proposals [A-Z]+\d+, no ev", page.text
    )
    assert "questions?ask=FY27-ARMY-02&amp;field=" in page.text
    assert page.failures == []


def test_only_what_fails_is_shown_where_it_is_asked_for(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Rules that hold are counted and left out; the jumps lead to what is left."""
    asked = {"ref": "FY27-NAVY-09", "part": "Criteria and rules"}
    every = open_page(home, "proposal", **asked).text
    page = open_page(home, "proposal", **asked, only_fails="true")

    assert 'class="rule good"' in every
    assert 'class="rule good"' not in page.text
    assert 'class="rule bad"' in page.text
    assert 'href="#rules-market-investigation"' in page.text
    assert 'id="rules-market-investigation"' in page.text


def test_it_leads_on_and_gives_its_file(home: Path, open_page: Callable[..., Any]) -> None:
    """Why, findings, overlaps, another beside it; the file that it came in is one click away."""
    page = open_page(home, "proposal", ref="FY27-ARMY-02")

    for link in ("./why?ref=", "./findings?f_q=", "./overlap?o_q=", "./compare?ref="):
        assert f'href="{link}FY27-ARMY-02' in page.text
    labels = [one.label for one in page.app.get("download_button")]
    assert "Save list.xlsx" in labels


def test_the_next_one_is_that_of_the_list_the_reader_comes_from(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Here the list held two, in its own order, and its link has what it asked for."""
    page = open_page(home, "proposal", ref="FY27-ARMY-05")
    refs = ("FY27-ARMY-05", "FY27-ARMY-02")
    page.app.session_state["walked list"] = Walked(
        "FY2027-R001", "Order of merit", "order-of-merit", {"q": ["army"]}, refs
    )
    page.app.run()

    assert 'href="./proposal?ref=FY27-ARMY-02" data-page="proposal">Next' in page.text
    assert "1 of 2" in page.text
    assert 'href="./order-of-merit?q=army"' in page.text
