"""By which way a file comes: with those of its cycle, as a nomination, or out of cycle."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fct.data.common import RawProposal, RefusalError
from fct.data.gate import printed_name
from fct.data.program import NOMINATION, Cycle, refusal
from fct.data.sheets import Workbook
from fct.data.subjects import Store, choice, is_out_of_cycle
from fct.data.tables import Lane

if TYPE_CHECKING:
    from fct.data.submitting.delivery import Delivery

_CONTINUING = "continuing"


def lane_of(
    store: Store, cycle: Cycle, workbook: Workbook, delivery: "Delivery"
) -> tuple[Lane, RefusalError | None]:
    """Return the way by which a file comes, and why it is not taken that way.

    Until the deadline out-of-cycle proposals are judged with the rest (year.md, detail 23).

    Parameters
    ----------
    store : Store
    cycle : Cycle
    workbook : Workbook
    delivery : Delivery
    """
    if workbook.form == NOMINATION:
        return Lane.NOMINATION, _not_nominated(cycle, workbook)
    if delivery.is_out_of_cycle:
        refused = _not_out_of_cycle(workbook) or _after_next_deadline(
            store, cycle, workbook, delivery
        )
        # Before the deadline it is judged with the cycle's own.
        is_late = delivery.received_at > cycle.deadline
        return (Lane.OUT_OF_CYCLE if is_late else Lane.IN_CYCLE), refused
    if delivery.answers is not None:
        return Lane.IN_CYCLE, None
    return Lane.IN_CYCLE, _not_invited(store, cycle, workbook, delivery.replaces)


def last_moment(cycle: Cycle, lane: Lane) -> dt.datetime:
    """Return the last moment at which a file of a lane comes in time."""
    due = cycle.at("summary_due") if lane is Lane.NOMINATION else None
    # A date of the calendar is the first moment that is late.
    return cycle.deadline if due is None else due - dt.timedelta(microseconds=1)


def _not_nominated(cycle: Cycle, workbook: Workbook) -> RefusalError | None:
    if cycle.at("summary_due") is not None:
        return None
    return refusal("NO_NOMINATIONS", name=printed_name(workbook.file), year=cycle.fiscal_year)


def _not_out_of_cycle(workbook: Workbook) -> RefusalError | None:
    others = [one for one in workbook.proposals if not is_out_of_cycle(one)]
    if not others:
        return None
    named = _refs(others, "a proposal")
    return refusal("NOT_OUT_OF_CYCLE", name=printed_name(workbook.file), refs=named)


def _after_next_deadline(
    store: Store, cycle: Cycle, workbook: Workbook, delivery: "Delivery"
) -> RefusalError | None:
    """Return the refusal of a file for a cycle whose next one is closed already."""
    following = cycle.fiscal_year + 1
    if following not in {row.fiscal_year for row in store.cycles.all()}:
        return None
    if delivery.received_at <= store.cycles.read(following)[1].deadline:
        return None
    return refusal(
        "CYCLE_IS_OVER",
        name=printed_name(workbook.file),
        year=cycle.fiscal_year,
        next=following,
    )


def _not_invited(
    store: Store, cycle: Cycle, workbook: Workbook, replaces: str | None
) -> RefusalError | None:
    """Return the refusal of full proposals that were not invited, in a cycle that invites."""
    if cycle.at("summary_due") is None:
        return None
    invited = store.nominations.invited(cycle.fiscal_year)
    others = [
        one
        for one in workbook.proposals
        if (replaces or one.ref) not in invited
        and choice(one, "project_type") != _CONTINUING
        and not is_out_of_cycle(one)
    ]
    if not others:
        return None
    return refusal(
        "NOT_INVITED", name=printed_name(workbook.file), refs=_refs(others, "a new start")
    )


def _refs(proposals: Sequence[RawProposal], what: str) -> str:
    named = [one.ref for one in proposals if one.ref]
    return ", ".join(named) or (what if len(proposals) == 1 else "several proposals without a ref")
