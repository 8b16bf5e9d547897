"""From cells to proposals: forms, lists, and what could mean two things."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.cells import BrokenCell, Cell, RawProposal
from fct.data.common.errors import RefusalError
from fct.data.program.form import LIST_SHEET, PROPOSAL, TABLE_SHEETS, load_form
from fct.data.sheets.workbook import Workbook, workbook_from_book
from tests.oracle.plain_reader import read_workbook
from tests.support.files.workbooks import (
    book,
    form_grids,
    list_grids,
    write_form,
    write_grids,
    write_list,
)
from tests.support.proposals.cases import VALID

FORM = load_form()


def read_form(grids: dict[str, list[list[Any]]], **properties: str) -> RawProposal:
    """The one proposal of a form."""
    (proposal,) = workbook_from_book(book(grids, **properties)).proposals
    return proposal


def read_list(grids: dict[str, list[list[Any]]]) -> Workbook:
    """The proposals of a list."""
    return workbook_from_book(book(grids))


def refused(grids: dict[str, list[list[Any]]], words: str, **properties: str) -> str:
    """The code with which a file is refused; its sentence holds ``words``."""
    with pytest.raises(RefusalError, match=words) as error:
        workbook_from_book(book(grids, **properties))
    return error.value.code


def values_of(proposal: RawProposal) -> dict[str, Any]:
    """What a proposal answers."""
    return {name: cell.value for name, cell in proposal.answers.items()}


def note_texts(notes: list[Any]) -> str:
    """The notes as one text."""
    return "\n".join(f"{note.sheet} {note.cell}: {note.text}" for note in notes)


def test_a_form_holds_every_answer_with_its_place() -> None:
    """Answers stand in column C, from row 2, in the order of the declaration."""
    proposal = read_form(form_grids())

    assert values_of(proposal) == VALID
    assert proposal.answers["purpose"] == Cell(VALID["purpose"], 1, 2)
    assert [len(proposal.rows[sheet]) for sheet in TABLE_SHEETS] == [3, 1, 1, 1]
    assert proposal.rows["Funding"][0]["fct_test_kusd"] == Cell(200, 1, 2)
    assert proposal.notes == []


def test_the_stamp_of_a_form_is_read() -> None:
    """Form version, fiscal year and ref (readings 74 and 75)."""
    stamp = {"fct_form_version": FORM.version, "fct_fiscal_year": "2027", "fct_ref": " A-1 "}
    read = workbook_from_book(book(form_grids(), **stamp))

    assert (read.is_list, read.fiscal_year, read.proposals[0].ref) == (False, 2027, "A-1")


def test_a_form_without_a_stamp_has_no_ref() -> None:
    """Intake gives it one (reading 75)."""
    read = workbook_from_book(book(form_grids()))

    assert (read.fiscal_year, read.proposals[0].ref) == (None, "")


def test_questions_are_known_by_label_and_other_wording() -> None:
    """Field ids may be gone, and labels written otherwise, in any order of rows."""
    grids = form_grids()
    rows = [
        ["Question", "Answer"],
        ["Mission need", "x"],
        ["PM", "Jane"],
        ["COUNTRY OF ORIGIN", "NO"],
    ]
    grids[PROPOSAL] = rows
    proposal = read_form(grids)

    assert values_of(proposal) == {
        "requirement_gap": "x",
        "project_manager": "Jane",
        "country": "NO",
    }
    assert proposal.answers["country"] == Cell("NO", 3, 1)


def test_headings_with_the_mark_that_a_format_shows_are_known() -> None:
    """Gnumeric writes what a cell shows into an ods file, with the star of a required field."""
    grids = form_grids()
    for sheet in TABLE_SHEETS:
        grids[sheet][0] = [f"{heading} *" for heading in grids[sheet][0]]
    read = read_form(grids)

    assert read.rows == read_form(form_grids()).rows
    assert note_texts(read.notes) == ""


def test_moved_columns_and_blank_rows_are_found() -> None:
    """The heading of a table is its first row that is not blank."""
    grids = form_grids()
    heading, row = grids["Funding"]
    grids["Funding"] = [[], [None], [None, *heading[::-1]], [], [None, *row[::-1]]]
    (found,) = read_form(grids).rows["Funding"]

    assert found["funding_year"] == Cell(2027, 4, 6)


def test_what_stands_beside_no_question_is_noted() -> None:
    """Nothing is dropped in silence."""
    grids = form_grids()
    grids[PROPOSAL].append(["", "Anything else?", "We are keen."])
    proposal = read_form(grids)

    assert note_texts(proposal.notes) == (
        f"Proposal C{len(grids[PROPOSAL])}: “We are keen.” is not beside a field of the form and "
        "was not read."
    )


def test_an_unknown_column_and_an_unknown_sheet_are_noted() -> None:
    """What is not known is listed (reading 70)."""
    grids = form_grids()
    grids["Market"][0].append("Color")
    grids["Scratch"] = [["x"]]
    grids["Empty"] = [[], [None]]
    read = workbook_from_book(book(grids))
    texts = note_texts([*read.notes, *read.proposals[0].notes])

    assert "Market F1: The column “Color” is not part of the form and was not read." in texts
    assert "Scratch : The sheet “Scratch” is not part of the form and was not read." in texts
    assert "Empty" not in texts


def test_a_missing_table_is_noted_and_counts_as_empty() -> None:
    """Its answers are blank (reading 70)."""
    grids = form_grids()
    del grids["Schedule"]
    proposal = read_form(grids)

    assert proposal.rows.get("Schedule", []) == []
    assert "The sheet “Schedule” is missing: it counts as empty." in note_texts(proposal.notes)


def test_a_row_counts_when_any_cell_is_filled() -> None:
    """White space and placeholders fill nothing; a zero and an error value do (reading 18)."""
    grids = form_grids()
    grids["Funding"] += [
        [None] * 6,
        [" ", "\u00a0", "", None, None, None],
        ["tbd", "?", "-", None, None, None],
        [None, None, None, "none", None, "none"],  # optional amounts: none is blank (67)
        [None, None, None, None, 0, None],
        [None, None, None, None, None, BrokenCell("#REF!")],
        ["n/a", None, None, None, None, "x"],
    ]
    rows = read_form(grids).rows["Funding"]

    assert [row["funding_year"].row for row in rows] == [1, 6, 7, 8]


@pytest.mark.parametrize("sheet", ["Funding", "Procurement"])
@pytest.mark.parametrize("word", ["Total", "TOTALS", " total\u00a0"])
def test_a_total_line_is_passed_over_and_noted(sheet: str, word: str) -> None:
    """Its first filled cell reads total or totals (reading 18)."""
    grids = form_grids()
    grids[sheet].append([word, 5, 5, 5, 5])
    proposal = read_form(grids)

    assert len(proposal.rows[sheet]) == 1
    assert note_texts(proposal.notes) == f"{sheet} A3: This total line was passed over."


def test_first_goes_by_the_order_of_the_form() -> None:
    """Where columns have moved, the declared order shows which cell is first (reading 65)."""
    grids = form_grids()
    grids["Funding"] = [
        ["component_kusd", "funding_year", "fct_test_kusd"],
        [5, "Total", 5],  # funding_year comes first in the form
        ["Total", 2027, 5],  # component_kusd comes last
        ["Total", "tbd", None],  # a placeholder fills nothing
    ]
    rows = read_form(grids).rows["Funding"]

    assert [row["component_kusd"].row for row in rows] == [2]


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ("Market", ["Total", "x", "Norway", "yes", "x"]),
        ("Schedule", ["Total", None, None, None]),
        ("Funding", ["Total FY27", 5, 5, 5, 5, 5]),
        ("Funding", [2027, "total", 5, 5, 5, 5]),
        ("Procurement", ["Sum", 5, 5, "x", "budgeted"]),
    ],
)
def test_what_is_no_total_line(sheet: str, row: list[Any]) -> None:
    """Only Funding and Procurement have them, and only that one word (reading 18)."""
    grids = form_grids()
    before = len(grids[sheet])
    grids[sheet].append(row)

    assert len(read_form(grids).rows[sheet]) == before


def test_a_list_holds_many_proposals() -> None:
    """One row a proposal; the rows of its tables carry its ref (reading 70)."""
    grids = list_grids({"A": {}, "B": {"title": "Second", "Market": []}})
    read = read_list(grids)
    first, second = read.proposals

    assert read.is_list
    assert (first.ref, second.ref) == ("A", "B")
    assert values_of(first) == VALID
    assert values_of(second)["title"] == "Second"
    assert second.answers["purpose"] == Cell(VALID["purpose"], 2, 1)
    assert [len(p.rows["Market"]) for p in read.proposals] == [3, 0]
    assert [len(p.rows["Funding"]) for p in read.proposals] == [1, 1]
    assert first.origin.sheets[PROPOSAL] == LIST_SHEET


def test_refs_are_compared_as_text() -> None:
    """The number 17 is 17, outer white space does not count (reading 70)."""
    grids = list_grids({17.0: {}, " B\u00a0": {}})
    grids["Funding"][1][0] = "17"
    grids["Funding"][2][0] = "B"
    read = read_list(grids)

    assert [p.ref for p in read.proposals] == ["17", "B"]
    assert [len(p.rows["Funding"]) for p in read.proposals] == [1, 1]


def test_refs_keep_their_case() -> None:
    """A-1 and a-1 are two proposals."""
    assert [p.ref for p in read_list(list_grids({"A-1": {}, "a-1": {}})).proposals] == [
        "A-1",
        "a-1",
    ]


@pytest.mark.parametrize(
    ("refs", "code", "words"),
    [
        (("A", "A"), "REPEATED_REF", "the ref “A” stands in rows 2 and 3"),
        ((17, "17 "), "REPEATED_REF", "the ref “17” stands in rows 2 and 3"),
        (("A", None), "BLANK_REF", "row 3 .* Write its reference into column A"),
        (("A", "\u00a0"), "BLANK_REF", "row 3"),
        (("A", BrokenCell("#REF!")), "BLANK_REF", "row 3"),
    ],
)
def test_a_repeated_or_blank_ref_is_refused(refs: tuple[Any, Any], code: str, words: str) -> None:
    """On a filled row of Proposals the file is refused (reading 70)."""
    grids = list_grids({"A": {}, "B": {}})
    for row, ref in enumerate(refs, start=1):
        grids[LIST_SHEET][row][0] = ref

    assert refused(grids, words) == code


def test_a_row_without_ref_and_answers_is_passed_over() -> None:
    """A blank row between two is no proposal (reading 70)."""
    grids = list_grids({"A": {}, "B": {}})
    grids[LIST_SHEET].insert(2, [None, "tbd", " "])

    assert [p.ref for p in read_list(grids).proposals] == ["A", "B"]


def test_a_table_row_of_an_unknown_ref_is_noted() -> None:
    """It belongs to nobody (reading 70)."""
    grids = list_grids({"A": {}})
    grids["Market"].append(["Z", *grids["Market"][1][1:]])
    read = read_list(grids)

    assert len(read.proposals[0].rows["Market"]) == 3
    assert "Market A5: This row belongs to no proposal: its ref is “Z”." in note_texts(read.notes)


def test_a_ref_that_differs_in_signs_alone_is_named() -> None:
    """It is not taken for the same, and the note says which one may be meant."""
    grids = list_grids({"A-1": {}})
    for alike in ("a-1", "A1", "A_1 "):
        grids["Funding"][1][0] = alike
        assert "It was not read. If “A-1” is meant, write that." in note_texts(
            read_list(grids).notes
        )


def test_headings_that_stand_again_are_no_proposal() -> None:
    """As where two lists were put together; it is noted."""
    grids = list_grids({"A": {}, "B": {}})
    grids[LIST_SHEET].insert(2, grids[LIST_SHEET][0])
    read = read_list(grids)

    assert [p.ref for p in read.proposals] == ["A", "B"]
    assert "Proposals A3: This row repeats the headings of row 1, and was passed" in note_texts(
        read.notes
    )


def test_a_shortened_long_number_as_a_ref_is_noted() -> None:
    """Two such refs may have been two numbers."""
    said = note_texts(read_list(list_grids({"1.23457E+11": {}, "E+1": {}})).notes)

    assert "Proposals A2: “1.23457E+11” is how a spreadsheet program shortens a long" in said
    assert "“E+1”" not in said


def test_missing_tables_and_columns_are_blank() -> None:
    """A list of titles alone is a list (reading 70)."""
    read = read_list({LIST_SHEET: [["Project title", "Ref"], ["x", "A"]]})

    assert values_of(read.proposals[0]) == {"title": "x"}
    assert all(read.proposals[0].rows[sheet] == [] for sheet in TABLE_SHEETS)


@pytest.mark.parametrize(
    ("heading", "where"),
    [("title", "B1 and C1"), ("Project title", "B1 and C1"), ("project", "B1 and C1")],
)
def test_two_columns_for_one_field_are_refused(heading: str, where: str) -> None:
    """By id, label or other wording, neither is preferred (reading 70)."""
    grids = {LIST_SHEET: [["ref", "TITLE", heading], ["A", "x", "y"]]}

    assert refused(grids, f"has the field “Project title” twice, in {where}") == "FIELD_TWICE"


def test_a_question_asked_twice_is_refused() -> None:
    """In a form as well."""
    grids = form_grids()
    grids[PROPOSAL].append(["title", "", "Another"])

    assert (
        refused(grids, f"“Project title” twice, in C4 and C{len(grids[PROPOSAL])}") == "FIELD_TWICE"
    )


def test_two_columns_of_refs_are_refused() -> None:
    """Which one counts could only be guessed."""
    assert refused({LIST_SHEET: [["ref", "REF", "title"], [1, 2, "x"]]}, "twice") == "FIELD_TWICE"


def test_a_list_without_refs_is_refused() -> None:
    """No proposal of it could be kept apart from another (reading 70)."""
    assert refused({LIST_SHEET: [["title"], ["x"]]}, "“Proposals” has no column") == "NO_REF_COLUMN"


def test_a_table_without_refs_belongs_to_nobody() -> None:
    """A missing column: its answers are blank, which is noted (reading 70)."""
    grids = list_grids({"A": {}})
    grids["Market"] = [row[1:] for row in grids["Market"]]
    read = read_list(grids)

    assert read.proposals[0].rows["Market"] == []
    assert "Market A1: This sheet has no column “ref”" in note_texts(read.notes)


def test_a_list_of_too_many_proposals_is_refused() -> None:
    """What is found in each would fill the memory of the process that asks."""
    rows = [["ref", "title"], *([f"R{number}", "t"] for number in range(20_001))]

    assert refused({LIST_SHEET: rows}, "20001 proposals; at most 20000") == "TOO_MANY_PROPOSALS"


def test_a_list_without_proposals_is_refused() -> None:
    """A heading alone."""
    assert refused({LIST_SHEET: [["ref", "title"]]}, "no filled row") == "NO_PROPOSALS"


@pytest.mark.parametrize(
    ("grids", "code"),
    [
        ({"Sheet1": [["title", "x"]]}, "NOT_A_FORM"),
        ({}, "NOT_A_FORM"),
        ({PROPOSAL: [], LIST_SHEET: []}, "FORM_AND_LIST"),
        ({PROPOSAL: []}, "NO_ANSWERS"),
        ({PROPOSAL: [["Color", "Taste"], ["red", "sweet"]]}, "NO_ANSWERS"),
    ],
)
def test_another_workbook_is_refused(grids: dict[str, Any], code: str) -> None:
    """It says what sheets it has, and what to fill in."""
    assert refused(grids, "sent.xlsx") == code


def test_an_old_form_is_refused() -> None:
    """Both versions are named."""
    words = "from form version 0.9; forms of version 1.0 and later are taken"

    assert refused(form_grids(), words, fct_form_version="0.9") == "OLD_FORM"


@pytest.mark.parametrize("name", [" proposal ", "PROPOSAL", "Proposal\u00a0"])
def test_names_of_sheets_are_compared_as_choices(name: str) -> None:
    """Case and spaces do not count (readings 2 and 70), and the sponsor's spelling is kept."""
    grids = form_grids()
    grids[name] = grids.pop(PROPOSAL)

    assert read_form(grids).origin.sheets[PROPOSAL] == name


