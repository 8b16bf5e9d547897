"""Findings: where a rule does not hold, what was seen there, and what to do."""

from typing import Any

import pytest

from fct.data.common.cells import BrokenCell
from fct.data.program.form import load_form
from fct.data.sheets.workbook import workbook_from_book
from fct.scoring.judging.findings import Finding
from tests.support.files.workbooks import book, form_grids
from tests.support.proposals.cases import VALID_ROWS, VENDOR, judged, valid_proposal


def findings(**changes: Any) -> list[Finding]:
    """The findings on the valid proposal with changes."""
    return judged(valid_proposal(**changes)).findings


def finding(rule: str, **changes: Any) -> Finding:
    """The one finding of a rule."""
    (found,) = [item for item in findings(**changes) if item.rule == rule]
    return found


def test_nothing_wrong_nothing_found() -> None:
    """The valid proposal has no finding."""
    assert findings() == []


@pytest.mark.parametrize(
    ("rule", "changes", "outcome", "field", "cell"),
    [
        ("G1", {"country": "USA"}, "fails", "country", "C28"),
        ("G2", {"fct_us_item_kusd": [0, 5]}, "fails", "fct_us_item_kusd", "E3"),
        ("G5", {"trl": 6, "production_status": None}, "fails", "trl", "C30"),
        ("G5", {"trl": None, "production_status": None}, "unknown", "production_status", "C29"),
        ("G7", {"funding_year": [2028, 2027, 2026]}, "fails", "funding_year", "A4"),
        ("A2", {"advocacy_signatory": None}, "unknown", "advocacy_signatory", "C16"),
        ("M3", {"source": [VENDOR, "A"]}, "fails", "source", "A2"),
        ("M3", {"source": ["A", "B", "C"]}, "fails", "vendor", "C27"),
        ("M4", {"meets_requirement": "no"}, "fails", "meets_requirement", "D2"),
        ("M5", {"advantage_type": "no US item"}, "fails", "advantage_type", "C39"),
        ("S3", {"procurement_status": ["budgeted", "unfunded"], "procurement_year": [2030, 2029]},
         "fails", "procurement_status", "E3"),
        ("S5", {"Funding": []}, "unknown", "fct_articles_kusd", ""),
        ("X3", {"test_end": None}, "unknown", "test_end", "C50"),
        ("X7", {"unit_price_usd": None}, "unknown", "unit_price_usd", "C37"),
        ("X7", {"article_quantity": "few"}, "unknown", "article_quantity", "C47"),
        ("X7", {"Funding": []}, "unknown", "fct_articles_kusd", ""),
        ("X7", {"unit_price_usd": 9}, "fails", "fct_articles_kusd", "B2"),
        ("X8", {"mrl": 8}, "fails", "mrl", "C31"),
        ("X9", {"fct_test_kusd": [200, "few"]}, "unknown", "fct_test_kusd", "C3"),
        ("X10", {"procurement_quantity": [100, None]}, "unknown", "procurement_quantity", "B3"),
        ("X10", {"unit_price_usd": "few"}, "unknown", "unit_price_usd", "C37"),
        ("X11", {"country": None}, "unknown", "country", "C28"),
        ("X11", {"source_country": "?"}, "unknown", "source_country", "C2"),
        ("N4", {"test_start": None}, "unknown", "test_start", "C49"),
        ("N5", {"project_type": None}, "unknown", "project_type", "C8"),
    ],
)  # fmt: skip
def test_a_finding_points_to_the_first_part_that_is_to_blame(
    rule: str, changes: dict[str, Any], outcome: str, field: str, cell: str
) -> None:
    """The first that fails, or if none fails the first that is unknown (reading 60)."""
    found = finding(rule, **changes)

    assert (found.outcome, found.field, found.cell) == (outcome, field, cell)


def test_there_is_one_finding_a_rule() -> None:
    """Several parts of a rule that fail are one finding (reading 60)."""
    found = findings(trl=5, production_status="concept", fct_us_item_kusd=[1, 2, 3])
    rules = [item.rule for item in found if item.rule not in {"X1", "X2", "X5"}]

    assert len(rules) == len(set(rules))


