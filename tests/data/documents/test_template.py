"""Workbooks of the form: what a sponsor opens, and what a program reads back."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fct.data.common.cells import BrokenCell
from fct.data.documents.template import Filled, write_list_csv, write_list_workbook, write_template
from fct.data.program.form import PROPOSAL, TABLE_SHEETS, Form, load_form
from tests.oracle.plain_reader import read_book
from tests.support.workbooks import first_sheet

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
    """Field ids stand in column A of Proposal, labels in row 1 of the tables, in order."""
    ids = [row[0] for row in opened[PROPOSAL].iter_rows(min_row=2, values_only=True)]
    labels = {sheet: [cell.value for cell in opened[sheet][1]] for sheet in TABLE_SHEETS}

    assert labels["Procurement"][2] == "Amount ($K)"
    assert ids == [field.id for field in FORM.of_sheet(PROPOSAL)]
    assert labels == {s: [field.heading for field in FORM.of_sheet(s)] for s in TABLE_SHEETS}


def test_the_workbook_is_stamped(blank: Path) -> None:
    """Form version, fiscal year and ref are custom properties."""
    properties = read_book(blank).properties

    assert properties["fct_form_version"] == FORM.version
    assert properties["fct_fiscal_year"] == "2027"
    assert properties["fct_ref"] == "FY27-NAVY-03"


def test_every_choice_has_a_drop_down_that_offers_its_choices(opened: Any) -> None:
    """The drop-down points to a defined name that holds the choices of the field."""
    by_cell = {
        str(validation.sqref): validation.formula1
        for validation in opened[PROPOSAL].data_validations.dataValidation
        if validation.type == "list"
    }
    for row, field in enumerate(FORM.of_sheet(PROPOSAL), start=2):
        if field.type.value == "choice":
            name = by_cell[f"C{row}"]
            area = opened.defined_names[name.removeprefix("=")].attr_text
            sheet, cells = area.split("!")
            offered = tuple(c.value for (c,) in opened[sheet][cells.replace("$", "")])
            assert offered == field.choices


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
    assert sheet["B2"].protection.locked
    assert not sheet["C2"].protection.locked
    assert not opened["Market"].protection.sort  # the attribute says that sorting is locked


def test_required_cells_are_marked_by_colour_and_by_words(opened: Any) -> None:
    """Colour alone is never the sign: the row says it, and the label shows a star."""
    sheet = opened[PROPOSAL]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}

    assert rows["title"][2].fill.fgColor.rgb.endswith("F6F3EC")
    assert rows["title"][3].value.startswith("REQUIRED")
    assert "*" in rows["title"][1].number_format
    assert rows["test_site"][3].value.startswith("OPTIONAL")
    assert rows["complexity"][3].value.startswith("REQUIRED WHEN funded for more than two")


def test_the_same_call_gives_the_same_bytes(tmp_path: Path, filled: Filled) -> None:
    """Nothing in the file depends on the clock."""
    for name in ("a.xlsx", "b.xlsx"):
        write_template(
            tmp_path / name, form=FORM, fiscal_year=2027, filled=filled, remark="Made up."
        )

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def answers_of(path: Path) -> dict[str, object]:
    """The cells of column C by the field id of column A."""
    (sheet,) = [sheet for sheet in read_book(path).sheets if sheet.name == PROPOSAL]
    return {str(row[0]): row[2] for row in sheet.rows[1:]}


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
    """A misspelt field id is named, not dropped."""
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


def test_the_instructions_explain_every_table_column(blank: Path) -> None:
    """Each column of the four tables has a line on the first sheet."""
    form: Form = FORM
    columns = {f"{f.sheet}: {f.label}" for f in form.fields if f.sheet != PROPOSAL}

    assert columns <= first_sheet(blank)
