"""Reviews of alarms, on each database."""

import datetime as dt
from collections.abc import Callable

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import UsageError
from fct.data.program.rule_stages import AlarmReview
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from fct.data.tables.core import Standing
from fct.data.tables.known import WITHDRAWN

AT = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def revised(
    two: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> Store:
    """The store with the proposals A, in two versions, and B."""
    two.submissions.add(make_submission("b", make_proposal("A", title="Better")))
    return two


def test_the_last_versions_are_late_and_withdrawn_ones_too(revised: Store, actor: Actor) -> None:
    """How a rule works shows on every proposal; older versions are left out."""
    standing = Standing(
        fiscal_year=2027, ref="B", standing=WITHDRAWN, reason="No money.", at=AT, actor=actor
    )
    revised.standings.add(standing)

    assert [(one.ref, one.version) for one in revised.versions.last(2027)] == [("A", 2), ("B", 1)]
    assert revised.versions.last(2028) == []


def test_a_review_is_kept_with_its_version_and_an_event(revised: Store, actor: Actor) -> None:
    """The version is the one that was looked at."""
    review = AlarmReview(
        proposal_id=revised.versions.get(2027, "A").id,
        rule="A3",
        is_false=True,
        reason="The letter is new.",
        at=AT,
        actor=actor,
    )
    revised.alarm_reviews.add(review)

    assert revised.alarm_reviews.all() == [review]
    event = revised.events.all()[-1]
    assert (event.action, event.object) == ("alarm reviewed", "A")
    assert event.details == {
        "fiscal_year": 2027,
        "version": 2,
        "rule": "A3",
        "is_false": True,
        "reason": "The letter is new.",
    }


def test_a_review_without_a_reason_is_not_kept(revised: Store, actor: Actor) -> None:
    """Whoever reads the rate later must be able to follow it."""
    key = revised.versions.get(2027, "A").id
    with pytest.raises(UsageError, match="A review needs a reason"):
        revised.alarm_reviews.add(
            AlarmReview(proposal_id=key, rule="A3", is_false=True, reason=" ", at=AT, actor=actor)
        )

    assert revised.alarm_reviews.all() == []
