"""The small workbook that children warm up with."""

from fct.data.reading.client import read_book_safely
from fct.data.reading.worker_warm_up import small_workbook
from tests.oracle.plain_reader import read_book_bytes


def test_the_small_workbook_is_sound() -> None:
    """Else no child would start."""
    book = read_book_bytes("warm.xlsx", small_workbook())

    assert len(book.sheets[0].rows) > 50
    assert read_book_safely("warm.xlsx", small_workbook()) == book
