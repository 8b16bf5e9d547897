"""The scan for what marks a file as classified."""

import html
import random
import re

import pytest

from fct.data.common.errors import RefusalError
from fct.data.gate.marking_scan import MarkingScanner, _joined, _unescaped
from fct.data.gate.markings import load_markings
from fct.data.gate.refused import GateRefusalError, gate_refusal
from tests.support.files.workbooks import zipped

MARK = b"SECRET//NOFORN"


@pytest.fixture
def scanner() -> MarkingScanner:
    """One that has scanned nothing."""
    return MarkingScanner(load_markings())


def test_a_name_is_scanned_without_its_ending(scanner: MarkingScanner) -> None:
    """Strokes part its words."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"), scanner.of_file("a_SECRET.x", b""):
        pass


def test_a_file_that_nothing_refuses_is_not_scanned_loosely(scanner: MarkingScanner) -> None:
    """Its parts are scanned one by one instead."""
    with scanner.of_file("a.xlsx", MARK) as same:
        assert same is scanner


@pytest.mark.parametrize("error", [gate_refusal("DAMAGED"), RefusalError("CSV_DAMAGED", "no")])
def test_a_refused_file_that_is_marked_is_shown_as_classified(
    scanner: MarkingScanner, error: Exception
) -> None:
    """Whatever else it is."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"), scanner.of_file("a.csv", MARK):
        raise error


@pytest.mark.parametrize(
    "said",
    [
        b"<p><r>SEC</r><r>RET//NOFORN</r></p>",
        b"<p>Plans</p><p>&#83;ECRET//NOFORN</p><p>of May</p>",
        b"<oddHeader>&amp;CSECRET//NOFORN</oddHeader>",
        b'<oddHeader>&amp;C&amp;"Arial,Bold"&amp;K01+000SECRET//NOFORN</oddHeader>',
        b"<td>SEC<b>RET//NOFORN</b></td>",
    ],
)
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_marking_of_a_refused_file_is_scanned_across_markup(
    scanner: MarkingScanner, said: bytes, depth: int
) -> None:
    """In runs, entities and page headers, and in an archive within an archive."""
    for _ in range(depth):
        said = zipped({"xl/part.xml": said})

    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_loosely(said)


def test_lines_of_a_refused_file_are_not_joined(scanner: MarkingScanner) -> None:
    """Two paragraphs are no marking together."""
    scanner.scan_loosely(b"<p>SEC</p><p>RET//NOFORN</p>")


def test_a_refused_file_without_a_marking_keeps_its_reason(scanner: MarkingScanner) -> None:
    """The code is passed on."""
    with pytest.raises(GateRefusalError, match="DAMAGED"), scanner.of_file("a.csv", b"plans"):
        raise gate_refusal("DAMAGED")


def test_a_classified_answer_to_a_question_is_scanned(scanner: MarkingScanner) -> None:
    """A level in small letters counts beside a cell that asks for it."""
    scanner.scan_text("Confidential")
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_rows([["Marking", "Confidential"]])


