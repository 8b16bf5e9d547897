"""What several subjects ask of a cycle's rows: its last file, its refs, and what is withdrawn."""

from functools import lru_cache

import sqlalchemy as sa

from fct.data.common import not_there
from fct.data.program import Cycle, parse_cycle
from fct.data.tables.core import CycleRow, cycles, proposals, standings, submissions
from fct.data.tables.records import read_records

WITHDRAWN = "withdrawn"

_KEPT = 200  # versions of cycle files
_OF_YEAR: sa.BindParameter[int] = sa.bindparam("fiscal_year", type_=sa.Integer)
_LAST_CYCLE = (
    sa.select(cycles)
    .where(cycles.c.fiscal_year == _OF_YEAR)
    .order_by(cycles.c.version.desc())
    .limit(1)
)


def last_cycle(
    connection: sa.Connection, fiscal_year: int, *where: sa.ColumnElement[bool]
) -> CycleRow | None:
    """Return the last version of a cycle file among those that match."""
    last = _LAST_CYCLE.where(*where) if where else _LAST_CYCLE
    return next(iter(read_records(connection, CycleRow, last, fiscal_year=fiscal_year)), None)


def stored_cycle(row: CycleRow) -> Cycle:
    """Return a version of a cycle file as it reads; each is parsed once."""
    return _parsed(row.yaml, row.fiscal_year)


@lru_cache(maxsize=_KEPT)
def _parsed(text: str, fiscal_year: int) -> Cycle:
    return parse_cycle(text, f"cycle {fiscal_year}")


def refuse_unknown(connection: sa.Connection, fiscal_year: int, ref: str) -> None:
    """Raise DeniedError ``NOT_THERE`` if a cycle has no proposal of this ref."""
    if not is_proposal_known(connection, fiscal_year, ref):
        raise not_there(ref)


def is_proposal_known(connection: sa.Connection, fiscal_year: int, ref: str) -> bool:
    """Whether a cycle has a proposal of this ref, in whatever version."""
    known = sa.select(proposals.c.id).where(
        proposals.c.fiscal_year == fiscal_year, proposals.c.ref == ref
    )
    return connection.execute(known.limit(1)).first() is not None


def stated_component() -> sa.ColumnElement[str | None]:
    """Return the component of a stored proposal, else the one that its submitter named."""
    return sa.func.coalesce(proposals.c.component, sa.func.nullif(submissions.c.component, ""))


def withdrawn_refs(fiscal_year: int | sa.BindParameter[int]) -> sa.Select[tuple[str]]:
    """Return the query of the refs whose last change is a withdrawal."""
    change = sa.case((standings.c.standing == WITHDRAWN, 1), else_=-1)
    return (
        sa.select(standings.c.ref)
        .where(standings.c.fiscal_year == fiscal_year)
        .group_by(standings.c.ref)
        .having(sa.func.sum(change) > 0)  # they alternate, a withdrawal first
    )


_WITHDRAWN = withdrawn_refs(_OF_YEAR)


def withdrawn_now(connection: sa.Connection, fiscal_year: int) -> frozenset[str]:
    """Return the refs of a cycle that are withdrawn now."""
    return frozenset(connection.scalars(_WITHDRAWN, {"fiscal_year": fiscal_year}))
