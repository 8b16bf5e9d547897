"""The pages, in the groups of the navigation, and which of them are somebody's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fct.dashboard import office, order, record, reviewer, sponsor
from fct.dashboard.kit import Place, View, el, page_link, section, show, title
from fct.data.common import in_series
from fct.data.people import Acting, Action

HOME = ""


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
        of_store=reviewer.show_questions,
    ),
    "submit": PageOf(
        title="Submit",
        section=_MINE,
        actions=(Action.PROPOSAL_SUBMIT,),
        of_store=sponsor.show_submit,
    ),
    "status": PageOf(
        title="Status",
        section=_MINE,
        actions=(Action.PROPOSAL_SUBMIT, Action.PROPOSAL_CERTIFY),
        of_store=sponsor.show_status,
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
        of_store=office.show_conflicts,
    ),
    "which-program": PageOf(
        title="Which program", section=_MINE, of_store=lambda _: sponsor.show_which_program()
    ),
    "calendar": PageOf(
        title="Calendar",
        section=_MINE,
        actions=(Action.CALENDAR_SEE,),
        of_store=office.show_calendar,
    ),
    "board": PageOf(
        title="Who has sent what",
        section=_PROPOSALS,
        actions=(Action.BOARD_SEE,),
        of_store=office.show_board,
    ),
    "lists": PageOf(
        title="Lists", section=_OPERATE, actions=(Action.LISTS_SEE,), of_store=office.show_lists
    ),
    "messages": PageOf(title="Messages", section=_MINE, of_store=office.show_messages),
    "projects": PageOf(
        title="Projects",
        section=_RECORD,
        actions=(Action.PROJECT_SEE,),
        of_store=record.show_projects,
    ),
    "trends": PageOf(
        title="Trends", section=_RECORD, actions=(Action.TRENDS_SEE,), of_store=record.show_trends
    ),
    "people": PageOf(
        title="People", section=_OPERATE, actions=(Action.PERSON_SEE,), of_store=office.show_people
    ),
    "past": PageOf(title="Past", section=_RECORD, actions=_SEES_ORDER, of_run=record.show_record),
    "activity": PageOf(title="Activity", section=_RECORD, of_store=office.show_activity),
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
