"""People of a store, and the store as one of them sees it."""

import os
import pwd

from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.subjects.store import Store

OWNER = "owner"


def with_people(store: Store, *people: tuple[str, str, str | None]) -> Store:
    """Add people to an open store: id, role and component; its owner comes first.

    Parameters
    ----------
    store : Store
    *people : tuple of str
    """
    account = pwd.getpwuid(os.getuid()).pw_name
    owner = Person(id=OWNER, name="Owner", account=account, roles=frozenset({Role.ADMINISTRATOR}))
    store.people.add(owner)
    for name, role, component in people:
        person = Person(id=name, name=name, roles=frozenset({Role(role)}), component=component)
        store.people.add(person)
    return store


def acting_as(store: Store, person_id: str) -> Store:
    """Return the store as one of its people sees it and may change it."""
    person = store.people.known(person_id)
    return store.as_(Acting(person.actor(os.getuid()), person))
