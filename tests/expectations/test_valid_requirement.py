"""Criterion 2, valid requirement: each rule on changes to a proposal on which it holds."""

import datetime as dt

from tests.support.proposals.cases import FIFTY, Outcomes, RuleCase, each_case

CASES = {
    "R1": [
        RuleCase({}, "holds", "a CDD with its number"),
        RuleCase({"requirement_number": 26.0}, "holds", "a number reads as text (11)"),
        RuleCase({"requirement_type": "none"}, "fails", "none is an answer (37)"),
        RuleCase(
            {"requirement_type": "none", "requirement_number": None},
            "fails",
            "none fails whatever else is blank (37)",
        ),
        RuleCase({"requirement_type": None}, "unknown", "blank"),
        RuleCase({"requirement_type": "MNS"}, "unknown", "unreadable (9)"),
        RuleCase({"requirement_number": "TBA"}, "unknown", "a placeholder is not filled (1)"),
    ],
    "R2": [
        RuleCase({}, "holds", "validated"),
        RuleCase({"requirement_status": "in staffing"}, "fails", "not yet validated"),
        RuleCase({"requirement_status": "draft"}, "fails", "a draft"),
        RuleCase({"requirement_status": None}, "unknown", "blank"),
    ],
    "R3": [
        RuleCase({}, "holds", "validated a year before"),
        RuleCase({"requirement_date": dt.date(1999, 1, 1)}, "holds", "a requirement has no age"),
        RuleCase({"requirement_date": dt.date(2026, 6, 30)}, "holds", "on the as-of date"),
        RuleCase({"requirement_date": dt.date(2026, 7, 1)}, "fails", "after the as-of date"),
        RuleCase(
            {"requirement_date": dt.date(2026, 7, 1), "requirement_authority": None},
            "fails",
            "a part fails (14)",
        ),
        RuleCase({"requirement_date": None}, "unknown", "blank"),
        RuleCase({"requirement_date": "2025-02-30"}, "unknown", "not a real day (8)"),
        RuleCase({"requirement_authority": None}, "unknown", "not filled is not shown (13)"),
    ],
    "R4": [
        RuleCase({"requirement_gap": FIFTY}, "holds", "50 characters"),
        RuleCase({"requirement_gap": FIFTY[1:]}, "fails", "49 characters"),
        RuleCase(
            {"requirement_gap": "a" * 24 + " \n " * 9 + "b" * 24},
            "fails",
            "an inner run of white space is one: 24 + 1 + 24 = 49 (11)",
        ),
        RuleCase({"requirement_gap": f"  {FIFTY[1:]}  "}, "fails", "outer space is cut (11)"),
        RuleCase({"requirement_gap": "é" * 50}, "holds", "code points count (11)"),
        RuleCase({"requirement_gap": None}, "unknown", "blank"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A rule of the valid requirement says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"
