"""Reminders before a date, to who has not done what it waits for; and what is said after it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from fct.data.calendar import TOLD, informed_on, weekly
from fct.data.deliberations import Question
from fct.data.messages import Letter, Recipient, listed
from fct.data.people import Role
from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.flows.year.due import Due
from fct.flows.year.known import once
from fct.flows.year.opening import moment
from fct.flows.year.plans import plans
from fct.scoring.year import ESCALATED, WAITING_DATES, Wait, waits_for, waits_for_answer

_WHAT = {
    "summary_due": "summaries that are expected",
    "draft_due": "proposals that are expected, or to be repaired",
    "final_due": "proposals that are expected, to be repaired or to be certified",
    "reviews_due": "reviews that are assigned to you",
    "decided": "decisions whose next step is yours",
}

_DUE = {
    "summary_due": "summaries due",
    "draft_due": "drafts due",
    "final_due": "final proposals due",
    "reviews_due": "reviews due",
    "decided": "decisions due",
}

WhoWaits = Callable[[Store], list[Wait]]


class _Thing(NamedTuple):
    """A date of a cycle or a question, for which somebody is waited."""

    cycle: Cycle
    name: str
    day: dt.date
    written: str
    since: dt.datetime
    ends: dt.datetime | None
    who: WhoWaits

    def due(self, action: str, at: dt.datetime, days_before: int) -> Due:
        """Return that people are informed of it at a moment."""
        return Due(
            action=action,
            fiscal_year=self.cycle.fiscal_year,
            ref=self.name,
            due=at,
            date_written=self.written,
            days_before=days_before,
            act=partial(_inform, self, action, days_before),
            series=f"{self.name} {self.written}",
            ends=self.ends if action == "remind" else None,
        )


def plan_reminders(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give the reminders before each date that waits for somebody, and before questions are due."""
    for thing in _things(store, now, WAITING_DATES):
        for days in thing.cycle.reminders_days:
            due = informed_on(thing.day - dt.timedelta(days=days), thing.cycle.zone)
            # Before the date stood in the file, or the question was asked, nobody could be
            # reminded of it.
            if due >= thing.since:
                yield thing.due("remind", due, days)


def _things(store: Store, now: dt.datetime, names: Iterable[str]) -> Iterator[_Thing]:
    """Give the dates of these names, and the questions, of each cycle."""
    for plan in plans(store):
        cycle, written = plan.cycle, plan.cycle.calendar.written()
        for name in names:
            if name in written:
                day, text = written[name].day, written[name].text
                who = partial(_who, cycle, name)
                since = plan.said_since(name, now)
                yield _Thing(cycle, name, day, text, since, cycle.at(name), who)
        for question in _questions(store, cycle):
            due, ends = question.due, question.ends(cycle.time_zone)
            who = partial(_who_answers, question.id)
            yield _Thing(cycle, question.id, due, due.isoformat(), question.at, ends, who)


def _questions(store: Store, cycle: Cycle) -> list[Question]:
    year = cycle.fiscal_year
    return once(store, ("questions", year), partial(store.questions.of_cycle, year))


def _who(cycle: Cycle, name: str, store: Store) -> list[Wait]:
    return waits_for(store, cycle, name)


def _who_answers(question_id: str, store: Store) -> list[Wait]:
    return waits_for_answer(store, store.questions.get(question_id))


def _inform(
    thing: _Thing, action: str, days_before: int, store: Store, now: dt.datetime
) -> dict[str, Any]:
    """Inform each person once of all that a date waits for; when overdue the operator too."""
    del now
    cycle, name, written = thing.cycle, thing.name, thing.written
    refs: defaultdict[str, list[str]] = defaultdict(list)
    to: dict[str, list[Recipient]] = defaultdict(list)
    for one in thing.who(store):
        named = _with_later_deadlines(store, cycle, one) if name == "final_due" else one.refs
        refs[one.to.person] += [ref for ref in named if ref not in refs[one.to.person]]
        to[one.to.person].append(one.to)
    is_overdue = action == "escalate"
    parts: list[tuple[Recipient, str]] = []
    if not is_overdue or name in _WHAT:  # an overdue question is the operator's alone
        parts = [
            (one, f"Still open on your side:\n{listed(refs[person])}")
            for person, recipients in to.items()
            for one in recipients
        ]
    if is_overdue:
        people = [f"{person}: {', '.join(of) or 'the next step'}" for person, of in refs.items()]
        part = f"Still open:\n{listed(people)}"
        parts += [(one, part) for one in store.messages.holders(Role.OPERATOR)]
    ends = cycle.at(name) if name in _WHAT else None
    facts = {
        "what": _WHAT.get(name, f"answer to question {name}"),
        "date": _DUE.get(name, f"answer to {name} due"),
        "day": written.replace("T", " "),
        "until": moment(ends - dt.timedelta(seconds=1), cycle) if ends else f"the end of {written}",
    }
    letter = Letter(
        text="overdue" if is_overdue else "reminder",
        action=action,
        about=name,
        fiscal_year=cycle.fiscal_year,
        date=f"{written} {days_before}",
        facts=facts,
    )
    return {TOLD: store.messages.inform(letter, parts)}


def _with_later_deadlines(store: Store, cycle: Cycle, wait: Wait) -> list[str]:
    """Return what a deadline waits for, each with the later one that was given for it."""
    deadlines = store.extensions.deadlines(cycle)
    later = {ref: deadlines.of(ref, wait.component) for ref in wait.refs}
    return [
        ref if ends == deadlines.own else f"{ref}, extended to {moment(ends, cycle)}"
        for ref, ends in later.items()
    ]


def plan_escalations(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give what is said weekly of a date that passed and whose work is open."""
    for thing in _things(store, now, ESCALATED):
        cycle = thing.cycle
        first = informed_on(thing.day + dt.timedelta(days=1), cycle.zone)
        # Nobody is left to notify, so nothing is due. Asked once for all its weeks.
        asked = ("waits", cycle.fiscal_year, thing.name)
        if first <= now and not once(store, asked, partial(thing.who, store)):
            continue
        for days, due in weekly(thing.day, now, cycle.zone):
            if due >= thing.since:
                yield thing.due("escalate", due, -days)
