"""Continuing review: what stands beside the proposal of a project that runs already.

Promised money, obligations and late reports of the project, and what differs between the proposal
and the last one that was approved. Whoever may see the proposal may see this of it.
"""

from typing import TYPE_CHECKING, Any

from fct.data.proposals import shifts
from fct.data.submitting import approved_before
from fct.scoring.following.projects import project_report, today_of, under_terms

if TYPE_CHECKING:
    from fct.data.subjects import Store

_SHOWN = (
    *("state", "component", "fiscal_years", "promised_kusd", "obligated_kusd"),
    *("next_report", "reports_late", "finding", "found_on"),
)


def continuing_review(store: "Store", fiscal_year: int, ref: str) -> dict[str, Any] | None:
    """Return what stands beside the proposal of a continuing project; None of a new start.

    Parameters
    ----------
    store : Store
    fiscal_year : int
        Of the cycle in which the proposal is reviewed.
    ref : str

    Returns
    -------
    dict of str to object or None
        ``project`` with its state, money and reports as they are now; ``last_report`` with what the
        newest one says; ``approved`` with fiscal year and version of the last approved proposal;
        ``differs`` with ``what``, ``was`` and ``is`` of each sum and date that is another now.

    Raises
    ------
    DeniedError
        ``NOT_THERE``, if the cycle has no such proposal that may be seen.
    """
    stored = store.versions.get(fiscal_year, ref)
    # Without limits: whoever may see the proposal may see this of its project, which may be another
    # component's by now.
    whole = store.whole()
    kept = [
        one for one in whole.projects.all() if one.ref == ref and one.row.fiscal_year < fiscal_year
    ]
    approved = approved_before(whole, fiscal_year, ref)
    if not kept and approved is None:
        return None
    report: dict[str, Any] = {"project": None, "last_report": None, "approved": None, "differs": []}
    for project in under_terms(whole, kept):
        said = project_report(project)
        report["project"] = {name: said[name] for name in _SHOWN}
        report["as_of"] = today_of(project).isoformat()
        if project.kept.in_order:
            last = project.kept.in_order[-1]
            report["last_report"] = {"report": last.id, **last.answers.as_plain()}
    if approved is not None:
        report["approved"] = {
            "fiscal_year": approved.fiscal_year,
            "version": approved.stored.version,
            "run": approved.run_id,
        }
        report["differs"] = [
            {"what": one.what, "was": _plain(one.was), "is": _plain(one.now)}
            for one in shifts(approved.stored.proposal, stored.proposal)
        ]
    return report


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
