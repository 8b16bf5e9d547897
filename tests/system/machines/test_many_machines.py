"""Several machines on loopback: each process has a home of its own, and shares servers alone."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.processes.postgres import SystemServer, stop_at_once, system_postgres
from tests.support.processes.servers import closed_port
from tests.support.processes.waiting import NO_HURRY_S, wait_until
from tests.support.stores.seasons import CYCLE

ROOT = Path(__file__).parents[3]
GUARD = ROOT / "tests" / "support" / "processes" / "outside"
PASSWORD = "fct:a password of the test"  # noqa: S105 - of a server that lives as long as the test
SECRET = "of every account"  # noqa: S105 - of a server that lives as long as the test
AGAIN = "fct_again"  # the database into which the backup is restored
ACCOUNTS = ("postgres", "fct_owner", "fct_writer", "fct_reader", "prefect")
PREFECT = (sys.executable, "-P", "-m", "prefect")
BY_HAND = "evaluate-cycle/by-hand"
CLOCK = "2026-06-12T14:00+00:00"
pytestmark = [pytest.mark.long]


class Machines:
    """What several machines share, and a home for each of them.

    Parameters
    ----------
    folder : Path
    server : SystemServer
    """

    def __init__(self, folder: Path, server: SystemServer) -> None:
        self.folder = folder
        self.server = server
        self.outside = folder / "outside"
        self.prefect_port = closed_port()
        self.files = folder / "files"
        self.files.mkdir()

    def url(self, user: str, database: str = "fct", driver: str = "postgresql") -> str:
        """Return the address of a database as a role has it."""
        url = sa.make_url(self.server.get_uri()).set(
            drivername=driver, username=user, password=SECRET, database=database
        )
        return url.render_as_string(hide_password=False)

    def plain(self, home: str) -> dict[str, str]:
        """Return the environment of a process that shares nothing."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FCT_", "PREFECT_", "PYTHON"))
        }
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}:{kept['PATH']}",
            "PYTHONPATH": str(GUARD),
            "FCT_TEST_OUTSIDE": str(self.outside),
            "FCT_HOME": str(self.folder / home),
        }

    def shared(self, home: str, user: str = "fct_writer", database: str = "fct") -> dict[str, str]:
        """Return the environment of a process on one of the machines."""
        return {
            **self.plain(home),
            "FCT_DATABASE_URL": self.url(user, database),
            "FCT_FILES_URL": f"dir::file://{self.files}",
            "PREFECT_API_URL": f"http://127.0.0.1:{self.prefect_port}/api",
            "PREFECT_API_AUTH_STRING": PASSWORD,
            "PREFECT_HOME": str(self.folder / home / "prefect"),
            "DO_NOT_TRACK": "1",
        }

    def of_prefect(self) -> dict[str, str]:
        """Return the environment of the Prefect server."""
        return {
            **self.plain("prefect-server"),
            "PREFECT_HOME": str(self.folder / "prefect-server"),
            "PREFECT_API_DATABASE_CONNECTION_URL": self.url(
                "prefect", "prefect", "postgresql+asyncpg"
            ),
            "PREFECT_SERVER_API_AUTH_STRING": PASSWORD,
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.prefect_port),
            "PREFECT_SERVER_UI_ENABLED": "false",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }


def run(environment: Mapping[str, str], *words: object, exit_code: int = 0) -> str:
    """Run a command of ours to its end, and return what it printed."""
    command = [sys.executable, "-P", "-m", "fct.flows.cli", *map(str, words)]
    done = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == exit_code, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


@contextmanager
def running(
    environment: Mapping[str, str], log: Path, *command: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program until the block ends."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", *command],
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str) -> bool:
    """Whether a server answers with 200, or asks who is there."""
    try:
        with urllib.request.urlopen(url, timeout=60):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 401
    except OSError:
        return False


def season(environment: Mapping[str, str], folder: Path, forms: Mapping[str, Path]) -> None:
    """Give a store its cycle, its clock and its proposals."""
    cycle = folder / "cycle.yaml"
    cycle.write_text(CYCLE)
    run(environment, "cycle", "add", cycle)
    run(environment, "clock", CLOCK)
    run(environment, "submit", *forms.values())


