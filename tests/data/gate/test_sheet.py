"""The cells of an xlsx sheet at the gate."""

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fct.data.common.cells import column_letters
from fct.data.gate.refused import GateRefusalError
from fct.data.gate.sheet import (
    SheetWalk,
    as_written,
    check_grid,
    column_number,
    without_cells,
    without_strings,
)
from fct.data.gate.xml_walk import NotXmlError
from fct.data.program.limits import load_limits
from tests.support.files.packages import sheet
from tests.support.processes.samples import sample

LIMITS = load_limits()


def walked(rows: str, size: int = 1_000_000) -> SheetWalk:
    """A sheet, walked through in pieces of a size."""
    content = sheet(rows).encode()
    walk = SheetWalk("s.xml", LIMITS, lambda _: None)
    walk.walk(content[at : at + size] for at in range(0, len(content), size))
    return walk


@pytest.mark.parametrize(("letters", "number"), [("A", 0), ("Z", 25), ("AB", 27), ("XFD", 16_383)])
def test_columns_are_numbered(letters: str, number: int) -> None:
    """Both ways."""
    assert column_number(letters) == number
    assert column_letters(number) == letters


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_broken_cells_are_found_in_their_places(size: int) -> None:
    """Wherever a piece of the part ends."""
    walk = walked(
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>1</f></c></row>'
        '<row><c/><c t="e"/><c t="str"><f>A1</f><v></v></c><c r="D2"><f>A1</f><v>2</v></c></row>',
        size,
    )

    assert walk.broken == {
        (0, 0): "#REF!",
        (0, 1): "a formula without a stored value",
        (1, 1): "an error value",
    }


def test_filled_cells_are_counted_once() -> None:
    """Those with a value, a text or a formula."""
    cells = '<c r="A1"><f>1</f><v>1</v></c><c r="B1" t="inlineStr"><is/></c><c r="C1"/>'

    assert walked(f'<row r="1">{cells}</row>').filled == 2


def test_empty_cells_do_not_make_the_grid_larger() -> None:
    """Formatting goes to the end of a sheet."""
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    assert walked('<row r="1"><c r="A1"><v>1</v></c></row>' + far).filled == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1"><c r="B2"/></row>', "BAD_REFERENCE"),
        ('<row r="1"><c r="b1"/></row>', "BAD_REFERENCE"),
        ('<row r="0"/>', "BAD_REFERENCE"),
        ('<row r="200001"><c><v>1</v></c></row>', "GRID_TOO_BIG"),
    ],
)
@pytest.mark.parametrize("size", [5, 1_000_000])
def test_odd_places_refuse(rows: str, code: str, size: int) -> None:
    """Whether the cell is filled or not."""
    with pytest.raises(GateRefusalError, match=code):
        walked(rows, size)


def test_a_grid_counts_its_empty_cells() -> None:
    """5 million of them."""
    check_grid("s", 1_000, 5_000, LIMITS)
    with pytest.raises(GateRefusalError, match="GRID_TOO_BIG"):
        check_grid("s", 1_001, 5_000, LIMITS)


@pytest.mark.parametrize(
    "odd",
    [
        b'<c r="A1" t="inlineStr"><is><t>SECRET</t></is></c>',
        b'<c r="A1"><f t="shared">SECRET</f></c>',
        b'<c r="A1"><f>&#83;ECRET</f></c>',
        b'<c r="A1"><v>SECRET<!-- --></v></c>',
    ],
)
def test_what_is_written_otherwise_stays_in_a_sheet_without_its_cells(odd: bytes) -> None:
    """It is walked through like the cells of any other sheet."""
    content = b'<row r="1"><c r="B1"><v>1</v></c>' + odd + b"</row>"

    bare = without_cells(content, 9)

    assert odd in bare.content


def test_what_is_taken_off_a_part_is_said() -> None:
    """Formulas, values and texts, with their references resolved; too long ones stay."""
    cells = b'<row r="1" spans="1:2"><c r="A1"><f>A&amp;B</f><v></v></c><c r="B1" s="2"/></row>'
    assert without_cells(cells, 9) == (b"", "A&B", 1)
    assert without_cells(cells, 6).content == cells
    saved = cells.replace(b"<f>", b'<f aca="false">').replace(b"/>", b" />")
    assert without_cells(saved, 9) == (b"", "A&B", 1)

    texts = b'<sst><si><t>A</t></si><si><t xml:space="preserve"> B </t></si><si><r/></si></sst>'
    bare = without_strings(texts, 9)
    assert (bare.content, bare.taken) == (b"<sst><si><r/></si></sst>", 2)
    assert sorted(bare.text.split("\0")) == [" B ", "A"]
    assert without_strings(texts.replace(b"<sst>", b"<!-- --><sst>"), 9).taken == 0


