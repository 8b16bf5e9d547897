"""Who is informed: people by their role and component, and who stands in where nobody is there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from fct.data.common import current_actor
from fct.data.people import Person, Role
from fct.data.store import first_event
from fct.data.tables import newest_people


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a message.

    Attributes
    ----------
    person : str
        Id of the person, or the name of the account that owns a store of one.
    address : str or None
        The e-mail that the store has of the person, and no other.
    nobody : tuple of str
        For what the person stands in, because nobody is there.
    """

    person: str
    address: str | None = None
    nobody: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The line that says for what the person stands in."""
        return "\n".join(f"nobody is there for {one}" for one in self.nobody)


def holders(
    connection: sa.Connection, roles: Collection[Role], component: str | None = None
) -> list[Recipient]:
    """Return every active person who holds one of some roles.

    Parameters
    ----------
    connection : Connection
    roles : collection of Role
    component : str, optional
        Of the people, where they speak for one.

    Returns
    -------
    list of Recipient
        Where nobody is there, the operators, who learn for what; without those the administrators;
        in a store of one its owner.
    """
    people = [one for one in newest_people(connection).values() if one.active]
    found = [one for one in people if one.roles & set(roles) and component in {None, one.component}]
    if found:
        return [_recipient(one) for one in found]
    nobody = (component or " or ".join(sorted(roles)),)
    # A message that reached nobody would be a duty that nobody knows of.
    for stands_in in (Role.OPERATOR, Role.ADMINISTRATOR):
        if found := [one for one in people if stands_in in one.roles]:
            return [_recipient(one, nobody) for one in found]
    return [Recipient(_owner(connection), None, nobody if people else ())]


def named(connection: sa.Connection, ids: Iterable[str]) -> list[Recipient]:
    """Return the people of some ids; who is not known is said on the page."""
    people = newest_people(connection)
    return [
        _recipient(people[one]) if one in people else Recipient(one) for one in sorted(set(ids))
    ]


def merged(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Return each person once, with all for what the person stands in."""
    by_person: dict[str, Recipient] = {}
    for one in recipients:
        known = by_person.get(one.person)
        nobody = (
            one.nobody
            if known is None
            else tuple({**dict.fromkeys(known.nobody), **dict.fromkeys(one.nobody)})
        )
        by_person[one.person] = Recipient(one.person, one.address, nobody)
    return [by_person[person] for person in sorted(by_person)]


def _recipient(person: Person, nobody: tuple[str, ...] = ()) -> Recipient:
    return Recipient(person.id, person.email, nobody)


def _owner(connection: sa.Connection) -> str:
    first = first_event(connection)
    return current_actor().name if first is None else first.actor.name
