"""The queue: in which order a person's reviews are worth doing, and why."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fct.data.reviewing import Assignment, AssignmentState, is_overdue
from fct.scoring.defending import Confidence

_OVERDUE = "overdue"
_REASONS = {
    Confidence.BORDERLINE: "borderline: plausible weights fund it in {share:.0%} of samples",
    Confidence.SURE: "sure to be funded under nearly all plausible weights",
    Confidence.OUT: "hardly ever funded under plausible weights",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueEntry:
    """One review to do, with what its place depends on.

    Attributes
    ----------
    assignment : Assignment
    title : str
    sureness : Confidence or None
    funded_share : float or None
        Of the weight samples.
    written_on : int or None
        The proposal's version that the review was written on, where a newer one is there.
    """

    assignment: Assignment
    title: str
    sureness: Confidence | None = None
    funded_share: float | None = None
    written_on: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueItem:
    """One line of the queue.

    Attributes
    ----------
    entry : QueueEntry
    overdue : bool
    reason : str
        Why it stands where it stands.
    """

    entry: QueueEntry
    overdue: bool
    reason: str


def queue_of(
    entries: Iterable[QueueEntry], time_zone: str, now: dt.datetime
) -> tuple[list[QueueItem], dict[str, int]]:
    """Return the queue in order, and how many there are of each state and overdue.

    What is in comes last; before it overdue reviews, then borderline ones before others, then by
    due date, those without one after, then by ref.
    """
    items = [_item(entry, time_zone, now) for entry in entries]
    counted = Counter(str(item.entry.assignment.state) for item in items)
    counts = {str(state): counted[str(state)] for state in AssignmentState}
    counts[_OVERDUE] = sum(item.overdue for item in items)
    return sorted(items, key=_turn), counts


def _turn(item: QueueItem) -> tuple[bool, bool, bool, dt.date, str]:
    entry = item.entry
    return (
        entry.assignment.state is AssignmentState.IN,
        not item.overdue,
        entry.sureness is not Confidence.BORDERLINE,
        entry.assignment.due or dt.date.max,
        entry.assignment.ref,
    )


def _item(entry: QueueEntry, time_zone: str, now: dt.datetime) -> QueueItem:
    overdue = is_overdue(entry.assignment, time_zone, now)
    return QueueItem(entry=entry, overdue=overdue, reason="; ".join(_reasons(entry, overdue)))


def _reasons(entry: QueueEntry, overdue: bool) -> Sequence[str]:
    one, reasons = entry.assignment, []
    if one.state is AssignmentState.IN:
        reasons.append("your review is in")
    if one.state is AssignmentState.ASKED:
        reasons.append("your question to the sponsor is open")
    if overdue:
        reasons.append(f"overdue, due {one.due}")
    if entry.sureness is not None:
        reasons.append(_REASONS[entry.sureness].format(share=entry.funded_share or 0))
    if entry.written_on is not None:
        reasons.append(f"written on version {entry.written_on}")
    if not reasons:
        reasons.append("assigned to you" + (f", due {one.due}" if one.due else ""))
    return reasons
