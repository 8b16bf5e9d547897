"""Form rules: whether answers are there, readable and in agreement with one another."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from fct.data.common.cells import BrokenCell
from fct.data.program.form import TABLE_SHEETS, load_form
from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.expectations.case import Case
from fct.expectations.form_rules import RULES, _is_required
from fct.expectations.logic import FAILS
from tests.support.proposals.cases import (
    CYCLE,
    VALID,
    VENDOR,
    Outcomes,
    RuleCase,
    case_of,
    each_case,
    valid_proposal,
)

THREE_YEARS: dict[str, Any] = {"funding_year": [2027, 2028, 2029]}
LATE: dict[str, Any] = {"production_status": "late development"}
CENTS: dict[str, Any] = {"fct_articles_kusd": 0.3, "fct_test_kusd": 0.5, "fct_support_kusd": 0.003}
FIRST, LAST = dt.date(2026, 11, 2), dt.date(2027, 12, 15)
DAY = dt.timedelta(days=1)

CASES = {
    "X1": [
        RuleCase({}, "holds", "every answer is filled"),
        RuleCase({"title": None}, "fails", "the one rule that a blank fails (12)"),
        RuleCase({"title": "TBD"}, "fails", "a placeholder is blank (1)"),
        RuleCase({"trl": "high"}, "holds", "unreadable counts as filled (9)"),
        RuleCase({"vendor": BrokenCell("#REF!")}, "holds", "so does an error value (9)"),
        RuleCase({"test_site": None}, "holds", "not required"),
        RuleCase({"modification_description": None}, "holds", "nothing is modified"),
        RuleCase(
            {"modification": "minor", "modification_description": None}, "fails", "required then"
        ),
        RuleCase(
            {"modification": "some", "modification_description": None},
            "unknown",
            "the condition is not known (16)",
        ),
        RuleCase(
            {"modification": "some", "modification_description": None, "title": None},
            "fails",
            "another blank is certain (16)",
        ),
        RuleCase({"advantage_statement": None}, "fails", "a US item meets it partly"),
        RuleCase(
            {"us_alternative": "no", "advantage_statement": None}, "holds", "there is no US item"
        ),
        RuleCase(
            {"us_alternative": "no", "advantage_type": None}, "fails", "yes means always (17)"
        ),
        RuleCase({"complexity": None}, "holds", "one year"),
        RuleCase(THREE_YEARS | {"complexity": None}, "fails", "three years (16)"),
        RuleCase(
            {"funding_year": [2027, 2028, "later"], "complexity": None},
            "unknown",
            "perhaps three years (16)",
        ),
        RuleCase({"reason": [None, "x", "y"]}, "fails", "a required cell of a row (19)"),
        RuleCase({"fct_test_kusd": None}, "fails", "a required amount (19)"),
        RuleCase({"component_kusd": None, "responsible": None}, "holds", "optional cells"),
        *(RuleCase({sheet: []}, "fails", f"{sheet} has no row (19)") for sheet in TABLE_SHEETS),
    ],
    "X2": [  # is never unknown (reading 41)
        RuleCase({}, "holds", "every answer is readable"),
        RuleCase(dict.fromkeys(VALID), "holds", "a blank is not unreadable"),
        RuleCase({"title": "x" * 120}, "holds", "120 characters (6)"),
        RuleCase({"title": "x" * 121}, "fails", "121 characters (6)"),
        RuleCase({"item_description": "short"}, "holds", "50 characters are guidance here (6)"),
        RuleCase({"pass_criteria": "short"}, "holds", "50 characters are guidance here (6)"),
        RuleCase({"component_priority": 0}, "fails", "1 is highest (6)"),
        RuleCase({"mrl": 11}, "fails", "MRL ends at 10 (6)"),
        RuleCase({"trl": 0}, "fails", "TRL begins at 1 (6)"),
        RuleCase({"fiscal_year": 2100}, "fails", "2000 to 2099 (7)"),
        RuleCase({"in_service_with": "Norway; Atlantis"}, "fails", "one bad piece (4)"),
        RuleCase({"test_site": BrokenCell("#N/A")}, "fails", "an optional answer too (41)"),
        RuleCase({"responsible": BrokenCell("a formula")}, "fails", "in any table (41)"),
        RuleCase({"project_manager_email": "jane.doe"}, "fails", "no address (42)"),
        RuleCase({"quantity_fielded": "many"}, "fails", "words are no number (5)"),
        RuleCase({"component_priority": "none"}, "holds", "none is blank here (67)"),
        RuleCase({"disclosure_review": "none"}, "fails", "none is no choice of it (67)"),
    ],
    "X3": [
        RuleCase({}, "holds", "in order"),
        RuleCase({"test_start": LAST}, "holds", "equal dates are in order (43)"),
        RuleCase({"test_start": LAST + DAY}, "fails", "the test starts after it ends"),
        RuleCase({"event_start": LAST + DAY}, "fails", "an event starts after it ends"),
        RuleCase({"event_end": [LAST, FIRST - DAY]}, "fails", "one event is enough (14)"),
        RuleCase({"Schedule": []}, "holds", "no event is out of order (20)"),
        RuleCase({"test_start": None}, "unknown", "blank (43)"),
        RuleCase({"event_end": "June"}, "unknown", "unreadable (43)"),
        RuleCase({"event_end": "June", "test_start": LAST + DAY}, "fails", "a part fails (14)"),
    ],
    "X4": [
        RuleCase({}, "holds", "one year"),
        RuleCase({"funding_year": [2028, 2027, 2029]}, "holds", "any order of rows (44)"),
        RuleCase({"Funding": []}, "holds", "no year (20)"),
        RuleCase({"funding_year": [2027, 2029]}, "fails", "a gap"),
        RuleCase({"funding_year": [2027, 2027]}, "fails", "a repeat"),
        RuleCase({"funding_year": [2027, 2028, None]}, "unknown", "an unknown year (44)"),
        RuleCase({"funding_year": [2027, 2029, None]}, "unknown", "it may fill the gap (44)"),
        RuleCase({"funding_year": [2027, 2027, None]}, "fails", "a repeat is certain (44)"),
    ],
    "X5": [
        RuleCase({}, "holds", "nothing is negative"),
        RuleCase({"unit_price_usd": -1}, "fails", "an amount"),
        RuleCase({"article_quantity": -1}, "fails", "a quantity"),
        RuleCase({"procurement_quantity": [1, -1]}, "fails", "a quantity in a row"),
        RuleCase({"component_kusd": "−0.5"}, "fails", "a minus sign is a dash (5)"),
        RuleCase(
            {"development_avoided_usd": None, "quantity_fielded": None}, "holds", "blank (45)"
        ),
        RuleCase({"unit_price_usd": "dear"}, "unknown", "unreadable (45)"),
        RuleCase({"unit_price_usd": "(5)"}, "unknown", "brackets are no minus (5)"),
        RuleCase({"unit_price_usd": "dear", "component_kusd": -1}, "fails", "another is (45)"),
        RuleCase({"component_priority": -1}, "holds", "a priority is no quantity (45)"),
        RuleCase({"Funding": [], "Procurement": []}, "holds", "no amount (20)"),
    ],
    "X9": [
        RuleCase({}, "holds", "550 thousand"),
        RuleCase({"fct_articles_kusd": 19_750}, "holds", "20,000 is in (77)"),
        RuleCase({"fct_articles_kusd": 19_750.01}, "fails", "more than 20,000 (77)"),
        RuleCase({"fct_test_kusd": 803_000}, "fails", "dollars in one cell"),
        RuleCase(
            {"fct_articles_kusd": 12_000, "fct_test_kusd": 12_000}, "fails", "the row counts (77)"
        ),
        RuleCase({"fct_articles_kusd": [300, 25_000]}, "fails", "any row"),
        RuleCase(CENTS, "fails", "millions: less than 1 (77)"),
        RuleCase(CENTS | {"fct_support_kusd": 0.2}, "holds", "1 is in (77)"),
        RuleCase(dict.fromkeys(CENTS, 0), "holds", "zero (77)"),
        RuleCase(CENTS | {"fct_test_kusd": -5}, "holds", "less than zero is X5's (77)"),
        RuleCase(CENTS | {"fct_support_kusd": None}, "fails", "an optional blank is zero (15)"),
        RuleCase(CENTS | {"fct_test_kusd": None}, "unknown", "a required blank (77)"),
        RuleCase(CENTS | {"fct_support_kusd": "few"}, "unknown", "unreadable (77)"),
        RuleCase(
            {"fct_test_kusd": 803_000, "fct_articles_kusd": "few"}, "fails", "the others do (77)"
        ),
        RuleCase({"component_kusd": 90_000}, "holds", "the component's own money is not asked"),
        RuleCase({"Funding": []}, "holds", "an empty table (77)"),
    ],
    "X10": [
        RuleCase({}, "holds", "100 for 3,000 thousand at 30,000 dollars each"),
        RuleCase({"procurement_kusd": 150_000}, "holds", "fifty times is in (78)"),
        RuleCase({"procurement_kusd": 150_000.01}, "fails", "more than fifty times"),
        RuleCase({"procurement_kusd": 60}, "holds", "a fiftieth is in (78)"),
        RuleCase({"procurement_kusd": 59.99}, "fails", "less than a fiftieth"),
        RuleCase({"procurement_kusd": [3000, 3_000_000]}, "fails", "any row"),
        RuleCase({"unit_price_usd": 30}, "fails", "a price in thousands"),
        RuleCase({"procurement_quantity": 0, "procurement_kusd": 9e6}, "holds", "no quantity (78)"),
        RuleCase({"procurement_kusd": 0, "unit_price_usd": None}, "holds", "no amount (78)"),
        RuleCase({"unit_price_usd": -1, "procurement_kusd": None}, "holds", "no price (78)"),
        RuleCase({"procurement_kusd": None}, "unknown", "a blank amount"),
        RuleCase({"procurement_quantity": "many"}, "unknown", "an unreadable quantity"),
        RuleCase({"unit_price_usd": None}, "unknown", "a blank price"),
        RuleCase({"procurement_kusd": [9e6, None]}, "fails", "one row settles it (14)"),
        RuleCase({"Procurement": []}, "holds", "an empty table (20)"),
    ],
    "X11": [
        RuleCase({}, "holds", "Norway on both sheets"),
        RuleCase({"source_country": "United States"}, "fails", "the candidate of another country"),
        RuleCase({"source_country": "NOR"}, "holds", "by its code"),
        RuleCase({"source": ["nordlys as.", "A"]}, "holds", "the name as in M3 (33)"),
        RuleCase(
            {"source": [VENDOR, VENDOR], "source_country": ["US", "Norway"]},
            "holds",
            "one row (79)",
        ),
        RuleCase(
            {"source": [VENDOR, VENDOR], "source_country": ["US", None]}, "unknown", "may be (79)"
        ),
        RuleCase({"source_country": None}, "unknown", "a blank country"),
        RuleCase({"source_country": "Atlantis"}, "unknown", "an unreadable country"),
        RuleCase({"country": None}, "unknown", "the proposal's is blank"),
        RuleCase({"vendor": "Another AS", "country": "Israel"}, "holds", "no such row (79)"),
        RuleCase({"vendor": None, "country": "Israel"}, "holds", "no vendor (79)"),
        RuleCase({"source": [None], "country": "Israel"}, "holds", "a row without a source (79)"),
        RuleCase({"Market": []}, "holds", "an empty table (79)"),
    ],
    "X6": [
        RuleCase({}, "holds", "test_start and test_end are included (43)"),
        RuleCase({"Schedule": []}, "holds", "no event lies outside (20)"),
        RuleCase({"event_start": FIRST - DAY}, "fails", "begins before the test"),
        RuleCase({"event_end": LAST + DAY}, "fails", "ends after the test"),
        RuleCase({"event_start": FIRST - DAY, "test_end": None}, "fails", "certain already (43)"),
        RuleCase({"test_end": None}, "unknown", "blank (43)"),
        RuleCase({"event_end": None}, "unknown", "both dates must lie within (43)"),
    ],
    "X7": [  # 10 articles of 30,000 dollars are 300 thousand; 25 percent of it is 75 thousand
        RuleCase({}, "holds", "300 = 300"),
        RuleCase({"fct_articles_kusd": 375}, "holds", "the upper edge (46)"),
        RuleCase({"fct_articles_kusd": 375.01}, "fails", "ten dollars beyond it (46)"),
        RuleCase({"fct_articles_kusd": 225}, "holds", "the lower edge (46)"),
        RuleCase({"fct_articles_kusd": "224.999"}, "fails", "a dollar below it (46)"),
        RuleCase({"fct_articles_kusd": [100, 200]}, "holds", "the sum of all rows (46)"),
        RuleCase(
            {"article_quantity": 1, "unit_price_usd": 0.8, "fct_articles_kusd": 0.001},
            "holds",
            "|1 - 0.8| = 0.25 x 0.8 on decimals (46)",
        ),
        RuleCase({"fct_articles_kusd": 9, "article_source": "lease"}, "holds", "a lease (46)"),
        RuleCase({"fct_articles_kusd": None, "article_source": "loan"}, "holds", "a loan (46)"),
        RuleCase({"article_source": None}, "holds", "the sums agree anyway (46)"),
        RuleCase({"article_source": None, "fct_articles_kusd": 9}, "unknown", "source blank (46)"),
        RuleCase({"fct_articles_kusd": None}, "unknown", "an unknown amount (46)"),
        RuleCase({"unit_price_usd": None}, "unknown", "an unknown price (46)"),
        RuleCase({"article_quantity": 2.5}, "unknown", "an unreadable quantity (46)"),
        RuleCase({"Funding": []}, "unknown", "an empty table (20)"),
    ],
    "X8": [
        RuleCase({}, "holds", "full rate at TRL 9 and MRL 10"),
        RuleCase({"mrl": 9}, "holds", "MRL 9 is enough"),
        RuleCase({"mrl": 8}, "fails", "full rate needs MRL 9"),
        RuleCase({"trl": 8}, "fails", "full rate needs TRL 9"),
        RuleCase({"production_status": "low-rate production", "trl": 8, "mrl": 8}, "holds", "8, 8"),
        RuleCase({"production_status": "low-rate production", "mrl": 7}, "fails", "8 is needed"),
        RuleCase(LATE | {"trl": 7, "mrl": 7}, "holds", "7 and 7"),
        RuleCase(LATE | {"trl": 6}, "fails", "7 is needed"),
        RuleCase({"production_status": "prototype", "trl": 1, "mrl": None}, "holds", "others (47)"),
        RuleCase({"production_status": None}, "holds", "blank, but 9 and 9 reach all (47)"),
        RuleCase({"production_status": None, "trl": 8}, "unknown", "blank, and 8 (47)"),
        RuleCase({"trl": None}, "unknown", "blank"),
        RuleCase({"trl": None, "mrl": 8}, "fails", "a part fails (14)"),
    ],
}


OUTCOMES = Outcomes(CASES)


def test_rule() -> None:
    """A form rule says what its sentence and the readings say."""
    for rule, case in each_case(CASES):
        assert OUTCOMES(rule, case) == case.expected, f"{rule}: {case.why}"


def blamed_fields(rule: str, value: Any) -> dict[str, list[str]]:
    """The fields that fail a rule when one field of the valid proposal is given a value."""
    fields = [field.id for field in load_form().fields]
    table = build_table([valid_proposal(name, **{name: value}) for name in fields])
    parts = RULES[rule](Case(table, CYCLE, default_rubric().terms)).parts
    return {
        name: [part.field for part in parts if part.outcomes[place] == FAILS]
        for place, name in enumerate(fields)
    }


def test_every_required_field_is_required_and_no_other() -> None:
    """X1 fails on a blank where the declaration says yes, and names that field once."""
    blamed = blamed_fields("X1", None)
    required = {field.id for field in load_form().fields if field.required == "yes"}

    assert blamed == {
        name: [name] if name in required | {"advantage_statement"} else [] for name in blamed
    }  # a US item meets the requirement partly, so the advantage is required


def test_an_error_value_in_any_field_fails_x2() -> None:
    """An error value is unreadable in every field, and the finding points to it (11)."""
    blamed = blamed_fields("X2", BrokenCell("#REF!"))

    assert blamed == {name: [name] for name in blamed}


def test_a_condition_that_no_rule_knows_is_refused() -> None:
    """A new condition in the form is never taken as not required."""
    strange = replace(load_form()["title"], required="on Mondays")

    with pytest.raises(ValueError, match=r"title: the form's condition “on Mondays” is not known"):
        _is_required(case_of({}), strange)
