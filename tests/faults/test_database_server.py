"""The database server stops or crashes in the middle of a command, and starts again."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.data.conftest import postgres_server as _postgres_server
from tests.support.processes.forked import start
from tests.support.processes.postgres import stop_at_once
from tests.support.processes.rounds import Rounds
from tests.support.processes.stages import DONE, REFUSED, Try

pytestmark = [pytest.mark.faults, pytest.mark.postgres]
postgres_server = _postgres_server
STAGES = ("receive", "judge and publish", "decide", "tick and send mail")


@pytest.fixture
def server(postgres_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server whose database is empty."""
    monkeypatch.delenv("FCT_DATABASE_URL", raising=False)
    yield postgres_server
    postgres_server.start()


def on_server(one: Try, url: str) -> Try:
    """Put the store of a try on the server, by a backup that is restored there."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    assert start(one.program, "backup", one.folder / "for-server").wait().code == 0
    shutil.rmtree(one.folder / "home")
    env = {"FCT_DATABASE_URL": url}
    done = start(one.program, "restore", one.folder / "for-server", env=env).wait()
    assert done.code == 0, done
    return one


def left_by(one: Try, url: str) -> object:
    """What a stage left on the server, which verifies."""
    with open_store(Settings(one.folder / "home", url)) as store:
        bad = verify(store).first_bad
        return one.stage.look(store) if bad is None else bad.sentence()


@pytest.mark.parametrize("how", ["restarted", "crashed"])
@pytest.mark.parametrize("name", STAGES)
def test_a_command_outlives_its_server_or_says_so(
    name: str, how: str, rounds: Rounds, server: Any
) -> None:
    """At a random moment, as on a machine that loses its power too; the command again does all."""
    url = server.get_uri()
    right, _ = rounds.undisturbed.of(name)
    for count, one in rounds.of(f"PostgreSQL {how}", name, 0.4):
        running = on_server(one, url).start(env={"FCT_DATABASE_URL": url})
        rounds.wait(running, name)
        met = running.poll() is None
        server.stop() if how == "restarted" else stop_at_once(server)
        server.start()
        ended = running.wait()
        again = one.start(env={"FCT_DATABASE_URL": url}).wait()
        problem = f"crashed: {ended.code}, {ended.last_words}" if ended.has_crashed else ""
        if again.code not in DONE | {REFUSED}:
            problem = problem or f"again: {again.code}, {again.last_words}"
        left = left_by(one, url)
        if left != right:
            problem = problem or f"left {left} instead of {right}"
        count.add(problem, met=met)
