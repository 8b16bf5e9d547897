"""What a workbook's XML shows beyond its values."""

import json

from fct.data.sheets.facts import facts_from_json, facts_to_json, workbook_facts
from fct.data.xlsx.sheet import Area
from tests.support.files.workbooks import ods_of, xlsx_of

ROWS = (
    '<row r="3" hidden="1"><c r="A3"><v>1</v></c></row><row r="4" hidden="1"/>'
    '<row r="2"><c r="B2" t="inlineStr"><is><t>x</t></is></c><c r="C2"/></row>'
)


def test_rows_hidden_out_of_order_and_filled_are_found() -> None:
    """Spans of hidden rows, the first row that comes late, and what each column holds."""
    (sheet,) = workbook_facts(xlsx_of(ROWS)).sheets

    assert (sheet.hidden_rows, sheet.disordered_row) == ([(2, 3)], 1)
    assert sheet.filled == {0: [2, 1], 1: [1, 1]}


def test_an_ods_file_shows_the_same() -> None:
    """Hidden rows and columns, repeated ones too, and merged cells."""
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse" '
        'table:number-columns-repeated="2"/>'
        '<table:table-row table:number-rows-repeated="3" table:visibility="collapse">'
        '<table:table-cell office:value-type="float"/></table:table-row>'
        '<table:table-row><table:table-cell table:number-rows-spanned="2" '
        'table:number-columns-spanned="1"/></table:table-row>'
    )
    (sheet,) = workbook_facts(ods_of(rows)).sheets

    assert (sheet.hidden_rows, sheet.hidden_columns) == ([(0, 2)], [(1, 2)])
    assert sheet.merged == [Area(3, 0, 4, 0)]


def test_facts_go_through_json() -> None:
    """They are gathered in another process."""
    facts = workbook_facts(xlsx_of(ROWS))

    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_what_is_no_workbook_shows_nothing() -> None:
    """Nothing, a CSV file, a damaged one."""
    for content in (b"", b"a,b", b"PK\x03\x04", xlsx_of("")[:-50]):
        assert workbook_facts(content).sheets == []
