"""The pages, in the groups of the navigation, and which of them are somebody's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fct.dashboard import office, order, record, reviewer, sponsor
from fct.dashboard.kit import Place, View, el, page_link, section, show, title
from fct.data.common import in_series
from fct.data.people import Acting, Action

HOME = ""


@dataclass(frozen=True, slots=True)
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
    of_run: Callable[[View], None] | None = None
    of_large: Callable[[View], None] = order.show_left_out
    of_store: Callable[[Place], None] | None = None
    is_listed: bool = True
    is_of_one: bool = False


_MINE, _PROPOSALS, _ORDER = "Mine", "Proposals", "Order"
_DECIDE, _OPERATE, _RECORD = "Decide", "Operate", "Record"
SECTIONS = (_MINE, _PROPOSALS, _ORDER, _DECIDE, _OPERATE, _RECORD)
"""The groups of the navigation, in their order."""

_REVIEWS = (Action.REVIEW_WRITE,)
_SEES_ORDER = (Action.ORDER_SEE,)
PAGES: Mapping[str, PageOf] = {
    HOME: PageOf(
        "At a glance",
        _ORDER,
        _SEES_ORDER,
        of_run=order.show_glance,
        of_large=order.show_large_glance,
    ),
    "queue": PageOf("Queue", _MINE, _REVIEWS, of_run=reviewer.show_queue),
    "review": PageOf(
        "Review", _MINE, _REVIEWS, of_run=reviewer.show_review, is_listed=False, is_of_one=True
    ),
    "questions": PageOf(
        "Questions",
        _MINE,
        (Action.QUESTION_ASK, Action.QUESTION_ANSWER),
        of_store=reviewer.show_questions,
    ),
    "submit": PageOf("Submit", _MINE, (Action.PROPOSAL_SUBMIT,), of_store=sponsor.show_submit),
    "status": PageOf(
        "Status",
        _MINE,
        (Action.PROPOSAL_SUBMIT, Action.PROPOSAL_CERTIFY),
        of_store=sponsor.show_status,
    ),
    "proposal": PageOf(
        "Proposal",
        _PROPOSALS,
        _SEES_ORDER,
        of_run=reviewer.show_proposal,
        of_large=reviewer.show_large_proposal,
        is_of_one=True,
    ),
    "compare": PageOf("Side by side", _PROPOSALS, _SEES_ORDER, of_run=reviewer.show_compare),
    "findings": PageOf(
        "Findings",
        _PROPOSALS,
        _SEES_ORDER,
        of_run=reviewer.show_findings,
        of_large=order.show_large_judged,
    ),
    "not-ranked": PageOf(
        "Not ranked",
        _PROPOSALS,
        _SEES_ORDER,
        of_run=reviewer.show_not_ranked,
        of_large=order.show_large_unranked,
    ),
    "not-fct": PageOf("Not FCT", _PROPOSALS, _SEES_ORDER, of_run=reviewer.show_not_fct),
    "overlap": PageOf("Overlap", _PROPOSALS, _SEES_ORDER, of_run=record.show_overlap),
    "rules": PageOf("Rules", _PROPOSALS, _SEES_ORDER, of_run=reviewer.show_rules),
    "order-of-merit": PageOf(
        "Order of merit",
        _ORDER,
        _SEES_ORDER,
        of_run=order.show_merit,
        of_large=order.show_large_order,
    ),
    "why": PageOf(
        "Why", _ORDER, _SEES_ORDER, of_run=order.show_why, is_listed=False, is_of_one=True
    ),
    "what-if": PageOf("What if", _ORDER, _SEES_ORDER, of_run=order.show_what_if),
    "funding-line": PageOf("Funding line", _ORDER, _SEES_ORDER, of_run=order.show_line),
    "panel": PageOf("Panel", _DECIDE, (Action.PANEL_SEE,), of_run=reviewer.show_panel),
    "decide": PageOf("Decide", _DECIDE, (Action.SLATE_SEE,), of_run=office.show_decide),
    "assignments": PageOf(
        "Assignments", _OPERATE, (Action.REVIEW_ASSIGN,), of_run=office.show_assigning
    ),
    "conflicts": PageOf(
        "Conflicts", _MINE, (Action.CONFLICT_WRITE,), of_store=office.show_conflicts
    ),
    "which-program": PageOf(
        "Which program", _MINE, of_store=lambda _: sponsor.show_which_program()
    ),
    "calendar": PageOf("Calendar", _MINE, (Action.CALENDAR_SEE,), of_store=office.show_calendar),
    "board": PageOf(
        "Who has sent what", _PROPOSALS, (Action.BOARD_SEE,), of_store=office.show_board
    ),
    "lists": PageOf("Lists", _OPERATE, (Action.LISTS_SEE,), of_store=office.show_lists),
    "messages": PageOf("Messages", _MINE, of_store=office.show_messages),
    "projects": PageOf("Projects", _RECORD, (Action.PROJECT_SEE,), of_store=record.show_projects),
    "trends": PageOf("Trends", _RECORD, (Action.TRENDS_SEE,), of_store=record.show_trends),
    "people": PageOf("People", _OPERATE, (Action.PERSON_SEE,), of_store=office.show_people),
    "past": PageOf("Past", _RECORD, _SEES_ORDER, of_run=record.show_record),
    "activity": PageOf("Activity", _RECORD, of_store=office.show_activity),
}
_START = PageOf("Start", _MINE)


def pages_of(acting: Acting) -> dict[str, PageOf]:
    """Return the pages that are somebody's, by path, group after group; the first page is there."""
    mine = {
        path: page
        for path, page in PAGES.items()
        if not page.actions or any(acting.scopes(action) for action in page.actions)
    }
    mine = mine if HOME in mine else {HOME: _START, **mine}
    return dict(sorted(mine.items(), key=lambda named: SECTIONS.index(named[1].section)))


def show_start(place: Place, acting: Acting) -> None:
    """Show what waits for somebody who sees no order, and what is open to them."""
    person = acting.person
    roles = [] if person is None else sorted(person.roles)
    lead = f"Your role{'' if len(roles) == 1 else 's'}: {in_series(roles)}." if roles else ""
    title("Start", lead)
    if acting.scopes(Action.PROPOSAL_SUBMIT) or acting.scopes(Action.PROPOSAL_CERTIFY):
        sponsor.show_waiting(place)
    if acting.scopes(Action.REVIEW_WRITE):
        reviewer.show_reviews_left(place)
    links = [
        el("li", page_link(page.title, path))
        for path, page in pages_of(acting).items()
        if path != HOME and page.is_listed
    ]
    section("Your pages")
    show(el("ul", *links))
