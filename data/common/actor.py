"""Who acts: every write to the store names a person, and keeps the account that wrote."""

import os
import pwd
from dataclasses import dataclass, field

from fct.data.common.errors import UsageError
from fct.data.common.text import normalize

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a write.

    Attributes
    ----------
    name : str
    component, role : str or None
        As far as they are known.
    verified : bool
        Whether a sign-in vouches for the name.
    account : int or None
        Number of the system's account (uid) that the program runs under, whatever the name says;
        None in what was written before it was kept.
    """

    name: str
    component: str | None = None
    role: str | None = None
    verified: bool = False
    account: int | None = field(default_factory=os.getuid)

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > _LONGEST_NAME or not self.name.isprintable():
            raise UsageError(
                f"The name {self.name[:40]!r} names no person; give 1 to {_LONGEST_NAME} "
                "printable characters, as in --as 'Jane Doe'."
            )


def current_actor(name: str | None = None) -> Actor:
    """Return who acts now, unverified: the given name, else the system's user.

    Parameters
    ----------
    name : str, optional
        What the person says.

    Raises
    ------
    UsageError
        If the name is blank, longer than 200 characters or not printable.
    """
    if name is not None:
        return Actor(name.strip())
    user = os.getuid()
    try:
        return Actor(pwd.getpwuid(user).pw_name)
    except KeyError:  # a container may run under a number that has no name
        return Actor(f"user {user}")


def is_another(first: Actor, second: Actor, *, by_name: bool) -> bool:
    """Return whether two actors are two: two accounts of the system, or else two names.

    A name is typed by whoever acts and nobody vouches for it, so it counts only where all is
    illustrative, or where both are people of the store, who may act from one account: the server's.
    An account that was not kept is not known to be another one.
    """
    if by_name or (first.verified and second.verified):
        return normalize(first.name) != normalize(second.name)
    return None not in {first.account, second.account} and first.account != second.account
