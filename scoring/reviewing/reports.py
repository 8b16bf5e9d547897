"""Reviews, panels, queue and plans as JSON values: what commands print with ``--json``.

Keys may be added, none changed or left out: other programs read them (reviewing.md).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fct.data import reviewing
from fct.data.common import not_there
from fct.data.people import Action, Role
from fct.data.reviewing import Assignment, PanelState, ReviewVersion
from fct.scoring.ranking import rank_report
from fct.scoring.reviewing.balance import Plan
from fct.scoring.reviewing.from_store import StoredPanels, machine_view, stored_panels
from fct.scoring.reviewing.panel import PanelFigures
from fct.scoring.reviewing.panel_order import PanelOrder, differing
from fct.scoring.reviewing.queue import QueueItem

if TYPE_CHECKING:
    from fct.data.subjects import Store

_DECIMALS = 6
_ONLY_IN_ORDER = ("strength", "merit")  # what is null to whom the order is not shown (detail 11)


def panel_report(store: "Store", fiscal_year: int, ref: str | None = None) -> dict[str, Any]:
    """Return the panels of a cycle, or of one proposal.

    Parameters
    ----------
    store : Store
    fiscal_year : int
    ref : str, optional
        Without one, every proposal that has an assignment.

    Raises
    ------
    DeniedError
        If panels are not for the person, or there is no such proposal.
    """
    panels, reader = stored_panels(store, fiscal_year), store.reviews.reader(fiscal_year)
    if ref is not None and ref not in panels.states:
        raise not_there(ref)
    listed = [state for state in panels.states.values() if state.assignments]
    chosen = listed if ref is None else [panels.states[ref]]
    shows_order = bool(store.acting.scopes(Action.ORDER_SEE))
    rows = [_panel_row(panels, state, reader) for state in chosen]
    if not shows_order:
        rows = [row | dict.fromkeys(_ONLY_IN_ORDER) for row in rows]
    strict = panels.strictness
    if not store.acting.has(Role.AUTHORITY, Role.AUDITOR):
        strict = {person: strict[person] for person in strict if person == reader.id}
    return {
        "proposals": rows,
        "strictness": {person: _rounded(value) for person, value in strict.items()},
    }


def _panel_row(panels: StoredPanels, state: PanelState, reader: reviewing.Reader) -> dict[str, Any]:
    figures, ref = panels.figures.get(state.ref), state.ref
    readable = reader.readable(state)
    levels = None
    if figures is not None:
        levels = {name: _rounded(level) for name, level in figures.levels.items()}
    return {
        "ref": ref,
        "title": state.title,
        "reviews_in": len(state.counted),
        "reviews_due": len(state.due),
        "levels": levels,
        "spread": None if figures is None else dict(figures.spread),
        "panel_strength": None if figures is None else _rounded(figures.strength),
        "panel_merit": _rounded(panels.merits.get(ref)),
        "panel_verdict": panels.verdicts.get(ref),
        **machine_view(panels, ref),
        "overruled": [] if figures is None else _overruled(panels, state, figures),
        "notes": [
            {"person": person, "note": note}
            for person, one in readable.items()
            for note in _notes(state, one)
        ],
        "reviews": [review_line(state, one) for one in readable.values()],
    }


def _notes(state: PanelState, one: ReviewVersion) -> list[str]:
    notes = [state.note_of(one.person)] if state.note_of(one.person) else []
    if one.proposal_version != state.version:
        notes.append(f"written on version {one.proposal_version}")
    return notes


def _overruled(
    panels: StoredPanels, state: PanelState, figures: PanelFigures
) -> list[dict[str, Any]]:
    """Return the rules that the panel overrules, with the machine's outcome and the reasons."""
    rows = []
    for rule, outcome in figures.overruled.items():
        said = [
            {"person": person, "reason": given.reason}
            for person, one in state.counted.items()
            for given in one.content.overrules
            if (given.rule, given.outcome) == (rule, outcome)
        ]
        machine = panels.outcomes.get(state.ref, {}).get(rule)
        rows.append({"rule": rule, "machine": machine, "panel": outcome, "reasons": said})
    return rows


