"""The log of a running program: one JSON line for each thing that was done, and how long it took.

It is for who keeps the machine, and is no record: that is the event log of the store. A line names
action, run and ref, and never an answer, a title or the name of a file.
"""

import datetime as dt
import json
import os
import re
from contextlib import suppress
from pathlib import Path

FOLDER, NAME = "logs", "fct.jsonl"
_LARGEST = 10_000_000  # bytes of a file of the log; the one before it is kept beside it
_RUN = re.compile(r"FY\d{4}-R\d{3,}")
# First words of the actions whose object is the ref of a proposal.
_OF_REF = frozenset(
    {"comment", "decision", "flag", "nomination", "note", "project", "proposal", "review"}
)


def log_action(home: Path, action: str, subject: str, at: dt.datetime, seconds: float) -> None:
    """Add a line for an event that was kept; a log that cannot be written stops nothing.

    Parameters
    ----------
    home : Path
        FCT_HOME.
    action, subject : str
        As the event has them.
    at : datetime
    seconds : float
        How long the transaction took.
    """
    is_run = _RUN.fullmatch(subject) is not None
    line = {
        "at": at.isoformat(timespec="milliseconds"),
        "action": action,
        "run": subject if is_run else None,
        "ref": subject if not is_run and action.partition(" ")[0] in _OF_REF else None,
        "duration_s": round(seconds, 4),
        "process": os.getpid(),
    }
    with suppress(OSError):
        folder = home / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / NAME
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".1.jsonl"))
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
