"""Every table of the store, known once this module is imported: the schema is made of these."""

import sqlalchemy as sa

from fct.data.tables import deliberations, persons, seen, year
from fct.data.tables.records import metadata


def tables_of_years() -> list[sa.Table]:
    """Return the tables that say of which cycle each of their rows is."""
    return [table for table in metadata.sorted_tables if "fiscal_year" in table.c]


__all__ = [
    "deliberations",
    "metadata",
    "persons",
    "seen",
    "tables_of_years",
    "year",
]
