"""Parts that pack what they show."""

import pytest

from fct.data.gate.embedded import packs_what_it_shows, shows_nothing

RIFF = b"RIFF\x24\0\0\0"
FIRST = {
    "a.png": b"\x89PNG\r\n\x1a\n",
    "word/media/image1.JPG": b"\xff\xd8\xff\xe1",
    "a.jpeg": b"\xff\xd8\xff\xdb",
    "a.gif": b"GIF89a",
    "a.bmp": b"BM\x36\0\0\0",
    "a.tif": b"II*\0",
    "a.tiff": b"MM\0*",
    "a.wdp": b"II\xbc\1",
    "a.ico": b"\0\0\1\0",
    "a.mp3": b"ID3\4",
    "a.mp4": b"\0\0\0\x20ftypisom",
    "a.m4a": b"\0\0\0\x20ftypM4A ",
    "a.m4v": b"\0\0\0\x20ftypM4V ",
    "a.mov": b"\0\0\0\x08wide",
    "a.wav": RIFF + b"WAVE",
    "a.avi": RIFF + b"AVI ",
    "a.wmv": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "a.ttf": b"\0\1\0\0",
    "a.otf": b"OTTO",
    "a.pdf": b"%PDF-1.7",
}


@pytest.mark.parametrize("name", FIRST)
def test_a_part_is_known_by_ending_and_first_bytes(name: str) -> None:
    """One without the other is not enough, and no kind passes for another."""
    assert packs_what_it_shows(name, FIRST[name])
    assert not packs_what_it_shows(name, b"A text of the same ending")
    assert not packs_what_it_shows(name.rpartition(".")[0], FIRST[name])
    assert not packs_what_it_shows("a.bin", FIRST[name])


@pytest.mark.parametrize("name", ["a.odttf", "a.emf", "png", ""])
def test_what_has_no_known_first_bytes_is_scanned_like_anything_else(name: str) -> None:
    """Fonts that Word obscures begin with any bytes."""
    assert not packs_what_it_shows(name, bytes(64))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xl/printerSettings/printerSettings1.bin", True),
        ("ppt/PrinterSettings/printerSettings1.bin", True),
        ("settings.xml", True),
        ("Object 1/settings.xml", True),
        ("word/settings.xml", False),
        ("xl/printerSettings.xml", False),
        ("xl/worksheets/sheet1.xml", False),
    ],
)
def test_settings_of_a_printer_or_a_program_show_nothing(name: str, expected: bool) -> None:
    """Those of a Word document hold what it says too."""
    assert shows_nothing(name) is expected
