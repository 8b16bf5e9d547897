"""Runs of plain text in bytes that are not text: ASCII, and UTF-16 of either order.

UTF-16 is taken as far as Latin-1 goes, where every second byte is NUL. Which one gives the order,
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
_SURE = 16  # signs
_WORD = re.compile(rb"[A-Za-z]{6}")
_ALONE = re.compile(rb"(?<![\x20-\xff])[\x20-\x7e]{6,15}(?![\x20-\xff])")
_PORTION = re.compile(rb"[\s\"'(\[]*(?:S|C|TS)\)")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{12,65536})>")
_LINES = bytes.maketrans(b"<>", b"\n\n")  # PDF has brackets that close nothing, XML has tags
_WINDOW, _OVERLAP = 4_194_304, 1_024


def ascii_lines(content: bytes) -> str:
    """Return each run of ASCII once, as lines."""
    return b"\n".join(dict.fromkeys(_ASCII.findall(content))).translate(_LINES).decode("ascii")


def sure_lines(content: bytes) -> str:
    """Return the runs of ASCII that bytes which are no text do not hold by chance, as lines.

    A megabyte of chance has 2,700 runs of six signs or more. The shortest markings fix few of
    their bytes: "(C)" at the start of a run three, "C//NF" five, "(S-NF" five, "(S//AB" six. So a
    run counts where one of these holds:

    - it has 16 signs or more. A byte is printable with p = 95/256, so a run that starts at a given
      byte with "(C)" or "(S)" and goes on for 13 signs has the chance 2 * 256**-3 * p**13 = 3e-13;
      of five fixed bytes and 11 others, in any of 12 places, 12 * 20 * 256**-5 * p**11 = 4e-15.
    - it has six letters in a row, (52/256)**6 = 7e-5, beside the five bytes: 20 * 256**-5 * 7e-5 *
      10 places = 1e-14. A portion mark is not counted so: it would be 2 * 256**-3 * 7e-5 = 8e-12.
    - it stands between controls, NUL or a line break, as the texts of programs do: (32/256)**2 =
      1/64, so 20 * 256**-5 / 64 = 3e-13 for five bytes, and 2704 * 256**-6 / 64 = 1.5e-13 for the
      2,704 ways to write "(S//AB". Nor is a portion mark counted so.

    Together below 1e-12 for each byte where a run may start: one in a million for each MiB.
    """
    runs = {run for run in _ASCII.findall(content) if len(run) >= _SURE or _WORD.search(run)}
    runs.update(_ALONE.findall(content))
    sure = (run for run in sorted(runs) if len(run) >= _SURE or not _PORTION.match(run))
    return b"\n".join(sure).translate(_LINES).decode("ascii")


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


def windows_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a part that comes in pieces by some megabytes at a time.

    What stands where two windows meet is in both.
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= _WINDOW:
            yield bytes(held)
            del held[:-_OVERLAP]
    yield bytes(held)
