"""Days that lie whole months or years apart."""

import datetime as dt

import pytest

from fct.data.projects.dates import months_after, months_between, years_after


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-10-15", 3, "2027-01-15"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_a_month_without_the_day_gives_its_last(day: str, months: int, then: str) -> None:
    """The k-th report date is on the same day of the month, or on that month's last."""
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(then)


def test_a_leap_day_is_the_28th_five_years_on() -> None:
    """The competition clock that starts on 29 February ends on the 28th."""
    assert years_after(dt.date(2028, 2, 29), 5) == dt.date(2033, 2, 28)


def test_months_between_are_whole() -> None:
    """A month counts when its day is reached."""
    assert months_between(dt.date(2028, 6, 30), dt.date(2029, 1, 5)) == 6
    assert months_between(dt.date(2028, 6, 5), dt.date(2029, 1, 5)) == 7
    assert months_between(dt.date(2029, 6, 5), dt.date(2029, 1, 5)) == 0
