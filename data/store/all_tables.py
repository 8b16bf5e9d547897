"""Every table of the store, known once this module is imported: the schema is made of these."""

import sqlalchemy as sa

from fct.data.store import deliberation_tables, people_tables, seen_tables, year_tables
from fct.data.store.tables import metadata


def tables_of_years() -> list[sa.Table]:
    """Return the tables that say of which cycle each of their rows is."""
    return [table for table in metadata.sorted_tables if "fiscal_year" in table.c]


__all__ = [
    "deliberation_tables",
    "metadata",
    "people_tables",
    "seen_tables",
    "tables_of_years",
    "year_tables",
]
