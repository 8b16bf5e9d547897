"""Commands that run in the test's own process: what they printed, or why they refused."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from unittest import mock

import typer.testing
from typer.testing import CliRunner, Result

from fct.data.common.errors import DeniedError, UsageError
from tests.support.processes.formats import hold_printed, without_provenance


def call(*words: object, env: Mapping[str, str] | None = None) -> Result:
    """Return how a command ended; foreseen errors come back as its exception."""
    call_words = [str(word) for word in words]
    result = ended(call_words, env)
    hold_printed(call_words, result.stdout)
    return result


def ended(words: Sequence[str], env: Mapping[str, str] | None = None) -> Result:
    """Return how a command ended, whatever it printed."""
    from fct.flows.cli.app import app, command_line

    def known(_app: object) -> object:
        return command_line()

    # The runner would make the tree of all commands anew, which takes longer than most of them.
    with mock.patch.object(typer.testing, "_get_command", known):  # a mock takes milliseconds
        return CliRunner(env=env).invoke(app, words)


def _refuse_crash(result: Result) -> None:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


def answer(result: Result) -> Any:
    """Return what a command printed as JSON, but for where it says that it comes from."""
    _refuse_crash(result)
    return without_provenance(json.loads(result.stdout))


def said(result: Result) -> str:
    """Return what a command printed, as one line."""
    _refuse_crash(result)
    return " ".join(result.stdout.split())


def said_on_both(result: Result) -> str:
    """Return what a command printed on both channels, as one line."""
    _refuse_crash(result)
    return " ".join(result.output.split())


def refused(result: Result) -> str:
    """Return the sentence with which a command refused what was asked."""
    assert isinstance(result.exception, UsageError | DeniedError), result.exception
    return str(result.exception)
