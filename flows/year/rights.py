"""Who may start a tick (year.md, detail 31)."""

import os

from fct.data.common import DeniedError
from fct.data.deliberations import account_name, acting_of, is_owner
from fct.data.people import Action
from fct.data.subjects import Store


def starter(store: Store, stand_in: str | None) -> str:
    """Return who starts a tick: an operator, or the account that owns the store.

    Raises
    ------
    DeniedError
        To everybody else.
    """
    with store.looking() as connection:
        owns = stand_in is None and is_owner(connection)
    try:
        acting = acting_of(store, stand_in)
    except DeniedError:
        if not owns:
            raise
        return account_name(os.getuid())
    if not owns:
        store.as_(acting).ask(Action.TICK_RUN)
    return acting.id
