"""Days that lie whole months or years apart; a day that a month lacks is its last."""

import calendar
import datetime as dt


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month some months later, or that month's last day.

    Examples
    --------
    >>> months_after(dt.date(2028, 1, 31), 1), months_after(dt.date(2028, 2, 29), 12)
    (datetime.date(2028, 2, 29), datetime.date(2029, 2, 28))
    """
    # Months counted from 0, so that the division carries the year.
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def years_after(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later; 29 February is then the 28th."""
    return months_after(day, 12 * years)


def months_between(first: dt.date, last: dt.date) -> int:
    """Return how many whole months lie between two days, at least none."""
    months = 12 * (last.year - first.year) + last.month - first.month
    # The last month counts once its day has come, by the rule above: from 31 January to 28 February
    # is a whole one.
    return max(0, months - (months_after(first, months) > last))
