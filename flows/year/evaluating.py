"""Judging at night and at the end, and publishing what reviewers see, once in a cycle."""

import datetime as dt
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from fct.data.calendar import TOLD, TickKey, nights
from fct.data.messages import Letter
from fct.data.people import Role
from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.flows.cycle import evaluate, publish
from fct.flows.year.due import Due
from fct.flows.year.known import is_done, once, unless_changed
from fct.flows.year.plans import Plan, plans

NIGHT = "night"
_log = logging.getLogger("fct.flows")


def plan_evaluation(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give the nights of each cycle while it is open, and the run that is published."""
    for plan in plans(store):
        if is_settled(store, plan):
            continue
        year = plan.cycle.fiscal_year
        for day, due in _nights(plan, now):
            yield Due(
                action="evaluate",
                fiscal_year=year,
                ref=None,
                due=due,
                date_written=f"{NIGHT} {day}",
                act=partial(_evaluate_at_night, plan.cycle),
                is_long=True,
                series=NIGHT,
            )
        # Run and publication are due at the same moment; `ORDER` and `NEEDS` put the run first.
        due, written = plan.evaluated_at
        yield Due(
            action="evaluate",
            fiscal_year=year,
            ref=None,
            due=due,
            date_written=written,
            act=partial(_evaluate, plan.cycle),
            is_long=True,
        )
        act = partial(_publish, plan.cycle)
        yield Due(action="publish", fiscal_year=year, ref=None, due=due, act=act)


def _nights(plan: Plan, now: dt.datetime) -> Iterable[tuple[dt.date, dt.datetime]]:
    """Give the nights from opening to the last deadline, up to the first that is still ahead."""
    start = plan.cycle.at("opens") or plan.versions[0][0]
    for day, due in nights(start, plan.last_close, plan.cycle.zone):
        yield day, due
        if due > now:
            return


def is_settled(store: Store, plan: Plan) -> bool:
    """Whether what is published is left alone by the tick (year.md, detail 14).

    The publication by the tick settles a cycle; one without ``evaluated`` is settled by whatever
    is published after its last deadline.
    """
    year = plan.cycle.fiscal_year
    if is_done(store, TickKey("publish", year, None, "", 0)):
        return True
    # The file names when it is to be published, so only the tick's own publication settles it.
    if plan.cycle.at("evaluated") is not None:
        return False
    last = partial(store.runs.last_publication_at, year)
    published_at = once(store, ("last publication", year), last)
    return published_at is not None and published_at >= plan.last_close


def _evaluate(cycle: Cycle, store: Store, now: dt.datetime) -> dict[str, Any]:
    del now
    made = evaluate(store, cycle.fiscal_year, None, store.actor, _log.info)
    return {"run": made.run_id} if made.is_new else {"run": made.run_id, "nothing new": True}


def _evaluate_at_night(cycle: Cycle, store: Store, now: dt.datetime) -> dict[str, Any]:
    """Judge what came; a cycle to which nothing came has no run yet."""
    if not store.versions.ids_to_judge(cycle.fiscal_year, cycle.deadline):
        return {"nothing new": True}
    judged, is_now = unless_changed(
        store, ("night", cycle.fiscal_year), partial(_evaluate, cycle, store, now)
    )
    return judged if is_now else {"run": judged["run"], "nothing new": True}


def _publish(cycle: Cycle, store: Store, now: dt.datetime) -> dict[str, Any]:
    """Publish the run that was made for it, and inform who may see it."""
    del now
    year = cycle.fiscal_year
    runs = [
        one.result["run"]
        for one in store.ticks.all(year)
        if one.action == "evaluate" and "run" in one.result
    ]
    run_id = runs[-1]
    publish(store, run_id, store.actor)
    letter = Letter(
        text="published", action="publish", about="run", fiscal_year=year, facts={"run": run_id}
    )
    to = store.messages.holders(Role.REVIEWER, Role.AUTHORITY)
    return {"run": run_id, TOLD: store.messages.send(letter, to)}
