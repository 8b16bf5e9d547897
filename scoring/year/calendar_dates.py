"""The calendar of a cycle: its dates, what is done, due and ahead, and whom each waits for."""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from fct.data.people import Action
from fct.data.program import DATE_NAMES, Cycle
from fct.data.store import sees_all
from fct.data.subjects import Store
from fct.data.tables import stored_cycle
from fct.scoring.year.waiting import Wait, waits_for

FindWaits: TypeAlias = Callable[[Store, Cycle, str], list[Wait]]


class DateState(StrEnum):
    """How it stands with a date."""

    DONE = "done"
    DUE = "due"
    AHEAD = "ahead"
    NOT_IN_CYCLE = "not in this cycle"


def calendar_report(
    store: Store, fiscal_year: int | None, now: dt.datetime, waits: FindWaits = waits_for
) -> dict[str, Any]:
    """Return the dates of one cycle, or of all, as JSON values, in the order of their moments.

    Parameters
    ----------
    store : Store
    fiscal_year : int or None
    now : datetime
    waits : callable
        Gives what :func:`waits_for` gives, for who keeps it.

    Raises
    ------
    DeniedError
        If the roles of who asks do not include it.
    UsageError
        If the store has no such cycle.
    """
    store.ask(Action.CALENDAR_SEE)
    if fiscal_year is None:
        cycles = [stored_cycle(row) for row in store.cycles.all()]
    else:
        cycles = [store.cycles.read(fiscal_year)[1]]
    dates = [line for cycle in cycles for line in _dates(store.whole(), cycle, now, waits)]
    known = [line for line in dates if line["at"] is not None]
    # As moments and not as texts, whose offsets differ between summer and winter. The sort is
    # stable: dates of one moment stay as declared.
    known.sort(key=lambda line: dt.datetime.fromisoformat(line["at"]))
    shown = [*known, *(line for line in dates if line["at"] is None)]
    is_shown = _shown_to(store)
    return {"dates": [_without_office(store, _shown(line, is_shown)) for line in shown]}


def _without_office(store: Store, line: dict[str, Any]) -> dict[str, Any]:
    """Return a date without who reviews and decides, where those are not for who asks to know."""
    if store.acting.scopes(Action.REVIEW_SEE):
        return line
    waits = [
        one
        for one in line["waits_for"]
        if one["component"] is not None or one["person"] == store.acting.id
    ]
    return line | {"waits_for": waits}


def _shown_to(store: Store) -> Callable[[str, str | None], bool]:
    """Return what says whether who asks sees a ref for which a component is waited."""
    sight, known = store.sight(), store.whole().versions.known_facts()
    hidden, sees_unsent = {ref for _, ref in sight.hidden}, sees_all(store.acting)

    def is_shown(ref: str, component: str | None) -> bool:
        # What is expected and was never sent is in no list of what is hidden, so whoever may have
        # a conflict is not shown it: a ref that is missing from the list would have been sent.
        is_own = component is not None and component == sight.component
        return ref not in hidden and (ref in known or is_own or sees_unsent)

    return is_shown


def _dates(whole: Store, cycle: Cycle, now: dt.datetime, waits: FindWaits) -> list[dict[str, Any]]:
    written = cycle.calendar.written()
    return [
        {
            "fiscal_year": cycle.fiscal_year,
            "name": name,
            "date": written[name].text if name in written else None,
            **_standing(cycle, name, now, partial(waits, whole, cycle, name)),
        }
        for name in DATE_NAMES
    ]


def _standing(
    cycle: Cycle, name: str, now: dt.datetime, find: Callable[[], list[Wait]]
) -> dict[str, Any]:
    at = cycle.at(name)
    if at is None:
        return {"at": None, "state": str(DateState.NOT_IN_CYCLE), "waits_for": []}
    waits = find()
    passed = DateState.DUE if waits else DateState.DONE
    state = DateState.AHEAD if now < at else passed
    return {
        "at": at.isoformat(timespec="seconds"),
        "state": str(state),
        "waits_for": [wait_report(one) for one in waits],
    }


def wait_report(wait: Wait) -> dict[str, Any]:
    """Return whom a date waits for as JSON values."""
    return {"person": wait.to.person, "component": wait.component, "refs": list(wait.refs)}


def _shown(line: dict[str, Any], is_shown: Callable[[str, str | None], bool]) -> dict[str, Any]:
    """Return a date without the refs that who asks may not see."""
    waits = [
        one | {"refs": [ref for ref in one["refs"] if is_shown(ref, one["component"])]}
        for one in line["waits_for"]
    ]
    kept = [
        one
        for one, was in zip(waits, line["waits_for"], strict=True)
        # A wait of which all refs are hidden goes with them; one that had none stays.
        if one["refs"] or not was["refs"]
    ]
    return line | {"waits_for": kept}
