"""A person whom the store knows, and a change of what it knows of one."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any

from fct.data.common import Actor, Json, UsageError, in_series
from fct.data.people.roles import COMPONENT_ROLES, Role
from fct.data.program import load_form

_ID = re.compile(r"[a-z0-9-]{1,40}")
_LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who may act.

    Attributes
    ----------
    id : str
        1 to 40 of a-z, 0-9 and ``-``; what is shown of the person is this.
    name : str
    email : str or None
    roles : set of Role
    component : str or None
        That a sponsor or certifier speaks for; whose proposals are hidden from a reviewer.
    account : str or None
        The system's user on the command line.
    issuer, subject : str or None
        Whom the sign-in names; never the e-mail.
    active : bool
        False once retired.
    """

    id: str
    name: str
    email: str | None = None
    roles: frozenset[Role] = frozenset()
    component: str | None = None
    account: str | None = None
    issuer: str | None = None
    subject: str | None = None
    active: bool = True

    def actor(self, uid: int | None = None) -> Actor:
        """Return the person as who writes.

        Parameters
        ----------
        uid : int, optional
            Number of the system's account that the program runs under.
        """
        return Actor(self.id, self.component, ", ".join(sorted(self.roles)), True, uid)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChange:
    """One version of what the store knows of a person, as it is kept.

    Attributes
    ----------
    id : str
    version : int
    name, email, component, account, issuer, subject
        As in :class:`Person`.
    roles : list of str
    active : bool
    reason : str
        Of a retirement; else empty.
    at : datetime
    actor : Actor
    """

    id: str
    version: int
    name: str
    email: str | None
    roles: Annotated[Any, Json()]
    component: str | None
    account: str | None
    issuer: str | None
    subject: str | None
    active: bool
    reason: str
    at: dt.datetime
    actor: Actor

    @property
    def person(self) -> Person:
        """The person as of this version."""
        return Person(
            id=self.id,
            name=self.name,
            email=self.email,
            roles=frozenset(Role(role) for role in self.roles),
            component=self.component,
            account=self.account,
            issuer=self.issuer,
            subject=self.subject,
            active=self.active,
        )


def refuse_person(person: Person) -> None:
    """Raise a UsageError if the facts of a person do not go together."""
    if _ID.fullmatch(person.id) is None:
        raise UsageError(
            f"{person.id[:60]!r} is not an id of a person; an id is 1 to 40 of a-z, 0-9 and -."
        )
    for what, text in (("name", person.name), ("e-mail", person.email)):
        if text is not None and not (text.strip() and len(text) <= _LONGEST and text.isprintable()):
            raise UsageError(f"The {what} of {person.id} has 1 to {_LONGEST} printable characters.")
    refuse_unknown_component(person.component)
    if person.component is None and (needing := sorted(person.roles & COMPONENT_ROLES)):
        raise UsageError(f"A {needing[0]} speaks for a component; name the component.")
    if (person.issuer is None) != (person.subject is None):
        raise UsageError("A sign-in is named by its issuer and its subject; give both.")


def refuse_unknown_component(component: str | None) -> None:
    """Raise a UsageError if a component is named that the form does not have."""
    components = load_form()["component"].choices
    if component is not None and component not in components:
        raise UsageError(
            f"{component!r} is not a component; the components are {in_series(components)}."
        )
