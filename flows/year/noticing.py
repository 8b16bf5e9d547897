"""Notices to sponsors of what a published slate decides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from fct.data.calendar import TOLD
from fct.data.decisions import KeptSlate
from fct.data.messages import Letter, Recipient, listed
from fct.data.people import Role
from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.flows.year.due import Due
from fct.flows.year.known import once
from fct.flows.year.plans import plans


def published_slates(store: Store, fiscal_year: int) -> list[KeptSlate]:
    """Return the published slates of a cycle, the first one first."""

    def read() -> list[KeptSlate]:
        of_cycle = store.slates.of_cycle(fiscal_year)
        kept = [store.slates.kept(fiscal_year, one.id) for one in of_cycle]
        return [one for one in kept if one.published is not None]

    return once(store, ("published slates", fiscal_year), read)


def due_after_slate(cycle: Cycle, kept: KeptSlate, name: str) -> tuple[dt.datetime, str]:
    """Return when something is due for a published slate, and its date as written (detail 16).

    The first slate waits for the date, and what is published later, or without a date, does not.

    Parameters
    ----------
    cycle : Cycle
    kept : KeptSlate
        Published.
    name : str
        Of the date.
    """
    if kept.slate is None or kept.published is None:
        raise ValueError("a slate that is not published")
    published_at = kept.published.at
    if kept.slate.is_supplement:
        return published_at, kept.slate.id
    moment = cycle.at(name)
    return (published_at if moment is None else max(moment, published_at)), ""


def plan_notices(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give the notices of each published slate."""
    del now
    for plan in plans(store):
        for kept in published_slates(store, plan.cycle.fiscal_year):
            due, written = due_after_slate(plan.cycle, kept, "notified")
            yield Due(
                action="notify",
                fiscal_year=plan.cycle.fiscal_year,
                ref=None,
                due=due,
                date_written=written,
                act=partial(_notify, plan.cycle, kept),
            )


def _notify(cycle: Cycle, kept: KeptSlate, store: Store, now: dt.datetime) -> dict[str, Any]:
    """Inform the sponsors of each component which of its proposals are decided."""
    del now
    components = store.versions.components(cycle.fiscal_year)
    by_component: defaultdict[str | None, list[str]] = defaultdict(list)
    for ref in sorted({*kept.newest, *kept.withdrawn_of_it}):
        by_component[components.get(ref)].append(ref)
    letter = Letter(
        text="decided",
        action="notify",
        about="slate" if kept.slate is None else kept.slate.id,
        fiscal_year=cycle.fiscal_year,
    )
    parts = [
        (one, f"{component or 'no component'}:\n{listed(refs)}")
        for component, refs in by_component.items()
        for one in sponsors_of(store, component)
    ]
    return {TOLD: store.messages.inform(letter, parts)}


def sponsors_of(store: Store, component: str | None) -> list[Recipient]:
    """Return whom a component is informed through; of what has none, the operators."""
    if component is None:
        return store.messages.holders(Role.OPERATOR)
    return store.messages.holders(Role.SPONSOR, component=component)
