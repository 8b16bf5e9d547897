"""Criterion 4, funded strategy: each rule on changes to a proposal on which it holds.

The valid proposal buys for 3,000 thousand dollars in fiscal year 2029, budgeted; its test ends on
2027-12-15, which is in fiscal year 2028.
"""

import datetime as dt

import numpy as np
import pytest

from fct.expectations.funded_strategy import fiscal_year_of
from tests.support.proposals.cases import FIFTY, Outcomes, RuleCase, each_case

NO_FCT_MONEY = {"fct_articles_kusd": 0, "fct_test_kusd": 0, "fct_support_kusd": 0}

CASES = {
    "S1": [
        RuleCase({"acquisition_strategy": FIFTY}, "holds", "50 characters"),
        RuleCase({"acquisition_pathway": "MTA"}, "holds", "a synonym (2)"),
        RuleCase({"acquisition_strategy": FIFTY[1:]}, "fails", "49 characters"),
        RuleCase(
            {"acquisition_strategy": "later", "acquisition_pathway": None},
            "fails",
            "a part fails (14)",
        ),
        RuleCase({"acquisition_strategy": None}, "unknown", "blank"),
        RuleCase({"acquisition_pathway": None}, "unknown", "not given is not shown (13)"),
        RuleCase({"acquisition_pathway": "barter"}, "unknown", "unreadable (9)"),
    ],
    "S2": [
        RuleCase({}, "holds", "an amount with its line"),
        RuleCase({"procurement_kusd": [0, 5]}, "holds", "one row is enough (14)"),
        RuleCase({"procurement_kusd": 0}, "fails", "no amount above zero"),
        RuleCase({"procurement_kusd": -1}, "fails", "below zero"),
        RuleCase({"procurement_kusd": 0, "appropriation": None}, "fails", "a part fails (14)"),
        RuleCase({"procurement_kusd": None}, "unknown", "a required blank is unknown (15)"),
        RuleCase({"appropriation": None}, "unknown", "not filled is not shown (13)"),
        RuleCase(
            {"procurement_kusd": [0, 5], "appropriation": ["WTCV", None]},
            "unknown",
            "both in the same row, which is not known",
        ),
        RuleCase({"Procurement": []}, "unknown", "a table rule on an empty table"),
    ],
    "S3": [
        RuleCase({}, "holds", "budgeted"),
        RuleCase({"procurement_status": "unfunded"}, "fails", "unfunded"),
        RuleCase(
            {"procurement_year": [2030, 2029], "procurement_status": ["unfunded", "programmed"]},
            "holds",
            "earliest goes by year, not by place (22)",
        ),
        RuleCase(
            {"procurement_year": [2029, 2029], "procurement_status": ["unfunded", "programmed"]},
            "holds",
            "one of several in the earliest year (22)",
        ),
        RuleCase(
            {
                "procurement_year": [2028, 2029],
                "procurement_kusd": [0, 9],
                "procurement_status": ["unfunded", "budgeted"],
            },
            "holds",
            "a row without an amount is passed over (22)",
        ),
        RuleCase(
            {"procurement_year": [2029, None], "procurement_status": ["budgeted", "budgeted"]},
            "unknown",
            "a row with an amount and no year (22)",
        ),
        RuleCase(
            {"procurement_year": [2029, None], "procurement_kusd": [9, 0]},
            "holds",
            "no year, but no amount either (22)",
        ),
        RuleCase(
            {"procurement_year": [2029, None], "procurement_kusd": [9, None]},
            "unknown",
            "no year, and perhaps an amount (22)",
        ),
        RuleCase(
            {"procurement_year": [2029, 2028], "procurement_kusd": [9, None]},
            "unknown",
            "perhaps an amount in an earlier year (22)",
        ),
        RuleCase(
            {"procurement_year": [2029, 2030], "procurement_kusd": [9, None]},
            "holds",
            "perhaps an amount, but in a later year (22)",
        ),
        RuleCase(
            {
                "procurement_year": [2029, 2029],
                "procurement_kusd": [9, "?"],
                "procurement_status": ["unfunded", "budgeted"],
            },
            "unknown",
            "perhaps an amount in the same year, budgeted (22)",
        ),
        RuleCase(
            {
                "procurement_year": [2029, 2029],
                "procurement_kusd": [9, None],
                "procurement_status": ["unfunded", "unfunded"],
            },
            "fails",
            "the unknown amount of an unfunded row settles nothing (22)",
        ),
        RuleCase({"procurement_kusd": 0}, "unknown", "no row has an amount (24)"),
        RuleCase({"procurement_kusd": None}, "unknown", "no certain amount (24)"),
        RuleCase({"procurement_status": None}, "unknown", "blank"),
        RuleCase({"Procurement": []}, "unknown", "a table rule on an empty table"),
    ],
    "S4": [
        RuleCase({}, "holds", "2028 <= 2029 <= 2033"),
        RuleCase({"test_end": dt.date(2028, 9, 30)}, "holds", "fiscal year 2028 (38)"),
        RuleCase(
            {"test_end": dt.date(2028, 9, 30), "procurement_year": 2028}, "holds", "2028 (38)"
        ),
        RuleCase(
            {"test_end": dt.date(2028, 9, 30), "procurement_year": 2033}, "holds", "2033 (38)"
        ),
        RuleCase(
            {"test_end": dt.date(2028, 9, 30), "procurement_year": 2034}, "fails", "2034 (38)"
        ),
        RuleCase(
            {"test_end": dt.date(2028, 10, 1), "procurement_year": 2028},
            "fails",
            "1 October begins fiscal year 2029 (38)",
        ),
        RuleCase(
            {"test_end": dt.date(2028, 10, 1), "procurement_year": 2034}, "holds", "2034 (38)"
        ),
        RuleCase({"procurement_year": 2027}, "fails", "before the test ends"),
        RuleCase(
            {"procurement_year": [2027, 2029], "procurement_kusd": [0, 9]},
            "holds",
            "only rows with an amount count (23)",
        ),
        RuleCase(
            {"procurement_year": [2029, 2034]}, "holds", "only the earliest is asked after (23)"
        ),
        RuleCase({"test_end": None}, "unknown", "blank"),
        RuleCase({"procurement_year": None}, "unknown", "blank (22)"),
        RuleCase(
            {"procurement_year": [2029, 2028], "procurement_kusd": [9, None]},
            "unknown",
            "perhaps an amount in an earlier year (22)",
        ),
        RuleCase({"procurement_kusd": 0}, "unknown", "no row has an amount (24)"),
        RuleCase({"Procurement": []}, "unknown", "a table rule on an empty table"),
    ],
    "S5": [
        RuleCase({}, "holds", "550 thousand dollars"),
        RuleCase(NO_FCT_MONEY, "fails", "nothing is asked for"),
        RuleCase(NO_FCT_MONEY | {"fct_us_item_kusd": 1}, "holds", "all four columns count (39)"),
        RuleCase(
            NO_FCT_MONEY
            | {
                "fct_articles_kusd": [0.3, -0.1],
                "fct_test_kusd": [0, -0.2],
                "fct_support_kusd": [0, 0],
            },
            "fails",
            "money is decimal: 0.3 - 0.1 - 0.2 is 0 (5)",
        ),
        RuleCase({"fct_test_kusd": None}, "holds", "already above zero (15)"),
        RuleCase(NO_FCT_MONEY | {"fct_test_kusd": None}, "unknown", "a required blank (15)"),
        RuleCase(NO_FCT_MONEY | {"fct_support_kusd": None}, "fails", "an optional blank is 0 (15)"),
        RuleCase(NO_FCT_MONEY | {"fct_support_kusd": "5 %"}, "unknown", "unreadable (15)"),
        RuleCase({"Funding": []}, "unknown", "a table rule on an empty table"),
    ],
    "S6": [
        RuleCase({}, "holds", "100 thousand dollars"),
        RuleCase({"component_kusd": [0, 1]}, "holds", "over all years"),
        RuleCase({"component_kusd": 0}, "fails", "nothing"),
        RuleCase({"component_kusd": None}, "fails", "a blank counts as zero (21)"),
        RuleCase({"component_kusd": "none"}, "fails", "none is blank here (67)"),
        RuleCase({"Funding": []}, "fails", "an empty table counts as zero (21)"),
        RuleCase({"component_kusd": "some"}, "unknown", "unreadable (21)"),
        RuleCase({"component_kusd": ["some", 1]}, "holds", "the rest settles it (21)"),
    ],
    "S7": [
        RuleCase({}, "holds", "budgeted"),
        RuleCase({"procurement_status": ["budgeted", "unfunded"]}, "fails", "one is unfunded"),
        RuleCase(
            {"procurement_status": ["budgeted", "unfunded"], "procurement_kusd": [9, 0]},
            "holds",
            "a row without an amount is passed over (40)",
        ),
        RuleCase(
            {"procurement_status": ["budgeted", "unfunded"], "procurement_kusd": [9, -1]},
            "holds",
            "so is one below zero (40)",
        ),
        RuleCase(
            {"procurement_status": ["budgeted", "unfunded"], "procurement_kusd": [9, None]},
            "unknown",
            "an unknown amount counts only as unknown (40)",
        ),
        RuleCase(
            {"procurement_status": ["budgeted", "programmed"], "procurement_kusd": [9, None]},
            "holds",
            "and only where it is not funded (40)",
        ),
        RuleCase({"procurement_status": None}, "unknown", "blank"),
        RuleCase({"Procurement": []}, "holds", "an empty table holds (21)"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A rule of the funded strategy says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2028-09-30", 2028),
        ("2028-10-01", 2029),
        ("2028-01-01", 2028),
        ("1969-10-01", 1970),
        ("1900-01-01", 1900),
    ],
)
def test_a_fiscal_year_begins_on_the_first_of_october(day: str, year: int) -> None:
    """Fiscal year N runs from 1 October N-1 to 30 September N."""
    assert fiscal_year_of(np.array([day], dtype="datetime64[s]")).tolist() == [year]
