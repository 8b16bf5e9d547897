"""The watch over a server that a process lives by."""

import subprocess
import sys
import threading

import pytest

from fct.flows.serving.configured_server import refuse_silent_server
from fct.flows.serving.watching import watch_over
from tests.support.processes.servers import answering
from tests.support.processes.waiting import NO_HURRY_S, is_gone, wait_until

PROCESS = """
import subprocess, sys, time
from fct.data.common import StoreError
from fct.flows.serving.watching import ended_without

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)

def ask():
    raise StoreError("The store is gone.")

with ended_without(ask):
    time.sleep(600)
"""


@pytest.mark.server
def test_the_watch_ends_what_lost_its_server() -> None:
    """As long as it answers nothing happens; when it is closed the process is to end, once."""
    over, said = threading.Event(), list[str]()
    with answering() as url:
        watch = threading.Thread(
            target=watch_over,
            args=(lambda: refuse_silent_server({"PREFECT_API_URL": url}), over, said.append),
            daemon=True,
        )
        watch.start()
        assert not over.wait(1.5)
        assert said == []
    assert wait_until(lambda: bool(said))
    watch.join(NO_HURRY_S)

    assert len(said) == 1
    assert "does not answer (Connection refused)" in said[0]


@pytest.mark.server
def test_a_process_ends_with_the_sentence_and_its_children() -> None:
    """Exit code 4, one line, and nothing of it goes on."""
    with subprocess.Popen(
        [sys.executable, "-P", "-c", PROCESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        out, err = process.communicate(timeout=NO_HURRY_S)

    assert process.returncode == 4
    assert err == "fct: The store is gone.\n"
    assert is_gone(int(out))
