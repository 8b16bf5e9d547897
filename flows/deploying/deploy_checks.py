"""What `fct deploy check` looks at: database, rights, files, Prefect server, work pool, workers."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fct.data import store
from fct.data.common import FctError, plural
from fct.data.store import POOL, Settings, database_name
from fct.data.tables import SCHEMA_REVISION
from fct.flows.deploying.registering import POOL_TYPE, WORK_POOL, pool_deployments
from fct.flows.keeping import FAIL, OK, WARN, Check, Found, checked
from fct.flows.serving import (
    is_server_configured,
    lost_server_sentence,
    refuse_silent_server,
    server_place,
)

if TYPE_CHECKING:
    import sqlalchemy as sa
    from prefect.client.orchestration import SyncPrefectClient

_AGAIN = "Run `fct deploy flows` again."


def database_check(settings: Settings) -> Check:
    """Return what is seen of the database; where it fails, nothing else of the store is asked."""
    (found,) = checked([("database", partial(_database, settings))])
    return found


def place_checks(settings: Settings) -> list[Check]:
    """Return what is seen of the rights in a database that answers, and of the files."""
    looks: list[tuple[str, Callable[[], Found]]] = [("files", partial(_files, settings))]
    if settings.sqlite_path is None:
        looks.insert(0, ("rights", partial(_rights, settings)))
    return checked(looks)


@contextmanager
def _connected(settings: Settings) -> "Iterator[sa.Connection]":
    with store.explained_errors(settings):
        engine = store.make_engine(settings)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def _database(settings: Settings) -> Found:
    if settings.sqlite_path is not None:
        return (
            WARN,
            f"{database_name(settings)} is a file of this machine",
            "Name a PostgreSQL server by FCT_DATABASE_URL before other machines work on it.",
        )
    with _connected(settings) as connection:
        revision = store.stored_revision(connection.engine, settings)
    most = POOL["pool_size"] + POOL["max_overflow"]
    said = f"{database_name(settings)} answers, schema {revision}, {most} connections a process"
    if revision is None:
        return WARN, said.replace("schema None", "no schema yet"), "Run `fct store new` as owner."
    if revision != SCHEMA_REVISION:
        return FAIL, said, "Run `fct store upgrade` as the owner of the tables."
    return OK, said, ""


def _rights(settings: Settings) -> Found:
    with _connected(settings) as connection:
        beyond, lacking = store.rights_beyond(connection), store.rights_lacking(connection)
    if beyond:
        return FAIL, "; ".join(beyond), "Run the program as fct_writer: `fct deploy roles`."
    if lacking:
        return FAIL, f"no rows can be added to {', '.join(lacking[:3])}", "Run `fct deploy roles`."
    return OK, "reads and adds rows; can change or remove none", ""


def _files(settings: Settings) -> Found:
    """Write a file of a few random bytes, read it back, and remove it."""
    files, place = store.file_place(settings), store.place_name(settings)
    content = b"fct deploy check " + secrets.token_bytes(16)
    sha256 = files.put(content)
    try:
        is_same = files.read(sha256) == content
    finally:
        files.discard(sha256)
    if not is_same:
        return FAIL, f"{place} gives back another file than was sent", "Look at that place."
    if not settings.files_url and settings.sqlite_path is None:
        return (
            WARN,
            f"{place} is written and read, on this machine alone",
            "Name a place that all machines reach by FCT_FILES_URL.",
        )
    return OK, f"{place} is written and read", ""


def server_checks(zones: list[str]) -> Iterator[Check]:
    """Give what is seen of the Prefect server; of one that does not answer, that alone."""
    if not is_server_configured():
        yield Check(
            "prefect",
            WARN,
            "no server is named; `fct serve` starts its own on this machine",
            "Name one by PREFECT_API_URL before workers of other machines run flows.",
        )
        return
    (answers,) = checked([("prefect", _answers)])
    yield answers
    if answers.state is not OK:
        return
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        looks: list[tuple[str, Callable[[SyncPrefectClient], Found]]] = [
            ("version", _versions),
            ("work pool", _work_pool),
            ("worker", _workers),
            ("deployments", partial(_deployments, zones)),
            ("schedules", partial(_schedules, zones)),
        ]
        yield from checked((name, partial(_asked, look, client)) for name, look in looks)


def _asked(look: "Callable[[SyncPrefectClient], Found]", client: "SyncPrefectClient") -> Found:
    """Make a check; where the server ends meanwhile, say so in a sentence."""
    try:
        return look(client)
    except Exception as error:
        sentence = lost_server_sentence(error)
        if sentence is None:
            raise
        raise FctError(sentence) from error


def _answers() -> Found:
    refuse_silent_server()
    if not os.environ.get("PREFECT_API_AUTH_STRING"):
        return (
            WARN,
            f"{server_place()} answers, and asks for no password",
            "Set PREFECT_SERVER_API_AUTH_STRING at the server and PREFECT_API_AUTH_STRING here.",
        )
    return OK, f"{server_place()} answers", ""


def _versions(client: "SyncPrefectClient") -> Found:
    here, there = version("prefect"), client.api_version()
    said = f"Prefect {there} at the server, {here} here"
    if here != there:
        return FAIL, said, "Install the same version on every machine, from the lock."
    return OK, said, ""


def _work_pool(client: "SyncPrefectClient") -> Found:
    from prefect.exceptions import ObjectNotFound

    try:
        pool = client.read_work_pool(WORK_POOL)
    except ObjectNotFound:
        return FAIL, f"there is no work pool `{WORK_POOL}`", "Run `fct deploy flows`."
    if pool.type != POOL_TYPE:
        return FAIL, f"the work pool `{WORK_POOL}` is of type {pool.type}", "Remove it; " + _AGAIN
    if pool.is_paused:
        return (
            WARN,
            f"the work pool `{WORK_POOL}` is paused",
            f"prefect work-pool resume {WORK_POOL}",
        )
    return OK, f"the work pool `{WORK_POOL}` takes runs", ""


def _workers(client: "SyncPrefectClient") -> Found:
    from prefect.exceptions import ObjectNotFound

    try:
        found = client.read_workers_for_work_pool(WORK_POOL)
    except ObjectNotFound:
        found = []
    online = sorted(one.name for one in found if one.status == "ONLINE")
    if not online:
        do = f"Start one: prefect worker start --pool {WORK_POOL} --type {POOL_TYPE}"
        return FAIL, f"no worker of {len(found)} is online", do
    return OK, f"online: {', '.join(online)}", ""


def _known(client: "SyncPrefectClient") -> dict[str, Any]:
    """Return the deployments that the pool has, by their full names."""
    return {
        f"{one_flow.name}/{one.name}": one
        for one in client.read_deployments()
        for one_flow in [client.read_flow(one.flow_id)]
        if one.work_pool_name == WORK_POOL
    }


def _deployments(zones: list[str], client: "SyncPrefectClient") -> Found:
    known, own = _known(client), version("fct-evaluation")
    missing = [one.full_name for one in pool_deployments(zones) if one.full_name not in known]
    if missing:
        return FAIL, f"missing: {', '.join(missing)}", "Run `fct deploy flows`."
    other = sorted(name for name, one in known.items() if one.version != own)
    if other:
        return WARN, f"of another version than {own}: {', '.join(other)}", _AGAIN
    return OK, f"{plural(len(known), 'deployment')} of version {own}", ""


def _schedules(zones: list[str], client: "SyncPrefectClient") -> Found:
    known = _known(client)
    running, stopped = 0, []
    for one in pool_deployments(zones):
        found = known.get(one.full_name)
        active = [time for time in found.schedules if time.active] if found is not None else []
        running += len(active)
        if found is None or found.paused or len(active) < len(one.schedules or []):
            stopped.append(one.full_name)
    if stopped:
        return WARN, f"paused or lacking a schedule: {', '.join(stopped)}", _AGAIN
    return OK, f"{plural(running, 'schedule')} {'runs' if running == 1 else 'run'}", ""
