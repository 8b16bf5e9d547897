"""The gates and the notes: each rule on changes to a proposal on which it holds."""

import datetime as dt
from decimal import Decimal
from typing import Any

from fct.data.common.cells import BrokenCell
from fct.data.program.cycle import Promise
from tests.support.proposals.cases import Outcomes, RuleCase, each_case

THREE_YEARS: dict[str, Any] = {
    "funding_year": [2027, 2028, 2029],
    "fct_articles_kusd": [300, 0, 0],
    "fct_test_kusd": [200, 100, 100],
    "fct_support_kusd": [0, 0, 0],
    "fct_us_item_kusd": [0, 0, 0],
}

# Cases of one cycle are judged together as P-0, P-1, ...
PROMISED: dict[str, Any] = {
    "promised": tuple(
        Promise(ref=f" P-{number} ", fiscal_year=2027, kusd=Decimal(1)) for number in range(9)
    )
}
PAID: dict[str, Any] = {"already_funded": {f"P-{number}": (2025, 2026) for number in range(9)}}
PAID_ONCE: dict[str, Any] = {"already_funded": {f"P-{number}": (2026, 2026) for number in range(9)}}

CASES = {
    "G1": [
        RuleCase({}, "holds", "Norway is not the United States"),
        RuleCase({"country": "USA"}, "fails", "a US item is none of FCT's"),
        RuleCase({"country": "Puerto Rico"}, "fails", "territories count (reading 25)"),
        RuleCase({"country": "GU"}, "fails", "a territory by its code (reading 25)"),
        RuleCase({"country": None}, "unknown", "a blank is never a failure"),
        RuleCase({"country": "Bavaria"}, "unknown", "a part of a country is unreadable (26)"),
        RuleCase({"country": "Norway; Sweden"}, "unknown", "two countries are unreadable (26)"),
    ],
    "G2": [
        RuleCase({}, "holds", "zero is no money"),
        RuleCase({"fct_us_item_kusd": None}, "holds", "an optional blank is zero (15)"),
        RuleCase({"fct_us_item_kusd": "none"}, "holds", "none is a blank amount (67)"),
        RuleCase({"Funding": []}, "holds", "no row asks for a US item (20)"),
        RuleCase({"fct_us_item_kusd": 0.01}, "fails", "ten dollars are money"),
        RuleCase({"fct_us_item_kusd": -5}, "fails", "negative is not zero (28)"),
        RuleCase({"fct_us_item_kusd": [0, 1]}, "fails", "one row is enough (14)"),
        RuleCase({"fct_us_item_kusd": "some"}, "unknown", "filled but unreadable (9)"),
        RuleCase({"fct_us_item_kusd": ["some", 1]}, "fails", "a certain row settles it (14)"),
    ],
    "G3": [
        RuleCase({}, "holds", "the Army is a service"),
        RuleCase({"component": "USSOCOM"}, "holds", "so does Special Operations Command"),
        RuleCase({"component": "SOCOM"}, "holds", "a synonym of one meaning (2)"),
        RuleCase({"component": "other"}, "fails", "the seventh choice (10)"),
        RuleCase({"component": None}, "unknown", "blank (10)"),
        RuleCase({"component": "DARPA"}, "unknown", "unreadable (10)"),
    ],
    "G4": [
        RuleCase({}, "holds", "Norway is not excluded"),
        RuleCase({"country": "Russia"}, "fails", "Russia is in the default list (27)"),
        RuleCase({"country": "Hong Kong"}, "fails", "HK comes with CN by default (27)"),
        RuleCase({"country": "Macao"}, "fails", "MO comes with CN by default (27)"),
        RuleCase({"country": None}, "unknown", "blank"),
        RuleCase(
            {"country": "Hong Kong"},
            "holds",
            "a list with CN alone leaves HK out (27)",
            {"excluded_countries": frozenset({"CN"})},
        ),
        RuleCase(
            {"country": "Cuba"},
            "holds",
            "a list of the cycle replaces the default (27)",
            {"excluded_countries": frozenset({"TR"})},
        ),
        RuleCase(
            {"country": "Türkiye"},
            "fails",
            "excluded by the cycle, under any of its names",
            {"excluded_countries": frozenset({"TR"})},
        ),
    ],
    "G5": [
        RuleCase({}, "holds", "full-rate production at TRL 9"),
        RuleCase(
            {"production_status": "late development", "trl": 7}, "holds", "the lowest that is in"
        ),
        RuleCase({"production_status": "LRIP", "trl": 8}, "holds", "a synonym (2)"),
        RuleCase({"trl": 6}, "fails", "TRL below 7"),
        RuleCase({"production_status": "prototype"}, "fails", "a prototype is too early"),
        RuleCase({"production_status": "concept", "trl": None}, "fails", "a part fails (14)"),
        RuleCase({"trl": None}, "unknown", "blank"),
        RuleCase({"trl": 10}, "unknown", "TRL ends at 9, so 10 is unreadable (6)"),
        RuleCase({"trl": 8.5}, "unknown", "a level is whole (5)"),
        RuleCase({"production_status": None}, "unknown", "blank"),
    ],
    "G6": [
        RuleCase({}, "holds", "a comparative test"),
        RuleCase(
            {"purpose": "Qualification Test  with intent to procure"},
            "holds",
            "case and spaces do not count (2)",
        ),
        RuleCase({"purpose": "technical assessment"}, "holds", "a technical assessment"),
        RuleCase({"purpose": "logistic support"}, "fails", "another of the seven programs"),
        RuleCase({"purpose": None}, "unknown", "blank"),
        RuleCase({"purpose": "comparative test"}, "unknown", "half a choice is not guessed (2)"),
    ],
    "G7": [
        RuleCase({}, "holds", "both years are the cycle's"),
        RuleCase({"funding_year": ["FY 2028", "FY2027"]}, "holds", "any order of rows (29)"),
        RuleCase({"funding_year": [2027, 2026]}, "fails", "the smallest year counts (29)"),
        RuleCase(
            {"funding_year": [2027, 2026], "fct_articles_kusd": [300, 0], "fct_test_kusd": [5, 0]},
            "fails",
            "whatever the amounts (29)",
        ),
        RuleCase({"funding_year": [2028]}, "fails", "money only in a later year"),
        RuleCase({"fiscal_year": 2028}, "fails", "another year is asked for"),
        RuleCase({"fiscal_year": 2028, "Funding": []}, "fails", "a part fails (14)"),
        RuleCase({"fiscal_year": None}, "unknown", "blank"),
        RuleCase({"fiscal_year": 27}, "unknown", "a bare two-digit number is unreadable (7)"),
        RuleCase({"fiscal_year": "FY27"}, "holds", "may be read as 2027 (7)"),
        RuleCase({"Funding": []}, "unknown", "the funding part of an empty table (20)"),
        RuleCase({"funding_year": [2027, None]}, "unknown", "the blank year may be earlier (29)"),
        RuleCase({"funding_year": [None, 2026]}, "fails", "another is already too early (29)"),
        RuleCase(
            {"project_type": "continuing", "funding_year": [2026, 2027]},
            "fails",
            "continuing proposals too (29)",
        ),
        RuleCase({}, "fails", "a cycle of another year", {"fiscal_year": 2028}),
    ],
    "G8": [
        RuleCase({}, "holds", "one year"),
        RuleCase({"complexity": None}, "holds", "one year needs no reason"),
        RuleCase(THREE_YEARS, "holds", "three years with a reason"),
        RuleCase({"Funding": [], "complexity": None}, "holds", "no year at all (20)"),
        RuleCase(THREE_YEARS | {"complexity": None}, "unknown", "no reason: not shown (13)"),
        RuleCase(
            THREE_YEARS | {"fct_test_kusd": [200, 100, 0], "complexity": None},
            "holds",
            "a year without FCT money does not count (30)",
        ),
        RuleCase(
            THREE_YEARS
            | {"fct_test_kusd": [200, 9, 0], "fct_us_item_kusd": [0, 0, 1], "complexity": None},
            "unknown",
            "money for the US item counts (30)",
        ),
        RuleCase(
            THREE_YEARS | {"funding_year": [2027, 2028, 2028], "complexity": None},
            "holds",
            "rows of one year are one year (30)",
        ),
        RuleCase(
            THREE_YEARS | {"funding_year": [2027, 2028, None], "complexity": None},
            "unknown",
            "an unknown year may be a third (30)",
        ),
        RuleCase(
            {"funding_year": [2027, None], "complexity": None},
            "holds",
            "an unknown year is at most the second (30)",
        ),
        RuleCase(
            THREE_YEARS | {"fct_test_kusd": [200, 100, None], "complexity": None},
            "unknown",
            "an unknown amount may make it a third (30)",
        ),
        RuleCase(
            THREE_YEARS | {"fct_test_kusd": [200, 100, -5], "complexity": None},
            "holds",
            "a sum below zero is no money (30)",
        ),
        RuleCase(
            THREE_YEARS | {"complexity": BrokenCell("#REF!")}, "unknown", "an unreadable reason (9)"
        ),
        RuleCase({}, "holds", "two years are paid already, with a reason (84)", PAID),
        RuleCase({"complexity": None}, "unknown", "two years are paid already (84)", PAID),
        RuleCase({"complexity": None}, "holds", "one year is paid already (84)", PAID_ONCE),
        RuleCase(
            {"complexity": None, "funding_year": [2026, 2027]},
            "holds",
            "a year paid and asked for is one (84)",
            PAID_ONCE,
        ),
        RuleCase(
            {"complexity": None, "fct_articles_kusd": 0, "fct_test_kusd": 0, "fct_support_kusd": 0},
            "holds",
            "two years paid and none asked for (84)",
            PAID,
        ),
    ],
    "N4": [
        RuleCase({"test_start": dt.date(2026, 10, 1)}, "holds", "the first day of the year (80)"),
        RuleCase({"test_start": dt.date(2026, 9, 30)}, "fails", "a day too early"),
        RuleCase(
            {"test_start": dt.date(2026, 9, 30), "project_type": "continuing"},
            "holds",
            "anything but a new start (80)",
        ),
        RuleCase({"test_start": None}, "unknown", "blank"),
        RuleCase({"test_start": "6/7/2026"}, "unknown", "unreadable"),
        RuleCase({"test_start": None, "project_type": "continuing"}, "holds", "not asked (14)"),
        RuleCase({"project_type": None}, "holds", "whatever it is (14)"),
        RuleCase(
            {"project_type": None, "test_start": dt.date(2026, 9, 30)}, "unknown", "may be new (14)"
        ),
        RuleCase(
            {"test_start": dt.date(2026, 11, 2)}, "fails", "another year", {"fiscal_year": 2028}
        ),
    ],
    "N5": [
        RuleCase({}, "holds", "a new start claims nothing"),
        RuleCase({"project_type": "continuing"}, "fails", "no entry (56)"),
        RuleCase({"project_type": "continuing"}, "holds", "an entry (80)", PROMISED),
        RuleCase({"project_type": None}, "unknown", "it may be continuing (14)"),
        RuleCase({"project_type": None}, "holds", "an entry settles it (14)", PROMISED),
        RuleCase({}, "holds", "a new start with an entry (55)", PROMISED),
    ],
    "N1": [
        RuleCase({}, "holds", "Norway is in DFARS 225.872-1(a)"),
        RuleCase({"country": "Austria"}, "holds", "paragraph (b) counts (48)"),
        RuleCase({"country": "India"}, "fails", "no agreement"),
        RuleCase({"country": None}, "unknown", "blank"),
    ],
    "N2": [
        RuleCase({}, "holds", "a comparative test"),
        RuleCase({"purpose": "technical assessment"}, "fails", "ranks low"),
        RuleCase({"purpose": None}, "unknown", "blank"),
    ],
    "N3": [
        RuleCase({}, "holds", "none"),
        RuleCase({"modification": "minor"}, "holds", "little"),
        RuleCase({"modification": "moderate"}, "fails", "more than little"),
        RuleCase({"modification": "tbd"}, "unknown", "a placeholder is blank (1)"),
        RuleCase({"modification": dt.date(2026, 1, 1)}, "unknown", "a date is no choice"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A gate or a note says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"
