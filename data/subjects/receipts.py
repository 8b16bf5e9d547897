"""What the store knows of a submission after it came: its receipt, and which versions count now."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import sqlalchemy as sa

from fct.data.calendar import received_at
from fct.data.subjects.versions import came_beside, came_in_time
from fct.data.tables import SubmissionRow, proposals, record_of, shown_row, submissions

ACCEPTED, REFUSED = "accepted", "refused"
LATE = "late"
"""The word of a receipt for what came after the last moment and is not judged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission(SubmissionRow):
    """The receipt of a file.

    Attributes
    ----------
    refs : tuple of str
        Of its proposals, in the order of the file; those of a test are what it would get.
    versions : tuple of int
        Of its proposals, in the same order; a test has none.
    is_repeat : bool
        Whether the file had been received before, and this is the first receipt again.
    lacks_ref : bool
        Whether the file, just received, is a form that does not hold the ref it got.
    is_searched : bool
        Whether the search for markings in the file, just received, was complete.
    looks_like : tuple of str
        Proposals of which it is asked, just now, whether this is a new version of one.
    """

    refs: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    is_repeat: bool = False
    lacks_ref: bool = False
    is_searched: bool = True
    looks_like: tuple[str, ...] = ()


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


_HELD = (
    sa.select(proposals.c.submission_id, proposals.c.ref, proposals.c.version)
    .join(submissions)
    .order_by(proposals.c.submission_id, proposals.c.position)
)
_FOUND = sa.select(submissions, received_at().label("counted_at")).order_by(submissions.c.number)


def read_submissions(
    connection: sa.Connection, *where: sa.ColumnElement[bool], is_repeat: bool = False
) -> list[Submission]:
    """Return the submissions that match, in the order in which they came."""
    held_by: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for submission_id, ref, version in connection.execute(_HELD.where(*where)):
        held_by[submission_id].append((ref, version))
    return [
        record_of(
            Submission,
            shown_row(connection, row),
            refs=tuple(row["test_refs"] or (ref for ref, _ in held_by[row["id"]])),
            versions=tuple(version for _, version in held_by[row["id"]]),
            is_repeat=is_repeat,
            received_at=row["counted_at"],
        )
        for row in connection.execute(_FOUND.where(*where)).mappings()
    ]


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
        sa.or_(came_in_time(deadline), came_beside()).label("is_in_time"),
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
