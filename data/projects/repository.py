"""The projects of a store: started, changed, reported on, and seen by those who may.

A project may be handed to a component that may not see its proposal, and a project that only a
cycle file knows has no proposal. So who sees one is decided here, over what is hidden.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from fct.data import decisions
from fct.data.common import Actor, not_there, utc_now
from fct.data.decisions import ProjectMoney, ProjectReport, ProjectRow, ProjectStep
from fct.data.people import Acting, Action, Object, Scope, may
from fct.data.projects.standing import KeptProject
from fct.data.store import Repository, Sight, add_event, keep_file, receiving_file
from fct.data.tables import (
    Event,
    events,
    insert_record,
    project_money,
    project_reports,
    project_steps,
    projects,
    read_records,
)

R = TypeVar("R")

EVENT_OF_START, EVENT_OF_MONEY, EVENT_OF_REPORT = (
    "project started",
    "project money changed",
    "project report kept",
)
_EVENT_OF_STEP = "project {}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """What starts a project, or gives one money that runs already.

    Attributes
    ----------
    row : ProjectRow
        Of the project, where it is new.
    source : str
        Id of the slate, or ``cycle file``.
    fiscal_year : int
        Of the cycle.
    kusd : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    """

    row: ProjectRow
    source: str
    fiscal_year: int
    kusd: decisions.Kusd


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReport:
    """A report as it is handed to the store.

    Attributes
    ----------
    ref : str
    number : int
        That of its date; 0 for the close-out.
    file_name : str
    content : bytes
    answers : ReportAnswers
    findings : sequence of object
        JSON values.
    """

    ref: str
    number: int
    file_name: str
    content: bytes = field(repr=False)
    answers: decisions.ReportAnswers
    findings: list[dict[str, Any]]


class Projects(Repository):
    """The projects of a store."""

    def all(self) -> list[KeptProject]:
        """Return the projects that the person may see, by ref.

        Raises
        ------
        DeniedError
            ``NOT_ALLOWED``, if the roles of the person see no projects.
        """
        self._database.ask(Action.PROJECT_SEE)
        acting, sight = self._database.acting_now(), self._database.sight()
        with self._database.looking() as connection:
            kept = kept_projects(connection)
        return [one for one in kept if _is_seen(one, acting, sight)]

    def get(self, ref: str) -> KeptProject:
        """Return one project.

        Raises
        ------
        DeniedError
            ``NOT_THERE``, if there is none that the person may see.
        """
        found = [one for one in self.all() if one.ref.casefold() == ref.strip().casefold()]
        # Two refs may differ in case alone, as they come from files.
        exact = [one for one in found if one.ref == ref.strip()]
        if len(found) != 1 and not exact:
            self._database.deny(not_there(ref), Action.PROJECT_SEE, ref)
        return (exact or found)[0]

    def known_refs(self) -> frozenset[str]:
        """Return the refs of all projects, for what is made of all of them."""
        with self._database.looking() as connection:
            return frozenset(connection.execute(sa.select(projects.c.ref)).scalars())

    def sources(self, fiscal_year: int) -> frozenset[tuple[str, str]]:
        """Return ref and source of all that was promised in a cycle."""
        found = sa.select(project_money.c.ref, project_money.c.source).where(
            project_money.c.fiscal_year == fiscal_year
        )
        with self._database.looking() as connection:
            return frozenset((row.ref, row.source) for row in connection.execute(found))

    def events(self, ref: str) -> list[Event]:
        """Return what was done with a project that the person may see, oldest first."""
        ref = self.get(ref).ref
        names = [EVENT_OF_START, EVENT_OF_MONEY, EVENT_OF_REPORT]
        names += [_EVENT_OF_STEP.format(kind) for kind in decisions.ProjectStepKind]
        found = sa.select(events).where(events.c.object == ref, events.c.action.in_(names))
        with self._database.looking() as connection:
            return read_records(connection, Event, found.order_by(events.c.seq))

    def start(self, start: Start) -> bool:
        """Start a project or give it money, once for each source, and return whether it was new."""
        actor = self._database.ask(Action.PROJECT_START)
        with self._writing() as connection:
            return insert_start(connection, start, actor)

    def change(
        self, ref: str, action: Action, make: Callable[[KeptProject, Actor], ProjectStep]
    ) -> KeptProject:
        """Keep a step of a project, and return the project after it.

        Parameters
        ----------
        ref : str
        action : Action
        make : callable
            Gives the step over what is kept, by who acts, or refuses it.
        """
        seen = self.get(ref)
        actor = self._ask(action, seen)
        with self._writing() as connection:
            # Read again inside the transaction: somebody may have closed the project since.
            (kept,) = kept_projects(connection, [seen.ref])
            step = make(kept, actor)
            insert_record(connection, project_steps, step)
            details = {
                "fiscal_year": step.fiscal_year,
                "reason": step.reason,
                "component": step.component,
                "quantity": step.quantity,
                "kusd": step.kusd,
                "on": None if step.done_on is None else step.done_on.isoformat(),
            }
            details = {name: value for name, value in details.items() if value is not None}
            add_event(connection, actor, _EVENT_OF_STEP.format(step.kind), step.ref, details)
            (after,) = kept_projects(connection, [seen.ref])
            return after

    def ask_to_report(self, kept: KeptProject) -> Actor:
        """Return who acts, if that person may report on a project; else it is denied."""
        return self._ask(Action.PROJECT_REPORT, kept)

    def add_report(
        self, new: NewReport, refuse: Callable[[KeptProject], None]
    ) -> tuple[ProjectReport, bool]:
        """Keep a report, and return it, and whether the same file came before.

        Parameters
        ----------
        new : NewReport
        refuse : callable
            Raises where the project, as it stands, takes no such report.
        """
        actor = self._ask(Action.PROJECT_REPORT, self.get(new.ref))
        with receiving_file(self._database, new.content) as connection:
            (kept,) = kept_projects(connection, [new.ref])
            refuse(kept)
            before = kept.newest.get(new.number)
            # Before it is known whether it is a repeat: the same bytes are one file.
            sha256 = keep_file(connection, self._database.files, new.content)
            if before is not None and before.file_sha256 == sha256:
                return before, True
            report = ProjectReport(
                ref=new.ref,
                fiscal_year=kept.row.fiscal_year,
                number=new.number,
                version=1 if before is None else before.version + 1,
                file_name=new.file_name,
                file_sha256=sha256,
                answers=new.answers,
                findings=new.findings,
                at=utc_now(),
                actor=actor,
            )
            insert_record(connection, project_reports, report)
            details = {
                "report": report.id,
                "version": report.version,
                "file_sha256": sha256,
                "findings": len(new.findings),
                "fiscal_year": report.fiscal_year,
            }
            add_event(connection, actor, EVENT_OF_REPORT, report.ref, details)
            return report, False

    def _ask(self, action: Action, kept: KeptProject) -> Actor:
        acting = self._database.acting_now()
        is_own = acting.person is not None and acting.person.component == kept.component
        denied = may(acting, action, Object(name=kept.ref, is_own=is_own))
        if denied is not None:
            self._database.deny(denied, action, kept.ref)
        return acting.actor


def insert_start(connection: sa.Connection, start: Start, actor: Actor) -> bool:
    """Start a project in a writing transaction; see :meth:`Projects.start`."""
    ref = start.row.ref
    is_known = connection.scalar(sa.select(projects.c.ref).where(projects.c.ref == ref))
    # Once for each source: a slate may be published again, and a cycle file read again.
    of_source = sa.select(project_money.c.id).where(
        project_money.c.ref == ref,
        project_money.c.fiscal_year == start.fiscal_year,
        project_money.c.source == start.source,
    )
    if connection.scalar(of_source) is not None:
        return False
    at = utc_now()
    if is_known is None:
        insert_record(connection, projects, replace(start.row, at=at, actor=actor))
    money = ProjectMoney(
        ref=ref,
        fiscal_year=start.fiscal_year,
        source=start.source,
        kusd=start.kusd,
        at=at,
        actor=actor,
    )
    insert_record(connection, project_money, money)
    details = {
        "fiscal_year": start.fiscal_year,
        "source": start.source,
        "kusd": {str(year): f"{kusd:f}" for year, kusd in start.kusd.items()},
        "started_on": start.row.started_on.isoformat(),
    }
    what = EVENT_OF_START if is_known is None else EVENT_OF_MONEY
    add_event(connection, actor, what, ref, details)
    return True


def _is_seen(kept: KeptProject, acting: Acting, sight: Sight) -> bool:
    scopes = acting.scopes(Action.PROJECT_SEE)
    if Scope.ALL in scopes:
        is_hidden = (kept.row.fiscal_year, kept.ref) in sight.hidden or kept.ref in sight.withheld
        return not is_hidden
    person = acting.person
    return person is not None and kept.component is not None and kept.component == person.component


def kept_projects(
    connection: sa.Connection, refs: Collection[str] | None = None
) -> list[KeptProject]:
    """Return all that is kept of projects, by ref."""

    def rows(record: type[R], table: sa.Table, *order: sa.Column[Any]) -> list[R]:
        query = sa.select(table).order_by(*order)
        return read_records(
            connection, record, query if refs is None else query.where(table.c.ref.in_(refs))
        )

    money = _by_ref(rows(ProjectMoney, project_money, project_money.c.id))
    steps = _by_ref(rows(ProjectStep, project_steps, project_steps.c.id))
    reports = _by_ref(rows(ProjectReport, project_reports, project_reports.c.version))
    found = [
        KeptProject(row, money[row.ref], steps[row.ref], reports[row.ref])
        for row in rows(ProjectRow, projects)
    ]
    return sorted(found, key=lambda one: one.ref)  # here, because databases sort text differently


def _by_ref(rows: Iterable[R]) -> defaultdict[str, tuple[R, ...]]:
    found: defaultdict[str, tuple[R, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.ref] = (*found[row.ref], row)  # type: ignore[attr-defined] # each has a ref
    return found
