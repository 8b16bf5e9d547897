"""What is kept of a funded project: its start, its money, its reports, and what people did with it.

Nothing of it is changed: how a project stands follows from the rows.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from fct.data.common import Actor, Json
from fct.data.decisions.amounts import Kusd, KusdByYear


class ProjectState(StrEnum):
    """How far a project is."""

    FUNDED = "funded"
    TESTING = "testing"
    MET = "met"
    PARTLY_MET = "partly met"
    NOT_MET = "not met"
    PROCURED = "procured"
    NOT_PROCURED = "not procured"
    TERMINATED = "terminated"


FOUND = frozenset({ProjectState.MET, ProjectState.PARTLY_MET, ProjectState.NOT_MET})
"""The states that a close-out gives."""

CLOSED = frozenset({ProjectState.PROCURED, ProjectState.NOT_PROCURED, ProjectState.TERMINATED})
"""The states after which nothing is to be done."""


class ProjectOrigin(StrEnum):
    """Where the money of a project comes from."""

    SLATE = "slate"
    CYCLE_FILE = "cycle file"


class ProjectStepKind(StrEnum):
    """What a person did with a project."""

    TRANSFER = "transferred"
    TERMINATE = "terminated"
    PROCURE = "procured"
    NOT_PROCURE = "not procured"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectRow:
    """A project at its start.

    Attributes
    ----------
    ref : str
        That of its proposal, through all its years.
    fiscal_year : int
        Of the cycle that started it.
    title : str
    component : str or None
        None where only the cycle file knows it.
    started_on : date
        In the time zone of its cycle; report dates count from it.
    origin : ProjectOrigin
    at : datetime
    actor : Actor
    """

    ref: str
    fiscal_year: int
    title: str
    component: str | None
    started_on: dt.date
    origin: ProjectOrigin
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectMoney:
    """What one slate, or one cycle file, promises a project.

    Attributes
    ----------
    ref : str
    fiscal_year : int
        Of the cycle.
    source : str
        Id of the slate; ``cycle file`` where that promises it.
    kusd : mapping of int to Decimal
        Thousands of dollars by fiscal year; what came later counts for the years that it names,
        and for all years from its cycle on.
    at : datetime
    actor : Actor
    """

    ref: str
    fiscal_year: int
    source: str
    kusd: Annotated[Kusd, KusdByYear()]
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectStep:
    """What a person did with a project, and why.

    Attributes
    ----------
    ref : str
    fiscal_year : int
        Of the cycle that started it.
    kind : ProjectStepKind
    reason : str
    component : str or None
        To which it was transferred.
    quantity : int or None
    kusd : str or None
        What was paid, in thousands of dollars, as a decimal.
    done_on : date or None
        Day of the purchase.
    at : datetime
    actor : Actor
    """

    ref: str
    fiscal_year: int
    kind: ProjectStepKind
    reason: str
    component: str | None = None
    quantity: int | None = None
    kusd: str | None = None
    done_on: dt.date | None = None
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAnswers:
    """What a report says, as far as it could be read.

    Attributes
    ----------
    percent : int or None
    next_event, issues, finding : str or None
    next_event_date, finding_date : date or None
    obligated_kusd : mapping of int to Decimal
    results : tuple of mapping of str to str
        ``requirement``, ``result`` and ``evidence`` of each.
    """

    percent: int | None = None
    next_event: str | None = None
    next_event_date: dt.date | None = None
    issues: str | None = None
    finding: str | None = None
    finding_date: dt.date | None = None
    obligated_kusd: Kusd
    results: tuple[Mapping[str, str], ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values; money is text."""
        return {
            "percent_complete": self.percent,
            "next_event": self.next_event,
            "next_event_date": _day(self.next_event_date),
            "issues": self.issues,
            "finding": self.finding,
            "finding_date": _day(self.finding_date),
            "obligated_kusd": {str(y): f"{kusd:f}" for y, kusd in self.obligated_kusd.items()},
            "results": [dict(row) for row in self.results],
        }

    @classmethod
    def model_validate(cls, obj: Any) -> "ReportAnswers":
        """Return what :meth:`as_plain` gave."""
        return cls(
            percent=obj["percent_complete"],
            next_event=obj["next_event"],
            next_event_date=_read_day(obj["next_event_date"]),
            issues=obj["issues"],
            finding=obj["finding"],
            finding_date=_read_day(obj["finding_date"]),
            obligated_kusd={int(y): Decimal(k) for y, k in obj["obligated_kusd"].items()},
            results=tuple(obj["results"]),
        )


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectReport:
    """One version of one report of a project.

    Attributes
    ----------
    ref : str
    fiscal_year : int
        Of the cycle that started it.
    number : int
        That of its date, from 1; 0 for the close-out.
    version : int
        1, 2, 3, ... of one report.
    file_name, file_sha256 : str
    answers : ReportAnswers
    findings : list of object
        What is to be repaired in it, as JSON values.
    at : datetime
    actor : Actor
    """

    ref: str
    fiscal_year: int
    number: int
    version: int
    file_name: str
    file_sha256: str
    answers: ReportAnswers
    findings: Annotated[Any, Json()]
    at: dt.datetime
    actor: Actor

    @property
    def id(self) -> str:
        """As in ``FY28-0001-R01``, or ``FY28-0001-C`` for the close-out."""
        return f"{self.ref}-{report_suffix(self.number)}"


CLOSE_OUT_NUMBER = 0


def report_suffix(number: int) -> str:
    """Return how a report is called behind the ref of its project.

    Examples
    --------
    >>> report_suffix(3), report_suffix(0)
    ('R03', 'C')
    """
    return "C" if number == CLOSE_OUT_NUMBER else f"R{number:02d}"


@dataclass(frozen=True, kw_only=True, slots=True)
class NominationAnswer:
    """That a nominated proposal was invited, or declined.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    answer : str
        ``invited`` or ``declined``.
    reason : str
        That is published; empty where it was invited.
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    ref: str
    answer: str
    reason: str
    at: dt.datetime
    actor: Actor
