"""Questions to sponsors and their answers: asked here by the office, answered here by a sponsor."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Place, badge, el, fy, plural, row_head
from fct.data.common import utc_now
from fct.data.deliberations import OPEN, Question
from fct.data.people import Action, Role
from fct.data.program import load_form
from fct.data.reviewing import OFFICE
from fct.data.submitting import Delivery, answer_bytes

_FIELDS = "ask_fields"


def show_questions(place: Place) -> None:
    """Draw the page."""
    kit.title(
        "Questions",
        "What the office asks a sponsor, and the version that answers; only named fields may "
        "differ in it.",
    )
    kit.show_said()
    known = [row.fiscal_year for row in reversed(kit.cycles(place))]
    if not known:
        kit.notice("There is no cycle yet.")
        return
    year = known[0] if len(known) == 1 else st.selectbox("Cycle", known, format_func=fy, width=160)
    store = kit.store_at(place)
    found = store.questions.of_cycle(year)
    if not found:
        kit.notice("No question was asked.")
    for question in sorted(found, key=lambda one: one.state != OPEN):
        _show_one(place, question)
    if store.acting.scopes(Action.QUESTION_ASK):
        _show_asking(place, year)


def _show_one(place: Place, question: Question) -> None:
    acting = kit.store_at(place).acting
    is_sponsor = acting.has(Role.SPONSOR, Role.CERTIFIER) and not acting.may_all
    asker = OFFICE if is_sponsor else question.actor.name
    form = load_form()
    labels = ", ".join(form[name].label if name in _ids() else name for name in question.fields)
    kit.show(
        el(
            "div",
            el(
                "div",
                badge("waiting" if question.state == OPEN else "approved", question.state),
                el("strong", f"{question.id} on {question.ref}"),
                el("span", f"by {asker}, due {question.due}", class_="hint"),
                class_="row",
            ),
            el("p", question.question),
            el("p", f"May change: {labels}.", class_="hint"),
            _answer_words(question),
            class_="card",
        )
    )
    if question.state == OPEN and acting.scopes(Action.QUESTION_ANSWER):
        _show_answering(place, question)


def _ids() -> frozenset[str]:
    return frozenset(field.id for field in load_form().fields)


def _answer_words(question: Question) -> kit.Markup:
    given = question.answer
    if given is None:
        return kit.joined()
    late = ", late" if given.is_late else ""
    rows = [
        (row_head(name), _text(given.was, name), _text(given.now, name)) for name in question.fields
    ]
    heads = ("Field", "Was", "Is")
    days = el("p", f"Answered after {plural(given.days, 'day')}{late}.", class_="hint")
    answers = kit.table(f"Answer to {question.id}", heads, rows)
    return kit.joined(days, answers)


def _text(values: Mapping[str, Any], name: str) -> str:
    said = values.get(name)
    return "; ".join(map(str, said)) if isinstance(said, list) else str(said or kit.DASH)


def _show_answering(place: Place, question: Question) -> None:
    with st.form(f"answer {question.id}"):
        picked = st.file_uploader(f"The form of {question.ref} again, with the answer")
        if st.form_submit_button(f"Answer {question.id}") and picked is not None:
            store, now = kit.store_at(place), utc_now()
            actor = store.ask(Action.QUESTION_ANSWER, question.ref)
            delivery = Delivery(actor, now, question.fiscal_year, answers=question)
            with kit.act(f"{question.id} is answered; the next run judges the new version."):
                answer_bytes(store, question, picked.name, picked.getvalue(), delivery)


def _show_asking(place: Place, year: int) -> None:
    kit.section("Ask a question")
    known = kit.named_refs(place, year)
    form = load_form()
    labels = {field.id: f"{field.sheet}: {field.label}" for field in form.fields}
    _take_up(labels, known)
    with st.form("ask"):
        ref = kit.proposal("Proposal", known, key="ask_ref")
        names: Sequence[str] = st.multiselect(
            "Fields that the answer may change",
            list(labels),
            format_func=labels.__getitem__,
            select_all=False,
            key=_FIELDS,
        )
        question = st.text_area("Question", height=90)
        due = st.date_input(
            "Last day of the answer",
            utc_now().date() + dt.timedelta(days=14),
            format="YYYY-MM-DD",
            width=200,
        )
        if st.form_submit_button("Ask") and ref is not None:
            with kit.act():
                asked = kit.store_at(place).questions.ask(year, ref, names, question, due)
                kit.say(f"{asked.id} is asked of the sponsor of {ref}.")


def _take_up(labels: Mapping[str, str], known: Collection[str]) -> None:
    """Begin a question that another page asks for in the address: a proposal and a field."""
    ref, name = (st.query_params.pop(key, "") for key in ("ask", "field"))
    if ref in known:
        st.session_state["ask_ref"] = ref
        st.session_state[_FIELDS] = [name] if name in labels else []
