"""Criterion 3, market investigation: each rule on changes to a proposal on which it holds.

The valid proposal's vendor is Nordlys AS; its Market lists him (yes), Alpenwerk GmbH of Austria
(partly) and Bay Optics Inc. of the United States (no).
"""

import datetime as dt

from tests.support.proposals.cases import VENDOR, Outcomes, RuleCase, each_case

OTHERS = ["Alpenwerk GmbH", "Bay Optics Inc.", "Corvus SpA"]
NO_NOTICE = {"market_methods": "trade show"}

CASES = {
    "M1": [  # cannot fail (reading 13)
        RuleCase({}, "holds", "two methods"),
        RuleCase({"market_methods": "visits"}, "holds", "one method"),
        RuleCase({"market_methods": "visits; hearsay"}, "holds", "a readable piece counts (4)"),
        RuleCase({"market_methods": None}, "unknown", "blank"),
        RuleCase({"market_methods": "tbd; ,-"}, "unknown", "nothing is left of the list (64)"),
        RuleCase({"market_methods": "hearsay"}, "unknown", "unreadable (9)"),
    ],
    "M2": [
        RuleCase({}, "holds", "five months old"),
        RuleCase({"market_completed": dt.date(2024, 6, 30)}, "holds", "24 months before (32)"),
        RuleCase({"market_completed": dt.date(2024, 6, 29)}, "fails", "a day too old (32)"),
        RuleCase({"market_completed": dt.date(2026, 7, 1)}, "fails", "not completed yet"),
        RuleCase({"market_completed": None}, "unknown", "blank"),
    ],
    "M3": [
        RuleCase({}, "holds", "three sources, the vendor among them"),
        RuleCase({"source": [VENDOR, "A", "a."]}, "fails", "A and a. are one name (33)"),
        RuleCase({"source": ["NORDLYS  AS.", "A", "B"]}, "holds", "the same name (33)"),
        RuleCase({"source": ["Nordlys", "A", "B"]}, "fails", "no other likeness counts (33)"),
        RuleCase({"source": OTHERS}, "fails", "the vendor is not listed"),
        RuleCase({"source": [VENDOR, "A"]}, "fails", "two sources"),
        RuleCase({"source": [VENDOR, VENDOR, "A"]}, "fails", "two names in three rows (34)"),
        RuleCase({"source": [VENDOR, "A", None]}, "unknown", "the blank may be a third (34)"),
        RuleCase({"source": [VENDOR, None]}, "fails", "at most two names (34)"),
        RuleCase({"source": [*OTHERS, None]}, "unknown", "the blank may be the vendor (34)"),
        RuleCase({"source": [VENDOR, "A", "B", None]}, "holds", "the blank decides nothing (34)"),
        RuleCase({"vendor": None}, "unknown", "the vendor is blank (34)"),
        RuleCase({"vendor": None, "source": ["A", "B"]}, "fails", "a part fails (14)"),
        RuleCase({"Market": []}, "unknown", "a table rule on an empty table"),
    ],
    "M4": [
        RuleCase({}, "holds", "the vendor's row says yes"),
        RuleCase({"meets_requirement": "partly"}, "holds", "partly is enough"),
        RuleCase({"meets_requirement": "no"}, "fails", "the vendor's row says no"),
        RuleCase(
            {"source": [VENDOR, VENDOR], "meets_requirement": ["no", "partly"]},
            "holds",
            "any of his rows (35)",
        ),
        RuleCase({"vendor": None}, "unknown", "the vendor is blank (35)"),
        RuleCase({"source": OTHERS}, "unknown", "no row names him (35)"),
        RuleCase({"meets_requirement": None}, "unknown", "his row has no answer (35)"),
        RuleCase({"meets_requirement": "perhaps"}, "unknown", "no readable answer (35)"),
        RuleCase(
            {"source": [VENDOR, None], "meets_requirement": ["no", "yes"]},
            "unknown",
            "a row without a source may be his (35)",
        ),
        RuleCase(
            {"source": [VENDOR, None], "meets_requirement": ["no", None]},
            "unknown",
            "a row without source and answer may be his (35)",
        ),
        RuleCase(
            {"source": [VENDOR, None], "meets_requirement": ["no", "no"]},
            "fails",
            "a row without a source says no as well (35)",
        ),
        RuleCase(
            {"source": [VENDOR, VENDOR], "meets_requirement": ["no", None]},
            "unknown",
            "one of his rows has no answer (35)",
        ),
        RuleCase({"Market": []}, "unknown", "a table rule on an empty table"),
    ],
    "M5": [
        RuleCase({}, "holds", "a US item meets it partly, with an advantage in numbers"),
        RuleCase(
            {"us_alternative": "no", "advantage_type": None, "advantage_statement": None},
            "holds",
            "no US item, nothing to show (14)",
        ),
        RuleCase({"us_alternative": "yes", "advantage_type": "no US item"}, "fails", "no kind"),
        RuleCase(
            {"advantage_type": "no US item; schedule"},
            "holds",
            "a contradiction is not judged (36)",
        ),
        RuleCase({"advantage_type": "cost; glory"}, "holds", "a readable piece settles it (4)"),
        RuleCase({"advantage_type": "no US item, glory"}, "unknown", "the bad piece may be one"),
        RuleCase({"advantage_type": None}, "unknown", "blank"),
        RuleCase({"advantage_statement": None}, "unknown", "not filled is not shown (13)"),
        RuleCase({"us_alternative": None}, "holds", "blank, but the advantage holds (14)"),
        RuleCase(
            {"us_alternative": None, "advantage_type": "no US item"},
            "unknown",
            "blank, and no advantage (14)",
        ),
    ],
    "M6": [
        RuleCase({}, "holds", "a US source, and a request for information"),
        RuleCase(NO_NOTICE, "holds", "a US source is enough"),
        RuleCase(NO_NOTICE | {"source_country": ["NO", "AT", "Guam"]}, "holds", "Guam (25)"),
        RuleCase({"source_country": ["NO", "AT", "SE"]}, "holds", "a notice is enough"),
        RuleCase(NO_NOTICE | {"source_country": ["NO", "AT", "SE"]}, "fails", "neither"),
        RuleCase(NO_NOTICE | {"source_country": ["NO", "AT", None]}, "unknown", "may be the US"),
        RuleCase(
            {"market_methods": None, "source_country": ["NO", "AT", "SE"]},
            "unknown",
            "the methods are blank",
        ),
        RuleCase(NO_NOTICE | {"Market": []}, "unknown", "an empty table (20)"),
        RuleCase({"Market": []}, "holds", "the notice settles it (14)"),
    ],
    "M7": [  # cannot fail (reading 13)
        RuleCase({}, "holds", "a notice is named"),
        RuleCase({"market_notice": None}, "unknown", "blank"),
        RuleCase({"market_notice": "N/A"}, "unknown", "a placeholder (1)"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A rule of the market investigation says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"
