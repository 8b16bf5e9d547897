"""Where a cycle stands at a moment: the clock opens and closes it, whoever looks."""

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
