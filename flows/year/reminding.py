"""Reminders before a date, to who has not done what it waits for; and what is said after it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

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

WhoWaits = Callable[[Store], list[Wait]]


def plan_reminders(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give the reminders before each date that waits for somebody, and before questions are due."""
    for plan in plans(store):
        cycle, written = plan.cycle, plan.cycle.calendar.written()
        for name in WAITING_DATES:
            if name in written:
                since = plan.said_since(name, now)
                ends = cycle.at(name)
                who = partial(_who, cycle, name)
                day, text = written[name].day, written[name].text
                yield from _before(cycle, (name, day, text), (since, ends), who)
        for question in _questions(store, cycle):
            thing = (question.id, question.due, question.due.isoformat())
            within = (question.at, question.ends(cycle.time_zone))
            yield from _before(cycle, thing, within, partial(_who_answers, question.id))


def _questions(store: Store, cycle: Cycle) -> list[Question]:
    year = cycle.fiscal_year
    return once(store, ("questions", year), partial(store.questions.of_cycle, year))


def _before(
    cycle: Cycle,
    thing: tuple[str, dt.date, str],
    within: tuple[dt.datetime, dt.datetime | None],
    who: WhoWaits,
) -> Iterator[Due]:
    name, day, written = thing
    for days in cycle.reminders_days:
        due = informed_on(day - dt.timedelta(days=days), cycle.zone)
        # Before the date stood in the file, or the question was asked, nobody could be reminded of
        # it.
        if due < within[0]:
            continue
        yield Due(
            action="remind",
            fiscal_year=cycle.fiscal_year,
            ref=name,
            due=due,
            date_written=written,
            days_before=days,
            act=partial(_remind, cycle, (name, written, days), who),
            series=f"{name} {written}",
            ends=within[1],
        )


def _who(cycle: Cycle, name: str, store: Store) -> list[Wait]:
    return waits_for(store, cycle, name)


def _who_answers(question_id: str, store: Store) -> list[Wait]:
    return waits_for_answer(store, store.questions.get(question_id))


def _remind(
    cycle: Cycle, thing: tuple[str, str, int], who: WhoWaits, store: Store, now: dt.datetime
) -> dict[str, Any]:
    del now
    name, written, days = thing
    return {TOLD: _inform(store, cycle, who(store), "reminder", ("remind", name, written, days))}


def _inform(
    store: Store, cycle: Cycle, waits: Iterable[Wait], text: str, key: tuple[str, str, str, int]
) -> list[str]:
    """Inform each person once of all that a date waits for; when overdue the operator too."""
    action, name, written, days = key
    waits = list(waits)
    refs: defaultdict[str, list[str]] = defaultdict(list)
    to: dict[str, list[Recipient]] = defaultdict(list)
    for one in waits:
        refs[one.to.person] += [ref for ref in one.refs if ref not in refs[one.to.person]]
        to[one.to.person].append(one.to)
    is_overdue = text == "overdue"
    parts: list[tuple[Recipient, str]] = []
    if not is_overdue or name in _WHAT:  # an overdue question is the operator's alone
        parts = [
            (one, f"It waits for you with:\n{listed(refs[person])}")
            for person, recipients in to.items()
            for one in recipients
        ]
    if is_overdue:
        people = [f"{person}: {', '.join(of) or 'the next step'}" for person, of in refs.items()]
        part = f"It waits for:\n{listed(people)}"
        parts += [(one, part) for one in store.messages.holders(Role.OPERATOR)]
    ends = cycle.at(name) if name in _WHAT else None
    facts = {
        "what": _WHAT.get(name, f"the answer to question {name}"),
        "date": name,
        "day": written,
        "until": moment(ends - dt.timedelta(seconds=1), cycle) if ends else f"the end of {written}",
    }
    letter = Letter(
        text=text,
        action=action,
        about=name,
        fiscal_year=cycle.fiscal_year,
        date=f"{written} {days}",
        facts=facts,
    )
    return store.messages.inform(letter, parts)


def plan_escalations(store: Store, now: dt.datetime) -> Iterable[Due]:
    """Give what is said weekly of a date that passed and whose work is open."""
    for plan in plans(store):
        cycle, written = plan.cycle, plan.cycle.calendar.written()
        for name in ESCALATED:
            if name in written:
                day, text = written[name].day, written[name].text
                who = partial(_who, cycle, name)
                since = plan.said_since(name, now)
                yield from _after(store, cycle, (name, day, text), (since, now), who)
        for question in _questions(store, cycle):
            thing = (question.id, question.due, question.due.isoformat())
            who = partial(_who_answers, question.id)
            yield from _after(store, cycle, thing, (question.at, now), who)


def _after(
    store: Store,
    cycle: Cycle,
    thing: tuple[str, dt.date, str],
    within: tuple[dt.datetime, dt.datetime],
    who: WhoWaits,
) -> Iterator[Due]:
    name, day, written = thing
    since, now = within
    first = informed_on(day + dt.timedelta(days=1), cycle.zone)
    # Nobody is left to notify, so nothing is due. Asked once for all its weeks.
    if first <= now and not once(store, ("waits", cycle.fiscal_year, name), partial(who, store)):
        return
    for days, due in weekly(day, now, cycle.zone):
        if due < since:
            continue
        yield Due(
            action="escalate",
            fiscal_year=cycle.fiscal_year,
            ref=name,
            due=due,
            date_written=written,
            days_before=-days,
            act=partial(_escalate, cycle, (name, written, days), who),
            series=f"{name} {written}",
        )


def _escalate(
    cycle: Cycle, thing: tuple[str, str, int], who: WhoWaits, store: Store, now: dt.datetime
) -> dict[str, Any]:
    """Inform the person and the operator; of a question the operator alone."""
    del now
    name, written, days = thing
    return {TOLD: _inform(store, cycle, who(store), "overdue", ("escalate", name, written, -days))}
