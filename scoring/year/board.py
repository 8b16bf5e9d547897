"""Who has sent what: expected, sent, to repair, certified and missing, by component."""

from collections.abc import Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from fct.data.calendar import Deadlines
from fct.data.people import Action, Scope
from fct.data.program import Cycle
from fct.data.projects import DECLINED, INVITED
from fct.data.subjects import Store, StoredProposal
from fct.data.tables import stored_cycle
from fct.scoring.judging import judge, repairs_of, stored_exceptions
from fct.scoring.ranking import proposal_reports


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A proposal on the board.

    Attributes
    ----------
    ref : str
    component, title : str or None
        None where nobody said it yet.
    is_late : bool
        Whether it is missing because it came too late.
    """

    ref: str
    component: str | None
    title: str | None
    is_late: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """The proposals of a cycle by what became of them.

    Attributes
    ----------
    cycle : Cycle
    expected, sent, to_repair, certified, missing : mapping of str to Entry
        By ref.
    uncertified : set of str
        Sent, and not certified where the cycle asks for it.
    """

    cycle: Cycle
    expected: Mapping[str, Entry] = field(default_factory=dict)
    sent: Mapping[str, Entry] = field(default_factory=dict)
    to_repair: Mapping[str, Entry] = field(default_factory=dict)
    certified: Mapping[str, Entry] = field(default_factory=dict)
    missing: Mapping[str, Entry] = field(default_factory=dict)
    uncertified: AbstractSet[str] = frozenset()

    def components(self) -> list[str | None]:
        """Return the components of the cycle, then others that have proposals."""
        named = {one.component for one in (*self.expected.values(), *self.sent.values())}
        others = sorted(one for one in named if one and one not in self.cycle.components)
        return [*self.cycle.components, *others, *([None] if None in named else [])]


def expected_refs(store: Store, cycle: Cycle) -> dict[str, Entry]:
    """Return the proposals that are expected, by ref (year.md, detail 19).

    A nomination whose full proposal is invited is expected by itself; one that is declined is not,
    whatever the cycle file says.
    """
    known = store.versions.known_facts()
    found: dict[str, Entry] = {}
    for promise in cycle.promised:
        if promise.fiscal_year == cycle.fiscal_year and promise.proposal:
            component, title = known.get(promise.ref, (None, None))
            found[promise.ref] = Entry(ref=promise.ref, component=component, title=title)
    # After the promises: what the cycle file says by name stands before what follows from money.
    for one in cycle.expected:
        component, title = known.get(one.ref, (None, None))
        found[one.ref] = Entry(
            ref=one.ref, component=component or one.component, title=title or one.title
        )
    answered = store.nominations.states(cycle.fiscal_year)
    for ref, state in answered.items():
        if state == INVITED:
            found[ref] = _entry(ref, known)
    return {ref: one for ref, one in found.items() if answered.get(ref) != DECLINED}


def missing_nominations(store: Store, cycle: Cycle) -> dict[str, Entry]:
    """Return the expected new starts of which nothing came yet, not even a nomination, by ref."""
    year = cycle.fiscal_year
    came = {*store.nominations.states(year), *store.versions.components(year)}
    came |= store.standings.withdrawn(year)
    # A continuing project needs no nomination.
    continuing = {one.ref for one in cycle.promised if one.fiscal_year == year}
    expected = expected_refs(store, cycle)
    return {ref: one for ref, one in expected.items() if ref not in came | continuing}


def board_of(store: Store, cycle: Cycle) -> Board:
    """Return the board of a cycle, with nothing hidden that who asks may see."""
    year = cycle.fiscal_year
    stored = store.versions.to_judge(year, cycle.deadline)
    facts = store.versions.known_facts(year)
    sent = {one.ref: _entry(one.ref, facts) for one in stored}
    to_repair, uncertified = _states(store, cycle, stored)
    expected = {
        ref: _entry(ref, facts) if ref in facts else one
        for ref, one in expected_refs(store, cycle).items()
    }
    late = {one.ref for one in store.versions.late(year, cycle.deadline)}
    gone = store.standings.withdrawn(year)
    return Board(
        cycle=cycle,
        expected=expected,
        sent=sent,
        to_repair=_among(sent, to_repair),
        certified=_among(sent, sent.keys() - uncertified),
        missing={
            ref: Entry(ref=ref, component=one.component, title=one.title, is_late=ref in late)
            for ref, one in expected.items()
            if ref not in sent and ref not in gone
        },
        uncertified=uncertified & sent.keys(),
    )


def _states(
    store: Store, cycle: Cycle, stored: list[StoredProposal]
) -> tuple[set[str], AbstractSet[str]]:
    """Return which have a finding that blocks, and which are not certified."""
    if not stored:
        return set(), frozenset()
    exceptions = stored_exceptions(store, cycle, {one.ref: one.version for one in stored})
    judgement = judge([one.proposal for one in stored], cycle, exceptions=exceptions)
    to_repair = {said["ref"] for said in proposal_reports(judgement) if repairs_of(said)}
    return to_repair, exceptions.uncertified


def _entry(ref: str, facts: Mapping[str, tuple[str | None, str | None]]) -> Entry:
    component, title = facts.get(ref, (None, None))
    return Entry(ref=ref, component=component, title=title)


def _among(entries: Mapping[str, Entry], refs: Iterable[str]) -> dict[str, Entry]:
    return {ref: entries[ref] for ref in sorted(refs) if ref in entries}


def board_report(store: Store, fiscal_year: int) -> dict[str, Any]:
    """Return the board as JSON values, as far as who asks may see it.

    Raises
    ------
    DeniedError
        If the roles of who asks do not include it.
    """
    store.ask(Action.BOARD_SEE)
    _, cycle = store.cycles.read(fiscal_year)
    board = board_of(store, cycle)
    before = _last_year(store, fiscal_year)
    deadlines = store.extensions.deadlines(cycle)
    own = _own_component(store)
    return {
        "fiscal_year": fiscal_year,
        "components": [
            _component(board, name, deadlines, before)
            for name in board.components()
            if own is None or name == own
        ],
    }


def _own_component(store: Store) -> str | None:
    """Return the component to which who asks is held; None where all are shown."""
    acting = store.acting_now()
    if Scope.ALL in acting.scopes(Action.BOARD_SEE) or acting.person is None:
        return None
    return acting.person.component


def _last_year(store: Store, fiscal_year: int) -> Board | None:
    row = store.cycles.find(fiscal_year - 1)
    if row is None:
        return None
    return board_of(store, stored_cycle(row))


def _component(
    board: Board, name: str | None, deadlines: Deadlines, before: Board | None
) -> dict[str, Any]:
    zone = board.cycle.zone
    until = [
        one.until
        for one in deadlines.extended
        if one.component is not None and one.component == name
    ]
    is_asked = board.cycle.certification_required

    def listed(entries: Mapping[str, Entry]) -> list[dict[str, Any]]:
        own = [one for ref, one in sorted(entries.items()) if one.component == name]
        return [_entry_report(one, deadlines, board.cycle) for one in own]

    return {
        "component": name,
        "expected": listed(board.expected),
        "sent": listed(board.sent),
        "to_repair": listed(board.to_repair),
        "certified": listed(board.certified) if is_asked else None,
        "missing": listed(board.missing),
        "extended_until": max(until).astimezone(zone).isoformat(timespec="seconds")
        if until
        else None,
        "last_year": None
        if before is None
        else {
            "sent": sum(one.component == name for one in before.sent.values()),
            "missing": sum(one.component == name for one in before.missing.values()),
        },
    }


def _entry_report(entry: Entry, deadlines: Deadlines, cycle: Cycle) -> dict[str, Any]:
    report: dict[str, Any] = {"ref": entry.ref, "title": entry.title}
    if entry.is_late:
        report["late"] = True
    if until := [one.until for one in deadlines.extended if one.ref == entry.ref]:
        moment = max(until).astimezone(cycle.zone)
        report["extended_until"] = moment.isoformat(timespec="seconds")
    return report
