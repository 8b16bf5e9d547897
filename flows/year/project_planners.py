"""What is due of funded projects: their start, their reports, the clock, what may be archived."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from fct.data.calendar import TOLD, informed_on, night_of, weekly
from fct.data.decisions import report_suffix
from fct.data.messages import Letter, listed
from fct.data.people import Role
from fct.data.program import Cycle
from fct.data.projects import Project, Start, months_after
from fct.data.subjects import Store
from fct.flows.year.due import Due, Planning
from fct.flows.year.known import is_done, once
from fct.flows.year.noticing import published_slates, sponsors_of
from fct.flows.year.plans import plans
from fct.scoring.following import archivable, due_starts, seen_projects

REPORT_DATE, PROCURE_BY = "report_date", "test_to_procure"
_WARNED_MONTHS = (12, 6, 0)  # before the competition clock ends
_DAY = dt.timedelta(days=1)


class _OpenReport(NamedTuple):
    """A report that did not come, of a date until now or the first one after it."""

    project: Project
    cycle: Cycle
    number: int


def starts(store: Store, now: dt.datetime) -> Iterator[Due]:  # noqa: ARG001 - a planner
    """Give the starts of what published slates fund: at the release of the money, or later."""
    for plan in plans(store):
        year = plan.cycle.fiscal_year
        for kept in published_slates(store, year):
            slate, published = kept.slate, kept.published
            if slate is None or published is None:
                continue
            moment = max(plan.cycle.at("funds_released") or published.at, published.at)
            day = moment.astimezone(plan.cycle.zone).date()
            read = partial(due_starts, store.whole(), slate, day)
            due = once(store, ("starts", slate.id), read)
            for start in due:
                yield Due(
                    action="start",
                    fiscal_year=year,
                    ref=start.row.ref,
                    due=moment,
                    date_written=slate.id if slate.is_supplement else "",
                    act=partial(_start, start=start, slate_id=slate.id, beside=due),
                )


def _start(
    store: Store, now: dt.datetime, *, start: Start, slate_id: str, beside: Sequence[Start]
) -> Mapping[str, Any]:
    """Start a project; its component is informed once of all that one slate starts."""
    store.projects.start(replace(start, row=replace(start.row, at=now)))
    kept = next(one for one in store.projects.all() if one.ref == start.row.ref)
    of_component = [one.row.ref for one in beside if one.row.component == start.row.component]
    letter = Letter(
        text="project_started",
        action="start",
        about=f"{slate_id} {kept.component or ''}".strip(),
        fiscal_year=start.fiscal_year,
        facts={"what": listed(of_component), "day": start.row.started_on},
    )
    return {TOLD: store.messages.send(letter, sponsors_of(store, kept.component))}


def reports_asked(store: Store, now: dt.datetime) -> Iterator[Due]:
    """Give each report date of a project whose report did not come, and the next one."""
    for name, of_day in _by_day_and_component(store, now).items():
        yield from _unless_over(store, now, ("ask report", *name), partial(_asked, name, of_day))


def _asked(name: tuple[int, dt.date, str], of_day: Sequence[_OpenReport]) -> Iterator[Due]:
    year, day, _ = name
    named = _named(of_day)
    wanted = _Wanted(REPORT_DATE, year, day, "report_asked", named)
    for (project, cycle, _), (_, report) in zip(of_day, named, strict=True):
        yield Due(
            action="ask report",
            fiscal_year=year,
            ref=project.kept.ref,
            due=informed_on(day, cycle.zone),
            date_written=day.isoformat(),
            act=partial(_ask, wanted=wanted, report=report),
            series=project.kept.ref,
        )


def _ask(store: Store, _now: dt.datetime, *, wanted: "_Wanted", report: str) -> Mapping[str, Any]:
    informed = wanted.inform(store, "ask report", "", operator=False)
    return {"report": report, TOLD: informed}


def report_reminders(store: Store, now: dt.datetime) -> Iterator[Due]:
    """Give the reminders before report dates, one for all projects of a cycle and a day."""
    for (year, day), of_day in _by_day(store, now).items():
        wanted = _Wanted(REPORT_DATE, year, day, "report_reminder", _named(of_day))
        read = partial(_reminders, wanted, of_day[0].cycle)
        yield from _unless_over(store, now, ("remind", year, day), read)


def report_escalations(store: Store, now: dt.datetime) -> Iterator[Due]:
    """Give what is said of late reports: on the day that they are late, and every week after.

    Once the next date of the project is late too, what is said of that one names both.
    """
    for (year, day), of_day in _by_day(store, now).items():
        read = partial(_late, year, day, of_day, now)
        yield from _unless_over(store, now, ("escalate", year, day), read)


def _late(
    year: int, day: dt.date, of_day: Sequence[_OpenReport], now: dt.datetime
) -> Iterator[Due]:
    first = of_day[0]
    wanted = _Wanted(REPORT_DATE, year, day, "report_late", _open_until(of_day))
    late_on = first.project.late_on(first.number)
    replaced = informed_on(first.project.late_on(first.number + 1), first.cycle.zone)
    for _, moment in weekly(late_on - _DAY, min(now, replaced), first.cycle.zone):
        if moment < replaced:
            informed = moment.astimezone(first.cycle.zone).date()
            yield wanted.due("escalate", moment, (day - informed).days)


def _unless_over(
    store: Store, now: dt.datetime, name: tuple[Any, ...], read: Callable[[], Iterable[Due]]
) -> Iterator[Due]:
    """Give what is due of a report date, but where all of it was done and no more will come.

    That holds until something changes: of an old date that nobody ever answers, everything was
    said once the next one is late too.
    """
    # Projects go on for years; dates that are over would be asked again at each tick.
    over: set[tuple[Any, ...]] = once(store, "over", set)
    if name in over:
        return
    found = list(read())
    if all(one.due <= now and is_done(store, one.key) for one in found):
        over.add(name)
    yield from found


def _open_until(reports: Iterable[_OpenReport]) -> list[tuple[Project, str]]:
    """Return the open reports of some projects up to a date, the oldest first."""
    return [
        (one.project, f"{one.project.kept.ref}-{report_suffix(number)}")
        for one in reports
        for number in range(1, one.number + 1)
        if not one.project.is_answered(number)
    ]


def procurement_goals(store: Store, now: dt.datetime) -> Iterator[Due]:  # noqa: ARG001 - a planner
    """Give reminders of the day by which a component decides to buy, and one escalation."""
    for project, cycle in _projects(store):
        day = project.procure_by
        if day is None:
            continue
        of = [(project, project.kept.ref)]
        year = project.kept.row.fiscal_year
        about = f"{PROCURE_BY} {project.kept.ref}"
        yield from _reminders(_Wanted(about, year, day, "procure_reminder", of), cycle)
        wanted = _Wanted(about, year, day, "procure_late", of)
        yield wanted.due("escalate", informed_on(day + _DAY, cycle.zone), -1)


def clocks(store: Store, now: dt.datetime) -> Iterator[Due]:  # noqa: ARG001 - a planner
    """Give the warnings before the competition clock of a project ends, and its end."""
    for project, cycle in _projects(store):
        end = project.clock_ends
        if end is None or project.procure_by is None:
            continue
        for months in _WARNED_MONTHS:
            day = months_after(end, -months)
            yield Due(
                action="clock",
                fiscal_year=project.kept.row.fiscal_year,
                ref=project.kept.ref,
                due=informed_on(day, cycle.zone),
                date_written=end.isoformat(),
                days_before=(end - day).days,
                act=partial(_warn, project=project, months=months),
                series=project.kept.ref,
            )


def _warn(store: Store, _now: dt.datetime, *, project: Project, months: int) -> Mapping[str, Any]:
    end = project.clock_ends
    letter = Letter(
        text="clock_ends" if months else "clock_ended",
        action="clock",
        about=project.kept.ref,
        fiscal_year=project.kept.row.fiscal_year,
        ref=project.kept.ref,
        date=f"{end} {months}",
        facts={"end": end, "months": months, "found_on": project.kept.found_on},
    )
    to = [*sponsors_of(store, project.kept.component), *store.messages.holders(Role.AUTHORITY)]
    return {"ends": str(end), TOLD: store.messages.send(letter, to)}


def retentions(store: Store, now: dt.datetime) -> Iterator[Due]:  # noqa: ARG001 - a planner
    """Give the day from which on what is kept of a cycle may be archived."""
    for plan in plans(store):
        year = plan.cycle.fiscal_year
        day = dt.date(year + plan.cycle.retention_years, 10, 1)
        yield Due(
            action="retain",
            fiscal_year=year,
            ref=None,
            due=night_of(day, plan.cycle.zone),
            act=partial(_retain, fiscal_year=year),
        )


def _retain(store: Store, _now: dt.datetime, *, fiscal_year: int) -> Mapping[str, Any]:
    found = archivable(store, fiscal_year)
    letter = Letter(
        text="retention",
        action="retain",
        about="retention",
        fiscal_year=fiscal_year,
        facts={
            "files": sum(found["files"].values()),
            "rows": sum(found["rows"].values()),
        },
    )
    return found | {TOLD: store.messages.send(letter, store.messages.holders(Role.OPERATOR))}


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """A date that waits for components: for which of their projects, and what is said of it."""

    about: str
    fiscal_year: int
    day: dt.date
    text: str
    projects: Collection[tuple[Project, str]]

    def due(
        self, action: str, moment: dt.datetime, days_before: int, ends: dt.datetime | None = None
    ) -> Due:
        """Return that the components are informed of it at a moment."""
        return Due(
            action=action,
            fiscal_year=self.fiscal_year,
            ref=self.about,
            due=moment,
            date_written=self.day.isoformat(),
            days_before=days_before,
            act=partial(_inform, wanted=self, action=action, days=days_before),
            series=f"{self.about} {self.day}",
            ends=ends,
        )

    def inform(self, store: Store, action: str, mark: str, *, operator: bool) -> list[str]:
        """Inform each component of its own projects in one message, and return who was informed.

        Parameters
        ----------
        store : Store
        action : str
        mark : str
            What sets the message apart from others about the same day.
        operator : bool
            Whether the operators are informed of all of them too.
        """
        by_component: defaultdict[str | None, list[str]] = defaultdict(list)
        for project, name in self.projects:
            by_component[project.kept.component].append(name)
        informed: list[str] = []
        if operator:
            everything = [name for _, name in self.projects]
            to = store.messages.holders(Role.OPERATOR)
            informed += store.messages.send(self._letter(action, mark, None, everything), to)
            by_component.pop(None, None)
        for component, names in sorted(by_component.items(), key=lambda item: item[0] or ""):
            letter = self._letter(action, mark, component, names)
            informed += store.messages.send(letter, sponsors_of(store, component))
        return list(dict.fromkeys(informed))

    def _letter(self, action: str, mark: str, component: str | None, names: list[str]) -> Letter:
        return Letter(
            text=self.text,
            action=action,
            about=f"{self.about} {component or ''}".strip(),
            fiscal_year=self.fiscal_year,
            date=f"{self.day} {mark}".strip(),
            facts={"day": self.day, "what": listed(names)},
        )


def _reminders(wanted: _Wanted, cycle: Cycle) -> Iterator[Due]:
    ends = informed_on(wanted.day, cycle.zone)
    for days in filter(None, cycle.reminders_days):
        due = informed_on(wanted.day - days * _DAY, cycle.zone)
        yield wanted.due("remind", due, days, ends)


def _inform(
    store: Store, _now: dt.datetime, *, wanted: _Wanted, action: str, days: int
) -> Mapping[str, Any]:
    return {TOLD: wanted.inform(store, action, str(days), operator=action == "escalate")}


def _projects(store: Store) -> list[tuple[Project, Cycle]]:
    """Return every project with the cycle that started it."""

    def read() -> list[tuple[Project, Cycle]]:
        cycles = {plan.cycle.fiscal_year: plan.cycle for plan in plans(store)}
        return [(one, cycles[one.kept.row.fiscal_year]) for one in seen_projects(store.whole())]

    return once(store, "projects", read)


def _by_day(store: Store, now: dt.datetime) -> Mapping[tuple[int, dt.date], list[_OpenReport]]:
    """Return the open reports by the cycle that started their projects, and day."""
    # Kept for a calendar day in every zone: open reports change at midnight alone.
    today = tuple(now.astimezone(plan.cycle.zone).date() for plan in plans(store))
    last: dict[tuple[dt.date, ...], Any] = once(store, "open reports", dict)
    if today not in last:
        last.clear()
        last[today] = _open_by_day(store, now)
    found: Mapping[tuple[int, dt.date], list[_OpenReport]] = last[today]
    return found


def _open_by_day(store: Store, now: dt.datetime) -> Mapping[tuple[int, dt.date], list[_OpenReport]]:
    found: defaultdict[tuple[int, dt.date], list[_OpenReport]] = defaultdict(list)
    for project, cycle in _projects(store):
        for number, day in _open_dates(project, cycle, now):
            year = project.kept.row.fiscal_year
            found[year, day].append(_OpenReport(project, cycle, number))
    return found


def _by_day_and_component(
    store: Store, now: dt.datetime
) -> Mapping[tuple[int, dt.date, str], list[_OpenReport]]:
    found: defaultdict[tuple[int, dt.date, str], list[_OpenReport]] = defaultdict(list)
    for (year, day), of_day in _by_day(store, now).items():
        for one in of_day:
            found[year, day, one.project.kept.component or ""].append(one)
    return found


def _named(reports: Iterable[_OpenReport]) -> list[tuple[Project, str]]:
    return [(one.project, f"{one.project.kept.ref}-{report_suffix(one.number)}") for one in reports]


def _open_dates(project: Project, cycle: Cycle, now: dt.datetime) -> Iterator[tuple[int, dt.date]]:
    """Yield the dates whose report did not come: those until now, and the first after it."""
    today = now.astimezone(cycle.zone).date()
    yield from project.open_reports(today)
    ahead = project.first_after(today)
    if ahead is not None:
        yield ahead


PROJECT_PLANNERS: tuple[Planning, ...] = (
    Planning("start", starts),
    Planning("ask report", reports_asked),
    Planning("remind", report_reminders),
    Planning("escalate", report_escalations),
    Planning("remind", procurement_goals),
    Planning("clock", clocks),
    Planning("retain", retentions),
)
