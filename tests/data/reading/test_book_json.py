"""Cells as JSON text between two processes that do not trust each other."""

import datetime as dt

import pytest

from fct.data.common.cells import BrokenCell, CellValue
from fct.data.reading.book_json import AnswerError, dump_rows, load_rows


def test_cells_come_back_as_they_were() -> None:
    """Of every type."""
    row: list[CellValue] = [
        *("text", "", 1, 1.5, 2**70, True, None, "a\0b", "\ud800", float("inf")),
        *(dt.date(2026, 6, 30), dt.time(12, 30), dt.timedelta(hours=1, seconds=0.5)),
        *(dt.datetime(2026, 6, 30, 12, 30), BrokenCell("#REF!")),  # noqa: DTZ001 - as a cell has it
    ]
    (back,) = load_rows(dump_rows([row]))

    assert back == row
    assert [type(cell) for cell in back] == [type(cell) for cell in row]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b'"a"',
        b"[1]",
        b"[[[1]]]",
        b'[[{"exec": "x"}]]',
        b'[[{"date": "tomorrow"}]]',
        b'[[{"date": 1}]]',
        b'[[{"date": "2026-06-30", "time": "12:30"}]]',
        b"[[" * 100_000,
        b"\xff",
    ],
)
def test_anything_else_is_no_answer(text: bytes) -> None:
    """Nothing in it is called or imported."""
    with pytest.raises(AnswerError, match=r"rows|cells"):
        load_rows(text)
