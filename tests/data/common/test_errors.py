"""Errors that a person can act on, each with its exit code."""

import pytest

from fct.data.common.errors import ExitCode, FctError, RefusalError, StoreError, UsageError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (RefusalError("EMPTY_FILE", "x"), 3),
        (StoreError("x"), 4),
        (FctError("x"), 4),
    ],
)
def test_each_error_has_its_exit_code(error: FctError, code: int) -> None:
    """2 usage, 3 a file was refused, 4 store or system (reading 73)."""
    assert error.exit_code == code
    assert isinstance(error, FctError)


def test_the_exit_codes_are_those_of_the_contract() -> None:
    """Reading 73, and reviewing.md, detail 1."""
    assert {code.name: int(code) for code in ExitCode} == {
        "NOTHING_TO_REPAIR": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "REFUSED": 3,
        "SYSTEM": 4,
        "DENIED": 5,
    }


def test_a_refusal_says_its_sentence() -> None:
    """The code is for programs, the message for people."""
    error = RefusalError("EMPTY_FILE", "It is empty.")

    assert (str(error), error.code, error.message) == ("It is empty.", "EMPTY_FILE", "It is empty.")
