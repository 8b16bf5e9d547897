"""A slate as JSON values, as ``fct slate --json`` prints it.

Keys may be added, none changed or left out: other programs read them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.data.decisions import Decision, Outcome, Step
from fct.scoring.deciding.choices import Choice, applied
from fct.scoring.deciding.slate_exceptions import agreement, kinds_of
from fct.scoring.deciding.slate_money import Chosen, YearMoney, money_of_slate
from fct.scoring.deciding.standing import Standing
from fct.scoring.ranking import money_report


def slate_report(standing: Standing, ref: str | None = None) -> dict[str, Any]:
    """Return a slate; with a ref, the decision and the exceptions of that proposal alone."""
    slate = standing.kept.slate
    rows = [decision_report(standing, one) for one in standing.basis.items if ref in {None, one}]
    return {
        "slate": None if slate is None else slate.id,
        "fiscal_year": standing.basis.fiscal_year,
        "run": standing.basis.run_id,
        "supplement": slate is not None and slate.is_supplement,
        "state": str(standing.state),
        "decisions": rows,
        "money": money_reports(money_of_slate(standing.basis, standing.chosen)),
        "exceptions": exception_reports(rows),
        "agreement": agreement(standing.basis, standing.outcomes),
        "undecided": standing.undecided,
        "advice_changed": standing.advice_changed,
        "approval": list(standing.basis.approval),
        "steps": [_step_report(standing, step) for step in standing.kept.steps],
        "waiting": standing.waiting,
    }


def decision_report(standing: Standing, ref: str) -> dict[str, Any]:
    """Return the decision on one proposal; ``outcome`` is null until it is decided."""
    item, newest = standing.basis.items[ref], standing.decisions.get(ref)
    outcome = standing.outcomes.get(ref)
    is_chosen = newest is not None and ref not in standing.withdrawn
    report: dict[str, Any] = {
        "ref": ref,
        "title": item.title,
        "rank": item.rank,
        "mark": None if item.mark is None else str(item.mark),
        "verdict": item.verdict,
        "advice": str(item.advice),
        "outcome": None if outcome is None else str(outcome),
        "kusd": None if outcome is None else {},
        "reason": None,
        "conditions": [],
        "by": None,
        "at": None,
        "version": 0 if newest is None else newest.version,
        "exception": [] if outcome is None else [str(one) for one in kinds_of(item, outcome)],
    }
    if newest is not None and is_chosen:
        report |= {
            "kusd": money_report(standing.chosen[ref].kusd),
            "reason": newest.reason or None,
            "conditions": list(newest.conditions),
            "by": newest.actor.name,
            "at": newest.at.isoformat(timespec="seconds"),
        }
    earlier = standing.earlier.get(ref)
    return report if earlier is None else report | {"before": _earlier_report(standing, earlier)}


def _earlier_report(standing: Standing, decision: Decision) -> dict[str, Any]:
    """Return what an earlier slate decided on a proposal of a supplement."""
    return {
        "slate": decision.slate_id,
        "outcome": str(decision.outcome),
        "kusd": money_report(standing.earlier_kusd(decision)),
        "reason": decision.reason or None,
        "by": decision.actor.name,
    }


def money_reports(money: Mapping[int, YearMoney]) -> dict[str, dict[str, float | str]]:
    """Return the money of each fiscal year, in thousands of dollars."""
    names = ("budget", "held", "promised", "decided", "left")
    by_name = {
        name: money_report({year: getattr(one, name) for year, one in money.items()})
        for name in names
    }
    return {str(year): {name: by_name[name][str(year)] for name in names} for year in money}


def exception_reports(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each exception of some decisions: who made it, and why."""
    return [
        {"ref": row["ref"], "kind": kind, "reason": row["reason"], "by": row["by"]}
        for row in rows
        for kind in row["exception"]
    ]


def _step_report(standing: Standing, step: Step) -> dict[str, Any]:
    return {
        "step": str(step.kind),
        "by": step.actor.name,
        "at": step.at.isoformat(timespec="seconds"),
        "covers": list(step.covers),
        "refs": list(step.refs),
        "reason": step.reason or None,
        "counts": step in standing.counting,
    }


def preview_report(
    standing: Standing, choices: Sequence[Choice], refused: Sequence[Mapping[str, Any]], by: str
) -> dict[str, Any]:
    """Return what choices would do, all at once: money, exceptions, and what would be refused.

    Parameters
    ----------
    standing : Standing
    choices : sequence of Choice
        Those that can be applied.
    refused : sequence of mapping
        As :func:`fct.scoring.deciding.deciding.preview` finds it.
    by : str
        Who looks.
    """
    chosen = applied(standing, choices)
    changed = {one.ref: one for one in choices}
    rows = [
        _previewed(standing, ref, chosen[ref], by)
        if ref in changed
        else decision_report(standing, ref)
        for ref in standing.basis.items
    ]
    outcomes: dict[str, Outcome] = {
        **standing.outcomes,
        **{ref: one.outcome for ref, one in changed.items()},
    }
    return {
        "decisions": [row for row in rows if row["ref"] in changed],
        "money": money_reports(money_of_slate(standing.basis, chosen)),
        "exceptions": exception_reports(rows),
        "agreement": agreement(standing.basis, outcomes),
        "refused": list(refused),
    }


def _previewed(standing: Standing, ref: str, chosen: Chosen, by: str) -> dict[str, Any]:
    kinds = kinds_of(standing.basis.items[ref], chosen.outcome)
    return decision_report(standing, ref) | {
        "outcome": str(chosen.outcome),
        "kusd": money_report(chosen.kusd),
        "reason": None,
        "conditions": [],
        "by": by,
        "at": None,
        "exception": [str(kind) for kind in kinds],
    }
