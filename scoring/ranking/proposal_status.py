"""Where each proposal stands for its sponsor, whom it waits for, and what comes next.

Nothing here depends on rank, mark or money: before publication it is the same for a proposal that
is funded and for one that is not.
"""

import datetime as dt
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from fct.data.calendar import Deadlines
from fct.data.common import kusd_words, plural, squeeze
from fct.data.decisions import Decision
from fct.data.deliberations import OPEN, Question
from fct.data.people import Action, Role
from fct.data.program import Cycle
from fct.data.proposals import as_text
from fct.data.referrals import handed_words, newest_by_ref
from fct.data.subjects import Store, StoredProposal
from fct.data.submitting import moment_words
from fct.data.tables import HandedOn
from fct.scoring.judging import is_other_work, judge, repairs_of, stored_exceptions
from fct.scoring.ranking.reports import proposal_reports


class Standing(StrEnum):
    """Where a proposal stands; the first that applies."""

    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    QUESTION = "question"
    TO_REPAIR = "to repair"
    TO_CERTIFY = "to certify"
    IN_REVIEW = "in review"
    RECEIVED = "received"
    NOMINATED = "nominated"
    INVITED = "invited"
    DECLINED = "declined"


_WAITS_FOR: Mapping[Standing, str | None] = {
    Standing.WITHDRAWN: None,
    Standing.DECIDED: None,
    Standing.QUESTION: "sponsor",
    Standing.TO_REPAIR: "sponsor",
    Standing.TO_CERTIFY: "certifier",
    Standing.IN_REVIEW: "cto",
    Standing.RECEIVED: None,
    Standing.NOMINATED: "cto",
    Standing.INVITED: "sponsor",
    Standing.DECLINED: None,
}

_UNTIL_DEADLINE = frozenset({Standing.TO_REPAIR, Standing.TO_CERTIFY})

_NOMINATED: Mapping[Standing, str] = {
    Standing.NOMINATED: "Nothing: the office invites the full proposal, or declines it.",
    Standing.INVITED: "Send the full proposal under this ref by {until}.",
    Standing.DECLINED: "Read the reason; the project may be nominated again in a later cycle.",
}
_DECIDED = "Read the decision, “{outcome}”."
_REVIEWED = "Nothing: the office reviews it, and asks here if it has a question."
_LATE = "Nothing: it came after the deadline, and is kept without being judged."
_OTHER_WORK = (
    "It is not FCT work: repair {answers} that the {program} needs, and send it again by {until}."
)
_NEXT: Mapping[tuple[Standing, bool], str] = {  # by state, and whether the deadline has passed
    (
        Standing.WITHDRAWN,
        False,
    ): "Nothing: it is out of the cycle. It can be re-opened until {until}.",
    (Standing.WITHDRAWN, True): "Nothing: it is out of the cycle.",
    (Standing.DECIDED, False): _DECIDED,
    (Standing.DECIDED, True): _DECIDED,
    (Standing.TO_REPAIR, False): "Repair {answers}, and send it again by {until}.",
    (
        Standing.TO_REPAIR,
        True,
    ): "Nothing: the deadline has passed, and it is judged as it stands. A repaired one counts "
    "only by an extension, or in the next cycle.",
    (
        Standing.TO_CERTIFY,
        False,
    ): "Certify that the component stands behind it, by {until}.",
    (
        Standing.TO_CERTIFY,
        True,
    ): "Nothing: it was not certified by {until}, so it is not ranked.",
    (Standing.IN_REVIEW, True): _REVIEWED,
    (
        Standing.RECEIVED,
        False,
    ): "Nothing to repair. A changed file replaces it until {until}.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What is known of the proposals of a cycle, as who asks may see it."""

    cycle: Cycle
    now: dt.datetime
    deadlines: Deadlines
    components: Mapping[str, str | None] = field(default_factory=dict)
    withdrawn: AbstractSet[str] = frozenset()
    decided: Mapping[str, Decision] = field(default_factory=dict)
    decision_lines: Mapping[str, list[str]] = field(default_factory=dict)
    judged: AbstractSet[str] = frozenset()
    to_repair: Mapping[str, int] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
    uncertified: AbstractSet[str] = frozenset()
    handed_on: Mapping[str, HandedOn] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)

    def deadline_of(self, ref: str) -> dt.datetime:
        """Return the last moment at which a proposal is in time."""
        return self.deadlines.of(ref, self.components.get(ref))


