"""The caller's end of the process that reads files."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.errors import BusyError
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from fct.data.reading.sandbox import ReadingProcess, reading_process
from tests.support.files.hostile_files import ONE
from tests.support.files.workbooks import xlsx_of
from tests.support.processes.waiting import is_gone, wait_until

SMALL = xlsx_of(ONE)


@cache
def large() -> bytes:
    """Walked through cell by cell, because of the comment, which takes more than a second."""
    rows = (
        f'<row r="{n}">' + "".join(f'<c r="{at}{n}"><v>{n}</v></c>' for at in "ABCDEF") + "</row>"
        for n in range(1, 80_001)
    )
    return xlsx_of("<!-- -->" + "".join(rows))


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    """A reading process of its own."""
    made = ReadingProcess(load_limits())
    yield made
    made.stop()


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []


def children_that_wait(process: ReadingProcess, at_once: int = 1) -> list[int]:
    """The children that wait for the next files, once those of earlier ones are gone."""
    for _ in range(2):  # none waits until a second file shows that more may come
        process.ask(b"W", "a.xlsx", SMALL)
    assert wait_until(lambda: len(children(process.pid or 0)) == at_once)
    return children(process.pid or 0)


def test_a_file_is_answered(process: ReadingProcess) -> None:
    """By sheets, rows and an end."""
    frames = process.ask(b"W", "a.xlsx", SMALL)

    assert [letter for letter, _ in frames] == [b"S", b"R", b"P", b"E"]


def test_each_file_has_a_child_of_its_own(process: ReadingProcess) -> None:
    """The child of the last file is gone, and others wait."""
    waiting = children_that_wait(process, load_limits().children_at_once)
    for _ in waiting:
        process.ask(b"W", "a.xlsx", SMALL)

    assert all(map(is_gone, waiting))


def test_many_files_at_once_are_all_answered(process: ReadingProcess) -> None:
    """They wait for their turn."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: process.ask(b"W", "a.xlsx", SMALL), range(60)))

    assert {frames[-1][0] for frames in answers} == {b"E"}


def test_a_process_that_was_killed_is_started_again(process: ReadingProcess) -> None:
    """The file that comes next is read."""
    process.ask(b"W", "a.xlsx", SMALL)
    first = process.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    assert process.ask(b"W", "a.xlsx", SMALL)[-1][0] == b"E"
    assert process.pid != first


@pytest.mark.parametrize(
    ("changes", "content", "code"),
    [
        pytest.param(
            *({"child_cpu_s": 1, "cells_for_cpu_s": 10**9}, large, "TOO_SLOW"),
            marks=pytest.mark.long,
        ),
        ({"child_memory_mib": 10}, large, "TOO_MUCH_MEMORY"),
        ({"answer_mib": 0}, lambda: SMALL, "READER_STOPPED"),  # any answer is longer
    ],
)
def test_a_limit_that_is_met_ends_in_its_code(
    changes: dict[str, Any], content: Callable[[], bytes], code: str
) -> None:
    """And the process goes on."""
    process = ReadingProcess(replace(load_limits(), **changes))
    try:
        with pytest.raises(GateRefusalError, match=code):
            raise_refusal(process, content())
        assert process.pid is not None
    finally:
        process.stop()


@pytest.mark.long
def test_a_list_earns_the_time_that_it_takes() -> None:
    """The same file, and the same limit of what has earned nothing."""
    limits = replace(load_limits(), child_cpu_s=1, cells_for_cpu_s=50_000)
    process = ReadingProcess(limits)
    try:
        assert process.ask(b"W", "a.xlsx", large())[-1] == (b"E", b"")
    finally:
        process.stop()


def test_a_child_that_another_program_ends_is_no_fault_of_the_file() -> None:
    """Another child reads it."""
    process = ReadingProcess(replace(load_limits(), children_at_once=1))
    try:
        (waiting,) = children_that_wait(process)
        os.kill(waiting, signal.SIGKILL)

        assert process.ask(b"W", "a.xlsx", SMALL)[-1][0] == b"E"
    finally:
        process.stop()


@pytest.mark.server
def test_a_child_that_stands_still_is_ended() -> None:
    """And the file is read by another."""
    process = ReadingProcess(replace(load_limits(), children_at_once=1, child_idle_s=3.0))
    try:
        (waiting,) = children_that_wait(process)
        os.kill(waiting, signal.SIGSTOP)

        assert process.ask(b"W", "a.xlsx", SMALL)[-1][0] == b"E"
        assert is_gone(waiting)
    finally:
        process.stop()


def test_a_file_that_no_child_gets_to_read_is_sent_again() -> None:
    """It is refused for nothing, because nothing is known of it."""
    process = ReadingProcess(replace(load_limits(), child_idle_s=0.0))
    try:
        with pytest.raises(BusyError, match="is no fault of the file, and nothing of it was kept"):
            process.ask(b"W", "a.xlsx", large())
    finally:
        process.stop()


@pytest.mark.long
def test_memory_is_that_of_the_file_alone() -> None:
    """What was read before it, and by which task, changes nothing."""
    process = ReadingProcess(replace(load_limits(), child_memory_mib=90))
    try:
        before = process.ask(b"W", "a.xlsx", large())[-1]
        for task, name in ((b"T", "a.csv"), (b"O", "a.xlsx"), (b"F", "a.xlsx"), (b"M", "a.xlsx")):
            process.ask(task, name, SMALL if name != "a.csv" else b"ref\n1\n", b"[[], []]")
        after = process.ask(b"W", "a.xlsx", large())[-1]
    finally:
        process.stop()

    assert before == after == (b"E", b"")


def raise_refusal(process: ReadingProcess, content: bytes) -> None:
    """Ask, and raise what the child refuses."""
    letter, text = process.ask(b"W", "a.xlsx", content)[-1]
    if letter == b"X":
        raise GateRefusalError(text.decode(), {})


def test_too_many_callers_are_sent_away() -> None:
    """After a while, not for ever."""
    process = ReadingProcess(replace(load_limits(), children_at_once=1, longest_wait_s=0.05))
    try:
        process._free.acquire()
        with pytest.raises(BusyError, match=r"a.xlsx was not read, .* Send it again"):
            process.ask(b"W", "a.xlsx", SMALL)
    finally:
        process._free.release()
        process.stop()


def test_nothing_is_left_when_it_stops(process: ReadingProcess) -> None:
    """Neither the process nor its children."""
    process.ask(b"W", "a.xlsx", SMALL)
    pids = [process.pid or 0, *children(process.pid or 0)]
    process.stop()

    assert all(is_gone(pid) for pid in pids)


def test_nothing_is_left_when_the_caller_dies() -> None:
    """However suddenly."""
    code = (
        "from fct.data.reading.sandbox import reading_process as r\n"
        "from fct.data.reading.worker_warm_up import small_workbook\n"
        "r().ask(b'W', 'a.xlsx', small_workbook())\n"
        "print(r().pid, flush=True)\n"
        "import time; time.sleep(600)\n"
    )
    caller = subprocess.Popen([sys.executable, "-P", "-c", code], stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    pid = int(caller.stdout.readline())
    pids = [pid, *children(pid)]
    caller.kill()
    caller.wait()
    caller.stdout.close()

    assert all(is_gone(one) for one in pids)


def test_callers_of_one_process_share_it() -> None:
    """It is started once."""
    assert reading_process() is reading_process()
