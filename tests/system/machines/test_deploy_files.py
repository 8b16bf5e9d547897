"""The files of deploy/: units, timers, compose file, image, scripts, as far as they start here."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from fct.data.store.roles import OWNER, READER, WRITER
from fct.flows.cli.app import command_line
from tests.support.processes.postgres import system_postgres

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = DEPLOY / "compose" / "compose.yaml"
PROGRAMS = "/opt/fct/.venv/bin"
SETTING = re.compile(r"^#?((?:FCT|PREFECT)_[A-Z_]+)=(.*)$", re.MULTILINE)


def unit_command(unit: Path) -> list[str]:
    """Return the words that a unit starts; of a shell's, those of the program in it."""
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.MULTILINE)
    words = shlex.split(line)
    return shlex.split(words[2].removeprefix("exec ")) if words[0] == "/bin/sh" else words


def services() -> dict[str, dict[str, Any]]:
    """Return the services of the compose file."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


def commands() -> list[tuple[str, list[str]]]:
    """Every command that a unit or a service starts, with what starts it."""
    of_units = [(unit.name, unit_command(unit)) for unit in UNITS]
    of_services = [
        (name, [*one.get("entrypoint", []), *one["command"]])
        for name, one in services().items()
        if "command" in one
    ]
    return [*of_units, *of_services]


@pytest.mark.parametrize(("name", "words"), commands(), ids=[name for name, _ in commands()])
def test_what_is_started_is_a_command_with_its_options(name: str, words: list[str]) -> None:
    """Of our command line, by its own parser; of Prefect's, the three that docs name."""
    program, *rest = words
    if Path(program).name == "prefect":
        assert rest[:2] in (["server", "start"], ["worker", "start"]), name
        return
    assert Path(program).name == "fct", name
    command: Any = command_line()
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known, name


def test_the_units_verify(tmp_path: Path) -> None:
    """As systemd reads them, with the programs where they are here."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze: apt install systemd")
    for path in (DEPLOY / "systemd").glob("fct-*"):
        text = path.read_text("utf-8").replace(PROGRAMS, str(Path(sys.executable).parent))
        (tmp_path / path.name).write_text(text)
    units = [str(path) for path in sorted(tmp_path.glob("fct-*"))]

    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_unit_runs_as_nobody_else_and_may_write_its_own_place_alone() -> None:
    """Each has an account, settings from one file, no privileges, and a system it cannot write."""
    for unit in UNITS:
        text = unit.read_text("utf-8")
        for line in (
            "User=fct",
            "EnvironmentFile=/etc/fct/fct.env",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "UMask=0077",
        ):
            assert f"\n{line}\n" in text, (unit.name, line)
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        assert timer.with_suffix(".service") in UNITS


def test_the_settings_named_are_settings_of_the_program() -> None:
    """A name in an example that nothing reads would mislead."""
    sources = "".join(
        path.read_text("utf-8")
        for layer in ("data", "flows", "dashboard", "scoring")
        for path in (ROOT / layer).rglob("*.py")
    )
    from prefect.settings import Settings
    from prefect.settings.legacy import _get_valid_setting_names

    of_prefect = _get_valid_setting_names(Settings)
    named = {
        name
        for path in (DEPLOY / "systemd").glob("*.env")
        for name, _ in SETTING.findall(path.read_text("utf-8"))
    }
    for one in services().values():
        named |= {name for name in one.get("environment", {}) if not name.endswith("_PASSWORD")}
    for name in sorted(named - {"POSTGRES_DB"}):
        assert name in of_prefect or f'"{name}"' in sources or name == "DO_NOT_TRACK", name


def test_the_command_for_the_shell_has_the_settings_of_the_units(tmp_path: Path) -> None:
    """Each as it is written, whatever signs are in it; what is set in the call goes before."""
    (tmp_path / "env").write_text(
        "# A=1\n\nFCT_HOME=/kept\nFCT_DATABASE_URL=postgresql://u:a&b=$c@h/d\n"
    )
    program = tmp_path / "fct"
    program.write_text('#!/bin/sh\nprintf "%s|" "$FCT_HOME" "$FCT_DATABASE_URL" "$@"\n')
    program.chmod(0o755)
    text = (DEPLOY / "fct.sh").read_text("utf-8")
    for kept, here in (("/etc/fct/fct.env", "env"), ("/opt/fct/.venv/bin/fct", "fct")):
        assert kept in text
        text = text.replace(kept, str(tmp_path / here))
    said = []
    for own in ({}, {"FCT_HOME": "/tried", "FCT_DATABASE_URL": ""}):
        words = ["sh", "-c", text, "fct", "restore", "a b"]
        said += [subprocess.check_output(words, env={"PATH": os.defpath, **own}, text=True)]

    assert said == ["/kept|postgresql://u:a&b=$c@h/d|restore|a b|", "/tried||restore|a b|"]


def test_no_example_holds_a_password() -> None:
    """What is to be put in is empty, or says so."""
    for path in (*(DEPLOY / "systemd").glob("*.env"), DEPLOY / "compose" / "example.env"):
        for name, value in SETTING.findall(path.read_text("utf-8")):
            secret = re.search(r":([^:@/]+)@|^fct:(.+)$", value)
            assert secret is None or "PASSWORD" in secret[0], (path.name, name)
            if name.endswith(("_PASSWORD", "_SECRET")):
                assert value == "", name


def test_the_compose_file_holds_together() -> None:
    """By docker itself where it can; else its parts name each other, and one alone is reachable."""
    text = COMPOSE.read_text("utf-8")
    every = services()
    declared = yaml.safe_load(text)["volumes"]
    wanted = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = {name for name, _ in SETTING.findall((COMPOSE.parent / "example.env").read_text())}
    assert wanted == example
    for name, one in every.items():
        assert set(one.get("depends_on", ())) <= set(every), name
        for volume in one.get("volumes", ()):
            source = str(volume).split(":", 1)[0]
            if source.startswith("."):
                assert (COMPOSE.parent / source).exists(), (name, source)
            elif not source.startswith("$"):
                assert source in declared, (name, source)
        assert "image" in one
    assert [name for name, one in every.items() if "ports" in one] == ["dashboard"]
    assert every["proxy"]["network_mode"] == "service:dashboard"


@pytest.mark.server
def test_docker_takes_the_compose_file(tmp_path: Path) -> None:
    """`docker compose config` resolves every variable and reference; so does its version 1."""
    compose, older = compose_command()
    folder = tmp_path / "deploy"
    shutil.copytree(DEPLOY, folder)
    file = folder / "compose" / "compose.yaml"
    if older:  # Debian's own, which takes the project's name by an option
        file.write_text(file.read_text("utf-8").replace("name: fct\n", ""), "utf-8")
    settings = tmp_path / "env"
    example = (COMPOSE.parent / "example.env").read_text("utf-8")
    settings.write_text(re.sub(r"(?m)^(\w+)=$", r"\1=x", example))
    done = subprocess.run(
        [*compose, "--file", str(file), "--env-file", str(settings), "config", "-q"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def compose_command() -> tuple[list[str], bool]:
    """The words of docker's compose, and whether it is version 1; skip where there is neither."""
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]) is not None:
            version = subprocess.run([*words, "version"], capture_output=True, check=False)
            if version.returncode == 0:
                return words, len(words) == 1 and b"version 1." in version.stdout
    pytest.skip(
        "needs docker with its compose plugin, or docker-compose: apt install docker-compose"
    )


