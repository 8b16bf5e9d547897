"""Conflicts of interest: entered by oneself or an operator, proposed ones answered, lifted."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Place, el, row_head
from fct.data.common import in_series
from fct.data.deliberations import ConflictWith
from fct.data.people import PANEL_ROLES, Action, Conflict, ProposedConflict, Scope, Why
from fct.data.program import load_form
from fct.data.subjects import Store

_PROPOSAL, _VENDOR, _COMPONENT = "a proposal", "a vendor", "a component"


def show_conflicts(place: Place) -> None:
    """Draw the page."""
    store = kit.store_at(place)
    kit.title(
        "Conflicts",
        "Whoever reviews sees nothing of a proposal in conflict; an authority does not act on it.",
    )
    kit.show_said()
    is_operator = Scope.ALL in store.acting.scopes(Action.CONFLICT_WRITE)
    if is_operator:
        _show_proposed(place)
    _show_kept(store, may_lift=is_operator)
    people = _people(store, is_operator=is_operator)
    if people:
        _show_entering(store, people)


def _people(store: Store, *, is_operator: bool) -> list[str]:
    """Return whose conflicts who acts may enter."""
    if is_operator:
        return [one.id for one in store.people.all() if one.active and one.roles & PANEL_ROLES]
    return [store.acting.id] if store.acting.roles & PANEL_ROLES else []


def _show_entering(store: Store, people: Sequence[str]) -> None:
    is_own = list(people) == [store.acting.id]
    heading = "Enter a conflict of your own" if is_own else "Enter a conflict"
    kit.section(heading, "From then on it counts; an operator can lift it.")
    with st.form("conflict"), _row():
        person: str | None = store.acting.id
        if not is_own:
            person = st.selectbox("Person", people, index=None, width=240)
        kind = st.selectbox("Conflict with", [_PROPOSAL, _VENDOR, _COMPONENT], width=180)
        components = ", ".join(load_form()["component"].choices)
        name = st.text_input("Its ref or name", width=260, help=f"The components are {components}.")
        reason = st.text_input("Why", width=420)
        if st.form_submit_button("Enter") and person is not None:
            said = f"The conflict of {person} with {name.strip()} is kept."
            with kit.act(said):
                store.conflicts.add(person, _with(kind, name), reason)


def _with(kind: str, name: str) -> ConflictWith:
    named = {_PROPOSAL: "ref", _VENDOR: "vendor", _COMPONENT: "component"}[kind]
    return ConflictWith(**{named: name.strip()})


def _show_kept(store: Store, *, may_lift: bool) -> None:
    found = store.conflicts.all()
    kit.section("Entered", f"{kit.plural(len(found), 'conflict')} that you may see.")
    if not found:
        return
    heads = ("Id", "Person", "With", "Why", "Since (UTC)", "Lifted (UTC)")
    rows = [_kept_row(one) for one in found]
    kit.show(kit.table("Conflicts of interest", heads, rows))
    standing = [one.id for one in found if one.lifted is None]
    if may_lift and standing:
        with st.form("lift"), _row():
            chosen = st.selectbox("Lift", standing, index=None, width=180)
            reason = st.text_input("Why it is lifted", width=420)
            if st.form_submit_button("Lift") and chosen is not None:
                with kit.act(f"{chosen} is lifted."):
                    store.conflicts.lift(chosen, reason)


def _kept_row(one: Conflict) -> kit.Cells:
    return (
        row_head(one.id),
        one.person,
        one.ref or one.vendor or one.component,
        one.reason,
        f"{one.since:%Y-%m-%d %H:%M}",
        DASH if one.lifted is None else f"{one.lifted:%Y-%m-%d %H:%M}",
    )


@kit.came_in()
def _proposed(place: Place) -> list[ProposedConflict]:
    return [one for one in kit.store_at(place).conflicts.proposed() if one.answer is None]


def _show_proposed(place: Place) -> None:
    store, open_ = kit.store_at(place), _proposed(place)
    waiting = {one.id: one for one in open_ if one.why is not Why.COMPONENT}
    by_itself = Counter(one.person for one in open_ if one.why is Why.COMPONENT)
    kit.section(
        "Proposed",
        f"{kit.plural(len(waiting), 'conflict')} to answer, of people who are named in a proposal, "
        "sent it or certified it. Until then nobody is assigned one of these.",
    )
    if by_itself:
        said = in_series([f"{who} ({count})" for who, count in sorted(by_itself.items())])
        kit.paragraph(f"By their own component, without an answer: {said}.", class_="hint")
    if not waiting:
        return
    heads = ("Id", "Person", "Proposal", "Why", "Where", "Written there")
    rows = [_proposed_row(one) for one in waiting.values()]
    kit.show(kit.table("Proposed conflicts", heads, rows))
    with st.form("answer proposed"), _row():
        chosen = st.selectbox("Answer", list(waiting), index=None, width=200)
        reason = st.text_input("Why it does not stand, to dismiss it", width=420)
        confirms = st.form_submit_button("Confirm")
        dismisses = st.form_submit_button("Dismiss")
        if chosen is not None and confirms:
            with kit.act(f"{chosen} is confirmed."):
                store.conflicts.confirm(chosen)
        elif chosen is not None and dismisses:
            with kit.act(f"{chosen} is dismissed."):
                store.conflicts.dismiss(chosen, reason)


def _proposed_row(one: ProposedConflict) -> kit.Cells:
    return (
        row_head(one.id),
        one.person,
        one.ref,
        str(one.why),
        el("code", f"{one.sheet} {one.cell}".strip()) if one.sheet else DASH,
        one.written or DASH,
    )


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small", vertical_alignment="bottom")
