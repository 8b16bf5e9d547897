"""The children of the process that reads files, once those that are done are reaped."""

import time
from pathlib import Path

from fct.data.program.limits import load_limits
from fct.data.reading.sandbox import reading_process

_WITHIN_S = 60  # on a machine with much other work; a fraction of a second elsewhere


def children_left() -> list[str]:
    """Return the children, as soon as there are no more of them than may wait."""
    listed = Path(f"/proc/{reading_process().pid}/task/{reading_process().pid}/children")
    last = time.monotonic() + _WITHIN_S
    while len(left := listed.read_text().split()) > load_limits().children_at_once:
        if time.monotonic() > last:
            break
        time.sleep(0.05)
    return left
