"""File names as a stranger chose them: how they are kept, printed and given to a download.

A kept file lies under its hash; its name is data, and no path is ever made of it.
"""

import re
import unicodedata

from fct.data.program import load_limits

_NO_NAME = "file"
_UNSAFE = re.compile(r'[<>:"/\\|?*%]')  # separators, and what shells and Windows take for more
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def kept_name(name: str) -> str:
    """Return a name as it is kept: without folders, and its last 255 characters if it is longer.

    Examples
    --------
    >>> kept_name("../../etc/letter.pdf")
    'letter.pdf'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return last[-load_limits().name_characters :] or _NO_NAME


def printed_name(name: str) -> str:
    """Return a name as it is printed: signs that are not seen stand as their code points.

    Examples
    --------
    >>> printed_name("annex\u202efdp.exe")
    'annex<U+202E>fdp.exe'
    """
    return "".join(sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in name)


def safe_download_name(name: str) -> str:
    """Return a name under which any system can save a file; its ending is kept.

    It has no separator, no sign that is not seen, no leading dot or dash, is not a device's name,
    and has at most 255 bytes.

    Examples
    --------
    >>> safe_download_name("../a:b.pdf"), safe_download_name("NUL.pdf")
    ('a_b.pdf', '_NUL.pdf')
    """
    seen = unicodedata.normalize("NFC", kept_name(name))
    seen = "".join(sign if sign.isprintable() else "_" for sign in seen)
    seen = _UNSAFE.sub("_", seen).lstrip(" .-~").rstrip(" .")
    if _DEVICES.match(seen):
        seen = f"_{seen}"
    stem, dot, ending = seen.rpartition(".")
    if not dot:
        stem, ending = seen, ""
    most = load_limits().name_characters
    ending = (dot + ending).encode()[:most].decode(errors="ignore")
    stem = stem.encode()[: most - len(ending.encode())].decode(errors="ignore")
    return stem + ending or _NO_NAME
