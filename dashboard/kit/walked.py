"""The list that a reader comes from: a proposal then has a next and a previous one, in its order.

It is kept for the session. Without one, as after a shared link, the order is that of the refs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from fct.dashboard.kit import look
from fct.dashboard.kit.markup import el, joined, page_link

_LIST = "walked list"


@dataclass(frozen=True, slots=True)
class Walked:
    """A list that was shown last.

    Attributes
    ----------
    run_id : str
    title : str
        As in ``Order of merit``.
    page : str
        Its path.
    asked : mapping of str to list of str
        What its address asked for.
    refs : tuple of str
        In its order, all pages of it.
    """

    run_id: str
    title: str
    page: str
    asked: Mapping[str, Sequence[str]]
    refs: tuple[str, ...]


def keep_list(walked: Walked) -> None:
    """Keep a list that is shown, so that its proposals can be walked through."""
    st.session_state[_LIST] = walked


def next_to(run_id: str, ref: str, every: Sequence[str]) -> list[str]:
    """Return the proposals after and before one, in the order that :func:`show_steps` walks."""
    refs = _order(run_id, ref, every)[1]
    place = refs.index(ref)
    return [*refs[place + 1 : place + 2], *refs[max(0, place - 1) : place]]


def _order(run_id: str, ref: str, every: Sequence[str]) -> tuple[Walked | None, list[str]]:
    walked: Walked | None = st.session_state.get(_LIST)
    if walked is None or walked.run_id != run_id or ref not in walked.refs:
        return None, list(every)
    return walked, list(walked.refs)


def show_steps(run_id: str, ref: str, every: Sequence[str], address: Mapping[str, str]) -> None:
    """Show the way back to the list, and to the proposals before and after one.

    Parameters
    ----------
    run_id : str
    ref : str
        The proposal that is shown.
    every : sequence of str
        The refs of the run: the order where the reader comes from no list that holds it.
    address : mapping of str to str
        What the address of a page names beside the ref.
    """
    walked, refs = _order(run_id, ref, every)
    place = refs.index(ref)
    parts = []
    if walked is not None:
        back = page_link(f"Back to “{walked.title}”", walked.page, **walked.asked)
        parts.append(el("span", back))
    for words, step in (("‹ Previous", place - 1), ("Next ›", place + 1)):
        is_there = 0 <= step < len(refs)
        link = page_link(words, "proposal", ref=refs[step], **address) if is_there else None
        parts.append(link or el("span", words, class_="hint"))
    parts.append(el("span", f"{place + 1} of {len(refs)}", class_="hint"))
    look.show(el("nav", joined(*parts), class_="row steps-between", aria_label="Through the list"))
