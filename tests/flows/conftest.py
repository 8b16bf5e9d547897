"""The command line in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result


@pytest.fixture
def fct(home: Path) -> Callable[..., Result]:  # noqa: ARG001 - the home is set for the commands
    """The command line; foreseen errors come back as its exception."""
    from fct.flows.cli.app import app

    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])
