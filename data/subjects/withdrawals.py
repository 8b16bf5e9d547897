"""What a sponsor did with a proposal after it came: withdrawn with a reason, or re-opened.

Nothing is removed: the proposal and all its versions stay, and each change is a row of its own.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from fct.data.common import Actor, UsageError
from fct.data.store import (
    LONGEST_REASON,
    actor_values,
    add_event,
    one_line,
    proposals,
    row_actor,
    standings,
)

WITHDRAWN, REOPENED = "withdrawn", "reopened"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One change of a proposal's standing.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    standing : str
        ``withdrawn`` or ``reopened``.
    reason : str
        In the sponsor's words; empty where none was given.
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    ref: str
    standing: str
    reason: str
    at: dt.datetime
    actor: Actor

    @property
    def is_withdrawn(self) -> bool:
        """Whether the proposal is out of the cycle by this change."""
        return self.standing == WITHDRAWN


def withdrawn_refs(fiscal_year: int) -> sa.Select[tuple[str]]:
    """Return the query of the refs whose last change is a withdrawal."""
    change = sa.case((standings.c.standing == WITHDRAWN, 1), else_=-1)
    return (
        sa.select(standings.c.ref)
        .where(standings.c.fiscal_year == fiscal_year)
        .group_by(standings.c.ref)
        .having(sa.func.sum(change) > 0)  # they alternate, a withdrawal first
    )


def withdrawn_among(connection: sa.Connection, fiscal_year: int, refs: Sequence[str]) -> list[str]:
    """Return those of the refs that are withdrawn now, in the order given."""
    withdrawn = {row.ref for row in connection.execute(withdrawn_refs(fiscal_year))}
    return [ref for ref in refs if ref in withdrawn]


def read_standings(
    connection: sa.Connection, fiscal_year: int, ref: str | None = None
) -> list[Standing]:
    """Return the changes of a cycle's proposals, or of one, oldest first."""
    where = [standings.c.fiscal_year == fiscal_year]
    where += [] if ref is None else [standings.c.ref == ref]
    when = [standings.c.at, standings.c.ref] if ref is None else []
    return [
        Standing(
            fiscal_year=row.fiscal_year,
            ref=row.ref,
            standing=row.standing,
            reason=row.reason,
            at=row.at,
            actor=row_actor(row),
        )
        for row in connection.execute(
            sa.select(standings).where(*where).order_by(*when, standings.c.number)
        )
    ]


def insert_standing(connection: sa.Connection, change: Standing) -> None:
    """Add a change in a writing transaction, with its event.

    Raises
    ------
    UsageError
        If the cycle has no such proposal, it stands so already, or the reason is missing or long.
    """
    earlier = _stand_of(connection, change)
    _refuse_reason(change)
    if change.is_withdrawn == bool(earlier and earlier[-1].is_withdrawn):
        raise UsageError(_stands_already(change, earlier[-1] if earlier else None))
    connection.execute(sa.insert(standings).values(_row(change, len(earlier) + 1)))
    details = {"fiscal_year": change.fiscal_year, "reason": one_line(change.reason)}
    add_event(connection, change.actor, f"proposal {change.standing}", change.ref, details)


def _stand_of(connection: sa.Connection, change: Standing) -> list[Standing]:
    known = sa.select(proposals.c.id).where(
        proposals.c.fiscal_year == change.fiscal_year, proposals.c.ref == change.ref
    )
    if connection.execute(known.limit(1)).first() is None:
        raise UsageError(
            f"There is no proposal {change.ref} in fiscal year {change.fiscal_year}; give the ref "
            "as the receipt shows it."
        )
    return read_standings(connection, change.fiscal_year, change.ref)


def _refuse_reason(change: Standing) -> None:
    if change.is_withdrawn and not one_line(change.reason):
        raise UsageError("A withdrawal needs a reason: say it in a sentence with --reason.")
    if len(change.reason) > LONGEST_REASON:
        raise UsageError(
            f"The reason has {len(change.reason)} characters; at most {LONGEST_REASON} are kept. "
            "Say it in a sentence."
        )


def _stands_already(change: Standing, last: Standing | None) -> str:
    if not change.is_withdrawn or last is None:
        return f"{change.ref} is not withdrawn, so there is nothing to re-open."
    return (
        f"{change.ref} was withdrawn already, on {last.at:%d %B %Y} by {last.actor.name}: "
        f"“{last.reason}”."
    )


def _row(change: Standing, number: int) -> dict[str, Any]:
    return {
        "fiscal_year": change.fiscal_year,
        "ref": change.ref,
        "number": number,
        "standing": change.standing,
        "reason": one_line(change.reason),
        "at": change.at,
        **actor_values(change.actor),
    }
