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
