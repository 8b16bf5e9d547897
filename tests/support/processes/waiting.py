"""Waits that end when what they wait for is there; only one that has no end is given up."""

import time
from collections.abc import Callable
from pathlib import Path

NO_HURRY_S = 600  # longer than anything takes beside much other work
_BETWEEN_S = 0.05


def wait_until(is_there: Callable[[], bool]) -> bool:
    """Return whether something comes to be, as soon as it does."""
    last = time.monotonic() + NO_HURRY_S
    while not is_there():
        if time.monotonic() > last:
            return False
        time.sleep(_BETWEEN_S)
    return True


def is_gone(pid: int) -> bool:
    """Return whether a process ends."""

    def has_ended() -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return True
        return state.rpartition(")")[2].split()[0] == "Z"

    return wait_until(has_ended)
