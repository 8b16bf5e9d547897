"""The mark of a store: whether all in it is illustrative, said by the first event of its log.

The hash chain of the log covers the mark. Nothing writes it later, and a file beside the store
marks nothing.
"""

import sqlalchemy as sa

from fct.data.common import Actor, NotNowError
from fct.data.store.all_tables import metadata
from fct.data.store.event_rows import FIRST_HASH, add_event, event_hash, first_event

_MADE = "store made"


def insert_mark(connection: sa.Connection, actor: Actor, *, illustrative: bool) -> None:
    """Write the mark as the first event of an empty store, in a writing transaction.

    Raises
    ------
    NotNowError
        With the code ``NOT_EMPTY``, if the store holds anything.
    """
    for table in metadata.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise NotNowError(
                "NOT_EMPTY",
                "The store holds something already, and only an empty store can be made new. "
                "Set FCT_HOME to another folder, and make the store there.",
            )
    add_event(connection, actor, _MADE, "store", {"illustrative": illustrative})


def is_illustrative(connection: sa.Connection) -> bool:
    """Return whether the first event of the log, as it was written, marks the store."""
    first = first_event(connection)
    return (
        first is not None
        and (first.action, first.previous_hash) == (_MADE, FIRST_HASH)
        and event_hash(first) == first.hash
        and first.details.get("illustrative") is True
    )
