"""Ticks take turns: one at a time on a store, and the next one waits for a while."""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from fct.data.subjects import Store

WAITS_S = 60.0
_POLL_S = 0.1
_LOCK = 0x0FC71C  # key of the advisory lock on a PostgreSQL server


@contextmanager
def turn(store: Store, name: str, waits_s: float = WAITS_S) -> Iterator[str | None]:
    """Give the turn, or say who has it.

    It ends with the process, however that ends.

    Parameters
    ----------
    store : Store
    name : str
        What has turns, as in ``tick``; its lock is ``NAME.lock`` in FCT_HOME.
    waits_s : float

    Yields
    ------
    str or None
        None with the turn; without it, who has it.
    """
    path = store.settings.home / f"{name}.lock"
    last = time.monotonic() + waits_s
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _is_ours(descriptor):
            if time.monotonic() >= last:
                yield _holder(path)
                return
            time.sleep(_POLL_S)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        with _server_turn(store, name, last) as holder:
            yield holder
    finally:
        os.close(descriptor)


def _is_ours(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(path: Path) -> str:
    return path.read_text().strip() or "another process"


@contextmanager
def _server_turn(store: Store, name: str, last: float) -> Iterator[str | None]:
    """Give the turn among all machines that share a PostgreSQL server."""
    if store.engine.dialect.name != "postgresql":
        yield None
        return
    key = sa.text("SELECT pg_try_advisory_lock(:key, hashtext(:name))")
    with store.engine.connect() as connection:
        values = {"key": _LOCK, "name": name}
        while not connection.scalar(key, values):
            connection.commit()
            if time.monotonic() >= last:
                yield "a process on another machine"
                return
            time.sleep(_POLL_S)
        connection.commit()
        try:
            yield None
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key, hashtext(:name))"), values)
            connection.commit()
