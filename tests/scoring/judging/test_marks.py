"""Findings in the words of a sponsor."""

from typing import Any

import pytest

from fct.data.program.rubric import default_rubric
from fct.data.xlsx.finding_parts import Kind, Mark
from fct.scoring.judging.judgement import judge
from fct.scoring.judging.marks import marks_of
from fct.scoring.ranking.reports import proposal_reports
from tests.support.proposals.cases import CYCLE, valid_proposal


def marks(**changes: Any) -> list[Mark]:
    """The marks of the valid proposal with changes."""
    return marks_of(proposal_reports(judge([valid_proposal(**changes)], CYCLE, default_rubric())))


def mark(rule: str, **changes: Any) -> Mark:
    """The mark of one rule."""
    (found,) = (item for item in marks(**changes) if item.rule == rule)
    return found


def test_nothing_wrong_nothing_marked() -> None:
    """The valid proposal has no mark."""
    assert marks() == []


def test_an_unreadable_answer_shows_what_is_accepted() -> None:
    """The field's own words, with its example."""
    found = mark("X2", trl="high")

    assert (found.cell, found.shown) == ("C30", "“high”")
    assert found.accepted == "a whole number, 1 to 9; for example “9”."
    assert (found.wrong, found.repair) == ("This answer is not accepted.", "Write it as accepted.")


def test_an_unreadable_answer_shows_what_may_be_meant() -> None:
    """On every page, list and note, as on the command line."""
    assert mark("X2", title="x" * 500).what_to_do == (
        "Write it as accepted. It has 500 characters: shorten it by 380."
    )
    assert mark("X2", test_end="13/4/2029").what_to_do == (
        "Write it as accepted. Write 2029-04-13, if that is the day."
    )


def test_a_rule_is_shown_with_the_labels_of_the_form() -> None:
    """A sponsor knows labels, not ids."""
    assert mark("I1", intent="no").accepted.endswith("is yes or conditional.")
    assert "intent is" not in mark("I1", intent="no").accepted


def test_what_could_not_be_checked_asks_for_the_answer_alone() -> None:
    """The repair of the rule would not fit: nobody knows yet whether it fails."""
    found = mark("M7", market_notice=None)

    assert found.outcome == "unknown"
    assert (
        found.wrong == "We could not check this because “RFI or sources-sought reference” is blank."
    )
    assert found.repair == "Fill it in."


def test_a_bad_answer_is_listed_once_with_the_rules_that_wait_for_it() -> None:
    """G3 cannot be checked before the component is known."""
    found = marks(component=None)

    assert [(item.rule, item.cell) for item in found] == [("X1", "C5")]
    assert (
        found[0].other_rules
        == "These rules cannot be checked until you fix this: eligibility (G3)."
    )


def test_a_missing_sheet_is_listed_once() -> None:
    """With all that is read from it."""
    found = [item for item in marks(Market=[]) if item.sheet == "Market"]

    assert [(item.rule, item.cell) for item in found] == [("X1", "")]
    assert found[0].waiting == ["market investigation (M3, M4)"]


def test_two_rules_that_say_the_same_of_one_cell_say_it_once() -> None:
    """The negative amount, and the total that it spoils."""
    found = marks(fct_test_kusd=-420)

    assert [item.rule for item in found if item.cell == "C2"] == ["X5"]
    assert found[0].other_rules == "For the same reason these rules fail: funded strategy (S5)."


def test_what_asks_for_a_repair_is_not_listed_under_a_warning() -> None:
    """A rule that was lowered asks for less than the gate that waits for the same answer."""
    (report,) = proposal_reports(judge([valid_proposal(component=None)], CYCLE, default_rubric()))
    for finding in report["findings"]:
        if finding["rule"] == "X1":
            finding["severity"] = "weakness"

    assert [item.rule for item in marks_of([report])] == ["G3", "X1"]


@pytest.mark.parametrize(
    "written",
    [
        "high. Accepted: nothing; for example “9”. 7",
        "Write it as accepted.",
        "This answer is not accepted. ",
        "“Technology readiness level” reads “x”.",
    ],
)
def test_the_words_of_a_sponsor_cut_no_sentence(written: str) -> None:
    """What they wrote may look like a part of ours."""
    found = mark("X2", trl=written)

    assert found.seen == written.strip()
    assert found.wrong == "This answer is not accepted."
    assert found.repair == "Write it as accepted."
    assert found.accepted == "a whole number, 1 to 9; for example “9”."
    assert mark("R4", requirement_gap=f"a Accepted: {written}"[:49]).wrong == (
        "The capability gap is described in fewer than 50 characters."
    )


def test_a_rule_on_a_whole_column_says_so() -> None:
    """It points to the first row, and does not say that this one is wrong."""
    found = mark("X4", funding_year=[2027, 2029])

    assert (found.sheet, found.cell, found.shown) == ("Funding", "A2", "all rows of the column")


def test_a_blank_answer_reads_nothing() -> None:
    """It is one cell, not a column."""
    assert mark("X1", item_name=None).shown == "nothing"


@pytest.mark.parametrize(
    ("rule", "changes", "kind"),
    [
        ("G1", {"country": "US"}, Kind.REPAIR),
        ("X1", {"item_name": None}, Kind.REPAIR),
        ("I1", {"intent": "no"}, Kind.REPAIR),
        ("I4", {"intent": "conditional"}, Kind.IMPROVE),
        ("N3", {"modification": "major"}, Kind.NOTE),
    ],
)
def test_the_severity_says_what_is_asked(rule: str, changes: dict[str, Any], kind: Kind) -> None:
    """Repair what decides, strengthen what is weak, know what is noted."""
    assert mark(rule, **changes).kind is kind


def test_the_most_pressing_comes_first() -> None:
    """Gates, then the form, then criteria, weaknesses and notes."""
    found = marks(country="China", trl="high", component_kusd=0, intent="no")

    severities = list(dict.fromkeys(item.severity for item in found))
    assert severities == ["gate", "form", "criterion", "weakness", "note"]
