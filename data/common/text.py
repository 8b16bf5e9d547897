"""Text: how two pieces of it are compared, and how a stranger's text is shown."""

import functools
import unicodedata
from collections.abc import Iterable
from typing import Any

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # half letters and line separators too
_OTHER_DASHES = {"\u2212"}  # the minus sign is a symbol (Sm) to Unicode, a dash to a writer


def squeeze(text: str) -> str:
    """Return ``text`` without outer white space, inner runs made one space."""
    return " ".join(text.split())


def in_series(words: Iterable[str], last: str = "and") -> str:
    """Return words as one list in a sentence.

    Examples
    --------
    >>> in_series(["A"]), in_series(["A", "B", "C"], "or")
    ('A', 'A, B or C')
    """
    *first, end = tuple(words) or ("",)
    return f"{', '.join(first)} {last} {end}" if first else end


def plural(count: int, noun: str, many: str = "") -> str:
    """Return a count with its noun.

    Parameters
    ----------
    count : int
    noun : str
        Of one.
    many : str
        Of none or several; the noun with an ``s`` by default.

    Examples
    --------
    >>> plural(1, "file"), plural(1200, "file"), plural(0, "country", "countries")
    ('1 file', '1,200 files', '0 countries')
    """
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def visible_text(text: str) -> str:
    r"""Return text with its invisible characters shown as code points.

    Control and formatting characters (escapes, zero width, direction overrides) can make a text
    read as another one; a line break and a tab stay.

    Examples
    --------
    >>> visible_text("FY27\u202e72YF"), visible_text("a\x1b[31mb")
    ('FY27[U+202E]72YF', 'a[U+001B][31mb')
    """
    if text.isprintable():
        return text
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in _UNSEEN and c not in "\n\t" else c
        for c in text
    )


def plain_dashes(text: str) -> str:
    """Return ``text`` with every dash character made ``-``."""
    if text.isascii():
        return text
    return "".join(
        "-" if c in _OTHER_DASHES or unicodedata.category(c) == "Pd" else c for c in text
    )


@functools.lru_cache(maxsize=65_536)
def normalize(text: str) -> str:
    """Return the form in which choices, headings and titles are compared.

    Unicode NFKC, one space for each run of white space, plain dashes, case folded
    (``spec``: reading 2).
    """
    return squeeze(plain_dashes(unicodedata.normalize("NFKC", text))).casefold()


def name_key(text: str) -> str:
    """Return the form in which names of firms are compared, without full stops and commas."""
    return normalize(normalize(text).replace(".", "").replace(",", ""))


def without_accents(text: str) -> str:
    """Return ``text`` with its diacritics removed."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


def none_if_absent(value: Any) -> Any:
    """Return a value, and None for the NaN by which pandas marks a missing value.

    Examples
    --------
    >>> none_if_absent(float("nan")), none_if_absent(0.0)
    (None, 0.0)
    """
    is_nan = isinstance(value, float) and value != value  # noqa: PLR0124 - NaN alone is so
    return None if is_nan else value
