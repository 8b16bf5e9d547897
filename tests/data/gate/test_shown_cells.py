"""Cells of an xlsx file that are shown otherwise than they are held."""

import pytest

from fct.data.gate.number_formats import Look, Oddity
from fct.data.gate.shown_cells import Looks, SharedTexts, Styles, looks_of_sheet

STYLES = b"""<styleSheet><numFmts count="2">
<numFmt numFmtId="170" formatCode="&quot;&#8364;&quot;0"/>
<numFmt numFmtId="44" formatCode="0 \xe2\x82\xac"/>
</numFmts><fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>
<cellStyleXfs><xf numFmtId="9" fontId="1"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="44"/><xf numFmtId="9"/>
<xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/></cellXfs></styleSheet>"""
SHARED = b"""<sst><si><t>plain</t></si><si><r><rPr><strike/></rPr><t>old</t></r><r><t> new</t></r>
</si><si><r><rPr><strike val="1"/></rPr><t>gone</t></r></si></sst>"""


def looks(cells: str, styles: bytes = STYLES, shared: bytes = SHARED) -> Looks:
    """Return the looks of one row of cells."""
    sheet = f'<worksheet><sheetData><row r="3">{cells}</row></sheetData></worksheet>'
    return looks_of_sheet(sheet.encode(), Styles(styles), SharedTexts(shared))


@pytest.mark.parametrize(("style", "shown"), [(1, "€420"), (2, "420 €"), (3, "42000%")])
def test_a_format_of_the_cell(style: int, shown: str) -> None:
    """The cell's own format counts: a code that the file states wins over a built-in one."""
    assert looks(f'<c r="B3" s="{style}"><v>420</v></c>') == {(2, 1): [Look(Oddity.UNIT, shown)]}


def test_formats_of_cell_styles_do_not_count() -> None:
    """A cell without a style of its own is plain, whatever named styles there are."""
    assert looks('<c r="B3"><v>420</v></c><c r="C3" s="0"><v>1</v></c>') == {}


def test_struck_through() -> None:
    """A font strikes a cell through, and a run a part of its text; `val="0"` strikes nothing."""
    cells = (
        '<c r="A3" s="4"><v>5</v></c><c r="B3" s="5"><v>5</v></c><c r="C3" t="s"><v>1</v></c>'
        '<c r="D3" t="s"><v>2</v></c><c r="E3" t="s"><v>0</v></c><c r="F3" s="4"/>'
        '<c t="inlineStr"><is><r><rPr><strike/></rPr><t>a</t></r><r><t>b</t></r></is></c>'
    )
    assert looks(cells) == {
        (2, 0): [Look(Oddity.STRUCK, "")],
        (2, 2): [Look(Oddity.PARTLY_STRUCK, "old")],
        (2, 3): [Look(Oddity.STRUCK, "gone")],
        (2, 6): [Look(Oddity.PARTLY_STRUCK, "a")],
    }


def test_texts_errors_and_truths_have_no_number() -> None:
    """A number format says nothing of a text, an error or a truth."""
    cells = '<c r="A3" s="1" t="s"><v>0</v></c><c r="B3" s="1" t="e"><v>#N/A</v></c>'
    assert looks(cells + '<c r="C3" s="1" t="b"><v>1</v></c>') == {}


def test_a_text_in_a_format_of_texts() -> None:
    """A text is shown in the unit that its format writes beside it."""
    styles = STYLES.replace(b"0 \xe2\x82\xac", b"@ \xe2\x82\xac")
    cells = '<c r="A3" s="2" t="s"><v>0</v></c><c r="B3" s="2" t="str"><v>420</v></c>'
    assert looks(cells, styles) == {
        (2, 0): [Look(Oddity.UNIT, "plain €")],
        (2, 1): [Look(Oddity.UNIT, "420 €")],
    }


def test_prefixes_and_quotes_of_other_programs() -> None:
    """Elements with a prefix and single quotes are read alike."""
    styles = STYLES.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b'"170"', b"'170'")
    styles = styles.replace(b"<x:styleSheet", b'<x:styleSheet xmlns:x="u"')
    cell = b"<x:c r='B3' s='1'><x:v>1</x:v></x:c>"
    sheet = b"<x:worksheet xmlns:x='u'><x:row r='3'>%b</x:row></x:worksheet>" % cell
    found = looks_of_sheet(sheet, Styles(styles), SharedTexts(b""))
    assert found == {(2, 1): [Look(Oddity.UNIT, "€1")]}


@pytest.mark.parametrize("styles", [b"", b"<styleSheet", b"<a><cellXfs><xf numFmtId='x'/>"])
def test_styles_that_are_not_there_or_damaged(styles: bytes) -> None:
    """Without styles nothing is odd, and nothing raises."""
    assert looks('<c r="B3" s="1"><v>420</v></c>', styles, b"") == {}