USUAL = (
    '<c r="{c}{n}" s="1" t="s"><v>7</v></c>',
    '<c r="{c}{n}"/>',
    '<c r="{c}{n}" t="str"><f>A1&amp;"x"</f><v>SECRET &lt;</v></c>',
)
ODD = (
    '<c r="{c}{n}" t="e"><v>#REF!</v></c>',
    '<c r="{c}{n}"><f>1</f><v></v></c>',
    '<c r="{c}{n}" t="inlineStr"><is><t>text</t></is></c>',
    '<c r="{c}{n}" r="{c}{n}"><v>1</v></c>',
    '<c r="{c}{n}1"><v>1</v></c>',
    "<c><v>1</v></c>",
    '<x:c r="{c}{n}"><x:v>1</x:v></x:c>',
    '<c r="{c}{n}"><v>]]></v></c>',
    '<c r="{c}{n}"><v>\uffff</v></c>',
    '<c r="{c}{n}"><v>a&#83;b</v></c>',
    '<c r="{c}{n}"><v><![CDATA[1]]></v></c>',
    '<!-- {c} --><c r="{c}{n}"><v>1</v></c>',
    '<c r="{c}{n}"><v>' + "long" * 9_000 + "</v></c>",
)
ROWS = (
    *('<row r="{n}" spans="1:5" x14ac:dyDescent="0.2">', '<row r="{n}">') * 4,
    *('<row r="{n}" r="{n}">', '<row r="{n}" ht="1" ht="1">', "<row>", '<x:row r="{n}">'),
    *('<row r="0{n}">', '<row r="{n}" x="<row r=\'1\'></row>">', '</row><row r="{n}">'),
    *('<row r="{n}"><formula1>', '<row r="{n}"/><row r="{n}">', '<row r="99{n}00000">'),
)
TAILS = (
    *("", "", '<c r="A1"/>', "<c><v>1</v></c>", "<extLst><xm:f>A1</xm:f></extLst>", "<f>1</f>"),
    *('<mergeCell ref="A1:B2"/>', "<!-- end -->", "</worksheet>", "<sheetData></sheetData>"),
)
HEADS = ("", "", '<sheetPr a="/>"/>', "<cols><col/>", "<schema>", '<a b="', "<c><v>1</v></c>")


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet of mostly usual rows, in which anything may stand."""
    cells = st.one_of(*[st.sampled_from(USUAL)] * 5, st.sampled_from(ODD))
    rows = []
    for number in draw(st.lists(st.integers(1, 9), max_size=6)):
        opened = draw(st.one_of(st.just(ROWS[0]), st.sampled_from(ROWS)))
        row = opened + "".join(draw(st.lists(cells, max_size=4)))
        ends = draw(st.sampled_from(["</row>"] * 12 + ["</x:row>", "</formula1></row>", ""]))
        rows.append((row + ends).format(c=draw(st.sampled_from(["A", "BC"])), n=number))
    head, tail = draw(st.sampled_from(HEADS)), draw(st.sampled_from(TAILS))
    return f'<worksheet xmlns="m">{head}<sheetData>{"".join(rows)}</sheetData>{tail}</worksheet>'


QUIET = as_written(frozenset(["SECRET <", 'A1&"x"', "text"]))


def learned(content: bytes, *, is_whole: bool) -> Any:
    """What a walk finds in a sheet, all of it or what is left without its usual rows.

    What it says is without what need not be said, which the second may leave out.
    """
    said: list[str] = []
    walk = SheetWalk("s.xml", LIMITS, said.append)
    try:
        walk.walk([content if is_whole else walk.without_rows(content, QUIET)])
    except GateRefusalError as error:
        return error.code, error.seen
    except NotXmlError:
        return "no XML"
    texts = {one for one in "\0".join(said).split("\0") if not one.encode().isdigit()}
    return walk.filled, walk.broken, texts - {"", "SECRET <", 'A1&"x"', "text"}


@pytest.mark.sampled
@settings(max_examples=sample(100, whole=400))
@given(sheets())
def test_a_walk_without_usual_rows_learns_what_one_through_all_learns(written: str) -> None:
    """The same cells, texts and refusals, whatever stands between the rows."""
    content = written.encode()

    assert learned(content, is_whole=False) == learned(content, is_whole=True)


@given(st.frozensets(st.text(max_size=5)))
def test_a_text_is_known_as_parts_write_it_and_as_nothing_else(texts: frozenset[str]) -> None:
    """Each way to write one reads as it; a text that no part may hold is written in none."""
    strings = [f"<si><t>{text}</t></si>".encode("utf-8", "replace") for text in as_written(texts)]

    said = {without_strings(text, 99).text for text in strings}

    assert said <= texts | {""}
    assert all(not without_strings(text, 99, as_written(texts)).text for text in strings)


def test_usual_rows_are_taken_off() -> None:
    """All but the last, with which is read what follows it."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/><row r="3"/>'
    content = f'<worksheet xmlns="m"><sheetData>{rows}</sheetData></worksheet>'.encode()

    bare = SheetWalk("s.xml", LIMITS, lambda _: None).without_rows(content)

    assert bare == b'<worksheet xmlns="m"><sheetData><row r="3"/></sheetData></worksheet>'
