"""The address that a monitor asks."""

import json
import urllib.error
import urllib.request

import pytest

from fct.data.common.errors import FctError
from fct.data.subjects.store import Store
from fct.flows.serving.health import health_served


def asked(port: int | None, path: str = "/healthz") -> tuple[int, dict[str, object]]:
    """Status and answer of the address."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_address_says_whether_the_store_answers(store: Store) -> None:
    """200 with the number of events; 503 when the database is gone; nothing at other addresses."""
    database = store.settings.sqlite_path
    assert database is not None
    with health_served(store, 0) as port:
        right, elsewhere = asked(port), asked(port, "/")
        store.engine.dispose()
        database.write_bytes(b"no database any more" * 500)
        wrong = asked(port)

    assert right == (200, {"state": "ok", "events": 1})
    assert elsewhere[0] == 404
    assert wrong == (503, {"state": "fail"})


def test_a_port_that_is_taken_is_named(store: Store) -> None:
    """A second one on the same port is a sentence."""
    with (
        health_served(store, 0) as port,
        pytest.raises(FctError, match=f"Port {port} cannot be taken"),
        health_served(store, port),
    ):
        pass


def test_without_a_port_nothing_listens(store: Store) -> None:
    """The option is left out."""
    with health_served(store, None) as port:
        assert port is None
