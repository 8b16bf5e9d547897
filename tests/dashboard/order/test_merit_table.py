"""The order of merit as rows: running totals, and where the line stands."""

import re
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from fct.dashboard.order.merit_table import Asked, Line, draw_line, merit_table
from fct.dashboard.order.work_list import columns_of
from fct.scoring.defending.rank_robustness import Confidence, RankConfidence

BUDGETS = {2027: Decimal(100)}
PROMISED = {2027: Decimal(10)}


def order(*rows: tuple[str, int]) -> pd.DataFrame:
    """Return an order of merit of marks and requests for 2027."""
    return pd.DataFrame(
        {
            "rank": range(1, len(rows) + 1),
            "ref": [f"A-{n}" for n in range(1, len(rows) + 1)],
            "title": "Title",
            "component": "Army",
            "country": "Norway",
            "project_type": "new start",
            "tier": 1,
            "merit": 90.0,
            "maturity_low": 80.0,
            "maturity_high": 85.0,
            "strength": 100.0,
            "mark": [mark for mark, _ in rows],
            "tied_with": [[] for _ in rows],
            "request": [{2027: Decimal(kusd)} for _, kusd in rows],
            "why_not": "",
        }
    )


def markup(line: Line, rows: pd.DataFrame, asked: Asked | None = None) -> str:
    """Return the table as the page shows it."""
    return merit_table(line, rows, columns_of(line), asked or Asked("order-of-merit"))


FOUR = order(("funded", 50), ("passed over", 60), ("funded", 20), ("below the line", 30))
LINE = draw_line(FOUR, BUDGETS, PROMISED, {2027: Decimal(20)}, ["A-2", "A-3"])


def test_the_running_total_starts_with_what_was_promised() -> None:
    """10 promised, then 50 and 20 of the funded; the others add nothing."""
    assert [taken[2027] for taken in LINE.order["taken"]] == [60, 60, 80, 80]


def test_the_line_stands_after_the_last_that_is_funded() -> None:
    """What is passed over stands above it."""
    body = markup(LINE, LINE.order).split("<tbody>")[1]

    assert body.index("A-3</span>") < body.index("Funding line") < body.index("A-4</span>")
    assert "after rank 3: 2 proposals funded above it, 1 passed over" in body


def test_the_line_stands_last_when_all_below_it_are_filtered_out() -> None:
    """A reader sees that nothing that is shown is below it."""
    body = markup(LINE, LINE.order.head(3)).split("<tbody>")[1]

    assert body.index("A-3</span>") < body.index("Funding line")


def test_the_line_stands_first_when_nothing_is_funded() -> None:
    """All that is shown is below it."""
    line = draw_line(order(("below the line", 200)), BUDGETS, PROMISED, BUDGETS, [])
    body = markup(line, line.order).split("<tbody>")[1]

    assert body.index("Funding line") < body.index("A-1</span>")


def test_what_the_best_set_would_change_is_marked() -> None:
    """A-1 is funded and not in the best set; A-2 the other way round; A-3 is in both."""
    rows = markup(LINE, LINE.order).split("<tbody>")[1].split("</tr>")

    assert "out <span" in rows[0]
    assert "in <span" in rows[1]
    assert "differs" not in rows[2]


def test_maturity_is_an_interval_where_an_answer_is_missing() -> None:
    """Both ends are shown."""
    assert "80.00 to 85.00" in markup(LINE, LINE.order)


def test_ties_are_shown() -> None:
    """Who is equal is named beside the rank."""
    tied = FOUR.assign(tied_with=pd.Series([["A-2"], ["A-1"], [], []]))
    line = draw_line(tied, BUDGETS, PROMISED, BUDGETS, [])

    assert 'title="with A-2"> tied' in markup(line, line.order)


def test_the_cycle_is_named_in_the_links_where_there_are_several() -> None:
    """A link that is opened elsewhere leads to the same cycle."""
    asked = Asked("order-of-merit", address={"cycle": "FY2027"})

    assert "?ref=A-1&amp;cycle=FY2027" in markup(LINE, LINE.order, asked)


def test_how_sure_a_rank_is_stands_beside_the_mark() -> None:
    """A word and a share for a new start, ranks alone for a continuing project."""
    sure = {
        ref: RankConfidence(
            ref=ref,
            rank=rank,
            funded_share=share,
            confidence=None if share is None else Confidence.BORDERLINE,
            lowest_rank=1,
            highest_rank=4,
            rank_from=1,
            rank_to=rank,
            mean_rank=2.0,
            tied_with=(),
        )
        for rank, (ref, share) in enumerate((("A-1", None), ("A-2", 0.66)), 1)
    }
    body = markup(replace(LINE, sure=sure), LINE.order)

    assert "borderline · 66%" in body
    assert "1 to 2" in body
    assert "borderline" not in markup(LINE, LINE.order)


def test_a_heading_sorts_by_its_column_and_then_the_other_way() -> None:
    """Merit falls at the first click; what the address asks for besides stays."""
    asked = Asked("order-of-merit", "-merit", {"q": ["navy"]})

    assert "?sort=-merit" in markup(LINE, LINE.order)
    again = markup(LINE, LINE.order, asked)
    assert "?q=navy&amp;sort=merit" in again
    assert 'aria-sort="descending"' in again


def test_what_finds_no_room_is_shown_to_those_who_ask_or_sort_by_it() -> None:
    """Totals, maturity and strength are on the printed page, and on the screen where asked for."""
    usual = markup(LINE, LINE.order)
    chosen = markup(LINE, LINE.order, Asked("order-of-merit", columns={"maturity", "total2027"}))
    sorted_ = markup(LINE, LINE.order, Asked("order-of-merit", "-strength"))

    assert re.findall(r'<th scope="col" class="n extra"[^>]*><a [^>]*>([^<]+)', usual) == [
        "Total FY2027",
        "Maturity",
        "Strength",
    ]
    assert usual.count('class="n extra"') + usual.count('class="n quiet extra"') == 3 * 5
    assert re.findall(r'class="n extra"[^>]*><a [^>]*>([^<]+)', chosen) == ["Strength"]
    assert "Strength" not in re.findall(r'class="n extra"[^>]*><a [^>]*>([^<]+)', sorted_)


def test_in_another_order_no_line_is_drawn() -> None:
    """The line has its place among ranks alone."""
    assert "Funding line" not in markup(LINE, LINE.order, Asked("order-of-merit", "-merit"))
