"""What the store knows of a submission after it came: which versions count now, and its moment."""

import datetime as dt
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import sqlalchemy as sa

from fct.data.store import events, proposals, submissions
from fct.data.subjects.versions import came_in_time


class HeldVersion(NamedTuple):
    """A version that a submission brought, with the one of its ref that counts now.

    Attributes
    ----------
    ref : str
    version : int
    is_in_time : bool
        Whether it came by the deadline or is out of cycle, so that a run may judge it.
    counted_version : int or None
        The last that came in time; where none did, None.
    counted_submission : str or None
        Which brought that one.
    newest_version : int
        The last of all, in time or late; 0 where it was not asked for.
    """

    ref: str
    version: int
    is_in_time: bool
    counted_version: int | None
    counted_submission: str | None
    newest_version: int = 0


def held_versions(
    connection: sa.Connection, submission_id: str, deadline: dt.datetime
) -> list[HeldVersion]:
    """Return the versions that a submission brought, each with the one that counts now, by ref.

    A late version takes no place of one that came in time: that one stays judged.
    """
    own = (
        sa.select(proposals.c.fiscal_year, proposals.c.ref)
        .where(proposals.c.submission_id == submission_id)
        .subquery()
    )
    is_own = sa.and_(proposals.c.fiscal_year == own.c.fiscal_year, proposals.c.ref == own.c.ref)
    found = sa.select(
        proposals.c.ref,
        proposals.c.version,
        proposals.c.submission_id,
        came_in_time(deadline).label("is_in_time"),
    ).select_from(proposals.join(submissions).join(own, is_own))
    rows = sorted(tuple(row) for row in connection.execute(found))
    held = []
    for ref, group in groupby(rows, itemgetter(0)):
        known = list(group)
        mine = next(row for row in known if row[2] == submission_id)
        in_time = [row for row in known if row[3]]
        counted = in_time[-1] if in_time else (ref, None, None, False)
        held.append(HeldVersion(ref, mine[1], bool(mine[3]), counted[1], counted[2], known[-1][1]))
    return held


def is_moment_stated(connection: sa.Connection, submission_id: str) -> bool:
    """Whether the submitter stated the moment of receipt, which is else the clock's."""
    of_it = sa.select(events.c.details).where(events.c.object == submission_id)
    return any(details.get("received_at_stated") for details in connection.scalars(of_it))
