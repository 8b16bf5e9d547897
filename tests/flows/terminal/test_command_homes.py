"""A command is imported when it is called, and every command has its home."""

import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from fct.flows.cli.app import ALL_COMMANDS
from fct.flows.terminal.command_homes import CommandHomes, LazyCommands


@pytest.mark.parametrize("homes", ALL_COMMANDS, ids=lambda homes: homes.wing)
def test_each_command_that_a_wing_registers_is_at_home_where_it_stands(homes: CommandHomes) -> None:
    """A command without a line in its wing's table could not be called."""
    registered = {}
    for found in pkgutil.iter_modules(import_module(homes.wing).__path__):
        if found.name == "__main__":
            continue
        module = import_module(f"{homes.wing}.{found.name}")
        if hasattr(module, "register"):
            alone = typer.Typer()
            alone.callback()(lambda: None)
            module.register(alone)
            commands = typer.main.get_command(alone).commands  # type: ignore[attr-defined] # a group
            registered |= dict.fromkeys(commands, found.name)

    assert registered == homes.modules


def test_a_wing_has_no_command_of_another() -> None:
    """Each name stands in one table."""
    names = [name for homes in ALL_COMMANDS for name in homes.modules]

    assert sorted(names) == sorted(set(names))


def test_the_commands_are_a_mapping_that_loads_what_is_asked_for() -> None:
    """All are listed, one is loaded; a name that is not there is not there."""
    lazy = LazyCommands({"here": 1}, CommandHomes("fct.flows.office", {"log": "log"}))

    assert list(lazy) == ["here", "log"]
    assert lazy["here"] == 1
    assert lazy["log"].name == "log"
    assert lazy.get("nowhere") is None

    lazy["more"] = 2
    del lazy["here"]
    assert (list(lazy), len(lazy)) == (["log", "more"], 2)


def test_a_call_imports_the_module_of_its_command_alone(tmp_path: Path) -> None:
    """Of the other commands nothing is imported."""
    code = (
        "import json, sys\n"
        "from fct.flows.cli import main\n"
        "sys.argv = ['fct', 'log', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps([name for name in sys.modules if name.startswith('fct.flows.office.')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )

    assert json.loads(done.stdout.splitlines()[-1]) == [
        "fct.flows.office.commands",
        "fct.flows.office.log",
    ]
