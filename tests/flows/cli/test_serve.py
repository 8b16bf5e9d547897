"""The commands that keep running."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fct.data.common.errors import ExitCode, UsageError
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cli.serve import _entrance
from tests.support.processes.waiting import wait_until

pytestmark = pytest.mark.server


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dashboard(home: Path, port: int, *, is_ready: bool = True) -> Iterator[subprocess.Popen[str]]:
    """Start the command; ``is_ready`` waits until it answers."""
    with subprocess.Popen(
        [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(port)],
        env={**os.environ, "FCT_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert not is_ready or _answers(f"http://127.0.0.1:{port}/_stcore/health")
            yield process
        finally:
            process.kill()


def test_the_dashboard_listens_on_loopback_alone(tmp_path: Path) -> None:
    """It answers on 127.0.0.1, and its socket is bound to nothing else."""
    port = free_port()
    with dashboard(tmp_path, port):
        listening = re.findall(rf"([0-9A-F]+):{port:04X} 0+:0000 0A", _tcp_table())

    assert listening == ["0100007F"]


@pytest.mark.parametrize(
    "stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda one: one.name
)
def test_who_stops_the_command_stops_the_server(tmp_path: Path, stop: signal.Signals) -> None:
    """Ctrl-C, a polite end, a terminal that hangs up, a kill: nobody listens any more."""
    port = free_port()
    with dashboard(tmp_path, port) as process:
        process.send_signal(stop)
        process.wait(600)

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_taken_port_is_an_error(tmp_path: Path) -> None:
    """The sentence names the port and what to do; the exit code is that of the system."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with dashboard(tmp_path, port, is_ready=False) as process:
            _, said = process.communicate(timeout=600)

    assert process.returncode == ExitCode.SYSTEM
    assert said == (
        f"fct: Port {port} is used by another program, perhaps another dashboard. Stop that "
        "program, name another port with --port, or take a free one with --port 0.\n"
    )


def test_the_demo_asks_for_its_port_before_it_works(tmp_path: Path) -> None:
    """Nothing is made where the dashboard could not be served at the end."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = subprocess.run(
            [sys.executable, "-m", "fct.flows.cli", "demo", "--port", str(other.getsockname()[1])],
            env={**os.environ, "FCT_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == ExitCode.SYSTEM
    assert "is used by another program" in done.stderr
    assert not (tmp_path / "home").exists()


def _tcp_table() -> str:
    tables = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
    return "".join(table.read_text() for table in tables if table.exists())


def _answers(url: str) -> bool:
    def is_there() -> bool:
        try:
            urllib.request.urlopen(url, timeout=60).close()
        except urllib.error.HTTPError:  # it wants the token of its address
            return True
        except OSError:
            return False
        return True

    return wait_until(is_there)


def test_an_illustrative_store_is_not_served_by_another_name(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads it picks a person, so that is for this machine alone."""
    with open_store(Settings(home)) as store:
        store.make_new(store.actor, illustrative=True)
    monkeypatch.setenv("FCT_PUBLIC_HOST", "fct.example.mil")

    with pytest.raises(UsageError, match="so they must sign in"):
        _entrance(Settings(home))
