"""Versions of proposals: those that a run judges, those that came late, and all of one ref."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from fct.data.common import load_json, paused_collector, proposal_from_json
from fct.data.store import proposals, scores, submissions
from fct.data.subjects.submissions import OUT_OF_CYCLE, StoredProposal
from fct.data.subjects.withdrawals import withdrawn_refs


def came_in_time(deadline: dt.datetime) -> sa.ColumnElement[bool]:
    """Return the condition: received by the deadline, its moment included, or out of cycle."""
    return sa.or_(
        submissions.c.received_at <= deadline,
        sa.func.coalesce(proposals.c.cycle_type, "") == OUT_OF_CYCLE,
    )


def still_stands(fiscal_year: int) -> sa.ColumnElement[bool]:
    """Return the condition: not withdrawn, or re-opened since."""
    return proposals.c.ref.not_in(withdrawn_refs(fiscal_year))


def last_versions(
    connection: sa.Connection, fiscal_year: int, *where: sa.ColumnElement[bool]
) -> list[StoredProposal]:
    """Return the last version of each ref among those that match, by ref."""
    newest = (
        sa.select(proposals.c.ref, sa.func.max(proposals.c.version).label("version"))
        .join(submissions)
        .where(proposals.c.fiscal_year == fiscal_year, sa.not_(submissions.c.is_test), *where)
        .group_by(proposals.c.ref)
        .subquery()
    )
    is_newest = sa.and_(proposals.c.ref == newest.c.ref, proposals.c.version == newest.c.version)
    found = _stored_proposals(
        connection, _columns().join(newest, is_newest).where(proposals.c.fiscal_year == fiscal_year)
    )
    # Sorted here: the databases order text by different rules.
    return sorted(found, key=lambda one: one.ref)


def all_versions(connection: sa.Connection, fiscal_year: int, ref: str) -> list[StoredProposal]:
    """Return every version of a ref, the first one first."""
    one_ref = sa.and_(proposals.c.fiscal_year == fiscal_year, proposals.c.ref == ref)
    return _stored_proposals(connection, _columns().where(one_ref).order_by(proposals.c.version))


def judged_versions(connection: sa.Connection, run_id: str) -> list[StoredProposal]:
    """Return the versions that a run judged, by ref."""
    judged = sa.select(scores.c.proposal_id).where(scores.c.run_id == run_id)
    found = _stored_proposals(connection, _columns().where(proposals.c.id.in_(judged)))
    return sorted(found, key=lambda one: one.ref)


def newest_ids(
    connection: sa.Connection, fiscal_year: int, *where: sa.ColumnElement[bool]
) -> dict[str, int]:
    """Return by ref the key of the version that :func:`last_versions` would return."""
    found = (
        sa.select(proposals.c.ref, proposals.c.id)
        .join(submissions)
        .where(proposals.c.fiscal_year == fiscal_year, sa.not_(submissions.c.is_test), *where)
        .order_by(proposals.c.version)
    )
    return {row.ref: row.id for row in connection.execute(found)}


def judged_ids(connection: sa.Connection, run_id: str) -> dict[str, int]:
    """Return by ref the key of the version that a run judged."""
    found = sa.select(proposals.c.ref, proposals.c.id).join(scores).where(scores.c.run_id == run_id)
    return {row.ref: row.id for row in connection.execute(found)}


def _columns() -> sa.Select[Any]:
    return sa.select(
        proposals.c.id,
        proposals.c.ref,
        proposals.c.version,
        proposals.c.submission_id,
        submissions.c.received_at,
        proposals.c.cells,
    ).join(submissions)


def _stored_proposals(connection: sa.Connection, stored: sa.Select[Any]) -> list[StoredProposal]:
    with paused_collector():
        return [
            StoredProposal(
                row.id,
                row.ref,
                row.version,
                row.submission_id,
                row.received_at,
                proposal_from_json(load_json(row.cells) | {"ref": row.ref}),
            )
            for row in connection.execute(stored)
        ]
