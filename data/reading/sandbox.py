"""The caller's end of the process that reads files: started once, asked file by file."""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from fct.data.common import BusyError, FctError
from fct.data.gate import declared_markings, gate_refusal
from fct.data.program import MIB, OWN_SHEETS, Limits, load_limits
from fct.data.reading.frames import NOT_BEGUN, Frame, LongFrameError, receive_frame, send_frames

# Without site: a start of 0.02 s instead of 0.1, and nothing that a .pth file would run.
_BOOT = (
    "import gc, sys, types\n"
    "gc.disable()\n"
    "sys.path.append(sys.argv[2])\n"
    "whole = sys.modules['fct'] = types.ModuleType('fct')\n"
    "whole.__path__ = [sys.argv[3]]\n"
    "from fct.data.reading.worker import serve\n"
    "serve(int(sys.argv[1]))\n"
)
_SPARE_S = 2.0
_TRIES = 3
_BUFFER = 262_144
_ENDS = {b"E", b"X"}
# By these a file ends its reader; by all others, as by that of a machine without memory, others do.
_OWN_FAULTS = {
    *(signal.SIGXCPU, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS),
    *(signal.SIGILL, signal.SIGFPE, signal.SIGSYS),
}


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
            One of those of :mod:`fct.data.reading.worker`.
        name : str
        content : bytes
        given : bytes
            What the task needs beside the file.

        Raises
        ------
        GateRefusalError
            If the file ended the child: it took too much processor time or memory, or broke it.
        BusyError
            If the machine ended it, or too many files are being read; the file is not at fault.
        FctError
            If the process cannot be started.
        """
        if not self._free.acquire(timeout=self._limits.longest_wait_s):
            raise BusyError(name)
        request = ((b"N", name.encode(errors="replace")), (b"C", content), (b"G", given))
        how = None
        try:
            # A file that ended its child is refused at once. What ended for another reason is tried
            # again, in a new process where the old one is gone.
            for _ in range(_TRIES):
                self.start()
                process = self._process
                frames, how = self._asked(task, *request)
                if frames and frames[-1][0] in _ENDS:
                    return frames
                if how is not None:
                    _refuse_own_fault(how)
                elif not self._is_gone(process):
                    raise BusyError(name)
        except OSError as error:  # no process, no socket, no memory
            raise BusyError(name) from error
        finally:
            self._free.release()
        if how is not None:
            raise BusyError(name)
        raise FctError(
            "The process that reads files does not start; see that this machine has memory and "
            "processes to spare, and that the installation is whole."
        )

    def _start(self) -> None:
        self._stop()
        own, its = socket.socketpair()
        with its:
            data = Path(__file__).parents[1]
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
        own.settimeout(self._limits.longest_wait_s)
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
                # Once its socket is closed it ends by itself.
                self._process.wait(_SPARE_S)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _asked(self, task: bytes, *request: Frame) -> tuple[list[Frame], dict[str, int] | None]:
        """Return what one child answers, and where that lacks its end, how the child ended.

        Neither is there where the process itself is gone.
        """
        ours, childs = socket.socketpair()
        ended, its = socket.socketpair()
        with ours, ended:
            for end in (
                ours,
                ended,
            ):  # for a process that was stopped: an end is always reported
                end.settimeout(self._limits.longest_wait_s)
            with childs, its:
                if not self._handed_over(task, childs, its):
                    return [], None
            with contextlib.suppress(OSError):  # a child that ended early says why
                send_frames(ours, *request)
            frames = self._received(ours)
            if frames and frames[-1][0] in _ENDS:
                return frames, None
            with contextlib.suppress(EOFError, OSError), ended.makefile("rb") as stream:
                return frames, json.loads(receive_frame(stream, _BUFFER)[1])
            return frames, None

    def _handed_over(self, task: bytes, *ends: socket.socket) -> bool:
        with self._lock:
            if self._control is None:
                return False
            try:
                socket.send_fds(self._control, [task], [end.fileno() for end in ends])
            except OSError:
                return False
            return True

    def _is_gone(self, process: "subprocess.Popen[bytes] | None") -> bool:
        """Whether a process itself ended; that may show a moment after its sockets closed."""
        with self._lock:
            if process is None or process is not self._process:
                return True
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SPARE_S)
            return process.poll() is not None

    def _received(self, ours: socket.socket) -> list[Frame]:
        frames: list[Frame] = []
        left = self._limits.answer_mib * MIB
        with (
            contextlib.suppress(EOFError, OSError),
            ours.makefile("rb", buffering=_BUFFER) as stream,
        ):
            while not frames or frames[-1][0] not in _ENDS:
                try:
                    frames.append(receive_frame(stream, left))
                except LongFrameError:
                    raise gate_refusal("READER_STOPPED") from None
                left -= len(frames[-1][1])
        return frames


def _refuse_own_fault(ended: Mapping[str, int]) -> None:
    """Raise the refusal of a file whose child ended without an answer, if the file ended it."""
    if ended["no_memory"]:
        raise gate_refusal("TOO_MUCH_MEMORY")
    status = ended["status"]
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) not in _OWN_FAULTS:
            return
        is_slow = os.WTERMSIG(status) == signal.SIGXCPU
        raise gate_refusal("TOO_SLOW" if is_slow else "READER_STOPPED")
    if os.WEXITSTATUS(status) != NOT_BEGUN:
        raise gate_refusal("READER_STOPPED")


_made: list[ReadingProcess] = []
_making = threading.Lock()


def reading_process() -> ReadingProcess:
    """Return this process's own reading process; a forked copy of a caller gets another one."""
    with _making:
        if not _made or _made[0].owner != os.getpid():
            _made[:] = [ReadingProcess(load_limits())]
            atexit.register(_made[0].stop)
        return _made[0]


def start_reading() -> None:
    """Start this process's reading process without waiting; who asks it learns why it did not."""
    with contextlib.suppress(OSError):
        reading_process().start()
