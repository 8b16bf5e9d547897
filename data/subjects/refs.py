"""Which refs a cycle has."""

import sqlalchemy as sa

from fct.data.common import not_there
from fct.data.tables import proposals


def refuse_unknown(connection: sa.Connection, fiscal_year: int, ref: str) -> None:
    """Raise DeniedError if a cycle has no proposal of this ref."""
    if not is_proposal_known(connection, fiscal_year, ref):
        raise not_there(ref)


def is_proposal_known(connection: sa.Connection, fiscal_year: int, ref: str) -> bool:
    """Whether a cycle has a proposal of this ref, in whatever version."""
    known = sa.select(proposals.c.id).where(
        proposals.c.fiscal_year == fiscal_year, proposals.c.ref == ref
    )
    return connection.execute(known.limit(1)).first() is not None
