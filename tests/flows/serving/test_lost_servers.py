"""Errors of lost servers that come through a library."""

import io
import logging

import httpx
import pytest
import sqlalchemy as sa

from fct.flows.serving.lost_servers import log_losses_in_a_line, lost_server_sentence
from tests.support.processes.servers import answering, closed_port


def raised_from(error: Exception) -> Exception:
    """An error that a library raises from another one."""
    outer = RuntimeError("the flow crashed")
    outer.__cause__ = error
    return outer


def test_what_a_client_of_prefect_raises_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is refused, and a server that fails; another status is no lost server."""
    url = f"http://127.0.0.1:{closed_port()}/api"
    monkeypatch.setenv("PREFECT_API_URL", url)
    with pytest.raises(httpx.ConnectError) as refused:
        httpx.get(url)
    for error in (raised_from(refused.value), ExceptionGroup("two", [refused.value])):
        assert "does not answer (the connection failed)" in str(lost_server_sentence(error))

    for status, said in ((503, "(status 503)"), (404, None)):
        with answering(status) as failing, pytest.raises(httpx.HTTPStatusError) as failed:
            httpx.get(failing).raise_for_status()
        sentence = lost_server_sentence(raised_from(failed.value))
        assert (said in str(sentence)) if said else sentence is None, status


def test_what_the_database_raises_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no sentence was made of it on its way."""
    pytest.importorskip("psycopg")
    url = f"postgresql+psycopg://u@127.0.0.1:{closed_port()}/fct"
    monkeypatch.setenv("FCT_DATABASE_URL", url)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(sa.exc.OperationalError) as lost:
        sa.create_engine(url).connect()

    assert "refuses the connection" in str(lost_server_sentence(raised_from(lost.value)))


def test_prefect_logs_no_traceback_of_a_lost_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program keeps its own."""
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{closed_port()}/api")
    printed, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(printed)
    root.addHandler(handler)
    try:
        log_losses_in_a_line()
        for error in (raised_from(httpx.ConnectError("refused")), KeyError("x")):
            logging.getLogger("prefect.flow_runs").error("it crashed", exc_info=error)
    finally:
        root.removeHandler(handler)

    assert printed.getvalue().count("it crashed") == 2
    assert "ConnectError" not in printed.getvalue()
    assert "KeyError: 'x'" in printed.getvalue()


def test_a_fault_of_the_program_is_none() -> None:
    """It keeps its traceback."""
    assert lost_server_sentence(raised_from(KeyError("x"))) is None
