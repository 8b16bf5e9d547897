"""The order of a run over the proposals that somebody may see."""

import pytest
import sqlalchemy as sa

from fct.data.common.errors import DeniedError
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.roles import Role
from fct.data.subjects.store import Store
from fct.data.tables.seen import seen_runs
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.defending.published import published_order
from tests.conftest import ACTOR
from tests.support.stores.people import as_person, person

HIDDEN, ASSIGNED = "FY27-ARMY-02", "FY27-NAVY-01"


@pytest.fixture
def published(judged_store: Store) -> Store:
    """A store with a published run over four proposals, and an operator."""
    done = evaluate(judged_store, 2027, None, ACTOR, lambda _: None)
    judged_store.runs.publish(done.run_id, ACTOR)
    as_person(judged_store, person("olga", Role.OPERATOR))
    return judged_store


def test_the_rest_moves_up_and_keeps_its_order(published: Store) -> None:
    """Ranks run from 1 without a gap, the counts are those of the rest, the run keeps its name."""
    reviewer = as_person(published, person("rita", Role.REVIEWER))
    whole = published_order(reviewer, 2027)
    reviewer.conflicts.add("rita", ConflictWith(ref=HIDDEN), "Kin.")
    rest = published_order(reviewer, 2027)
    run = reviewer.runs.published(2027)

    assert run is not None
    assert HIDDEN in whole.refs
    assert rest.refs == tuple(ref for ref in whole.refs if ref != HIDDEN)
    assert rest.ranks["rank"].tolist() == [1, 2, 3]
    assert (rest.run_id, run.counts["proposals"]) == (whole.run_id, 3)
    assert HIDDEN not in str(run)
    official = published.runs.published(2027)
    assert official is not None
    assert official.counts["proposals"] == 4


def test_an_expert_sees_what_is_assigned_without_the_order(published: Store) -> None:
    """Values that depend on others are null; verdicts and findings are there."""
    expert = as_person(published, person("eve", Role.EXPERT))
    assert expert.versions.components(2027) == {}
    operator = as_person(published, person("olga", Role.OPERATOR))
    operator.assignments.assign(2027, ASSIGNED, "eve")
    run = expert.runs.published(2027)
    assert run is not None
    (score,) = expert.runs.scores(run.id).to_dict("records")

    assert (score["ref"], score["verdict"]) == (ASSIGNED, "rankable")
    hidden = ("tier", "merit", "strength", "maturity_low", "maturity_high")
    assert {name: score[name] for name in hidden} == dict.fromkeys(hidden)
    assert expert.runs.ranks(run.id).empty
    with pytest.raises(DeniedError, match="Your roles do not include this") as denied:
        published_order(expert, 2027)
    assert denied.value.code == "NOT_ALLOWED"


def test_a_sponsor_sees_own_verdicts_before_a_decision_is_published(published: Store) -> None:
    """Neither a rank nor a score, and none of others."""
    sponsor = as_person(published, person("sam", Role.SPONSOR, component="Navy"))
    run = sponsor.runs.published(2027)
    assert run is not None
    (score,) = sponsor.runs.scores(run.id).to_dict("records")

    assert (score["ref"], score["merit"]) == (ASSIGNED, None)
    assert sponsor.runs.ranks(run.id).empty


def test_it_is_made_before_anybody_looks(published: Store) -> None:
    """When a conflict changes and when a run is published; to look makes nothing then."""

    def made() -> int:
        with published.looking() as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(seen_runs)) or 0)

    reviewer = as_person(published, person("rita", Role.REVIEWER))
    before = made()
    conflict = reviewer.conflicts.add("rita", ConflictWith(ref=HIDDEN), "Kin.")
    assert made() == before + 1
    run = reviewer.runs.published(2027)
    assert run is not None
    assert made() == before + 1

    as_person(published, person("sam", Role.SPONSOR, component="Navy"))
    published.runs.publish(run.id, ACTOR)
    published.runs.publish(run.id, ACTOR)
    assert made() == before + 2
    as_person(published, person("olga", Role.OPERATOR)).conflicts.lift(conflict.id, "Gone.")
    assert made() == before + 2
