"""What is said beside reviews of one proposal: comments and flags."""

from collections.abc import Callable

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, el
from fct.data.people import Action
from fct.data.reviewing import Audience
from fct.scoring.reviewing import comment_report, flag_report


def show_remarks(view: View, ref: str) -> None:
    """Show the comments and flags of a proposal, and the forms that add one."""
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    kit.section("Comments and flags", "An open flag keeps the decisions from being published.")
    for one in store.comments.of(year, ref):
        said = comment_report(one, to_sponsor=store.comments.shows_office)
        kit.paragraph(
            el("strong", f"{said['by']} to {said['to']}: "),
            said["text"],
            el("span", f" {said['at'][:10]}", class_="hint"),
        )
    for flag in store.flags.of_cycle(year):
        said = flag_report(flag)
        if said["ref"] == ref:
            ended = said["resolved"]
            words = f"resolved by {ended['by']}: {ended['reason']}" if ended else "open"
            kit.notice(
                el("strong", f"Flag {said['id']} for {said['team']}, {words}. "),
                f"{said['reason']} ({said['by']})",
            )
            if ended is None and store.acting.scopes(Action.FLAG_WRITE):
                _show_resolving(view, said["id"])
    if store.acting.scopes(Action.COMMENT_WRITE):
        _show_adding(view, ref)


def _show_adding(view: View, ref: str) -> None:
    year = view.cycle.fiscal_year
    left, right = st.columns(2, gap="medium")
    with left, st.form(f"comment {ref}", clear_on_submit=True):
        named = st.selectbox("A comment to", [str(one) for one in Audience], 1, width=200)
        text = st.text_area("Comment", height=80)
        if st.form_submit_button("Say it"):
            _done(lambda: kit.store_at(view.place).comments.add(year, ref, Audience(named), text))
    with right, st.form(f"flag {ref}", clear_on_submit=True):
        team = st.text_input("Flag it for the team")
        reason = st.text_input("Why it is flagged")
        if st.form_submit_button("Flag"):
            _done(lambda: kit.store_at(view.place).flags.add(year, ref, team, reason))


def _show_resolving(view: View, flag_id: str) -> None:
    with st.form(f"resolve {flag_id}"):
        reason = st.text_input("How it was resolved")
        if st.form_submit_button(f"Resolve {flag_id}"):
            _done(lambda: kit.store_at(view.place).flags.resolve(flag_id, reason))


def _done(act: Callable[[], object]) -> None:
    act()  # a refusal is shown by the page
    st.rerun()
