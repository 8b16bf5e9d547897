"""What is known of a person has to go together."""

from typing import Any

import pytest

from fct.data.common.errors import UsageError
from fct.data.people.person import Person, refuse_person
from fct.data.people.roles import Role


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"id": "Jane Doe"}, "is not an id of a person"),
        ({"name": " "}, "The name of jane"),
        ({"email": "a\nb"}, "The e-mail of jane"),
        ({"component": "Coast Guard"}, "'Coast Guard' is not a component"),
        ({"roles": frozenset({Role.SPONSOR})}, "A sponsor speaks for a component"),
        ({"subject": "7"}, "issuer and its subject"),
    ],
)
def test_facts_that_do_not_go_together_are_refused(facts: dict[str, Any], said: str) -> None:
    """Each sentence says what is accepted."""
    given: dict[str, Any] = {"id": "jane", "name": "Jane Doe"}

    with pytest.raises(UsageError, match=said):
        refuse_person(Person(**(given | facts)))


def test_a_person_writes_by_id() -> None:
    """The id stands beside what was written, with the roles of then."""
    person = Person(id="jane", name="Jane", roles=frozenset({Role.SPONSOR}), component="Navy")

    actor = person.actor(7)

    assert (actor.name, actor.component, actor.role) == ("jane", "Navy", "sponsor")
    assert (actor.verified, actor.account) == (True, 7)
