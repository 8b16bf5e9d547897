"""What is said about a proposal beside its reviews: comments, and flags that somebody resolves."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import Actor

OFFICE = "FCT office"
"""By what name a sponsor sees whoever of the office wrote."""


class Audience(StrEnum):
    """Whom a comment is for."""

    PRIVATE = "private"
    REVIEWERS = "reviewers"
    SPONSOR = "sponsor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """One comment on a proposal.

    Attributes
    ----------
    id : str
        As in ``FY2027-M0001``.
    fiscal_year : int
    ref : str
    audience : Audience
    text : str
    at : datetime
    actor : Actor
        Who wrote it.
    """

    id: str
    fiscal_year: int
    ref: str
    audience: Audience
    text: str
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagRaised:
    """That a team has to look at a proposal before its decision goes out.

    Attributes
    ----------
    id : str
        As in ``FY2027-F001``.
    fiscal_year : int
    ref, team, reason : str
    at : datetime
    actor : Actor
    """

    id: str
    fiscal_year: int
    ref: str
    team: str
    reason: str
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagResolved:
    """That a flag is resolved, why, by whom and when."""

    reason: str
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """A flag with its resolution; None while it is open."""

    raised: FlagRaised
    resolved: FlagResolved | None = None

    @property
    def is_open(self) -> bool:
        """Whether it blocks the publication of its proposal's decision."""
        return self.resolved is None


def open_refs(flags: Iterable[Flag]) -> list[str]:
    """Return the refs that have an open flag, sorted."""
    return sorted({flag.raised.ref for flag in flags if flag.is_open})
