"""Withdrawing at any time, re-opening before the deadline."""

import datetime as dt
from collections.abc import Callable

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import UsageError
from fct.data.program.cycle import Cycle
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from fct.data.submitting.withdrawal import reopen, withdraw

CYCLE = Cycle(fiscal_year=2027, final_due=dt.date(2026, 6, 30), grace_minutes=15)


@pytest.fixture
def withdrawn(
    sqlite_store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> Store:
    """A store whose only proposal is withdrawn."""
    sqlite_store.submissions.add(make_submission("a", make_proposal("A")))
    withdraw(sqlite_store, 2027, "A", reason="No money.", actor=actor)
    return sqlite_store


def test_a_proposal_is_reopened_until_the_end_of_the_grace(withdrawn: Store, actor: Actor) -> None:
    """The deadline's very moment is in time."""
    reopen(withdrawn, CYCLE, "A", actor=actor, at=CYCLE.deadline)

    assert [one.ref for one in withdrawn.versions.to_judge(2027, CYCLE.deadline)] == ["A"]


def test_a_proposal_is_not_reopened_after_the_deadline(withdrawn: Store, actor: Actor) -> None:
    """One sentence says when it was and whom to ask; the proposal stays withdrawn."""
    late = CYCLE.deadline + dt.timedelta(seconds=1)

    with pytest.raises(UsageError, match=r"was 2026-07-01 00:14:59 EDT .*; ask the office"):
        reopen(withdrawn, CYCLE, "A", actor=actor, at=late)

    assert withdrawn.versions.to_judge(2027, CYCLE.deadline) == []


def test_the_reason_is_kept(withdrawn: Store, actor: Actor) -> None:
    """In the sponsor's words, with name and moment."""
    (change,) = withdrawn.standings.of_cycle(2027, "A")

    assert (change.reason, change.actor, change.is_withdrawn) == ("No money.", actor, True)
