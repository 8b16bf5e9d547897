"""Every table of the store, known once this module is imported: the schema is made of these."""

from fct.data.store import deliberation_tables, people_tables, seen_tables, year_tables
from fct.data.store.tables import metadata

__all__ = ["deliberation_tables", "metadata", "people_tables", "seen_tables", "year_tables"]
