"""A small workbook, made here, that a child reads before its file, so that it starts warm.

What a child touches first is copied page by page from the process it was forked from; done while
it waits, that costs a file nothing.
"""

from fct.data.common import loaded_once
from fct.data.gate import stored_archive
from fct.data.reading.job_read import BookReader, Reading

_ROWS = 60
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def warm_up(reading: Reading) -> None:
    """Read the small workbook and forget it."""
    BookReader(reading, lambda _letter, _text: None).read("warm.xlsx", small_workbook())


@loaded_once
def small_workbook() -> bytes:
    """Return the small workbook, as an xlsx file."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row}</v></c><c r="B{row}" s="1"><v>{row}</v></c>'
        f'<c r="C{row}" t="inlineStr"><is><t>text “{row}”</t></is></c><c r="D{row}"/></row>'
        for row in range(1, _ROWS)
    )
    texts = "".join(f'<si><t xml:space="preserve">a text of number {n}</t></si>' for n in range(99))
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet '
        'name="Warm" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="99">{texts}</sst>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return stored_archive((name, text.encode()) for name, text in parts.items())
