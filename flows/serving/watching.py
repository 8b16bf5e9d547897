"""A watch over a server that a process lives by: where it is gone, the process says so and ends.

The loops of libraries go on asking for minutes, with a traceback each time. What starts the process
again is its supervisor.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fct.data.common import ExitCode, FctError

_EVERY_S = 1.0
_REFUSALS = 3  # in a row: a server that is started again takes longer, and is asked for later
_AT_ONCE_S = 1.0  # what is refused is refused at once; what takes longer may be busy
_SILENT_FOR_S = 12.0  # one that says nothing for so long is gone; asking takes some more


@contextmanager
def ended_without(ask: Callable[[], None]) -> Iterator[None]:
    """Ask every second while the block lasts, and end the process where the server is gone.

    Parameters
    ----------
    ask : callable
        Raises an FctError with the sentence, within seconds, where the server does not answer.
    """
    over = threading.Event()
    watch = threading.Thread(target=watch_over, args=(ask, over, _end), name="watch", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()


def watch_over(ask: Callable[[], None], over: threading.Event, end: Callable[[str], None]) -> None:
    """Ask until it is over; call ``end`` with the sentence where the server is gone for good."""
    refusals, answered = 0, time.monotonic()
    while not over.wait(_EVERY_S):
        asked = time.monotonic()
        try:
            ask()
            refusals, answered = 0, time.monotonic()
        except FctError as error:
            now = time.monotonic()
            refusals = refusals + 1 if now - asked < _AT_ONCE_S else 0
            is_gone = refusals >= _REFUSALS or now - answered > _SILENT_FOR_S
            if is_gone and not over.is_set():
                end(str(error))
                return


def _end(sentence: str) -> None:
    """Say why, stop what this process started, and end it."""
    sys.stdout.flush()
    sys.stderr.write(f"fct: {sentence}\n")
    sys.stderr.flush()
    for child in _children():
        with contextlib.suppress(OSError):
            os.kill(child, signal.SIGTERM)
    os._exit(ExitCode.SYSTEM)


def _children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]
