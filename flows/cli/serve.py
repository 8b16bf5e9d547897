"""Commands that keep running: ``serve`` and ``dashboard``; and ``demo`` and ``test``."""

import errno
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from fct.data import people, subjects
from fct.data.common import FctError, NotNowError, UsageError, utc_now
from fct.data.store import Settings, public_host
from fct.flows import serving, year
from fct.flows.terminal import Json, console, opened_store, print_json, print_rank, stand_in

Port = Annotated[
    int,
    typer.Option(min=0, max=65535, help="Port of the dashboard on 127.0.0.1; 0 takes a free one."),
]


_LOOPBACK = ("127.0.0.1", "localhost", "::1")  # as in dashboard/.streamlit/config.toml
_TOKEN_BYTES = 32

CONTEXT_SETTINGS = {"test": {"allow_extra_args": True, "ignore_unknown_options": True}}


def dashboard(port: Port = 8501) -> None:
    """Serve the dashboard on this machine's loopback address."""
    _serve_dashboard(Settings.from_environment(), port)


def _entrance(settings: Settings) -> tuple[str, dict[str, str]]:
    """Return what the address of the dashboard ends in, and what its server needs to know.

    Without a sign-in it serves the one person whose account started it, by a random token that
    only this terminal shows; an illustrative store lets its reader pick a person instead.
    """
    own = {"FCT_DASHBOARD_TOKEN": "", "FCT_DASHBOARD_AS": stand_in() or ""}
    if people.Provider.from_environment() is not None:
        if stand_in() is not None:
            raise UsageError("People sign in to this dashboard; leave --as out.")
        return "", own
    if public_host():
        raise UsageError(
            "FCT_PUBLIC_HOST lets people in from other machines, so they must sign in. Name the "
            "provider as docs/signing-in.md says, or leave FCT_PUBLIC_HOST out."
        )
    path = settings.sqlite_path
    if path is None or path.exists():
        with opened_store() as store:
            if store.is_illustrative():
                _refuse_public()
                return "", own
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return f"/?token={token}", own | {"FCT_DASHBOARD_TOKEN": token}


def _refuse_public() -> None:
    """Raise a UsageError where a proxy would let others pick a person (reviewing.md)."""
    if public_host():
        raise UsageError(
            "Whoever reads an illustrative store picks a person, so it is served on this machine "
            "alone. Unset FCT_PUBLIC_HOST, or name a provider of sign-ins."
        )


def _serve_dashboard(settings: Settings, port: int) -> NoReturn:
    """Become the server: no second process could outlive this one."""
    words, environment = _dashboard(settings, port)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *words], environment)  # noqa: S606 - our own words, no shell


def _dashboard(settings: Settings, port: int) -> tuple[list[str], dict[str, str]]:
    """Print the address of the dashboard; return the words for Python and what its server needs."""
    entrance, own = _entrance(settings)
    spec = importlib.util.find_spec("fct.dashboard")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("The dashboard is not installed; install the whole package again.")
    page = Path(spec.submodule_search_locations[0]) / "app.py"
    public = public_host()
    port = _free_port(port)
    address = f"http://127.0.0.1:{port}{entrance}"
    console().print(f"Dashboard: {address}  (stop it with Ctrl-C)", soft_wrap=True)
    environment = {**os.environ, **own, "FCT_HOME": str(settings.home)}
    if settings.database_url:
        environment["FCT_DATABASE_URL"] = settings.database_url
    words = ["-m", "streamlit", "run", str(page), "--server.port", str(port)]
    if public:
        for host in (*_LOOPBACK, public.partition(":")[0]):
            words += ["--server.allowedHosts", host]
    return words, environment


def _free_port(port: int) -> int:
    """Return ``port`` if nothing listens on it; for 0, one on which nothing does.

    Raises
    ------
    FctError
        If it cannot be taken.
    """
    with socket.socket() as probe:
        # As the server binds it: a port whose last connection is still ending is free for it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = (
                "is used by another program, perhaps another dashboard"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used: {error.strerror}"
            )
            raise FctError(
                f"Port {port} {why}. Stop that program, name another port with --port, or take "
                "a free one with --port 0."
            ) from error
        free: int = probe.getsockname()[1]
    return free


def serve(
    health: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port on 127.0.0.1 at which /healthz answers a monitor."
        ),
    ] = None,
) -> None:
    """Run what is scheduled: take in the inbox, and do what is due by the cycles' calendars."""
    settings = Settings.from_environment()
    out = console()
    with subjects.open_store(settings) as store, year.turn(store, "serve", waits_s=0) as holder:
        if holder is not None:
            raise NotNowError(
                "SERVED",
                f"Another `fct serve` runs on this store: {holder}. Stop that one first.",
            )
        with (
            serving.health_served(store, health) as at,
            serving.watched_database(store),
            serving.prefect_server(settings, out.print, _inform_of_trouble) as server,
        ):
            if at is not None:
                out.print(f"Health: http://127.0.0.1:{at}/healthz")

            out.print(f"Inbox: {settings.home / 'inbox'}/<fiscal year>/  (stop with Ctrl-C)")
            serving.serve_flows(store, server, out.print)


def _inform_of_trouble(what: str) -> None:
    """Write the operators of the store that something happened to the server."""
    # A store that is not there now must not end the watch over the server.
    with suppress(FctError), subjects.open_store(Settings.from_environment()) as store:
        year.report_trouble(year.system_store(store), utc_now(), [what])


def demo(
    with_dashboard: Annotated[
        bool, typer.Option("--dashboard/--no-dashboard", help="Serve the dashboard, too.")
    ] = True,
    port: Port = 8501,
    as_json: Json = False,
) -> None:
    """Run the sample season through the whole pipeline and show the result."""
    from fct.flows.cli.evaluation import published_rank

    if with_dashboard:
        port = _free_port(port)  # else its error would come after all the work
    out = console()
    started = time.monotonic()

    def progress(step: str) -> None:
        if not as_json:
            out.print(f"[{time.monotonic() - started:5.1f} s] {step}", markup=False)

    settings = Settings.from_environment()
    servers: list[subprocess.Popen[bytes]] = []

    def show(made: serving.Demonstration) -> None:
        os.environ["FCT_HOME"] = str(made.settings.home)
        report = published_rank(made.fiscal_year)
        if as_json:
            print_json({"home": str(made.settings.home), **report})
        else:
            print_rank(report)
            for sentence in serving.how_to_go_on(settings, made):
                typer.echo(sentence)
        if with_dashboard:
            words, environment = _dashboard(made.settings, port)
            sys.stdout.flush()
            servers.append(subprocess.Popen(serving.ending_with_us(*words), env=environment))  # noqa: S603 - our own words, no shell

    try:
        serving.run_demo(settings, progress, show)
        for server in servers:
            server.wait()
    finally:
        for server in servers:
            server.terminate()


def test(context: typer.Context) -> None:
    """Run all tests of a checkout; options are handed to pytest."""
    tests = Path(__file__).resolve().parents[2] / "tests"
    if not tests.is_dir():
        raise UsageError("The tests come with a checkout, not with the installed package.")
    command = [sys.executable, "-m", "pytest", *(context.args or [str(tests)])]
    done = subprocess.run(command, cwd=tests.parent, check=False)  # noqa: S603 - no shell
    raise typer.Exit(done.returncode)