def test_a_written_form_is_read_back(tmp_path: Path) -> None:
    """The template, filled by a program, gives the same answers."""
    proposal = read_workbook(write_form(tmp_path / "form.xlsx", ref="A-1")).proposals[0]

    assert values_of(proposal) == VALID
    assert proposal.ref == "A-1"
    assert proposal.notes == []


def test_a_written_list_is_read_back(tmp_path: Path) -> None:
    """So does a list."""
    path = write_list(tmp_path / "list.xlsx", {"A": {}, "B": {"trl": "nine"}})
    read = read_workbook(path)

    assert [values_of(p) for p in read.proposals] == [VALID, VALID | {"trl": "nine"}]
    assert read.fiscal_year == 2027


def test_a_spreadsheet_of_ones_own_is_read(tmp_path: Path) -> None:
    """Written by another program, with dates as date cells."""
    path = write_grids(tmp_path / "own.xlsx", list_grids({"A": {}}))
    proposal = read_workbook(path).proposals[0]

    assert proposal.answers["test_end"].value == dt.date(2027, 12, 15)
    assert proposal.origin.file == "own.xlsx"


@pytest.mark.parametrize("version", ["1.0", "1.7", "2.0"])
def test_later_forms_are_read_alike(version: str) -> None:
    """A form of 1.0 or later is read by its words (reading 74)."""
    assert workbook_from_book(book(form_grids(), fct_form_version=version)).proposals


