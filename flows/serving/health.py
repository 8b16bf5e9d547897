"""The address that a monitor asks, on loopback alone: whether the store answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from fct.data.common import FctError
from fct.data.store import EventLog
from fct.data.subjects import Store
from fct.flows.serving.watching import ended_without

PATH = "/healthz"
_HOST = "127.0.0.1"
_TIMEOUT_S = 5


@contextmanager
def health_served(store: Store, port: int | None) -> Iterator[int | None]:
    """Answer a monitor as long as the block lasts; give the port, None where none is wanted.

    Parameters
    ----------
    store : Store
    port : int or None
        0 takes a free one.

    Raises
    ------
    FctError
        If the port cannot be taken.
    """
    if port is None:
        yield None
        return
    try:
        server = ThreadingHTTPServer((_HOST, port), _handler(store))
    except OSError as error:
        raise FctError(
            f"Port {port} cannot be taken: {error.strerror}. Name another one with --health."
        ) from error
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(_TIMEOUT_S)


@contextmanager
def watched_database(store: Store) -> Iterator[None]:
    """End the process where the server of its store is gone; a file is on this machine."""
    if store.settings.sqlite_path is not None:
        yield
        return

    def ask() -> None:
        EventLog(store).last()

    with ended_without(ask):
        yield


def _handler(store: Store) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Says whether the store answers, and nothing of what is in it."""

        timeout = _TIMEOUT_S
        server_version, sys_version = "fct", ""

        def do_GET(self) -> None:
            """Answer the one address; the name is that of the method in HTTP."""
            if self.path.partition("?")[0] != PATH:
                self._answer(HTTPStatus.NOT_FOUND, {"state": "no such address"})
                return
            try:
                events, _ = EventLog(store).last()
            except (FctError, OSError):
                self._answer(HTTPStatus.SERVICE_UNAVAILABLE, {"state": "fail"})
                return
            self._answer(HTTPStatus.OK, {"state": "ok", "events": events})

        def _answer(self, status: HTTPStatus, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing of each question of the monitor."""

    return Handler
