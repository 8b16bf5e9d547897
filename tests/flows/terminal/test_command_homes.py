"""A command is imported when it is called, and every command has its home."""

import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
import typer

from fct.flows.cli.app import ALL_COMMANDS
from fct.flows.terminal.command_homes import CommandHomes, LazyCommands
from fct.flows.terminal.options import Json


@pytest.mark.parametrize("homes", ALL_COMMANDS, ids=lambda homes: homes.wing)
def test_each_command_is_at_home_where_its_wing_says(homes: CommandHomes) -> None:
    """It has the name and the heading of the table, and does what the module of it says."""
    for name, (module, panel) in homes.places().items():
        command = homes.load(name)

        assert (command.name, command.rich_help_panel) == (name, panel)
        assert command.help, name
        if command.callback is not None:
            assert command.callback.__module__ == f"{homes.wing}.{module}", name


@pytest.mark.parametrize("homes", ALL_COMMANDS, ids=lambda homes: homes.wing)
def test_each_command_that_is_written_is_in_the_table_of_its_wing(homes: CommandHomes) -> None:
    """A command without its name there could not be called."""
    names = {(module, name.replace("-", "_")) for name, (module, _) in homes.places().items()}
    for found in pkgutil.iter_modules(import_module(homes.wing).__path__):
        if found.name in {"__main__", "app"}:
            continue
        there = vars(import_module(f"{homes.wing}.{found.name}"))
        in_groups = set()
        for group, app in there.items():
            if isinstance(app, typer.Typer):
                assert (found.name, group.removesuffix("_commands")) in names
                in_groups |= {one.callback for one in app.registered_commands}
        for name, one in there.items():
            if isinstance(one, FunctionType) and one.__annotations__.get("as_json") == Json:
                assert one in in_groups or (found.name, name.rstrip("_")) in names


def test_a_wing_has_no_command_of_another() -> None:
    """Each name stands in one table."""
    names = [name for homes in ALL_COMMANDS for name in homes.places()]

    assert sorted(names) == sorted(set(names))


def test_the_commands_are_a_mapping_that_loads_what_is_asked_for() -> None:
    """All are listed, one is loaded; a name that is not there is not there."""
    homes = CommandHomes("fct.flows.office", {"Everyone": {"log": ("log",)}})
    lazy = LazyCommands({"here": 1}, homes)

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