def test_the_image_is_made_of_what_is_there() -> None:
    """Each file that is copied is in the repository, and none is left out on its way."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    left_out = set((ROOT / ".dockerignore").read_text().split())

    for source in re.findall(r"^COPY (?!--)(\S+)", text, re.MULTILINE):
        assert (ROOT / source).exists()
    assert not left_out & {"data", "expectations", "scoring", "flows", "dashboard", "typings"}
    assert "--require-hashes" in text


@pytest.mark.postgres
def test_the_scripts_of_a_new_server_run(tmp_path: Path) -> None:
    """As the image of PostgreSQL runs them: roles, then passwords and the database of Prefect."""
    psql = shutil.which("psql")
    if psql is None:
        pytest.skip("needs psql: apt install postgresql-client")
    with system_postgres() as server:
        url = sa.make_url(server.get_uri())
        environment = {
            **os.environ,
            "PGHOST": str(url.host),
            "PGPORT": str(url.port),
            "HOME": str(tmp_path),
            **{f"FCT_{role}_PASSWORD": f"x'{role}" for role in ("OWNER", "WRITER", "READER")},
            "FCT_PREFECT_DATABASE_PASSWORD": "y",
        }
        as_admin = [psql, "--username", "postgres", "--set", "ON_ERROR_STOP=1", "--quiet"]
        for command in (
            [*as_admin, "--command", "CREATE DATABASE fct"],
            [*as_admin, "--dbname", "fct", "--file", str(DEPLOY / "postgresql.sql")],
            [*as_admin, "--dbname", "fct", "--file", str(DEPLOY / "postgresql.sql")],
            ["sh", str(DEPLOY / "compose" / "passwords.sh")],
        ):
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        engine = sa.create_engine(url.set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            roles = connection.exec_driver_sql(
                "SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL ORDER BY rolname"
            ).scalars()
            assert set(roles) == {OWNER, WRITER, READER, "prefect"}
            names = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars()
            assert {"fct", "prefect"} <= set(names)
        engine.dispose()
