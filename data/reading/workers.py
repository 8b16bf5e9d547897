"""Reading on other machines: by the workers of a Dask scheduler, each with its own limited child.

``FCT_DASK_ADDRESS`` names the scheduler, as in ``tls://dask.example.mil:8786``; without it files
are read here. A worker runs what it is sent, so the scheduler is for a closed network. Dask is an
extra of this program (``dask``), and is imported where the address is set.
"""

import os
import time
from functools import lru_cache
from importlib import import_module
from typing import Any

from fct.data.common import BusyError, FctError, UsageError
from fct.data.gate import GateRefusalError
from fct.data.program import load_limits
from fct.data.reading.frames import Frame
from fct.data.reading.sandbox import reading_process

_ADDRESS = "FCT_DASK_ADDRESS"
_REFUSED, _BUSY = "refused", "busy"
_WAIT_S = 20.0
_LEFT_ALONE_S = 60.0  # after a wait in vain: each of many files would wait as long again
_silent_until: dict[str, float] = {}


def dask_address() -> str:
    """Return the address of the Dask scheduler; empty where nothing is spread."""
    return os.environ.get(_ADDRESS, "").strip()


def dask_client(address: str, made_by: str = "distributed:Client") -> Any:
    """Return the client of a Dask scheduler, one for each address in this process.

    Parameters
    ----------
    address : str
    made_by : str
        Module and class of the client.

    Raises
    ------
    UsageError
        If the extra is not installed.
    FctError
        If the scheduler does not answer, or has no worker.
    """
    if time.monotonic() < _silent_until.get(address, 0.0):
        raise _no_answer(address)
    return _client(os.getpid(), address, made_by)


@lru_cache(maxsize=4)
def _client(process: int, address: str, made_by: str) -> Any:
    del process  # of the key alone: a client does not live on in a forked process
    module, _, name = made_by.partition(":")
    try:
        made = getattr(import_module(module), name)
    except ImportError as error:
        raise UsageError(
            f"{_ADDRESS} is set, and Dask is not installed here. Install requirements-dask.lock, "
            "or unset it to read and judge on this machine."
        ) from error
    try:
        client = made(address, timeout=_WAIT_S, set_as_default=False)
        client.wait_for_workers(1, timeout=_WAIT_S)
    except (OSError, ValueError) as error:  # a timeout is an OSError too
        _silent_until[address] = time.monotonic() + _LEFT_ALONE_S
        raise _no_answer(address) from error
    return client


def _no_answer(address: str) -> FctError:
    return FctError(
        f"The Dask scheduler {address} does not answer or has no worker. Start both, or unset "
        f"{_ADDRESS} to read and judge on this machine."
    )


def answer_of_worker(
    address: str, task: bytes, name: str, content: bytes, given: bytes
) -> list[Frame]:
    """Return what a worker's child answers to a file, as one of this machine would.

    Raises
    ------
    GateRefusalError
        If the file is not taken.
    FctError
        If no worker can read now, whatever the file.
    """
    client, wait_s = dask_client(address), load_limits().longest_wait_s
    sent = client.scatter(content, hash=False)
    asked = client.submit(_read_here, task, name, sent, given, pure=False)
    try:
        kind, found = asked.result(timeout=wait_s)
    except TimeoutError:
        asked.cancel()
        raise BusyError(name) from None
    if kind == _REFUSED:
        raise GateRefusalError(*found)
    if kind == _BUSY:
        raise BusyError(name)
    frames: list[Frame] = found
    return frames


def _read_here(task: bytes, name: str, content: bytes, given: bytes) -> tuple[str, Any]:
    """Read a file in a child of this worker; what errors say comes back as plain values."""
    try:
        return "frames", reading_process().ask(task, name, content, given)
    except GateRefusalError as error:
        return _REFUSED, (error.code, error.seen)
    except BusyError:
        return _BUSY, None
