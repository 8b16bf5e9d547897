"""Overlap: proposals of one item, vendor or requirement, and items that were in FCT before."""

from collections.abc import Sequence

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, Place, View, badge, el, joined, page_link, plural, points
from fct.data.common import FctError, utc_now
from fct.data.program import Marking
from fct.data.proposals import Answer, OverlapAnswer
from fct.scoring.overlap import AnsweredOverlap, Entry, Overlap, stored_overlaps

_SHOWN = 60
_BUTTONS = {
    Answer.JOINT: "Joint project",
    Answer.DISMISSED: "No overlap",
    Answer.OPEN: "Take the answer back",
}


@kit.current(spinner="Comparing …")
def _overlaps(place: Place, fiscal_year: int) -> list[AnsweredOverlap]:
    return stored_overlaps(kit.store_at(place), fiscal_year)


def show_overlap(view: View, marking: Marking) -> None:
    """Draw the page."""
    del marking  # nothing is exported here
    kit.title(
        "Overlap",
        "The same vendor, item or requirement from two components, and items that were in FCT "
        "before. The program proposes; a person confirms or dismisses.",
    )
    found = _overlaps(view.place, view.cycle.fiscal_year)
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        kinds = list(dict.fromkeys(str(one.overlap.relation) for one in found))
        chosen = st.multiselect(
            "Kind", kinds, key="o_kind", bind="query-params", placeholder="all", width=300
        )
        with_dismissed = st.checkbox("With those that were dismissed", key="o_dismissed")
        name = kit.ask_name(view.place, "overlap_by", width=220)
    rows = [
        one
        for one in found
        if (with_dismissed or not one.is_dismissed)
        and (not chosen or str(one.overlap.relation) in chosen)
    ]
    kit.show(el("p", f"{plural(len(rows), 'pair')} of {len(found)}", class_="count"))
    if not rows:
        kit.notice("No pair is to be looked at.")
    for row in rows[:_SHOWN]:
        _show_pair(view, row, name.strip())
    if len(rows) > _SHOWN:
        kit.notice(f"The first {_SHOWN} are shown; choose a kind to see others.")


def _show_pair(view: View, row: AnsweredOverlap, name: str) -> None:
    overlap = row.overlap
    with st.container(border=True, gap="small"):
        reasons = [el("li", reason.words) for reason in overlap.reasons]
        kit.show(
            el(
                "div",
                badge("info", str(overlap.relation)),
                el("span", f"likeness {points(overlap.score)}", class_="hint"),
                el("strong", overlap.proposed),
                class_="row",
            ),
            el("div", _side(view, overlap.left), _side(view, overlap.right), class_="pair"),
            el("ul", *reasons),
            _answer(row),
        )
        _show_answering(view, row, name)


def _side(view: View, entry: Entry) -> Markup:
    known = [entry.component, entry.vendor, entry.item]
    ref = (
        el("span", entry.ref, class_="ref")
        if entry.standing or entry.fiscal_year != view.cycle.fiscal_year
        else page_link(
            el("span", entry.ref, class_="ref"), "proposal", ref=entry.ref, **view.address
        )
    )
    year = "" if entry.fiscal_year is None else f" FY{entry.fiscal_year}"
    past = [el("p", entry.outcome), el("p", entry.source, class_="hint")] if entry.standing else []
    return el(
        "div",
        el("div", entry.title or "No title", class_="task"),
        el("p", ref, year, " · ", " · ".join(one for one in known if one)),
        *past,
    )


def _answer(row: AnsweredOverlap) -> Markup:
    answer = row.answer
    if answer is None:
        return joined()
    return el(
        "p",
        el("strong", f"{answer.answer}: "),
        answer.reason,
        f" ({answer.actor.name}, {answer.at:%d %b %Y})",
        class_="message",
    )


def _show_answering(view: View, row: AnsweredOverlap, name: str) -> None:
    overlap = row.overlap
    key = f"{overlap.left.key} + {overlap.right.key}"
    with st.popover("Answer"):
        if not name:
            kit.show(el("p", "Give your name above first.", class_="hint"))
        reason = st.text_input("Why", key=f"why {key}")
        for answer in _possible(row):
            if st.button(_BUTTONS[answer], key=f"{answer} {key}", disabled=not name):
                _keep(view, overlap, answer, (reason, name))


def _possible(row: AnsweredOverlap) -> Sequence[Answer]:
    """Return the answers that fit: only two of one cycle can be a joint project."""
    standing = None if row.answer is None else row.answer.answer
    one_cycle = row.overlap.left.fiscal_year == row.overlap.right.fiscal_year
    fitting = [Answer.JOINT] if one_cycle and row.overlap.right.standing is None else []
    fitting.append(Answer.DISMISSED)
    fitting += [] if standing is None else [Answer.OPEN]
    return [answer for answer in fitting if answer is not standing]


def _keep(view: View, overlap: Overlap, answer: Answer, said: tuple[str, str]) -> None:
    reason, name = said
    try:
        kit.store_at(view.place).overlaps.add_answer(
            OverlapAnswer(
                fiscal_year=view.cycle.fiscal_year,
                left_key=overlap.left.key,
                right_key=overlap.right.key,
                answer=answer,
                reason=reason,
                at=utc_now(),
                actor=kit.writer(view.place, name),
            )
        )
    except FctError as error:
        kit.notice(str(error), kind="error")
        return
    st.rerun()
