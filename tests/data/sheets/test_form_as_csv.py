"""One sheet of the form, saved alone as a CSV file."""

import openpyxl
import pytest

from fct.data.common.errors import RefusalError
from fct.data.program.form import load_form
from fct.data.sheets.form_as_csv import refuse_form_as_csv
from fct.data.sheets.raw_book import RawBook, RawSheet

WAY = "or save the sheets “Proposal”, “Market”, “Schedule”, “Funding” and “Procurement” as CSV"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """The form as the program writes it."""
    from fct.data.documents.template import write_template

    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_template(path, form=load_form(), fiscal_year=2027)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("sheet", ["Proposal", "Market", "Funding", "Instructions", "Lists"])
@pytest.mark.parametrize("name", ["{sheet}.csv", "form-{sheet}.csv", "my proposal.csv"])
def test_each_sheet_of_the_form_is_named_with_a_way_on(
    blank: openpyxl.Workbook, sheet: str, name: str
) -> None:
    """Those that nobody answers too, whatever the file is called."""
    rows = [["" if cell is None else cell for cell in row] for row in blank[sheet].values]
    book = RawBook(name.format(sheet=sheet), "", [RawSheet("Proposals", rows)], {})

    with pytest.raises(RefusalError, match=f"is the sheet “{sheet}” of the form") as refused:
        refuse_form_as_csv(book, load_form())
    assert WAY in refused.value.message


def test_a_list_is_taken_whatever_it_is_named() -> None:
    """What has a column of refs is a list."""
    rows = [["ref", "title"], ["A-1", "A mortar sight"]]

    refuse_form_as_csv(RawBook("Lists.csv", "", [RawSheet("Proposals", rows)], {}), load_form())
