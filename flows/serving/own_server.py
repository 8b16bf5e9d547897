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
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fct.data.common import StoreError
from fct.data.store import Settings

STARTS_WITHIN_S = 180.0  # a fresh home migrates for a quarter of a minute, longer on a busy machine
_POLL_S = 0.25
_STOPS_WITHIN_S = 20.0


def is_server_configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether the user has a Prefect server of his own."""
    return bool(environment.get("PREFECT_API_URL"))


@contextmanager
def prefect_server(settings: Settings, progress: Callable[[str], None] = print) -> Iterator[None]:
    """Give flows of this process a server: the configured one, else one that ends with them.

    Must be entered before Prefect is imported, because Prefect reads its settings then.

    Raises
    ------
    StoreError
        If the server does not answer in time.
    """
    if is_server_configured():
        yield
        return
    home = settings.home / "prefect"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    server_settings = _server_settings(home, _free_port())
    before = {name: os.environ.get(name) for name in server_settings}
    os.environ.update(server_settings)
    progress("starting Prefect's server (the first time takes up to half a minute)")
    log = home / "server.log"
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start"],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_until_it_answers(server, server_settings, log)
        yield
    finally:
        server.terminate()
        try:
            server.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})


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
        "DO_NOT_TRACK": "1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


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
