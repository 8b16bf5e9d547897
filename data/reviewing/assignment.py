"""Who reviews what until when: one row for each time that somebody is assigned or no longer is."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from fct.data.common import Actor


class AssignmentStep(StrEnum):
    """What happened to an assignment."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"


class AssignmentState(StrEnum):
    """How far an assigned review is, in the words that are shown."""

    NOT_STARTED = "not started"
    DRAFT = "draft"
    ASKED = "asked"
    IN = "in"


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentChange:
    """One change of an assignment; the newest one of a proposal and a person counts.

    Attributes
    ----------
    fiscal_year : int
    ref, person : str
    step : AssignmentStep
    due : date or None
        Last day for the review, in the cycle's time zone.
    reason : str
        Why somebody is no longer assigned; else empty.
    at : datetime
    actor : Actor
        Who assigned.
    """

    fiscal_year: int
    ref: str
    person: str
    step: AssignmentStep
    due: dt.date | None = None
    reason: str = ""
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """That a person reviews a proposal, and how far the review is.

    Attributes
    ----------
    ref, person : str
    due : date or None
    state : AssignmentState
    is_in_conflict : bool
        Whether the person came into conflict since; such a review counts in no figure.
    """

    ref: str
    person: str
    due: dt.date | None
    state: AssignmentState
    is_in_conflict: bool = False


def last_moment_of(day: dt.date, time_zone: str) -> dt.datetime:
    """Return the last second of a day in a time zone: a due day lasts until then."""
    # On the wall clock of the zone: a day has 23 hours in spring.
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo(time_zone))


def is_overdue(one: Assignment, time_zone: str, now: dt.datetime) -> bool:
    """Return whether a review that is not in should have been."""
    if one.due is None or one.state is AssignmentState.IN:
        return False
    return now > last_moment_of(one.due, time_zone)
