"""The quick look proves what the walk would prove, or leaves it to the walk."""

from collections.abc import Iterator

import pytest

from fct.data import gate
from fct.data.gate import Kind, inspect_workbook
from fct.data.gate_quick import has_runs, is_ordinary, quick_sheet
from fct.data.gate_refusal import GateRefusalError
from fct.data.limits import load_limits
from tests import hostile_archives, hostile_files
from tests.packages import sheet

LIMITS = load_limits()


class Quiet:
    """Somebody who hears nothing of interest."""

    def hear(self, text: str) -> None:
        """Hear a text."""

    def is_quiet(self, text: str) -> bool:  # noqa: ARG002
        """Hear nothing."""
        return True


def outcome(content: bytes, ending: str) -> object:
    """What the gate says of a workbook."""
    try:
        return inspect_workbook(content, Kind(ending), LIMITS, Quiet())
    except GateRefusalError as error:
        return error.code


def files() -> Iterator[hostile_files.Hostile]:
    """Workbooks whose sheets are odd."""
    for kind in (hostile_files.grids, hostile_files.counts, hostile_archives.beside):
        yield from kind()


def test_quick_and_slow_give_the_same_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """For odd sheets of every kind."""
    odd = [file for file in files() if file.name.endswith(("xlsx", "ods"))]
    quick = [outcome(file.content, file.name.rpartition(".")[2]) for file in odd]
    monkeypatch.setattr(gate._Inspector, "_is_quickly_done", lambda *_: False)

    assert [outcome(file.content, file.name.rpartition(".")[2]) for file in odd] == quick


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE a><a/>",
        b"<a>&#83;</a>",
        b"<a><!-- x --></a>",
        b"<a><?b c?></a>",
        b"<a>" + b"x" * 3_000 + b"</a>",
        b"<a>" * 30,
        b"<a>\xff</a>",
    ],
)
def test_what_is_odd_is_not_ordinary(content: bytes) -> None:
    """In any doubt a part is walked through."""
    assert not is_ordinary(content)


@pytest.mark.parametrize("content", [b"<si><r><t>a</t></r></si>", b"<a:r>", b"_x0053_ECRET"])
def test_runs_of_text_are_seen(content: bytes) -> None:
    """A word may be in two of them."""
    assert has_runs(content)


def test_an_ordinary_sheet_is_counted() -> None:
    """Its cells, and what stands around them."""
    content = sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row>', "<x>foot</x>").encode()
    seen = quick_sheet(content, LIMITS)

    assert seen is not None
    assert (seen.filled, seen.suspects) == (2, b"")
    assert "foot" in seen.said


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1'/></row>",
        '<row r="1"><c s="1" r="A1"/></row>',
        '<row><c r="A1"/></row>',
        '<x:row r="1"><x:c r="A1"/></x:row>',
        '<row r="1"><c\nr="A1"/></row>',
        '<row r="300000"><c r="A300000"/></row>',
    ],
)
def test_a_sheet_written_otherwise_is_walked_through(rows: str) -> None:
    """The walk knows what it is."""
    assert quick_sheet(sheet(rows).encode(), LIMITS) is None
