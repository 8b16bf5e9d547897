"""Where the event log ended at each time: noted in a file beside the database.

What was cut off at the end of a log shows against a head that was noted elsewhere alone. The file
is the nearest such place; `fct audit head` prints its last line, to be kept further away.
"""

import datetime as dt
import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass

from fct.data.common import dump_json, load_json
from fct.data.store.settings import Settings
from fct.data.tables import Event

HEADS = "head.jsonl"
_LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ended at some time: how many entries, and the hash of the last of them."""

    events: int
    sha256: str
    at: dt.datetime


def note_head(settings: Settings, event: Event) -> None:
    """Add a line with the last entry to the file of heads, which lies outside of the database.

    A line that a crash left unfinished is taken off first. What cannot be written there, on a full
    disk or in a folder that may only be read, is no reason to report a failure of what is done.
    """
    line = {"events": event.seq, "sha256": event.hash, "at": event.at.isoformat()}
    # What could not be noted is not lost: the log has it. A full disk must not undo what was
    # written.
    with suppress(OSError), (settings.home / HEADS).open("ab+") as file:
        # Several processes write into one store; a line is cut and added by one of them at a time.
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _LONGEST_LINE))
        tail = file.read()
        if tail and not tail.endswith(b"\n"):
            # A line without its end is one whose writer was killed: cut off, or the next would be
            # glued to it.
            file.truncate(size - len(tail) + tail.rfind(b"\n") + 1)
        file.write(f"{dump_json(line)}\n".encode())


def read_heads(settings: Settings) -> list[Head]:
    """Return the heads that were noted, in the order of the file, without an unfinished line."""
    path = settings.home / HEADS
    lines = path.read_text("utf-8", errors="replace").split("\n")[:-1] if path.exists() else []
    return [_head(line) for line in lines]


def _head(line: str) -> Head:
    try:
        said = load_json(line)
        return Head(said["events"], said["sha256"], dt.datetime.fromisoformat(said["at"]))
    except (ValueError, TypeError, KeyError):
        return Head(0, line, dt.datetime.min.replace(tzinfo=dt.UTC))  # of no log
