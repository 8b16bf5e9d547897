"""Pages to print: PDF/UA-1, the same bytes for the same content, and safe from what they quote."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import as_file, files
from threading import get_ident
from typing import Any, cast

_NO_CHARACTERS = {"Cc", "Cn", "Co", "Cs"}
_END_OF_CYRILLIC = 0x0530
_GENERAL_PUNCTUATION = range(0x2010, 0x2028)


def printed_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return pages as PDF.

    Parameters
    ----------
    template : str
        A file of ``reports``. Everything in ``data`` comes to it as JSON and stays text.
    data : mapping of str to object
        JSON values.
    """
    import typst

    compiler, refused = _compiler(template, get_ident()), None
    for is_shown in _SHOWN:  # PDF/UA takes no character that no font here can show
        inputs = {"data": json.dumps(_shown(data, is_shown))}
        try:
            pdf = compiler.compile(sys_inputs=inputs, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            refused = error
        else:
            return cast(bytes, pdf)
    raise refused or AssertionError


@lru_cache(maxsize=8)
def _compiler(template: str, thread: int) -> Any:
    """Return what prints by a template in one thread; it keeps the template and the fonts."""
    import typst

    del thread  # of the key alone: a compiler that another thread uses raises an error

    with as_file(files("fct.data") / "reports" / template) as page:
        return typst.Compiler(str(page))


def _is_character(letter: str) -> bool:
    return unicodedata.category(letter) not in _NO_CHARACTERS and letter != "\ufeff"


def _is_common(letter: str) -> bool:
    """Whether the font that comes along shows a letter: Latin, Greek, Cyrillic, punctuation."""
    number = ord(letter)
    return _is_character(letter) and (number < _END_OF_CYRILLIC or number in _GENERAL_PUNCTUATION)


def _is_plain(letter: str) -> bool:
    return _is_character(letter) and letter.isascii()


_SHOWN: tuple[Callable[[str], bool], ...] = (_is_character, _is_common, _is_plain)


def _shown(value: Any, is_shown: Callable[[str], bool]) -> Any:
    """Return JSON values in which a letter that cannot be shown is U+FFFD."""
    if isinstance(value, str):
        return "".join(c if c == "\n" or is_shown(c) else "\ufffd" for c in value)
    if isinstance(value, dict):
        return {name: _shown(item, is_shown) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item, is_shown) for item in value]
    return value
