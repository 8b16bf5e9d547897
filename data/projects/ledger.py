"""The outcomes that projects and published slates themselves say: nobody has to write them down."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from fct.data.common import Actor
from fct.data.decisions import (
    Decision,
    ProjectMoney,
    ProjectOrigin,
    ProjectReport,
    ProjectRow,
    ProjectState,
    ProjectStep,
    ProjectStepKind,
    StepKind,
)
from fct.data.projects.dates import months_between
from fct.data.projects.repository import kept_projects
from fct.data.projects.standing import KeptProject
from fct.data.reading import TrackLine
from fct.data.store import sight_on
from fct.data.tables import decisions, read_records, slate_steps

_TESTED = {ProjectState.MET: True, ProjectState.NOT_MET: False}


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerLine(TrackLine):
    """What became of one proposal, as its project or the decision on it says.

    Attributes
    ----------
    quantity : int or None
        Bought.
    kusd : Decimal or None
        Paid for them, in thousands of dollars.
    months : int or None
        Whole months from the finding to the purchase.
    at : datetime
        When it last changed.
    actor : Actor
    """

    quantity: int | None = None
    kusd: Decimal | None = None
    months: int | None = None
    at: dt.datetime
    actor: Actor


def ledger_lines(connection: sa.Connection) -> list[LedgerLine]:
    """Return a line for each project, and for each proposal that a published slate did not fund.

    Parameters
    ----------
    connection : Connection
        That shows what the person may see.
    """
    # A project that only a cycle file names has no proposal by which it could be hidden, so that it
    # is for those alone from whom nothing is.
    is_whole = sight_on(connection).is_whole
    started = [
        _of_project(kept)
        for kept in kept_projects(connection)
        if is_whole or kept.row.origin is ProjectOrigin.SLATE
    ]
    # A project counts before decisions: what a supplement funds was turned down by the slate before
    # it.
    known = {(line.fiscal_year, line.ref) for line in started}
    return started + [
        line for line in _not_funded(connection) if (line.fiscal_year, line.ref) not in known
    ]


def _of_project(kept: KeptProject) -> LedgerLine:
    """Return the line of a project, under the cycle that started it."""
    bought = next((one for one in kept.steps if one.kind is ProjectStepKind.PROCURE), None)
    months = None
    if bought is not None and bought.done_on is not None and kept.found_on is not None:
        months = months_between(kept.found_on, bought.done_on)
    rows: list[ProjectRow | ProjectMoney | ProjectStep | ProjectReport] = [kept.row]
    rows += [*kept.money, *kept.steps, *kept.reports]
    last = max(rows, key=lambda row: row.at)
    return LedgerLine(
        fiscal_year=kept.row.fiscal_year,
        ref=kept.ref,
        was_selected=True,
        tested_well=None if kept.finding is None else _TESTED.get(ProjectState(kept.finding)),
        was_procured=_was_procured(kept),
        source="its project",
        quantity=None if bought is None else bought.quantity,
        kusd=None if bought is None or bought.kusd is None else Decimal(bought.kusd),
        months=months,
        at=last.at,
        actor=last.actor,
    )


def _was_procured(kept: KeptProject) -> bool | None:
    match kept.state:
        case ProjectState.PROCURED:
            return True
        case ProjectState.NOT_PROCURED | ProjectState.TERMINATED:
            return False
    return None


def _not_funded(connection: sa.Connection) -> Iterator[LedgerLine]:
    """Yield the proposals that published slates decided not to fund, each as last decided."""
    published = {
        step.slate_id: step
        for step in connection.execute(
            sa.select(slate_steps).where(slate_steps.c.kind == str(StepKind.PUBLISH))
        )
    }
    found = sa.select(decisions).where(decisions.c.slate_id.in_(published))
    made = read_records(connection, Decision, found.order_by(decisions.c.id))
    # Supplements have later rows, so that the last decision on each is what stays.
    newest = {(one.fiscal_year, one.ref): one for one in made}
    for one in newest.values():
        step = published[one.slate_id]
        if not one.outcome.is_funded:
            yield LedgerLine(
                fiscal_year=one.fiscal_year,
                ref=one.ref,
                was_selected=False,
                tested_well=None,
                was_procured=None,
                source=f"slate {one.slate_id}",
                at=step.at,
                actor=one.actor,
            )
