"""Runs of plain text in bytes that are no text: ASCII, and UTF-16 of either order.

UTF-16 is taken as far as Latin-1 goes, where every second byte is NUL. Which one tells the order,
and without it the first or last letter of a text would be lost; so each order is read by itself.
"""

import re
from collections.abc import Iterable, Iterator

# A shorter run is chance more often than text.
_ASCII = re.compile(rb"[\x20-\x7e]{6,}")
_WIDE = (
    re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\0){5,}"),
    re.compile(rb"(?:\0[\x20-\x7e\xa0-\xff]){5,}"),
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{12,65536})>")
_LINES = bytes.maketrans(b"<>", b"\n\n")  # PDF has brackets that close nothing, XML has tags
_WINDOW, _OVERLAP = 4_194_304, 1_024


def ascii_lines(content: bytes) -> str:
    """Return each run of ASCII once, as lines."""
    return b"\n".join(dict.fromkeys(_ASCII.findall(content))).translate(_LINES).decode("ascii")


def wide_lines(content: bytes) -> str:
    """Return each run of UTF-16 once, as lines; read in the other order it lacks an end."""
    runs = (run for order in _WIDE for run in order.findall(content))
    text = b"\n".join(dict.fromkeys(run.replace(b"\0", b"") for run in runs))
    return text.translate(_LINES).decode("latin-1")


def hex_lines(content: bytes) -> str:
    """Return each text that a PDF writes in hexadecimal once, as lines (ISO 32000-1, 7.3.4.3)."""
    said: dict[str, None] = {}
    for written in _HEX.findall(content):
        digits = b"".join(written.split())
        text = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        is_wide = text.startswith(b"\xfe\xff")
        said[text[2:].decode("utf-16-be", "replace") if is_wide else text.decode("latin-1")] = None
    return "\n".join(said)


def lines_by_windows(pieces: Iterable[bytes]) -> Iterator[str]:
    """Yield the runs of a part that comes in pieces, some megabytes at a time.

    What stands where two windows meet is in both.
    """
    held = b""
    for piece in pieces:
        held += piece
        if len(held) >= _WINDOW:
            yield _lines(held)
            held = held[-_OVERLAP:]
    yield _lines(held)


def _lines(content: bytes) -> str:
    return "\n".join((wide_lines(content), hex_lines(content), ascii_lines(content)))
