"""Assignments: until when a due day lasts, and what is overdue."""

import datetime as dt

from fct.data.reviewing.assignment import (
    Assignment,
    AssignmentState,
    is_overdue,
    last_moment_of,
)

DAY = dt.date(2026, 7, 10)
ZONE = "America/New_York"
LAST = dt.datetime(2026, 7, 11, 3, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in New York, UTC-4


def test_a_due_day_lasts_until_its_last_second_in_the_cycles_zone() -> None:
    """Not until midnight in Greenwich."""
    assert last_moment_of(DAY, ZONE) == LAST
    assert last_moment_of(DAY, "UTC") == dt.datetime(2026, 7, 10, 23, 59, 59, tzinfo=dt.UTC)


def test_overdue_is_what_is_not_in_when_the_day_has_passed() -> None:
    """At the last second it is not; what is in or has no due day never is."""

    def found(state: AssignmentState, due: dt.date | None, later_s: int) -> bool:
        one = Assignment(ref="A", person="p", due=due, state=state)
        return is_overdue(one, ZONE, LAST + dt.timedelta(seconds=later_s))

    assert not found(AssignmentState.DRAFT, DAY, 0)
    assert found(AssignmentState.DRAFT, DAY, 1)
    assert found(AssignmentState.ASKED, DAY, 1)
    assert not found(AssignmentState.IN, DAY, 1)
    assert not found(AssignmentState.DRAFT, None, 1)
