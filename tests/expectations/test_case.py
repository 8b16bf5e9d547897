"""What a rule is given: the as-of date, and dates a number of months before it."""

import datetime as dt

import numpy as np
import pytest

from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.expectations.case import Case, is_answer, is_given, months_before
from tests.support.proposals.cases import CYCLE, case_of, valid_proposal


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        ("2026-06-30", 24, "2024-06-30"),
        ("2028-02-29", 24, "2026-02-28"),
        ("2026-02-28", 24, "2024-02-28"),  # not the 29th
        ("2028-02-29", 48, "2024-02-29"),
        ("2026-01-31", 2, "2025-11-30"),
        ("2026-12-31", 24, "2024-12-31"),
    ],
)
def test_months_before_keep_the_day(day: str, months: int, earlier: str) -> None:
    """The same day of the month, or that month's last (reading 32)."""
    found = months_before(np.array([day], dtype="datetime64[s]"), months)

    assert found.astype("datetime64[D]").astype(str).tolist() == [earlier]


@pytest.mark.parametrize(
    ("cycle_type", "later", "expected"),
    [
        ("in cycle", dt.date(2026, 9, 15), "2026-06-30"),
        ("out of cycle", dt.date(2026, 9, 15), "2026-09-15"),
        ("out of cycle", None, "2026-06-30"),
        (None, dt.date(2026, 9, 15), "2026-06-30"),
        ("sometimes", dt.date(2026, 9, 15), "2026-06-30"),
    ],
)
def test_the_as_of_date(cycle_type: str | None, later: dt.date | None, expected: str) -> None:
    """Only an out-of-cycle proposal has a date of its own, where the cycle gives one (31)."""
    case = case_of({"cycle_type": cycle_type}, {"out_of_cycle_as_of": later})

    assert case.as_of().astype("datetime64[D]").astype(str).tolist() == [expected]


def test_each_proposal_of_a_batch_has_its_own_answers() -> None:
    """Outcomes come in the order of the batch."""
    batch = [valid_proposal("A", intent=value) for value in ("no", None, "yes")]
    case = Case(build_table(batch), CYCLE, default_rubric().terms)

    assert case.size == 3
    assert is_answer(case, "intent", "yes").outcomes.tolist() == [-1, 0, 1]
    assert is_given(case, "intent").outcomes.tolist() == [1, 0, 1]
