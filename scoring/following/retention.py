"""What is kept of a cycle: counts of files and rows by kind, for when it may be archived."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from fct.data.tables import attachments, project_reports, submissions, tables_of_years

if TYPE_CHECKING:
    from fct.data.subjects import Store

_FILES = {"submissions": submissions, "attachments": attachments, "reports": project_reports}


def archivable(store: "Store", fiscal_year: int) -> dict[str, Any]:
    """Return how many files and rows are kept of a cycle, by kind.

    Parameters
    ----------
    store : Store
    fiscal_year : int

    Returns
    -------
    dict of str to object
        ``files`` and ``rows``, each a count by kind; a kind without any is left out.
    """
    with store.looking() as connection:

        def count(what: Any, table: sa.Table) -> int:
            query = sa.select(sa.func.count(what)).where(table.c.fiscal_year == fiscal_year)
            return int(connection.scalar(query) or 0)

        # Files by hash: the same bytes are kept once, however often they came.
        files = {
            name: count(sa.distinct(table.c.file_sha256), table) for name, table in _FILES.items()
        }
        rows = {table.name: count(sa.literal_column("*"), table) for table in tables_of_years()}
    return {
        "files": {name: number for name, number in files.items() if number},
        "rows": {name: number for name, number in sorted(rows.items()) if number},
    }
