"""What pages keep of the store between two looks: the one place where the keys of caches are made.

Everything that a kept function returns depends on its arguments and on the store, and on nothing
that changes while the program runs. So there are three kinds, and no others:

- :func:`lasting`: on what is never changed once it is written, as a run or a version of a cycle. It
  is kept by its arguments and the store's first event, which no other store has.
- :func:`current`: on what the store holds now. It is kept by its arguments and the store's last
  event: every writing adds one, in the same transaction, so a change is seen at the next look.
- :func:`came_in`: on what the store holds now but reviews, decisions in draft, what people say to
  each other, and their saved views. It is kept by its arguments and the last event that is not in
  :data:`AT_WORK`, so twenty people who review and decide compute nothing of it anew.

Beside that, every key names what the person who looks may see, and, but of what is on runs and
proposals alone, the person: two who may not see the same never share a value. Each caller gets a
copy of its own, so no session can change what another one sees.
"""

import functools
import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

import streamlit as st

from fct.dashboard.kit.places import Place, store_at
from fct.dashboard.kit.session import once_a_run
from fct.data.common import dump_json
from fct.data.decisions import KeptSlate
from fct.data.people import Action
from fct.data.subjects import Store

AT_WORK = frozenset(
    {
        "comment written",
        "decision made",
        "file downloaded",
        "flag raised",
        "flag resolved",
        "meeting paper written",
        "message written",
        "package written",
        "review assigned",
        "review unassigned",
        "review written",
        "scenario saved",
        "view removed",
        "view saved",
    }
)
"""Actions of people at work: they change no proposal, no rule, no run and no answer to an overlap.

Who is assigned sees more, which every key names beside.
"""
_ENTRIES = 64  # a few for each of some twenty people at once

_HASHES: dict[str | type[Any], Callable[[Any], Any]] = {
    "fct.dashboard.kit.queries.View": lambda view: (
        *(view.place, view.run.id, view.run.cycle_version, view.published_at),
        *(view.is_only_cycle, view.head),
    ),
    KeptSlate: lambda kept: (
        None if kept.published is None else kept.published.run_id,
        kept.slate is not None and kept.slate.is_supplement,
    ),
}
"""What of a view, and of a slate for what it hangs on, is a part of a key.

Run and version of the cycle never change, and no decision changes what the slate hangs on.
"""

P = ParamSpec("P")
T = TypeVar("T")
_Of: TypeAlias = Callable[Concatenate[Place, P], T]
_KeyOf: TypeAlias = Callable[[Store], object]


class Kept(Generic[P, T]):
    """A function of a place whose values are kept; made by :func:`lasting` and :func:`current`.

    Parameters
    ----------
    function : callable
    key_of : callable
        What differs between two states of the store.
    is_shared : bool
        Whether those who may see the same share values.
    spinner : str or bool
        What is shown while it computes.
    entries : int
        How many values are kept.
    """

    def __init__(
        self,
        function: "_Of[P, T]",
        key_of: _KeyOf,
        *,
        is_shared: bool,
        spinner: str | bool,
        entries: int,
    ) -> None:
        def value(state: object, place: Place, *args: Any, **named: Any) -> T:
            del state  # of the key alone
            return function(place, *args, **named)

        # By these Streamlit keeps caches apart.
        value.__module__, value.__qualname__ = function.__module__, function.__qualname__
        functools.update_wrapper(self, function)
        self._key_of, self._is_shared = key_of, is_shared
        keeping = st.cache_data(show_spinner=spinner, max_entries=entries, hash_funcs=_HASHES)
        self._value = keeping(value)

    def __call__(self, place: Place, *args: P.args, **named: P.kwargs) -> T:
        """Return the value, computed once for each state of what it depends on."""
        store = store_at(place)
        reader = "" if self._is_shared else store.acting.id
        key = (reader, sight_key(store), self._key_of(store))
        value: T = self._value(key, place, *args, **named)
        return value

    def clear(self) -> None:
        """Forget all values."""
        self._value.clear()


def sight_key(store: Store) -> str:
    """Return what who looks may see, as a part of a key.

    Who sees no order sees some values as blank until the decisions are published: to such a person
    nothing lasts longer than what came in.
    """
    acting = store.acting
    if acting.person is None:
        return "owner"
    seen = once_a_run(f"sight {store.settings}", lambda: _sight(store))
    last = () if acting.scopes(Action.ORDER_SEE) else last_that_came_in(store)
    return f"{seen} {last}"


def _sight(store: Store) -> str:
    acting, component = store.acting, store.acting.person and store.acting.person.component
    return dump_json([sorted(acting.roles), component, sorted(store.sight().hidden)])


def lasting(
    *, spinner: str | bool = False, entries: int = _ENTRIES
) -> Callable[["_Of[P, T]"], "Kept[P, T]"]:
    """Keep what depends on the arguments and on rows that never change: runs and proposals.

    Parameters
    ----------
    spinner : str or bool
    entries : int
    """
    return lambda function: Kept(
        function, _first_hash, is_shared=True, spinner=spinner, entries=entries
    )


def _first_hash(store: Store) -> str:
    return once_a_run(f"first {store.settings}", store.events.first_hash)


def current(
    *, spinner: str | bool = False, entries: int = _ENTRIES
) -> Callable[["_Of[P, T]"], "Kept[P, T]"]:
    """Keep what depends on the arguments and on all that the store holds now.

    Parameters
    ----------
    spinner : str or bool
    entries : int
    """
    return lambda function: Kept(
        function,
        lambda store: store.events.last(),
        is_shared=False,
        spinner=spinner,
        entries=entries,
    )


def came_in(
    *, is_shared: bool = False, spinner: str | bool = False, entries: int = _ENTRIES
) -> Callable[["_Of[P, T]"], "Kept[P, T]"]:
    """Keep what depends on the arguments and on all but what is in :data:`AT_WORK`.

    Parameters
    ----------
    is_shared : bool
        Whether it is on runs and proposals alone, so that those who may see the same share it.
    spinner : str or bool
    entries : int
    """
    return lambda function: Kept(
        function, last_that_came_in, is_shared=is_shared, spinner=spinner, entries=entries
    )


def last_that_came_in(store: Store) -> tuple[int, str]:
    """Return number and hash of the last event that is not in :data:`AT_WORK`."""
    return store.events.last(AT_WORK)


class Copies(Mapping[str, T]):
    """A mapping that gives a copy of a value each time, and is itself quickly copied.

    Parameters
    ----------
    values : mapping
    """

    def __init__(self, values: Mapping[str, T]) -> None:
        self._pickled = {name: pickle.dumps(value) for name, value in values.items()}

    def __getitem__(self, name: str) -> T:
        """Return a copy of the value."""
        value: T = pickle.loads(self._pickled[name])  # noqa: S301 - made in this process, above
        return value

    def __iter__(self) -> Iterator[str]:
        """Return the names in their order."""
        return iter(self._pickled)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._pickled)
