"""Which cycle a file is for."""

import datetime as dt
from typing import Any

import pytest

from fct.data.common.cells import Cell, RawProposal
from fct.data.common.errors import RefusalError
from fct.data.program.cycle import Cycle
from fct.data.sheets.workbook import Workbook
from fct.data.submitting.cycle_choice import is_not_open, year_of_file
from tests.support.proposals.cases import ORIGIN


def file(*answered: Any, stamped: int | None = None) -> Workbook:
    """A file whose proposals give these fiscal years."""
    proposals = [
        RawProposal(str(number), ORIGIN, {"fiscal_year": Cell(value, 1, 2)}, {})
        for number, value in enumerate(answered)
    ]
    return Workbook("a.xlsx", "0" * 64, len(answered) > 1, stamped, proposals, [])


@pytest.mark.parametrize(
    ("workbook", "named", "stored", "year"),
    [
        (file(2027, stamped=2028), None, [2027, 2028], 2028),
        (file(2028), 2027, [2027, 2028], 2027),
        (file("FY2027", 2027, "tbd"), None, [2027, 2028], 2027),
        (file(2027), None, [2028], 2027),
        (file(None), None, [2028], 2028),
        (file(2027, 2028), None, [2028], 2028),
    ],
)
def test_a_file_goes_to_one_cycle(
    workbook: Workbook, named: int | None, stored: list[int], year: int
) -> None:
    """The submitter's word, the stamp, the answers that agree, the store's only cycle: in order.

    The year 2027 is packaged.
    """
    assert year_of_file(workbook, named, stored=stored, packaged=[2027]) == year


@pytest.mark.parametrize(
    ("workbook", "words"),
    [
        (file(2027, stamped=2026), "is for fiscal year 2026; .* known are: 2027, 2028. Get the"),
        (file(2026), "is for fiscal year 2026; .* Answer the fiscal year to be funded with 2028"),
        (file(2031), "is for fiscal year 2031; .* Ask the office"),
        (file(2027, 2028), "holds proposals for fiscal years 2027, 2028; .* Send those of each"),
        (file(None), "does not say in four digits for which fiscal year it is; .* Answer “Fis"),
    ],
)
def test_a_file_of_no_cycle_says_what_to_do(workbook: Workbook, words: str) -> None:
    """The years that are known, and the way on that fits."""
    with pytest.raises(RefusalError, match=words) as refused:
        year_of_file(workbook, None, stored=[2027, 2028], packaged=[2027])

    assert refused.value.code == "UNKNOWN_CYCLE"


def test_a_file_made_for_another_year_than_named_is_refused() -> None:
    """The stamp and the submitter must agree."""
    with pytest.raises(RefusalError, match="was made for fiscal year 2028 and was sent") as refused:
        year_of_file(file(2028, stamped=2028), 2027, stored=[2027], packaged=[])

    assert refused.value.code == "WRONG_CYCLE"


def test_a_cycle_opens_at_midnight_in_its_time_zone() -> None:
    """05:00 UTC is midnight in New York in March; without a day it is always open."""
    cycle = Cycle(fiscal_year=2027, final_due=dt.date(2026, 6, 30), opens=dt.date(2026, 3, 2))
    midnight = dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC)

    assert is_not_open(cycle, midnight - dt.timedelta(microseconds=1))
    assert not is_not_open(cycle, midnight)
    always = Cycle(fiscal_year=2027, final_due=dt.date(2026, 6, 30))
    assert not is_not_open(always, dt.datetime(1990, 1, 1, tzinfo=dt.UTC))
