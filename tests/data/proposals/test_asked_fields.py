"""What an answer to a question may change."""

import dataclasses
from typing import Any

import pytest

from fct.data.common.cells import Cell, RawProposal, SecondProposal
from fct.data.common.errors import UsageError
from fct.data.proposals.asked_fields import known_fields, other_fields, texts_of
from fct.data.sheets.workbook import workbook_from_book
from tests.support.files.workbooks import book, form_grids


def sent(**changes: Any) -> RawProposal:
    """The valid proposal as it was read from a form, with changes."""
    (proposal,) = workbook_from_book(book(form_grids(**changes))).proposals
    return proposal


def with_answer(proposal: RawProposal, name: str, value: Any) -> RawProposal:
    """The proposal with another cell for one answer."""
    cell = proposal.answers[name]
    return dataclasses.replace(
        proposal, answers={**proposal.answers, name: Cell(value, cell.row, cell.column)}
    )


def test_fields_are_known_by_their_ids_and_named_once() -> None:
    """In the order in which they were named."""
    assert known_fields(["vendor", "funding_year", "vendor"]) == ["vendor", "funding_year"]


def test_a_field_that_the_form_does_not_have_is_refused() -> None:
    """The sentence names those that are near."""
    with pytest.raises(UsageError, match=r"has no field advocacy; .* Did you mean advocacy_date"):
        known_fields(["advocacy"])


def test_at_least_one_field_is_named() -> None:
    """A question that allows no change has no answer."""
    with pytest.raises(UsageError, match="Name the fields"):
        known_fields([])


def test_the_named_field_may_differ_and_no_other_one() -> None:
    """Others are named in the order of the form."""
    before = sent()
    after = with_answer(with_answer(before, "vendor", "Another AB"), "trl", 3)
    after = with_answer(after, "title", "Another title")

    assert other_fields(before, after, ["vendor"]) == ["title", "trl"]
    assert other_fields(before, after, ["vendor", "trl", "title"]) == []


@pytest.mark.parametrize(
    "spelled",
    [
        lambda text: text.upper(),
        lambda text: f"  {text} ",
        lambda text: text.replace(" ", "\u00a0\n"),
        lambda text: text.replace("-", "\u2013"),
    ],
)
def test_spelling_is_no_difference(spelled: Any) -> None:
    """Texts are compared after the normalizing of reading 2."""
    before = with_answer(sent(), "item_description", "A light - and cheap - sight for a rifle")
    after = with_answer(
        before, "item_description", spelled("A light - and cheap - sight for a rifle")
    )

    assert other_fields(before, after, ["trl"]) == []


def test_a_placeholder_for_a_blank_is_no_difference() -> None:
    """Both are blank by reading 1."""
    before = with_answer(sent(), "market_notice", "")

    assert other_fields(before, with_answer(before, "market_notice", "TBD"), ["trl"]) == []


def test_a_named_column_stands_for_all_its_rows() -> None:
    """Another column of the same rows is another field."""
    before = sent()
    changed = [
        {**row, "component_kusd": Cell(7, row["component_kusd"].row, 0)}
        for row in before.rows["Funding"]
    ]
    after = dataclasses.replace(before, rows={**before.rows, "Funding": changed})

    assert other_fields(before, after, ["component_kusd"]) == []
    assert other_fields(before, after, ["fct_test_kusd"]) == ["component_kusd"]


def test_a_row_that_is_added_changes_each_of_its_columns() -> None:
    """Columns that are blank in it are not changed."""
    before = sent()
    row = {"event": Cell("Final report", 30, 0), "event_end": Cell("2029-01-15", 30, 2)}
    rows = {**before.rows, "Schedule": [*before.rows["Schedule"], row]}
    after = dataclasses.replace(before, rows=rows)

    assert other_fields(before, after, ["event"]) == ["event_end"]
    assert other_fields(before, after, ["event", "event_end"]) == []


def test_a_second_proposal_in_the_file_is_a_difference() -> None:
    """What stands beside the answers counts as the field where it begins."""
    before = sent()
    second = SecondProposal("Proposal", "D5", "title", "Another", "Another")
    after = dataclasses.replace(before, second=second)

    assert other_fields(before, after, ["vendor"]) == ["title"]


def test_texts_are_kept_as_written() -> None:
    """Of a column the text of each row."""
    proposal = sent()
    texts = texts_of(proposal, ["title", "event", "mrl"])

    assert texts["title"] == proposal.answers["title"].value
    assert texts["event"] == [row["event"].value for row in proposal.rows["Schedule"]]
    assert texts_of(with_answer(proposal, "mrl", None), ["mrl"]) == {"mrl": ""}
