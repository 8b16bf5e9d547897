"""Cells that calamine shows as empty though they are not, found in the XML."""

import io
import zipfile

import pytest

from fct.data.common.cells import BrokenCell
from tests.oracle.broken_cells import broken_cells, workbook_properties
from tests.support.files.workbooks import ods_of, xlsx_of, zipped

NO_VALUE = BrokenCell("a formula without a stored value")


def opened(content: bytes) -> zipfile.ZipFile:
    """A file as an open archive."""
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', BrokenCell("#REF!")),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', BrokenCell("#DIV/0!")),
        ('<c r="B2" t="e"/>', BrokenCell("an error value")),
        ('<c r="B2"><f>A1+1</f></c>', NO_VALUE),
        ('<c r="B2"><f>A1+1</f><v></v></c>', NO_VALUE),
        ('<c r="B2" t="str"><f>A1</f></c>', NO_VALUE),
        ("<c t='e'><v>#N/A</v></c>", BrokenCell("#N/A")),
        ('<x:c xmlns:x="urn:x" r="B2" t="e"><x:v>#NUM!</x:v></x:c>', BrokenCell("#NUM!")),
    ],
)
def test_an_xlsx_cell_without_a_value(cell: str, found: BrokenCell) -> None:
    """An error value, or a formula without a stored value, is found by its place."""
    first = '<c r="A2"><v>1</v></c>'
    archive = opened(xlsx_of(f'<row r="2">{first}{cell}</row>'))

    assert broken_cells(archive) == {"Data": {(1, 1): found}}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><f>A1+1</f><v>2</v></c>',
        '<c r="B2" t="str"><f>""</f><v></v></c>',
        '<c r="B2" t="inlineStr"><is><t>#REF!</t></is></c>',
        '<c r="B2"/>',
        '<c r="B2" t="b"><v>1</v></c>',
    ],
)
def test_a_sound_xlsx_cell(cell: str) -> None:
    """A formula with a stored value, empty text too, is sound; text is text."""
    found = broken_cells(opened(xlsx_of(f'<row r="2">{cell}</row>')))

    assert found.get("Data", {}) == {}


def test_rows_and_cells_without_a_place_follow_the_one_before() -> None:
    """Some programs leave the references out."""
    rows = '<row><c/></row><row r="5"><c/></row><row><c/><c r="D6"/><c t="e"><v>#N/A</v></c></row>'

    assert broken_cells(opened(xlsx_of(rows))) == {"Data": {(5, 4): BrokenCell("#N/A")}}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (
            (
                '<table:table-cell table:formula="of:=1/0" office:value-type="string">'
                "<text:p>#DIV/0!</text:p></table:table-cell>"
            ),
            {(2, 3): BrokenCell("#DIV/0!")},
        ),
        (
            (
                '<table:table-cell table:formula="of:=A1" office:value-type="float">'
                "<text:p>Err:502</text:p></table:table-cell>"
            ),
            {(2, 3): BrokenCell("Err:502")},
        ),
        ('<table:table-cell table:formula="of:=A1"/>', {(2, 3): NO_VALUE}),
        (
            (
                '<table:table-cell table:formula="of:=A1" office:value-type="float">'
                "<text:p>1</text:p></table:table-cell>"
            ),
            {},
        ),
    ],
)
def test_an_ods_cell_without_a_value(cell: str, found: dict[tuple[int, int], BrokenCell]) -> None:
    """Repeated rows and columns before it count."""
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-repeated="3"/>'
        f"{cell}</table:table-row>"
    )

    assert broken_cells(opened(ods_of(rows))) == {"Data": found}


def test_an_ods_without_formulas_is_not_searched() -> None:
    """Nothing can be broken in it."""
    assert broken_cells(opened(ods_of("<table:table-row/>"))) == {}


def test_properties_of_an_ods() -> None:
    """A stamp of the form is found in an ods as well."""
    assert workbook_properties(opened(ods_of(""))) == {"fct_ref": "FY27-1"}


def test_properties_of_an_xlsx() -> None:
    """A custom property of any type is read as text."""
    custom = (
        '<Properties xmlns="urn:p" xmlns:vt="urn:v"><property name="fct_ref"><vt:lpwstr> A-1 '
        '</vt:lpwstr></property><property name="n"><vt:i4>7</vt:i4></property></Properties>'
    )

    assert workbook_properties(opened(zipped({"docProps/custom.xml": custom}))) == {
        "fct_ref": "A-1",
        "n": "7",
    }


def test_a_file_without_properties() -> None:
    """Somebody's own spreadsheet has no stamp."""
    assert workbook_properties(opened(xlsx_of(""))) == {}


def test_an_entity_bomb_is_not_unfolded() -> None:
    """A document type with entities is refused, whatever it would have said."""
    bomb = (
        '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<Properties>&b;</Properties>"
    )

    with pytest.raises(ValueError, match="document type"):
        workbook_properties(opened(zipped({"docProps/custom.xml": bomb})))
