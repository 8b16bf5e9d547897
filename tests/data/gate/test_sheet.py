"""The cells of an xlsx sheet at the gate."""

import pytest

from fct.data.common.cells import column_letters
from fct.data.gate.refused import GateRefusalError
from fct.data.gate.sheet import (
    SheetWalk,
    check_grid,
    column_number,
    without_cells,
    without_strings,
)
from fct.data.program.limits import load_limits
from tests.support.packages import sheet

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

    texts = b'<sst><si><t>A</t></si><si><t xml:space="preserve"> B </t></si><si><r/></si></sst>'
    assert without_strings(texts, 9) == (b"<sst><si><r/></si></sst>", "A\0 B ", 2)
    assert without_strings(texts.replace(b"<sst>", b"<!-- --><sst>"), 9).taken == 0
