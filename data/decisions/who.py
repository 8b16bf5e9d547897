"""Who acts on a slate, as far as it decides what that person may do with it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Who acts on a slate, and on which of its proposals that person may not.

    Attributes
    ----------
    id : str
    may_all : bool
        Whether the store is that person's alone, so that nothing has to be separate.
    roles : frozenset of str
    in_conflict : frozenset of str
        Refs of the cycle that the person is in conflict with, or whose component is the person's.
    reviewed : frozenset of str
        Refs that the person has a review of.
    brought : frozenset of str
        Refs that the person submitted or certified.
    """

    id: str
    may_all: bool = False
    roles: frozenset[str] = frozenset()
    in_conflict: frozenset[str] = frozenset()
    reviewed: frozenset[str] = frozenset()
    brought: frozenset[str] = frozenset()
