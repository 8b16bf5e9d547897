"""What a command says when its database server is not there, or goes away in the middle of it."""

import enum
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import ExitCode, FctError, StoreError
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.flows.cli.app import command_line
from tests.support.processes.commands import call
from tests.support.processes.postgres import SystemServer, hanging, stop_at_once, system_postgres
from tests.support.processes.servers import closed_port, silent
from tests.support.processes.waiting import wait_until

ACTOR = Actor("tester")
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"
WITHOUT_A_STORE = {  # they say what is declared, or print what somebody else does
    *("rules", "form", "which-program", "anchors", "cycle template", "deploy roles"),
    *("template", "check", "schema"),
}
ELSEWHERE = {"test", "demo"}  # of a checkout; on a store of its own, which is a file
FOREMOST = {  # with words that are right, so that the store is what is missing
    "submit": ["submit", "{form}"],
    "review": ["review", "FY27-ARMY-01", "--show"],
    "archive": ["archive", "2027", "--out", "{new}"],
    "cycle add": ["cycle", "add", "{cycle}"],
    "clock": ["clock", "2027-02-01T13:00Z"],
    "rule review": ["rule", "review", "R1", "FY27-ARMY-01", "--false", "--reason", "X"],
    "flag": ["flag", "FY27-ARMY-01", "--team", "legal", "--reason", "X"],
    "decide": ["decide", "FY27-ARMY-01", "fund"],
}


