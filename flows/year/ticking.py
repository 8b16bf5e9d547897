"""The tick: it does what is due, once and in order, and ends.

What there is to do is asked of the planners anew at every tick, so nothing has to be remembered
but what was done. Each action is a transaction with the keeping of what was done.
"""

import datetime as dt
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from fct.data.calendar import LATE_AFTER, TickKey
from fct.data.common import FctError
from fct.data.people import Acting
from fct.data.subjects import Store
from fct.data.tables import TickAction
from fct.flows.year.due import NEEDS, Due, Planning
from fct.flows.year.known import asking, done_keys
from fct.flows.year.planners import PLANNERS

PASSED = {"passed": True}
_MOST_ROUNDS = 20  # what is done may make more due, as a project its reports; never for ever
_log = logging.getLogger("fct.flows")


@dataclass(slots=True)
class Ticked:
    """What one tick did.

    Attributes
    ----------
    did : list of TickAction
        In the order of what was due.
    failed : list of TickAction
        What is tried again by the next tick; ``result`` holds the error.
    unplanned : dict of str to str
        Actions of which nobody could say what is due, and why; asked again by the next tick.
    following : Due or None
        What comes next: the first that lies ahead.
    """

    did: list[TickAction] = field(default_factory=list)
    failed: list[TickAction] = field(default_factory=list)
    unplanned: dict[str, str] = field(default_factory=dict)
    following: Due | None = None


def tick(
    store: Store, now: dt.datetime, started_by: str, planners: Sequence[Planning] = PLANNERS
) -> Ticked:
    """Do what is due; the caller has the turn.

    Parameters
    ----------
    store : Store
        As the system acts on it, see :func:`system_store`.
    now : datetime
        Aware; what is due at this very moment is done.
    started_by : str
        Who started it.
    planners : sequence of Planning, optional
        What names the things that may be due; all by default.
    """
    ticked = Ticked()
    failed: dict[TickKey, TickAction] = {}
    for _ in range(_MOST_ROUNDS):
        asked, ticked.unplanned = _to_do(store, now, planners)
        to_do = [one for one in asked if one.key not in failed]
        waiting = [one for one in to_do if one.due <= now]
        ticked.following = next((one for one in to_do if one.due > now), None)
        # Of missed reminders of one date only the last is sent; the others are kept as passed
        # (year.md, detail 8).
        last = _last_of_series(waiting)
        before = len(ticked.did)
        for item in waiting:
            if _is_held_up(item, failed):
                continue
            is_passed = _is_passed(item, now, last)
            done = _do(store, item, now, started_by, is_passed=is_passed)
            if done is None:
                continue
            if "error" in done.result:
                failed[item.key] = done
            else:
                ticked.did.append(done)
        # A round that did nothing makes nothing more due.
        if len(ticked.did) == before:
            break
    ticked.failed = list(failed.values())
    return ticked


def system_store(store: Store) -> Store:
    """Return a store as the schedule acts on it."""
    from fct.data.common import Actor

    return store.as_(Acting(Actor("system", role="system"), is_system=True))


def _to_do(
    store: Store, now: dt.datetime, planners: Sequence[Planning]
) -> tuple[list[Due], dict[str, str]]:
    """Return what was not done yet, in order, and whose planner failed with what.

    Of a planner that fails nothing is done: of a series it may have given a part, and the last of
    that part is not the last.
    """
    done = done_keys(store)
    found: list[Due] = []
    unplanned: dict[str, str] = {}
    with asking(store):
        for action, plan in planners:
            try:
                found += [one for one in plan(store, now) if one.key not in done]
            except Exception as error:  # noqa: BLE001 - the others go on, and it is asked again
                unplanned[action] = _said(error, f"what is due of {action}")
    return sorted(found, key=lambda one: one.place), unplanned


def _said(error: Exception, what: str) -> str:
    """Return what failed in a sentence; a fault of the program is logged with its place."""
    if isinstance(error, FctError):
        return str(error)
    _log.error("%s failed", what, exc_info=error)
    return f"The program failed ({type(error).__name__}); the next tick tries it again."


def _last_of_series(waiting: Collection[Due]) -> dict[tuple[str, int, str], TickKey]:
    """Return the last of each series that is due."""
    return {
        (one.action, one.fiscal_year, one.series): one.key
        for one in waiting
        if one.series is not None
    }


def _is_passed(item: Due, now: dt.datetime, last: dict[tuple[str, int, str], TickKey]) -> bool:
    if item.ends is not None and now >= item.ends:
        return True
    if item.series is None:
        return False
    return last[item.action, item.fiscal_year, item.series] != item.key


def _is_held_up(item: Due, failed: Collection[TickKey]) -> bool:
    needed = NEEDS.get(item.action)
    return any((one.action, one.fiscal_year) == (needed, item.fiscal_year) for one in failed)


def _do(
    store: Store, item: Due, now: dt.datetime, started_by: str, *, is_passed: bool
) -> TickAction | None:
    """Do one thing; None where another tick did it in the meantime."""
    try:
        # What takes long runs before the transaction, which keeps all other writers out, and is
        # safe to be done twice.
        result = item.act(store, now) if item.is_long and not is_passed else PASSED
        with store.writing():
            # Asked within the transaction that writes it: so it is done at most once, whoever else
            # ticks.
            if store.ticks.is_done(item.key):
                return None
            if not item.is_long and not is_passed:
                result = item.act(store, now)
            done = _row(store, item, now, started_by, dict(result))
            store.ticks.add(done)
    except Exception as error:  # noqa: BLE001 - whatever fails, the rest is done and this again
        said = _said(error, f"{item.action} of FY{item.fiscal_year}")
        return _row(store, item, now, started_by, {"error": said})
    return done


def _row(
    store: Store, item: Due, now: dt.datetime, started_by: str, result: dict[str, Any]
) -> TickAction:
    return TickAction(
        action=item.action,
        fiscal_year=item.fiscal_year,
        ref=item.ref,
        date_written=item.date_written,
        days_before=item.days_before,
        due=item.due,
        at=now,
        is_late=now - item.due > LATE_AFTER,
        result=result,
        started_by=started_by,
        actor=store.actor,
    )
