"""Who acts on a store from the command line: the system's user, or for whom the user stands in."""

import os
import pwd

import sqlalchemy as sa

from fct.data.common import DeniedError, current_actor
from fct.data.people import Acting, Person
from fct.data.store import Database, first_event, is_illustrative
from fct.data.tables import newest_people

STORE_OF_ONE = (
    "This store knows no people yet: {owner}, whose account owns it, may do everything. "
    "`fct person add` names the first person."
)
OWNER_OF_ILLUSTRATIVE = (
    "This store is illustrative: {owner}, whose account made it, may do everything."
)


def acting_of(database: Database, stand_in: str | None = None) -> Acting:
    """Return who acts.

    Parameters
    ----------
    database : Database
    stand_in : str, optional
        The person for whom the system's user acts, which an illustrative store alone allows.

    Raises
    ------
    DeniedError
        With ``NO_STAND_IN`` where nobody may act for another, ``NO_PERSON`` where the account or
        the id belongs to nobody.
    """
    with database.reading() as connection:
        known = newest_people(connection)
        illustrative = is_illustrative(connection)
        owner = is_owner(connection)
    if stand_in is not None:
        return _stand_in(stand_in, known, illustrative=illustrative)
    # A store without people is its owner's; one that is illustrative stays so, or nobody could show
    # it.
    if not known or (illustrative and owner):
        actor = current_actor()
        words = OWNER_OF_ILLUSTRATIVE if known else STORE_OF_ONE
        return Acting(actor, note=words.format(owner=actor.name))
    return _account_holder(known)


def _stand_in(stand_in: str, known: dict[str, Person], *, illustrative: bool) -> Acting:
    if not illustrative:
        raise DeniedError(
            "NO_STAND_IN",
            "Nobody acts for another person in a real store; leave --as out, and act by your own "
            "account.",
        )
    if not known:
        return Acting(current_actor(stand_in))
    person = known.get(stand_in.strip())
    if person is None or not person.active:
        raise DeniedError(
            "NO_PERSON",
            f"{stand_in} is not an active person of this store; `fct person list` names them.",
        )
    return Acting(person.actor(os.getuid()), person)


def _account_holder(known: dict[str, Person]) -> Acting:
    account = account_name(os.getuid())
    for person in known.values():
        if person.active and person.account == account:
            return Acting(person.actor(os.getuid()), person)
    raise DeniedError(
        "NO_PERSON",
        f"The account {account} is not that of an active person of this store; ask an "
        "administrator to add it.",
    )


def account_name(uid: int) -> str:
    """Return the name of an account of the system, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may run under a number that has no name
        return str(uid)


def is_owner(connection: sa.Connection) -> bool:
    """Whether the account that runs the program made the store."""
    first = first_event(connection)
    return first is not None and first.actor.account == os.getuid()
