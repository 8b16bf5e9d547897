"""The step that publishes."""

import pytest

from fct.data.actor import Actor
from fct.data.errors import UsageError
from fct.data.rubric import default_rubric
from fct.data.store import Store
from fct.flows.evaluate import evaluate
from fct.flows.publish import publish

ACTOR = Actor("tester")


def test_publishing_twice_is_publishing_once(submitted: Store) -> None:
    """The second call changes nothing, and adds no event."""
    run_id = evaluate(submitted, 2027, default_rubric(), ACTOR, lambda _: None).run_id

    assert publish(submitted, run_id, ACTOR)
    events = len(submitted.events())
    assert not publish(submitted, run_id, ACTOR)
    assert len(submitted.events()) == events
    published = submitted.published_run(2027)
    assert published is not None
    assert published.id == run_id


def test_a_run_that_is_not_there_is_not_published(store: Store) -> None:
    """The message names the run."""
    with pytest.raises(UsageError, match="FY2027-R009"):
        publish(store, "FY2027-R009", ACTOR)
