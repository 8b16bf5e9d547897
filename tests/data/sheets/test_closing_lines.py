"""The summary below the questions of a form."""

from fct.data.sheets.closing_lines import summary_in
from tests.support.files.workbooks import book


def test_the_summary_stands_beside_its_words() -> None:
    """In the column of answers; a form without one, and a list, have none."""
    rows = [["No.", "Question", "Answer"], ["", "In one paragraph", " A sight. "]]

    assert summary_in(book({"Proposal": rows})) == "A sight."
    assert summary_in(book({"Proposal": rows[:1]})) == ""
    assert summary_in(book({"Proposals": rows})) == ""
