"""A store with two judged and published proposals, and people in every role that reviews."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.rules import CRITERIA
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store, open_store
from tests.support.stores.homes import blank_store, copied_home

STRENGTH = 0.75  # of every criterion: the machine's level is 4
PEOPLE = {
    "operator-1": ({Role.OPERATOR}, None),
    "reviewer-1": ({Role.REVIEWER}, None),
    "reviewer-2": ({Role.REVIEWER}, None),
    "reviewer-3": ({Role.REVIEWER}, None),
    "reviewer-navy": ({Role.REVIEWER}, "Navy"),
    "expert-1": ({Role.EXPERT}, None),
    "authority-1": ({Role.AUTHORITY}, None),
    "auditor-1": ({Role.AUDITOR}, None),
    "sponsor-navy": ({Role.SPONSOR}, "Navy"),
    "sponsor-army": ({Role.SPONSOR}, "Army"),
}

As = Callable[[str], Store]


Make = Callable[[Store], None]


@pytest.fixture
def made(
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    make_run: Callable[..., RunRecord],
) -> dict[str, Make]:
    """What a fixture puts into the store, by its name."""

    def put_panel(store: Store) -> None:
        text = packaged_cycle_texts()[2027]
        store.cycles.add(2027, text, sha256_of_text(text), Actor("owner"))
        army = make_proposal("A", component="Army")
        sent = make_submission("a", army, make_proposal("N"), actor=Actor("sponsor-navy"))
        store.submissions.add(sent)
        ids = [store.versions.get(2027, ref).id for ref in ("A", "N")]
        record = make_run(ids)
        said = {"verdict": "weak", "strength": STRENGTH}
        record.scores["criteria"] = [dict.fromkeys(CRITERIA, said) for _ in ids]
        store.runs.publish(store.runs.add(record, Actor("owner")), Actor("owner"))
        account = store.actor.name
        owner = Person(id="owner", name="O", roles=frozenset({Role.ADMINISTRATOR}), account=account)
        store.people.add(owner)
        for person_id, (roles, component) in PEOPLE.items():
            store.people.add(
                Person(id=person_id, name=person_id, roles=frozenset(roles), component=component)
            )

    def assign(store: Store) -> None:
        operator = acting(store, "operator-1")
        for ref in ("A", "N"):
            for person in ("reviewer-1", "reviewer-2", "expert-1"):
                operator.assignments.assign(2027, ref, person, dt.date(2026, 7, 31))

    return {"panel_store": put_panel, "assigned": assign}


@pytest.fixture
def store(
    request: pytest.FixtureRequest, settings: Settings, made: dict[str, Make]
) -> Iterator[Store]:
    """A store on each database, with what the other fixtures of the test say; empty without them.

    On SQLite it is made once, and copied.
    """
    wanted = [name for name in made if name in request.fixturenames]

    def fill(store: Store) -> None:
        for name in wanted:
            made[name](store)

    def make(home: Path) -> None:
        with open_store(Settings(blank_store(home))) as filled:
            fill(filled)

    if not settings.database_url:
        copied_home(settings.home, wanted, make)
    with open_store(settings) as opened:
        if settings.database_url:
            fill(opened)
        yield opened


@pytest.fixture
def panel_store(store: Store) -> Store:
    """The proposals A (Army) and N (Navy) of 2027, judged and published, and the people."""
    return store


@pytest.fixture
def as_(panel_store: Store) -> As:
    """The store as one of its people sees it."""
    return lambda person_id: acting(panel_store, person_id)


@pytest.fixture
def assigned(as_: As) -> As:
    """The same, with A and N assigned to two reviewers and an expert."""
    return as_


def acting(store: Store, person_id: str) -> Store:
    """The store as one of its people sees it."""
    person = store.people.find(person_id)
    assert person is not None
    return store.as_(Acting(person.actor(os.getuid()), person))
