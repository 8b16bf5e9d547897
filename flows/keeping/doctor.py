"""The command that looks whether everything is as it should be: ``doctor``."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from fct.data import people, subjects, tables
from fct.data.common import DeniedError, FctError
from fct.flows.keeping.checks import FAIL, OK, WARN, Check, Found, State, checked
from fct.flows.terminal import Json, print_lines, print_report, stand_in

if TYPE_CHECKING:
    from fct.data.store import Settings
    from fct.data.subjects import Store

_EXIT_CODES = {State.OK: 0, State.WARN: 1, State.FAIL: 4}


def doctor(as_json: Json = False) -> None:
    """Look whether program, machine and store are as they should be, and say what to do.

    The exit code is 1 where something is to be looked at, 4 where something fails.
    """
    from fct.data.store import Settings

    found = [*_of_machine(Settings.from_environment()), *_of_store(Settings.from_environment())]
    report = {"checks": [one.report() for one in found]}
    print_report(report, _print, as_json=as_json)
    worst = max((one.state for one in found), key=lambda state: _EXIT_CODES[state])
    if worst is not OK:
        raise typer.Exit(_EXIT_CODES[worst])


def _print(report: dict[str, Any]) -> None:
    print_lines(("name", "state", "said", "do"), report["checks"])


def _of_machine(settings: "Settings") -> list[Check]:
    from fct.flows.keeping import machine_checks as machine

    return checked(
        [
            ("python", machine.python_version),
            ("packages", machine.locked_packages),
            ("disk", partial(machine.disk_space, settings)),
            ("time zones", machine.time_zones),
            ("folders", partial(machine.folders, settings)),
            ("prefect", machine.prefect_server),
            ("mail", machine.mail_server),
            ("sign-in", machine.sign_in),
            ("listening", machine.listening),
            ("telemetry", machine.telemetry),
        ]
    )


def _of_store(settings: "Settings") -> Iterator[Check]:
    """Give the checks of the store: of one that cannot be opened, that alone."""
    from fct.data.store import RESTORING, database_name

    path = settings.sqlite_path
    is_begun = (settings.home / RESTORING).exists()
    if path is not None and not path.exists() and not is_begun:
        said = f"{path} is not there yet"
        yield Check("store", WARN, said, "The first command that writes makes it.")
        return
    try:
        store = subjects.open_store_as(settings, stand_in())
    except DeniedError:
        raise
    except (FctError, OSError) as error:
        said = str(error)
        yield Check("store", FAIL, said, "Do what the sentence says, or restore a backup.")
        return
    with closing(store):
        only = "; this account may only read it" if store.is_read_only else ""
        said = f"{database_name(settings)} opens, schema {tables.SCHEMA_REVISION}{only}"
        yield Check("store", OK, said)
        yield from diagnosed(store)


def diagnosed(store: "Store") -> list[Check]:
    """Return the checks of a store that opens; operator and owner may ask for them.

    Raises
    ------
    DeniedError
        If who acts is neither.
    """
    from fct.flows.keeping import store_checks as kept

    store.ask(people.Action.STORE_DIAGNOSE)
    looks: list[tuple[str, Callable[[Store], Found]]] = [
        ("clock", kept.clock),
        ("head", kept.head),
        ("schedules", kept.schedules),
        ("messages", kept.messages),
        ("backups", kept.backups),
    ]
    return checked((name, partial(look, store.whole())) for name, look in looks)
