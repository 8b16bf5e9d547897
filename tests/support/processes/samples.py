"""How much of a statistic is tried: a part in every run, the whole by `./fct test --long`.

A test that asks is marked ``sampled``, so that both runs have it.
"""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_CHOSEN = {"whole": False}


def try_the_whole() -> None:
    """Let every later :func:`sample` be the whole; called before the tests are loaded."""
    _CHOSEN["whole"] = True


def sample(part: int, *, whole: int) -> int:
    """Return how many examples this run tries.

    Parameters
    ----------
    part : int
        Enough to see a mistake that most examples show.
    whole : int
        Enough for one that few show.
    """
    return whole if _CHOSEN["whole"] else part


def some_of(items: Sequence[T], part: int) -> Sequence[T]:
    """Return so many of some cases, from first to last; all of them where the whole is tried."""
    count = min(len(items), sample(part, whole=len(items)))
    return [items[place * len(items) // count] for place in range(count)]
