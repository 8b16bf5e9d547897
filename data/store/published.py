"""Which run of a cycle readers see."""

import sqlalchemy as sa

from fct.data.store.tables import publications


def published_run_id(connection: sa.Connection, fiscal_year: int) -> str | None:
    """Return the id of the run that was published last."""
    last = (
        sa.select(publications.c.run_id)
        .where(publications.c.fiscal_year == fiscal_year)
        .order_by(publications.c.id.desc())
        .limit(1)
    )
    return connection.execute(last).scalar()
