"""What a sponsor did with a proposal after it came: withdrawn with a reason, or re-opened.

Nothing is removed: the proposal and all its versions stay, and each change is a row of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import UsageError
from fct.data.people import Action
from fct.data.store import LONGEST_REASON, Repository, add_event, one_line
from fct.data.tables import Standing, standings, withdrawn_now

REOPENED = "reopened"


class Standings(Repository):
    """Who withdrew and re-opened proposals, when and why."""

    def add(self, change: Standing) -> None:
        """Keep that a proposal was withdrawn or re-opened.

        Raises
        ------
        DeniedError
            If who changes it may not, or the cycle has no such proposal.
        UsageError
            If it stands so already, or the reason is missing or long.
        """
        self._database.ask(Action.PROPOSAL_WITHDRAW, change.ref)
        with self._writing() as connection:
            tables.refuse_unknown(connection, change.fiscal_year, change.ref)
            earlier = _standings(connection, change.fiscal_year, change.ref)
            _refuse_reason(change)
            last = earlier[-1] if earlier else None
            if change.is_withdrawn == bool(last and last.is_withdrawn):
                raise UsageError(_stands_already(change, last))
            change = replace(change, reason=one_line(change.reason))
            tables.insert_record(connection, standings, change, number=len(earlier) + 1)
            details = {"fiscal_year": change.fiscal_year, "reason": change.reason}
            add_event(connection, change.actor, f"proposal {change.standing}", change.ref, details)

    def of_cycle(self, fiscal_year: int, ref: str | None = None) -> list[Standing]:
        """Return the changes of a cycle's proposals, or of one, oldest first."""
        with self._reading() as connection:
            return _standings(connection, fiscal_year, ref)

    def withdrawn(self, fiscal_year: int) -> frozenset[str]:
        """Return the refs of a cycle that are withdrawn now, as far as they may be seen."""
        with self._reading() as connection:
            return withdrawn_now(connection, fiscal_year)


def withdrawn_among(connection: sa.Connection, fiscal_year: int, refs: Sequence[str]) -> list[str]:
    """Return those of the refs that are withdrawn now, in the order given."""
    withdrawn = withdrawn_now(connection, fiscal_year)
    return [ref for ref in refs if ref in withdrawn]


def _standings(connection: sa.Connection, fiscal_year: int, ref: str | None) -> list[Standing]:
    where = [standings.c.fiscal_year == fiscal_year]
    where += [] if ref is None else [standings.c.ref == ref]
    when = [standings.c.at, standings.c.ref] if ref is None else []
    found = sa.select(standings).where(*where).order_by(*when, standings.c.number)
    return tables.read_records(connection, Standing, found)


def _refuse_reason(change: Standing) -> None:
    if change.is_withdrawn and not one_line(change.reason):
        raise UsageError("A withdrawal needs a reason: say it in a sentence.")
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
