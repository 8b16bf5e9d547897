"""Which proposals of a cycle look like one that comes in, read from the store (reading 75)."""

import datetime as dt

import sqlalchemy as sa

from fct.data.common import RawProposal, load_json, normalise, proposal_from_json
from fct.data.proposals import alike_key
from fct.data.store import Settings, explained_errors, make_engine, proposals, submissions
from fct.data.subjects.versions import came_in_time, still_stands


def alike_refs(
    connection: sa.Connection,
    fiscal_year: int,
    deadline: dt.datetime,
    proposal: RawProposal,
    component: str | None,
) -> list[str]:
    """Return the refs whose judged version has the title, item, vendor and component of one.

    Parameters
    ----------
    connection : Connection
    fiscal_year : int
        Of the cycle.
    deadline : datetime
        Of the cycle; what came later is not judged.
    proposal : RawProposal
    component : str or None
        Of the proposal, else of its submitter.
    """
    key = alike_key(proposal)
    if key is None:
        return []
    judged = (
        sa.select(proposals.c.ref, sa.func.max(proposals.c.version).label("version"))
        .join(submissions)
        .where(
            proposals.c.fiscal_year == fiscal_year,
            sa.not_(submissions.c.is_test),
            came_in_time(deadline),
            still_stands(fiscal_year),
        )
        .group_by(proposals.c.ref)
        .subquery()
    )
    is_judged = sa.and_(proposals.c.ref == judged.c.ref, proposals.c.version == judged.c.version)
    of = sa.func.coalesce(proposals.c.component, sa.func.nullif(submissions.c.component, ""))
    found = (
        sa.select(proposals.c.id, proposals.c.title, of.label("component"))
        .select_from(proposals.join(submissions).join(judged, is_judged))
        .where(proposals.c.fiscal_year == fiscal_year)
    )
    # Titles first: the answers of a whole cycle take seconds to read.
    ids = [
        row.id
        for row in connection.execute(found)
        if row.component == component and normalise(row.title) == key[0]
    ]
    with_cells = sa.select(proposals.c.ref, proposals.c.cells).where(proposals.c.id.in_(ids))
    return sorted(
        row.ref
        for row in connection.execute(with_cells)
        if alike_key(proposal_from_json(load_json(row.cells))) == key
    )


def alike_in_store(
    settings: Settings,
    fiscal_year: int,
    deadline: dt.datetime,
    proposal: RawProposal,
    component: str | None,
) -> list[str]:
    """Return what :func:`alike_refs` does, of a store that is only looked into."""
    with explained_errors(settings):
        engine = make_engine(settings)
        try:
            with engine.connect() as connection:
                return alike_refs(connection, fiscal_year, deadline, proposal, component)
        finally:
            engine.dispose()
