"""Who acts, and by what right."""

from fct.data.common.actor import Actor
from fct.data.people.access import Action, Scope
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role


def test_the_owner_holds_every_role() -> None:
    """A store without people is a store of one."""
    owner = Acting(Actor("root"))

    assert owner.may_all
    assert all(owner.has(role) for role in Role)
    assert owner.scopes(Action.SLATE_PUBLISH) == {Scope.ALL}


def test_several_roles_are_one_right() -> None:
    """What one of them may is allowed."""
    roles = frozenset({Role.OPERATOR, Role.REVIEWER})
    acting = Acting(Actor("jane"), Person(id="jane", name="Jane", roles=roles))

    assert acting.scopes(Action.REVIEW_WRITE) == {Scope.ASSIGNED}
    assert acting.scopes(Action.RUN_EVALUATE) == {Scope.ALL}
    assert acting.scopes(Action.SLATE_PUBLISH) == set()
    assert not acting.may_all
