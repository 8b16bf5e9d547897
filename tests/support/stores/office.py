"""An illustrative store with four judged and published proposals, and people who review them."""

import os
from collections.abc import Mapping
from pathlib import Path

from fct.data.common.actor import Actor
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from tests.conftest import ACTOR, IN_TIME
from tests.support.stores.homes import blank_store

CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 2000, 2028: 1500}\n"
PEOPLE: Mapping[str, tuple[Role, str | None]] = {
    "operator-1": (Role.OPERATOR, None),
    "reviewer-1": (Role.REVIEWER, None),
    "reviewer-2": (Role.REVIEWER, None),
    "reviewer-3": (Role.REVIEWER, None),
    "reviewer-4": (Role.REVIEWER, "Army"),
    "expert-1": (Role.EXPERT, None),
    "authority-1": (Role.AUTHORITY, None),
    "auditor-1": (Role.AUDITOR, None),
    "sponsor-navy": (Role.SPONSOR, "Navy"),
    "administrator-1": (Role.ADMINISTRATOR, None),
}


def build_office(home: Path, forms: Mapping[str, Path]) -> Path:
    """Make the store in a folder, and return the folder; it is copied for each test."""
    with open_store(Settings(blank_store(home))) as store:
        store.make_new(ACTOR, illustrative=True)
        store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), Actor("tester"))
        for path in forms.values():
            submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
        done = evaluate(store, 2027, None, ACTOR, lambda _: None)
        store.runs.publish(done.run_id, ACTOR)
        for person_id, (role, component) in PEOPLE.items():
            person = Person(
                id=person_id, name=person_id, roles=frozenset({role}), component=component
            )
            store.people.add(person)
    return home


def as_person(store: Store, person_id: str) -> Store:
    """Return the store as one of its people sees it."""
    person = store.people.find(person_id)
    assert person is not None
    return store.as_(Acting(person.actor(os.getuid()), person))
