"""Projects of a store, and the workbooks of their reports."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from fct.data.common.actor import Actor
from fct.data.decisions.project_records import (
    ProjectMoney,
    ProjectOrigin,
    ProjectReport,
    ProjectRow,
    ReportAnswers,
)
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_report_form
from fct.data.projects.repository import Start
from fct.data.projects.standing import KeptProject, Project, ProjectTerms
from fct.data.subjects.store import Store
from tests.support.files.workbooks import write_template

YEAR = 2027
STARTED = dt.date(2026, 10, 15)
AT = dt.datetime(2026, 10, 15, 12, tzinfo=dt.UTC)
ACTOR = Actor("somebody")
TERMS = ProjectTerms(3, 30, 5, 24, "America/New_York")
PEOPLE = {
    "owner": ({Role.ADMINISTRATOR}, None),
    "operator": ({Role.OPERATOR}, None),
    "army": ({Role.SPONSOR}, "Army"),
    "navy": ({Role.SPONSOR}, "Navy"),
    "reviewer": ({Role.REVIEWER}, None),
}


def start_of(ref: str, component: str | None = "Army", **kusd: int) -> Start:
    """Return the start of a project with money by fiscal year, as ``FY2027=400``."""
    money = {int(year[2:]): Decimal(amount) for year, amount in (kusd or {"FY2027": 400}).items()}
    row = ProjectRow(
        ref=ref,
        fiscal_year=YEAR,
        title=f"Project {ref}",
        component=component,
        started_on=STARTED,
        origin=ProjectOrigin.SLATE,
        at=AT,
        actor=ACTOR,
    )
    return Start(row=row, source="FY2027-1", fiscal_year=YEAR, kusd=money)


def with_projects(store: Store, *starts: Start) -> Store:
    """Give a store a cycle, projects and people, and return it."""
    text = packaged_cycle_texts()[YEAR]
    store.cycles.add(YEAR, text, sha256_of_text(text), ACTOR)
    for start in starts:
        store.projects.start(start)
    for person_id, (roles, component) in PEOPLE.items():
        account = store.actor.name if person_id == "owner" else None
        store.people.add(
            Person(
                id=person_id,
                name=person_id,
                roles=frozenset(roles),
                component=component,
                account=account,
            )
        )
    return store


def as_person(store: Store, person_id: str) -> Store:
    """Return the store as one of its people has it."""
    person = store.people.known(person_id)
    return store.as_(Acting(person.actor(os.getuid()), person))


def answers(**said: Any) -> ReportAnswers:
    """Return what a report says."""
    obligated = said.pop("obligated", {})
    money = {year: Decimal(amount) for year, amount in obligated.items()}
    return ReportAnswers(**said, obligated_kusd=money)


def report_of(ref: str, number: int, said: ReportAnswers, version: int = 1) -> ProjectReport:
    """Return one version of a report."""
    return ProjectReport(
        ref=ref,
        fiscal_year=YEAR,
        number=number,
        version=version,
        file_name="report.xlsx",
        file_sha256="0" * 64,
        answers=said,
        findings=[],
        at=AT,
        actor=ACTOR,
    )


def project_of(*reports: ProjectReport, steps: Sequence[Any] = ()) -> Project:
    """Return the project A with some reports and steps."""
    start = start_of("A")
    money = ProjectMoney(
        ref="A", fiscal_year=YEAR, source=start.source, kusd=start.kusd, at=AT, actor=ACTOR
    )
    return Project(KeptProject(start.row, (money,), tuple(steps), tuple(reports)), TERMS)


def write_report(
    path: Path,
    given: Mapping[str, Any],
    rows: Mapping[str, Any],
    *,
    ref: str | None = "A",
    number: str | None = "R01",
) -> Path:
    """Write the workbook of a report with answers in it; ``C`` is the close-out."""
    form = load_report_form("close-out" if number == "C" else "report")
    filled: Any = {"answers": given, "rows": rows}
    write_template(path, form=form, fiscal_year=YEAR, ref=ref, report=number, filled=filled)
    return path
