"""The server that flows report to."""

import os
import socket
from pathlib import Path

import pytest

from fct.data.store.settings import Settings
from fct.flows.serving import own_server
from fct.flows.serving.own_server import is_server_configured, prefect_server
from tests.support.processes.servers import answering


def test_a_configured_server_is_used_as_it_is(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With PREFECT_API_URL set nothing is started and nothing is written."""
    home = Settings.from_environment({"FCT_HOME": f"{tmp_path}/home"})

    with answering() as url:
        monkeypatch.setenv("PREFECT_API_URL", url)
        with prefect_server(home):
            assert is_server_configured()
    assert not home.home.exists()


@pytest.mark.orchestration
def test_a_port_that_another_program_took_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the choice of a port and the start of the server, another one listens there."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    free_port = own_server._free_port
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = iter([taken])
        monkeypatch.setattr(own_server, "_free_port", lambda: next(ports, None) or free_port())
        with prefect_server(Settings(tmp_path / "home"), lambda _: None) as server:
            assert server is not None
            assert not os.environ["PREFECT_API_URL"].endswith(f":{taken}/api")
