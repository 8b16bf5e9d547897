"""The calendar of a cycle: which steps are due at a moment.

The state of a cycle lives in the store. A short scheduled flow asks here what is due, does it once
and ends; after a pause of the machine it catches up.
"""

import datetime as dt
from enum import StrEnum

from fct.data.program import Cycle
from fct.data.submitting import is_not_open


class Phase(StrEnum):
    """Where a cycle stands."""

    NOT_OPEN = "not open"
    OPEN = "open"
    CLOSED = "closed"


def phase(cycle: Cycle, now: dt.datetime) -> Phase:
    """Return where a cycle stands at an aware moment; without ``opens`` it is open from the first.

    Out-of-cycle proposals may come at any time; a closed cycle takes them too.
    """
    if now > cycle.deadline:
        return Phase.CLOSED
    return Phase.NOT_OPEN if is_not_open(cycle, now) else Phase.OPEN


def is_settled(cycle: Cycle, published_at: dt.datetime | None) -> bool:
    """Return whether a run was published after the deadline, whenever it was computed.

    What is settled is changed by a person's command alone, never by a schedule.

    Parameters
    ----------
    cycle : Cycle
    published_at : datetime or None
        When a run of the cycle was published last.
    """
    return published_at is not None and published_at > cycle.deadline


def takes_files(cycle: Cycle, now: dt.datetime) -> bool:
    """Return whether the inbox of a cycle is read."""
    return phase(cycle, now) is not Phase.NOT_OPEN


def is_to_be_published(cycle: Cycle, now: dt.datetime) -> bool:
    """Return whether a run may be shown to reviewers: once the last proposal is in."""
    return phase(cycle, now) is Phase.CLOSED
