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


VBA = "application/vnd.ms-office.vbaProject"
RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


@pytest.mark.parametrize(
    "name",
    [
        *("xl/vbaProject.bin", "a/VBAProject.bin", "xl/vbaData.xml", "xl/macrosheets/sheet1.xml"),
        *("Basic/Standard/Module1.xml", "Scripts/python/a.py"),
    ],
)
def test_macros_are_known_by_the_name_of_a_part(name: str) -> None:
    """Under any file name."""
    with pytest.raises(GateRefusalError, match="MACROS"):
        refuse_macros([name], [], {})


@pytest.mark.parametrize(
    ("types", "relations"),
    [
        ([{"PartName": "/xl/a.bin", "ContentType": VBA}], {}),
        ([{"Extension": "BIN", "ContentType": VBA}], {}),
        ([], {"xl/_rels/workbook.xml.rels": [{"Type": RELATION, "Target": "a.bin"}]}),
        ([], {"xl/_rels/workbook.xml.rels": [{"Type": RELATION, "Target": "/xl/a.bin"}]}),
    ],
)
def test_macros_are_known_by_type_or_relation(
    types: list[dict[str, str]], relations: dict[str, list[dict[str, str]]]
) -> None:
    """Where the part is there; what is said of a part that is missing says nothing."""
    with pytest.raises(GateRefusalError, match="MACROS"):
        refuse_macros(["xl/a.bin"], types, relations)
    refuse_macros(["xl/workbook.xml"], types, relations)


def test_what_may_hold_macros_and_holds_none_is_taken() -> None:
    """The type of such a workbook, a list of macros that may be empty, a part of another type."""
    types = [
        {"PartName": "/xl/workbook.xml", "ContentType": "vnd.ms-excel.sheet.macroEnabled.main+xml"},
        {"Extension": "bin", "ContentType": VBA},
        {"PartName": "/xl/printerSettings/p.bin", "ContentType": "vnd.x.printerSettings"},
    ]

    refuse_macros(["xl/workbook.xml", "xl/printerSettings/p.bin"], types, {})
    refuse_macros(["Basic/script-lc.xml", "Basic/Standard/script-lb.xml"], [], {})


def test_what_was_last_seen_of_another_workbook_is_no_sheet() -> None:
    """Excel keeps its values beside each formula that asks for it; elsewhere they are misplaced."""
    book = "<externalLink><{0}><sheetDataSet><sheetData/></sheetDataSet></{0}></externalLink>"

    walked("xl/externalLinks/externalLink1.xml", book.format("externalBook"))
    with pytest.raises(GateRefusalError, match="ODD_ARCHIVE"):
        walked("xl/externalLinks/externalLink1.xml", book.format("other"))


@pytest.mark.parametrize(
    ("stated", "texts", "expected"),
    [(0, 0, False), (9, 3, False), (1_000_000, 0, False), (1_000_001, 0, True), (-1, 5, True)],
)
def test_a_claim_is_held_against_the_texts(stated: int, texts: int, expected: bool) -> None:
    """Some programs state the uses; nobody states a thousand times more."""
    assert is_false_claim(stated, texts) is expected
