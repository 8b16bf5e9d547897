"""What is hidden from a person is not there for any query, on each database."""

import os

import pytest
import sqlalchemy as sa

from fct.data.common.errors import DeniedError
from fct.data.deliberations.people import People
from fct.data.people.access import Action
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.subjects.store import Store
from fct.data.tables.persons import people


def acting(role: Role, component: str | None = None) -> Acting:
    """Return who acts in a role."""
    person = Person(id="jane", name="Jane", roles=frozenset({role}), component=component)
    return Acting(person.actor(os.getuid()), person)


def as_person(store: Store, who: Acting) -> Store:
    """The store as somebody who was added to it by hand sees it."""
    assert who.person is not None
    with store.writing() as connection:
        People._keep(connection, who.person, store.actor, "person added")
    return store.as_(who)


def seen(store: Store, role: Role, component: str | None = None) -> list[str]:
    """Return the refs that a role sees."""
    return [one.ref for one in as_person(store, acting(role, component)).versions.last(2027)]


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.AUDITOR, Role.OPERATOR])
def test_who_runs_or_decides_sees_everything(two: Store, role: Role) -> None:
    """At once, published or not."""
    assert seen(two, role) == ["A", "B"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EXPERT, Role.ADMINISTRATOR])
def test_before_a_publication_nobody_else_does(two: Store, role: Role) -> None:
    """A reviewer waits for the first published run; an administrator sees none ever."""
    assert seen(two, role) == []


def test_what_is_hidden_is_as_what_is_not_there(two: Store) -> None:
    """The same answer, the same event."""
    reviewer = as_person(two, acting(Role.REVIEWER))
    answers = []
    for ref in ("A", "Z"):
        with pytest.raises(DeniedError, match=f"There is no {ref} that you may see") as denied:
            reviewer.ask(Action.COMMENT_WRITE, ref)
        answers.append(denied.value.code)

    assert answers == ["NOT_THERE", "NOT_THERE"]
    first, second = (event.details for event in two.events.all()[-2:])
    assert first == second


def test_who_sees_all_and_who_sees_nothing_read_by_turns(two: Store) -> None:
    """Also on one connection, and when its driver has prepared what both ask."""
    reviewer = as_person(two, acting(Role.REVIEWER))
    for _ in range(12):
        assert reviewer.versions.last(2027) == []
        assert [one.ref for one in two.versions.last(2027)] == ["A", "B"]


def test_a_read_shows_one_moment_to_whom_something_is_hidden(two: Store) -> None:
    """What is written meanwhile is not in it, and is in the next."""
    reviewer = as_person(two, acting(Role.REVIEWER))
    counted = sa.select(sa.func.count()).select_from(people)
    with reviewer.reading() as connection:
        before = connection.scalar(counted)
        as_person(two, acting(Role.SPONSOR, "Navy"))
        assert connection.scalar(counted) == before
    with reviewer.reading() as connection:
        assert connection.scalar(counted) == before + 1
