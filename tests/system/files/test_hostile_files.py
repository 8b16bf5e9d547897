"""Every hostile file ends accepted or in its code, quickly, and leaves nothing behind."""

import os

import pytest

from fct.data.common.errors import RefusalError
from fct.data.program.limits import load_limits
from fct.data.program.refusals import refusal_messages
from fct.data.reading.client import read_book_safely
from tests.support.files.hostile_files import Hostile
from tests.support.files.hostile_kinds import KINDS, files_of, tried
from tests.support.processes.reading_children import children_left


def outcome(file: Hostile) -> str:
    """The code in which a file ends; none if it is taken."""
    try:
        read_book_safely(file.name, file.content)
    except RefusalError as error:
        is_listed = error.code in refusal_messages() and error.message.isprintable()
        return error.code if is_listed else f"not listed: {error.code}"
    return ""


@pytest.mark.sampled
@pytest.mark.parametrize("kind", KINDS)
def test_each_ends_in_its_code(kind: str) -> None:
    """Accepted or the one code that is expected, and twice the same."""
    wrong = []
    for file in tried(kind):
        first = outcome(file)
        again = outcome(file) if len(file.content) < 100_000 else first
        if first not in file.code.split("|") or again != first:
            wrong.append((file.label, first, again, file.code))

    assert wrong == []


def test_there_are_hundreds() -> None:
    """Of every kind."""
    assert sum(len(files_of(kind)) for kind in KINDS) > 700


def test_nothing_is_left_behind() -> None:
    """Of the children only those that wait are there, and this process has opened nothing more."""
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - no path is made of it
    for file in files_of("counts"):
        outcome(file)
    children = children_left()

    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - as above
    assert len(children) <= load_limits().children_at_once
