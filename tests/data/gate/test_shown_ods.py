"""Cells of an ods file that are shown otherwise than they are held."""

from pathlib import Path

import pytest

from fct.data.gate.number_formats import Look, Oddity
from fct.data.gate.shown_ods import looks_of_ods
from fct.data.reading.client import read_path_safely

CASES = Path(__file__).parents[2] / "cases"
NAMESPACES = " ".join(
    f'xmlns:{name}="{name}"' for name in ("office", "style", "number", "table", "text", "fo")
)


def looks(styles: str, cells: str) -> dict[tuple[int, int], list[Look]]:
    """Return the looks of the cells of one row."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}"
        '</office:automatic-styles><office:body><table:table table:name="Data"><table:table-row>'
        f"{cells}</table:table-row></table:table></office:body></office:document-content>"
    )
    return looks_of_ods(content.encode(), b"").get("Data", {})


def test_a_file_of_libreoffice() -> None:
    """What LibreOffice writes for number formats of xlsx is shown as it was there."""
    sheet = read_path_safely(CASES / "libreoffice-shown.ods").book.sheets[0]
    shown = {str(sheet.rows[row][0]): looks[0] for (row, _), looks in sheet.looks.items()}
    assert shown["[$€-2] #,##0"] == (Oddity.UNIT, "€ 420")
    assert shown["0%"] == (Oddity.UNIT, "50%")
    assert shown["#,##0,"] == (Oddity.OTHER, "420")
    assert shown['0.0,"K"'] == (Oddity.OTHER, "0.4K")
    assert shown[";;;"] == (Oddity.HIDDEN, "")
    assert shown["£#,##0"] == (Oddity.UNIT, "£3")
    plain = {"General", "yyyy-mm-dd", "0.00E+00", "[$$-409]#,##0.00", '#,##0" units"'}
    assert not plain & set(shown)
    assert not any(code.startswith("_($*") for code in shown)
    assert sheet.looks[30, 1] == [(Oddity.STRUCK, "")]
    assert sheet.looks[31, 1] == [(Oddity.PARTLY_STRUCK, "old")]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('office:value-type="percentage" office:value="0.5"', "50%"),
        ('office:value-type="currency" office:currency="EUR" office:value="420"', "420 EUR"),
    ],
)
def test_a_type_without_a_style(typed: str, shown: str) -> None:
    """Where a cell has no style its type says the unit."""
    cells = f"<table:table-cell {typed}><text:p>x</text:p></table:table-cell>"
    assert looks("", cells) == {(0, 0): [Look(Oddity.UNIT, shown)]}


def test_dollars_by_type_are_plain() -> None:
    """US dollars are what is asked for."""
    typed = 'office:value-type="currency" office:currency="USD" office:value="420"'
    assert looks("", f"<table:table-cell {typed}/>") == {}


def test_a_style_of_the_column_counts_where_the_cell_has_none() -> None:
    """The column's default style shows a cell without a style of its own; repeats are unfolded."""
    styles = (
        '<number:percentage-style style:name="N1"><number:number number:decimal-places="0" '
        'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>'
        '<style:style style:name="ce1" style:data-style-name="N1"/>'
        '<style:style style:name="ce2" style:parent-style-name="ce1"/>'
    )
    cells = (
        '<table:table-column table:default-cell-style-name="ce2" '
        'table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" '
        'office:value="0.5"/>'
    )
    assert looks(styles, cells) == {(0, column): [Look(Oddity.UNIT, "50%")] for column in (0, 1)}


DAYS = (
    '<number:date-style style:name="N30"><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N30"/>'
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("46037", "2026-01-15"), ("46037.75", "2026-01-15"), ("0", "1899-12-30"), ("9e9", "")],
)
def test_a_number_that_a_style_shows_as_a_day_is_that_day(value: str, shown: str) -> None:
    """Calligra writes the days of an xlsx file so; LibreOffice shows them as days."""
    typed = f'office:value-type="float" office:value="{value}"'
    cells = f'<table:table-cell table:style-name="ce1" {typed}/>'
    assert looks(DAYS, cells) == ({(0, 0): [Look(Oddity.DAY, shown)]} if shown else {})


def test_a_file_may_count_its_days_from_1904() -> None:
    """As workbooks of old Macintosh programs do."""
    zero = '<table:null-date table:date-value="1904-01-01"/>'
    cell = '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="1"/>'
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{DAYS}"
        f"</office:automatic-styles><office:body>{zero}"
        f'<table:table table:name="Data"><table:table-row>{cell}</table:table-row></table:table>'
        "</office:body></office:document-content>"
    )
    assert looks_of_ods(content.encode(), b"")["Data"][0, 0] == [Look(Oddity.DAY, "1904-01-02")]
