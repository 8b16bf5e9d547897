# ruff: noqa: E501 - a sentence that a sponsor reads stays whole
"""Which of its causes made a rule fail, in the figures of one proposal."""

import datetime as dt
from typing import Any

import pytest

from tests.support.proposals.cases import judged, valid_proposal


def said(rule: str, **changes: Any) -> str:
    """What is wrong by the first finding of a rule."""
    found = judged(valid_proposal(**changes)).findings
    return next(item for item in found if item.rule == rule).wrong


@pytest.mark.parametrize(
    ("rule", "changes", "words"),
    [
        (
            "X7",
            {"fct_articles_kusd": 400},
            (
                "“FCT: test articles” adds up to 400 thousand, which is $400,000; 10 test articles at "
                "$30,000 each cost $300,000. The difference, 33.3 percent, is more than the 25 percent "
                "that are allowed."
            ),
        ),
        (
            "X7",
            {"fct_articles_kusd": 450, "article_quantity": 1},
            (
                "“FCT: test articles” adds up to 450 thousand, which is $450,000; 1 test article at "
                "$30,000 costs $30,000. The difference, 1,400 percent, is more than the 25 percent that "
                "are allowed."
            ),
        ),
        (
            "X7",
            {"fct_articles_kusd": 375.001},
            "The difference, 25.1 percent, is more than the 25 percent that are allowed.",
        ),
        (
            "X7",
            {"article_quantity": 0},
            "cost $0. The difference is more than the 25 percent that are allowed.",
        ),
        ("G5", {"trl": 6}, "The technology readiness level is 6, below 7."),
        (
            "G5",
            {"production_status": "prototype", "trl": 6},
            "The item is not in production or late development.",
        ),
        (
            "G7",
            {"fiscal_year": 2028},
            "The proposal is for fiscal year 2028, and this cycle funds 2027.",
        ),
        (
            "G7",
            {"funding_year": 2028},
            "Funding begins with fiscal year 2028, and this cycle funds 2027.",
        ),
        ("A3", {"advocacy_date": dt.date(2026, 7, 1)}, "2026-07-01 is after 2026-06-30, the day"),
        (
            "M2",
            {"market_completed": dt.date(2024, 6, 29)},
            "2024-06-29 is too old: only what is dated from 2024-06-30 to 2026-06-30 counts.",
        ),
        ("I2", {"intent_date": dt.date(2020, 1, 1)}, "2020-01-01 is too old: only what is dated"),
        ("R3", {"requirement_date": dt.date(2027, 1, 1)}, "2027-01-01 is after 2026-06-30, the"),
        (
            "S4",
            {"procurement_year": 2027},
            (
                "The first purchase is in fiscal year 2027. The test ends on 2027-12-15, in fiscal "
                "year 2028, so it may be from 2028 to 2033."
            ),
        ),
        (
            "X3",
            {"test_start": dt.date(2028, 1, 1)},
            (
                "The test starts on 2028-01-01, which is after the day on which it ends, 2027-12-15 in "
                "C"
            ),
        ),
        (
            "X3",
            {"event_start": dt.date(2027, 12, 16)},
            (
                "The event starts on 2027-12-16, which is after the day on which it ends, 2027-12-15 "
                "in C2."
            ),
        ),
        (
            "X4",
            {"funding_year": [2027, 2030]},
            "Fiscal years 2028 and 2029 have no row, and years before and after do.",
        ),
        ("X4", {"funding_year": [2027, 2027]}, "Fiscal year 2027 has more than one row."),
        (
            "X4",
            {"funding_year": [2027, 2027, 2029]},
            (
                "Fiscal year 2028 has no row, and years before and after do. Fiscal year 2027 has more "
                "than one row."
            ),
        ),
        (
            "X4",
            {"funding_year": [2027, 2099]},
            "Fiscal years 2028, 2029, 2030, 2031, 2032, 2033 and 65 more have no row,",
        ),
        (
            "X6",
            {"event_start": dt.date(2026, 11, 1)},
            "This event starts on 2026-11-01; the test is from 2026-11-02 to 2027-12-15.",
        ),
        (
            "X6",
            {"event_end": dt.date(2027, 12, 16)},
            "This event ends on 2027-12-16; the test is from 2026-11-02 to 2027-12-15.",
        ),
        (
            "X8",
            {"mrl": 8},
            "The status “full-rate production” needs MRL 9 or more, and MRL 8 is given.",
        ),
    ],
)
def test_the_cause_and_its_figures(rule: str, changes: dict[str, Any], words: str) -> None:
    """Years, days and sums as the rule compared them."""
    assert words in said(rule, **changes)
