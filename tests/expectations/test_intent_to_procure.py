"""Criterion 5, intent to procure: each rule on changes to a proposal on which it holds."""

import datetime as dt

from tests.support.proposals.cases import Outcomes, RuleCase, each_case

CASES = {
    "I1": [
        RuleCase({}, "holds", "yes"),
        RuleCase({"intent": "conditional"}, "holds", "conditional"),
        RuleCase({"intent": "no"}, "fails", "no"),
        RuleCase({"intent": None}, "unknown", "blank"),
        RuleCase({"intent": True}, "unknown", "a truth value is no choice"),
    ],
    "I2": [
        RuleCase({}, "holds", "signed four months before"),
        RuleCase({"intent_date": dt.date(2024, 6, 30)}, "holds", "24 months before (32)"),
        RuleCase({"intent_date": dt.date(2024, 6, 29)}, "fails", "a day too old (32)"),
        RuleCase({"intent_date": dt.date(2026, 7, 1)}, "fails", "after the as-of date"),
        RuleCase({"intent_date": None}, "unknown", "blank"),
        RuleCase({"intent_signatory": None}, "unknown", "not filled is not shown (13)"),
    ],
    "I3": [
        RuleCase({}, "holds", "100 items"),
        RuleCase({"procurement_quantity": [0, 1]}, "holds", "over all years"),
        RuleCase({"procurement_quantity": 0}, "fails", "nothing is bought"),
        RuleCase({"procurement_quantity": [5, -5]}, "fails", "5 - 5 = 0"),
        RuleCase({"procurement_quantity": None}, "unknown", "a required blank is unknown (15)"),
        RuleCase({"procurement_quantity": [1, None]}, "holds", "already above zero (15)"),
        RuleCase({"procurement_quantity": [0, "few"]}, "unknown", "unreadable (15)"),
        RuleCase({"Procurement": []}, "unknown", "a table rule on an empty table"),
    ],
    "I4": [
        RuleCase({}, "holds", "yes"),
        RuleCase({"intent": " Yes "}, "holds", "case and spaces do not count (2)"),
        RuleCase({"intent": "conditional"}, "fails", "not clear"),
        RuleCase({"intent": None}, "unknown", "blank"),
    ],
    "I5": [
        RuleCase({}, "holds", "a flag officer"),
        RuleCase({"intent_level": "below"}, "fails", "too junior"),
        RuleCase({"intent_level": None}, "unknown", "blank"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A rule of the intent to procure says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"
