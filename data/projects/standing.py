"""How a project stands, from the rows that are kept of it and the terms of its cycle."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from fct.data import decisions
from fct.data.decisions import ProjectReport, ProjectState, ProjectStepKind, report_suffix
from fct.data.projects.dates import months_after, years_after

_ENDS = {
    ProjectStepKind.TERMINATE: ProjectState.TERMINATED,
    ProjectStepKind.PROCURE: ProjectState.PROCURED,
    ProjectStepKind.NOT_PROCURE: ProjectState.NOT_PROCURED,
}


class ProjectTerms(NamedTuple):
    """What the cycle of a project says of projects.

    Attributes
    ----------
    report_every_months : int
    report_due_days : int
        After a report date, before the report is late.
    competition_clock_years : int
    test_to_procure_months : int
    time_zone : str
    """

    report_every_months: int
    report_due_days: int
    competition_clock_years: int
    test_to_procure_months: int
    time_zone: str


class ReportDate(NamedTuple):
    """A day on which a project reports."""

    number: int
    day: dt.date


@dataclass(frozen=True)
class KeptProject:
    """All that is kept of a project, oldest first."""

    row: decisions.ProjectRow
    money: tuple[decisions.ProjectMoney, ...]
    steps: tuple[decisions.ProjectStep, ...]
    reports: tuple[ProjectReport, ...]

    @property
    def ref(self) -> str:
        """Its ref, that of its proposal."""
        return self.row.ref

    @property
    def component(self) -> str | None:
        """To which it belongs now."""
        moved = [step.component for step in self.steps if step.kind is ProjectStepKind.TRANSFER]
        return moved[-1] if moved else self.row.component

    @cached_property
    def newest(self) -> Mapping[int, ProjectReport]:
        """The newest version of each report by number."""
        return {report.number: report for report in self.reports}

    @property
    def in_order(self) -> list[ProjectReport]:
        """The newest version of each report by date, the close-out last."""
        # The close-out has the number 0.
        last = max(self.newest, default=0) + 1
        return sorted(self.newest.values(), key=lambda report: report.number or last)

    @property
    def close_out(self) -> ProjectReport | None:
        """The newest close-out that states a finding."""
        found = self.newest.get(decisions.CLOSE_OUT_NUMBER)
        return found if found is not None and found.answers.finding is not None else None

    @property
    def last_step(self) -> decisions.ProjectStep | None:
        """The step that closed it; None while it is open."""
        return next((step for step in reversed(self.steps) if step.kind in _ENDS), None)

    @property
    def state(self) -> ProjectState:
        """How far it is."""
        if self.last_step is not None:
            return _ENDS[self.last_step.kind]
        if self.close_out is not None:
            return ProjectState(str(self.close_out.answers.finding))
        # Reports of nothing but an obligation say that there is money, not that a test began.
        began = any(
            report.answers.percent or report.answers.next_event_date is not None
            for report in self.newest.values()
        )
        return ProjectState.TESTING if began else ProjectState.FUNDED

    @property
    def has_ended(self) -> bool:
        """Whether no report of it is asked for any more."""
        return self.state in decisions.FOUND | decisions.CLOSED

    @property
    def promised(self) -> decisions.Kusd:
        """What it is promised, in thousands of dollars by fiscal year."""
        promised: dict[int, Decimal] = {}
        for one in self.money:
            # A later cycle's ledger says all that is promised from its year on; what was of years
            # before stays.
            kept = {year: kusd for year, kusd in promised.items() if year < one.fiscal_year}
            promised = kept | {year: kusd for year, kusd in one.kusd.items() if kusd}
        return dict(sorted(promised.items()))

    @property
    def obligated(self) -> decisions.Kusd:
        """What is obligated, by the report of the last date that says anything of it."""
        said = [report for report in self.in_order if report.answers.obligated_kusd]
        return dict(sorted(said[-1].answers.obligated_kusd.items())) if said else {}

    @property
    def finding(self) -> str | None:
        """What the close-out found."""
        return None if self.close_out is None else self.close_out.answers.finding

    @property
    def found_on(self) -> dt.date | None:
        """The day of the finding."""
        return None if self.close_out is None else self.close_out.answers.finding_date


@dataclass(frozen=True)
class Project:
    """A project under the terms of its cycle.

    Attributes
    ----------
    kept : KeptProject
    terms : ProjectTerms
    """

    kept: KeptProject
    terms: ProjectTerms

    @property
    def clock_ends(self) -> dt.date | None:
        """The last day on which its test counts as competition (10 U.S.C. 2350a(g)(3))."""
        if self.kept.finding != ProjectState.MET or self.kept.found_on is None:
            return None
        return years_after(self.kept.found_on, self.terms.competition_clock_years)

    @property
    def procure_by(self) -> dt.date | None:
        """The day by which the component decides whether to procure: a goal."""
        if self.kept.found_on is None or self.kept.state not in decisions.FOUND - {
            ProjectState.NOT_MET
        }:
            return None
        return months_after(self.kept.found_on, self.terms.test_to_procure_months)

    def date_of(self, number: int) -> dt.date:
        """Return the day of a report by its number, from 1."""
        return months_after(self.kept.row.started_on, number * self.terms.report_every_months)

    def dates_until(self, day: dt.date) -> Iterator[ReportDate]:
        """Yield the report dates up to a day, those after the end of the project left out."""
        number = 1
        while (date := self.date_of(number)) <= day:
            yield ReportDate(number, date)
            number += 1

    def is_answered(self, number: int) -> bool:
        """Whether a report came, or a close-out that answers for it."""
        return number in self.kept.newest or self.kept.has_ended

    def late_on(self, number: int) -> dt.date:
        """Return the first day on which a report is late."""
        return self.date_of(number) + dt.timedelta(days=self.terms.report_due_days)

    def open_reports(self, day: dt.date) -> list[ReportDate]:
        """Return the report dates up to a day for which nothing came."""
        return [one for one in self.dates_until(day) if not self.is_answered(one.number)]

    def late_reports(self, day: dt.date) -> list[str]:
        """Return the ids of the reports that are late on a day."""
        return [
            f"{self.kept.ref}-{report_suffix(one.number)}"
            for one in self.open_reports(day)
            if self.late_on(one.number) <= day
        ]

    def first_after(self, day: dt.date) -> ReportDate | None:
        """Return the first report date after a day whose report did not come."""
        if self.kept.has_ended:
            return None
        number = 1
        while self.date_of(number) <= day or self.is_answered(number):
            number += 1
        return ReportDate(number, self.date_of(number))

    def next_report(self, day: dt.date) -> ReportDate | None:
        """Return the first report that is neither in nor late; None of a project that ended."""
        if self.kept.has_ended:
            return None
        number = 1
        while self.is_answered(number) or self.late_on(number) <= day:
            number += 1
        return ReportDate(number, self.date_of(number))

    def oldest_open(self) -> int | None:
        """Return the number of the oldest report that did not come."""
        if self.kept.has_ended:
            return None
        number = 1
        while self.is_answered(number):
            number += 1
        return number
