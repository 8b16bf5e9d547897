"""Markings in a file that cannot be looked into: in its name, and in its plain text.

A PDF or a picture packs most of what it shows, so this finds little and proves nothing: titles and
other properties, and documents that were never packed. The markings are looked for in the child.
"""

import re

from fct.data.errors import RefusalError
from fct.data.limits import MIB, load_limits
from fct.data.safe_reading import read_safely

# A shorter run is chance more often than text; every second byte is NUL in UTF-16.
_RUN = re.compile(rb"(?:[\x20-\x7e]\x00){6,}|[\x20-\x7e]{6,}")
_LINES = bytes.maketrans(b"<>", b"\n\n")  # PDF has brackets that close nothing, XML has tags
_NO_ANSWER = {"TOO_SLOW", "TOO_MUCH_MEMORY", "READER_STOPPED"}


def refuse_marked(name: str, content: bytes) -> None:
    """Refuse a file whose name or plain text has a marking of classified content.

    Raises
    ------
    RefusalError
        ``CLASSIFIED``, or that of a child that came to no end.
    """
    try:
        read_safely(name, plain_text(content, load_limits().attachment_text_mib * MIB))
    except RefusalError as error:  # the text is no workbook, which a child says after it looked
        if error.code == "CLASSIFIED" or error.code in _NO_ANSWER:
            raise


def plain_text(content: bytes, most: int) -> bytes:
    """Return the runs of plain text in a file as lines, half of ``most`` bytes from each end."""
    runs = (run.translate(_LINES, b"\0") for run in _RUN.findall(content))
    text = b"\n".join(dict.fromkeys(runs))
    return text if len(text) <= most else text[: most // 2] + b"\n" + text[-most // 2 :]