@pytest.mark.parametrize("order", ["ascii", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("before", [b"", b"\1", b"\0\0"])
def test_loose_bytes_keep_the_first_and_last_letter(
    scanner: MarkingScanner, order: str, before: bytes
) -> None:
    """Of UTF-16 in either order, at an even place or at an odd one."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_loosely(before + "TOP SECRET".encode(order) + b")")


def test_what_only_looks_like_a_tag_is_scanned(scanner: MarkingScanner) -> None:
    """PDF keeps its title in angle brackets."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_loosely(b"<< /Title (TOP SECRET) >>")


def test_other_alphabets_are_scanned_in_small_files(scanner: MarkingScanner) -> None:
    """UTF-16 without the two bytes that name it."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_loosely("\u6975\u79d8\n".encode("utf-16-le"))


def test_a_part_that_is_scanned_apart_marks_by_itself(scanner: MarkingScanner) -> None:
    """A word at the edge of its pieces is whole; what was scanned before does not count."""
    scanner.scan_text("Confidential")
    scanner.scan_binary("a.gif", [b"GIF89a\n(C) A Company", b" of Photographers\n"])
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_binary("a.gif", [b"GIF89a\1SECRET", b"//NOFORN\1"])


@pytest.mark.parametrize("name", ["xl/TOP SECRET/a.xml", "xl/SECRET_NOFORN.png"])
def test_the_names_of_parts_are_scanned(scanner: MarkingScanner, name: str) -> None:
    """Folder by folder, and strokes part their words."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_names(["a.xml", name])


def test_the_comment_of_an_archive_is_scanned(scanner: MarkingScanner) -> None:
    """It stands behind all parts."""
    said = zipped({"a.xml": b"<a/>"})
    with scanner.of_file("a.xlsx", said):
        pass

    with (
        pytest.raises(GateRefusalError, match="CLASSIFIED"),
        scanner.of_file("a.xlsx", said[:-2] + len(MARK).to_bytes(2, "little") + MARK),
    ):
        pass


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_part_that_is_no_xml_is_scanned(scanner: MarkingScanner, size: int) -> None:
    """A small one and one of several megabytes, that comes in pieces."""
    with pytest.raises(GateRefusalError, match="CLASSIFIED"):
        scanner.scan_binary("xl/embeddings/oleObject1.bin", [b"\1" * size, b"\1" + MARK + b"\1"])


@pytest.mark.parametrize(
    "line",
    ["TS/SCI", "Hemmelig", "SÉCRET//NOFORN", "SEC\u00adRET", "секретно", "GE<i>HEIM</i>"],
)
def test_a_marking_is_found_in_a_long_text_of_any_alphabet(line: str) -> None:
    """In Cyrillic and accented text, where words repeat, and in plain ASCII."""
    for words in ("Größere Prüfungen in München.\n", "Отчёт об испытаниях.\n", "plain words.\n"):
        content = f"{words * 9_000}{line}\n{words * 9_000}".encode()
        scanner = MarkingScanner(load_markings())

        with pytest.raises(GateRefusalError, match="CLASSIFIED"):
            scanner.scan_binary("a.bin", [content])
        MarkingScanner(load_markings()).scan_binary("a.bin", [(words * 9_000).encode()])


def test_text_across_tags_is_that_of_a_search_tag_by_tag() -> None:
    """Whatever is unclosed, doubled, of many names, or stands where the text is cut."""
    end = (
        rb"</(?:\w+:)?(?:p|si|is|c|tc|td|li|div|title|h\d?|(?:odd|even|first)(?:Header|Footer))\s*>"
    )
    ends, tag = re.compile(end + rb"|<br", re.IGNORECASE), re.compile(rb"<[^<>]*>?")
    chance = random.Random(5)
    pieces = [
        *(b"<", b">", b"</", b"</p>", b"</w:P >", b"<br", b"<BR/>", b"SE", b"CRET", b"</h1", b"\0"),
        *(b"</firstHeader>", b"<a b='c'>", b"</b>", b" x "),
        *(b"</n%d:td>" % number for number in range(12)),
    ]
    for number, most in enumerate((40, 40, 40, 3_000, 60_000)):
        content = b"".join(chance.choices(pieces, k=most))

        assert _joined(content) == tag.sub(b"", ends.sub(b"\0", content)), number


def test_references_are_read_as_a_program_that_shows_them_does() -> None:
    """Few of them and many, none of them twice."""
    many = "".join(f"&#{number};" for number in range(500, 900))
    for said in ("AT&amp;amp;T &#83;ECRET &#x53;E&shy;C &amp;lt; &eacute", "&ampx &nosuch; & &#"):
        assert _unescaped(said) == html.unescape(said)
        assert _unescaped(said + many) == html.unescape(said + many)
