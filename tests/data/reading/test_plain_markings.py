"""Markings in what cannot be looked into."""

import random
import struct
import zlib

import pytest

from fct.data.common.errors import RefusalError
from fct.data.reading.plain_markings import plain_text, refuse_marked
from tests.support.processes.samples import sample

MARK = "SECRET//NOFORN"


def pdf(*lines: bytes) -> bytes:
    """Return a PDF of these lines."""
    return b"%PDF-1.7\n" + b"\n".join(lines) + b"\n%%EOF\n"


def small_png() -> bytes:
    """A picture of one grey point, whole and without any text."""
    packed = zlib.compress(b"\0\x80")
    parts = (
        (b"IHDR", struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", packed),
        (b"IEND", b""),
    )
    body = (
        struct.pack(">L", len(part)) + name + part + struct.pack(">L", zlib.crc32(name + part))
        for name, part in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


WITHOUT_TEXT = {
    "png": small_png(),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9",
    "tif": b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00",
}


@pytest.mark.parametrize("ending", WITHOUT_TEXT)
@pytest.mark.parametrize("name", ["TOP SECRET NOFORN", "SECRET__NOFORN", "NATO SECRET plan"])
def test_a_marking_in_the_name_of_a_file_without_text_is_refused(name: str, ending: str) -> None:
    """A small picture holds no run of six letters; its name is looked at all the same."""
    assert plain_text(WITHOUT_TEXT[ending], 100) == b""
    with pytest.raises(RefusalError, match="call your security manager") as refused:
        refuse_marked(f"{name}.{ending}", WITHOUT_TEXT[ending])

    assert refused.value.code == "CLASSIFIED"


@pytest.mark.parametrize("order", ["ascii", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("said", ["TOP SECRET", "NATO SECRET", "UK SECRET", "SECRET"])
def test_a_title_keeps_its_first_and_last_letter(said: str, order: str) -> None:
    """In either order of UTF-16, with and without the two bytes that name it."""
    order_mark = {"ascii": b"", "utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}[order]
    title = said.encode(order)
    for written in (order_mark + title, b"\0\0" + title, title):
        with pytest.raises(RefusalError, match="call your security manager"):
            refuse_marked("a.pdf", pdf(b"<< /Title (" + written + b") >>"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(f"<< /Title ({MARK}) >>".encode())),
        ("a.pdf", pdf(b"<< /Title (\xfe\xff" + MARK.encode("utf-16-be") + b") >>")),
        ("a.pdf", pdf(f"<< /Title <{MARK.encode().hex()}> >>".encode())),
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
        ("a.pdf", pdf(random.Random(5).randbytes(200_000))),
        ("a.png", b"\x89PNG\r\n\x1a\n" + random.Random(5).randbytes(200_000)),
        ("a.csv", b"ref,title\n1,letter\n"),
        ("a.csv", b"\xff\xff"),
        ("a.txt", b"\0"),
    ],
)
def test_what_has_no_marking_passes(name: str, content: bytes) -> None:
    """Whatever else is wrong with it is shown by others; the same with a marking is refused."""
    refuse_marked(name, content)
    with pytest.raises(RefusalError, match="call your security manager"):
        refuse_marked(name, content + b"\n\n" + MARK.encode() + b"\n")


def test_plain_text_is_shown_by_lines_once() -> None:
    """UTF-16 first, read in both orders, then ASCII from six signs on; what comes again is left."""
    content = b"\x01a title\x02short\x03s\0e\0c\0r\0e\0t\0s\0\x03a title\xfe"

    assert plain_text(content, 100) == b"secrets\necrets\na title"


def test_of_much_text_both_ends_are_looked_at() -> None:
    """Properties stand at the start or at the end; UTF-16 has at most half of the place."""
    lines = [f"line {number:03}" for number in range(100)]
    content = "\n".join(lines).encode()
    wide = b"\1".join(line.encode("utf-16-le") for line in lines)

    assert plain_text(content, 16) == b"line 000\nline 099"
    assert len(plain_text(wide + b"\1" + content, 1_000)) <= 1_003
    assert plain_text(wide + b"\1" + content, 1_000).count(b"line 000") == 2
    assert plain_text(wide + b"\1" + content, 1_000).endswith(b"line 099")


@pytest.mark.sampled
def test_a_large_file_is_looked_at_in_time() -> None:
    """Up to 8 MB of pages that are not packed, each line another one, with the word in it."""
    count = sample(50_000, whole=250_000)
    lines = (f"({number} the secret of it) Tj".encode() for number in range(count))
    content = pdf(*lines)

    refuse_marked("a.pdf", content)
    with pytest.raises(RefusalError, match="call your security manager"):
        refuse_marked("a.pdf", content + f"<< /Title ({MARK}) >>".encode())
