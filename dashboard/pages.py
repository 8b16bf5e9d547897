"""The pages, in the groups of the navigation, and which of them are somebody's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fct.dashboard import office, order, record, reviewer, sponsor
from fct.dashboard.kit import Place, View, el, page_link, section, show, title
from fct.data.common import in_series
from fct.data.people import Acting, Action
from fct.data.program import Marking

HOME = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is shown of, and to whom.

    Attributes
    ----------
    place : tuple of str
    marking : Marking
    acting : Acting
    """

    place: Place
    marking: Marking
    acting: Acting


@dataclass(frozen=True, kw_only=True, slots=True)
class PageOf:
    """One page.

    Attributes
    ----------
    title : str
    section : str
        Group of the navigation, one of ``SECTIONS``.
    actions : tuple of Action
        Whoever may do one of them, on anything, finds the page in the navigation; the functions
        that it calls ask again. Everybody where it is empty.
    of_run : callable, optional
        Draws it of the published run.
    of_large : callable
        Draws it of a run of so many proposals that something is left out.
    of_store : callable, optional
        Draws it without one.
    is_listed : bool
        Whether it stands in the navigation; one that is reached from the rows of others does not.
    is_of_one : bool
        Whether it is about the one proposal that the address names as ``ref``.
    """

    title: str
    section: str
    actions: tuple[Action, ...] = ()
    of_run: Callable[[View, Marking], None] | None = None
    of_large: Callable[[View, Marking], None] = order.show_left_out
    of_store: Callable[[Subject], None] | None = None
    is_listed: bool = True
    is_of_one: bool = False


def _submit(subject: Subject) -> None:
    sponsor.show_submit(subject.place, subject.marking)


def _questions(subject: Subject) -> None:
    reviewer.show_questions(subject.place)


def _conflicts(subject: Subject) -> None:
    office.show_conflicts(subject.place)


def _status(subject: Subject) -> None:
    sponsor.show_status(subject.place)


def _which_program(subject: Subject) -> None:
    del subject  # it asks nothing of the store
    sponsor.show_which_program()


def _activity(subject: Subject) -> None:
    office.show_activity(subject.place, subject.marking)


def _calendar(subject: Subject) -> None:
    office.show_calendar(subject.place)


def _board(subject: Subject) -> None:
    office.show_board(subject.place, subject.marking)


def _lists(subject: Subject) -> None:
    office.show_lists(subject.place, subject.marking)


def _messages(subject: Subject) -> None:
    office.show_messages(subject.place)


def _people(subject: Subject) -> None:
    office.show_people(subject.place)


def _projects(subject: Subject) -> None:
    record.show_projects(subject.place, subject.marking)


def _trends(subject: Subject) -> None:
    record.show_trends(subject.place, subject.marking)


_MINE, _PROPOSALS, _ORDER = "Mine", "Proposals", "Order"
_DECIDE, _OPERATE, _RECORD = "Decide", "Operate", "Record"
SECTIONS = (_MINE, _PROPOSALS, _ORDER, _DECIDE, _OPERATE, _RECORD)
"""The groups of the navigation, in their order."""