def review_line(state: PanelState, one: ReviewVersion) -> dict[str, Any]:
    """Return a review that is in, as it stands in its panel."""
    return {
        "person": one.person,
        "version": one.version,
        "state": str(one.state),
        "proposal_version": one.proposal_version,
        "at": one.at.isoformat(timespec="seconds"),
        "counts": one.person in state.due,
        **one.content.as_plain(),
    }


def panel_rank_report(found: PanelOrder) -> dict[str, Any]:
    """Return the order by panel, the machine's rank, mark and sureness beside each."""
    report = rank_report(found.order)
    official = found.official.ranks.set_index("ref")
    sure = {one.ref: one.confidence for one in found.sureness.proposals}
    sure_official = {one.ref: one.confidence for one in found.official_sureness.proposals}
    for row in report["order"]:
        ref, was = row["ref"], official.loc[row["ref"]]
        row |= {
            "merit": float(was["merit"]),
            "panel_merit": found.merits.get(ref),
            "by": "panel" if ref in found.merits else "machine",
            "rank_official": int(was["rank"]),
            "mark_official": str(was["mark"]),
            "confidence": _words(sure[ref]),
            "confidence_official": _words(sure_official[ref]),
        }
    report["differs"] = [
        {
            "ref": row["ref"],
            "rank": int(row["rank"]),
            "rank_official": int(row["rank_official"]),
            "mark": str(row["mark"]),
            "mark_official": str(row["mark_official"]),
        }
        for row in differing(found).to_dict("records")
    ]
    return report


def _words(confidence: Any) -> str | None:
    return None if confidence is None else str(confidence)


def queue_report(items: Iterable[QueueItem], counts: Mapping[str, int]) -> dict[str, Any]:
    """Return a queue and its counts."""
    return {
        "items": [
            {
                "ref": item.entry.assignment.ref,
                "title": item.entry.title,
                "due": _day(item.entry.assignment),
                "state": str(item.entry.assignment.state),
                "sureness": _words(item.entry.sureness),
                "reason": item.reason,
                "overdue": item.overdue,
            }
            for item in items
        ],
        "counts": dict(counts),
    }


def assignment_report(one: Assignment) -> dict[str, Any]:
    """Return one assignment."""
    return {
        "ref": one.ref,
        "person": one.person,
        "due": _day(one),
        "state": str(one.state),
        "in_conflict": one.is_in_conflict,
    }


def _day(one: Assignment) -> str | None:
    return None if one.due is None else one.due.isoformat()


def plan_report(plan: Plan, *, done: bool) -> dict[str, Any]:
    """Return a plan of assignments, and whether it was carried out."""
    return {
        "plan": [{"ref": ref, "people": list(people)} for ref, people in plan.added.items()],
        "loads": dict(plan.loads),
        "short": list(plan.short),
        "done": done,
    }


def comment_report(one: reviewing.Comment, *, to_sponsor: bool = False) -> dict[str, Any]:
    """Return one comment; a sponsor sees the office behind it, not the name."""
    return {
        "id": one.id,
        "to": str(one.audience),
        "by": reviewing.OFFICE if to_sponsor else one.actor.name,
        "at": one.at.isoformat(timespec="seconds"),
        "text": one.text,
        "ref": one.ref,
    }


def flag_report(one: reviewing.Flag) -> dict[str, Any]:
    """Return one flag; ``resolved`` is null while it is open."""
    raised, resolved = one.raised, one.resolved
    return {
        "id": raised.id,
        "ref": raised.ref,
        "team": raised.team,
        "reason": raised.reason,
        "by": raised.actor.name,
        "at": raised.at.isoformat(timespec="seconds"),
        "resolved": None
        if resolved is None
        else {
            "reason": resolved.reason,
            "by": resolved.actor.name,
            "at": resolved.at.isoformat(timespec="seconds"),
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
