"""Errors by which a program learns that a server went away, as one sentence each.

Most are explained where they happen. What comes through a library, such as Prefect's client in the
middle of a flow, is found here by the errors that it was raised from.
"""

import logging
import os
import sys
from collections.abc import Iterator

from fct.flows.serving.configured_server import gone_sentence, server_place


def lost_server_sentence(error: BaseException) -> str | None:
    """Return what to say of an error that a lost server caused; None of any other."""
    for one in _chain(error):
        sentence = _of_prefect(one) or _of_database(one)
        if sentence is not None:
            return sentence
    return None


class _WithoutTraces(logging.Filter):
    """Takes the traceback off a record of a lost server; the sentence at the end says enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and lost_server_sentence(error) is not None:
            record.exc_info = record.exc_text = None
        return True


_WITHOUT_TRACES = _WithoutTraces()
_PRINTING = ("", "prefect._internal")  # loggers whose handlers print for Prefect (its logging.yml)


def log_losses_in_a_line() -> None:
    """Let Prefect log no traceback of a server that goes away in the middle of a flow."""
    for name in _PRINTING:
        for handler in logging.getLogger(name).handlers:
            handler.addFilter(_WITHOUT_TRACES)


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        if isinstance(found, BaseExceptionGroup):
            for inner in found.exceptions:
                yield from _chain(inner)
        found = found.__cause__ or found.__context__


def _of_prefect(error: BaseException) -> str | None:
    httpx = sys.modules.get("httpx")  # Prefect's client; where it is not there, it raised nothing
    if httpx is None or not os.environ.get("PREFECT_API_URL"):
        return None
    if isinstance(error, httpx.TransportError):
        return gone_sentence(server_place(), "the connection failed")
    if isinstance(error, httpx.HTTPStatusError) and error.response.is_server_error:
        return gone_sentence(server_place(), f"status {error.response.status_code}")
    return None


def _of_database(error: BaseException) -> str | None:
    sqlalchemy = sys.modules.get("sqlalchemy")
    if sqlalchemy is None or not isinstance(error, sqlalchemy.exc.DBAPIError):
        return None
    from fct.data.store import Settings, error_sentence

    return error_sentence(error, Settings.from_environment())
