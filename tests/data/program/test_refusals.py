"""The closed list of refusals."""

import re
import string
from pathlib import Path

import pytest

from fct.data.program.refusals import refusal, refusal_messages

ROOT = Path(__file__).parents[3]
CODES = list(refusal_messages())
NAMELESS = {"CLASSIFIED"}  # the name of a classified file may be classified too


def places(message: str) -> set[str]:
    """The open places of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_a_refusal_fills_in_its_sentence() -> None:
    """Every code has a sentence that names the file and ends in what to do."""
    for code in CODES:
        message = refusal_messages()[code]
        seen = {name: f"<{name}>" for name in places(message)}
        error = refusal(code, **seen)

        assert error.code == code, code
        assert ("<name>" in error.message) is (code not in NAMELESS), code
        assert "{" not in error.message, code
        assert error.message.endswith("."), code


def test_every_code_that_is_raised_is_declared_and_every_declared_one_is_raised() -> None:
    """The list is closed."""
    raised: set[str] = set()
    for layer in ("data", "scoring", "flows"):
        for module in (ROOT / layer).rglob("*.py"):
            raised |= set(re.findall(r"""refusal\(\s*["']([A-Z_]+)["']""", module.read_text()))

    assert raised == set(CODES)


def test_a_code_that_is_not_declared_is_an_error() -> None:
    """A misspelled code does not reach a sponsor."""
    with pytest.raises(KeyError, match="EMPTY"):
        refusal("EMPTY", name="x")
