"""The commands that bring a store onto several machines, where no server is needed or there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import DeniedError, FctError, StoreError
from fct.data.people.roles import Role
from fct.data.store.roles import roles_script
from fct.data.subjects.store import Store
from fct.flows.deploying.deploy_command import TEMPLATE
from tests.support.processes.commands import answer, refused, said
from tests.support.processes.servers import closed_port, silent
from tests.support.stores.people import as_person, person

ROOT = Path(__file__).parents[3]


def test_the_roles_are_printed(fct: Callable[..., Result]) -> None:
    """As a file for psql; nothing is made."""
    assert fct("deploy", "roles").stdout.rstrip("\n") == roles_script().rstrip("\n")
    assert answer(fct("deploy", "roles", "--json")) == {"applied": False, "script": roles_script()}
    assert isinstance(fct("deploy", "roles", "--apply").exception, StoreError)


def test_flows_need_a_server(fct: Callable[..., Result]) -> None:
    """Without one it is said what runs the schedules instead; one that is gone is one sentence."""
    assert "Set PREFECT_API_URL" in refused(fct("deploy", "flows"))

    gone = fct("deploy", "flows", env={"PREFECT_API_URL": f"http://127.0.0.1:{closed_port()}/api"})
    assert isinstance(gone.exception, FctError)
    assert "does not answer (Connection refused)" in str(gone.exception)
    assert gone.exception.exit_code == 4


def test_the_template_of_the_pool_is_kept() -> None:
    """deploy/ holds the one that is packaged; it is Prefect's own but for the switches."""
    from prefect.workers.process import ProcessWorker

    kept = json.loads((ROOT / "flows" / "deploying" / TEMPLATE).read_text("utf-8"))
    switched = kept["variables"]["properties"]["env"].pop("default")

    assert (ROOT / "deploy" / TEMPLATE).resolve() == ROOT / "flows" / "deploying" / TEMPLATE
    assert kept == ProcessWorker.get_default_base_job_template()
    assert switched["DO_NOT_TRACK"] == "1"


@pytest.mark.usefixtures("store")
def test_a_store_of_one_machine_is_said_to_be_one(fct: Callable[..., Result]) -> None:
    """SQLite and no Prefect server are no fault, and something to look at."""
    found = fct("deploy", "check", "--json")

    assert found.exit_code == 1
    assert {one["name"]: one["state"] for one in answer(found)["checks"]} == {
        "database": "warn",
        "files": "ok",
        "prefect": "warn",
    }
    assert "is a file of this machine" in said(fct("deploy", "check"))


@pytest.mark.usefixtures("store")
@pytest.mark.server
def test_a_check_without_its_servers_fails_in_a_sentence_each(fct: Callable[..., Result]) -> None:
    """Database and Prefect server: closed, and silent; files: in a place that cannot be opened."""
    pytest.importorskip("psycopg")
    with silent() as mute:
        for port in (closed_port(), mute):
            found = fct(
                "deploy",
                "check",
                "--json",
                env={
                    "FCT_DATABASE_URL": f"postgresql://u:secret@127.0.0.1:{port}/fct",
                    "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
                },
            )
            assert found.exit_code == 4
            checks = answer(found)["checks"]
            assert [(one["name"], one["state"]) for one in checks] == [
                ("database", "fail"),
                ("prefect", "fail"),
            ]
            assert all("\n" not in one["said"] and "secret" not in one["said"] for one in checks)

    found = fct("deploy", "check", "--json", env={"FCT_FILES_URL": "nosuch://place"})
    (files,) = (one for one in answer(found)["checks"] if one["name"] == "files")
    assert files["state"] == "fail"
    assert "cannot be opened" in files["said"]


def test_who_may_not_look_is_denied(illustrative_store: Store, fct: Callable[..., Result]) -> None:
    """Operator and owner may; a reviewer may not."""
    as_person(illustrative_store, person("reviewer", Role.REVIEWER))

    assert isinstance(fct("deploy", "check", "--as", "reviewer").exception, DeniedError)
