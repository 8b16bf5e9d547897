"""Workbooks of the form: what a sponsor opens, and what a program reads back."""

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

from fct.data.common.cells import BrokenCell
from fct.data.documents.template import Filled, write_list_csv, write_list_workbook, write_template
from fct.data.program.form import PROPOSAL, TABLE_SHEETS, load_form
from fct.data.program.form_words import guide_text, needed_text
from fct.data.proposals.answers import read_answer
from tests.oracle.plain_reader import read_book
from tests.support.files.form_cells import cell_of, row_of
from tests.support.files.workbooks import first_sheet
from tests.support.proposals.cases import VALID_ROWS, judged, valid_proposal

FORM = load_form()


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank form of fiscal year 2027."""
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_template(path, form=FORM, fiscal_year=2027, ref="FY27-NAVY-03")
    return path


@pytest.fixture(scope="module")
def opened(blank: Path) -> Any:
    """The blank form as another program opens it."""
    return openpyxl.load_workbook(blank)


@pytest.fixture
def filled() -> Filled:
    """A proposal of which a few answers are filled in, one of them broken."""
    return {
        "answers": {
            "title": "=not a formula",
            "fiscal_year": 2027,
            "advocacy_date": dt.date(2026, 2, 14),
            "requirement_number": "3-12",
            "vendor": BrokenCell("#REF!"),
        },
        "rows": {"Funding": [{"funding_year": 2027, "fct_articles_kusd": 500.25}]},
    }


def test_the_sheets_stand_in_order_and_the_lists_are_hidden(opened: Any) -> None:
    """The instructions come first; the choices of the drop-downs are out of the way."""
    assert opened.sheetnames == ["Instructions", PROPOSAL, *TABLE_SHEETS, "Lists"]
    assert opened["Lists"].sheet_state == "hidden"


def test_every_field_of_the_form_is_on_its_sheet(opened: Any) -> None:
    """Labels stand in the order of the form; a table has each above a column of its own."""
    rows = [row_of(field.id) for field in FORM.of_sheet(PROPOSAL)]

    assert rows == sorted(set(rows))
    for sheet in TABLE_SHEETS:
        letters = [cell_of(field.id)[0] for field in FORM.of_sheet(sheet)]
        assert letters == list("ABCDEF")[: len(letters)]
    assert opened["Procurement"][cell_of("procurement_kusd", -1)].value == "Amount ($K)"


def test_the_workbook_is_stamped(blank: Path) -> None:
    """Form version, fiscal year and ref are custom properties."""
    properties = read_book(blank).properties

    assert properties["fct_form_version"] == FORM.version
    assert properties["fct_fiscal_year"] == "2027"
    assert properties["fct_ref"] == "FY27-NAVY-03"


def test_every_choice_has_a_drop_down_that_offers_its_choices(opened: Any) -> None:
    """The drop-down points to a defined name that holds the choices of the field."""
    lists = lists_of(opened)
    for field in FORM.of_sheet(PROPOSAL):
        if field.type.value == "choice":
            area = opened.defined_names[lists[cell_of(field.id)]].attr_text
            sheet, cells = area.split("!")
            offered = tuple(c.value for (c,) in opened[sheet][cells.replace("$", "")])
            assert offered == (*field.choices, *FORM.offered.get(field.id, ()))


def lists_of(book: Any) -> dict[str, str]:
    """The name of the list of each cell of Proposal that has one."""
    return {
        str(validation.sqref): validation.formula1.removeprefix("=")
        for validation in book[PROPOSAL].data_validations.dataValidation
        if validation.type == "list"
    }


@pytest.mark.parametrize("written", FORM.offered["marking"])
def test_a_marking_that_is_offered_is_read_as_cui(written: str) -> None:
    """Categories behind it change nothing (reading 83); others than these may be written too."""
    assert read_answer(FORM["marking"], written).value == "CUI"


def test_every_answer_has_a_prompt(opened: Any) -> None:
    """It says what is needed and accepted while the cell is selected, within Excel's limits."""
    prompts = {
        (sheet, str(validation.sqref).partition(":")[0]): validation
        for sheet in (PROPOSAL, *TABLE_SHEETS)
        for validation in opened[sheet].data_validations.dataValidation
    }
    for field in FORM.fields:
        prompt = prompts[field.sheet, cell_of(field.id)]
        assert prompt.showInputMessage
        assert prompt.prompt.startswith(needed_text(field))
        assert len(prompt.prompt) <= 255
        assert len(prompt.promptTitle) <= 32


def test_an_error_message_names_what_is_accepted_and_an_example(
    opened: Any,
) -> None:
    """A refused entry is answered with the limits and an example, within Excel's 255 characters."""
    validations = opened[PROPOSAL].data_validations.dataValidation
    (trl,) = [v for v in validations if v.errorTitle == "Technology readiness level"]

    assert trl.error == "A whole number, 1 to 9. Example: 9"
    assert all(len(v.error or "") <= 255 for v in validations)


