"""Text on its way out: nothing in it is a formula to a spreadsheet program (CWE-1236)."""

import re

_TRIGGERS = frozenset("=+-@\t\r\n\0＝＋－＠")
# Some programs drop these when they read: blanks, and signs that cannot be seen.
_IGNORED_FIRST = " \u00a0\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_FIRST = re.compile(rf"[{_IGNORED_FIRST}]*(.?)", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST_CELL = 32_767


def looks_live(text: str) -> bool:
    """Whether a spreadsheet program may take a text for a formula."""
    found = _FIRST.match(text)
    return found is not None and found[1] in _TRIGGERS


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
    prefix = "'" if looks_live(text) else ""
    return _CONTROL.sub("\ufffd", f"{prefix}{text}")[:LONGEST_CELL]
