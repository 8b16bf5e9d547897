"""Whom a date of a cycle waits for (year.md, detail 6)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from fct.data.common import DeniedError
from fct.data.decisions import SlateState
from fct.data.deliberations import OPEN, Question
from fct.data.messages import Recipient
from fct.data.people import Role
from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.scoring.deciding import Standing, covered_by, deny_submission, standing_of
from fct.scoring.year.board import Board, Entry, board_of, missing_nominations


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """Somebody for whom a date waits.

    Attributes
    ----------
    to : Recipient
        Who it is, with what the person stands in for.
    component : str or None
        For which the person speaks.
    refs : tuple of str
        What is not done.
    """

    to: Recipient
    component: str | None
    refs: tuple[str, ...]


WAITING_DATES = ("summary_due", "draft_due", "final_due", "reviews_due", "decided")
BOARD_DATES = frozenset({"draft_due", "final_due"})
"""What waits for is by the board of a cycle, for which every proposal is judged."""
ESCALATED = ("reviews_due", "decided")


def waits_for(store: Store, cycle: Cycle, name: str) -> list[Wait]:
    """Return whom a date of a cycle waits for now.

    Parameters
    ----------
    store : Store
        With nothing hidden.
    cycle : Cycle
    name : str
        Of the date.
    """
    found = _WAITS.get(name)
    return [] if found is None else found(store, cycle)


def waits_for_answer(store: Store, question: Question) -> list[Wait]:
    """Return whom the due date of a question waits for."""
    withdrawn = store.standings.withdrawn(question.fiscal_year)
    if question.state != OPEN or question.ref in withdrawn:
        return []
    component = store.versions.components(question.fiscal_year).get(question.ref)
    return _of_component(store, Role.SPONSOR, component, [question.ref])


def is_slate_published(store: Store, fiscal_year: int) -> bool:
    """Whether the first slate of a cycle is published."""
    return store.slates.kept(fiscal_year).published is not None


def waits_on_board(store: Store, board: Board, *, with_certifiers: bool) -> list[Wait]:
    """Return the sponsors of what is missing or to repair, and the certifiers of what is not."""
    found = _of_sponsors(store, board.components(), {**board.missing, **board.to_repair})
    for name in board.components():
        if with_certifiers and board.cycle.certification_required:
            ready = board.uncertified - board.to_repair.keys()
            lacking = sorted(ref for ref in ready if board.sent[ref].component == name)
            if lacking:
                found += _of_component(store, Role.CERTIFIER, name, lacking)
    return found


def _of_sponsors(
    store: Store, components: Iterable[str | None], entries: Mapping[str, Entry]
) -> list[Wait]:
    """Return the sponsors of some proposals, component by component."""
    found: list[Wait] = []
    for name in components:
        own = sorted(ref for ref, one in entries.items() if one.component == name)
        if own:
            found += _of_component(store, Role.SPONSOR, name, own)
    return found


def _summary(store: Store, cycle: Cycle) -> list[Wait]:
    missing = missing_nominations(store, cycle)
    return _of_sponsors(store, Board(cycle=cycle, expected=missing).components(), missing)


def _draft(store: Store, cycle: Cycle) -> list[Wait]:
    return waits_on_board(store, board_of(store, cycle), with_certifiers=False)


def _final(store: Store, cycle: Cycle) -> list[Wait]:
    return waits_on_board(store, board_of(store, cycle), with_certifiers=True)


def _of_component(
    store: Store, role: Role, component: str | None, refs: Iterable[str]
) -> list[Wait]:
    """Return who speaks for a component; whose component nobody knows is the operator's."""
    if component is None:
        to = store.messages.holders(Role.OPERATOR)
    else:
        to = store.messages.holders(role, component=component)
    return [Wait(to=one, component=component, refs=tuple(refs)) for one in to]


def _reviews(store: Store, cycle: Cycle) -> list[Wait]:
    lacking: defaultdict[str, list[str]] = defaultdict(list)
    for ref, panel in sorted(store.reviews.panels(cycle.fiscal_year).items()):
        for person in panel.due:
            if person not in panel.reviews:
                lacking[person].append(ref)
    to = {one.person: one for one in store.messages.named(lacking)}
    return [
        Wait(to=to[person], component=None, refs=tuple(refs)) for person, refs in lacking.items()
    ]


def _slate(store: Store, cycle: Cycle) -> list[Wait]:
    if is_slate_published(store, cycle.fiscal_year):
        return []
    if store.runs.published(cycle.fiscal_year) is None:
        to = store.messages.holders(Role(cycle.approval[0]))
        return [Wait(to=one, component=None, refs=()) for one in to]
    standing = standing_of(store, cycle.fiscal_year)
    found: list[Wait] = []
    for role, refs in _next_steps(cycle, standing).items():
        waits = [
            Wait(to=one, component=None, refs=tuple(refs)) for one in store.messages.holders(role)
        ]
        able = [own for one in waits if (own := _able(store, standing, role, one)).refs]
        found += able or waits  # where nobody may, all are asked: another person is needed
    return found


def _able(store: Store, standing: Standing, role: Role, wait: Wait) -> Wait:
    """Return whom the next step waits for, with those refs alone that the person may take on."""
    who = store.slates.who_is(standing.basis.fiscal_year, wait.to.person)
    if role not in who.roles or standing.state is SlateState.APPROVED:
        return wait
    try:
        if standing.state is SlateState.DRAFT:
            deny_submission(standing, who)
            return wait
        own = set(covered_by(standing, who))
    except DeniedError:
        own = set()
    return replace(wait, refs=tuple(ref for ref in wait.refs if ref in own))


def _next_steps(cycle: Cycle, standing: Standing) -> dict[Role, list[str]]:
    """Return what waits for the next step of whom."""
    if standing.state is SlateState.DRAFT:
        return {Role(cycle.approval[0]): sorted(standing.basis.items)}
    if standing.state is SlateState.APPROVED:
        return {Role.AUTHORITY: sorted(standing.to_approve)}
    found: defaultdict[Role, list[str]] = defaultdict(list)
    for ref in sorted(standing.waiting):
        found[Role(standing.basis.approval[len(standing.taken[ref])])].append(ref)
    return dict(found)


_WAITS: Mapping[str, Callable[[Store, Cycle], list[Wait]]] = {
    "summary_due": _summary,
    "draft_due": _draft,
    "final_due": _final,
    "reviews_due": _reviews,
    "decided": _slate,
}
