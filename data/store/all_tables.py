"""Every table of the store, known once this module is imported: the schema is made of these."""

from fct.data.store import (
    exchange_tables,
    people_tables,
    review_tables,
    seen_tables,
    slate_tables,
)
from fct.data.store.tables import metadata

__all__ = [
    "exchange_tables",
    "metadata",
    "people_tables",
    "review_tables",
    "seen_tables",
    "slate_tables",
]
