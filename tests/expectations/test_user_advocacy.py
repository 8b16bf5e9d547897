"""Criterion 1, user advocacy: each rule on changes to a proposal on which it holds.

The as-of date is 2026-06-30, so 24 months reach back to 2024-06-30.
"""

import datetime as dt

from fct.data.common.cells import BrokenCell
from tests.support.proposals.cases import Outcomes, RuleCase, each_case

LEAP = {"final_due": dt.date(2028, 2, 29)}
LATER = {"out_of_cycle_as_of": dt.date(2026, 9, 15)}

CASES = {
    "A1": [  # cannot fail (reading 13)
        RuleCase({}, "holds", "a user is named"),
        RuleCase({"user_organization": 75}, "holds", "a number reads as text (11)"),
        RuleCase({"user_organization": "none"}, "holds", "none is an answer in a text (1)"),
        RuleCase({"user_organization": "\u00a0 "}, "unknown", "no-break spaces are blank (1)"),
        RuleCase({"user_organization": "T.B.D"}, "holds", "not one of the placeholders (1)"),
        RuleCase({"user_organization": "To  be\u00a0determined"}, "unknown", "a placeholder (1)"),
        RuleCase({"user_organization": BrokenCell("#N/A")}, "unknown", "an error value (11)"),
    ],
    "A2": [
        RuleCase({}, "holds", "a signed letter with reference and signatory"),
        RuleCase({"advocacy_type": "message"}, "holds", "a message"),
        RuleCase({"advocacy_type": "e-mail"}, "fails", "an e-mail is no signed evidence"),
        RuleCase({"advocacy_type": "E–MAIL"}, "fails", "any dash, any case (2)"),
        RuleCase({"advocacy_type": "none"}, "fails", "none is an answer (37)"),
        RuleCase(
            {"advocacy_type": "none", "advocacy_reference": None, "advocacy_signatory": None},
            "fails",
            "none fails whatever else is blank (37)",
        ),
        RuleCase({"advocacy_type": None}, "unknown", "blank"),
        RuleCase({"advocacy_reference": None}, "unknown", "not filled is not shown (13)"),
        RuleCase({"advocacy_signatory": "?"}, "unknown", "a placeholder (1)"),
    ],
    "A3": [
        RuleCase({}, "holds", "five months old"),
        RuleCase({"advocacy_date": dt.date(2026, 6, 30)}, "holds", "on the as-of date"),
        RuleCase({"advocacy_date": dt.date(2026, 7, 1)}, "fails", "a day after"),
        RuleCase({"advocacy_date": dt.date(2024, 6, 30)}, "holds", "24 months before (32)"),
        RuleCase({"advocacy_date": dt.date(2024, 6, 29)}, "fails", "a day too old (32)"),
        RuleCase(
            {"advocacy_date": dt.datetime(2026, 6, 30, 23, 59)},  # noqa: DTZ001 - as a cell
            "holds",
            "a time of day is cut off (8)",
        ),
        RuleCase({"advocacy_date": "2024-06-29"}, "fails", "text in ISO form (8)"),
        RuleCase({"advocacy_date": "6/7/2026"}, "unknown", "two days can be meant (8)"),
        RuleCase({"advocacy_date": 46_000}, "unknown", "a bare number is no date (8)"),
        RuleCase({"advocacy_date": None}, "unknown", "blank"),
        RuleCase({"advocacy_date": dt.date(2026, 2, 28)}, "holds", "month's end (32)", LEAP),
        RuleCase({"advocacy_date": dt.date(2026, 2, 27)}, "fails", "a day before it (32)", LEAP),
        RuleCase(
            {"cycle_type": "out of cycle", "advocacy_date": dt.date(2026, 9, 15)},
            "holds",
            "out of cycle at its own date (31)",
            LATER,
        ),
        RuleCase(
            {"cycle_type": "out of cycle", "advocacy_date": dt.date(2024, 9, 14)},
            "fails",
            "out of cycle reaches back from its own date (31)",
            LATER,
        ),
        RuleCase(
            {"cycle_type": "out of cycle", "advocacy_date": dt.date(2026, 7, 1)},
            "fails",
            "without a later date final_due counts (31)",
        ),
        RuleCase(
            {"cycle_type": None, "advocacy_date": dt.date(2026, 7, 1)},
            "fails",
            "with a blank cycle_type final_due counts (31)",
            LATER,
        ),
    ],
    "A4": [
        RuleCase({}, "holds", "a general"),
        RuleCase({"advocacy_level": "SES"}, "holds", "a synonym (2)"),
        RuleCase({"advocacy_level": "O-6 or GS-15"}, "fails", "a colonel"),
        RuleCase({"advocacy_level": None}, "unknown", "blank"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A rule of user advocacy says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"
