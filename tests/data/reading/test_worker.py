"""What a child may do, and what the process that waits has imported."""

import subprocess
import sys

HEAVY = {"pandas", "numpy", "pydantic", "typer", "pycountry", "yaml", "sqlalchemy", "openpyxl"}

GIVE_UP = """
import os, socket, sys
from fct.data.program.form import OWN_SHEETS
from fct.data.reading.job_read import Reading
from fct.data.program.limits import load_limits
from fct.data.gate.markings import load_markings
from fct.data.reading.worker import Reader, _address_space
own, other = socket.socketpair()
reader = Reader(own, Reading(load_limits(), load_markings(), OWN_SHEETS))
pipe = os.pipe()
reader._give_up(_address_space())
for attempt in {attempts}:
    try:
        exec(attempt)
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
    else:
        print("done")
"""


def after_giving_up(*attempts: str) -> dict[str, str]:
    """What becomes of each attempt in a process that gave up what a parser does not need."""
    ran = subprocess.run(
        [sys.executable, "-P", "-c", GIVE_UP.format(attempts=attempts)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return dict(zip(attempts, ran.stdout.splitlines(), strict=True))


def test_a_child_opens_nothing() -> None:
    """No file, no socket, no folder."""
    attempts = (
        "open('/etc/hostname')",
        "open('/tmp/x', 'w')",
        "socket.socket()",
        "socket.socketpair()",
        "os.pipe()",
        "os.listdir('/')",
        "os.dup(1)",
        "os.memfd_create('x')",
    )

    assert after_giving_up(*attempts) == dict.fromkeys(attempts, "OSError")


def test_a_child_stays_small() -> None:
    """Memory ends in an error that it can report."""
    attempt = "bytearray(300 * 1024 * 1024)"

    assert after_giving_up(attempt) == {attempt: "MemoryError"}


def test_a_child_can_answer() -> None:
    """What was open stays open."""
    attempt = "os.write(pipe[1], b'x')"

    assert after_giving_up(attempt) == {attempt: "done"}


def test_the_process_that_waits_imports_little() -> None:
    """It starts in a moment, and a parser finds nothing else in it."""
    code = f"import sys, fct.data.reading.worker; print(*sorted({HEAVY} & sys.modules.keys()))"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split() == []
