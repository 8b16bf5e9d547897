"""The lists that an operator lives in: files, refusals, late ones, versions, runs, publications."""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from fct.data.calendar import Deadlines
from fct.data.common import UsageError, in_series
from fct.data.people import Action
from fct.data.program import Cycle
from fct.data.subjects import LATE, REFUSED, ListedVersion, Store, Submission
from fct.data.submitting import IN_TIME, last_moment, timing_of
from fct.data.tables import Lane

Row = dict[str, Any]


class Listed:
    """A cycle of a store, with what several of its lists need read once.

    Parameters
    ----------
    store : Store
        As who looks has it: what is hidden from them is in no list.
    fiscal_year : int
    """

    def __init__(self, store: Store, fiscal_year: int) -> None:
        self.store, self.fiscal_year = store, fiscal_year
        self.cycle: Cycle = store.cycles.read(fiscal_year)[1]
        self.deadlines: Deadlines = store.extensions.deadlines(self.cycle)

    @cached_property
    def files(self) -> list[Submission]:
        """Every file that came."""
        return self.store.submissions.of_cycle(self.fiscal_year)

    @cached_property
    def components(self) -> Mapping[str, str | None]:
        """The component of each ref; needed where a deadline was extended."""
        return self.store.versions.components(self.fiscal_year) if self.deadlines.extended else {}

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """The question that a file answers, by file."""
        return self.store.questions.answers_by_submission()

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """The refs that are withdrawn now."""
        return self.store.standings.withdrawn(self.fiscal_year)

    def moment(self, at: dt.datetime) -> str:
        """Return a moment by the cycle's clock, with its offset."""
        return self.cycle.local(at)

    def timing(self, one: Submission) -> str:
        """Return whether a file came in time, in the word of its receipt."""
        extended = self.deadlines.of_one(None, one.component)
        for ref in one.refs:
            extended += self.deadlines.of_one(ref, self.components.get(ref))
        answers = self.answers.get(one.id)
        return timing_of(one.received_at, self.cycle, answers, extended, lane=one.lane)


def _submissions(of: Listed) -> list[Row]:
    return [_file(of, one) for one in of.files]


def _file(of: Listed, one: Submission) -> Row:
    return {
        "receipt": one.id,
        "received_at": of.moment(one.received_at),
        "component": one.component,
        "by": one.actor.name,
        "file": one.file_name or None,  # of a file of which a part is hidden
        "refs": list(one.refs),
        "status": one.status,
        "code": one.refusal_code,
        "timing": of.timing(one),
        "lane": str(one.lane),
        "form": one.form_version,
        "is_test": one.is_test,
    }


def _refused(of: Listed) -> list[Row]:
    refused = [one for one in of.files if one.status == REFUSED]
    wanted = ("receipt", "received_at", "component", "by", "file", "code")
    found = []
    for one in refused:
        row = _file(of, one)
        found.append({name: row[name] for name in wanted} | {"message": one.refusal_message})
    return found


def _late(of: Listed) -> list[Row]:
    found = []
    for row in _versions(of):
        if row["timing"] != LATE:
            continue
        until = of.deadlines.of(row["ref"], row["component"])
        if row["lane"] == Lane.NOMINATION:
            until = last_moment(of.cycle, Lane.NOMINATION)
        late_s = (dt.datetime.fromisoformat(row["received_at"]) - until).total_seconds()
        wanted = ("ref", "version", "title", "component", "receipt", "received_at")
        found.append(
            {name: row[name] for name in wanted}
            # Rounded up: a file that came a second late is late by a minute and not by none.
            | {"deadline": of.moment(until), "late_minutes": max(1, math.ceil(late_s / 60))}
        )
    return found


def _versions(of: Listed) -> list[Row]:
    """Return each version; the last of a ref that may be judged is the one that counts."""
    stored = of.store.versions.listed(of.fiscal_year, of.cycle.deadline)
    # Versions come in their order, so that the last of each ref stays.
    counts = {
        one.ref: one.version
        for one in stored
        if one.is_in_time and one.lane == Lane.IN_CYCLE and one.ref not in of.withdrawn
    }
    return [
        {
            "ref": one.ref,
            "version": one.version,
            "title": one.title,
            "component": one.component,
            "receipt": one.submission_id,
            "received_at": of.moment(one.received_at),
            "lane": one.lane,
            "timing": _timing(of, one),
            "counts": counts.get(one.ref) == one.version,
            "is_withdrawn": one.ref in of.withdrawn,
        }
        for one in stored
    ]


def _timing(of: Listed, one: ListedVersion) -> str:
    """Return whether a version came in time by the deadline that holds for it."""
    if one.lane == Lane.NOMINATION:
        return timing_of(one.received_at, of.cycle, lane=Lane.NOMINATION)
    if one.lane == Lane.OUT_OF_CYCLE:
        return str(one.lane)
    return IN_TIME if one.is_in_time else LATE


def _runs(of: Listed) -> list[Row]:
    """Return each run; of whom a proposal is hidden, those made over what is not."""
    shown = of.store.runs.published(of.fiscal_year)
    return [
        {
            "run": one.id,
            "finished_at": of.moment(one.finished_at),
            "by": one.actor.name,
            "cycle_version": one.cycle_version,
            "as_of": one.as_of.isoformat(),
            "proposals": one.counts.get("proposals"),
            "rankable": one.counts.get("rankable"),
            "is_shown": shown is not None and shown.id == one.id,
            "result_sha256": one.result_sha256,
        }
        for one in of.store.runs.of_cycle(of.fiscal_year)
    ]


def _publications(of: Listed) -> list[Row]:
    found = of.store.runs.publications(of.fiscal_year)
    return [
        {
            "run": one.run_id,
            "published_at": of.moment(one.published_at),
            "by": one.actor.name,
            "is_shown": one is found[-1],
        }
        for one in found
    ]


LISTS: Mapping[str, Callable[[Listed], list[Row]]] = {
    "submissions": _submissions,
    "refused": _refused,
    "late": _late,
    "versions": _versions,
    "runs": _runs,
    "publications": _publications,
}
"""What makes the rows of each list, by its name."""

COLUMNS: Mapping[str, Sequence[str]] = {
    "submissions": (
        *("receipt", "received_at", "component", "by", "file", "refs", "status", "code"),
        *("timing", "lane", "form", "is_test"),
    ),
    "refused": ("receipt", "received_at", "component", "by", "file", "code", "message"),
    "late": (
        *("ref", "version", "title", "component", "receipt", "received_at", "deadline"),
        "late_minutes",
    ),
    "versions": (
        *("ref", "version", "title", "component", "receipt", "received_at", "lane", "timing"),
        *("counts", "is_withdrawn"),
    ),
    "runs": (
        *("run", "finished_at", "by", "cycle_version", "as_of", "proposals", "rankable"),
        *("is_shown", "result_sha256"),
    ),
    "publications": ("run", "published_at", "by", "is_shown"),
}
"""The columns of each list, in their order."""


def list_rows(store: Store, name: str, fiscal_year: int) -> list[Row]:
    """Return one list of a cycle, the first that came first, as far as who asks may see it.

    Parameters
    ----------
    store : Store
    name : str
        One of :data:`LISTS`.
    fiscal_year : int

    Raises
    ------
    DeniedError
        If the roles of who asks do not include it.
    UsageError
        If there is no such list.
    """
    if name not in LISTS:
        raise UsageError(f"There is no list “{name}”; there are {in_series(sorted(LISTS))}.")
    store.ask(Action.LISTS_SEE)
    return LISTS[name](Listed(store, fiscal_year))
