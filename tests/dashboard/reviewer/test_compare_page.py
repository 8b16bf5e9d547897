"""Two to four proposals side by side, field by field."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAIR = ["FY27-ARMY-02", "FY27-ARMY-05"]


def fields(text: str) -> list[str]:
    """The headings of the rows."""
    return re.findall(r'<tr><th scope="row">([^<]+)', text)


def test_each_field_stands_beside_that_of_the_other(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Figures, answers and columns of tables; what differs is marked."""
    page = open_page(home, "compare", ref=PAIR)

    assert page.failures == []
    assert {"Rank", "Merit", "Project title", "Market: Source"} <= set(fields(page.text))
    row = re.search(r'<th scope="row">Project title.*?</tr>', page.text)
    assert row is not None
    assert "differs" in row.group(0)
    assert row.group(0).count("<td") == 2


def test_only_what_differs_is_shown_where_it_is_asked_for(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """Both are the Army's."""
    every = fields(open_page(home, "compare", ref=PAIR).text)
    page = open_page(home, "compare", ref=PAIR, only_differs="true")

    assert "Sponsoring component" in every
    assert "Sponsoring component" not in fields(page.text)
    assert "Project title" in fields(page.text)


def test_one_is_not_compared_and_an_unknown_one_is_named(
    home: Path, open_page: Callable[..., Any]
) -> None:
    """The page asks for two to four."""
    page = open_page(home, "compare", ref=["FY27-ARMY-02", "FY27-NONE-01"])

    assert "Choose 2 to 4 proposals." in page.text
    assert "This run judged no proposal FY27-NONE-01." in page.text
    assert page.failures == []
