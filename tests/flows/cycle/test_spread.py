"""Reading and judging by the workers of a Dask scheduler, on a real cluster of two."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import FctError, RefusalError, UsageError
from fct.data.program.rubric import default_rubric
from fct.data.reading import workers
from fct.data.reading.client import read_path_safely, read_safely
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle import batches, spread as spreading
from fct.flows.cycle.batches import Judging, judge_in_batches, rank_frame, result_sha256
from fct.flows.cycle.spread import spread
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.ranking.order import order_of_standings
from tests.support.processes.servers import closed_port

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler of this machine with two workers, each a process."""
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as made:
        yield made.scheduler_address
        workers._client.cache_clear()


@pytest.fixture
def by_dask(cluster: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Read and judge by the cluster."""
    monkeypatch.setenv("FCT_DASK_ADDRESS", cluster)
    return cluster


def judged(store: Store) -> dict[str, Any]:
    """Judge what the store has, two proposals at a time."""
    _, cycle = store.cycles.read(2027)
    rubric, keys = default_rubric(), store.versions.keys_to_judge(2027, cycle.deadline)
    found = judge_in_batches(store, keys, Judging(cycle, rubric, Exceptions()), 2)
    order = order_of_standings(found.standings, cycle, rubric)
    return {
        "hash": result_sha256(order, found.reports),
        "evidence": found.evidence,
        "counts": found.counts,
        "ranks": rank_frame(order, keys).to_dict("records"),
        "reports": list(found.reports),
    }


@pytest.mark.server
def test_two_workers_judge_to_the_same_bytes(
    store: Store, forms: dict[str, Path], cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that a worker's child read, judged by both workers and by this process alone."""
    monkeypatch.setenv("FCT_DASK_ADDRESS", cluster)
    for path in forms.values():
        submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
    by_workers = judged(store)
    monkeypatch.delenv("FCT_DASK_ADDRESS")

    assert by_workers["counts"]["proposals"] == len(forms) > 2
    assert by_workers == judged(store)


@pytest.mark.server
def test_a_worker_reads_and_refuses_as_this_machine_does(
    forms: dict[str, Path], by_dask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form comes back cell by cell; what is no workbook is refused with the same sentence."""
    path = next(iter(forms.values()))
    read = read_path_safely(path, with_facts=True)
    with pytest.raises(RefusalError) as by_worker:
        read_safely("form.xlsx", b"no workbook at all")
    monkeypatch.delenv("FCT_DASK_ADDRESS")
    with pytest.raises(RefusalError) as here:
        read_safely("form.xlsx", b"no workbook at all")

    assert read == read_path_safely(path, with_facts=True)
    assert str(by_worker.value) == str(here.value)
    assert by_dask.startswith("tcp://127.0.0.1")


@pytest.mark.server
def test_workers_of_another_version_are_refused(
    by_dask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would judge by other rules: they are named, and nothing is judged."""
    monkeypatch.setattr(spreading, "program_of", lambda: (f"code of {os.getpid()}", "declared"))

    with pytest.raises(FctError, match=r"run another version of this program\. Install"):
        list(spread(len, [[1]]))
    assert by_dask


def test_a_scheduler_that_is_not_there_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second file gets the same answer at once: nobody is asked again."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    monkeypatch.setattr(workers, "_WAIT_S", 0.5)
    address = f"tcp://127.0.0.1:{closed_port()}"
    asked = []
    for _ in range(2):
        with pytest.raises(FctError, match="does not answer or has no worker"):
            workers.dask_client(address)
        asked.append(workers._client.cache_info().misses)

    assert asked[1] == asked[0]


def test_without_an_address_tasks_are_done_here_one_by_one() -> None:
    """Each is taken when the one before is done."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(3):
            taken.append(number)
            yield number

    results = spread(lambda number: (number, len(taken)), tasks())

    assert list(results) == [(0, 1), (1, 2), (2, 3)]
    assert batches.AT_A_TIME > 0


def test_without_the_extra_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address without Dask is a wrong setting."""
    monkeypatch.setattr(workers, "import_module", _missing)

    with pytest.raises(UsageError, match=r"Dask is not installed here\. Install requirements-dask"):
        workers.dask_client("tcp://127.0.0.1:1")


def _missing(name: str) -> None:
    raise ImportError(name)
