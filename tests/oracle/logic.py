"""Three-valued logic (reading 14): True holds, False fails, None is unknown."""

from collections.abc import Callable, Iterable

from tests.oracle.reading import BLANK, UNREADABLE, Cell, Gap

Truth = bool | None


def every(parts: Iterable[Truth]) -> Truth:
    """All parts: fails if one fails, else is unknown if one is unknown."""
    seen = list(parts)
    if False in seen:
        return False
    return None if None in seen else True


def some(parts: Iterable[Truth]) -> Truth:
    """One part at least: holds if one holds, else is unknown if one is unknown."""
    seen = list(parts)
    if True in seen:
        return True
    return None if None in seen else False


def negated(part: Truth) -> Truth:
    """The opposite."""
    return None if part is None else not part


def implied(condition: Truth, part: Truth) -> Truth:
    """If the condition, then the part."""
    return some((negated(condition), part))


def compared(test: Callable[..., bool], *cells: Cell) -> Truth:
    """A comparison of answers, unknown where one of them is blank or unreadable."""
    return None if any(isinstance(cell, Gap) for cell in cells) else test(*cells)


def is_one_of(cell: Cell, *words: str) -> Truth:
    """Whether an answer is one of these choices."""
    return compared(lambda word: word in words, cell)


def is_filled(cell: Cell) -> Truth:
    """Reading 13: holds or is unknown."""
    return None if cell in (BLANK, UNREADABLE) else True


def has_piece(cell: Cell, *words: str) -> Truth:
    """Whether one of these words is among the pieces of a list (reading 4)."""
    if isinstance(cell, Gap):
        return None
    if cell.readable & set(words):
        return True
    return None if cell.has_unreadable else False


def has_length(cell: Cell, least: int) -> Truth:
    """Whether a text has so many characters at least."""
    return compared(lambda words: len(words) >= least, cell)
