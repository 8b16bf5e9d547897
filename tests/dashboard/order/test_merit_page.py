"""The page of the order of merit: the line between rows, filters, and exports."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATH = "order-of-merit"


def ranks_shown(text: str) -> list[int]:
    """Return the ranks of the rows, from top to bottom."""
    return [int(found) for found in re.findall(r'<td class="n rank">(\d+)', text)]


def test_the_rows_stand_in_rank_order(home: Path, open_page: Callable[..., Any]) -> None:
    """Every ranked proposal has its row."""
    shown = ranks_shown(open_page(home, PATH).text)

    assert shown == list(range(1, len(shown) + 1))
    assert len(shown) >= 6


def test_the_funding_line_is_a_row_in_words(home: Path, open_page: Callable[..., Any]) -> None:
    """What is funded stands above it, what is below the line under it."""
    above, line, below = re.split(
        r'(<tr class="line">.*?</tr>)', open_page(home, PATH).text, maxsplit=1
    )

    assert "Funding line" in line
    assert "Left:" in line
    assert "funded</span>" in above
    assert "funded</span>" not in below.split("</table>")[0]


def test_a_filter_keeps_the_line_in_its_place(home: Path, open_page: Callable[..., Any]) -> None:
    """A component alone is still shown against the one line of the cycle."""
    text = open_page(home, PATH, component="USSOCOM").text

    assert "Army" not in re.findall(r"<tbody>.*?</tbody>", text, re.DOTALL)[0]
    assert text.count('<tr class="line">') == 1


def test_words_are_searched_in_the_address(home: Path, open_page: Callable[..., Any]) -> None:
    """A link carries the search; all words must be found."""
    text = open_page(home, PATH, q="usmc marine").text

    assert "FY27-USMC-01" in text
    assert "FY27-ARMY-02</span>" not in text


def test_a_filter_without_a_match_says_so(home: Path, open_page: Callable[..., Any]) -> None:
    """An empty table would look like an empty cycle."""
    assert "No ranked proposal matches" in open_page(home, PATH, q="nosuchword").text


def test_without_a_budget_no_line_is_drawn(
    home_without_budget: Path, open_page: Callable[..., Any]
) -> None:
    """It says so, and puts nobody below a line."""
    text = open_page(home_without_budget, PATH).text

    assert "This cycle has no budget yet" in text
    assert '<tr class="line">' not in text
    assert "below the line" not in text
    assert ranks_shown(text)


def test_nothing_ranked_is_said(home_of_two_cycles: Path, open_page: Callable[..., Any]) -> None:
    """A cycle in which nothing is rankable points to the reasons."""
    assert "No proposal is rankable" in open_page(home_of_two_cycles, PATH).text


def test_each_row_leads_to_its_proposal(home: Path, open_page: Callable[..., Any]) -> None:
    """The link names the ref, quoted."""
    text = open_page(home, PATH).text

    assert 'href="./proposal?ref=FY27-ARMY-02"' in text
    assert 'href="./proposal?ref=X%22%3E%3Cimg' in text


def test_both_downloads_are_offered(home: Path, open_page: Callable[..., Any]) -> None:
    """The grid's own CSV is off; these are safe to open in a spreadsheet."""
    buttons = [button.label for button in open_page(home, PATH).app.get("download_button")]

    assert buttons == ["Download xlsx", "Download CSV"]


def test_sureness_is_shown_and_exported(home: Path, open_page: Callable[..., Any]) -> None:
    """The pictures have words, and the table a share for each new start."""
    page = open_page(home, "order-of-merit")

    assert page.failures == []
    assert "How sure" in page.text
    assert any(f"{word} · " in page.text for word in ("sure", "borderline", "out"))


def test_it_sorts_by_the_column_that_the_address_names(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """The lowest merit first, and the highest rank first."""
    by_rank = ranks_shown(open_page(home, PATH, sort="-rank").text)

    assert by_rank == sorted(by_rank, reverse=True)
    assert len(by_rank) >= 6


def test_numbers_bound_what_is_shown(home: Path, open_page: Callable[..., Any]) -> None:
    """The address bounds the merit, and the boxes show it."""
    page = open_page(home, PATH, merit_to="95", tier="1")

    assert {one.key: one.value for one in page.app.number_input}["merit_to"] == 95.0
    every = len(ranks_shown(open_page(home, PATH).text))
    assert 0 < len(ranks_shown(page.text)) < every


def test_a_search_looks_into_every_answer(home: Path, open_page: Callable[..., Any]) -> None:
    """The signatory of an advocacy letter stands in no column of the list."""
    page = open_page(home, PATH, q="general")

    assert page.failures == []
    assert ranks_shown(page.text)


def test_a_view_is_saved_and_leads_back_to_what_was_shown(
    small_home: Path, open_page: Callable[..., Any]
) -> None:
    """Its link holds the address; once removed it is gone."""
    page = open_page(small_home, PATH, q="armor")
    save = next(one for one in page.app.text_input if one.label == "Save what is shown now as")
    save.set_value("Armor")
    next(one for one in page.app.button if one.label == "Save view").click().run()
    assert 'href="./order-of-merit?q=armor" data-page="order-of-merit">Armor' in page.text

    next(one for one in page.app.selectbox if one.label == "Remove").set_value("Armor").run()
    next(one for one in page.app.button if one.label == "Remove view").click().run()

    assert "No view is saved yet" in page.text


def test_what_is_short_of_the_line_is_said_with_the_amount(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Each that is passed over or below the line says by how much."""
    text = open_page(home, PATH, mark=["passed over", "below the line"]).text

    assert re.search(r"\$[\d,]+\.\dK short of FY20\d\d", text)