def leaves(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command by its words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


def some_words(path: tuple[str, ...], command: Any, form: Path) -> list[str]:
    """Words with which a command can be called, as far as its types say."""
    words = list(path)
    for parameter in command.params:
        if not parameter.required:
            continue
        kind = parameter.type_descriptor.annotation
        value = "2027" if "int" in str(kind) else "X"
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            value = str(next(iter(kind)).value)
        elif "Path" in str(kind):
            value = str(form)
        words += [value] if parameter.param_type_name == "argument" else [parameter.opts[0], value]
    return words


def test_every_command_without_its_database_says_one_sentence(
    tmp_path: Path, forms: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing listens there: exit code 4, or 2 where the call was wrong before; no traceback."""
    pytest.importorskip("psycopg")
    monkeypatch.setenv("FCT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FCT_DATABASE_URL", f"postgresql://u:secret@127.0.0.1:{closed_port()}/fct")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    form, cycle = forms["FY27-ARMY-01"], tmp_path / "cycle.yaml"
    cycle.write_text(CYCLE)
    places = {"form": form, "new": tmp_path / "x", "cycle": cycle}
    odd, lost = [], 0
    for path, command in leaves(command_line()):
        name = " ".join(path)
        if name in ELSEWHERE | WITHOUT_A_STORE:
            continue
        words = [word.format(**places) for word in FOREMOST.get(name, [])]
        result = call(*(words or some_words(path, command, form)))
        error, code = result.exception, getattr(result.exception, "exit_code", result.exit_code)
        is_said = isinstance(error, FctError | SystemExit) and "\n" not in str(error)
        is_right = code == ExitCode.SYSTEM or (not words and code == ExitCode.USAGE)
        lost += code == ExitCode.SYSTEM
        if not is_said or not is_right or "secret" in f"{error}{result.output}":
            odd.append((name, code, repr(error)))

    assert odd == []
    assert lost >= 90


@pytest.mark.parametrize("kind", ["closed", "silent"])
@pytest.mark.server
def test_a_command_in_its_own_process_ends_within_seconds(kind: str, tmp_path: Path) -> None:
    """A port that nobody has, and one that takes the connection and never says anything."""
    pytest.importorskip("psycopg")
    with silent() as mute:
        port = closed_port() if kind == "closed" else mute
        environment = {
            **os.environ,
            "FCT_HOME": str(tmp_path / "home"),
            "FCT_DATABASE_URL": f"postgresql://u:secret@127.0.0.1:{port}/fct",
        }
        done = subprocess.run(
            [sys.executable, "-P", "-m", "fct.flows.cli", "rank"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    assert done.returncode == ExitCode.SYSTEM
    assert done.stdout == ""
    assert done.stderr == (
        "fct: The store fct on 127.0.0.1 refuses the connection; start the server or correct "
        "FCT_DATABASE_URL.\n"
    )


@pytest.fixture(scope="module")
def own_server() -> Iterator[SystemServer]:
    """A server that the test may stop."""
    with system_postgres() as server:
        yield server


def new_database(server: SystemServer) -> str:
    """The address of an empty database."""
    name = f"lost_{secrets.token_hex(4)}"
    admin = sa.create_engine(
        sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    url = sa.make_url(server.get_uri()).set(database=name)
    return url.render_as_string(hide_password=False)


def interrupted(store: Store, disturb: Callable[[], object], moment: str) -> None:
    """Do something, while something comes to the server at a moment of it."""
    if moment == "before":
        disturb()
        store.cycles.all()
    elif moment == "reading":
        with store.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
            disturb()
            connection.exec_driver_sql("SELECT 1")
    else:
        with store.writing():
            store.cycles.add(2028, CYCLE, sha256_of_text(CYCLE), ACTOR)
            disturb()
            if moment == "writing":
                store.cycles.all()


@pytest.mark.postgres
@pytest.mark.parametrize("moment", ["before", "reading", "writing", "commit"])
def test_a_server_that_stops_in_the_middle_is_a_sentence(
    moment: str, own_server: SystemServer, tmp_path: Path
) -> None:
    """Between two commands, in a query, in a transaction, at its commit: nothing is half written.

    With the server back the same open store goes on, and holds what was acknowledged.
    """
    with open_store(Settings(tmp_path / "home", new_database(own_server))) as store:
        store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), ACTOR)
        with pytest.raises(StoreError) as lost:
            interrupted(store, partial(stop_at_once, own_server), moment)
        assert "\n" not in str(lost.value)
        assert any(
            words in str(lost.value)
            for words in ("ended the connection in the middle", "refuses the connection")
        ), lost.value
        assert lost.value.exit_code == ExitCode.SYSTEM

        own_server.start()
        assert [row.fiscal_year for row in store.cycles.all()] == [2027]
        store.cycles.add(2028, CYCLE, sha256_of_text(CYCLE), ACTOR)
        assert verify(store).first_bad is None


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "reading", "writing", "commit"])
def test_a_server_that_hangs_is_a_sentence(
    moment: str, own_server: SystemServer, tmp_path: Path
) -> None:
    """It keeps its connections and says nothing.

    When it goes on, so does the same open store; only a commit that it had received is done.
    """
    with open_store(Settings(tmp_path / "home", new_database(own_server))) as store:
        store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), ACTOR)
        with ExitStack() as until:
            with pytest.raises(StoreError, match=r"does not answer any more|refuses the") as lost:
                interrupted(store, lambda: until.enter_context(hanging(own_server)), moment)
            assert "\n" not in str(lost.value)
            assert lost.value.exit_code == ExitCode.SYSTEM

        years = [2027, 2028] if moment == "commit" else [2027]
        assert wait_until(lambda: [row.fiscal_year for row in store.cycles.all()] == years)
        assert verify(store).first_bad is None


@pytest.mark.postgres
def test_a_query_that_is_long_is_waited_for(
    own_server: SystemServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server answers others, so it is not gone; a lock that somebody holds is a sentence."""
    monkeypatch.setattr("fct.data.store.watched_connection._SILENT_FOR_S", 0.2)
    settings = Settings(tmp_path / "home", new_database(own_server), busy_timeout_s=1.0)
    with open_store(settings) as store:
        with store.reading() as connection:
            assert connection.exec_driver_sql("SELECT pg_sleep(1), 7").one()[1] == 7
        with store.engine.connect() as other, other.begin():
            other.exec_driver_sql("LOCK TABLE cycles IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreError, match="is busy: another program has been writing"):
                store.cycles.all()
        assert store.cycles.all() == []