@pytest.mark.parametrize(
    ("rule", "changes", "places"),
    [
        ("X1", {"title": None, "vendor": None}, ["C4", "C27"]),
        ("X1", {"reason": [None, "x", None]}, ["E2", "E4"]),
        ("X1", {"Market": []}, [""]),
        ("X2", {"trl": "high", "mrl": "low", "event_end": "?!"}, ["C30", "C31", "C2"]),
        ("X5", {"unit_price_usd": -1, "component_kusd": [1, -2]}, ["C37", "F3"]),
    ],
)
def test_form_findings_are_one_an_answer(
    rule: str, changes: dict[str, Any], places: list[str]
) -> None:
    """X1, X2 and X5 name every cell that is to be repaired (reading 60)."""
    assert [found.cell for found in findings(**changes) if found.rule == rule] == places


def test_outcomes_of_findings_are_those_of_the_rules() -> None:
    """The set of (rule, outcome) is what does not hold (reading 60)."""
    judgement = judged(valid_proposal(trl=None, country="USA", Market=[], Procurement=[]))
    names = {-1: "fails", 0: "unknown"}
    outcomes = judgement.outcomes.iloc[0]

    assert {(found.rule, found.outcome) for found in judgement.findings} == {
        (rule, names[value]) for rule, value in outcomes.items() if value != 1
    }


def test_what_was_seen_and_what_is_accepted_is_said() -> None:
    """The sponsor's own words, the accepted answers and an example."""
    found = finding("X2", component="DARPA")

    assert found.seen == "DARPA"
    assert found.message == (
        "This answer is not accepted. “Sponsoring component” reads “DARPA”. Accepted: one of: "
        "Army, Navy, Marine Corps, Air Force, Space Force, USSOCOM, other; for example “Marine "
        "Corps”. Write it as accepted."
    )


def test_a_finding_carries_its_parts() -> None:
    """Renderers make the sentence; none takes one apart."""
    found = finding("X2", test_end="13/4/2029")

    assert (found.label, found.seen, found.state) == ("Test end", "13/4/2029", "unreadable")
    assert (found.wrong, found.repair) == ("This answer is not accepted.", "Write it as accepted.")
    assert found.accepted.endswith("; for example “2028-03-31”.")
    assert found.hint == "Write 2029-04-13, if that is the day."


@pytest.mark.parametrize(
    ("rule", "changes", "state"),
    [
        ("R2", {"requirement_status": None}, "blank"),
        ("R2", {"requirement_status": "?!"}, "unreadable"),
        ("M1", {"market_methods": "?!"}, "unreadable"),
        ("X2", {"market_methods": "trade show; ?!"}, "partly"),
        ("R2", {"requirement_status": "draft"}, "read"),
        ("X4", {"funding_year": [2027, 2029]}, ""),
    ],
)
def test_a_finding_says_how_its_answer_was_read(
    rule: str, changes: dict[str, Any], state: str
) -> None:
    """Nothing where it is about a column."""
    assert finding(rule, **changes).state == state


def test_blank_and_unreadable_differ() -> None:
    """Three different messages for blank, unreadable and wrong."""
    blank = finding("R2", requirement_status=None).message
    unreadable = finding("R2", requirement_status=BrokenCell("#REF!")).message
    wrong = finding("R2", requirement_status="draft").message

    assert blank.startswith("We could not check this because “Requirement status” is blank. ")
    assert unreadable.startswith(
        "We could not check this because “Requirement status” reads “#REF!”, "
    )
    assert "“Requirement status” reads “draft”." in wrong


def test_the_number_of_an_error_is_not_taken_for_an_answer() -> None:
    """LibreOffice shows Err:540 for a link that it may not follow; who writes 540 is asked."""
    assert "Write 540" in finding("X2", unit_price_usd="no. 540").message
    assert "Write 540" not in finding("X2", unit_price_usd=BrokenCell("Err:540")).message


