"""The cycles of a store as planners need them: each file parsed once, and since when it says so."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fct.data.calendar import Deadlines
from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.data.tables import CycleRow, stored_cycle
from fct.flows.year.known import once


@dataclass(frozen=True, slots=True)
class Plan:
    """A cycle with its deadlines, and since when its file says what it says.

    Attributes
    ----------
    cycle : Cycle
    deadlines : Deadlines
    versions : sequence of (datetime, Cycle)
        When each version was added, oldest first.
    """

    cycle: Cycle
    deadlines: Deadlines
    versions: Sequence[tuple[dt.datetime, Cycle]]

    def said_since(self, name: str, now: dt.datetime) -> dt.datetime:
        """Return since when the file has a date as it is written now (year.md, detail 8).

        Parameters
        ----------
        name : str
            Of the date.
        now : datetime
            A version from a time after it, as the first of a store whose clock was moved back
            once, counts as having been there always.
        """
        written = self.cycle.calendar.written().get(name)
        since = dt.datetime.max.replace(tzinfo=dt.UTC)
        # Back to the version that first said so; a date that was moved and moved back counts from
        # its last change.
        for added_at, cycle in reversed(self.versions):
            if cycle.calendar.written().get(name) != written:
                break
            since = added_at
        return since if since <= now else dt.datetime.min.replace(tzinfo=dt.UTC)

    @property
    def last_close(self) -> dt.datetime:
        """The first moment at which every proposal is late."""
        return max([self.cycle.closes, *(one.until for one in self.deadlines.extended)])

    @property
    def evaluated_at(self) -> tuple[dt.datetime, str]:
        """When the run that reviewers see is made, and that date as written."""
        written = self.cycle.calendar.written()
        moment = self.cycle.at("evaluated")
        if moment is not None:
            return moment, written["evaluated"].text
        return self.last_close, written["final_due"].text


def plans(store: Store) -> list[Plan]:
    """Return the cycles of a store, by fiscal year."""
    return once(
        store, "plans", lambda: [_plan(store, rows) for rows in store.cycles.versions().values()]
    )


def _plan(store: Store, rows: Sequence[CycleRow]) -> Plan:
    versions = [(row.added_at, stored_cycle(row)) for row in rows]
    cycle = versions[-1][1]
    return Plan(cycle, store.extensions.deadlines(cycle), versions)
