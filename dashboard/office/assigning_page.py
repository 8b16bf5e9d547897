"""Who reviews what: assigned by hand, taken back, or planned so that loads are balanced."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, View, badge, cell, el, head, plural
from fct.scoring.reviewing import assignment_plan, assignment_report, plan_report


def show_assigning(view: View) -> None:
    """Draw the page."""
    kit.title("Assignments", "Who reviews what, until when, and how far each review is.")
    kit.show_said()
    standing, by_hand, balanced = st.tabs(
        ["Assigned", "Assign by hand", "Balance"], key="part", bind="query-params"
    )
    if by_hand.open:
        with by_hand:
            _show_by_hand(view)
            _show_taking_back(view)
    if balanced.open:
        with balanced:
            _show_balance(view)
    if standing.open:
        with standing:
            _show_standing(view)


def _show_by_hand(view: View) -> None:
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    known = kit.named_refs(view.place, year)
    people = _reviewing(view)
    with st.form("assign"):
        ref = kit.proposal("Proposal", known, key="assign_ref")
        person = st.selectbox("Reviewer or expert", people, index=None, width=320)
        due = st.date_input("Last day", None, format="YYYY-MM-DD", width=200)
        if st.form_submit_button("Assign") and ref is not None and person is not None:
            with kit.act():
                one = store.assignments.assign(year, ref, person, due or None)
                kit.say(f"{one.person} reviews {one.ref}.")


def _reviewing(view: View) -> list[str]:
    store = kit.store_at(view.place)
    return [
        person.id
        for person in store.people.all()
        if person.active and {"reviewer", "expert"} & person.roles
    ]


def _show_balance(view: View) -> None:
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        count = st.number_input("Reviewers for each proposal", 1, 9, 2, width=240)
        due = st.date_input("Last day of all", None, format="YYYY-MM-DD", width=200)
    plan = assignment_plan(store, year, int(count))
    report = plan_report(plan, done=False)
    if report["short"]:
        kit.notice(f"Not enough people may review: {', '.join(report['short'])}.")
    if not report["plan"]:
        kit.notice("Every rankable proposal has that many reviewers already; nothing changes.")
        return
    if st.button("Carry the plan out", type="primary"):
        store.assignments.assign_all(year, plan.added, due or None)
        planned = len(report["plan"])
        kit.say(f"{plural(planned, 'proposal')} {'was' if planned == 1 else 'were'} assigned.")
        st.rerun()
    left, right = st.columns([2, 1], gap="medium")
    with left:
        rows = [(one["ref"], ", ".join(one["people"])) for one in report["plan"]]
        kit.show(kit.table("Plan", ["Proposal", "Added"], rows))
    with right:
        _show_loads(report["loads"])


def _show_loads(loads: Mapping[str, int]) -> None:
    rows = [(who, cell(load, class_="n")) for who, load in loads.items()]
    heads = ["Person", head("Reviews", "n")]
    kit.show(kit.table("Reviews of each person", heads, rows))


def _show_standing(view: View) -> None:
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    rows = [assignment_report(one) for one in store.assignments.of_cycle(year)]
    if not rows:
        kit.notice("Nothing is assigned yet.")
        return
    titles = kit.named_refs(view.place, year)
    heads = ("Proposal", "Reviewer or expert", "Last day")
    by_ref = [
        _of_proposal(titles.get(ref, ref), list(of)) for ref, of in groupby(rows, itemgetter("ref"))
    ]
    kit.show(kit.table("Assignments", heads, by_ref))
    kit.paragraph(
        f"{plural(len(rows), 'review')} of {plural(len(by_ref), 'proposal')}", class_="count"
    )


def _of_proposal(title: str, rows: Sequence[Mapping[str, Any]]) -> kit.Cells:
    people = [el("div", row["person"], " ", badge(row["state"]), *_conflict(row)) for row in rows]
    days = sorted({row["due"] or DASH for row in rows})
    return (
        kit.row_head(title, class_="proposal"),
        cell(*people, class_="people"),
        cell(", ".join(days), class_="short"),
    )


def _conflict(row: Mapping[str, Any]) -> list[str]:
    return [" in conflict"] if row["in_conflict"] else []


def _show_taking_back(view: View) -> None:
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    pairs = {f"{one.ref} · {one.person}": one for one in store.assignments.of_cycle(year)}
    if not pairs:
        return
    with st.form("unassign"):
        chosen = st.selectbox("Take back", list(pairs), index=None, width=380)
        reason = st.text_input("Why it is taken back", width=520)
        if st.form_submit_button("Take back") and chosen is not None:
            one = pairs[chosen]
            with kit.act(f"{one.person} no longer reviews {one.ref}; what was written stays."):
                store.assignments.unassign(year, one.ref, one.person, reason)
