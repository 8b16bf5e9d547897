"""The sections of a decision package: the same in the pages to print and in the workbook."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fct.data.common import kusd_words
from fct.data.decisions import Kusd, StepKind
from fct.data.papers import Column, Section
from fct.scoring.deciding.package_source import PackageSource
from fct.scoring.deciding.slate_exceptions import agreement
from fct.scoring.deciding.slate_money import money_of_slate
from fct.scoring.deciding.slate_reports import decision_report, exception_reports
from fct.scoring.judging import Exceptions


def moment_words(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """Return a moment as documents write it: by the clocks of its cycle, and it says which."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def reason_words(report: Mapping[str, Any]) -> str:
    """Return the reason of a decision with its conditions, as a report has them."""
    conditions = (f"Condition: {one}" for one in report["conditions"])
    return " ".join([report["reason"] or "", *conditions]).strip()


def money_words(kusd: Kusd) -> str:
    """Return amounts by fiscal year in words."""
    given = [f"FY{year} {kusd_words(amount)}" for year, amount in kusd.items() if amount]
    return "; ".join(given) or "none"


def package_facts(source: PackageSource) -> list[tuple[str, str]]:
    """Return what stands at the head: slate, run and hashes."""
    run, standing = source.run, source.standing
    return [
        ("Fiscal year", str(standing.basis.fiscal_year)),
        ("Slate", f"{source.slate_id}, {standing.state}"),
        ("As of", moment_words(source.made, source.zone)),
        ("Run", run.id),
        ("Program", run.code_version),
        ("Result, SHA-256", run.result_sha256),
        ("Input, SHA-256", run.input_sha256),
        ("Form, SHA-256", run.form_sha256),
        ("Rules, SHA-256", run.rules_sha256),
        ("Rubric, SHA-256", run.rubric_sha256),
        ("Cycle file, SHA-256", run.cycle_sha256),
        ("Made from", source.provenance.words()),
    ]


def package_sections(source: PackageSource) -> list[Section]:
    """Return the sections of a package, in their order."""
    return [
        _ranked(source),
        _money(source),
        _slate(source),
        _exceptions(source),
        _waivers(source),
        _dissents(source),
        _steps(source),
        *([_extensions(source)] if source.extensions else []),
    ]


def _ranked(source: PackageSource) -> Section:
    columns = (
        Column("Rank", 1.2, is_right=True),
        Column("Ref", 3.2),
        Column("Title"),
        Column("Component", 2.4),
        Column("Tier", 1.1, is_right=True),
        Column("Merit", 1.6, is_right=True),
        Column("Request", 3.8),
        Column("Line", 2.5),
        Column("Outcome", 2.3),
    )
    rows = [
        (
            int(row["rank"]),
            row["ref"],
            row["title"],
            row["component"],
            int(row["tier"]),
            float(row["merit"]),
            money_words(row["request_kusd"]),
            str(row["mark"]),
            source.standing.outcome_words(row["ref"]),
        )
        for row in source.order.ranks.to_dict("records")
    ]
    said = "" if rows else "No proposal is ranked."
    return Section("Ranked list and funding line", said, columns, rows)


def _money(source: PackageSource) -> Section:
    names = ("Budget", "Held back", "Promised", "Decided", "Left", "Left by the line")
    columns = (
        Column("Fiscal year", 3),
        *(Column(f"{name} ($K)", 3, is_right=True) for name in names),
    )
    money = money_of_slate(source.standing.basis, source.standing.chosen)
    left = source.order.left
    rows = [
        (
            f"FY{year}",
            *map(float, (one.budget, one.held, one.promised, one.decided, one.left)),
            float(left.get(year, Decimal(0))),
        )
        for year, one in money.items()
    ]
    return Section("Money by fiscal year", "", columns, rows)


def _slate(source: PackageSource) -> Section:
    columns = (
        Column("Ref", 3.2),
        Column("Title", 4.6),
        Column("Verdict", 2.3),
        Column("Advice", 2.1),
        Column("Outcome", 2.1),
        Column("Money", 3.2),
        Column("Reason and conditions"),
        Column("By", 2.4),
    )
    rows = [
        (
            row["ref"],
            row["title"],
            _verdict(source, row),
            row["advice"],
            row["outcome"] or "undecided",
            _given(source, row["ref"]),
            reason_words(row),
            "" if row["by"] is None else source.name_of(row["by"]),
        )
        for row in _decisions(source)
    ]
    return Section("Slate", "", columns, rows)


