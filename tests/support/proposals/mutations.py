"""Random proposals: the valid one with blanks, junk and other answers here and there."""

import datetime as dt
import random
from typing import Any

from hypothesis import strategies as st

from fct.data.common.cells import BrokenCell, CellValue, RawProposal
from fct.data.program.form import TABLE_SHEETS, Field, FieldType, load_form
from tests.support.proposals.cases import VALID_ROWS, valid_proposal

JUNK: tuple[CellValue, ...] = (
    *(None, "", " \u00a0", "tbd", "?", "none", "N/A", "#REF!", BrokenCell("#REF!")),
    *(True, 0, -1, 8.5, 27, 2027, 1e18, "1,200", "$5", "12,34", "5 %", "FY27", "FY 2028"),
    *("2026-06-30", "6/7/2026", "12 Mar 2026", dt.date(2026, 6, 30), dt.date(1, 1, 1)),
    *(dt.datetime(2027, 12, 15, 13), dt.time(8), dt.timedelta(hours=30)),  # noqa: DTZ001 - as a cell has it
    *("Atlantis", "Norway; Atlantis", "USA", "cost; glory", "x" * 300, "\ud800", "＃\u200b−"),
)

_NUMBERS = (0, 1, 7, 9, 10, 250.5, -3)
_COUNTRIES = ("Norway", "US", "China", "Austria", "India")
_TEXTS = ("Nordlys AS", "Alpenwerk GmbH", "x" * 49, "y" * 50)
_OTHERS: dict[FieldType, tuple[CellValue, ...]] = {
    FieldType.INTEGER: _NUMBERS,
    FieldType.MONEY: _NUMBERS,
    FieldType.COUNTRY: _COUNTRIES,
    FieldType.COUNTRY_LIST: _COUNTRIES,
}


def another_value(field: Field, rng: random.Random) -> Any:
    """Return junk, or an answer that the field accepts."""
    if rng.random() < 0.5:
        return rng.choice(JUNK)
    if field.type is FieldType.DATE:
        return dt.date(2024, 6, 20) + dt.timedelta(days=rng.randrange(1500))
    if field.is_fiscal_year:
        return rng.randrange(2026, 2036)
    return rng.choice(field.choices or _OTHERS.get(field.type, _TEXTS))


def random_proposal(ref: str, rng: random.Random) -> RawProposal:
    """Return the valid proposal with up to eight answers and two tables changed."""
    form = load_form()
    changes: dict[str, Any] = {}
    for field in rng.sample(form.of_sheet("Proposal"), rng.randrange(9)):
        changes[field.id] = another_value(field, rng)
    if rng.random() < 0.5:
        changes["complexity"] = None
    for sheet in rng.sample(TABLE_SHEETS, rng.randrange(3)):
        size = rng.randrange(5)
        if size == 0:
            changes[sheet] = []
            continue
        for field in form.of_sheet(sheet):
            valid = [row[field.id] for row in VALID_ROWS[sheet]]
            listed = [valid[min(n, len(valid) - 1)] for n in range(size)]
            if field.is_fiscal_year:
                listed = list(range(valid[0], valid[0] + size))
            changes[field.id] = [
                another_value(field, rng) if rng.random() < 0.2 else value for value in listed
            ]
    return valid_proposal(ref, **changes)


def random_batch(seed: int, size: int) -> list[RawProposal]:
    """Return proposals P-1, P-2, ...; the same seed gives the same."""
    rng = random.Random(seed)
    return [random_proposal(f"P-{n}", rng) for n in range(1, size + 1)]


def cell_values() -> st.SearchStrategy[CellValue]:
    """Whatever a cell of a workbook may hold, and more: any text, number, date or error."""
    return st.one_of(
        st.none(),
        st.sampled_from(JUNK),
        st.text(st.characters(), max_size=40),  # surrogates too
        st.text("0123456789,.-−$ %FYkMUSD", max_size=12),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.builds(BrokenCell, st.text(max_size=8)),
    )
