"""What the tick did, in words: the command and the page say the same."""

from collections.abc import Mapping
from typing import Any

from fct.data.calendar import TOLD


def result_words(result: Mapping[str, Any]) -> str:
    """Return the result of a thing that the tick did in words.

    Parameters
    ----------
    result : mapping
        As the contract has it: ``run``, ``told`` (:data:`fct.data.calendar.TOLD`), ``nothing
        new``, ``passed``.
    """
    if result.get("passed"):
        return "passed; nobody is informed"
    parts = []
    for key, value in result.items():
        name = "informed" if key == TOLD else key
        if isinstance(value, list):
            parts.append(f"{name} {', '.join(map(str, value)) or 'nobody'}")
        elif isinstance(value, dict):
            counts = ", ".join(f"{count} {of}" for of, count in value.items())
            parts.append(f"{name}: {counts or 'none'}")
        elif value is True:
            parts.append(name)
        else:
            parts.append(f"{name} {value}")
    return "; ".join(parts) or "done"