def _verdict(source: PackageSource, row: Mapping[str, Any]) -> str:
    """Return the verdict, and of one that has no rank in spite of it why."""
    reason = source.order.not_ranked.get(row["ref"], row["verdict"])
    return str(row["verdict"]) if reason == row["verdict"] else f"{row['verdict']}, {reason}"


def _given(source: PackageSource, ref: str) -> str:
    outcome = source.standing.outcomes.get(ref)
    if outcome is None or not outcome.is_funded:
        return ""
    return money_words(source.standing.chosen[ref].kusd)


def _decisions(source: PackageSource) -> list[dict[str, Any]]:
    standing = source.standing
    return [decision_report(standing, ref) for ref in standing.basis.items]


def _exceptions(source: PackageSource) -> Section:
    columns = (
        Column("Ref", 3.4),
        Column("Kind", 4.6),
        Column("Reason"),
        Column("By", 4),
    )
    found = exception_reports(_decisions(source))
    rows = [
        (
            one["ref"],
            one["kind"],
            one["reason"] or "",
            "" if one["by"] is None else source.name_of(one["by"]),
        )
        for one in found
    ]
    share = agreement(source.standing.basis, source.standing.outcomes)
    said = "" if share is None else f"People and machine agree on {share:.1%} of what is ranked. "
    said += "" if rows else "No decision is an exception."
    return Section("Exceptions", said.strip(), columns, rows)


def _waivers(source: PackageSource) -> Section:
    columns = (
        Column("Waiver", 2.6),
        Column("Ref", 3.4),
        Column("Rule", 1.3),
        Column("Reason"),
        Column("Asked by", 3),
        Column("Approved by", 3),
        Column("Until", 2.2),
    )
    waivers = Exceptions.of_run(source.run.evidence).waivers
    rows = [
        (
            one.id,
            one.ref,
            one.rule,
            one.reason,
            source.name_of(one.requested_by),
            source.name_of(one.approved_by),
            one.expires.isoformat(),
        )
        for one in waivers
    ]
    return Section("Waivers", "" if rows else "No waiver counted in this run.", columns, rows)


def _dissents(source: PackageSource) -> Section:
    columns = (
        Column("Ref", 3.4),
        Column("Reviewer", 4),
        Column("Recommends", 2.8),
        Column("Decided", 2.8),
        Column("Reason"),
    )
    rows = [
        (one.ref, source.name_of(one.person), one.recommends, one.decided, one.reason)
        for one in source.dissents
    ]
    said = "" if rows else "No review that is in recommends something other than what is decided."
    return Section("Dissenting reviews", said, columns, rows)


_STEPS: Mapping[StepKind, str] = {
    StepKind.SUBMIT: "submitted",
    StepKind.APPROVE: "approved",
    StepKind.SEND_BACK: "sent back",
    StepKind.PUBLISH: "published",
}


def _extensions(source: PackageSource) -> Section:
    """Return the later deadlines, each with who entered and who approved it."""
    columns = (
        Column("Of", 3.2),
        Column("Until", 4.4),
        Column("Reason"),
        Column("Approved by", 3.2),
        Column("Entered by", 3.2),
    )
    rows = [
        (
            one.component or one.ref or "",
            moment_words(one.until, source.zone),
            one.reason,
            source.name_of(one.approved_by),
            source.name_of(one.actor.name),
        )
        for one in source.extensions
    ]
    return Section("Later deadlines", "", columns, rows)


def _steps(source: PackageSource) -> Section:
    columns = (
        Column("Step", 2.4),
        Column("By", 5),
        Column("At", 4),
        Column("Decisions", 2.2, is_right=True),
        Column("Counts", 1.8),
        Column("Reason"),
    )
    standing = source.standing
    rows = [
        (
            _STEPS[step.kind],
            source.name_of(step.actor.name),
            moment_words(step.at, source.zone),
            len(step.covers) or "",
            "yes" if step in standing.counting else "no",
            " ".join([step.reason, *step.refs]).strip(),
        )
        for step in standing.kept.steps
    ]
    said = "" if rows else "No step of approval is taken yet."
    return Section("Steps of approval", said, columns, rows)
