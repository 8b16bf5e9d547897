"""What the made-up people have done so far: reviews half done, a conflict, a question, a flag."""

import datetime as dt
import os
from collections.abc import Mapping
from importlib.resources import files
from itertools import groupby
from typing import Any

from fct.data import reviewing
from fct.data.common import parse_yaml, utc_now
from fct.data.deliberations import ConflictWith
from fct.data.people import Acting
from fct.data.program import CRITERIA
from fct.data.reviewing import LevelGiven, Recommended, ReviewState
from fct.data.subjects import Store
from fct.scoring.reviewing import assignment_plan

_FILE = "demo_reviews.yaml"
_DRAFTED = 2  # criteria of a draft


def add_reviews(store: Store, fiscal_year: int) -> None:
    """Let the people review what the published run ranks; where they have begun, nothing is done.

    Parameters
    ----------
    store : Store
        Of the demonstration, as its owner has it.
    fiscal_year : int
    """
    if store.assignments.of_cycle(fiscal_year):
        return
    said = parse_yaml((files("fct.data") / "samples" / _FILE).read_text("utf-8"), _FILE)
    _declare_conflict(store, said["conflict"])
    _assign(store, fiscal_year, said)
    _review(store, fiscal_year, said)
    _remark(store, fiscal_year, said)


def _as(store: Store, person_id: str) -> Store:
    person = store.people.known(person_id)
    return store.as_(Acting(person.actor(os.getuid()), person))


def _weeks_from_now(weeks: int) -> dt.date:
    return utc_now().date() + dt.timedelta(weeks=weeks)


def _declare_conflict(store: Store, said: Mapping[str, Any]) -> None:
    acting = _as(store, said["person"])
    acting.conflicts.add(said["person"], ConflictWith(ref=said["ref"]), said["reason"])


def _assign(store: Store, fiscal_year: int, said: Mapping[str, Any]) -> None:
    office, due = _as(store, "operator-1"), _weeks_from_now(said["weeks_to_review"])
    plan = assignment_plan(office, fiscal_year, said["reviewers_each"])
    office.assignments.assign_all(fiscal_year, plan.added, due)
    for ref in said["expert"]["refs"]:
        office.assignments.assign(fiscal_year, ref, said["expert"]["person"], due)


def _review(store: Store, fiscal_year: int, said: Mapping[str, Any]) -> None:
    by_ref = sorted(store.assignments.of_cycle(fiscal_year), key=lambda one: (one.ref, one.person))
    for n, (_, assigned) in enumerate(groupby(by_ref, key=lambda one: one.ref)):
        for turn, one in enumerate(assigned):
            is_in = n < said["all_in"] or (n < said["all_in"] + said["half_in"] and turn == 0)
            if is_in or n < said["all_in"] + said["half_in"]:
                _write(_as(store, one.person), fiscal_year, one, (n + turn, said), is_in=is_in)


def _write(
    acting: Store,
    fiscal_year: int,
    one: reviewing.Assignment,
    pattern: tuple[int, Mapping[str, Any]],
    *,
    is_in: bool,
) -> None:
    n, said = pattern
    machine = acting.reviews.machine_levels(fiscal_year, one.ref)
    levels = {
        criterion: _level(machine[criterion], (n + place) % 4 - 1, said["reasons"])
        for place, criterion in enumerate(CRITERIA if is_in else CRITERIA[:_DRAFTED])
    }
    choices = list(said["recommendations"].items())
    choice, reason = choices[n % len(choices)]
    recommended = (
        Recommended(choice=reviewing.Choice(choice), reason=reason) if is_in else Recommended()
    )
    content = reviewing.ReviewContent(levels=levels, recommendation=recommended)
    state = ReviewState.IN if is_in else ReviewState.DRAFT
    acting.reviews.write(fiscal_year, one.ref, content, state)


def _level(machine: int, step: int, reasons: Mapping[str, str]) -> LevelGiven:
    """Return a level near the machine's: one lower, one higher, or most often the same."""
    levels = reviewing.load_review_terms().levels
    level = max(levels.start, min(levels.stop - 1, machine + (step if abs(step) == 1 else 0)))
    if level == machine:
        return LevelGiven(level=level)
    return LevelGiven(level=level, reason=reasons["higher" if level > machine else "lower"])


def _remark(store: Store, fiscal_year: int, said: Mapping[str, Any]) -> None:
    question, flag, comment = said["question"], said["flag"], said["comment"]
    _as(store, question["person"]).questions.ask(
        fiscal_year,
        question["ref"],
        question["fields"],
        question["question"],
        _weeks_from_now(question["weeks"]),
    )
    _as(store, flag["person"]).flags.add(fiscal_year, flag["ref"], flag["team"], flag["reason"])
    _as(store, comment["person"]).comments.add(
        fiscal_year, comment["ref"], reviewing.Audience(comment["to"]), comment["text"]
    )
