"""Whether a proposal was handed on, what it asked for before, and the form that hands it on."""

from collections.abc import Sequence

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, Place, View, cell, el, head, table
from fct.data.people import Action
from fct.data.referrals import HandTo, handed_words, load_cards
from fct.data.subjects import StoredProposal
from fct.data.tables import HandedOn
from fct.scoring.referring import letter_of, purpose_changes, refer


def show_referring(view: View, ref: str) -> None:
    """Show the referrals of one proposal, and the form."""
    year = view.cycle.fiscal_year
    made = kit.store_at(view.place).referrals.of_cycle(year, ref)
    for one in made:
        show_handed(view.place, one)
    show_form(view.place, year, [ref])


def show_purpose_changes(versions: Sequence[StoredProposal]) -> None:
    """Show where a version asks for something else than the one before it."""
    changes = purpose_changes(versions)
    if not changes:
        return
    kit.section(
        "It asked for something else before", "A purpose that changed is shown, not judged."
    )
    rows = [(cell(str(one["version"]), class_="n"), one["was"], one["is"]) for one in changes]
    heads = [head("Version", "n"), "It asked for", "It asks for"]
    kit.show(table("Changes of purpose", heads, rows))


def show_handed(place: Place, made: HandedOn) -> None:
    """Show a referral, with its letter."""
    kit.notice(el("strong", f"{made.id}: "), handed_words(made), " By ", made.actor.name, ".")
    store = kit.store_at(place)
    if store.acting.scopes(Action.REFERRAL_WRITE):
        Download(
            label=f"Letter {made.id}, .pdf",
            name=f"{made.id}.pdf",
            of=made.ref,
            make=lambda: letter_of(store, made, kit.marking_of(place)),
            media_type="application/pdf",
            key=f"letter_{made.id}",
        ).offer(place)


def show_form(place: Place, fiscal_year: int, refs: Sequence[str]) -> None:
    """Show the form that hands a proposal on, to who may do it."""
    kit.show_said()
    store = kit.store_at(place)
    if not refs or not store.acting.scopes(Action.REFERRAL_WRITE):
        return
    cards = load_cards()
    with st.form("refer", border=True):
        ref = st.selectbox("Proposal", list(refs))
        program = st.selectbox("Program", list(cards), format_func=lambda one: cards[one].named)
        office = st.text_input("Office that receives it")
        reason = st.text_input("Reason, in a sentence; it is kept")
        if not st.form_submit_button("Hand it on"):
            return
    with kit.act():
        made = refer(store, fiscal_year, ref, HandTo(program=program, office=office, reason=reason))
        kit.say(handed_words(made))
