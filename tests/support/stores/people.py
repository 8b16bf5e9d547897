"""People of a store in a test."""

import os

from fct.data.deliberations.people import People
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.subjects.store import Store
from fct.data.tables.core import Event


def person(person_id: str, *roles: Role, **more: str) -> Person:
    """A person who is called by the id, where no name is given."""
    return Person(id=person_id, roles=frozenset(roles), **{"name": person_id.title(), **more})


def as_person(store: Store, who: Person) -> Store:
    """The store as somebody sees it who was added to it, by hand, if need be."""
    if People(store).find(who.id) is None:
        with store.writing() as connection:
            People._keep(connection, who, store.actor, "person added")
    return store.as_(Acting(who.actor(os.getuid()), who))


def written(store: Store) -> list[Event]:
    """The events of what was done; what was denied is logged too, and changes nothing."""
    return [event for event in store.events.all() if event.details.get("outcome") != "denied"]
