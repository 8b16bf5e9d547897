"""What the operators are informed of when the machine needs somebody: once a day for one thing."""

import datetime as dt
from collections.abc import Sequence

from fct.data.common import StoreError
from fct.data.messages import Letter, listed
from fct.data.people import Role
from fct.data.subjects import Store


def report_trouble(store: Store, now: dt.datetime, what: Sequence[str]) -> list[str]:
    """Write the operators a message on trouble with the server, and return their ids.

    Where the store itself is the trouble it cannot be written; the next tick writes it.

    Parameters
    ----------
    store : Store
        As the system acts on it.
    now : datetime
    what : sequence of str
        What failed, a line each: actions, refs and programs, never a title or an answer.
    """
    lines = sorted(set(what))
    if not lines:
        return []
    letter = Letter(
        text="server_trouble",
        action="trouble",
        about="server",
        date=f"{now:%Y-%m-%d} {'; '.join(lines)}",
        facts={"day": f"{now:%Y-%m-%d}", "what": listed(lines)},
    )
    try:
        return store.messages.send(letter, store.messages.holders(Role.OPERATOR))
    except StoreError:
        return []
