"""How the parts of a workbook hang together."""

import pytest

from fct.data.gate.package import PackageWalk, is_false_claim, notes_of_parts, refuse_macros
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits


def walked(part: str, content: str) -> PackageWalk:
    """A part, walked through."""
    walk = PackageWalk(part, load_limits(), lambda _: None)
    walk.walk([content.encode()])
    return walk


def test_properties_are_read() -> None:
    """Of any type, as text."""
    custom = (
        '<Properties xmlns:vt="v"><property name="a"><vt:lpwstr> x y </vt:lpwstr></property>'
        '<property name="b"><vt:i4>7</vt:i4></property></Properties>'
    )

    assert walked("docProps/custom.xml", custom).properties == {"a": " x y ", "b": "7"}


def test_what_stands_beside_the_sheets_is_noted() -> None:
    """And refuses nothing."""
    names = [
        "xl/externalLinks/e.xml",
        "xl/embeddings/o.bin",
        "xl/connections.xml",
        "xl/workbook.xml",
    ]

    assert notes_of_parts(names) == {"external link", "embedded object", "data connection"}


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "a/VBAProject.bin", "Basic/a.xml"])
def test_macros_refuse_by_the_name_of_a_part(name: str) -> None:
    """Under any file name."""
    with pytest.raises(GateRefusalError, match="MACROS"):
        notes_of_parts([name])


def test_macros_refuse_by_their_type() -> None:
    """A renamed .xlsm declares it."""
    with pytest.raises(GateRefusalError, match="MACROS"):
        refuse_macros("application/vnd.ms-excel.sheet.macroEnabled.main+xml")


@pytest.mark.parametrize(
    ("stated", "texts", "expected"),
    [(0, 0, False), (9, 3, False), (10_000, 0, False), (10_001, 0, True), (-1, 5, True)],
)
def test_a_claim_is_held_against_the_texts(stated: int, texts: int, expected: bool) -> None:
    """Some programs state the uses; nobody states a thousand times more."""
    assert is_false_claim(stated, texts) is expected
