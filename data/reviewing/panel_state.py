"""Whose reviews count for a proposal, and who may read which of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from fct.data.reviewing.assignment import Assignment
from fct.data.reviewing.version import ReviewVersion

BEFORE_CONFLICT = "before a conflict"
NOT_ASSIGNED_NOW = "no longer assigned"


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelState:
    """The reviews of one proposal, as far as they are in.

    Attributes
    ----------
    fiscal_year : int
    ref, title : str
    version : int
        The newest of the proposal.
    assignments : tuple of Assignment
        Those of now, by person, of people in conflict too.
    reviews : mapping of str to ReviewVersion
        By person, the newest version that is in, of whoever wrote one.
    """

    fiscal_year: int
    ref: str
    title: str
    version: int
    assignments: tuple[Assignment, ...]
    reviews: Mapping[str, ReviewVersion]

    @property
    def due(self) -> tuple[str, ...]:
        """The people whose review counts: assigned now and not in conflict."""
        return tuple(one.person for one in self.assignments if not one.is_in_conflict)

    @property
    def counted(self) -> dict[str, ReviewVersion]:
        """The reviews that count, by person."""
        return {person: self.reviews[person] for person in self.due if person in self.reviews}

    @property
    def is_complete(self) -> bool:
        """Whether every review that is due is in, and one is."""
        return len(self.counted) == len(self.due) > 0

    def note_of(self, person: str) -> str:
        """Return why a review counts in no figure; empty where it counts."""
        if person in self.due:
            return ""
        is_assigned = any(one.person == person for one in self.assignments)
        return BEFORE_CONFLICT if is_assigned else NOT_ASSIGNED_NOW


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who wants to read reviews, as far as it decides which.

    Attributes
    ----------
    id : str
    reads_all : bool
        An authority, an auditor, or the owner: whatever is in, and what counts no longer.
    are_open : bool
        Whether each review is shown when it is in: the cycle says so, or the person runs the
        cycle and reviews nothing.
    """

    id: str
    reads_all: bool
    are_open: bool

    def reads_others(self, panel: PanelState) -> bool:
        """Whether reviews of others that count, and comments to reviewers, are shown.

        Before the own review is in, what others say would be repeated in it (reviewing.md,
        detail 22).
        """
        if self.reads_all or self.are_open:
            return True
        if self.id in panel.due:
            return self.id in panel.reviews
        # Whoever does not judge it reads once all are in, and could else carry word to those who
        # do.
        return len(panel.counted) == len(panel.due)

    def readable(self, panel: PanelState) -> dict[str, ReviewVersion]:
        """Return the reviews that are shown, by person."""
        if self.reads_all:
            return dict(sorted(panel.reviews.items()))
        others = panel.counted if self.reads_others(panel) else {}
        own = {self.id: panel.reviews[self.id]} if self.id in panel.reviews else {}
        return dict(sorted({**others, **own}.items()))
