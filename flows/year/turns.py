"""Ticks take turns: one at a time on a store, and the next one waits for a while."""

import fcntl
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fct.data.common import StoreError
from fct.data.store import explained_errors
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

    Raises
    ------
    StoreError
        If the store may only be read.
    """
    store.refuse_reader()
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
    values = {"key": _LOCK, "name": name}
    with explained_errors(store.settings):
        connection = store.engine.connect()
    with closing(connection):
        while not _asked(store, connection, "pg_try_advisory_lock", values):
            if time.monotonic() >= last:
                yield "a process on another machine"
                return
            time.sleep(_POLL_S)
        try:
            yield None
        finally:
            with suppress(StoreError):  # with a lost connection the turn is over by itself
                _asked(store, connection, "pg_advisory_unlock", values)


def _asked(store: Store, connection: sa.Connection, what: str, values: Mapping[str, Any]) -> bool:
    with explained_errors(store.settings):
        given = connection.scalar(sa.text(f"SELECT {what}(:key, hashtext(:name))"), values)
        connection.commit()
    return bool(given)
