"""Where each proposal stands for its component, whom it waits for, and what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Place, cell, el
from fct.dashboard.sponsor.check_view import show_proposal
from fct.data.calendar import last_moment_of
from fct.data.common import utc_now
from fct.data.people import Action
from fct.data.submitting import certify
from fct.scoring.ranking import Standing, proposal_statuses, standing_of

_WAITS = {"cto": "the office", "sponsor": "the sponsor", "certifier": "the certifier"}
_NOT_REPAIRED = "not repaired in time"


def show_status(place: Place) -> None:
    """Draw the page."""
    store = kit.store_at(place)
    kit.title("Status", "Your component's proposals: where each stands, and what comes next.")
    kit.show_said()
    found = [
        (row.fiscal_year, status)
        for row in reversed(kit.cycles(place))
        for status in statuses(place, row.fiscal_year)
    ]
    if not found:
        kit.notice("There is no proposal that you may see.")
        return
    names = ("Proposal", "Version", "State", "Waits for", "What comes next", "Last day")
    rows = [_row(status) for _, status in found]
    kit.show(kit.table("Status of proposals", names, rows))
    _show_findings(place, found)
    if store.acting.scopes(Action.PROPOSAL_CERTIFY):
        open_ = {s["ref"]: year for year, s in found if s["state"] != "withdrawn"}
        _show_certifying(place, open_)


def statuses(place: Place, fiscal_year: int) -> list[dict[str, Any]]:
    """Return the status of each proposal of a cycle, kept until a deadline passes."""
    store, now = kit.store_at(place), utc_now()
    _, cycle = store.cycles.read(fiscal_year)
    deadlines = store.extensions.deadlines(cycle)
    moments = {deadlines.own, *(last_moment_of(one) for one in deadlines.extended)}
    return _statuses(place, fiscal_year, tuple(now > moment for moment in sorted(moments)))


@kit.came_in()
def _statuses(place: Place, fiscal_year: int, passed: tuple[bool, ...]) -> list[dict[str, Any]]:
    del passed  # of the key alone: nothing else of the time changes a status
    return proposal_statuses(kit.store_at(place), fiscal_year, utc_now())


def show_waiting(place: Place) -> None:
    """Show what waits for who acts, of the proposals of the own component."""
    roles = kit.store_at(place).acting.roles
    found = [
        status
        for row in reversed(kit.cycles(place))
        for status in statuses(place, row.fiscal_year)
        if status["waits_for"] in roles
    ]
    kit.section("Waits for you")
    if not found:
        kit.paragraph("Nothing waits for you.", class_="hint")
        return
    items = [
        el(
            "li",
            el("strong", status["title"] or "No title"),
            " ",
            el("span", status["ref"], class_="ref"),
            el("div", status["next_action"], class_="hint"),
        )
        for status in found
    ]
    kit.show(el("ul", *items))


def _state_words(status: Mapping[str, Any]) -> str:
    """Return the state as people read it: after the deadline nothing is to be repaired."""
    is_over = status["state"] == Standing.TO_REPAIR and status["waits_for"] is None
    return _NOT_REPAIRED if is_over else str(status["state"])


def _row(status: Mapping[str, Any]) -> Cells:
    ref, title = status["ref"], status["title"] or "No title"
    return (
        kit.row_head(title, " ", el("span", ref, class_="ref"), class_="proposal"),
        status["version"],
        cell(_state_words(status), class_="short"),
        cell(_WAITS.get(status["waits_for"], status["waits_for"]) or DASH, class_="short"),
        cell(
            status["next_action"],
            *(el("div", line, class_="hint") for line in status["decision"]),
            el("div", status["handed_on"], class_="hint") if status["handed_on"] else "",
        ),
        cell(DASH if status["due"] is None else str(status["due"])[:10], class_="short"),
    )


def _show_findings(place: Place, found: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Show what is found in one of the proposals now, as the check of its file shows it."""
    known = {f"{status['ref']} · {kit.fy(year)}": (year, status) for year, status in found}
    kit.section("Findings", "What is found in the version that counts, as its check shows it.")
    chosen = st.selectbox("Proposal", list(known), index=None, key="found_in", width=380)
    if chosen is not None:
        year, status = known[chosen]
        store = kit.store_at(place)
        _, cycle = store.cycles.read(year)
        report = standing_of(store, cycle, status["ref"])
        kit.notice(el("strong", "Next: "), status["next_action"])
        if report is not None and status["state"] != Standing.WITHDRAWN:
            show_proposal(report)


def _show_certifying(place: Place, known: Mapping[str, int]) -> None:
    with st.form("certify"):
        ref = st.selectbox("Certify that your component stands behind", list(known), index=None)
        if st.form_submit_button("Certify") and ref is not None:
            with kit.act():
                made = certify(kit.store_at(place), known[ref], ref, utc_now())
                kit.say(f"Version {made.version} of {ref} is certified.")
