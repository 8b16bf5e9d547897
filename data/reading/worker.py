"""The process that reads files: it waits, and has a child ready for each file.

It is started once by a caller (see :mod:`fct.data.reading.sandbox`), imports little more than
python-calamine, and holds nothing of any file. Each child gets one file over a socket, gives up
what a parser does not need (files, network, memory, time), reads, answers and ends. A file that
breaks a child breaks nothing else, and no child meets the files of two sponsors.

A task is a letter: ``W`` reads a workbook, ``F`` one with its facts, ``T`` tables, ``M`` marks a
workbook, and ``O`` scans an office file. A request has a frame ``N`` with the name, ``C`` with the
content and ``G`` with what is given beside it. Answers are those of the module that does the task,
or ``X`` with a refusal; the waiting process says how the child ended over a socket of its own, as
``Z`` (:mod:`fct.data.reading.frames`).
"""

import codecs
import contextlib
import ctypes
import gc  # which is off: nothing that a child makes has cycles
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

import python_calamine

from fct.data.common import RefusalError
from fct.data.gate import GateRefusalError, Markings
from fct.data.program import MIB, Limits
from fct.data.reading.frames import NOT_BEGUN, FrameWriter, receive_frame, send_frames
from fct.data.reading.job_read import BookReader, Reading
from fct.data.reading.known_texts import known_parts, known_texts
from fct.data.reading.worker_warm_up import small_workbook, warm_up

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CPUCLOCK_SCHED = 2  # of the clock of a process: what the scheduler counted, not its ticks
_LOOK_ROUND_MS = 1000
_NO_MEMORY = b"memory allocation"  # what Rust says before it aborts
_MOST_DESCRIPTORS = 1024
_BUFFER = 262_144
# Python makes its code quick after eight; who asks for one file alone does not wait for that.
_WARM_UPS = 10
# A child can open no file, so what Python looks up late is looked up before.
_MODULES = {
    b"T": "fct.data.reading.csv_tables",
    b"F": "fct.data.sheets.facts",
    b"M": "fct.data.reading.job_mark",
    b"O": "fct.data.reading.job_scan",
}
_ENCODINGS = (
    *("cp437", "latin-1", "iso-8859-1", "cp1252"),
    *("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
)


class Request(NamedTuple):
    """What a child is asked."""

    task: bytes
    name: str
    content: bytes
    given: bytes


class Spare(NamedTuple):
    """A child that waits for its file."""

    pid: int
    pidfd: int
    orders: socket.socket
    said: int


@dataclass(slots=True)
class Child:
    """A child at work.

    Attributes
    ----------
    pid, pidfd : int
    ended : socket
        Over which the caller learns how it ended.
    said : int
        Pipe of what it writes to standard error.
    used_ns : int
        Processor time when last looked at.
    used_until : float
        When that had grown.
    """

    pid: int
    pidfd: int
    ended: socket.socket
    said: int
    used_ns: int
    used_until: float

    def is_idle(self, longest_s: float) -> bool:
        """Whether it has used no processor time for so long; it is looked at once a second."""
        used_ns = _processor_ns(self.pid)
        if used_ns != self.used_ns:
            self.used_ns, self.used_until = used_ns, time.monotonic()
        return time.monotonic() - self.used_until >= longest_s


def serve(descriptor: int) -> NoReturn:
    """Wait for files until the caller is gone.

    Parameters
    ----------
    descriptor : int
        Of the socket to the caller.
    """
    control = socket.socket(fileno=descriptor)
    with control.makefile("rb", buffering=0) as unbuffered:
        _, settings = receive_frame(unbuffered, MIB)
    given = json.loads(settings)
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    limits, own_sheets = Limits(**given["limits"]), frozenset(given["own_sheets"])
    reading = Reading(limits, Markings(given["markings"]), own_sheets)
    warm_up(reading)
    gc.freeze()
    Reader(control, reading).wait()
    os._exit(0)


class Reader:
    """The waiting process.

    Parameters
    ----------
    control : socket
        Over which the caller hands a socket for each file; its end is the end of this process.
    reading : Reading
    """

    def __init__(self, control: socket.socket, reading: Reading) -> None:
        self._control = control
        self._reading = reading
        self._limits = reading.limits
        self._spares: list[Spare] = []
        self._ready = 0  # spares to have: none until a second file shows that more may come
        self._asked = 0
        self._children: dict[int, Child] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._pid, self._parent = os.getpid(), os.getppid()
        self._c = ctypes.CDLL(None)

    def wait(self) -> None:
        """Give each file to a child, end those that stand still, and say how each ended."""
        while True:
            while len(self._spares) < self._ready:
                self._spares.append(self._forked())
            for descriptor, _ in self._poll.poll(_LOOK_ROUND_MS):
                if descriptor in self._children:
                    self._end(self._children[descriptor])
                elif not self._hand_over():
                    self._abandon()
                    return
            for child in list(self._children.values()):
                if child.is_idle(self._limits.child_idle_s):
                    os.kill(child.pid, signal.SIGKILL)
                    self._end(child)
            if os.getppid() != self._parent:
                self._abandon()
                return

    def _hand_over(self) -> bool:
        """Hand the socket of one file to the child that waits; False when the caller is gone."""
        try:
            asked, sockets, _, _ = socket.recv_fds(self._control, 1, 2)
        except OSError:
            return False
        if not asked or len(sockets) != 2:  # noqa: PLR2004 - for its answers, and for its end
            return False
        self._asked += 1
        if self._asked == 2:  # noqa: PLR2004 - more are to be expected
            self._warm_up()
        if not _is_prepared_for(asked):
            _prepare_for(asked)
            self._dismiss_spares()
        spare = self._spares.pop(0) if self._spares else self._forked()
        answers, ended = (socket.socket(fileno=one) for one in sockets)
        with (
            answers,
            contextlib.suppress(OSError),
        ):  # the end of a child that is gone is said too
            socket.send_fds(spare.orders, [asked], [answers.fileno()])
        spare.orders.close()
        child = Child(spare.pid, spare.pidfd, ended, spare.said, 0, time.monotonic())
        self._children[child.pidfd] = child
        self._poll.register(child.pidfd, select.POLLIN)
        return True

    def _warm_up(self) -> None:
        markings = self._reading.markings
        self._reading = self._reading._replace(
            known=known_texts(markings), known_parts=known_parts(markings, self._limits)
        )
        for _ in range(_WARM_UPS):
            warm_up(self._reading)
        gc.collect()
        gc.freeze()
        self._ready = self._limits.children_at_once
        self._dismiss_spares()

    def _forked(self) -> Spare:
        ours, its = socket.socketpair()
        reader, said = os.pipe()
        pid = os.fork()
        if not pid:
            self._become_child(its, said)
        its.close()
        os.close(said)
        # A number may be given to another process once this one is gone; a descriptor of it never
        # means another (pidfd_open(2)).
        return Spare(pid, os.pidfd_open(pid), ours, reader)

    def _dismiss_spares(self) -> None:
        while self._spares:
            self._dismiss(self._spares.pop())

    @staticmethod
    def _dismiss(spare: Spare) -> None:
        spare.orders.close()
        os.kill(spare.pid, signal.SIGKILL)
        os.waitpid(spare.pid, 0)
        os.close(spare.pidfd)
        os.close(spare.said)

    def _end(self, child: Child) -> None:
        """Reap a child and say to its caller how it ended."""
        _, status = os.waitpid(child.pid, 0)
        self._poll.unregister(child.pidfd)
        del self._children[child.pidfd]
        os.close(child.pidfd)
        os.set_blocking(child.said, False)
        try:
            said = os.read(child.said, 65_536)
        except BlockingIOError:
            said = b""
        os.close(child.said)
        how = {"status": status, "no_memory": _NO_MEMORY in said}
        with child.ended, contextlib.suppress(OSError):  # a caller with its answer waits no more
            send_frames(child.ended, (b"Z", json.dumps(how).encode()))

    def _abandon(self) -> None:
        """End every child; nobody waits for them."""
        pids = [child.pid for child in self._children.values()]
        pids += [spare.pid for spare in self._spares]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)

    def _become_child(self, orders: socket.socket, said: int) -> NoReturn:
        """Wait for one file, read it and end; nothing of the waiting process runs after this."""
        try:
            self._c.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            # The parent may have ended before the signal was asked for, which then never comes
            # (prctl(2)).
            if os.getppid() != self._pid:
                os._exit(NOT_BEGUN)
            own_size = _address_space()
            os.dup2(said, 2)
            own = orders.fileno()
            os.closerange(3, own)  # what belongs to the files of others
            os.closerange(own + 1, _MOST_DESCRIPTORS)
            asked, sockets, _, _ = socket.recv_fds(orders, 1, 1)
            answers = socket.socket(fileno=sockets[0])
            most = self._limits.file_mib * MIB
            with answers.makefile("rb", buffering=_BUFFER) as stream:
                _, name = receive_frame(stream, MIB)
                _, content = receive_frame(stream, most)
                _, given = receive_frame(stream, most)
            self._give_up(own_size)
            request = Request(asked, name.decode(), content, given)
            writer = FrameWriter(answers)
        except BaseException:  # noqa: BLE001 - whatever it is, no file has been looked at
            os._exit(NOT_BEGUN)
        try:
            _answer(self._reading._replace(earn=self._earn), writer, request)
        finally:
            os._exit(1)

    def _earn(self, filled: int) -> None:
        """Give more processor time to a file of which so many filled cells have passed."""
        limits = self._limits
        earned_s = limits.child_cpu_s + filled // limits.cells_for_cpu_s
        # One second short of the hard limit, at which the kernel ends a process without a reason.
        wanted_s = min(earned_s, limits.child_most_cpu_s - 1)
        had_s, _ = resource.getrlimit(resource.RLIMIT_CPU)
        if wanted_s > had_s:
            resource.setrlimit(resource.RLIMIT_CPU, (wanted_s, limits.child_most_cpu_s))

    def _give_up(self, own_size: int) -> None:
        """Keep what a parser needs: open no file and no socket, write no file, stay small.

        What the process took before it had a file does not count, so that it is the same to a file
        what was read before it.
        """
        limits = self._limits
        self._c.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        memory = own_size + limits.child_memory_mib * MIB
        for kind, most in (
            (resource.RLIMIT_AS, (memory, memory)),
            (resource.RLIMIT_CPU, (limits.child_cpu_s, limits.child_most_cpu_s)),
            (resource.RLIMIT_FSIZE, (0, 0)),
            (resource.RLIMIT_CORE, (0, 0)),
            (resource.RLIMIT_NPROC, (0, 0)),
            (resource.RLIMIT_NOFILE, (0, 0)),
        ):
            resource.setrlimit(kind, most)


