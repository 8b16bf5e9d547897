"""What the demonstration's people have done so far."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.people.acting import Acting
from fct.data.people.roles import Role
from fct.data.program.rubric import default_rubric
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from fct.flows.serving.demo_people import add_people, demo_people
from fct.flows.serving.demo_reviews import add_reviews
from fct.scoring.reviewing.reports import panel_report
from tests.conftest import ACTOR, IN_TIME, opened_copy
from tests.support.stores.homes import copied_home
from tests.support.stores.seasons import sample_files

IDS = {
    "sponsor-army",
    "sponsor-navy",
    "certifier-army",
    "certifier-navy",
    *(f"reviewer-{n}" for n in range(1, 5)),
    "expert-1",
    "authority-1",
    "authority-2",
    "auditor-1",
    "operator-1",
    "administrator-1",
}


@pytest.fixture
def season(illustrative_home: Path, home: Path, tmp_path: Path) -> Iterator[Store]:
    """The sample season, judged and published."""

    def make(made: Path) -> None:
        with opened_copy(illustrative_home, made) as store:
            for file in sample_files(tmp_path / "season"):
                submit(store, file, Delivery(ACTOR, IN_TIME, 2027))
            run = evaluate(store, 2027, default_rubric(), Actor("fct demo"), lambda _: None)
            store.runs.publish(run.run_id, ACTOR)

    with open_store(Settings(copied_home(home, "", make))) as store:
        yield store


@pytest.fixture
def reviewed(season: Store, tmp_path: Path) -> Iterator[Store]:
    """A copy of it with people and reviews."""

    def make(made: Path) -> None:
        with opened_copy(season.settings.home, made) as store:
            add_people(store)
            add_reviews(store, 2027)

    with open_store(Settings(copied_home(tmp_path / "reviewed", "", make))) as store:
        yield store


def test_there_are_people_in_every_role() -> None:
    """Fourteen, by the ids of the contract; one reviewer belongs to the Army."""
    people = {person.id: person for person in demo_people()}

    assert people.keys() == IDS
    assert set().union(*(person.roles for person in people.values())) == set(Role)
    assert people["reviewer-4"].component == "Army"


def test_reviews_are_half_done(reviewed: Store) -> None:
    """Some panels are complete, some not; a conflict, an open question and a flag stand."""
    season = reviewed
    panels = panel_report(season, 2027)["proposals"]
    states = [one.state for one in season.assignments.of_cycle(2027)]
    assert any(row["panel_merit"] is not None for row in panels)
    assert any(row["panel_merit"] is None for row in panels)
    assert {"in", "draft", "not started"} <= set(map(str, states))
    assert [one.state for one in season.questions.of_cycle(2027)] == ["open"]
    assert [one.is_open for one in season.flags.of_cycle(2027)] == [True]
    assert len(season.conflicts.all()) == 1


def test_a_second_demonstration_adds_nothing(reviewed: Store) -> None:
    """What somebody did since stays."""
    season = reviewed
    before = season.events.last()

    add_people(season)
    add_reviews(season, 2027)

    assert season.events.last() == before


def test_the_people_write_as_themselves(reviewed: Store) -> None:
    """Reviews and the question are their own, so that each finds them in the own log."""
    season = reviewed
    person = season.people.known("reviewer-1")

    deeds = season.as_(Acting(person.actor(), person)).activity.all()

    assert {"review written", "question asked"} <= {deed.event.action for deed in deeds}
