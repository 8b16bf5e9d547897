"""Overlaps beside what they bear on: on a proposal, on the order and on the funding line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from fct.dashboard.kit import kept
from fct.dashboard.kit.kept import Copies
from fct.dashboard.kit.look import badge, notice, paragraph, section, show
from fct.dashboard.kit.markup import Markup, el, page_link, ref_link
from fct.dashboard.kit.places import Place, store_at
from fct.dashboard.kit.queries import View
from fct.data.common import FctError, NotNowError
from fct.data.people import Action
from fct.scoring.overlap import AnsweredOverlap, Entry, stored_overlaps

_SHOWN = 12
_MOST_AMONG = 50


@kept.came_in(is_shared=True, spinner="Comparing …")
def overlaps(place: Place, fiscal_year: int) -> list[AnsweredOverlap]:
    """Return the pairs of a cycle with what was answered to them."""
    return stored_overlaps(store_at(place), fiscal_year)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The pairs of a cycle that nobody dismissed; a page unpacks those alone that it shows.

    Attributes
    ----------
    refs : list of list of str
        Proposals of the cycle in each pair.
    among : list of int
        Numbers of the pairs of one item or requirement within the cycle.
    pairs : Copies
        By number, in words.
    """

    refs: Sequence[Sequence[str]]
    among: Sequence[int]
    pairs: Copies[AnsweredOverlap]


@kept.came_in(is_shared=True, spinner="Comparing …")
def _pairs(place: Place, fiscal_year: int) -> _Pairs:
    found = [one for one in overlaps(place, fiscal_year) if not one.is_dismissed]
    refs = [_refs(fiscal_year, one) for one in found]
    among = [
        n for n, one in enumerate(found) if len(refs[n]) > 1 and not one.overlap.is_of_vendor_alone
    ]
    return _Pairs(refs, among, Copies({str(n): one for n, one in enumerate(found)}))


def _known(view: View) -> _Pairs:
    """Return the pairs that count: none that a person dismissed, none for whom they are not."""
    if store_at(view.place).acting.scopes(Action.ORDER_SEE):
        try:
            return _pairs(view.place, view.cycle.fiscal_year)
        except NotNowError as error:  # so many came in that it is left out
            notice(str(error))
        except FctError:
            pass
    return _Pairs([], [], Copies({}))


def show_overlaps_of(view: View, ref: str) -> None:
    """Show the overlaps of one proposal, those of one item first, with what was answered."""
    known = _known(view)
    own = [n for n, refs in enumerate(known.refs) if ref in refs]
    if not own:
        return
    section("Overlaps", "What is proposed of the same item, vendor or requirement.")
    show(el("ul", *(_line(view, known.pairs[str(n)], ref) for n in own[:_SHOWN])))
    paragraph(page_link("Answer them", "overlap", **view.address, o_q=ref), class_="hint")


def show_overlaps_among(view: View, marks: Mapping[str, str]) -> None:
    """Show the pairs of one item or requirement within the cycle that name one of some proposals.

    Parameters
    ----------
    view : View
    marks : mapping of str to str
        The mark of each proposal that is shown.
    """
    known = _known(view)
    found = [n for n in known.among if marks.keys() & set(known.refs[n])]
    if not found:
        return
    with st.expander(f"Overlaps: {len(found)} of one item or requirement within this cycle"):
        more = len(found) - _MOST_AMONG
        shown = [known.pairs[str(n)] for n in found[:_MOST_AMONG]]
        show(el("ul", *(_line(view, one, "", marks) for one in shown)))
        link = page_link("All overlaps", "overlap", **view.address)
        paragraph(f"{more:,} more: " if more > 0 else "", link, class_="hint")


def _refs(year: int, one: AnsweredOverlap) -> list[str]:
    """Return the refs of a pair that are proposals of the cycle."""
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
    link = ref_link(side.ref, "proposal", view.address)
    return el("span", link, f" {title}")
