"""How a project stands, from its rows."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from fct.data.decisions.project_records import ProjectState, ProjectStep, ProjectStepKind
from fct.data.projects.standing import KeptProject
from tests.support.stores.projects import ACTOR, AT, YEAR, answers, project_of, report_of

MET = answers(percent=100, finding="met", finding_date=dt.date(2028, 2, 29))


def step(kind: ProjectStepKind) -> ProjectStep:
    """A step of the project A."""
    return ProjectStep(ref="A", fiscal_year=YEAR, kind=kind, reason="r", at=AT, actor=ACTOR)


def test_a_project_tests_from_the_first_report_that_says_so() -> None:
    """A percentage above zero or a date makes it `testing`; a report without either does not."""
    assert project_of().kept.state is ProjectState.FUNDED
    assert project_of(report_of("A", 1, answers(percent=0))).kept.state is ProjectState.FUNDED
    assert project_of(report_of("A", 1, answers(percent=1))).kept.state is ProjectState.TESTING
    dated = answers(percent=0, next_event_date=dt.date(2027, 3, 1))
    assert project_of(report_of("A", 1, dated)).kept.state is ProjectState.TESTING


@pytest.mark.parametrize("finding", ["met", "partly met", "not met"])
def test_the_finding_of_the_close_out_is_the_state(finding: str) -> None:
    """A finding in a quarterly report changes nothing; that of the close-out is the state."""
    said = answers(percent=90, finding=finding)
    assert project_of(report_of("A", 3, said)).kept.state is ProjectState.TESTING
    assert str(project_of(report_of("A", 0, said)).kept.state) == finding


def test_a_close_out_without_a_finding_ends_nothing() -> None:
    """Its finding could not be read, so reports go on."""
    project = project_of(report_of("A", 0, answers(percent=100)))

    assert project.kept.state is ProjectState.TESTING
    assert project.oldest_open() == 1


def test_a_report_is_late_thirty_days_after_its_date() -> None:
    """Until then it is the next one."""
    project = project_of()

    assert project.late_reports(dt.date(2027, 2, 13)) == []
    assert project.next_report(dt.date(2027, 2, 13)) == (1, dt.date(2027, 1, 15))
    assert project.late_reports(dt.date(2027, 2, 14)) == ["A-R01"]
    assert project.next_report(dt.date(2027, 2, 14)) == (2, dt.date(2027, 4, 15))


def test_the_close_out_answers_for_all_dates_before_it() -> None:
    """Nothing is late and nothing is next."""
    project = project_of(report_of("A", 0, MET))

    assert project.late_reports(dt.date(2028, 7, 1)) == []
    assert project.next_report(dt.date(2028, 7, 1)) is None


def test_the_clock_ends_five_years_after_a_finding_that_it_met() -> None:
    """29 February ends on the 28th; no other finding starts a clock."""
    assert project_of(report_of("A", 0, MET)).clock_ends == dt.date(2033, 2, 28)
    other = replace(MET, finding="partly met")
    assert project_of(report_of("A", 0, other)).clock_ends is None
    assert project_of(report_of("A", 0, other)).procure_by == dt.date(2030, 2, 28)


def test_a_closed_project_waits_for_nothing() -> None:
    """Terminated or procured, it has no goal and no report."""
    closed = project_of(report_of("A", 0, MET), steps=[step(ProjectStepKind.PROCURE)])
    assert (closed.kept.state, closed.procure_by) == (ProjectState.PROCURED, None)
    ended = project_of(steps=[step(ProjectStepKind.TERMINATE)])
    assert ended.late_reports(dt.date(2030, 1, 1)) == []


def test_later_money_counts_from_its_cycle_on() -> None:
    """What the next cycle gives replaces what was promised for its years, not for those before."""
    kept = project_of().kept
    first = replace(kept.money[0], kusd={2027: Decimal(400), 2028: Decimal(300)})
    later = replace(first, fiscal_year=2028, source="FY2028-1", kusd={2028: Decimal(250)})

    project = KeptProject(kept.row, (first, later), (), ())

    assert project.promised == {2027: Decimal(400), 2028: Decimal(250)}


def test_obligations_are_those_of_the_last_date() -> None:
    """A new version of an old report does not hide what a later one says."""
    reports = [
        report_of("A", 1, answers(obligated={2027: 100})),
        report_of("A", 2, answers(obligated={2027: 250})),
        report_of("A", 1, answers(obligated={2027: 120}), version=2),
    ]

    assert project_of(*reports).kept.obligated == {2027: Decimal(250)}
