"""The order of merit as a list to work in: its columns, what each sorts by, and what it filters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import View, fy
from fct.dashboard.order import analyses
from fct.dashboard.order.merit_table import Column, Line

_YEARS_SHOWN = 2
_MARKS = ("continuing", "funded", "passed over", "below the line")


def _text(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda row: None if not row[name] else str(row[name]).casefold()


def _number(name: str) -> Callable[[Mapping[str, Any]], Any]:
    # NaN alone is not equal to itself.
    return lambda row: None if row[name] is None or row[name] != row[name] else row[name]


def columns_of(line: Line) -> tuple[Column, ...]:
    """Return the columns, those of money and of the line where there is a budget.

    Those that a window of 1440 pixels has no room for are extra: running totals, what makes up
    merit, what is asked for in later years, and the country.
    """
    found = [
        Column("rank", "Rank", _number("rank"), "n"),
        Column("ref", "Proposal", _text("ref")),
        Column("component", "Component", _text("component")),
        Column("tier", "Tier", _number("tier"), "n"),
        Column("merit", "Merit", _number("merit"), "n", is_falling=True),
    ]
    if line.has_budget:
        found += [
            Column("mark", "Mark", lambda row: _MARKS.index(str(row["mark"]))),
            Column("why_not", "Why not", _number("short_kusd")),
            Column("sure", "How sure; ranks", _number("funded_share"), is_falling=True),
            Column("best", "Best set", lambda row: row["ref"] not in line.best_set),
        ]
    later = line.years[_YEARS_SHOWN:]
    found += [_money_column("asks", "request", year, is_extra=year in later) for year in line.years]
    if line.has_budget:
        found += [_money_column("total", "taken", year, is_extra=True) for year in line.budgets]
    number = partial(Column, class_="n", is_falling=True, is_extra=line.has_budget)
    return (
        *found,
        Column("country", "Country", _text("country"), is_extra=line.has_budget),
        number("maturity", "Maturity", _number("maturity_low")),
        number("strength", "Strength", _number("strength")),
    )


def extra_columns(columns: Iterable[Column]) -> dict[str, str]:
    """Return the columns that are shown to those who ask for them: name to label."""
    return {one.name: one.label for one in columns if one.is_extra}


def _money_column(name: str, amounts: str, year: int, *, is_extra: bool) -> Column:
    return Column(
        f"{name}{year}",
        f"{name.capitalize()} {fy(year)}",
        lambda row: row[amounts].get(year),
        "n",
        is_falling=True,
        fiscal_year=year,
        is_extra=is_extra,
    )


def with_reasons(view: View, line: Line) -> pd.DataFrame:
    """Return the rows of the line with how sure each is, and why it gets no money."""
    order = line.order
    reasons = analyses.why_not(view.place, view.run.id) if line.has_budget else {}
    sure = [line.sure.get(ref) for ref in order["ref"]]
    why = [reasons.get(ref) for ref in order["ref"]]
    columns = {
        "why_not": ["" if one is None else one.words for one in why],
        "short_kusd": [None if one is None else one.short_kusd for one in why],
        "funded_share": [None if one is None else one.funded_share for one in sure],
        "sureness": [None if one is None else one.confidence for one in sure],
    }
    return order.assign(
        **{name: pd.Series(values, dtype=object) for name, values in columns.items()}
    )


def sorted_by(rows: pd.DataFrame, columns: tuple[Column, ...], asked: str | None) -> pd.DataFrame:
    """Return the rows in the order that the address asks for; in order of merit by default.

    Parameters
    ----------
    rows : DataFrame
        In order of merit.
    columns : tuple of Column
    asked : str or None
        The name of a column, after ``-`` for the highest first. An unknown one is order of merit.
    """
    named = {one.name: one for one in columns}
    column = named.get((asked or "").removeprefix("-"))
    if column is None:
        return rows
    keys = [column.key(row) for row in kit.records(rows)]
    # What is not known comes last, whichever way the rest is sorted.
    known = [n for n, key in enumerate(keys) if key is not None]
    unknown = [n for n, key in enumerate(keys) if key is None]
    known.sort(key=lambda n: keys[n], reverse=(asked or "").startswith("-"))
    return rows.iloc[known + unknown]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers between which a row has to lie; None where it does not matter.

    Attributes
    ----------
    merit_from, merit_to : float or None
        Both count themselves.
    asks_from, asks_to : float or None
        Of the request of all years together, in thousands of dollars.
    """

    merit_from: float | None = None
    merit_to: float | None = None
    asks_from: float | None = None
    asks_to: float | None = None

    def apply(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows between them; merit counts as it is shown, with two decimals."""
        merit = rows["merit"].map(lambda value: float(kit.points(value)))
        asks = rows["request"].map(lambda request: float(sum(request.values(), Decimal(0))))
        chosen = pd.Series(True, index=rows.index)
        for values, low, high in (
            (merit, self.merit_from, self.merit_to),
            (asks, self.asks_from, self.asks_to),
        ):
            chosen &= True if low is None else values >= low
            chosen &= True if high is None else values <= high
        return rows[chosen]
