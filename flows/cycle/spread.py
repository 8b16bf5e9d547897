"""Where batches are judged: here, one after the other, or by the workers of a Dask scheduler.

``FCT_DASK_ADDRESS`` names the scheduler. Results come back in the order of the batches, so that a
run is the same on one machine and on many; workers with other code or declarations are refused.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, TypeVar

from fct.data.common import FctError, paused_collector
from fct.data.program import declarations_sha256
from fct.data.reading import dask_address, dask_client

A = TypeVar("A")
B = TypeVar("B")
_CLIENT = "prefect_dask.client:PrefectDaskClient"
_PICKLE = "distributed.protocol.pickle"
_AHEAD = 2  # batches of each worker that are on their way at once: memory does not grow with all


def spread(function: Callable[[A], B], tasks: Iterable[A]) -> Iterator[B]:
    """Give what a function makes of each task, in their order.

    Parameters
    ----------
    function : callable
        The same in every process; of a module of this program.
    tasks : iterable
        Taken one by one, as there is room for them.

    Raises
    ------
    FctError
        If the scheduler is not there, or its workers run another version of this program.
    """
    address = dask_address()
    if not address:
        yield from map(function, tasks)
        return
    client = dask_client(address, _CLIENT)
    waiting: deque[Any] = deque()
    most = _AHEAD * _workers_alike(client)
    for task in tasks:
        # Scattered, because a large argument of submit goes through the scheduler; without a hash,
        # which would read it all again.
        sent = client.scatter(_packed(task), hash=False)
        # Not pure: Dask would take two equal tasks for one and hash each to see it.
        waiting.append(client.submit(_made_of, function, sent, pure=False))
        del sent, task
        # The oldest first: results come in the order of the tasks, whoever is done first.
        if len(waiting) >= most:
            yield _unpacked(waiting.popleft().result())
    while waiting:
        yield _unpacked(waiting.popleft().result())


def _made_of(function: Callable[[A], B], sent: bytes) -> bytes:
    """Return what a function makes of a task, both packed: Dask then only hands bytes on."""
    return _packed(function(_unpacked(sent)))


def _packed(value: object) -> bytes:
    """Return a value as Dask itself would send it."""
    packed: bytes = import_module(_PICKLE).dumps(value)
    return packed


def _unpacked(packed: bytes) -> Any:
    """Return a value that was packed; Dask would search its many small objects for cycles."""
    with paused_collector():
        return import_module(_PICKLE).loads(packed)


def program_of() -> tuple[str, str]:
    """Return by what this process judges: its code and its declarations."""
    from fct.data.formats import code_version

    return code_version(), declarations_sha256()


def _workers_alike(client: Any) -> int:
    """Return how many workers there are; raise FctError if one would judge by something else."""
    own = program_of()
    found = client.run(program_of)
    others = sorted(worker for worker, program in found.items() if tuple(program) != own)
    if others:
        raise FctError(
            f"The Dask workers {', '.join(others)} run another version of this program. Install "
            "the same version there, and start them again."
        )
    return len(found)
