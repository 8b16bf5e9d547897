"""Projects of a store under the terms of their cycles: what is shown of them, and what starts."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fct.data import decisions
from fct.data.common import utc_now
from fct.data.decisions import ProjectOrigin, ProjectReport, ProjectRow, report_suffix
from fct.data.program import Cycle
from fct.data.projects import KeptProject, Project, ProjectTerms, Start

if TYPE_CHECKING:
    from fct.data.subjects import Store
    from fct.data.tables import Event

CYCLE_FILE = str(ProjectOrigin.CYCLE_FILE)


def terms_of(cycle: Cycle) -> ProjectTerms:
    """Return what a cycle says of its projects."""
    return ProjectTerms(
        report_every_months=cycle.report_every_months,
        report_due_days=cycle.report_due_days,
        competition_clock_years=cycle.competition_clock_years,
        test_to_procure_months=cycle.test_to_procure_months,
        time_zone=cycle.time_zone,
    )


def under_terms(store: "Store", kept: Iterable[KeptProject]) -> Iterator[Project]:
    """Yield projects under the terms of the cycles that started them."""
    terms: dict[int, ProjectTerms] = {}
    for one in kept:
        year = one.row.fiscal_year
        if year not in terms:
            terms[year] = terms_of(store.cycles.read(year)[1])
        yield Project(one, terms[year])


def seen_projects(store: "Store") -> list[Project]:
    """Return the projects that who acts may see, by ref."""
    return list(under_terms(store, store.projects.all()))


def seen_project(store: "Store", ref: str) -> Project:
    """Return one project; raises DeniedError ``NOT_THERE`` where who acts sees none."""
    (project,) = under_terms(store, [store.projects.get(ref)])
    return project


def today_of(project: Project) -> dt.date:
    """Return the day that it is in the time zone of a project."""
    return utc_now().astimezone(ZoneInfo(project.terms.time_zone)).date()


def project_report(project: Project) -> dict[str, Any]:
    """Return a project as ``fct project list --json`` prints it.

    ``next_report`` is the first date whose report is neither in nor late; the ids of late ones
    stand in ``reports_late``.
    """
    from fct.scoring.ranking import money_report  # few proposals that are shown are projects

    kept, today = project.kept, today_of(project)
    ahead = project.next_report(today)
    return {
        "ref": kept.ref,
        "title": kept.row.title,
        "component": kept.component,
        "state": str(kept.state),
        "fiscal_years": sorted(kept.promised),
        "promised_kusd": money_report(kept.promised),
        "obligated_kusd": money_report(kept.obligated),
        "next_report": None if ahead is None else ahead.day.isoformat(),
        "reports_late": project.late_reports(today),
        "finding": kept.finding,
        "found_on": _iso(kept.found_on),
        "clock_ends": _iso(project.clock_ends),
        "procure_by": _iso(project.procure_by),
        "from": str(kept.row.origin),
        "cycle": kept.row.fiscal_year,
        "started_on": kept.row.started_on.isoformat(),
    }


def whole_project_report(store: "Store", project: Project) -> dict[str, Any]:
    """Return a project as ``fct project show --json`` prints it: its reports and its events too."""
    kept = project.kept
    moved = [_moment(event, project) for event in store.projects.events(kept.ref)]
    return project_report(project) | {
        "reports": [_report_report(project, one) for one in _in_order(kept.reports)],
        "dates": _dates(project),
        "events": moved,
    }


def _in_order(reports: Iterable[ProjectReport]) -> list[ProjectReport]:
    """Return reports by date and version, the close-out last."""
    return sorted(
        reports, key=lambda one: (one.number == decisions.CLOSE_OUT_NUMBER, one.number, one.version)
    )


def _dates(project: Project) -> list[dict[str, Any]]:
    """Return the report dates until today, and what became of each."""
    today = today_of(project)
    late, kept = set(project.late_reports(today)), project.kept
    rows = []
    for number, day in project.dates_until(today):
        report = f"{kept.ref}-{report_suffix(number)}"
        state = "in" if number in kept.newest else "asked"
        if state == "asked" and kept.has_ended:
            state = "not asked any more"
        rows.append(
            {
                "report": report,
                "date": day.isoformat(),
                "late_on": project.late_on(number).isoformat(),
                "state": "late" if report in late else state,
            }
        )
    return rows


def _report_report(project: Project, report: ProjectReport) -> dict[str, Any]:
    from fct.scoring.ranking import money_report

    day = None if report.number == decisions.CLOSE_OUT_NUMBER else project.date_of(report.number)
    return {
        "report": report.id,
        "version": report.version,
        "date": _iso(day),
        "at": _local(report.at, project),
        "by": report.actor.name,
        "file": report.file_name,
        "sha256": report.file_sha256,
        "findings": len(report.findings),
        **report.answers.as_plain(),
        "obligated_kusd": money_report(report.answers.obligated_kusd),
    }


def _moment(event: "Event", project: Project) -> dict[str, Any]:
    return {
        "at": _local(event.at, project),
        "event": event.action,
        "by": event.actor.name,
        "details": dict(event.details),
    }


def _local(moment: dt.datetime, project: Project) -> str:
    zone = ZoneInfo(project.terms.time_zone)
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def due_starts(store: "Store", slate: decisions.Slate, day: dt.date) -> list[Start]:
    """Return what a published slate starts, by ref, as far as it is not done.

    Funded proposals become projects, and with the first slate of a cycle so do promised ones that
    no proposal of the cycle names. A project that runs already gets its money.

    Parameters
    ----------
    store : Store
        With nothing hidden.
    slate : Slate
    day : date
        On which a new project starts.
    """
    done = store.projects.sources(slate.fiscal_year)
    kept = store.slates.kept(slate.fiscal_year, slate.id)
    starts = list(_of_slate(store, kept, done, day))
    if not slate.is_supplement:
        starts += _of_cycle_file(store, slate.fiscal_year, done, day)
    return sorted(starts, key=lambda one: one.row.ref)


def _of_slate(
    store: "Store", kept: decisions.KeptSlate, done: frozenset[tuple[str, str]], day: dt.date
) -> Iterator[Start]:
    slate = kept.slate
    if slate is None:
        return
    known = store.projects.known_refs()
    wanted = {
        ref: one
        for ref, one in kept.newest.items()
        if (ref, slate.id) not in done
        and ref not in kept.withdrawn_of_it
        # A supplement that funds a running project no more takes its money back.
        and (one.outcome.is_funded or (slate.is_supplement and ref in known))
    }
    if not wanted:
        return
    from fct.scoring.deciding import standing_of

    standing = standing_of(store, slate.fiscal_year, slate.id)
    for ref, decision in wanted.items():
        if ref in standing.decisions:
            item = standing.basis.items[ref]
            row = _row(decision, item.title, item.component or None, day)
            money = standing.chosen[ref].kusd if decision.outcome.is_funded else {}
            yield Start(row=row, source=slate.id, fiscal_year=slate.fiscal_year, kusd=money)


def _row(
    decision: decisions.Decision, title: str, component: str | None, day: dt.date
) -> ProjectRow:
    return ProjectRow(
        ref=decision.ref,
        fiscal_year=decision.fiscal_year,
        title=title,
        component=component,
        started_on=day,
        origin=ProjectOrigin.SLATE,
        at=utc_now(),
        actor=decision.actor,
    )


def _of_cycle_file(
    store: "Store", fiscal_year: int, done: frozenset[tuple[str, str]], day: dt.date
) -> Iterator[Start]:
    """Yield the promised projects of which no proposal came in this cycle."""
    cycle = store.cycles.read(fiscal_year)[1]
    came = store.versions.components(fiscal_year)
    promised = _promised(cycle)
    # Of those of which a proposal came the slate decides.
    for ref in sorted(promised.keys() - came.keys()):
        if (ref, CYCLE_FILE) in done:
            continue
        title, component = _known_before(store, cycle, ref)
        yield Start(
            row=ProjectRow(
                ref=ref,
                fiscal_year=fiscal_year,
                title=title,
                component=component,
                started_on=day,
                origin=ProjectOrigin.CYCLE_FILE,
                at=utc_now(),
                actor=store.actor,
            ),
            source=CYCLE_FILE,
            fiscal_year=fiscal_year,
            kusd=promised[ref],
        )


def _promised(cycle: Cycle) -> Mapping[str, decisions.Kusd]:
    found: dict[str, dict[int, Any]] = {}
    for one in cycle.promised:
        of_ref = found.setdefault(one.ref, {})
        of_ref[one.fiscal_year] = of_ref.get(one.fiscal_year, 0) + one.kusd
    return {ref: dict(sorted(of.items())) for ref, of in found.items()}


def _known_before(store: "Store", cycle: Cycle, ref: str) -> tuple[str, str | None]:
    """Return title and component of a promised project: as listed, or of an earlier proposal."""
    for one in cycle.expected:
        if one.ref == ref and one.component is not None:
            return one.title or "", one.component
    for row in reversed(store.cycles.all()):
        if row.fiscal_year >= cycle.fiscal_year:
            continue
        component, title = store.versions.known_facts(row.fiscal_year).get(ref, (None, None))
        if component is not None or title is not None:
            return title or "", component
    return "", None
