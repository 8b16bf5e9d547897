"""The Prefect server that flows report to: the configured one, or one of their own while they run.

Prefect's own answer to "no server" starts one without a password that knows no schedules. This one
listens on loopback, has a random password for each process, and ends with it. The record of what
happened is the store, never Prefect.
"""

import base64
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from fct.data.common import StoreError
from fct.data.store import Settings
from fct.flows.serving.configured_server import watched_server

STARTS_WITHIN_S = 180.0  # a fresh home migrates for a quarter of a minute, longer on a busy machine
_POLL_S = 0.25
_PORTS_TRIED = 5
_STOPS_WITHIN_S = 20.0
_WATCHES_EVERY_S = 1.0
# The kernel ends a server when this process ends, however that ends: prctl(PR_SET_PDEATHSIG).
_ENDS_WITH_PARENT = (
    "import ctypes, os, sys; getattr(ctypes.CDLL(None), 'prctl', lambda *_: 0)(1, 15); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


def is_server_configured() -> bool:
    """Return whether a Prefect server of the user is named."""
    return bool(os.environ.get("PREFECT_API_URL"))


def ending_with_us(*words: str) -> list[str]:
    """Return the command that runs Python with some words, and ends when this process does."""
    return [sys.executable, "-c", _ENDS_WITH_PARENT, *words]


class OwnServer:
    """A Prefect server that ends with this process, and is started again when it dies.

    Parameters
    ----------
    settings : mapping of str to str
        Of Prefect, as environment.
    log : Path
        What it says.
    progress : callable
        Prints a sentence.
    trouble : callable
        Informs the operators of what happened, in a few words.
    """

    def __init__(
        self,
        settings: Mapping[str, str],
        log: Path,
        progress: Callable[[str], None],
        trouble: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._log = log
        self._progress = progress
        self._trouble = trouble
        self._stopping = threading.Event()
        self._answers = threading.Event()
        self._restarts = 0
        self._seen_restarts = 0
        self._process = self._started()
        _wait_until_it_answers(self._process, settings, log)
        self._answers.set()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def was_started_again(self) -> bool:
        """Whether it died since this was asked last; then waits until it answers again."""
        if self._stopping.is_set() or not self._has_died():
            return False
        self._seen_restarts = self._restarts
        return self._answers.wait(STARTS_WITHIN_S)

    def _has_died(self) -> bool:
        return self._restarts > self._seen_restarts or self._process.poll() is not None

    def stop(self) -> None:
        """Stop it, and wait until it is gone."""
        self._stopping.set()
        self._watch.join()
        self._process.terminate()
        try:
            self._process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - a program of ours
                ending_with_us("-m", "prefect", "server", "start"),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is for this process alone
            )

    def _keep_alive(self) -> None:
        while not self._stopping.wait(_WATCHES_EVERY_S):
            if self._process.poll() is None:
                continue
            self._answers.clear()
            self._restarts += 1
            self._progress(
                f"Prefect's server ended by itself ({self._log} says why); it is started again."
            )
            self._process = self._started()
            with suppress(StoreError):  # it is looked at again
                _wait_until_it_answers(self._process, self._settings, self._log)
                self._answers.set()
            how = "answers" if self._answers.is_set() else "does not answer yet"
            self._trouble(f"Prefect's server ended by itself; it was started again and {how}")


def _say_nothing(_: str) -> None:
    """Inform nobody."""


@contextmanager
def prefect_server(
    settings: Settings,
    progress: Callable[[str], None] = print,
    trouble: Callable[[str], None] = _say_nothing,
) -> Iterator[OwnServer | None]:
    """Give flows of this process a server: the configured one, else one that ends with them.

    Must be entered before Prefect is imported, because Prefect reads its settings then.

    Yields
    ------
    OwnServer or None
        None where the user has one.

    Raises
    ------
    StoreError
        If the server does not answer in time.
    ServerGoneError
        If the one that the user has does not.
    """
    if is_server_configured():
        with watched_server():
            yield None
        return
    home = settings.home / "prefect"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = {name: os.environ.get(name) for name in _server_settings(home, 0)}
    progress("starting Prefect's server (the first time takes up to half a minute)")
    server: OwnServer | None = None
    try:
        server = _server_on_a_free_port(home, progress, trouble)
        yield server
    finally:
        if server is not None:
            server.stop()
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})


def _server_on_a_free_port(
    home: Path, progress: Callable[[str], None], trouble: Callable[[str], None]
) -> OwnServer:
    """Return a server that answers; another program may take the port before it does."""
    ports_left = _PORTS_TRIED
    while True:
        port, ports_left = _free_port(), ports_left - 1
        os.environ.update(settings := _server_settings(home, port))
        try:
            return OwnServer(settings, home / "server.log", progress, trouble)
        except StoreError:
            if not ports_left or not _is_taken(port):
                raise


def _server_settings(home: Path, port: int) -> dict[str, str]:
    password = f"fct:{secrets.token_urlsafe(24)}"
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{port}",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": "P400D",
        "PREFECT_LOGGING_LEVEL": os.environ.get("PREFECT_LOGGING_LEVEL", "WARNING"),
        "PREFECT_LOGGING_EXTRA_LOGGERS": "fct",
        # A tick and a page log outside of any flow, which Prefect warns of each time.
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "DO_NOT_TRACK": "1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_until_it_answers(
    server: "subprocess.Popen[bytes]", settings: Mapping[str, str], log: Path
) -> None:
    token = base64.b64encode(settings["PREFECT_SERVER_API_AUTH_STRING"].encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - a loopback address made above
        f"{settings['PREFECT_API_URL']}/health", headers={"Authorization": f"Basic {token}"}
    )
    last = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(_POLL_S)
    raise StoreError(f"Prefect's server did not start; {log} says why. Free memory and try again.")