_REVIEWS = (Action.REVIEW_WRITE,)
_SEES_ORDER = (Action.ORDER_SEE,)
PAGES: Mapping[str, PageOf] = {
    HOME: PageOf(
        title="At a glance",
        section=_ORDER,
        actions=_SEES_ORDER,
        of_run=order.show_glance,
        of_large=order.show_large_glance,
    ),
    "queue": PageOf(title="Queue", section=_MINE, actions=_REVIEWS, of_run=reviewer.show_queue),
    "review": PageOf(
        title="Review",
        section=_MINE,
        actions=_REVIEWS,
        of_run=reviewer.show_review,
        is_listed=False,
        is_of_one=True,
    ),
    "questions": PageOf(
        title="Questions",
        section=_MINE,
        actions=(Action.QUESTION_ASK, Action.QUESTION_ANSWER),
        of_store=_questions,
    ),
    "submit": PageOf(
        title="Submit", section=_MINE, actions=(Action.PROPOSAL_SUBMIT,), of_store=_submit
    ),
    "status": PageOf(
        title="Status",
        section=_MINE,
        actions=(Action.PROPOSAL_SUBMIT, Action.PROPOSAL_CERTIFY),
        of_store=_status,
    ),
    "proposal": PageOf(
        title="Proposal",
        section=_PROPOSALS,
        actions=_SEES_ORDER,
        of_run=reviewer.show_proposal,
        of_large=reviewer.show_large_proposal,
        is_of_one=True,
    ),
    "compare": PageOf(
        title="Side by side",
        section=_PROPOSALS,
        actions=_SEES_ORDER,
        of_run=reviewer.show_compare,
    ),
    "findings": PageOf(
        title="Findings",
        section=_PROPOSALS,
        actions=_SEES_ORDER,
        of_run=reviewer.show_findings,
        of_large=order.show_large_judged,
    ),
    "not-ranked": PageOf(
        title="Not ranked",
        section=_PROPOSALS,
        actions=_SEES_ORDER,
        of_run=reviewer.show_not_ranked,
        of_large=order.show_large_unranked,
    ),
    "not-fct": PageOf(
        title="Not FCT", section=_PROPOSALS, actions=_SEES_ORDER, of_run=reviewer.show_not_fct
    ),
    "overlap": PageOf(
        title="Overlap", section=_PROPOSALS, actions=_SEES_ORDER, of_run=record.show_overlap
    ),
    "rules": PageOf(
        title="Rules", section=_PROPOSALS, actions=_SEES_ORDER, of_run=reviewer.show_rules
    ),
    "order-of-merit": PageOf(
        title="Order of merit",
        section=_ORDER,
        actions=_SEES_ORDER,
        of_run=order.show_merit,
        of_large=order.show_large_order,
    ),
    "why": PageOf(
        title="Why",
        section=_ORDER,
        actions=_SEES_ORDER,
        of_run=order.show_why,
        is_listed=False,
        is_of_one=True,
    ),
    "what-if": PageOf(
        title="What if", section=_ORDER, actions=_SEES_ORDER, of_run=order.show_what_if
    ),
    "funding-line": PageOf(
        title="Funding line", section=_ORDER, actions=_SEES_ORDER, of_run=order.show_line
    ),
    "panel": PageOf(
        title="Panel", section=_DECIDE, actions=(Action.PANEL_SEE,), of_run=reviewer.show_panel
    ),
    "decide": PageOf(
        title="Decide", section=_DECIDE, actions=(Action.SLATE_SEE,), of_run=office.show_decide
    ),
    "assignments": PageOf(
        title="Assignments",
        section=_OPERATE,
        actions=(Action.REVIEW_ASSIGN,),
        of_run=office.show_assigning,
    ),
    "conflicts": PageOf(
        title="Conflicts",
        section=_MINE,
        actions=(Action.CONFLICT_WRITE,),
        of_store=_conflicts,
    ),
    "which-program": PageOf(title="Which program", section=_MINE, of_store=_which_program),
    "calendar": PageOf(
        title="Calendar", section=_MINE, actions=(Action.CALENDAR_SEE,), of_store=_calendar
    ),
    "board": PageOf(
        title="Who has sent what", section=_PROPOSALS, actions=(Action.BOARD_SEE,), of_store=_board
    ),
    "lists": PageOf(title="Lists", section=_OPERATE, actions=(Action.LISTS_SEE,), of_store=_lists),
    "messages": PageOf(title="Messages", section=_MINE, of_store=_messages),
    "projects": PageOf(
        title="Projects", section=_RECORD, actions=(Action.PROJECT_SEE,), of_store=_projects
    ),
    "trends": PageOf(
        title="Trends", section=_RECORD, actions=(Action.TRENDS_SEE,), of_store=_trends
    ),
    "people": PageOf(
        title="People", section=_OPERATE, actions=(Action.PERSON_SEE,), of_store=_people
    ),
    "past": PageOf(title="Past", section=_RECORD, actions=_SEES_ORDER, of_run=record.show_record),
    "activity": PageOf(title="Activity", section=_RECORD, of_store=_activity),
}
_START = PageOf(title="Start", section=_MINE)


def pages_of(acting: Acting) -> dict[str, PageOf]:
    """Return the pages that are somebody's, by path, group after group; the first page is there."""
    mine = {
        path: page
        for path, page in PAGES.items()
        if not page.actions or any(acting.scopes(action) for action in page.actions)
    }
    mine = mine if HOME in mine else {HOME: _START, **mine}
    return dict(sorted(mine.items(), key=lambda named: SECTIONS.index(named[1].section)))


def show_start(subject: Subject) -> None:
    """Show what waits for somebody who sees no order, and what is open to them."""
    person = subject.acting.person
    roles = [] if person is None else sorted(person.roles)
    lead = f"Your role{'' if len(roles) == 1 else 's'}: {in_series(roles)}." if roles else ""
    title("Start", lead)
    if subject.acting.scopes(Action.PROPOSAL_SUBMIT) or subject.acting.scopes(
        Action.PROPOSAL_CERTIFY
    ):
        sponsor.show_waiting(subject.place)
    if subject.acting.scopes(Action.REVIEW_WRITE):
        reviewer.show_reviews_left(subject.place)
    links = [
        el("li", page_link(page.title, path))
        for path, page in pages_of(subject.acting).items()
        if path != HOME and page.is_listed
    ]
    section("Your pages")
    show(el("ul", *links))
