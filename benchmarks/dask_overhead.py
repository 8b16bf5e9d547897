"""Reading and judging 10,000 proposals by two Dask workers beside this process with two children.

Ten list workbooks are submitted and the cycle is judged, both ways in one run, each after a smaller
one that warmed it up, in batches enough for each worker to judge some; the results have to be the
same bytes. What counts is the processor time of all processes together: what workers take in the
same work, and what sending it to them takes. Dask's processes wake as seldom as docs/keeping.md
says: by default they take a tenth of a processor while they wait, and on a busy machine that would
be most of what is measured. The bar is an overhead of at most 30 %. Exits with 1 where it is
missed.

Run it with ``python benchmarks/dask_overhead.py``. It needs the extra ``dask``: install
``requirements-dask.lock``, or put it into a folder of its own (``pip install --no-deps
--require-hashes --target FOLDER -r requirements-dask.lock``) and set ``PYTHONPATH=FOLDER``.
"""

import importlib.util
import os
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import scale

from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cycle import batches
from fct.flows.cycle.evaluation import evaluate

COUNT, FILES, WARM, BATCHES = 10_000, 10, 200, 4
MOST_OVERHEAD = 0.30
ADDRESS = "FCT_DASK_ADDRESS"
SELDOM = {
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.profile.enabled": False,
}
_TICKS = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """What one way took, in seconds, and the hash of the result."""

    processor: float
    wall: float
    result: str


def spent_by_all() -> float:
    """Return the processor time of this process and all that it started, in seconds."""
    times, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # gone
        pid = int(stat.parent.name)
        parents[pid], times[pid] = int(words[1]), sum(map(int, words[11:15]))
    return sum(time for pid, time in times.items() if _is_ours(pid, parents)) / _TICKS


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return pid == os.getpid()


def season(folder: Path, count: int) -> Taken:
    """Submit and judge so many proposals in a new store."""
    paths = scale.write_files(folder, count)
    before, started = spent_by_all(), time.monotonic()
    with open_store(Settings(folder / "home")) as store:
        scale.fill(store, paths)
        run_id = evaluate(store, scale.YEAR, None, scale.ACTOR, lambda _: None).run_id
        result = store.runs.get(run_id).result_sha256
    return Taken(spent_by_all() - before, time.monotonic() - started, result)


def started() -> None:
    """Start in a worker the children that read files."""
    import_module("fct.data.reading.sandbox").reading_process()


def measured(way: str) -> Taken:
    """Return what one way takes, warm."""
    at_a_time = batches.AT_A_TIME
    for count, batch in ((WARM, WARM // BATCHES), (COUNT, at_a_time)):
        batches.AT_A_TIME = batch
        with tempfile.TemporaryDirectory() as folder:
            taken = season(Path(folder), count)
    print(f"{way:28} {taken.processor:7.1f} s of processor, {taken.wall:7.1f} s")
    return taken


def main() -> None:
    """Print the seconds of both, and the overhead."""
    if importlib.util.find_spec("prefect_dask") is None:
        sys.exit("left out: the extra dask is not installed; see the head of this file")
    import dask
    from distributed import LocalCluster

    dask.config.set(SELDOM)
    scale.OF_A_FILE = COUNT // FILES
    os.environ.pop(ADDRESS, None)
    here = measured("one process, two children")
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        os.environ[ADDRESS] = cluster.scheduler_address
        with cluster.get_client() as client:
            client.run(started)
        there = measured("two Dask workers")
    overhead = there.processor / here.processor - 1
    is_met = overhead <= MOST_OVERHEAD and here.result == there.result
    print(
        f"overhead {overhead:.0%}, at most {MOST_OVERHEAD:.0%}; "
        f"{'the same' if here.result == there.result else 'another'} result: "
        f"{'met' if is_met else 'not met'}"
    )
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
