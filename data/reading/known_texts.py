"""What every form holds, which is looked at for markings once and not in each file.

Most of what a form says is the form itself: its questions, its help, its lists. A text counts only
where it is the same to the last sign, and a part where it is the same to the last byte; what stands
beside them is looked at as before.
"""

import json
from typing import Any

from fct.data.gate import Markings, WalkedPart, walked_part
from fct.data.program import Limits

# pathlib is not imported in the process that reads files.
_FOLDER = f"{__file__.rpartition('/')[0]}/../known"


def known_texts(markings: Markings) -> frozenset[str]:
    """Return the texts of ``known/form_texts.json`` that mark nothing, the empty one with them.

    Parameters
    ----------
    markings : Markings
    """
    return markings.quiet_among(["", *_held("form_texts.json")])


def known_parts(markings: Markings, limits: Limits) -> dict[str, WalkedPart]:
    """Return the parts of ``known/form_parts.json`` that say nothing which marks, by name.

    Parameters
    ----------
    markings : Markings
    limits : Limits
    """
    parts: dict[str, WalkedPart] = {}
    for name, written in _held("form_parts.json").items():
        said: list[str] = []
        part = walked_part(name, written.encode(), limits, said.append)
        if len(markings.quiet_among(said)) == len(set(said)):
            parts[name] = part
    return parts


def _held(name: str) -> Any:
    with open(f"{_FOLDER}/{name}", encoding="utf-8") as held:  # noqa: PTH123 - as above
        return json.load(held)
