"""Who acts from the command line, on each database."""

import os
import pwd
import re

import pytest

from fct.data.common.errors import DeniedError
from fct.data.deliberations.acting import acting_of
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.subjects.store import Store

ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
ADMINISTRATOR = Person(
    id="boss", name="Boss", roles=frozenset({Role.ADMINISTRATOR}), account=ACCOUNT
)
REVIEWER = Person(id="rev", name="Rev", roles=frozenset({Role.REVIEWER}))


def test_a_store_without_people_is_a_store_of_one(store: Store) -> None:
    """It says so in one line, and nobody stands in."""
    acting = acting_of(store)

    assert acting.may_all
    assert acting.note.startswith("This store knows no people yet")
    with pytest.raises(DeniedError, match="Nobody acts for another person") as denied:
        acting_of(store, "jane")
    assert denied.value.code == "NO_STAND_IN"


def test_an_account_acts_as_its_person(store: Store) -> None:
    """From the first person on the roles bind."""
    store.people.add(ADMINISTRATOR)

    acting = acting_of(store)

    assert (acting.id, acting.roles) == ("boss", {Role.ADMINISTRATOR})
    assert acting.note == ""


def test_in_an_illustrative_store_its_maker_acts_as_anybody(store: Store) -> None:
    """And as its owner where nobody is named."""
    store.make_new(store.actor, illustrative=True)
    store.people.add(REVIEWER)

    assert acting_of(store).may_all
    assert acting_of(store, "rev").roles == {Role.REVIEWER}
    with pytest.raises(DeniedError, match=re.escape("rex is not an active person")) as denied:
        acting_of(store, "rex")
    assert denied.value.code == "NO_PERSON"


def test_the_account_of_nobody_does_nothing(store: Store) -> None:
    """It is sent to an administrator."""
    store.people.add(ADMINISTRATOR)
    other = Person(id="other", name="Other", roles=frozenset({Role.ADMINISTRATOR}))
    boss = store.as_(acting_of(store))
    boss.people.add(other)
    store.people.change(
        Person(id="boss", name="Boss", roles=ADMINISTRATOR.roles, account="somebody-else")
    )

    with pytest.raises(DeniedError, match=f"The account {ACCOUNT} is not that of") as denied:
        acting_of(store)

    assert denied.value.code == "NO_PERSON"
