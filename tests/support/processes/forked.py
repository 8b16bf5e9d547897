"""Commands in processes of their own, forked from one that has all modules loaded.

A command then takes its own time alone, so that it can be killed, stopped, starved and started
again hundreds of times. What is killed is a real process with its own connections and files.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.stores.contract import Program

LONGEST_S = 300.0  # nothing here takes that long; what does is ended and counts as not survived
_BETWEEN_S = 0.001


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process came to its end.

    Attributes
    ----------
    code : int
        Exit code; of a process that a signal ended, the signal's number with a minus.
    out, err : str
    """

    code: int
    out: str
    err: str

    @property
    def has_crashed(self) -> bool:
        """Whether it said more than a sentence."""
        return "Traceback" in self.err

    @property
    def last_words(self) -> str:
        """What it said on standard error, shortened."""
        return self.err.strip()[-400:]


@dataclass(slots=True)
class Running:
    """A command that runs in a process of its own."""

    pid: int
    said: tuple[Path, Path]
    _ended: Ended | None = field(default=None, repr=False)

    def poll(self) -> Ended | None:
        """Return how it ended, or None while it runs."""
        if self._ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                out, err = (path.read_text("utf-8", errors="replace") for path in self.said)
                self._ended = Ended(os.waitstatus_to_exitcode(status), out, err)
                shutil.rmtree(self.said[0].parent)
        return self._ended

    def wait(self) -> Ended:
        """Return how it ended, once it has."""
        last = time.monotonic() + LONGEST_S
        while (ended := self.poll()) is None:
            if time.monotonic() > last:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(_BETWEEN_S)
        return ended

    def send(self, number: signal.Signals) -> bool:
        """Send a signal, and return whether it still ran."""
        if self.poll() is not None:
            return False
        os.kill(self.pid, number)
        return True


def start(
    program: Program,
    *words: object,
    who: str | None = None,
    env: Mapping[str, str] | None = None,
    before: Callable[[], object] | None = None,
) -> Running:
    """Start a command in a process of its own.

    Parameters
    ----------
    program : Program
        Whose store it works on.
    *words : object
    who : str, optional
        For whom it acts.
    env : mapping of str to str, optional
        Beside the environment of now.
    before : callable, optional
        Runs in the new process first: a limit of it, say.
    """
    call = [str(word) for word in words] + (["--as", who] if who else [])
    # Not beside the store, whose disk may be full.
    folder = Path(tempfile.mkdtemp(prefix="fct-said-"))
    said = folder / "out", folder / "err"
    for path in said:
        path.touch()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _run(program, call, said, env or {}, before)
    return Running(pid, said)


def _run(
    program: Program,
    call: list[str],
    said: tuple[Path, Path],
    env: Mapping[str, str],
    before: Callable[[], object] | None,
) -> None:
    """Be the command, in the new process, which ends here."""
    code = 70
    try:
        for number, path in zip((1, 2), said, strict=True):
            os.dup2(os.open(path, os.O_WRONLY | os.O_TRUNC), number)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ |= {"FCT_HOME": str(program.home), "COLUMNS": "200", **env}
        sys.argv = ["fct", *call, "--json"]
        if before is not None:
            before()
        code = _exit_code_of_main()
    finally:
        os._exit(code)


def _exit_code_of_main() -> int:
    from fct.flows.cli.app import main

    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter, which ends with it
        sys.excepthook(*sys.exc_info())  # as the interpreter does
        code = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = 120  # as the interpreter does
    return code


def json_of(ended: Ended) -> Any:
    """Return what a command printed as JSON."""
    return json.loads(ended.out)
