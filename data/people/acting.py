"""Who acts on a store now, and by what right."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fct.data.common import Actor
from fct.data.people.access import SYSTEM_MAY, Action, Scope, load_access
from fct.data.people.person import Person
from fct.data.people.roles import Role


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts on a store.

    Attributes
    ----------
    actor : Actor
        As who writes.
    person : Person or None
        None for the owner of a store, and for the system.
    is_system : bool
        Whether a schedule acts, which may do what a schedule does.
    note : str
        What every command and page says in one line; empty where there is nothing to say.
    """

    actor: Actor
    person: Person | None = None
    is_system: bool = False
    note: str = ""

    @property
    def id(self) -> str:
        """What is shown of who acts."""
        return self.actor.name

    @property
    def may_all(self) -> bool:
        """Whether this is the owner of a store of one, or of an illustrative one."""
        return self.person is None and not self.is_system

    @property
    def roles(self) -> AbstractSet[Role]:
        """The roles that the person holds; none for the owner and the system."""
        return frozenset() if self.person is None else self.person.roles

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles; the owner holds all of them."""
        return self.may_all or bool(self.roles & set(roles))

    def scopes(self, action: Action) -> AbstractSet[Scope]:
        """Return on what the action is open to who acts; empty where it is not."""
        if self.may_all:
            return frozenset({Scope.ALL})
        if self.is_system:
            return frozenset({Scope.ALL} if action in SYSTEM_MAY else ())
        access = load_access()
        # All scopes and not the widest: own and assigned say different things of an object.
        return frozenset(access.scope(action, role) for role in self.roles) - {Scope.NONE}
