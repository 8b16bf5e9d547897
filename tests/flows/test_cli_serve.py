"""The commands that keep running."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_dashboard_listens_on_loopback_alone(tmp_path: Path) -> None:
    """It answers on 127.0.0.1, and its socket is bound to nothing else."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "fct.flows.cli", "dashboard", "--port", str(port)],
        env={**os.environ, "FCT_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/_stcore/health")
        listening = re.findall(rf"([0-9A-F]+):{port:04X} 0+:0000 0A", _tcp_table())
        assert listening == ["0100007F"]
    finally:
        os.killpg(server.pid, 15)
        server.wait(20)


def _tcp_table() -> str:
    tables = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
    return "".join(table.read_text() for table in tables if table.exists())


def _answers(url: str) -> bool:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except OSError:
            time.sleep(0.3)
    return False
