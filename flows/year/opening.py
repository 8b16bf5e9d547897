"""Opening and closing a cycle: people are informed; the clock itself opens and closes the cycle."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from fct.data.calendar import TOLD
from fct.data.messages import Letter, Recipient, listed
from fct.data.people import Role
from fct.data.program import Cycle
from fct.data.store import private_folder
from fct.data.subjects import Store
from fct.flows.year.due import Due
from fct.flows.year.plans import Plan, plans
from fct.scoring.year import Board, board_of


def plan_opening(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give the opening of each cycle that has one."""
    del now
    for plan in plans(store):
        opens = plan.cycle.at("opens")
        if opens is not None:
            year = plan.cycle.fiscal_year
            act = partial(_open, plan.cycle)
            yield Due(action="open", fiscal_year=year, ref=None, due=opens, act=act)


def plan_closing(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give the close of each cycle, and that of each extension that still holds."""
    del now
    for plan in plans(store):
        cycle = plan.cycle
        written = cycle.calendar.written()["final_due"].text
        yield Due(
            action="close",
            fiscal_year=cycle.fiscal_year,
            ref=None,
            due=cycle.closes,
            date_written=written,
            act=partial(_close, cycle),
        )
        yield from _extended(plan)


def _extended(plan: Plan) -> Iterator[Due]:
    # The last extension of each alone: an earlier one does not hold any more.
    last = {one.ref or one.component: one for one in plan.deadlines.extended}
    for name, one in last.items():
        act = partial(_close_extended, plan.cycle, one.component, one.ref)
        yield Due(
            action="close",
            fiscal_year=plan.cycle.fiscal_year,
            ref=name,
            due=one.until,
            date_written=one.until.isoformat(),
            act=act,
        )


def _open(cycle: Cycle, store: Store, now: dt.datetime) -> dict[str, Any]:
    del now
    year = cycle.fiscal_year
    inbox = store.settings.home / "inbox"
    for folder in (inbox, inbox / str(year)):
        private_folder(folder)
    letter = Letter(
        text="opened",
        action="open",
        about="opens",
        fiscal_year=year,
        facts={"until": moment(cycle.deadline, cycle)},
    )
    to = [
        one
        for component in cycle.components
        for one in store.messages.holders(Role.SPONSOR, component=component)
    ]
    return {TOLD: store.messages.send(letter, to)}


def _close(cycle: Cycle, store: Store, now: dt.datetime) -> dict[str, Any]:
    """Give the operator the board, and each component that is not extended its part of it."""
    del now
    board = board_of(store, cycle)
    extended = {one.component for one in store.extensions.of_cycle(cycle.fiscal_year)}
    written = cycle.calendar.written()["final_due"].text
    whose = [None, *(one for one in cycle.components if one not in extended)]
    return _inform_board(store, board, whose, written)


def _close_extended(
    cycle: Cycle, component: str | None, ref: str | None, store: Store, now: dt.datetime
) -> dict[str, Any]:
    del now
    board = board_of(store, cycle)
    if component is None and ref is not None:
        entry = board.sent.get(ref) or board.expected.get(ref)
        component = None if entry is None else entry.component
    return _inform_board(store, board, [component], f"{ref or component} extended")


def _inform_board(
    store: Store, board: Board, whose: Iterable[str | None], date: str
) -> dict[str, Any]:
    """Inform the operator of the whole board, and components of their part of it."""
    parts: list[tuple[Recipient, str]] = []
    for component in whose:
        part = _part(board, component)
        parts += [(one, part) for one in store.messages.holders(Role.OPERATOR) if not parts]
        if component is not None:
            to = store.messages.holders(Role.SPONSOR, component=component)
            parts += [(one, part) for one in to]
    letter = Letter(
        text="closed",
        action="close",
        about="final_due",
        fiscal_year=board.cycle.fiscal_year,
        date=date,
    )
    return {TOLD: store.messages.inform(letter, parts)}


def _part(board: Board, component: str | None) -> str:
    known = {**board.expected, **board.sent}
    lines = [f"{component or 'All components'}:"]
    for what, entries in (
        ("missing", board.missing),
        ("to repair", board.to_repair),
        ("sent", board.sent),
    ):
        own = [ref for ref in sorted(entries) if component in {None, known[ref].component}]
        lines += [f"{what}:", listed(own or ["none"])]
    return "\n".join(lines)


def moment(at: dt.datetime, cycle: Cycle) -> str:
    """Return a moment as people read it, in the cycle's time zone."""
    return f"{at.astimezone(cycle.zone):%Y-%m-%d %H:%M:%S %Z} ({cycle.time_zone})"
