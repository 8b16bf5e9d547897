"""Text on its way out: nothing in it is a formula to a spreadsheet program (CWE-1236)."""

import re

_TRIGGERS = frozenset("=+-@\t\r\n\0＝＋－＠")
_IGNORED_FIRST = " \u00a0\u200b\u200c\u200d\u2060\ufeff"  # some programs drop them when they read
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST_CELL = 32_767


def neutral_text(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    Parameters
    ----------
    text : str
        As a sponsor wrote it.

    Returns
    -------
    str
        With an apostrophe before ``= + - @``, tab, CR, LF, NUL and the full-width forms, and with
        other control characters replaced.
    """
    first = text.lstrip(_IGNORED_FIRST)[:1]
    prefix = "'" if first in _TRIGGERS and first else ""
    return _CONTROL.sub("\ufffd", f"{prefix}{text}")[:LONGEST_CELL]
