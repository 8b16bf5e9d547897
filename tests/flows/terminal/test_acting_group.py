"""Every command can be called for somebody else, and answers a denial as JSON."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import Result

from fct.flows.cli.app import command_line
from tests.support.processes.samples import some_of


def leaves(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every command."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.sampled
def test_every_command_takes_as(fct: Callable[..., Result]) -> None:
    """Those in groups too, and each shows it in its help."""
    paths = list(leaves(command_line()))

    without = [path for path in some_of(paths, 25) if "--as" not in fct(*path, "--help").stdout]

    assert len(paths) > 40
    assert without == []
