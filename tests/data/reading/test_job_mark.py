"""What a child does with a workbook that is to be marked."""

import pytest

from fct.data.gate.markings import load_markings
from fct.data.gate.refused import GateRefusalError
from fct.data.program.form import OWN_SHEETS
from fct.data.program.limits import load_limits
from fct.data.reading.job_mark import given_as_json, mark_gated_workbook, warm_up_marking
from fct.data.reading.job_read import Reading
from fct.data.reading.worker_warm_up import small_workbook
from fct.data.xlsx.mark import NotMarkableError, mark_workbook
from tests.support.files.hostile_files import ONE
from tests.support.files.marking import FILE, mark
from tests.support.files.packages import xlsx_with
from tests.support.files.workbooks import ods_of, xlsx_of

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
    """Its marking is scanned before anything is made of it."""
    classified = xlsx_with({"docProps/core.xml": "<c><t>SECRET//NOFORN</t></c>"}, ONE)

    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        answer("a.xlsx", classified)


def test_the_small_workbook_can_be_marked() -> None:
    """Else a child would meet what was never looked up."""
    warm_up_marking(small_workbook())
    with pytest.raises(NotMarkableError, match="not a sound archive"):
        warm_up_marking(b"")
