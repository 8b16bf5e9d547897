"""The people of a store, on each database."""

import os
import pwd

import pytest

from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.subjects.store import Store

ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
OWNER = Person(
    id="owner",
    name="The Owner",
    roles=frozenset({Role.ADMINISTRATOR, Role.OPERATOR}),
    account=ACCOUNT,
)
NAVY = Person(id="navy", name="N", roles=frozenset({Role.SPONSOR}), component="Navy")


def as_(store: Store, person: Person) -> Store:
    """Return the store as a person of this account sees it."""
    return store.as_(Acting(person.actor(os.getuid()), person))


@pytest.mark.parametrize(
    "person",
    [NAVY, Person(id="owner", name="O", roles=frozenset({Role.OPERATOR}), account=ACCOUNT)],
)
def test_the_first_person_is_the_owner_and_an_administrator(store: Store, person: Person) -> None:
    """Else nobody could give roles later."""
    with pytest.raises(UsageError, match="The first person of a store is its owner"):
        store.people.add(person)

    assert not store.people.are_there()


def test_a_person_is_added_changed_and_retired(store: Store) -> None:
    """Each step is a version and an event; what was there before stays."""
    store.people.add(OWNER)
    acting = as_(store, OWNER)
    acting.people.add(NAVY)
    acting.people.change(
        Person(id="navy", name="N", roles=frozenset({Role.CERTIFIER}), component="Navy")
    )
    retired, _ = acting.people.retire("navy", "Left the office.")

    assert not retired.active
    assert [person.id for person in acting.people.all()] == ["navy", "owner"]
    assert [(event.action, event.object, event.actor.name) for event in store.events.all()] == [
        ("person added", "owner", store.actor.name),
        ("person added", "navy", "owner"),
        ("person changed", "navy", "owner"),
        ("person retired", "navy", "owner"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        Person(id="owner", name="X", roles=frozenset({Role.AUDITOR})),
        Person(id="x", name="X", roles=frozenset({Role.AUDITOR}), account=ACCOUNT),
    ],
)
def test_an_id_or_account_of_somebody_is_taken(store: Store, other: Person) -> None:
    """One account is one person."""
    store.people.add(OWNER)

    with pytest.raises(NotNowError, match=r"already|is that of owner") as refused:
        as_(store, OWNER).people.add(other)

    assert refused.value.code == "TAKEN"


def test_nobody_changes_the_own_roles(store: Store) -> None:
    """Nor does the last administrator go; each denial is logged."""
    store.people.add(OWNER)
    acting = as_(store, OWNER)

    with pytest.raises(DeniedError, match="Nobody changes the own roles") as denied:
        acting.people.retire("owner", "I go.")

    assert denied.value.code == "OWN_ROLES"
    assert store.events.all()[-1].details == {"outcome": "denied", "code": "OWN_ROLES"}


def test_an_operator_adds_nobody(store: Store) -> None:
    """Roles are an administrator's to give."""
    store.people.add(OWNER)
    operator = Person(id="op", name="Op", roles=frozenset({Role.OPERATOR}))
    as_(store, OWNER).people.add(operator)

    with pytest.raises(DeniedError, match=r"person\.change") as denied:
        as_(store, operator).people.add(NAVY)

    assert denied.value.code == "NOT_ALLOWED"


def test_a_role_that_was_taken_away_is_gone_at_the_next_action(store: Store) -> None:
    """Roles are read from the store each time, not from what was there at sign-in."""
    store.people.add(OWNER)
    operator = Person(id="op", name="Op", roles=frozenset({Role.OPERATOR}))
    admin = as_(store, OWNER)
    admin.people.add(operator)
    acting = as_(store, operator)
    assert [person.id for person in acting.people.all()] == ["op", "owner"]

    admin.people.change(Person(id="op", name="Op", roles=frozenset({Role.EXPERT})))

    with pytest.raises(DeniedError, match=r"person\.see"):
        acting.people.all()
    admin.people.retire("op", "Left.")
    with pytest.raises(DeniedError, match="no longer among the people"):
        acting.people.all()
