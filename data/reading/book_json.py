"""The cells of a book as JSON text, its types kept, between the process that reads and its caller.

What comes back is checked: a process that met a hostile file is not trusted.
"""

import json
from collections.abc import Mapping

from fct.data.common import CELL_TYPES, CellValue, value_from_json, value_to_json
from fct.data.gate import Look, Oddity


class AnswerError(ValueError):
    """An answer that is not of the form that was agreed."""


_ENCODER = json.JSONEncoder(default=value_to_json, separators=(",", ":"), check_circular=False)


def dump_rows(rows: list[list[CellValue]]) -> bytes:
    """Return rows of cells as JSON text."""
    return _ENCODER.encode(rows).encode()


def dump_looks(looks: Mapping[tuple[int, int], list[Look]]) -> bytes:
    """Return how cells are shown as JSON text."""
    found = [[*place, *look] for place, of_cell in looks.items() for look in of_cell]
    return json.dumps(found).encode()


def load_looks(text: bytes) -> dict[tuple[int, int], list[Look]]:
    """Return how cells are shown, as :func:`dump_looks` wrote it.

    Raises
    ------
    AnswerError
        If it is anything else.
    """
    looks: dict[tuple[int, int], list[Look]] = {}
    try:
        for row, column, kind, shown in json.loads(text):
            if type(row) is not int or type(column) is not int or type(shown) is not str:
                raise AnswerError("no place, or no text")
            looks.setdefault((row, column), []).append(Look(Oddity(kind), shown))
    except (ValueError, TypeError):
        raise AnswerError("looks that cannot be read") from None
    return looks


_DECODER = json.JSONDecoder(object_hook=value_from_json)


def load_rows(text: bytes) -> list[list[CellValue]]:
    """Return the rows that :func:`dump_rows` wrote.

    Raises
    ------
    AnswerError
        If they are anything else.
    """
    try:
        rows: list[list[CellValue]] = _DECODER.decode(text.decode())
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise AnswerError("rows that cannot be read") from None
    if type(rows) is not list or any(type(row) is not list for row in rows):
        raise AnswerError("no rows")
    if not {type(cell) for row in rows for cell in row} <= CELL_TYPES:
        raise AnswerError("cells of other types")
    return rows
