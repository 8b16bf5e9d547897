"""The server that flows report to."""

import pytest

from fct.data.store.settings import Settings
from fct.flows.serving.own_server import is_server_configured, prefect_server


def test_a_configured_server_is_used_as_it_is(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With PREFECT_API_URL set nothing is started and nothing is written."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    home = Settings.from_environment({"FCT_HOME": f"{tmp_path}/home"})

    with prefect_server(home):
        assert is_server_configured()
    assert not home.home.exists()
