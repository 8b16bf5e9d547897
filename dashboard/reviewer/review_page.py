"""The own review of one proposal: the machine's rules and cells beside level, anchor and reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, View, badge, choose_proposal, el
from fct.dashboard.reviewer import rule_cards
from fct.dashboard.reviewer.proposal_page import answer_parts
from fct.dashboard.reviewer.review_form import Form, show_form
from fct.data.common import FctError, NotNowError
from fct.data.program import CRITERIA
from fct.data.reviewing import ReviewContent, ReviewState, ReviewVersion, review_that_is_in
from fct.scoring.reviewing import open_rules

_REFUSED = "review_refused"


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a review, and stays as it is while people review.

    Attributes
    ----------
    version : int
        The newest one of the proposal.
    answers : list of Markup
        All of that version.
    cards : mapping of str to Markup
        What the machine found, by criterion.
    open_rules : mapping of str to str
        The machine's outcome of each rule that does not hold.
    """

    version: int
    answers: list[Markup]
    cards: Mapping[str, Markup]
    open_rules: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is reviewed.

    Attributes
    ----------
    view : View
    ref, title : str
    beside : _Beside
    versions : sequence of ReviewVersion
        Of the own review, oldest first.
    """

    view: View
    ref: str
    title: str
    beside: _Beside
    versions: Sequence[ReviewVersion]


def show_review(view: View) -> None:
    """Draw the page."""
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    own = [one.ref for one in store.assignments.own(year)]
    scores = kit.scores(view.place, view.run.id)
    mine = scores[scores["ref"].isin(own)]
    if mine.empty:
        kit.title("Review")
        kit.notice("Nothing that this run judged is assigned to you. An operator assigns reviews.")
        return
    left, right = st.columns([7, 5], gap="medium")
    with right:
        ref = choose_proposal(mine, "review", "is not assigned to you")
    title = mine.loc[mine["ref"] == ref, "title"].item() or "No title"
    versions = store.reviews.own(year, ref)
    subject = _Subject(view, ref, title, _beside(view.place, view, ref), versions)
    with left:
        _show_heading(subject, subject.beside.version)
    _show_said(subject)
    with st.expander("All answers of the proposal"):
        for part in subject.beside.answers:
            kit.show(part)
    _show_panes(subject)


@kit.came_in(entries=128)
def _beside(place: kit.Place, view: View, ref: str) -> _Beside:
    scores = kit.scores(place, view.run.id)
    score = kit.records(scores[scores["ref"] == ref])[0]
    newest = kit.versions(place, view.cycle.fiscal_year, ref)[0]
    table = kit.table_of(place, view.cycle.fiscal_year, ref, newest.version)
    return _Beside(
        version=newest.version,
        answers=answer_parts(table),
        cards={name: rule_cards.group_card(view, name, score, table) for name in CRITERIA},
        open_rules=open_rules(kit.store_at(place), view.cycle.fiscal_year, ref),
    )


def _show_heading(subject: _Subject, proposal_version: int) -> None:
    versions = subject.versions
    state = "not started" if not versions else str(versions[-1].state)
    words = [badge(state)]
    if versions:
        words.append(el("span", f"version {versions[-1].version}", class_="hint"))
    in_force = review_that_is_in(versions)
    if in_force is not None and in_force is not versions[-1]:
        counts = f"version {in_force.version} counts until this draft is in"
        words.append(el("span", counts, class_="hint"))
    if versions and versions[-1].proposal_version != proposal_version:
        old = f"written on version {versions[-1].proposal_version} of the proposal"
        words.append(el("span", old, class_="state"))
    kit.show(
        el(
            "div",
            el("h1", el("span", subject.ref, class_="ref"), subject.title),
            el("p", "Your review, beside what the machine found.", class_="lead"),
            el("div", *words, class_="row"),
            class_="title",
        )
    )


def _show_said(subject: _Subject) -> None:
    kit.show_said()
    seen, newest = _seen(subject), _newest(subject.versions)
    if seen != newest:
        kit.notice(
            f"Version {newest} of this review was written in another window after version {seen}, "
            "which you see. Nothing is written over it: load it, and say there what differs.",
            kind="error",
        )
        if st.button(f"Load version {newest}", key="load_newest"):
            st.session_state[_seen_key(subject)] = newest
            st.rerun()


def _seen_key(subject: _Subject) -> str:
    who = kit.store_at(subject.view.place).acting.id
    return f"review seen {who} {subject.view.cycle.fiscal_year} {subject.ref}"


def _seen(subject: _Subject) -> int:
    """Return the version that the form of this session was filled from."""
    seen: int = st.session_state.setdefault(_seen_key(subject), _newest(subject.versions))
    return seen


def _newest(versions: Sequence[ReviewVersion]) -> int:
    return versions[-1].version if versions else 0


def _show_panes(subject: _Subject) -> None:
    view, ref, year = subject.view, subject.ref, subject.view.cycle.fiscal_year
    seen = _seen(subject)
    content = next((v.content for v in subject.versions if v.version == seen), ReviewContent())
    form = Form(
        key=f"{_seen_key(subject)} {seen}",
        content=content,
        machine_levels=kit.store_at(view.place).reviews.machine_levels(year, ref),
        open_rules=subject.beside.open_rules,
    )

    def show_machine(criterion: str) -> None:
        kit.show(subject.beside.cards[criterion])

    def keep(given: ReviewContent, state: ReviewState) -> None:
        try:
            _write(subject, seen, given, state)
        except FctError as error:
            st.session_state[_REFUSED] = (form.key, error)

    show_form(form, CRITERIA, show_machine, keep)
    refused, refusal = st.session_state.pop(_REFUSED, ("", None))
    if refusal is not None and refused == form.key:
        _show_refusal(refusal)
    _show_versions(subject.versions)


def _write(subject: _Subject, seen: int, content: ReviewContent, state: ReviewState) -> None:
    store, year = kit.store_at(subject.view.place), subject.view.cycle.fiscal_year
    versions = store.reviews.write(year, subject.ref, content, state, read=seen)
    version = versions[-1].version
    st.session_state[_seen_key(subject)] = version
    how = "kept as a draft" if state is ReviewState.DRAFT else "in"
    kit.say(f"Version {version} of your review is {how}.")


def _show_refusal(error: FctError) -> None:
    """Say what changed meanwhile; any other refusal ends the page."""
    if not isinstance(error, NotNowError):
        raise error
    changed = error.more.get("changed", [])
    kit.notice(str(error), el("p", f"What changed: {', '.join(changed)}."), kind="error")


def _show_versions(versions: Sequence[ReviewVersion]) -> None:
    if not versions:
        return
    kit.section("Versions", "All of them stay; the newest one that is in is your review.")
    lines = [
        el(
            "li",
            f"version {one.version}, {one.state}, {one.at:%d %b %Y %H:%M} UTC, on version "
            f"{one.proposal_version} of the proposal",
        )
        for one in reversed(versions)
    ]
    kit.show(el("ul", *lines, class_="criteria"))
