"""Forensics: what was read where the sponsor sees something else."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from fct.data.common.cells import BrokenCell, Note
from fct.data.sheets.forensics import forensic_notes
from tests.oracle.plain_reader import read_workbook
from tests.support.files.form_cells import cell_of, row_of
from tests.support.files.workbooks import write_form, write_list
from tests.support.proposals.cases import valid_proposal


def notes_of(**changes: Any) -> list[Note]:
    """The notes on the valid proposal with changes, whatever its file."""
    return forensic_notes(b"", [valid_proposal(**changes)])


@pytest.fixture
def of_file(tmp_path: Path) -> Callable[..., list[Note]]:
    """Return a function that gives the notes on the form, changed as a person would."""

    def notes(change: Callable[[openpyxl.Workbook], None], **changes: Any) -> list[Note]:
        path = write_form(tmp_path / "form.xlsx", **changes)
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return forensic_notes(path.read_bytes(), read_workbook(path).proposals)

    return notes


@pytest.mark.parametrize(
    ("field", "amount", "words"),
    [
        ("fct_test_kusd", 250_000, "so 250,000 is read as $250,000,000. If dollars are written"),
        ("fct_test_kusd", 20_000, "so 20,000 is read as $20,000,000"),
        ("procurement_kusd", 100_000.5, "so 100,000.5 is read as $100,000,500"),
    ],
)
def test_an_amount_that_may_be_in_dollars_is_noted(field: str, amount: float, words: str) -> None:
    """In thousands it would be more than all projects have."""
    (note,) = notes_of(**{field: amount})

    assert (note.field, note.cell[1:]) == (field, "2")
    assert words in note.text


@pytest.mark.parametrize(
    ("field", "amount"),
    [("fct_test_kusd", 19_999), ("procurement_kusd", 99_999), ("development_avoided_usd", 10**9)],
)
def test_an_amount_that_may_be_meant_is_not_told(field: str, amount: float) -> None:
    """Nor one in dollars."""
    assert notes_of(**{field: amount}) == []


def test_a_plain_form_has_no_note(tmp_path: Path) -> None:
    """Neither the template nor a list of sound proposals is odd."""
    form = write_form(tmp_path / "form.xlsx")
    listed = write_list(tmp_path / "list.xlsx", {"A": {}, "B": {}})

    for path in (form, listed):
        assert forensic_notes(path.read_bytes(), read_workbook(path).proposals) == []


@pytest.mark.parametrize("name", ["list.csv", "LIST.CSV", "list.zip", "folder"])
def test_in_a_table_of_text_only_other_oddities_are_noted(name: str) -> None:
    """A CSV file has no other way to hold a number or a date; a sign that is not seen is odd."""
    proposal = valid_proposal(trl="9", test_start="2 Nov 2026", component="Ar\u200bmy")
    of_text = replace(proposal, origin=proposal.origin._replace(file=name))

    (note,) = forensic_notes(b"", [of_text])

    assert "zero-width space" in note.text


@pytest.mark.parametrize(
    ("changes", "cell", "words"),
    [
        ({"trl": "9"}, "C30", "The number “9” is kept as text. We read 9."),
        ({"article_quantity": "9" * 5000}, "C47", f"We read {'9' * 30}"),
        ({"unit_price_usd": "30,000"}, "C37", "We read 30,000; your program shows it"),
        ({"test_start": "2026-11-02"}, "C49", "The date “2026-11-02” is kept as text. We read"),
        ({"test_start": "2 Nov 2026"}, "C49", "We read 2026-11-02, year, month and day"),
        ({"component": "Army "}, "C5", "You see “Army”; the cell has a blank before or after it"),
        ({"component": "Ar\u200bmy"}, "C5", "also holds a zero-width space, which cannot be seen"),
        ({"country": "Nor\u00a0way"}, "C28", "also holds a non-breaking space"),
        ({"component": "\u0410rmy"}, "C5", "its letter “\u0410” (U+0410) is Cyrillic"),
        ({"vendor": "N\u03bfrdlys AS"}, "C27", "its letter “\u03bf” (U+03BF) is Greek"),
        ({"vendor": "None"}, "C27", "“None” was read as a text, not as a blank"),
        ({"country": "NA"}, "C28", "was read as the country with the code NA, not as a blank"),
        ({"trl": BrokenCell("#REF!")}, "C30", "shows the error #REF!, and we read no answer"),
    ],
)
def test_an_odd_cell_is_noted(changes: dict[str, Any], cell: str, words: str) -> None:
    """One note, at the cell, with what we read and what the sponsor sees."""
    (note,) = notes_of(**changes)

    assert (note.sheet, note.cell, note.field) == ("Proposal", cell, next(iter(changes)))
    assert words in note.text


@pytest.mark.parametrize(
    "changes",
    [
        {"modification": "none"},  # one of the choices
        {"title": "Sight \u2013 Nordlys\u00a0AS "},  # text, in which nothing hangs on a blank
        {"vendor": "Ørsted Škoda"},  # one alphabet
        {"vendor": "Завод"},  # another alphabet, and not in disguise
        {"trl": "high"},  # a finding, which says all
        {"test_start": "3/4/2026"},
        {"market_notice": "3-12"},
    ],
)
def test_what_is_not_odd_is_not_told(changes: dict[str, Any]) -> None:
    """Notes are few."""
    assert notes_of(**changes) == []


def test_cells_that_are_alike_have_one_note() -> None:
    """The others are named in it."""
    (note,) = notes_of(fct_test_kusd=["1", "2", "3", "4", "5", "6", "7"])

    assert note.cell == "C2"
    assert note.text.endswith("The same holds for C3, C4, C5, C6 and 2 more.")


def test_notes_stand_in_the_order_of_the_cells() -> None:
    """A store gives the answers back by the ids of their fields, not by place."""
    proposal = valid_proposal(title="a\u200bb", vendor="a\u200bb", advocacy_reference="a\u200bb")
    stored = replace(proposal, answers=dict(sorted(proposal.answers.items())))

    assert forensic_notes(b"", [stored]) == forensic_notes(b"", [proposal])
    assert [note.field for note in forensic_notes(b"", [stored])] == [
        "title",
        "advocacy_reference",
        "vendor",
    ]


def test_a_formula_without_a_stored_value_is_noted(of_file: Callable[..., list[Note]]) -> None:
    """The sponsor may see a result; nothing is stored."""

    def change(book: openpyxl.Workbook) -> None:
        book["Proposal"][cell_of("trl")] = "=4+5"

    (note,) = of_file(change)

    assert (note.cell, note.field) == (cell_of("trl"), "trl")
    assert "a formula without a stored value" in note.text


TRL, FIRST = row_of("trl"), row_of("funding_year")
SOURCES = [cell_of("source", row) for row in range(3)]


def hide(sheet: Worksheet) -> None:
    """Hide two rows."""
    sheet.row_dimensions[TRL].hidden = sheet.row_dimensions[TRL + 1].hidden = True


@pytest.mark.parametrize(
    ("change", "sheet", "cell", "words"),
    [
        (
            lambda b: hide(b["Proposal"]),
            "Proposal",
            cell_of("trl"),
            f"the hidden rows {TRL}, {TRL + 1}; we read",
        ),
        (
            lambda b: setattr(b["Funding"].column_dimensions["B"], "hidden", True),
            "Funding",
            f"B{FIRST}",
            f"the hidden columns B, C, D, E and 1 more; we read the answers there (B{FIRST}, ",
        ),
        (
            lambda b: setattr(b["Market"], "sheet_state", "hidden"),
            "Market",
            "",
            "The sheet “Market” is hidden: you do not see it, and we read its answers.",
        ),
        (
            lambda b: b["Market"].merge_cells(f"{SOURCES[0]}:{SOURCES[2]}"),
            "Market",
            SOURCES[0],
            f"{SOURCES[0]} is merged with {SOURCES[1]}, {SOURCES[2]}: you see one answer for all",
        ),
        (  # beside and below the headings the reader itself notes it
            lambda b: b["Proposal"].cell(1, 8, "really 8"),
            "Proposal",
            "H1",
            "1 cell lies outside the form, in column H from H1 on",
        ),
    ],
)
def test_what_a_sheet_hides_is_noted(
    change: Callable[[openpyxl.Workbook], None],
    sheet: str,
    cell: str,
    words: str,
    of_file: Callable[..., list[Note]],
) -> None:
    """Hidden rows, columns and sheets, merged cells, and cells that are not read."""
    (note,) = of_file(change)

    assert (note.sheet, note.cell) == (sheet, cell)
    assert words in note.text


def test_hidden_rows_without_answers_are_not_told(of_file: Callable[..., list[Note]]) -> None:
    """Nothing is read there."""

    def change(book: openpyxl.Workbook) -> None:
        book["Funding"].row_dimensions[FIRST + 7].hidden = True

    assert of_file(change) == []


def test_days_counted_from_1904_are_told(of_file: Callable[..., list[Note]]) -> None:
    """We read the day that the sponsor sees."""

    def change(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    (note,) = of_file(change)

    assert note.field == "advocacy_date"
    assert "counts its days from 1904. We read this date as 2026-01-15" in note.text


def test_an_odd_file_that_is_damaged_gives_no_note() -> None:
    """Forensics never stop a check."""
    assert forensic_notes(b"PK\x03\x04 nothing", []) == []
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert forensic_notes(stream.getvalue()[:-30], []) == []


@pytest.mark.parametrize(
    ("vendor", "words"),
    [
        (
            "M\u00c3\u00bcller AG",
            "“M\u00c3\u00bcller AG” looks like “Müller AG” after a program read",
        ),
        ("M\ufffdller AG", "“M\ufffdller AG” holds a sign that stands for a lost letter."),
    ],
)
def test_a_text_of_the_wrong_encoding_is_noted(vendor: str, words: str) -> None:
    """Letters that were garbled, or lost, on the way; a text as it should be has no note."""
    (note,) = notes_of(vendor=vendor)

    assert (note.field, note.text.startswith(words)) == ("vendor", True)
    assert not notes_of(vendor="Müller Ÿ – “Größe”")


def test_a_date_cell_as_a_moment_is_no_text() -> None:
    """SheetJS and others write a date cell so, and the reader hands it on as it is written."""
    assert not notes_of(test_start="2026-11-02T00:00:00.000Z")


def test_a_column_put_in_before_the_form_moves_it(of_file: Callable[..., list[Note]]) -> None:
    """The form's own last column is not taken for something beside it."""
    assert not [
        note for note in of_file(lambda book: book["Proposal"].insert_cols(1)) if "F" in note.cell
    ]
