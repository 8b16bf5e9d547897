"""Three outcomes of a rule, as arrays: 1 holds, 0 unknown, -1 fails.

Parts combine by strong three-valued logic (Kleene): "and" is the least, "or" the greatest, "not"
turns the sign. An answer that is blank or unreadable is unknown to every comparison.
"""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from fct.data.proposals import SheetTable, State

HOLDS, UNKNOWN, FAILS = 1, 0, -1
OUTCOME_NAMES = {HOLDS: "holds", UNKNOWN: "unknown", FAILS: "fails"}

Outcomes = npt.NDArray[np.int8]


def outcomes_where(known: npt.NDArray[np.bool_], holds: npt.NDArray[np.bool_]) -> Outcomes:
    """Return holds or fails where ``known``, unknown elsewhere."""
    return np.where(known, np.where(holds, HOLDS, FAILS), UNKNOWN).astype(np.int8)


def constant(outcome: int, size: int) -> Outcomes:
    """Return one outcome, ``size`` times."""
    return np.full(size, outcome, dtype=np.int8)


def all_of(*parts: Outcomes) -> Outcomes:
    """And: fails if a part fails, else unknown if a part is unknown."""
    # With -1 < 0 < 1 the least is "and" of strong three-valued logic, the greatest "or" (Kleene
    # 1938).
    combined: Outcomes = np.minimum.reduce(parts)
    return combined


def any_of(*parts: Outcomes) -> Outcomes:
    """Or: holds if a part holds, else unknown if a part is unknown."""
    combined: Outcomes = np.maximum.reduce(parts)
    return combined


def negated(part: Outcomes) -> Outcomes:
    """Not."""
    return -part


def if_then(condition: Outcomes, consequence: Outcomes) -> Outcomes:
    """If A then B: not A, or B."""
    return any_of(negated(condition), consequence)


def is_read(sheet: SheetTable, field: str) -> npt.NDArray[np.bool_]:
    """Return where an answer was read whole."""
    whole: npt.NDArray[np.bool_] = sheet.state(field) == State.READ
    return whole


def is_filled(sheet: SheetTable, field: str) -> Outcomes:
    """Return holds where an answer was read (a list: in part), else unknown; it never fails."""
    state = sheet.state(field)
    read = (state == State.READ) | (state == State.PARTLY)
    return outcomes_where(read, read)


def compared(sheet: SheetTable, field: str, test: Callable[[Any], Any]) -> Outcomes:
    """Return the outcome of ``test`` on each value that was read.

    ``test`` gets the array of read values and returns one truth value for each.
    """
    known = is_read(sheet, field)
    holds = np.zeros(len(known), dtype=bool)
    if known.any():
        # Only on what was read: the test never meets None.
        holds[known] = np.asarray(test(sheet.value(field)[known]), dtype=bool)
    return outcomes_where(known, holds)


def is_one_of(sheet: SheetTable, field: str, accepted: Collection[Any]) -> Outcomes:
    """Return whether an answer is one of ``accepted``."""
    return compared(sheet, field, lambda values: [value in accepted for value in values])


def includes_any(sheet: SheetTable, field: str, accepted: frozenset[str]) -> Outcomes:
    """Return whether a list answer has one of ``accepted`` among its pieces.

    An unreadable piece leaves the outcome unknown unless a readable one settles it.
    """
    state = sheet.state(field)
    hit = np.fromiter(
        (value is not None and not accepted.isdisjoint(value) for value in sheet.value(field)),
        bool,
        len(state),
    )
    # A piece that was read may settle it even where another could not be read (reading 4).
    return np.where(hit, HOLDS, np.where(state == State.READ, FAILS, UNKNOWN)).astype(np.int8)


def has_length(sheet: SheetTable, field: str, shortest: int) -> Outcomes:
    """Return whether a text has at least ``shortest`` characters."""
    return compared(sheet, field, lambda values: [len(value) >= shortest for value in values])


def every_row(sheet: SheetTable, rows: Outcomes, size: int) -> Outcomes:
    """And over the rows of each proposal; a proposal without rows holds."""
    combined = constant(HOLDS, size)
    np.minimum.at(combined, sheet.owner, rows)
    return combined


def some_row(sheet: SheetTable, rows: Outcomes, size: int, *, without_rows: int) -> Outcomes:
    """Or over the rows of each proposal; a proposal without rows gets ``without_rows``."""
    combined = constant(FAILS, size)
    np.maximum.at(combined, sheet.owner, rows)
    return np.where(has_rows(sheet, size), combined, without_rows).astype(np.int8)


def some_are(
    groups: npt.NDArray[np.intp], flags: npt.NDArray[np.bool_], size: int
) -> npt.NDArray[np.bool_]:
    """Return of which of ``size`` groups at least one is so."""
    return np.bincount(groups[flags], minlength=size).astype(bool)


def has_rows(sheet: SheetTable, size: int) -> npt.NDArray[np.bool_]:
    """Return which proposals have a row in the sheet."""
    return np.bincount(sheet.owner, minlength=size).astype(bool)