def _processor_ns(pid: int) -> int:
    """Return the processor time that a process has used, in ns; 0 where it has ended."""
    try:
        return time.clock_gettime_ns((~pid << 3) | _CPUCLOCK_SCHED)
    except OSError:
        return 0


def _address_space() -> int:
    """Return the bytes of address space that this process has."""
    with open("/proc/self/statm", "rb") as sizes:  # noqa: PTH123 - pathlib is not imported here
        return int(sizes.read().split()[0]) * resource.getpagesize()


def _is_prepared_for(asked: bytes) -> bool:
    return _MODULES.get(asked, "fct") in sys.modules


def _prepare_for(asked: bytes) -> None:
    """Import what does a task, for this and all later children, which can import nothing."""
    importlib.import_module(_MODULES[asked])
    if asked == b"T":
        from fct.data.program import refusal_messages

        refusal_messages()  # its sentences are made by the reader of tables
    elif asked == b"M":
        from fct.data.reading.job_mark import warm_up_marking

        warm_up_marking(small_workbook())


def _answer(reading: Reading, writer: FrameWriter, request: Request) -> NoReturn:
    refused: dict[str, Any] | None = None
    try:
        _do(reading, writer, request)
    except GateRefusalError as error:
        refused = {"code": error.code, "seen": error.seen}
    except RefusalError as error:
        refused = {"code": error.code, "message": error.message}
    except MemoryError:
        refused = {"code": "TOO_MUCH_MEMORY", "seen": {}}
    except python_calamine.PasswordError:
        refused = {"code": "ENCRYPTED", "seen": {}}
    except python_calamine.CalamineError as error:
        refused = {"code": "DAMAGED", "seen": {"detail": _first_line(error)}}
    except BaseException:  # noqa: BLE001 - a panic of the Rust reader is no Exception
        refused = {"code": "READER_STOPPED", "seen": {}}
    if refused is not None:
        writer.send(b"X", json.dumps(refused).encode())
    writer.flush()
    os._exit(0)


def _do(reading: Reading, writer: FrameWriter, request: Request) -> None:
    task, name, content, given = request
    if task == b"M":
        from fct.data.reading.job_mark import mark_gated_workbook

        mark_gated_workbook(reading, writer.send, name, content, given)
    elif task == b"O":
        from fct.data.reading.job_scan import scan_gated_file

        scan_gated_file(reading, writer.send, name, content)
    else:
        BookReader(reading, writer.send).read(name, content, with_facts=task == b"F")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