def test_another_layout_is_read_by_its_words() -> None:
    """A title, sections named like a field, sums and answers in another column change nothing."""
    plain = read_form(form_grids())
    grids = form_grids()
    rows = [["No.", "Field", "Question", "Unit", "Answer", "Check"]]
    for number, (name, label, value) in enumerate(grids["Proposal"][1:], 1):
        if name == "vendor":
            rows.append(["", "", "Vendor", "", "", ""])
        rows.append([number, name, label, "text", value, "ok"])
    grids["Proposal"] = [["FCT proposal"], [], *rows, ["", "", "Answers given", "", "", 59]]
    moved = read_form(grids)
    assert {name: cell.value for name, cell in moved.answers.items()} == {
        name: cell.value for name, cell in plain.answers.items()
    }
    assert moved.second is None


def test_a_total_in_a_column_of_its_own() -> None:
    """A line that adds up has Total in its first column, which may be no column of the form."""
    grids = form_grids()
    grids["Funding"] = [["", *row] for row in grids["Funding"]]
    grids["Funding"].append(["Total", None, 300, 200, 50, 0, 100])
    proposal = read_form(grids)
    assert len(proposal.rows["Funding"]) == 1
    assert any("total line" in note.text for note in proposal.notes)


def test_units_behind_headings_are_passed_over() -> None:
    """($K) and ($) name no other column; a unit that is not the column's is noted."""
    grids = form_grids()
    plain = read_form(form_grids())
    grids["Funding"][0] = [
        *grids["Funding"][0][:1],
        *[f"{h} ($K)" for h in grids["Funding"][0][1:]],
    ]
    grids["Procurement"][0][2] += " ($)"
    proposal = read_form(grids)
    assert proposal.rows == plain.rows
    assert [note.cell for note in proposal.notes] == ["C1"]
    assert "is read in thousands of US dollars" in proposal.notes[0].text


def test_sheets_as_numbers_names_them() -> None:
    """A table's name behind that of its sheet is passed over, where one sheet is meant."""
    grids = {f"{name} - Table 1": grid for name, grid in form_grids().items()}
    proposal = read_form(grids)
    assert proposal.rows == read_form(form_grids()).rows
    assert proposal.origin.sheets["Funding"] == "Funding - Table 1"
    assert "was read as “Proposal”" in proposal.notes[0].text

    grids["Proposal - Table 2"] = grids["Proposal - Table 1"]
    assert refused(grids, "neither a sheet") == "NOT_A_FORM"


def test_a_heading_written_like_an_id_is_asked_about() -> None:
    """A list may be headed by ids."""
    grids = list_grids({"A-1": {}})
    heading = grids["Proposals"][0]
    heading[heading.index("title")] = "titel"

    notes = workbook_from_book(book(grids)).notes

    (said,) = (note.text for note in notes if "titel" in note.text)
    assert said.endswith("was not read. If “Project title” is meant, write that.")