def proposal_statuses(store: Store, fiscal_year: int, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the status of each proposal of a cycle that the person who acts may see, by ref.

    Returns
    -------
    list of dict
        ``fiscal_year, ref, title, version, state, waits_for, next_action, due``,
        ``outcome``: that of the published decision, else None, ``decision``: what that gives and
        why, in lines, and ``handed_on``: in words that it was handed on to another program, else
        None.
    """
    _, cycle = store.cycles.read(fiscal_year)
    newest = {one.ref: one for one in store.versions.last(fiscal_year)}
    counted = _counted(store, cycle, newest)
    known = _known(store, cycle, counted, now)
    rows = [_status(known, counted.get(ref, newest[ref])) for ref in sorted(newest)]
    states = store.nominations.states(fiscal_year)
    rows += [
        _nomination_status(known, one, Standing(states[one.ref]))
        for one in store.versions.nominations(fiscal_year)
        if one.ref not in newest
    ]
    return sorted(rows, key=lambda row: row["ref"])


def _counted(
    store: Store, cycle: Cycle, newest: Mapping[str, StoredProposal]
) -> dict[str, StoredProposal]:
    """Return the version of each proposal that is judged; most are the newest and are not read."""
    keys = store.versions.keys_to_judge(cycle.fiscal_year, cycle.deadline)
    known = {one.id: one for one in newest.values()}
    others = store.versions.with_keys([key for key in keys if key.id not in known])
    known |= {one.id: one for one in others}
    return {key.ref: known[key.id] for key in keys}


def _nomination_status(known: _Known, stored: StoredProposal, state: Standing) -> dict[str, Any]:
    """Return the status of a nomination for which no full proposal came yet."""
    if stored.ref in known.withdrawn:
        state = Standing.WITHDRAWN
    deadline = known.deadlines.of(stored.ref, known.components.get(stored.ref))
    until = moment_words(deadline, known.cycle)
    is_over = known.now > deadline
    words = _NOMINATED.get(state) or _NEXT[state, is_over]
    last = deadline if state is Standing.INVITED and not is_over else None
    zone = ZoneInfo(known.cycle.time_zone)
    due = None if last is None else last.astimezone(zone).isoformat(timespec="seconds")
    return _row(known, stored, state) | {"next_action": words.format(until=until), "due": due}


def decision_lines(store: Store, decision: Decision) -> list[str]:
    """Return what a published decision gives and why, as its notice says it, a line each.

    Nothing for an expert, who sees no money.
    """
    acting = store.acting
    if not (acting.scopes(Action.SLATE_SEE) or acting.has(Role.SPONSOR, Role.CERTIFIER)):
        return []
    given = [f"FY{year} {kusd_words(kusd)}" for year, kusd in decision.kusd.items() if kusd]
    return [
        *([f"Amounts: {'; '.join(given)}"] if given else []),
        *([f"Reason: {decision.reason}"] if decision.reason else []),
        *(f"Condition: {one}" for one in decision.conditions),
    ]


def _known(
    store: Store, cycle: Cycle, counted: Mapping[str, StoredProposal], now: dt.datetime
) -> _Known:
    year = cycle.fiscal_year
    waiting = [one for one in store.questions.of_cycle(year) if one.state == OPEN]
    exceptions = stored_exceptions(store, cycle, {ref: one.version for ref, one in counted.items()})
    handed = newest_by_ref(store.referrals.of_cycle(year))
    judgement = judge([one.proposal for one in counted.values()], cycle, exceptions=exceptions)
    reports = proposal_reports(judgement)
    decided = store.slates.published(year)
    return _Known(
        cycle=cycle,
        now=now,
        withdrawn=store.standings.withdrawn(year),
        decided=decided,
        decision_lines={ref: decision_lines(store, one) for ref, one in decided.items()},
        judged=counted.keys(),
        to_repair={
            said["ref"]: repairs_of(said)
            for said in reports
            if not (said["ref"] in handed and is_other_work(said))  # nothing is left to be done
        },
        programs={
            said["ref"]: said["card"]["name"]
            for said in reports
            if is_other_work(said) and said["card"] is not None and said["card"]["name"]
        },
        uncertified=exceptions.uncertified,
        deadlines=store.extensions.deadlines(cycle),
        components=store.versions.components(year),
        handed_on=handed,
        # Of several the last one in the dict stays: sorted backwards, that is the one due first.
        questions={one.ref: one for one in sorted(waiting, key=lambda one: one.due, reverse=True)},
    )


def _status(known: _Known, stored: StoredProposal) -> dict[str, Any]:
    state = _state(known, stored.ref)
    words, last = _next(known, stored.ref, state)
    zone = ZoneInfo(known.cycle.time_zone)
    due = None if last is None else last.astimezone(zone).isoformat(timespec="seconds")
    said = _row(known, stored, state) | {"next_action": words, "due": due}
    # After the last day nobody can repair or certify, so nothing waits for anybody.
    is_over = state in _UNTIL_DEADLINE and last is None
    return said | {"waits_for": None} if is_over else said


def _row(known: _Known, stored: StoredProposal, state: Standing) -> dict[str, Any]:
    title = stored.proposal.answers.get("title")
    return {
        "fiscal_year": known.cycle.fiscal_year,
        "ref": stored.ref,
        "title": None if title is None else squeeze(as_text(title.value)) or None,
        "version": stored.version,
        "state": str(state),
        "waits_for": _WAITS_FOR[state],
        "outcome": str(known.decided[stored.ref].outcome) if state is Standing.DECIDED else None,
        "decision": known.decision_lines[stored.ref] if state is Standing.DECIDED else [],
        "handed_on": None
        if (made := known.handed_on.get(stored.ref)) is None
        else handed_words(made),
    }


def _state(known: _Known, ref: str) -> Standing:
    for state, applies in (
        (Standing.WITHDRAWN, ref in known.withdrawn),
        (Standing.DECIDED, ref in known.decided),
        (Standing.QUESTION, ref in known.questions),
        (Standing.TO_REPAIR, known.to_repair.get(ref, 0) > 0),
        (Standing.TO_CERTIFY, ref in known.uncertified),
        (Standing.IN_REVIEW, ref in known.judged and known.now > known.deadline_of(ref)),
    ):
        if applies:
            return state
    return Standing.RECEIVED


def _next(known: _Known, ref: str, state: Standing) -> tuple[str, dt.datetime | None]:
    """Return what comes next, and until when somebody has to do it."""
    cycle = known.cycle
    if state is Standing.QUESTION:
        question = known.questions[ref]
        # `ends` is the first moment that is too late; people are given the last that is in time.
        last = question.ends(cycle.time_zone) - dt.timedelta(seconds=1)
        words = f"Answer {question.id} by the end of {question.due}: {question.question}"
        return words, last
    if state is Standing.RECEIVED and ref not in known.judged:
        return _LATE, None
    deadline = known.deadline_of(ref)
    is_over = known.now > deadline
    count = known.to_repair.get(ref, 0)
    words = _NEXT[state, is_over]
    if state is Standing.TO_REPAIR and not is_over and ref in known.programs:
        words = _OTHER_WORK
    words = words.format(
        until=moment_words(deadline, cycle),
        answers=plural(count, "answer"),
        program=known.programs.get(ref),
        outcome=known.decided[ref].outcome if ref in known.decided else None,
    )
    return words, deadline if state in _UNTIL_DEADLINE and not is_over else None
