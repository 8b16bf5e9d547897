"""The Prefect server that is named: it answers, or one sentence says why not."""

import pytest

from fct.flows.serving.configured_server import (
    ServerGoneError,
    refuse_silent_server,
    server_place,
)
from tests.support.processes.servers import answering, closed_port, silent


def test_a_server_that_answers_is_taken() -> None:
    """Nothing is said."""
    with answering() as url:
        refuse_silent_server({"PREFECT_API_URL": url})


@pytest.mark.server
def test_each_way_of_not_answering_is_one_sentence() -> None:
    """A closed port, a port that never says anything, a wrong password, a failing server."""
    with silent() as port, answering(401) as locked, answering(503) as failing:
        for url, said in (
            (f"http://127.0.0.1:{closed_port()}/api", "does not answer (Connection refused)"),
            (f"http://user:secret@127.0.0.1:{port}/api", "does not answer"),
            (f"http://127.0.0.1:{port}/api", "does not answer (it says nothing)"),
            (locked, "refuses the password; set PREFECT_API_AUTH_STRING"),
            (failing, "does not answer (status 503)"),
            ("127.0.0.1:4200", "is not the address of a server"),
            ("ftp://127.0.0.1/api", "is not the address of a server"),
        ):
            with pytest.raises(ServerGoneError) as gone:
                refuse_silent_server({"PREFECT_API_URL": url})
            assert said in str(gone.value), url
            assert "secret" not in str(gone.value), url
            assert gone.value.exit_code == 4


def test_a_place_has_no_password() -> None:
    """Host and port are all that is shown."""
    url = "https://user:secret@prefect.example.mil/api"

    assert server_place({"PREFECT_API_URL": url}) == "prefect.example.mil"
