"""In which order reviews stand in the queue, and why."""

import datetime as dt

from fct.data.reviewing.assignment import Assignment, AssignmentState
from fct.scoring.defending.rank_robustness import Confidence
from fct.scoring.reviewing.queue import QueueEntry, queue_of

NOW = dt.datetime(2026, 7, 10, 12, tzinfo=dt.UTC)
PAST, SOON, LATER = (dt.date(2026, 7, day) for day in (9, 12, 20))
STATES = AssignmentState


def entry(
    ref: str,
    due: dt.date | None = None,
    state: AssignmentState = STATES.NOT_STARTED,
    sureness: Confidence | None = None,
    written_on: int | None = None,
) -> QueueEntry:
    """One review to do."""
    one = Assignment(ref=ref, person="p", due=due, state=state)
    return QueueEntry(
        assignment=one, title=ref, sureness=sureness, funded_share=0.42, written_on=written_on
    )


def test_the_order_is_overdue_borderline_due_ref_and_in_last() -> None:
    """Sure, out and unknown are one group: between them the due day and the ref decide."""
    entries = [
        entry("in", PAST, STATES.IN, Confidence.BORDERLINE),
        entry("b", SOON, sureness=Confidence.SURE),
        entry("a", SOON, sureness=Confidence.OUT),
        entry("none", None),
        entry("later", LATER),
        entry("border", LATER, sureness=Confidence.BORDERLINE),
        entry("border without", None, sureness=Confidence.BORDERLINE),
        entry("over", PAST, STATES.DRAFT, Confidence.SURE),
        entry("over border", PAST, STATES.ASKED, Confidence.BORDERLINE),
    ]
    items, counts = queue_of(entries, "UTC", NOW)

    assert [item.entry.assignment.ref for item in items] == [
        *("over border", "over", "border", "border without", "a", "b", "later", "none", "in")
    ]
    assert counts == {"not started": 6, "draft": 1, "asked": 1, "in": 1, "overdue": 2}


def test_each_line_says_why_it_stands_there() -> None:
    """State, overdue, sureness, and the version that the review was written on."""

    def reason(one: QueueEntry) -> str:
        ((item,), _) = queue_of([one], "UTC", NOW)
        return item.reason

    assert reason(entry("a")) == "assigned to you"
    assert reason(entry("a", SOON)) == "assigned to you, due 2026-07-12"
    assert reason(entry("a", PAST, sureness=Confidence.BORDERLINE)) == (
        "overdue, due 2026-07-09; borderline: plausible weights fund it in 42% of samples"
    )
    assert reason(entry("a", state=STATES.IN, written_on=1)) == (
        "your review is in; written on version 1"
    )
    assert reason(entry("a", state=STATES.ASKED)) == "your question to the sponsor is open"


def test_an_empty_queue_counts_nothing() -> None:
    """Every count is there."""
    assert queue_of([], "UTC", NOW) == (
        [],
        {"not started": 0, "draft": 0, "asked": 0, "in": 0, "overdue": 0},
    )
