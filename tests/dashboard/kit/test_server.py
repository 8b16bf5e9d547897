"""What the server says of itself: lost sessions, files over the limit, failures."""

import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fct.dashboard.kit.server import streamlit_page
from tests.support.processes.waiting import wait_until

NOTING_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends window.WebSocket {
  constructor(...all) { super(...all); window.sockets.push(this); }
};
"""


def test_the_page_of_streamlit_is_as_it_is_changed() -> None:
    """One title to replace, before the script that ours must precede."""
    page = streamlit_page()

    assert page.count("<title>Streamlit</title>") == 1
    assert page.index("<title>") < page.index('<script type="module"')


def failing_page() -> None:
    """Fail as a page could, with a path and a statement in the words."""
    from fct.dashboard.kit.server import say_failure

    say_failure(RuntimeError("SELECT secret FROM /srv/fct.sqlite"))


def test_a_failure_is_shown_by_its_id(caplog: pytest.LogCaptureFixture) -> None:
    """The page has an id alone; the log has the id and what happened."""
    with caplog.at_level(logging.ERROR, "fct.dashboard"):
        page = AppTest.from_function(failing_page, default_timeout=600).run()

    text = page.get("html")[0].proto.body
    failure = re.search(r"<strong>([0-9a-f]{8})</strong>", text)
    assert failure is not None
    assert "SELECT" not in text
    assert "/srv" not in text
    assert failure[1] in caplog.text
    assert "SELECT secret FROM /srv/fct.sqlite" in caplog.text


CONNECTED_AGAIN = "window.sockets.length > 1 && window.sockets.at(-1).readyState === 1"


@contextmanager
def serving(home: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a store on a port."""
    command = [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(port)]
    with (
        log.open("ab") as out,
        subprocess.Popen(
            command, env=os.environ | {"FCT_HOME": str(home)}, stdout=out, stderr=out
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.browser
def test_a_page_whose_session_was_lost_asks_for_a_reload(
    page: Any,
    home: Path,
    tmp_path: Path,
    free_port: Callable[[], int],
    wait_for: Callable[..., None],
) -> None:
    """The server is started again under an open page; after the reload all works."""
    port, log = free_port(), tmp_path / "log"
    address = f"http://127.0.0.1:{port}"
    with serving(home, port, log) as process:
        wait_for(address, process)
        page.goto(f"{address}/order-of-merit")
        page.wait_for_selector(".designation")
        assert page.locator("dialog.lost").count() == 0
    with serving(home, port, log) as process:
        wait_for(address, process)
        page.wait_for_selector("dialog.lost[open]")
        assert "Reload this page" in page.locator("dialog.lost").inner_text()

        page.locator("dialog.lost button").click()
        page.wait_for_selector("dialog.lost[open]", state="detached")
        page.wait_for_selector(".designation")

        assert page.locator("dialog.lost").count() == 0


@pytest.mark.browser
def test_a_page_that_connects_again_to_its_session_is_left_alone(page: Any, server: str) -> None:
    """The network went away for a moment; nothing was lost, nothing is said."""
    page.add_init_script(NOTING_SOCKETS)
    page.goto(f"{server}/order-of-merit")
    page.wait_for_selector(".designation")
    page.evaluate("window.sockets.at(-1).close()")

    assert wait_until(lambda: bool(page.evaluate(CONNECTED_AGAIN)))
    page.wait_for_timeout(4000)  # it waits, and asks
    assert page.locator("dialog.lost").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "limit"), [("Submit a file", "25.0MB"), ("Attach evidence", "20.0MB")]
)
def test_a_file_over_the_limit_is_answered_with_the_limit(
    page: Any, server: str, tmp_path: Path, part: str, limit: str
) -> None:
    """The page says how large a file may be, and sends nothing."""
    large = tmp_path / "large.xlsx"
    large.write_bytes(bytes(26 * 1024 * 1024 + 1))
    page.goto(f"{server}/submit?part={part.replace(' ', '+')}")
    uploader = page.locator("[data-testid=stFileUploader]:visible").first

    uploader.locator("input[type=file]").set_input_files(str(large))

    page.wait_for_selector(f"text=File must be {limit} or smaller")


@pytest.mark.browser
def test_a_page_that_fails_shows_an_id_alone(
    page: Any,
    home: Path,
    tmp_path: Path,
    free_port: Callable[[], int],
    wait_for: Callable[..., None],
) -> None:
    """A run whose evidence somebody emptied: the page has an id, the log the rest."""
    broken, log, port = tmp_path / "broken", tmp_path / "log", free_port()
    shutil.copytree(home, broken)
    with sqlite3.connect(broken / "fct.sqlite") as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'runs'"
        )
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE runs SET evidence = '{}'")
    connection.close()
    with serving(broken, port, log) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        page.goto(f"{address}/why")
        page.wait_for_selector(".notice.error")

        text = page.locator("body").inner_text()

    failure = re.search(r"this id to whoever runs the dashboard: ([0-9a-f]{8})", text)
    assert failure is not None
    assert "Traceback" not in text
    assert str(tmp_path) not in text
    assert failure[1] in log.read_text()
    assert "KeyError" in log.read_text()