def test_an_empty_table_is_said_to_have_no_row() -> None:
    """A rule over a table waits for rows, not for an answer (reading 24)."""
    found = finding("M3", source=[], product=[], source_country=[], meets_requirement=[], reason=[])

    assert found.wrong == (
        "We could not check this because the sheet “Market” has no row that can be read."
    )


def test_a_placeholder_is_said_to_count_as_blank() -> None:
    """The answer is quoted once, and not called blank where something stands (reading 1)."""
    required = finding("X1", requirement_status="TBD").message
    unchecked = finding("R2", requirement_status="TBD").message

    seen = "“Requirement status” reads “TBD”, which counts as blank"
    assert required.startswith(f"{seen}, and is required. Accepted: ")
    assert unchecked == f"We could not check this because {seen}. Fill it in."


def test_a_blank_that_may_be_required_says_when() -> None:
    """The condition is in the message (reading 16)."""
    found = finding("X1", modification="some", modification_description=None)

    assert found.outcome == "unknown"
    assert found.message.startswith(
        "“What must be modified” is blank and may be required: it is when “Modification "
        "needed to meet the requirement” is not none. "
    )


def test_a_long_answer_is_shown_in_part() -> None:
    """80 characters are enough to find a cell."""
    assert finding("X2", title="x" * 500).seen == "x" * 79 + "…"


def test_findings_go_by_proposal_then_by_rule() -> None:
    """Each finding says whose it is."""
    batch = [valid_proposal("A", intent="no"), valid_proposal("B"), valid_proposal("C", trl=1)]
    found = judged(*batch).findings

    assert [(item.proposal, item.rule) for item in found] == [
        *((0, "I1"), (0, "I4")),
        *((2, "G5"), (2, "X8")),
    ]


def test_a_finding_names_the_sheet_as_declared() -> None:
    """And its severity, from the declaration."""
    found = finding("S6", component_kusd=0)

    assert (found.sheet, found.severity) == ("Funding", "weakness")


MONEY = [field.id for field in load_form().of_sheet("Funding")]


@pytest.mark.parametrize("filled", MONEY)
def test_a_row_that_may_be_a_note_is_asked_about_once(filled: str) -> None:
    """In whichever column it stands; rules that wait for it point to it, whatever they read."""
    second = {name: None if name != filled else "See the remarks." for name in MONEY}
    columns = {name: [VALID_ROWS["Funding"][0][name], second[name]] for name in MONEY}
    found = [one for one in findings(**columns) if one.rule in {"X1", "X2"}]

    assert {one.wrong.partition(" and nothing else")[0] for one in found if one.rule == "X1"} == {
        "This row holds “See the remarks.”"
    }
    assert len([one for one in found if one.rule == "X1"]) == 1
    assert "X2" in {one.rule for one in found}


def test_two_cells_are_a_note_where_they_begin_as_one() -> None:
    """Two answers of a row that lacks the others are two answers."""
    rows = {name: [value, value, value] for name, value in VALID_ROWS["Market"][0].items()}
    blank = {name: [*values, None] for name, values in rows.items()}
    signed = blank | {"source": [*rows["source"], "*"], "product": [*rows["product"], "None."]}
    named = signed | {"source": [*rows["source"], "Acme"]}

    assert [one.seen for one in findings(**signed) if one.rule == "X1"] == ["* None."]
    assert len([one for one in findings(**named) if one.rule == "X1"]) == 3


def test_a_missing_column_of_a_table_says_how_to_get_it_back() -> None:
    """The heading is written in another way, so that nothing below it is read."""
    grids = form_grids()
    grids["Funding"][0][1] = "Articles"
    (proposal,) = workbook_from_book(book(grids)).proposals

    found = [one for one in judged(proposal).findings if one.field == "fct_articles_kusd"]

    assert found[0].rule == "X1"
    assert found[0].hint == (
        "The column of this question is missing. To get it back, add a column to the sheet, write "
        "“FCT: test articles ($K)” over it and the answers below."
    )
