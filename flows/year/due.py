"""Something that the tick does once at a moment."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from fct.data.calendar import TickKey
from fct.data.subjects import Store

Act: TypeAlias = Callable[[Store, dt.datetime], Mapping[str, Any]]
Planner: TypeAlias = "Callable[[Store, dt.datetime], Iterable[Due]]"


class Planning(NamedTuple):
    """Who says what is due of one kind of action.

    Attributes
    ----------
    action : str
        One of :data:`ORDER`.
    plan : Planner
    """

    action: str
    plan: Planner


ORDER = (
    "open",
    "remind",
    "close",
    "evaluate",
    "publish",
    "escalate",
    "notify",
    "start",
    "ask report",
    "clock",
    "retain",
)
"""The actions, as the table of the contract has them: those of one moment go in this order."""

NEEDS: Mapping[str, str] = {"publish": "evaluate"}
"""What has to have been done first where both are due; a failure holds up nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One thing that is or will be due.

    A planner gives it whether it was done before or not, and whether its moment has come or not:
    what was done is left out, and of what lies ahead the first is what comes next.

    Attributes
    ----------
    action : str
        One of :data:`ORDER`.
    fiscal_year : int
    ref : str or None
    due : datetime
        Aware.
    date_written : str
        The date as the cycle file has it; empty for what is done once in a cycle.
    days_before : int
    act : Callable
        Does it with the store and the moment of now, and returns the result as JSON values. It
        runs in one writing transaction with the keeping of what was done.
    is_long : bool
        Whether it runs before that transaction, because it would hold up others. It must then
        change nothing when it is done again.
    series : str or None
        What is caught up once for its purpose: of all in one series that were missed only the
        last is done, and the others stand as passed.
    ends : datetime or None
        From when on it is too late: it then stands as passed.
    """

    action: str
    fiscal_year: int
    ref: str | None
    due: dt.datetime
    date_written: str = ""
    days_before: int = 0
    act: Act
    is_long: bool = False
    series: str | None = None
    ends: dt.datetime | None = None

    @property
    def key(self) -> TickKey:
        """By what it is known."""
        return TickKey(self.action, self.fiscal_year, self.ref, self.date_written, self.days_before)

    @property
    def place(self) -> tuple[dt.datetime, int, int, str, int]:
        """Where it stands among what is due."""
        return (
            self.due,
            ORDER.index(self.action),
            self.fiscal_year,
            self.ref or "",
            -self.days_before,
        )