def order(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the published order of a store, less what names its run and its moments."""
    report = json.loads(run(environment, "rank", "--json"))
    kept = ("order", "best_set", "budgets", "promised", "left", "warnings", "no_effect")
    return {name: report[name] for name in kept}


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A PostgreSQL server with both databases, the roles of the store, and its owner's tables."""
    with system_postgres() as server:
        made = Machines(tmp_path_factory.mktemp("machines"), server)
        engine = sa.create_engine(
            made.url("postgres", "postgres", "postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE ROLE prefect LOGIN")
            for name, owner in (("fct", "postgres"), ("prefect", "prefect"), (AGAIN, "postgres")):
                connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {owner}")
            for name in ("fct", AGAIN):
                run(made.shared("operator", "postgres", name), "deploy", "roles", "--apply")
            for account in ACCOUNTS:
                connection.exec_driver_sql(f"ALTER ROLE {account} PASSWORD '{SECRET}'")
        engine.dispose()
        server.ask_passwords()
        run(made.shared("operator", "fct_owner"), "store", "new", "--illustrative")
        yield made


def wait_for(log: Path, process: "subprocess.Popen[bytes]", url: str) -> None:
    """Wait until a server answers."""
    assert wait_until(lambda: answers(url) or process.poll() is not None)
    assert process.poll() is None, log.read_text(errors="replace")[-3000:]


def test_a_season_on_many_machines_is_the_same_as_on_one(
    machines: Machines, forms: dict[str, Path]
) -> None:
    """Received on one, judged and published by a worker on another, read on a third: same order.

    The roles have least rights, and no process asks for anything beyond this machine.
    """
    operator, worker = machines.shared("operator"), machines.shared("worker")
    logs = {name: machines.folder / f"{name}.log" for name in ("prefect", "worker", "dashboard")}
    with ExitStack() as stack:
        prefect = stack.enter_context(
            running(machines.of_prefect(), logs["prefect"], "prefect", "server", "start")
        )
        season(operator, machines.folder, forms)
        wait_for(logs["prefect"], prefect, f"{operator['PREFECT_API_URL']}/health")
        flows = json.loads(run(operator, "deploy", "flows", "--json"))
        stack.enter_context(
            running(
                worker,
                logs["worker"],
                *("prefect", "worker", "start", "--pool", "fct", "--type", "process"),
            )
        )
        checks = ready(operator)
        for password in ("fct:another", ""):
            refused = checked({**operator, "PREFECT_API_AUTH_STRING": password})["prefect"]
            assert refused["state"] == "fail"
            assert "refuses the password" in refused["said"]
        judged = subprocess.run(
            [*PREFECT, "deployment", "run", "--watch", BY_HAND, "--param", "fiscal_year=2027"],
            env=operator,
            capture_output=True,
            text=True,
            timeout=NO_HURRY_S,
            check=False,
        )
        assert judged.returncode == 0, judged.stdout + logs["worker"].read_text()[-3000:]
        port = closed_port()
        dashboard = stack.enter_context(
            running(
                machines.shared("dashboard"),
                logs["dashboard"],
                *("fct.flows.cli", "dashboard", "--port", str(port)),
            )
        )
        wait_for(logs["dashboard"], dashboard, f"http://127.0.0.1:{port}/order-of-merit")
        on_many = order(machines.shared("dashboard"))
        run(operator, "audit", "verify", "--json")
        run(operator, "backup", machines.folder / "backup")
    shared_files = [path for path in machines.files.rglob("*") if path.is_file()]
    kept_apart = machines.folder / "backup" / "files"
    own_files = [path for path in machines.folder.glob("*/files/*/*") if path.is_file()]
    run(machines.shared("again", "fct_owner", AGAIN), "restore", machines.folder / "backup")
    again = machines.shared("again", database=AGAIN)
    run(again, "audit", "verify")

    one = machines.plain("one")
    run(one, "store", "new", "--illustrative")
    season(one, machines.folder, forms)
    run(one, "evaluate", "--publish")

    assert json.dumps(on_many) == json.dumps(order(one)) == json.dumps(order(again))
    assert len(on_many["order"]) > 1
    assert [each["name"] for each in flows["deployments"]] == [
        "ingest/inbox",
        "tick/year",
        BY_HAND,
    ]
    assert {name: state for name, state in checks.items() if state != "ok"} == {}
    assert set(checks) == {
        *("database", "rights", "files", "prefect", "version", "work pool", "worker"),
        *("deployments", "schedules"),
    }
    assert len(shared_files) == len(forms)
    assert len(own_files) == len(forms)
    assert all(kept_apart in path.parents for path in own_files)
    assert not machines.outside.exists(), machines.outside.read_text()


def test_serving_ends_when_its_prefect_server_is_gone(machines: Machines) -> None:
    """Killed while schedules run: one sentence, exit code 4, no traceback of Prefect's."""
    operator = machines.shared("serving")
    log, said = machines.folder / "prefect-2.log", machines.folder / "serve.log"
    with running(machines.of_prefect(), log, "prefect", "server", "start") as prefect:
        wait_for(log, prefect, f"{operator['PREFECT_API_URL']}/health")
        with running(operator, said, "fct.flows.cli", "serve", "--health", "0") as serving:
            assert wait_until(lambda: "tick: " in said.read_text() or serving.poll() is not None)
            prefect.kill()
            assert serving.wait(NO_HURRY_S) == 4
    text = said.read_text()
    assert text.count("fct: Prefect's server at 127.0.0.1") == 1
    assert "Start it or correct PREFECT_API_URL" in text
    assert "Traceback" not in text


def test_serving_ends_when_its_database_is_gone(machines: Machines) -> None:
    """The PostgreSQL server stops while schedules run: the same, and a later start goes on."""
    alone = {
        name: value
        for name, value in machines.shared("alone").items()
        if not name.startswith("PREFECT_API")
    }
    said = machines.folder / "alone.log"
    with running(alone, said, "fct.flows.cli", "serve") as serving:
        assert wait_until(lambda: "tick: " in said.read_text() or serving.poll() is not None)
        stop_at_once(machines.server)
        try:
            assert serving.wait(NO_HURRY_S) == 4
        finally:
            machines.server.start()
    text = said.read_text()
    # Whether it was at work or about to begin when the server stopped.
    ends = r"fct: The store fct on 127\.0\.0\.1 (refuses|ended) the connection"
    assert len(re.findall(ends, text)) == 1
    assert "Traceback" not in text
    run(alone, "tick")


def ready(environment: Mapping[str, str]) -> dict[str, str]:
    """Wait until the worker is online; return the states that `fct deploy check` gives."""
    found: dict[str, str] = {}

    def is_online() -> bool:
        found.update({name: one["state"] for name, one in checked(environment).items()})
        return found.get("worker") == "ok"

    assert wait_until(is_online), found
    return found


def checked(environment: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what `fct deploy check` says of each thing, by its name."""
    command = [sys.executable, "-P", "-m", "fct.flows.cli", "deploy", "check", "--json"]
    done = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, check=False
    )
    return {one["name"]: one for one in json.loads(done.stdout)["checks"]}


def test_a_wrong_password_of_the_database_is_said_to_be_one(machines: Machines) -> None:
    """Not that the server is to be started; so is an account that the server does not know."""
    for user, password in (("fct_writer", "wrong"), ("nobody", SECRET)):
        url = sa.make_url(machines.url(user)).set(password=password)
        environment = {
            **machines.shared("stranger"),
            "FCT_DATABASE_URL": url.render_as_string(hide_password=False),
        }
        found = checked(environment)["database"]
        assert found["state"] == "fail"
        assert found["said"] == (
            "The store fct on 127.0.0.1 does not take the account or its password; correct them "
            "in FCT_DATABASE_URL, as in postgresql://fct_writer:PASSWORD@host/database."
        ), user


def test_the_guard_sees_what_leaves_the_machine(tmp_path: Path) -> None:
    """A test that counts nothing would pass too: a name and an address elsewhere are noted."""
    code = """
import socket
for ask in (lambda: socket.getaddrinfo("elsewhere.example", 80),
            lambda: socket.create_connection(("192.0.2.1", 80), timeout=0.1),
            lambda: socket.create_connection(("127.0.0.1", 1), timeout=0.1)):
    try:
        ask()
    except OSError:
        pass
"""
    noted = tmp_path / "outside"
    environment = {**os.environ, "PYTHONPATH": str(GUARD), "FCT_TEST_OUTSIDE": str(noted)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)

    said = noted.read_text()
    assert "socket.getaddrinfo elsewhere.example" in said
    assert "socket.connect 192.0.2.1" in said
    assert "127.0.0.1" not in said
