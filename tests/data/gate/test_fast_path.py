"""The quick look proves what the walk would prove, or leaves it to the walk."""

from collections.abc import Iterable, Iterator

import pytest

from fct.data.gate import admit as gate
from fct.data.gate.admit import Kind, inspect_workbook
from fct.data.gate.fast_path import (
    has_nothing_odd,
    has_runs,
    is_ordinary,
    quick_sheet,
    quick_strings,
    quick_unread_sheet,
    with_runs_joined,
)
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support import hostile_archives, hostile_files
from tests.support.packages import sheet

LIMITS = load_limits()


class Quiet:
    """Somebody who hears nothing of interest."""

    def hear(self, text: str) -> None:
        """Hear a text."""

    def hear_names(self, parts: Iterable[str]) -> None:
        """Hear names."""

    def hear_binary(self, name: str, pieces: Iterable[bytes]) -> None:  # noqa: ARG002 - a Listener
        """Unpack a part."""
        for _ in pieces:
            pass

    def count(self, filled: int) -> None:
        """Count cells."""

    def is_quiet(self, *texts: str) -> bool:  # noqa: ARG002 - a Listener
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


@pytest.mark.parametrize(
    "content",
    [b"<si><r><t>a</t></r></si>", b"<a:r>", b"<r\n>", b'<a:r b="1">', b"_x0053_ECRET"],
)
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


def test_the_pieces_of_a_text_are_put_together() -> None:
    """Beside the part as it is, whatever formats them; the end of a text is the end of a line."""
    runs = b'<r><rPr><b/><ln w="9"/></rPr><t>SEC</t></r><r><t>RET</t></r>'
    part = b"<x><text>%b</text><text>two</text></x>" % runs

    assert with_runs_joined(part) == part + b"\nSECRET\ntwo\n"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="A1" t="d"><v>SECRET</v></c>',
        b'<c r="A1"><v>SECRET</v></c>',
        b'<c r="A1"><v>9 SECRET</v></c>',
        b'<c r="A1" t="s"><v>0</v><is><t>SECRET</t></is></c>',
        b'<c r="A1"><is><t>SECRET</t></is></c>',
    ],
)
def test_a_text_is_heard_whatever_its_cell_says_of_it(cell: bytes) -> None:
    """On a sheet that is read and on one that nobody reads."""
    content = b'<worksheet><sheetData><row r="1">%b</row></sheetData></worksheet>' % cell
    read, unread = quick_sheet(content, LIMITS), quick_unread_sheet(content)

    assert read is not None
    assert "SECRET" in read.said
    assert unread is not None
    assert b"SECRET" in unread


def test_numbers_alone_are_not_heard() -> None:
    """A sheet whose texts stand in the table of texts says what is around its cells."""
    row = b'<row r="1"><c r="A1" t="s"><v>3</v></c><c r="B1"><v>-1.5E-7</v></c><c r="C1"/></row>'
    content = b"<worksheet><a/><sheetData>%b</sheetData></worksheet>" % row

    assert quick_unread_sheet(content) == b"<worksheet><a/></sheetData></worksheet>"


def test_a_sign_in_an_attribute_leaves_the_part_to_the_walk() -> None:
    """It would stand between two pieces."""
    assert with_runs_joined(b'<r><t a=">">SEC</t></r>') is None


@pytest.mark.parametrize(
    ("texts", "seen"),
    [
        (b"<si><t>a</t></si><si><t>b</t></si>", (2, 2)),
        (b'<si><t xml:space="preserve"> a</t></si><si><t/></si>', (2, 2)),
        (b"<si><t>a</t></si><si><r><t>b</t></r></si>", None),
        (b"<si><t>a</t></si><si><t>_x0053_</t></si>", None),
        (b"<si><t>a</t></si>" + b"<x>" * 30, None),
        (b"<si><t>a</t></si><sheetData/>", None),
    ],
)
def test_texts_are_counted_where_they_are_plain(texts: bytes, seen: tuple[int, int] | None) -> None:
    """How many the table states, and how many it has."""
    part = b'<?xml version="1.0"?><sst xmlns="x" uniqueCount="2">%b</sst>' % texts

    assert quick_strings(part) == seen


@pytest.mark.parametrize("sign", [b"?", b"!", b"#", b"&amp;#"])
def test_a_sign_alone_is_nothing_odd(sign: bytes) -> None:
    """As in a question, wherever it stands."""
    declared = b'<?xml version="1.0"?><a>%b</a>'

    assert has_nothing_odd(declared % sign)
    assert has_nothing_odd(declared % (b"x" * 300 + sign))


@pytest.mark.parametrize("odd", [b"<?b c?>", b"<!-- x -->", b"&#83;"])
def test_what_is_odd_is_found_wherever_it_stands(odd: bytes) -> None:
    """Near the declaration, far from it, and without one."""
    for before in (b'<?xml version="1.0"?><a>', b'<?xml version="1.0"?><a>' + b"x" * 300, b"<a>"):
        assert not has_nothing_odd(before + odd + b"</a>")


@pytest.mark.parametrize(
    ("cell", "suspects", "says_text"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', True, False),
        ("<c r=\"A1\" t = 'e'><v>#REF!</v></c>", True, False),
        ('<c r="A1"><f>B1</f><v>word</v></c>', True, False),
        ('<c r="A1" t="inlineStr"><is><t>word</t></is></c>', False, True),
        ('<c r="A1" t="str"><v>word</v></c>', False, True),
        ('<c r="A1" t="s"><v>7</v></c>', False, False),
    ],
)
def test_only_cells_that_need_it_are_looked_at_again(
    cell: str, suspects: bool, says_text: bool
) -> None:
    """Formulas and errors are walked through, and texts are kept to be searched."""
    seen = quick_sheet(sheet(f'<row r="1">{cell}</row>').encode(), LIMITS)

    assert seen is not None
    assert bool(seen.suspects) is suspects
    assert ("<v>" in seen.said or "word" in seen.said) is says_text
