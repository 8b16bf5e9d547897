"""The children of the process that reads files, once those that are done are reaped."""

from pathlib import Path

from fct.data.program.limits import load_limits
from fct.data.reading.sandbox import reading_process
from tests.support.processes.waiting import wait_until


def children_left() -> list[str]:
    """Return the children, as soon as there are no more of them than may wait."""
    listed = Path(f"/proc/{reading_process().pid}/task/{reading_process().pid}/children")
    most = load_limits().children_at_once
    wait_until(lambda: len(listed.read_text().split()) <= most)
    return listed.read_text().split()
