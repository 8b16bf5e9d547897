"""Commands that bring a store onto several machines: ``deploy roles``, ``flows`` and ``check``."""

import os
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from fct.data import people, subjects
from fct.data.common import DeniedError, FctError, UsageError
from fct.flows import serving
from fct.flows.terminal import Json, opened_store, print_lines, print_report, stand_in

TEMPLATE = "base-job-template.json"
_PATIENCE = {"PREFECT_API_REQUEST_TIMEOUT": "5", "PREFECT_CLIENT_MAX_RETRIES": "0"}
_EXIT_CODES = {"ok": 0, "warn": 1, "fail": 4}


deploy_commands = typer.Typer(no_args_is_help=True, help="Bring the store onto several machines.")


@deploy_commands.command()
def roles(
    apply: Annotated[
        bool, typer.Option("--apply", help="Make them in the database of FCT_DATABASE_URL.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print the statements that make the roles on a PostgreSQL server, or make them.

    Whoever makes them is a superuser there; the program then runs as fct_writer.
    """
    from fct.data.store import Settings, apply_roles, roles_script

    script = roles_script()
    if apply:
        apply_roles(Settings.from_environment())
    said = "Made fct_owner, fct_writer and fct_reader; set their passwords with \\password in psql."
    report = {"applied": apply, "script": script}
    print_report(report, said if apply else script.rstrip("\n"), as_json=as_json)


@deploy_commands.command()
def flows(
    template: Annotated[
        Path | None,
        typer.Option("--base-job-template", metavar="FILE", help="Of the work pool; else our own."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the work pool, the deployments and their schedules at the Prefect server.

    A second time changes nothing but what differs.
    """
    if not serving.is_server_configured():
        raise UsageError(
            "No Prefect server is named. Set PREFECT_API_URL, as in http://127.0.0.1:4200/api; "
            "without one, `fct serve` runs what is scheduled on this machine."
        )
    _be_impatient()
    with opened_store() as store:
        store.ask(people.Action.STORE_DIAGNOSE)
        serving.refuse_silent_server()
        from fct.flows.deploying.registering import register_flows

        zones = serving.stored_zones(store.whole())
    chosen = template or Path(__file__).with_name(TEMPLATE)
    report = register_flows(zones, chosen.read_text("utf-8"))
    print_report(report, _print_flows, as_json=as_json)


def _print_flows(report: dict[str, Any]) -> None:
    made = "made" if report["made"] else "was there"
    typer.echo(f"Work pool {report['work_pool']} ({report['type']}): {made}.")
    for one in report["deployments"]:
        typer.echo(f"{one['name']}: {'; '.join(one['schedules']) or 'when it is asked for'}")
    typer.echo(
        f"Workers run them: prefect worker start --pool {report['work_pool']} "
        f"--type {report['type']}"
    )


@deploy_commands.command()
def check(as_json: Json = False) -> None:
    """Look whether database, rights, files, Prefect server, work pool and workers are there.

    The exit code is 1 where something is to be looked at, 4 where something fails.
    """
    from fct.data.store import Settings
    from fct.flows.deploying.deploy_checks import database_check, place_checks, server_checks

    _be_impatient()
    settings = Settings.from_environment()
    found, zones = [database_check(settings)], list[str]()
    if str(found[0].state) != "fail":
        zones = _zones_for_who_may(settings)
        found += place_checks(settings)
    found += server_checks(zones)
    report = {"checks": [one.report() for one in found]}
    print_report(report, _print_checks, as_json=as_json)
    worst = max(_EXIT_CODES[str(one.state)] for one in found)
    if worst:
        raise typer.Exit(worst)


def _be_impatient() -> None:
    """Let Prefect's client give up within seconds; it is read when Prefect is imported."""
    for name, value in _PATIENCE.items():
        os.environ.setdefault(name, value)


def _print_checks(report: dict[str, Any]) -> None:
    print_lines(("name", "state", "said", "do"), report["checks"])


def _zones_for_who_may(settings: Any) -> list[str]:
    """Return the time zones of the cycles, if who acts may look; none of a store that is closed."""
    path = settings.sqlite_path
    if path is not None and not path.exists():
        return []
    try:
        opened = subjects.open_store_as(settings, stand_in())
    except DeniedError:
        raise
    except (FctError, OSError):
        return []  # the checks say why
    with closing(opened) as store:
        store.ask(people.Action.STORE_DIAGNOSE)

        return serving.stored_zones(store.whole())
