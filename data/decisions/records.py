"""What is kept of a slate: the slate, the versions of its decisions, and the steps taken with it.

Nothing of it is changed: a decision that changes is another version, and whether a step still
counts is seen by comparing what it saw with what there is.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fct.data.common import Actor, Json
from fct.data.decisions.amounts import Kusd, KusdByYear
from fct.data.decisions.outcomes import Outcome


class SlateState(StrEnum):
    """How far a slate is."""

    DRAFT = "draft"
    IN_APPROVAL = "in approval"
    APPROVED = "approved"
    PUBLISHED = "published"


class StepKind(StrEnum):
    """What was done with a slate."""

    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send back"
    PUBLISH = "publish"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slate:
    """A slate of a cycle: its first one, or a supplement to it.

    Attributes
    ----------
    id : str
        As in ``FY2027-1``.
    fiscal_year, number : int
        The first of a cycle has number 1, and is no supplement.
    reason : str
        Why there is a supplement; empty for the first slate.
    at : datetime
    actor : Actor
        Who made it.
    """

    id: str
    fiscal_year: int
    number: int
    reason: str
    at: dt.datetime
    actor: Actor

    @property
    def is_supplement(self) -> bool:
        """Whether it comes after a published slate."""
        return self.number > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One version of the decision on a proposal.

    Attributes
    ----------
    slate_id : str
    fiscal_year : int
    ref : str
    version : int
        1, 2, 3, ... for each ref of a slate.
    run_id : str
        Of the run whose advice it was made on.
    advice : Outcome
        Of that run.
    outcome : Outcome
    kusd : mapping of int to Decimal
        What it gives, in thousands of dollars by fiscal year; empty where it gives nothing.
    reason : str
        Empty where none was given.
    conditions : sequence of str
    at : datetime
    actor : Actor
    """

    slate_id: str
    fiscal_year: int
    ref: str
    version: int
    run_id: str
    advice: Outcome
    outcome: Outcome
    kusd: Annotated[Kusd, KusdByYear()]
    reason: str
    conditions: Annotated[Any, Json()]
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step that was taken with a slate, and what it saw.

    Attributes
    ----------
    slate_id : str
    fiscal_year : int
    number : int
        1, 2, 3, ... for each slate.
    kind : StepKind
    covers : sequence of str
        The refs whose decision it takes one step further.
    seen : mapping of str to int
        The version of each decision that there was.
    withdrawn : sequence of str
        The refs that were withdrawn.
    run_id : str
        Of the run whose advice the slate held.
    since : int
        Number of the publication since which that run was the published one.
    refs : sequence of str
        That a step back names.
    reason : str
        Of a step back.
    at : datetime
    actor : Actor
    """

    slate_id: str
    fiscal_year: int
    number: int
    kind: StepKind
    covers: Annotated[Any, Json()]
    seen: Annotated[Any, Json()]
    withdrawn: Annotated[Any, Json()]
    run_id: str
    since: int
    refs: Annotated[Any, Json()]
    reason: str
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingRun:
    """The published run of a cycle, and the publication since which it is that."""

    run_id: str
    since: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptSlate:
    """All that is kept of one slate, as one transaction sees it.

    Attributes
    ----------
    slate : Slate or None
        None where nobody has decided anything yet.
    versions : sequence of Decision
        Every version, oldest first.
    steps : sequence of Step
        Oldest first.
    standing : StandingRun or None
        Of the cycle now; None where no run is published.
    withdrawn : frozenset of str
        The refs that are withdrawn now.
    flagged : frozenset of str
        The refs with an open flag.
    before : sequence of KeptSlate
        The published slates that came before it.
    """

    slate: Slate | None
    versions: tuple[Decision, ...]
    steps: tuple[Step, ...]
    standing: StandingRun | None
    withdrawn: frozenset[str]
    flagged: frozenset[str] = frozenset()
    before: "tuple[KeptSlate, ...]" = ()

    @property
    def newest(self) -> Mapping[str, Decision]:
        """The newest version of each decision by ref."""
        return {one.ref: one for one in self.versions}

    @property
    def published(self) -> Step | None:
        """The step that published it; None before."""
        # Nothing follows a publication, so that the last step says it.
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.kind is StepKind.PUBLISH else None

    @property
    def withdrawn_of_it(self) -> frozenset[str]:
        """The refs that are withdrawn, or that were when it was published."""
        return self.withdrawn if self.published is None else frozenset(self.published.withdrawn)

    @property
    def seen(self) -> Mapping[str, int]:
        """The version of each decision, by ref in order."""
        return {ref: one.version for ref, one in sorted(self.newest.items())}
