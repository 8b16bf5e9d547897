"""The step that publishes."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from fct.data.common.errors import DeniedError
from fct.data.documents.sample_season import sample_proposals
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.program.form import load_form
from fct.data.program.rubric import default_rubric
from fct.data.subjects.run_notices import changes_sentence
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.data.tables.core import publications
from fct.data.tables.records import actor_values
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish
from fct.flows.year.evaluating import is_settled
from fct.flows.year.plans import plans
from tests.conftest import ACTOR, IN_TIME
from tests.support.files.workbooks import write_template

NOW = dt.datetime.now(dt.UTC)


def settled(store: Store) -> bool:
    """Whether the tick leaves the store's only cycle alone."""
    (plan,) = plans(store)
    return is_settled(store, plan)


def test_publishing_twice_is_publishing_once(judged_store: Store) -> None:
    """The second call changes nothing, and adds no event."""
    run_id = evaluate(judged_store, 2027, default_rubric(), ACTOR, lambda _: None).run_id

    assert publish(judged_store, run_id, ACTOR)
    events = len(judged_store.events.all())
    assert not publish(judged_store, run_id, ACTOR)
    assert len(judged_store.events.all()) == events
    published = judged_store.runs.published(2027)
    assert published is not None
    assert published.id == run_id


def test_a_run_that_is_not_there_is_not_published(store: Store) -> None:
    """The message names the run."""
    with pytest.raises(DeniedError, match="There is no FY2027-R009 that you may see"):
        publish(store, "FY2027-R009", ACTOR)


def test_a_run_from_before_the_deadline_settles_by_the_first_repeat_after_it(
    judged_store: Store,
) -> None:
    """Readers see what they saw; what counts is when it was published, not when computed."""
    run_id = evaluate(judged_store, 2027, default_rubric(), ACTOR, lambda _: None).run_id
    with judged_store.engine.begin() as connection:  # as it was published in June
        row = {"fiscal_year": 2027, "run_id": run_id, "published_at": IN_TIME}
        connection.execute(sa.insert(publications).values(row | actor_values(ACTOR)))
    assert judged_store.runs.last_publication_at(2027) == IN_TIME
    assert not settled(judged_store)

    assert not publish(judged_store, run_id, ACTOR)
    settled_at = judged_store.runs.last_publication_at(2027)
    assert settled_at is not None
    assert settled_at > parse_cycle(packaged_cycle_texts()[2027], "2027").deadline
    assert settled(judged_store)
    assert judged_store.events.all()[-1].action == "run published again"

    assert not publish(judged_store, run_id, ACTOR)
    assert judged_store.runs.last_publication_at(2027) == settled_at


def test_nothing_runs_by_itself_on_a_settled_cycle(judged_store: Store, tmp_path: Path) -> None:
    """An out-of-cycle proposal comes in late: no schedule judges it, and no run changes by it."""
    first = evaluate(judged_store, 2027, None, ACTOR, lambda _: None).run_id
    publish(judged_store, first, ACTOR)
    filled, out = sample_proposals()["FY27-NAVY-06"], tmp_path / "out.xlsx"
    answers = {**filled["answers"], "cycle_type": "out of cycle"}
    write_template(
        out, form=load_form(), fiscal_year=2027, filled={"answers": answers, "rows": filled["rows"]}
    )
    submit(judged_store, out, Delivery(ACTOR, NOW, 2027))

    assert settled(judged_store)
    seen = judged_store.runs.published(2027)
    assert seen is not None
    assert seen.id == first
    assert (
        changes_sentence(judged_store, seen) == ""
    )  # it came late, and enters no run of the cycle
    assert not evaluate(judged_store, 2027, None, ACTOR, lambda _: None).is_new


def test_a_deadline_that_is_moved_ahead_opens_the_cycle_again(judged_store: Store) -> None:
    """Then the tick judges and publishes it, once the new day has passed."""
    publish(judged_store, evaluate(judged_store, 2027, None, ACTOR, lambda _: None).run_id, ACTOR)
    row = judged_store.cycles.find(2027)
    assert row is not None
    later = NOW.date() + dt.timedelta(days=400)
    text = row.yaml.replace("final_due: 2026-06-30", f"final_due: {later}")
    judged_store.cycles.change(row, text, ACTOR, "The call was extended.")

    assert not settled(judged_store)
