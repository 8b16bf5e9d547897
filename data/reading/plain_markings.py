"""Markings in a file that cannot be looked into: in its name, and in its plain text.

A PDF or a picture packs most of what it shows, so this finds little and proves nothing: titles and
other properties, and documents that were never packed. The markings are looked for in the child.
"""

from fct.data.common import RefusalError
from fct.data.gate import ascii_lines, hex_lines, wide_lines
from fct.data.program import MIB, load_limits
from fct.data.reading.client import read_safely

_NO_ANSWER = {"TOO_SLOW", "TOO_MUCH_MEMORY", "READER_STOPPED"}


def refuse_marked(name: str, content: bytes) -> None:
    """Refuse a file whose name or plain text has a marking of classified content.

    Raises
    ------
    RefusalError
        ``CLASSIFIED``, or that of a child that came to no end.
    """
    text = plain_text(content, load_limits().attachment_text_mib * MIB)
    try:
        # The line break first: a file without any plain text has a name, and no text is a zip.
        read_safely(name, b"\n" + text)
    except RefusalError as error:  # the text is not a workbook, which a child says after it looked
        if error.code == "CLASSIFIED" or error.code in _NO_ANSWER:
            raise


def plain_text(content: bytes, most: int) -> bytes:
    """Return the runs of plain text in a file as lines, at most ``most`` bytes.

    UTF-16 and hexadecimal, of which files have little, come first and have at most half; of each,
    half is taken from the start and half from the end.
    """
    coded = "\n".join(filter(None, (wide_lines(content), hex_lines(content))))
    wide = _both_ends(coded.encode("utf-8", "replace"), most // 2)
    plain = _both_ends(ascii_lines(content).encode(), most - len(wide))
    return b"\n".join(text for text in (wide, plain) if text)


def _both_ends(text: bytes, most: int) -> bytes:
    # Properties stand at the beginning or at the end of a file, its packed pictures between.
    return text if len(text) <= most else text[: most // 2] + b"\n" + text[-most // 2 :]