def test_the_structure_is_protected_and_the_answers_are_open(opened: Any) -> None:
    """A question is locked, an answer is not; no password is set; tables can be sorted."""
    sheet = opened[PROPOSAL]

    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet[f"B{row_of('title')}"].protection.locked
    assert not sheet[cell_of("title")].protection.locked
    assert not opened["Market"].protection.sort  # the attribute says that sorting is locked


def test_required_cells_are_marked_by_color_and_by_words(opened: Any) -> None:
    """Color alone is never the sign: the row says it, and the label shows a star."""
    sheet = opened[PROPOSAL]
    rows = {name: sheet[row_of(name)] for name in ("title", "test_site", "complexity")}

    assert rows["title"][2].fill.fgColor.rgb.endswith("F6F3EC")
    assert rows["title"][3].value.startswith("REQUIRED")
    assert "*" in rows["title"][1].number_format
    assert rows["test_site"][3].value.startswith("OPTIONAL")
    assert rows["complexity"][3].value.startswith("REQUIRED WHEN funded for more than two")


@pytest.mark.parametrize("sheet", TABLE_SHEETS)
def test_a_table_shows_the_least_number_of_required_rows(sheet: str, opened: Any) -> None:
    """Nobody takes it that all drawn rows must be filled in; one that is begun shows the rest."""
    field = FORM.of_sheet(sheet)[0]
    shape = FORM.tables[sheet]
    colors = [
        opened[sheet][cell_of(field.id, row)].fill.fgColor.rgb[2:] for row in range(shape.drawn)
    ]

    assert colors == ["F6F3EC"] * shape.least + ["FFFFFF"] * (shape.drawn - shape.least)
    begun = {str(area.sqref): area.rules for area in opened[sheet].conditional_formatting}
    (column,) = (
        rules for cells, rules in begun.items() if cells.startswith(f"{cell_of(field.id)}:A")
    )
    assert "COUNTA" in column[0].formula[0]


@pytest.mark.parametrize("sheet", TABLE_SHEETS)
def test_with_one_row_less_than_a_table_shows_a_proposal_is_not_rankable(sheet: str) -> None:
    """The least number of rows is what the rules need."""
    least = FORM.tables[sheet].least

    assert verdict_with_rows(sheet, least) == "rankable"
    assert verdict_with_rows(sheet, least - 1) != "rankable"


def verdict_with_rows(sheet: str, count: int) -> str:
    """The verdict on the valid proposal with so many rows of a table."""
    changes = {sheet: [{}] * count}
    if count:
        key = FORM.of_sheet(sheet)[0].id
        changes = {key: [row[key] for row in VALID_ROWS[sheet][:count]]}
    return str(judged(valid_proposal(**changes)).scores["verdict"].iloc[0])


def test_the_ids_are_out_of_the_way(opened: Any) -> None:
    """They stand in a hidden column right of all that is printed, where the reader finds them."""
    sheet = opened[PROPOSAL]

    assert sheet[f"E{row_of('trl')}"].value == "trl"
    assert sheet.column_dimensions["E"].hidden
    assert sheet.print_area.split("!")[1].startswith("$A$1:$D$")


def test_no_question_is_named_by_its_id_where_people_read(opened: Any) -> None:
    """Its label stands there, in quotes."""
    ids = re.compile("|".join(rf"\b{one.id}\b" for one in FORM.fields if "_" in one.id))
    shown = [
        cell.value
        for sheet in opened
        if sheet.title != "Lists"
        for row in sheet.iter_rows(max_col=4 if sheet.title == PROPOSAL else None)
        for cell in row
        if isinstance(cell.value, str) and not cell.value.startswith("=")
    ]

    assert [text for text in shown if ids.search(text)] == []


def test_the_questions_stand_in_numbered_sections(opened: Any) -> None:
    """Each criterion has one, and a question has the number of its section before its own."""
    sheet = opened[PROPOSAL]
    rows = [row_of(one.first) - 1 for one in FORM.sections]
    sections = {sheet[f"A{row}"].value: sheet[f"B{row}"].value for row in rows}
    abouts = " ".join(sheet[f"D{row}"].value for row in rows)

    assert list(sections) == [str(n) for n in range(1, len(FORM.sections) + 1)]
    assert sections["3"] == "User advocacy"
    assert sheet[f"D{row_of('user_organization') - 1}"].value.startswith("Criterion 1 of 5")
    assert sheet[f"A{row_of('advocacy_type')}"].value == "3.2"
    assert {f"Criterion {n} of 5" in abouts for n in range(1, 6)} == {True}


def test_no_cell_of_the_form_has_letters_of_two_sizes(blank: Path) -> None:
    """A program that keeps one look a cell, as openpyxl does, saves every title as it was."""
    saved = openpyxl.load_workbook(blank, rich_text=True)
    mixed = [
        (sheet.title, cell.coordinate)
        for sheet in saved
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, CellRichText)
    ]

    assert mixed == []


