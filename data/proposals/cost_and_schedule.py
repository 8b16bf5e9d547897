"""Money and dates of a proposal in a few numbers, to set two versions side by side."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from fct.data.common import Cell, RawProposal
from fct.data.program import load_form
from fct.data.proposals.answers import State, read_answer

_REQUEST = ("fct_articles_kusd", "fct_test_kusd", "fct_support_kusd", "fct_us_item_kusd")


class Shift(NamedTuple):
    """One sum or date that differs between two versions; None where a version has no such value.

    Attributes
    ----------
    what : str
        As in ``FCT money 2027, $K`` or ``Schedule ends``.
    was, now : Decimal, date or None
    """

    what: str
    was: Decimal | dt.date | None
    now: Decimal | dt.date | None


def cost_and_schedule(proposal: RawProposal) -> dict[str, Decimal | dt.date]:
    """Return sums of money by year, and the first and last date of the schedule.

    Answers that cannot be read count in no sum; the findings of `fct check` name them.
    """
    found: dict[str, Decimal | dt.date] = {}
    funding = proposal.rows.get("Funding", [])
    procurement = proposal.rows.get("Procurement", [])
    found |= _sums("FCT money", funding, "funding_year", _REQUEST)
    found |= _sums("Component's own money", funding, "funding_year", ("component_kusd",))
    found |= _sums("Procurement", procurement, "procurement_year", ("procurement_kusd",))
    schedule = proposal.rows.get("Schedule", [])
    starts = list(_read(schedule, "event_start"))
    ends = list(_read(schedule, "event_end"))
    if starts:
        found["Schedule starts"] = min(starts)
    if ends:
        found["Schedule ends"] = max(ends)
    return found


def shifts(before: RawProposal, after: RawProposal) -> list[Shift]:
    """Return the sums and dates that differ, in the order of the form and by year."""
    was, now = cost_and_schedule(before), cost_and_schedule(after)
    names = sorted(was.keys() | now.keys(), key=_place)
    return [
        Shift(name, was.get(name), now.get(name))
        for name in names
        if was.get(name) != now.get(name)
    ]


def _place(name: str) -> tuple[int, str]:
    heads = ("FCT", "Component", "Procurement", "Schedule starts", "Schedule ends")
    return next(at for at, head in enumerate(heads) if name.startswith(head)), name


def _sums(
    name: str, rows: Iterable[Mapping[str, Cell]], year_field: str, amounts: tuple[str, ...]
) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        # Money without a year is money all the same, and shows if the year is what changed.
        year = next(_read([row], year_field), "no year")
        for amount in amounts:
            for value in _read([row], amount):
                sums[f"{name} {year}, $K"] += value
    return dict(sums)


def _read(rows: Iterable[Mapping[str, Cell]], field_id: str) -> Iterator[Any]:
    field = load_form()[field_id]
    for row in rows:
        if (cell := row.get(field_id)) is not None:
            answer = read_answer(field, cell.value)
            if answer.state is State.READ:
                yield answer.value
