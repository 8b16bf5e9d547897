"""Overlap: proposals of one item, vendor or requirement, and items that were in FCT before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Copies, Markup, View, el, joined, plural, points
from fct.data.common import FctError, NotNowError, utc_now
from fct.data.proposals import Answer, OverlapAnswer
from fct.scoring.overlap import AnsweredOverlap, Entry

_SHOWN = 60
_BUTTONS = {
    Answer.JOINT: "Joint project",
    Answer.DISMISSED: "No overlap",
    Answer.OPEN: "Take the answer back",
}
_OPEN, _DISMISSED = "not answered", "dismissed"
_FILTERS = {"kind": "Kind", "about": "Alike in", "answer": "Answer", "components": "Components"}
_ITEM_FIRST = "one item first"
_SORTS: Mapping[str, Callable[[AnsweredOverlap], Any]] = {
    _ITEM_FIRST: lambda row: row.overlap.is_of_vendor_alone,  # else as they come
    "most alike first": lambda row: -row.overlap.score,
    "by ref": lambda row: (row.overlap.left.ref, row.overlap.right.key),
    "by component": lambda row: (row.overlap.left.component or "", row.overlap.left.ref),
    "by vendor": lambda row: (row.overlap.left.vendor or "").casefold(),
    "last answered first": lambda row: -row.versions[-1].at.timestamp() if row.versions else 0.0,
}


@dataclass(frozen=True, eq=False)
class _Table:
    """The pairs of a cycle; the page unpacks those alone that it shows.

    Attributes
    ----------
    searched : DataFrame
        By what each pair is filtered, in what words are looked for, and whether it is dismissed.
    orders : mapping of str to list of int
        The numbers of all pairs in each order.
    pairs : Copies
        By number, in words.
    """

    searched: pd.DataFrame
    orders: Mapping[str, Sequence[int]]
    pairs: Copies[AnsweredOverlap]


@kit.came_in(is_shared=True, spinner="Comparing …")
def _table(place: kit.Place, fiscal_year: int) -> _Table:
    found = kit.overlaps(place, fiscal_year)
    columns = [*_FILTERS, "text", _DISMISSED]
    return _Table(
        pd.DataFrame([_searched(row) for row in found], columns=columns),
        {name: _in_order(found, key) for name, key in _SORTS.items()},
        Copies({str(number): row for number, row in enumerate(found)}),
    )


def _in_order(found: Sequence[AnsweredOverlap], key: Callable[[AnsweredOverlap], Any]) -> list[int]:
    return sorted(range(len(found)), key=lambda number: key(found[number]))


def show_overlap(view: View) -> None:
    """Draw the page."""
    kit.title(
        "Overlap",
        "The same vendor, item or requirement from two components, and items that were in FCT "
        "before. The program proposes; a person confirms or dismisses.",
    )
    kit.show_said()
    table = _table(view.place, view.cycle.fiscal_year)
    chosen, name = _chosen(view, table)
    kit.paragraph(f"{plural(len(chosen), 'pair')} of {len(table.pairs)}", class_="count")
    if not chosen:
        kit.notice("There is no pair to look at.")
    for number in chosen[:_SHOWN]:
        _show_pair(view, table.pairs[str(number)], name.strip())
    if len(chosen) > _SHOWN:
        kit.notice(f"The first {_SHOWN} are shown; choose a kind to see others.")


def _chosen(view: View, table: _Table) -> tuple[list[int], str]:
    """Show filters, order and name; return the numbers of the pairs to show, and who answers."""
    hint = "ref, title, item, vendor, requirement"
    matching = kit.filtered(table.searched, kit.Filters("o_", _FILTERS, ("text",), hint))
    with st.container(key="order", horizontal=True, gap="small", vertical_alignment="bottom"):
        sort = st.selectbox("Order", list(_SORTS), key="o_sort", bind="query-params", width=220)
        with_dismissed = st.checkbox(
            "Include those that were dismissed", key="o_dismissed", bind="query-params"
        )
        name = kit.ask_name(view.place, "overlap_by", width=220)
    asked_for = str(Answer.DISMISSED) in (st.session_state.get("o_answer") or ())
    if not with_dismissed and not asked_for:
        matching = matching[~matching[_DISMISSED].astype(bool)]
    kept = set(matching.index)
    return [number for number in table.orders[sort or _ITEM_FIRST] if number in kept], name


def _searched(row: AnsweredOverlap) -> tuple[str | bool, ...]:
    """Return by what a pair is filtered, in what words are looked for, and if it is dismissed."""
    overlap = row.overlap
    sides = (overlap.left, overlap.right)
    about = "the vendor alone" if overlap.is_of_vendor_alone else "item or requirement"
    answer = _OPEN if row.answer is None else str(row.answer.answer)
    components = sorted({side.component or "not known" for side in sides})
    said = [row.answer.reason, row.answer.actor.name] if row.answer is not None else []
    text = [
        *(
            f"{side.key} {side.title} {side.item} {side.vendor} {side.requirement}"
            for side in sides
        ),
        *(reason.words for reason in overlap.reasons),
        *said,
    ]
    by = str(overlap.relation), about, answer, " and ".join(components)
    return *by, " ".join(text), row.is_dismissed


def _show_pair(view: View, row: AnsweredOverlap, name: str) -> None:
    overlap = row.overlap
    with st.container(border=True, gap="small"):
        reasons = [el("li", reason.words) for reason in overlap.reasons]
        kit.show(
            el(
                "div",
                kit.badge("info", str(overlap.relation)),
                el("span", f"likeness {points(overlap.score)}", class_="hint"),
                el("strong", overlap.proposed),
                class_="row",
            ),
            el("div", _side(view, overlap.left), _side(view, overlap.right), class_="pair"),
            el("ul", *reasons),
            _answers(row),
        )
        _show_answering(view, row, name)


def _side(view: View, entry: Entry) -> Markup:
    known = [entry.component, entry.vendor, entry.item]
    ref = (
        el("span", entry.ref, class_="ref")
        if entry.standing or entry.fiscal_year != view.cycle.fiscal_year
        else kit.page_link(
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


def _answers(row: AnsweredOverlap) -> Markup:
    """Return what was answered, the last version first, each with who and when."""
    if not row.versions:
        return joined()
    said = [
        el(
            "p",
            el("strong", f"{answer.answer}: "),
            answer.reason,
            f" ({answer.actor.name}, {answer.at:%d %b %Y}, version {number})",
            class_="message" if number == row.version else "hint",
        )
        for number, answer in enumerate(row.versions, 1)
    ]
    return joined(*reversed(said))


def _show_answering(view: View, row: AnsweredOverlap, name: str) -> None:
    overlap = row.overlap
    key = f"{overlap.left.key} + {overlap.right.key}"
    # Another version is another popover, so that the one that was answered in is closed.
    with st.popover("Answer", key=f"answering {key} {row.version}"):
        if not name:
            kit.paragraph("Give your name above first.", class_="hint")
        st.text_input("Why", key=f"why {key}")
        for answer in _possible(row):
            st.button(
                _BUTTONS[answer],
                key=f"{answer} {key}",
                disabled=not name,
                on_click=_keep,  # with the version that is shown, not one that came since
                args=(view, row, answer, name),
            )


def _possible(row: AnsweredOverlap) -> Sequence[Answer]:
    """Return the answers that fit: only two of one cycle can be a joint project."""
    standing = None if row.answer is None else row.answer.answer
    one_cycle = row.overlap.left.fiscal_year == row.overlap.right.fiscal_year
    fitting = [Answer.JOINT] if one_cycle and row.overlap.right.standing is None else []
    fitting.append(Answer.DISMISSED)
    fitting += [] if standing is None else [Answer.OPEN]
    return [answer for answer in fitting if answer is not standing]


def _keep(view: View, row: AnsweredOverlap, answer: Answer, name: str) -> None:
    overlap = row.overlap
    why = f"why {overlap.left.key} + {overlap.right.key}"
    try:
        kit.store_at(view.place).overlaps.add_answer(
            OverlapAnswer(
                fiscal_year=view.cycle.fiscal_year,
                left_key=overlap.left.key,
                right_key=overlap.right.key,
                answer=answer,
                reason=st.session_state.get(why) or "",
                at=utc_now(),
                actor=kit.writer(view.place, name),
            ),
            row.version,
        )
    except NotNowError as error:
        kit.say(f"Nothing was kept. {error}", "error")
    except FctError as error:
        kit.say(str(error), "error")
    else:
        st.session_state[why] = ""
        kit.say(f"{_BUTTONS[answer]}: kept, version {row.version + 1}.")
