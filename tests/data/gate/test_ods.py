"""The cells of an ods file at the gate."""

import pytest

from fct.data.gate.ods import OdsWalk
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.files.hostile_files import VALUE, row, times
from tests.support.files.packages import parts_of
from tests.support.files.workbooks import ods_of


def walked(rows: str) -> OdsWalk:
    """A file of one table, walked through."""
    walk = OdsWalk("content.xml", load_limits(), lambda _: None)
    walk.walk([parts_of(ods_of(rows))["content.xml"]])
    return walk


def test_repeats_are_multiplied() -> None:
    """Of rows and of cells."""
    wide = VALUE.replace("/>", ' table:number-columns-repeated="3"/>')

    assert walked(row(wide + VALUE, times(5))).filled == 20


def test_an_empty_tail_counts_nothing() -> None:
    """LibreOffice writes one below and right of every table."""
    assert walked(row(VALUE) + row("<table:table-cell/>", times(1_048_575))).filled == 1


def test_broken_cells_are_found_in_their_places() -> None:
    """Repeats before them count."""
    formula = '<table:table-cell table:formula="of:=A1"'
    walk = walked(
        row("<table:table-cell/>", times(2))
        + row(
            f'{VALUE}{formula}/>{formula} office:value-type="string"><text:p>#REF!</text:p>'
            f'</table:table-cell>{formula} office:value-type="float" office:value="1"/>'
        )
    )

    assert walk.broken == {"Data": {(2, 1): "a formula without a stored value", (2, 2): "#REF!"}}


@pytest.mark.parametrize(
    ("inside", "is_broken"), [("<text:p/>", False), ("<text:p>5</text:p>", True), ("", True)]
)
def test_a_formula_that_gives_an_empty_text_has_a_value(inside: str, is_broken: bool) -> None:
    """LibreOffice writes ``=""`` without a type, with an empty paragraph; it is blank."""
    walk = walked(
        row(f'<table:table-cell table:formula="of:=&quot;&quot;">{inside}</table:table-cell>')
    )

    assert bool(walk.broken["Data"]) is is_broken


def test_a_comment_to_a_formula_is_not_what_the_cell_shows() -> None:
    """It stands before the text of the cell and may begin with any sign."""
    comment = "<office:annotation><text:p># of items</text:p></office:annotation>"
    cell = '<table:table-cell table:formula="of:=A1" office:value-type="float" office:value="5">'
    walk = walked(row(f"{cell}{comment}<text:p>5</text:p></table:table-cell>"))

    assert walk.broken == {"Data": {}}


@pytest.mark.parametrize("count", [0, -1, 2**31, "x", "1e3"])
def test_an_odd_repeat_refuses(count: object) -> None:
    """It is a whole number that a program can write."""
    with pytest.raises(GateRefusalError, match="FALSE_COUNT"):
        walked(row(VALUE, times(count)))


def test_links_to_programs_are_noted() -> None:
    """They are never followed."""
    dde = '<table:table-cell table:formula="of:=DDE(&quot;a&quot;;&quot;b&quot;;&quot;c&quot;)"/>'

    assert walked(row(dde)).notes == {"DDE link"}