@pytest.mark.parametrize("name", [PROPOSAL, *TABLE_SHEETS, "Instructions"])
def test_a_sheet_fits_on_the_width_of_a_page_as_it_is(name: str, opened: Any) -> None:
    """It is printed in the size of its type, which is 9 points or more, in US letter."""
    sheet = opened[name]
    widths = [
        dimension.width * (dimension.max - dimension.min + 1)
        for dimension in sheet.column_dimensions.values()
        if not dimension.hidden
    ]
    pixels = sum(round(width * 7) for width in widths)
    inches = 10.0 if sheet.page_setup.orientation == "landscape" else 7.5
    sizes = {cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None}

    assert pixels <= inches * 96
    assert min(sizes) >= 9


def test_the_instructions_fill_one_page(opened: Any) -> None:
    """Without being made smaller than 8 points: 9.7 inches of rows, shrunk to 9/10 at most."""
    sheet = opened["Instructions"]
    points = sum((sheet.row_dimensions[row].height or 15) for row in range(1, sheet.max_row + 1))

    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in {None, 1}
    assert points * 0.9 <= 9.7 * 72


def test_the_same_call_gives_the_same_bytes(tmp_path: Path, filled: Filled) -> None:
    """Nothing in the file depends on the clock."""
    for name in ("a.xlsx", "b.xlsx"):
        write_template(
            tmp_path / name, form=FORM, fiscal_year=2027, filled=filled, remark="Made up."
        )

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def answers_of(path: Path) -> dict[str, object]:
    """The answers of a form, by the cells that a form has for them."""
    (sheet,) = [sheet for sheet in read_book(path).sheets if sheet.name == PROPOSAL]
    return {field.id: sheet.rows[row_of(field.id) - 1][2] for field in FORM.of_sheet(PROPOSAL)}


def test_answers_keep_their_types(tmp_path: Path, filled: Filled) -> None:
    """Text stays text, a date stays a date, and a broken formula stays broken."""
    path = tmp_path / "filled.xlsx"
    write_template(path, form=FORM, fiscal_year=2027, filled=filled)
    answers = answers_of(path)

    assert answers["title"] == "=not a formula"
    assert answers["fiscal_year"] == 2027
    assert answers["advocacy_date"] == dt.date(2026, 2, 14)
    assert answers["requirement_number"] == "3-12"
    assert answers["vendor"] == BrokenCell("#REF!")


def test_a_field_that_the_form_lacks_is_refused(tmp_path: Path) -> None:
    """A misspelled field id is named, not dropped."""
    with pytest.raises(ValueError, match=r"sheet Proposal of the form has no field \['titel'\]"):
        write_template(
            tmp_path / "x.xlsx", form=FORM, fiscal_year=2027, filled={"answers": {"titel": "x"}}
        )


def test_a_remark_stands_on_the_first_sheet_and_in_the_properties(tmp_path: Path) -> None:
    """Whoever opens the file, and whatever reads it, is shown."""
    path = tmp_path / "r.xlsx"
    write_template(path, form=FORM, fiscal_year=2027, remark="Made up.")
    book = read_book(path)

    assert book.properties["fct_remark"] == "Made up."
    assert "Made up." in first_sheet(path)


def test_a_list_workbook_has_one_row_a_proposal(tmp_path: Path, filled: Filled) -> None:
    """The sheet Proposals starts with ref, and so do the tables."""
    path = tmp_path / "list.xlsx"
    write_list_workbook(path, form=FORM, proposals={"A-1": filled, "A-2": {}}, fiscal_year=2027)
    sheets = {sheet.name: sheet.rows for sheet in read_book(path).sheets}

    assert sheets["Proposals"][0][:2] == ["ref", "What is being asked for"]
    assert [row[0] for row in sheets["Proposals"][1:]] == ["A-1", "A-2"]
    assert sheets["Funding"][1][:3] == ["A-1", 2027, 500.25]


def test_a_list_as_csv_has_five_tables(tmp_path: Path, filled: Filled) -> None:
    """Dates are written as YYYY-MM-DD, blank answers as nothing."""
    paths = write_list_csv(tmp_path / "list", form=FORM, proposals={"A-1": filled})

    assert [path.name for path in paths] == ["Proposals.csv", *(f"{s}.csv" for s in TABLE_SHEETS)]
    assert "2026-02-14" in paths[0].read_text("utf-8-sig")
    assert paths[3].read_text("utf-8-sig").splitlines()[1] == "A-1,2027,500.25,,,,"


@pytest.mark.parametrize("sheet", TABLE_SHEETS)
def test_what_a_column_asks_stands_above_it(sheet: str, opened: Any) -> None:
    """And whether it is required, so that a printed form can be filled in."""
    texts = {cell.value for row in opened[sheet].iter_rows(max_row=4) for cell in row}

    assert {guide_text(field) for field in FORM.of_sheet(sheet)} <= texts


def test_what_is_typed_makes_its_row_grow(blank: Path) -> None:
    """A row with a height of its own would cut a long answer; that of the summary has one."""
    with zipfile.ZipFile(blank) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    heights = dict(re.findall(r'<row r="([0-9]+)"([^>]*)>', sheet))

    answers = [heights[str(row_of(field.id))] for field in FORM.of_sheet(PROPOSAL)]
    assert all(' ht="' in row and "customHeight" not in row for row in answers)
    assert sum("customHeight" in row for row in heights.values()) > len(FORM.sections)
