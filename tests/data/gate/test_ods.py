"""The cells of an ods file at the gate."""

import pytest

from fct.data.gate.ods import OdsWalk
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.hostile_files import VALUE, row, times
from tests.support.packages import parts_of
from tests.support.workbooks import ods_of


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


@pytest.mark.parametrize("count", [0, -1, 2**31, "x", "1e3"])
def test_an_odd_repeat_refuses(count: object) -> None:
    """It is a whole number that a program can write."""
    with pytest.raises(GateRefusalError, match="FALSE_COUNT"):
        walked(row(VALUE, times(count)))


def test_links_to_programs_are_noted() -> None:
    """They are never followed."""
    dde = '<table:table-cell table:formula="of:=DDE(&quot;a&quot;;&quot;b&quot;;&quot;c&quot;)"/>'

    assert walked(row(dde)).notes == {"DDE link"}
