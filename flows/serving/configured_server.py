"""The Prefect server that PREFECT_API_URL names: whether it answers, and what to do when it ends.

Prefect itself goes on asking a server that is gone, and prints a traceback for each time. Here a
command says one sentence and ends with exit code 4; what starts it again is the supervisor.
"""

import base64
import contextlib
import http.client
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from fct.data.common import ExitCode, FctError

_WAITS_S = 5.0
_WATCHES_EVERY_S = 1.0
_REFUSALS = 3  # in a row: a server that is started again is back by then, or is asked for later
_SILENT_FOR_S = 15.0  # a busy one may be slow; one that says nothing for so long is gone


class ServerGoneError(FctError):
    """The Prefect server does not answer, or refuses who asks."""

    exit_code = ExitCode.SYSTEM


def server_place(environment: Mapping[str, str] = os.environ) -> str:
    """Return host and port of the configured server, without what lets anybody in."""
    parts = urlsplit(environment["PREFECT_API_URL"].strip())
    try:
        port = parts.port
    except ValueError:
        port = None
    return f"{parts.hostname}:{port}" if port else str(parts.hostname)


def refuse_silent_server(environment: Mapping[str, str] = os.environ) -> None:
    """Return if the configured server answers, within seconds.

    Raises
    ------
    ServerGoneError
        One sentence: why it does not, and what to do.
    """
    url = environment["PREFECT_API_URL"].strip()
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ServerGoneError(
            "PREFECT_API_URL is not the address of a server; write it as "
            "http://127.0.0.1:4200/api, or leave it out."
        )
    _ask(url, environment, _WAITS_S)


def _ask(url: str, environment: Mapping[str, str], waits_s: float) -> None:
    request = urllib.request.Request(f"{url.rstrip('/')}/health")  # noqa: S310 - the scheme was looked at
    secret = environment.get("PREFECT_API_AUTH_STRING", "")
    if secret:
        token = base64.b64encode(secret.encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    place = server_place(environment)
    try:
        with urllib.request.urlopen(request, timeout=waits_s):  # noqa: S310 - as above
            return
    except urllib.error.HTTPError as error:
        if error.code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise ServerGoneError(
                f"Prefect's server at {place} refuses the password; set PREFECT_API_AUTH_STRING to "
                "what the server has as PREFECT_SERVER_API_AUTH_STRING."
            ) from error
        said = f"status {error.code}"
        raise ServerGoneError(gone_sentence(place, said)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        said = "it says nothing" if isinstance(reason, TimeoutError) else _words(reason)
        raise ServerGoneError(gone_sentence(place, said)) from error


def _words(reason: object) -> str:
    return str(getattr(reason, "strerror", None) or reason or type(reason).__name__)


def gone_sentence(place: str, said: str) -> str:
    """Return what a person reads of a server that does not answer."""
    return (
        f"Prefect's server at {place} does not answer ({said}). Start it or correct "
        "PREFECT_API_URL, and give the command again; nothing was half written."
    )


@contextmanager
def watched_server(environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Watch the configured server while the block lasts; where it goes away, the process ends.

    Raises
    ------
    ServerGoneError
        If it does not answer at the beginning.
    """
    refuse_silent_server(environment)
    over = threading.Event()
    watch = threading.Thread(
        target=_watch, args=(dict(environment), over, _end), name="prefect-watch", daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        over.set()


def _watch(
    environment: Mapping[str, str], over: threading.Event, end: Callable[[str], None]
) -> None:
    """Ask every second; call ``end`` with the sentence where the server is gone for good."""
    url, refusals, answered = environment["PREFECT_API_URL"].strip(), 0, time.monotonic()
    while not over.wait(_WATCHES_EVERY_S):
        try:
            _ask(url, environment, _WAITS_S)
            refusals, answered = 0, time.monotonic()
        except ServerGoneError as error:
            is_refusal = isinstance(getattr(error.__cause__, "reason", None), ConnectionError)
            refusals = refusals + 1 if is_refusal else 0
            is_gone = refusals >= _REFUSALS or time.monotonic() - answered > _SILENT_FOR_S
            if is_gone and not over.is_set():
                end(str(error))
                return


def _end(sentence: str) -> None:
    """Say why, stop what this process started, and end it: its loops would go on for minutes."""
    sys.stdout.flush()
    sys.stderr.write(f"fct: {sentence}\n")
    sys.stderr.flush()
    for child in _children():
        with contextlib.suppress(OSError):
            os.kill(child, signal.SIGTERM)
    os._exit(ExitCode.SYSTEM)


def _children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]
