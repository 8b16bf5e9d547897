"""Next year's cycle file, from this one and what was decided (year.md, detail 20)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from fct.data.common import parse_yaml
from fct.data.program import Cycle, Promise, WrittenDate
from fct.data.subjects import Store
from fct.data.tables import CycleRow
from fct.scoring.deciding import standing_of

_LEFT_OUT = {
    "expected": "name the proposals that are expected",
    "duplicates": "name the groups of which one is enough",
    "out_of_cycle_as_of": "name the as-of date of out-of-cycle proposals",
}
_ORDER = ("fiscal_year", "name", "time_zone", "calendar", "opens", "final_due")
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class CopiedCycle:
    """A cycle file for another year.

    Attributes
    ----------
    text : str
    notes : tuple of str
        What was moved, left out or not known.
    """

    text: str
    notes: tuple[str, ...]


def copied_cycle(store: Store, row: CycleRow, cycle: Cycle, to: int) -> CopiedCycle:
    """Return the file of another year with the same content.

    Dates are moved by the years between, then off weekends; money comes from the out-years of the
    old file and of what was decided.

    Parameters
    ----------
    store : Store
    row : CycleRow
        The file that is copied.
    cycle : Cycle
        The same, as it reads.
    to : int
        Fiscal year of the new file.
    """
    content: dict[str, Any] = parse_yaml(row.yaml, f"cycle {row.fiscal_year}")
    notes: list[str] = []
    content["fiscal_year"] = to
    if isinstance(content.get("name"), str):
        content["name"] = _renamed(content["name"], cycle.fiscal_year, to)
    _move_dates(content, cycle, to, notes)
    for key, what in _LEFT_OUT.items():
        if content.pop(key, None):
            notes.append(f"{key} is left out; {what} of {to}.")
    _put(content, "budgets", {y: _plain(k) for y, k in cycle.budgets.items() if y >= to})
    if past := [str(year) for year in cycle.conditions.hold_back_kusd if year < to]:
        notes.append(
            f"conditions: hold_back_kusd names {', '.join(past)}; write what {to} holds back."
        )
    given = _given(store, cycle, notes)
    promised = [
        one
        for one in cycle.promised
        # What a slate decided of a year replaces what the file promised of it; nothing is promised
        # twice.
        if one.fiscal_year >= to and one.fiscal_year not in given.get(one.ref, {})
    ]
    promised += [
        Promise(ref=ref, fiscal_year=year, kusd=kusd)
        for ref, by_year in given.items()
        for year, kusd in by_year.items()
        if year >= to and kusd > 0
    ]
    _put(content, "promised", [_promise(one) for one in promised])
    _put(content, "already_funded", _funded(cycle, given, to))
    # What an operator looks for first stands first, however the old file had it.
    ordered = {key: content[key] for key in _ORDER if key in content} | content
    text = yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True)
    return CopiedCycle(text, tuple(notes))


def _renamed(name: str, old: int, new: int) -> str:
    for before, after in ((str(old), str(new)), (f"{old % 100:02d}", f"{new % 100:02d}")):
        if before in name:
            return name.replace(before, after)
    return name


def _put(content: dict[str, Any], key: str, value: Any) -> None:
    content.pop(key, None)
    if value:
        content[key] = value


def _plain(kusd: Decimal) -> int | float:
    return int(kusd) if kusd == kusd.to_integral_value() else float(kusd)


def _promise(one: Promise) -> dict[str, Any]:
    said: dict[str, Any] = {
        "ref": one.ref,
        "fiscal_year": one.fiscal_year,
        "kusd": _plain(one.kusd),
    }
    return said if one.proposal else said | {"proposal": False}


def _given(store: Store, cycle: Cycle, notes: list[str]) -> dict[str, dict[int, Decimal]]:
    """Return what the published slates give, by ref and fiscal year."""
    kept = store.slates.kept(cycle.fiscal_year)
    if kept.published is None:
        notes.append(
            f"No slate of {cycle.fiscal_year} is published, so promised holds only old promises; "
            "copy again when it is, or add what was decided."
        )
        return {}
    slates = [
        one.id
        for one in store.slates.of_cycle(cycle.fiscal_year)
        if store.slates.kept(cycle.fiscal_year, one.id).published is not None
    ]
    # The last published one: a supplement holds the decisions before it with its own laid over
    # them.
    chosen = standing_of(store, cycle.fiscal_year, slates[-1]).chosen
    given: defaultdict[str, dict[int, Decimal]] = defaultdict(dict)
    for ref, one in chosen.items():
        if one.outcome.is_funded:
            given[ref] = dict(sorted(one.kusd.items()))
    return dict(given)


def _funded(
    cycle: Cycle, given: Mapping[str, Mapping[int, Decimal]], to: int
) -> dict[str, list[int]]:
    funded = {ref: set(years) for ref, years in cycle.already_funded.items()}
    for ref, by_year in given.items():
        years = {year for year, kusd in by_year.items() if year < to and kusd > 0}
        if years:
            funded.setdefault(ref, set()).update(years)
    return {ref: sorted(years) for ref, years in sorted(funded.items())}


def _move_dates(content: dict[str, Any], cycle: Cycle, to: int, notes: list[str]) -> None:
    by = to - cycle.fiscal_year
    calendar = content.get("calendar")
    for name, written in cycle.calendar.written().items():
        text = _moved(name, written, by, notes)
        if isinstance(calendar, dict) and name in calendar:
            calendar[name] = text
        if name in content:
            content[name] = text


def _moved(name: str, written: WrittenDate, by: int, notes: list[str]) -> str:
    """Return a date as it is written some years on, off a weekend."""
    year = written.day.year + by
    try:
        day = written.day.replace(year=year)
    except ValueError:  # 29 February
        day = written.day.replace(year=year, day=28)
        notes.append(f"{name}: 29 February does not exist in {year}; it is the 28th.")
    if day.weekday() > _FRIDAY:
        monday = day + dt.timedelta(days=7 - day.weekday())
        notes.append(f"{name}: {day} is a {day:%A}; it is moved to Monday, {monday}.")
        day = monday
    return f"{day.isoformat()}{written.text[len(written.day.isoformat()) :]}"
