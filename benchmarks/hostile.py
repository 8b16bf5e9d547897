"""Every hostile file of the tests through the reader: time, memory, and what is left behind.

The files are those of ``hostile_files.py`` and ``hostile_archives.py`` in ``tests/support/files``,
one after another. Each has to end in its code; 95 of 100 within half a second, all within 5 s; no
process that reads takes more than 256 MiB, and none is left. Exits with 1 where one of these does
not hold.

Run it from the root of the checkout with ``python -m benchmarks.hostile``.
"""

import resource
import statistics
import time
from pathlib import Path

from fct.data.common.errors import RefusalError
from fct.data.program.limits import load_limits
from fct.data.program.refusals import refusal_messages
from fct.data.reading.client import read_book_safely
from fct.data.reading.sandbox import reading_process
from tests.support.files import hostile_archives, hostile_files
from tests.support.files.hostile_files import Hostile

MOST_P95_S, MOST_S, MOST_MIB = 0.5, 5.0, 256.0
MOMENT_S = 0.5  # in which the process that reads forks the children that wait
SLOWEST = 3  # that are named


def outcome(file: Hostile) -> str:
    """Return the code in which a file ends; none if it is taken."""
    try:
        read_book_safely(file.name, file.content)
    except RefusalError as error:
        return error.code
    return ""


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started and that are not reaped."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def left_behind() -> int:
    """Stop the reading process; return how many processes were too many, or are still there."""
    time.sleep(MOMENT_S)
    process = reading_process()
    pid = process.pid or 0
    children = children_of(pid)
    process.stop()
    time.sleep(MOMENT_S)
    too_many = max(0, len(children) - load_limits().children_at_once)
    return too_many + sum(Path(f"/proc/{one}").exists() for one in (pid, *children))


def is_within(what: str, seen: float, most: float, unit: str = "") -> bool:
    """Print a figure beside its bar, and return whether it holds."""
    is_met = seen <= most
    shown_seen, shown_most = (f"{one:.4g}{unit}" for one in (seen, most))
    print(f"{what:24} {shown_seen:>12}  at most {shown_most:>8}  {'met' if is_met else 'not met'}")
    return is_met


def main() -> None:
    """Print the figures and their bars."""
    # Started before the files are made: the peak of a process counts what it was forked from.
    reading_process().start()
    read_book_safely("warm.csv", b"ref,title\n1,a\n")
    times: dict[str, float] = {}
    wrong: list[str] = []
    for kind in (*hostile_files.KINDS, *hostile_archives.KINDS):
        for file in kind():
            start = time.perf_counter()
            code = outcome(file)
            times[f"{kind.__name__} {len(times)}: {file.label}"] = time.perf_counter() - start
            if code not in file.code.split("|") or (code and code not in refusal_messages()):
                wrong.append(f"{file.label}: {code or 'taken'} instead of {file.code or 'taken'}")
    left = left_behind()
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(times)} files, {statistics.median(times.values()) * 1000:.1f} ms in the middle")
    for label in sorted(times, key=times.__getitem__, reverse=True)[:SLOWEST]:
        print(f"  slow: {times[label]:.2f} s, {label}")
    for line in wrong:
        print(f"  wrong: {line}")
    p95_s = statistics.quantiles(times.values(), n=20, method="inclusive")[-1]
    bars = [
        is_within("95 of 100 within", p95_s, MOST_P95_S, " s"),
        is_within("the slowest", max(times.values()), MOST_S, " s"),
        is_within("most memory of a process", peak_mib, MOST_MIB, " MiB"),
        is_within("processes left behind", left, 0),
        is_within("wrong ends", len(wrong), 0),
    ]
    raise SystemExit(0 if all(bars) else 1)


if __name__ == "__main__":
    main()
