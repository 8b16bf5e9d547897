"""Prefect's server is gone before, during or after the flow that judges and publishes a cycle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from fct.flows.serving.configured_server import ServerGoneError, refuse_silent_server
from fct.flows.serving.own_server import _free_port, _server_settings, ending_with_us
from tests.support.processes.forked import LONGEST_S, Ended
from tests.support.processes.rounds import Rounds
from tests.support.processes.stages import Try
from tests.support.processes.waiting import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.orchestration]
STAGE = "judge and publish"
DONE, SYSTEM = 0, 4


class Server:
    """A Prefect server that a user has configured, which may be gone."""

    def __init__(self, home: Path) -> None:
        self.env = _server_settings(home, _free_port())
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it where it is gone, and wait until it answers."""
        if self._process is not None and self._process.poll() is None:
            return
        self._process = subprocess.Popen(
            ending_with_us("-m", "prefect", "server", "start"),
            env={**os.environ, **self.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert wait_until(self.answers)

    def answers(self) -> bool:
        """Whether it answers."""
        try:
            refuse_silent_server(self.env)
        except ServerGoneError:
            return False
        return True

    def kill(self) -> None:
        """End it as the kernel does, at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is not started yet."""
    made = Server(tmp_path_factory.mktemp("prefect"))
    yield made
    made.kill()


@contextmanager
def flow_on(one: Try, server: Server) -> Iterator["subprocess.Popen[str]"]:
    """The command of a try, which runs as a flow of the server."""
    env = {**os.environ, **server.env, "FCT_HOME": str(one.written)}
    command = [sys.executable, "-P", "-m", "fct.flows.cli", *one.words]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: "subprocess.Popen[str]") -> Ended:
    """How the flow came to its end."""
    out, err = process.communicate(timeout=LONGEST_S)
    return Ended(process.returncode, out, err)


@pytest.fixture(scope="module")
def flow_s() -> list[float]:
    """Seconds that the flow took where its server outlived it."""
    return []


@pytest.mark.parametrize("when", ["before", "after", "during"])
def test_what_a_flow_left_is_finished_without_its_server(
    when: str, rounds: Rounds, server: Server, flow_s: list[float]
) -> None:
    """One sentence and exit code 4, or all is done; the command then leaves the same bytes."""
    for count, one in rounds.of(f"Prefect's server gone {when}", STAGE):
        with ExitStack() as stack:
            has_met = True
            if when != "before":
                server.start()
            begun = time.monotonic()
            process = stack.enter_context(flow_on(one, server))
            if when == "during":
                wait_for_a_moment(process, rounds.chance.random() * min(flow_s))
                has_met = process.poll() is None
                server.kill()
            end = ended(process)
            if when == "after":
                flow_s.append(time.monotonic() - begun)
                server.kill()
        problem = "" if end.code in {DONE, SYSTEM} else f"ended: {end.code}, {end.last_words}"
        count.add(problem or rounds.problem(one, end), met=has_met)


def wait_for_a_moment(process: "subprocess.Popen[str]", seconds: float) -> None:
    """Wait so long, or until a process ends."""
    last = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < last:
        time.sleep(0.005)
