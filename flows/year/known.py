"""What planners read of a store, each thing once for as long as nothing is changed in it.

Every writing adds an event in its transaction, so what was read holds until the next event that
changes something; what the tick itself, messages and a moving clock add changes nothing here.
"""

from collections.abc import Callable, Hashable, Iterator, Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from fct.data.calendar import TickKey
from fct.data.subjects import Store

T = TypeVar("T")


@dataclass(slots=True)
class _Known:
    """What is known of one open store.

    Attributes
    ----------
    seen : int
        Number of the last event that was looked at.
    is_asked : bool
        Whether planners are asked now; at any other time nothing says when a thing changes.
    values : dict
        By name of what was read.
    done_to : int
        Number of the last thing done that is known.
    done : frozenset of TickKey
    """

    seen: int = 0
    is_asked: bool = False
    values: dict[Hashable, Any] = field(default_factory=dict)
    done_to: int = 0
    done: frozenset[TickKey] = frozenset()


# By engine and weakly: a store that is closed takes with it what is known of it.
_stores: "WeakKeyDictionary[sa.Engine, _Known]" = WeakKeyDictionary()


@contextmanager
def asking(store: Store) -> Iterator[None]:
    """Let planners be asked: what they read is kept, and what was read before is where it holds."""
    known = _stores.setdefault(store.engine, _Known())
    seen, is_changed = store.ticks.changed_since(known.seen)
    if is_changed:
        known.values = {}
    known.seen, known.is_asked = seen, True
    try:
        yield
    finally:
        known.is_asked = False


def once(store: Store, name: Hashable, read: Callable[[], T]) -> T:
    """Return what is read of a store, read once until it changes.

    Parameters
    ----------
    store : Store
        As the system has it, with nothing hidden.
    name : hashable
        Of what is read.
    read : callable
    """
    known = _stores.get(store.engine)
    if known is None or not known.is_asked:
        return read()
    values = known.values
    if name not in values:
        values[name] = read()
    found: T = values[name]
    return found


def unless_changed(store: Store, name: Hashable, do: Callable[[], T]) -> tuple[T, bool]:
    """Do something, or return what it gave before where nothing was changed since.

    Parameters
    ----------
    store : Store
    name : hashable
        Of what is done.
    do : callable
        Gives the same as long as nothing is changed.

    Returns
    -------
    object
        What it gave.
    bool
        Whether it was done now.
    """
    known = _stores.get(store.engine)
    if known is None:
        return do(), True
    values = known.values
    if name in values and not store.ticks.changed_since(known.seen)[1]:
        found: T = values[name]
        return found, False
    made = do()
    # What it did may have changed what it was done from; then it is not kept.
    if not store.ticks.changed_since(known.seen)[1]:
        values[name] = made
    return made, True


def is_done(store: Store, key: TickKey) -> bool:
    """Whether something was done already."""
    known = _stores.get(store.engine)
    if known is None or not known.is_asked:
        return store.ticks.is_done(key)
    return key in known.done


def done_keys(store: Store) -> AbstractSet[TickKey]:
    """Return the keys of all that was ever done; what is known already is not read again."""
    known = _stores.setdefault(store.engine, _Known())
    known.done_to, more = store.ticks.done(known.done_to)
    if more:
        known.done |= more
    return known.done
