"""A receipt's moment put right by two people; both moments are kept (year.md, detail 37)."""

import datetime as dt

import sqlalchemy as sa

from fct.data import tables
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import MomentCorrection, moment_corrections, submissions


class Corrections(Repository):
    """The moments of receipts that were put right."""

    def add(self, row: MomentCorrection) -> None:
        """Keep a moment that was put right, with its event."""
        kept_reason(row.reason, "A correction of a receipt's moment")
        with self._writing() as connection:
            tables.insert_record(connection, moment_corrections, row)
            details = {
                "was": row.was.isoformat(),
                "is": row.moment.isoformat(),
                "reason": row.reason,
                "approved_by": row.approved_by,
            }
            add_event(connection, row.actor, "receipt corrected", row.submission_id, details)

    def of(self, submission_id: str) -> list[MomentCorrection]:
        """Return the corrections of a receipt, the first one first."""
        query = sa.select(moment_corrections).where(
            moment_corrections.c.submission_id == submission_id
        )
        with self._reading() as connection:
            return tables.read_records(
                connection, MomentCorrection, query.order_by(moment_corrections.c.id)
            )


def corrected() -> sa.ScalarSelect[dt.datetime]:
    """Return the moment of a submission as it was put right last; NULL where it was not."""
    newest = sa.select(moment_corrections.c.moment).where(
        moment_corrections.c.submission_id == submissions.c.id
    )
    return newest.order_by(moment_corrections.c.id.desc()).limit(1).scalar_subquery()


def received_at() -> sa.ColumnElement[dt.datetime]:
    """Return the moment of a submission that counts: the one put right last, else its own."""
    own = submissions.c.received_at
    return sa.func.coalesce(corrected(), own, type_=own.type)
