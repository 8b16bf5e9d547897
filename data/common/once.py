"""What is loaded once for a whole process, however many threads ask for it first.

``functools.cache`` calls a function again in each thread that asks before the first one is done,
and hands each an object of its own; what is compared or looked up by identity then differs.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar, TypeVarTuple

_Ts = TypeVarTuple("_Ts")
_T = TypeVar("_T")

# One lock for all, because one declaration is loaded on the way to another: with a lock for each,
# two threads that come from two sides would wait for each other.
_loading = threading.RLock()

# What was loaded within ``loaded_apart``, by function and arguments; None outside of it.
_apart: ContextVar[dict[Any, dict[Any, Any]] | None] = ContextVar("apart", default=None)


@contextmanager
def loaded_apart() -> Iterator[None]:
    """Load everything anew within the block, in this thread alone, and forget it afterwards."""
    token = _apart.set({})
    try:
        yield
    finally:
        _apart.reset(token)


def loaded_once(load: Callable[[*_Ts], _T]) -> Callable[[*_Ts], _T]:
    """Return ``load`` with its values kept by its arguments, each loaded once and unchangeable.

    Parameters
    ----------
    load : callable
        Takes hashable arguments by position. What it returns is handed to every caller: mappings,
        lists and sets in it become ones that cannot be changed; records have to be frozen.
    """
    of_process: dict[Any, _T] = {}

    @wraps(load)
    def loaded(*args: *_Ts) -> _T:
        apart = _apart.get()
        kept = of_process if apart is None else apart.setdefault(load, {})
        try:
            return kept[args]
        except KeyError:
            with _loading:
                if args not in kept:
                    kept[args] = unchangeable(load(*args))
                return kept[args]

    return loaded


def unchangeable(value: Any) -> Any:
    """Return a value whose mappings, lists and sets cannot be changed, those within it too.

    Examples
    --------
    >>> unchangeable({"a": [1, {2}]})
    mappingproxy({'a': (1, frozenset({2}))})
    """
    if isinstance(value, Mapping):
        return MappingProxyType({key: unchangeable(one) for key, one in value.items()})
    if isinstance(value, list):
        return tuple(unchangeable(one) for one in value)
    return frozenset(value) if isinstance(value, set) else value
