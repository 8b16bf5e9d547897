"""Overlaps beside what they bear on: on a proposal, on the order and on the funding line."""

from collections.abc import Mapping

import streamlit as st

from fct.dashboard.kit import kept
from fct.dashboard.kit.look import badge, notice, section, show
from fct.dashboard.kit.markup import Markup, el, page_link
from fct.dashboard.kit.places import Place, store_at
from fct.dashboard.kit.queries import View
from fct.data.common import FctError, NotNowError
from fct.data.people import Action
from fct.scoring.overlap import AnsweredOverlap, Entry, stored_overlaps

_SHOWN = 12
_MOST_AMONG = 50


@kept.came_in(spinner="Comparing …")
def overlaps(place: Place, fiscal_year: int) -> list[AnsweredOverlap]:
    """Return the pairs of a cycle with what was answered to them."""
    return stored_overlaps(store_at(place), fiscal_year)


def _known(view: View) -> list[AnsweredOverlap]:
    """Return the pairs that count: none that a person dismissed, none for whom they are not."""
    if not store_at(view.place).acting.scopes(Action.ORDER_SEE):
        return []
    try:
        found = overlaps(view.place, view.cycle.fiscal_year)
    except NotNowError as error:  # so many came in that it is left out
        notice(str(error))
        return []
    except FctError:
        return []
    return [one for one in found if not one.is_dismissed]


def show_overlaps_of(view: View, ref: str) -> None:
    """Show the overlaps of one proposal, those of one item first, with what was answered."""
    own = [one for one in _known(view) if ref in _refs(view, one)]
    if not own:
        return
    section("Overlaps", "What is proposed of the same item, vendor or requirement.")
    show(el("ul", *(_line(view, one, ref) for one in own[:_SHOWN])))
    show(el("p", page_link("Answer them", "overlap", **view.address, o_q=ref), class_="hint"))


def show_overlaps_among(view: View, marks: Mapping[str, str]) -> None:
    """Show the pairs of one item or requirement within the cycle that name one of some proposals.

    Parameters
    ----------
    view : View
    marks : mapping of str to str
        The mark of each proposal that is shown.
    """
    found = []
    for one in _known(view):
        refs = _refs(view, one)
        both = len(refs) > 1 and not one.overlap.is_of_vendor_alone
        if both and marks.keys() & set(refs):
            found.append(one)
    if not found:
        return
    with st.expander(f"Overlaps: {len(found)} of one item or requirement within this cycle"):
        more = len(found) - _MOST_AMONG
        show(el("ul", *(_line(view, one, "", marks) for one in found[:_MOST_AMONG])))
        link = page_link("All overlaps", "overlap", **view.address)
        show(el("p", f"{more:,} more: " if more > 0 else "", link, class_="hint"))


def _refs(view: View, one: AnsweredOverlap) -> list[str]:
    """Return the refs of a pair that are proposals of the cycle."""
    year = view.cycle.fiscal_year
    sides = (one.overlap.left, one.overlap.right)
    return [side.ref for side in sides if side.standing is None and side.fiscal_year == year]


def _line(
    view: View, one: AnsweredOverlap, ref: str, marks: Mapping[str, str] | None = None
) -> Markup:
    sides = [one.overlap.left, one.overlap.right]
    others = [side for side in sides if side.ref != ref]
    named: list[object] = []
    for side in others:
        named += [" and " if named else "", _name(view, side)]
        if marks is not None and side.ref in marks:
            named.append(f" ({marks[side.ref]})")
    answer = one.answer
    words = (
        el("span", "not answered", class_="hint")
        if answer is None
        else el("span", f"{answer.actor.name}, {answer.at:%d %b %Y}: {answer.reason}")
    )
    pill = badge("info", str(answer.answer)) if answer is not None else ""
    return el("li", *named, f": {one.overlap.proposed}. ", pill, " ", words)


def _name(view: View, side: Entry) -> Markup:
    title = side.title or "No title"
    if side.standing is not None or side.fiscal_year != view.cycle.fiscal_year:
        return el("span", f"{side.ref} {title}")
    link = page_link(el("span", side.ref, class_="ref"), "proposal", ref=side.ref, **view.address)
    return el("span", link, f" {title}")
