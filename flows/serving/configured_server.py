"""The Prefect server that PREFECT_API_URL names: whether it answers, and what to do when it ends.

Prefect itself goes on asking a server that is gone, and prints a traceback for each time. Here a
command says one sentence and ends with exit code 4.
"""

import base64
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

from fct.data.common import ExitCode, FctError
from fct.flows.serving.watching import ended_without

_WAITS_S = 5.0


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
    _ask(url, environment)


def _ask(url: str, environment: Mapping[str, str]) -> None:
    # Not /health, which Prefect answers to whoever asks, without a password.
    request = urllib.request.Request(f"{url.rstrip('/')}/admin/version")  # noqa: S310 - the scheme was looked at
    secret = environment.get("PREFECT_API_AUTH_STRING", "")
    if secret:
        token = base64.b64encode(secret.encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    place = server_place(environment)
    try:
        with urllib.request.urlopen(request, timeout=_WAITS_S):  # noqa: S310 - as above
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
def watched_server() -> Iterator[None]:
    """Watch the configured server while the block lasts; where it goes away, the process ends.

    Raises
    ------
    ServerGoneError
        If it does not answer at the beginning.
    """
    refuse_silent_server(os.environ)
    with ended_without(partial(refuse_silent_server, dict(os.environ))):
        yield
