"""What a child does with a workbook that is to be marked."""

import pytest

from fct.data.form import OWN_SHEETS
from fct.data.gate_refusal import GateRefusalError
from fct.data.gated_book import Reading
from fct.data.gated_marking import given_as_json, mark_gated_workbook, warm_up_marking
from fct.data.limits import load_limits
from fct.data.marked_workbook import NotMarkableError, mark_workbook
from fct.data.markings import load_markings
from fct.data.warm_start import small_workbook
from tests.hostile_files import ONE
from tests.marking import FILE, mark
from tests.packages import xlsx_with
from tests.workbooks import ods_of, xlsx_of

READING = Reading(load_limits(), load_markings(), OWN_SHEETS)


def answer(name: str, content: bytes) -> dict[bytes, bytes]:
    """What is answered to a file that is to be marked in one cell, by letter."""
    said: dict[bytes, bytes] = {}
    given = given_as_json([mark("A1")], FILE)
    mark_gated_workbook(READING, said.__setitem__, name, content, given)
    return said


def test_the_answer_has_the_workbook_and_an_end() -> None:
    """In this order."""
    marked = mark_workbook(xlsx_of(ONE), [mark("A1")], FILE)

    assert list(answer("a.xlsx", xlsx_of(ONE)).items()) == [(b"B", marked), (b"E", b"")]


def test_another_kind_of_file_is_answered_by_a_reason() -> None:
    """It is not opened."""
    assert answer("a.ods", ods_of("")) == {b"U": b"it is no .xlsx workbook", b"E": b""}


def test_a_classified_workbook_is_not_marked() -> None:
    """Its marking is heard before anything is made of it."""
    classified = xlsx_with({"docProps/core.xml": "<c><t>SECRET//NOFORN</t></c>"}, ONE)

    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        answer("a.xlsx", classified)


def test_the_small_workbook_can_be_marked() -> None:
    """Else a child would meet what was never looked up."""
    warm_up_marking(small_workbook())
    with pytest.raises(NotMarkableError, match="no sound archive"):
        warm_up_marking(b"")
