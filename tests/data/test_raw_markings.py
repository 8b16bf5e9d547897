"""Markings in what cannot be looked into."""

import os

import pytest

from fct.data.errors import RefusalError
from fct.data.raw_markings import plain_text, refuse_marked

MARK = "SECRET//NOFORN"


def pdf(*lines: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(lines) + b"\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(f"<< /Title ({MARK}) >>".encode())),
        ("a.pdf", pdf(b"<< /Title (\xfe\xff" + MARK.encode("utf-16-be") + b") >>")),
        ("a.pdf", pdf(b"<< /Title (\xff\xfe" + MARK.encode("utf-16-le") + b") >>")),
        ("a.pdf", pdf(b"<dc:title>NATO SECRET</dc:title>")),
        ("a.pdf", pdf(b"BT ((S//NF) the range) Tj ET")),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(99) + b"tEXtComment\0TOP SECRET//SI\0" + bytes(99)),
        ("a.txt", MARK.encode()),
        ("a.csv", f"ref,title\n1,{MARK}\n".encode()),
        ("a.xlsx", MARK.encode()),
        ("SECRET__NOFORN.pdf", pdf()),
        ("NATO SECRET plan.pdf", pdf()),
    ],
)
def test_a_marking_in_plain_text_or_the_name_is_refused(name: str, content: bytes) -> None:
    """Titles and other properties, comments of pictures, pages that are not packed."""
    with pytest.raises(RefusalError, match="call your security manager") as refused:
        refuse_marked(name, content)

    assert refused.value.code == "CLASSIFIED"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(b"<< /Title (A trade secret of the Secret Service) >>")),
        ("a.pdf", pdf(os.urandom(200_000))),
        ("a.png", b"\x89PNG\r\n\x1a\n" + os.urandom(200_000)),
        ("a.csv", b"ref,title\n1,letter\n"),
        ("a.csv", b"\xff\xff"),
        ("a.txt", b"\0"),
    ],
)
def test_what_has_no_marking_passes(name: str, content: bytes) -> None:
    """Whatever else is wrong with it is told by others."""
    refuse_marked(name, content)


def test_plain_text_is_told_by_lines_once() -> None:
    """Runs of six signs or more, those of UTF-16 made plain; what comes again is left out."""
    content = b"\x01a title\x02short\x03s\0e\0c\0r\0e\0t\0s\0\xffa title\xfe"

    assert plain_text(content, 100) == b"a title\nsecrets"


def test_of_much_text_both_ends_are_looked_at() -> None:
    """Properties stand at the start or at the end."""
    content = b"\n".join(f"line {number:03}".encode() for number in range(100))

    assert plain_text(content, 16) == b"line 000\nline 099"


def test_a_large_file_is_looked_at_in_time() -> None:
    """8 MB of pages that are not packed, each line another one, with the word in it."""
    lines = (f"({number} the secret of it) Tj".encode() for number in range(250_000))
    content = pdf(*lines)

    refuse_marked("a.pdf", content)
    with pytest.raises(RefusalError, match="call your security manager"):
        refuse_marked("a.pdf", content + f"<< /Title ({MARK}) >>".encode())
