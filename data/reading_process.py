"""The caller's end of the process that reads files: started once, asked file by file."""

import atexit
import contextlib
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from fct.data.errors import FctError
from fct.data.form import OWN_SHEETS
from fct.data.gate_refusal import GateRefusalError, gate_refusal
from fct.data.limits import MIB, Limits, load_limits
from fct.data.markings import declared_markings
from fct.data.wire import Frame, receive_frame, send_frames

# Without site: a start of 0.02 s instead of 0.1, and nothing that a .pth file would run.
_BOOT = (
    "import sys, types\n"
    "sys.path.append(sys.argv[2])\n"
    "whole = sys.modules['fct'] = types.ModuleType('fct')\n"
    "whole.__path__ = [sys.argv[3]]\n"
    "from fct.data.reading_child import serve\n"
    "serve(int(sys.argv[1]))\n"
)
_SPARE_S, _MOMENT_S = 2.0, 0.5
_BUFFER = 262_144
_ENDS = {b"E", b"X"}
_LAST = {*_ENDS, b"Z"}


class ReadingProcess:
    """The process that reads files; safe to share between threads.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self.owner = os.getpid()
        self._limits = limits
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(limits.children_at_once)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Start the process without waiting for it; nothing where it runs."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()

    def stop(self) -> None:
        """End the process and what it does."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The process's id, while there is one."""
        return None if self._process is None else self._process.pid

    def ask(self, task: bytes, name: str, content: bytes, given: bytes = b"") -> list[Frame]:
        """Return what a child answers to a file; the last frame is ``E`` or ``X``.

        Parameters
        ----------
        task : bytes
            One of those of :mod:`fct.data.reading_child`.
        name : str
        content : bytes
        given : bytes
            What the task needs beside the file.

        Raises
        ------
        GateRefusalError
            If the child came to no end: it took too long or too much, or stopped.
        FctError
            If too many files are being read, or the process cannot be started.
        """
        if not self._free.acquire(timeout=self._limits.longest_wait_s):
            raise FctError(f"Too many files are being read; send {name} again in a minute.")
        try:
            for _ in range(2):
                self.start()
                answer = self._asked(
                    task, (b"N", name.encode(errors="replace")), (b"C", content), (b"G", given)
                )
                if answer is not None:
                    return answer
        finally:
            self._free.release()
        raise FctError(
            "The process that reads files does not start; see that this machine has memory and "
            "processes to spare, and that the installation is whole."
        )

    def _start(self) -> None:
        self._stop()
        own, its = socket.socketpair()
        with its:
            data = Path(__file__).parent
            import python_calamine

            packages = Path(python_calamine.__file__).parents[1]
            arguments = (str(its.fileno()), str(packages), str(data.parent))
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, this package
                [sys.executable, "-I", "-S", "-c", _BOOT, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[its.fileno()],
                env={"LANG": "C.UTF-8"},
                cwd="/",
            )
        own.settimeout(self._limits.child_wall_s + _SPARE_S)
        given = {
            "limits": self._limits.as_values(),
            "markings": declared_markings(),
            "own_sheets": sorted(OWN_SHEETS),
        }
        with contextlib.suppress(OSError):  # one that ended at once is found when it is asked
            send_frames(own, (b"L", json.dumps(given).encode()))
        self._control = own

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_SPARE_S)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _asked(self, task: bytes, *request: Frame) -> list[Frame] | None:
        """Return the answer of one child; None where the process itself is gone."""
        ours, childs = socket.socketpair()
        started = time.monotonic()
        with ours:
            ours.settimeout(self._limits.child_wall_s + _SPARE_S)
            with childs:
                if not self._handed_over(task, childs):
                    return None
            with contextlib.suppress(OSError):  # a child that ended early says why
                send_frames(ours, *request)
            frames = self._received(ours)
        if frames and frames[-1][0] in _ENDS:
            return frames
        if not frames and self._is_gone():
            return None
        raise self._reason(frames, time.monotonic() - started)

    def _handed_over(self, task: bytes, childs: socket.socket) -> bool:
        with self._lock:
            if self._control is None:
                return False
            try:
                socket.send_fds(self._control, [task], [childs.fileno()])
            except OSError:
                return False
            return True

    def _is_gone(self) -> bool:
        """Whether the process itself ended; that may show a moment after its sockets closed."""
        with self._lock:
            if self._process is None:
                return True
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_MOMENT_S)
            return self._process.poll() is not None

    def _received(self, ours: socket.socket) -> list[Frame]:
        frames: list[Frame] = []
        left = self._limits.answer_mib * MIB
        with (
            contextlib.suppress(EOFError, OSError),
            ours.makefile("rb", buffering=_BUFFER) as stream,
        ):
            while not frames or frames[-1][0] not in _LAST:
                frames.append(receive_frame(stream, left))
                left -= len(frames[-1][1])
        return frames

    def _reason(self, frames: list[Frame], took_s: float) -> GateRefusalError:
        """Return the refusal of a file whose child came to no end."""
        ended = json.loads(frames[-1][1]) if frames and frames[-1][0] == b"Z" else {}
        status = ended.get("status", 0)
        if ended.get("no_memory"):
            return gate_refusal("TOO_MUCH_MEMORY")
        out_of_time = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
        if ended.get("is_late") or out_of_time or took_s >= self._limits.child_wall_s:
            return gate_refusal("TOO_SLOW")
        return gate_refusal("READER_STOPPED")


@functools.cache
def _made() -> list[ReadingProcess]:
    return []


_making = threading.Lock()


def reading_process() -> ReadingProcess:
    """Return this process's own reading process; a forked copy of a caller gets another one."""
    with _making:
        made = _made()
        if not made or made[0].owner != os.getpid():
            made[:] = [ReadingProcess(load_limits())]
            atexit.register(made[0].stop)
        return made[0]


def start_reading() -> None:
    """Start the reading process early, while the caller has other things to do."""
    reading_process().start()
