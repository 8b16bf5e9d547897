"""The bar above the list: search, filters, saved views; all of it stands in the address."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, el, page_link
from fct.dashboard.order.work_list import Bounds

PAGE = "order-of-merit"
_SEARCHED = ("ref", "title", "vendor", "item_name", "component", "country", "words")
_CHOICES = {
    "component": "Component",
    "tier": "Tier",
    "mark": "Mark",
    "sureness": "How sure",
    "project_type": "Type",
    "country": "Country",
}
_BOUNDS = {
    "merit_from": "Merit from",
    "merit_to": "Merit to",
    "asks_from": "Asks from ($K)",
    "asks_to": "Asks to ($K)",
}
LABELS = _CHOICES | _BOUNDS
"""What the list may be filtered by, in words."""

_READ: Mapping[str, Callable[[Sequence[str]], Any]] = {
    "q": kit.text,
    **dict.fromkeys(_CHOICES, kit.texts),
    "tier": kit.whole_numbers,
    **dict.fromkeys(_BOUNDS, kit.number),
    "column": kit.texts,
}
_OF_LINE = ("mark", "sureness")
_BUTTONS = 8  # as many choices stand open, each one click away


def show_bar(
    view: View, rows: pd.DataFrame, extra: Mapping[str, str], *, has_budget: bool
) -> pd.DataFrame:
    """Show search, filters, columns and views; return the rows that match.

    Parameters
    ----------
    view : View
    rows : DataFrame
        Of all that are ranked, with the columns that may be filtered by.
    extra : mapping of str to str
        Columns that are shown to those who ask for them, by name.
    has_budget : bool
        Whether there is a line, and so marks.
    """
    kit.take_address(PAGE, _READ)
    text = st.text_input(
        "Search in every answer and comment",
        key="q",
        on_change=kit.put_in_address,
        args=("q",),
        placeholder="ref, title, any answer or comment",
        label_visibility="collapsed",
        width=260,
    )
    asked = kit.asked()
    count = sum(name in asked for name in (*_CHOICES, *_BOUNDS))
    with st.popover(f"Filters ({count})" if count else "Filters", width="content"):
        wanted = _choose(rows, has_budget=has_budget)
        bounds = _bounds()
    with st.popover("Columns", width="content"):
        _choose_columns(extra)
    with st.popover("Views", width="content"):
        _show_views(view)
    return bounds.apply(_matching(view, rows, wanted, text or ""))


def _matching(
    view: View, rows: pd.DataFrame, wanted: Mapping[str, Sequence[Any]], text: str
) -> pd.DataFrame:
    if text.strip():
        said = kit.words_by_ref(view.place, view.run.id, view.cycle.fiscal_year)
        rows = rows.assign(words=[said.get(ref, "") for ref in rows["ref"]])
    return kit.matching(rows, wanted, text, _SEARCHED)


def _choose(rows: pd.DataFrame, *, has_budget: bool) -> dict[str, list[Any]]:
    wanted = {}
    for column, label in _CHOICES.items():
        if column in _OF_LINE and not has_budget:
            continue
        options = sorted(rows[column].dropna().unique().tolist(), key=str)
        # What the address names and no row has stays among the choices, or it could not be shown.
        options += [one for one in st.session_state[column] if one not in options]
        keep: dict[str, Any] = {"key": column, "on_change": kit.put_in_address}
        keep |= {"args": (column,), "width": 340}
        wanted[column] = (
            st.pills(label, options, selection_mode="multi", **keep)
            if len(options) <= _BUTTONS
            else st.multiselect(label, options, placeholder="all", select_all=False, **keep)
        )
    return wanted


def columns_asked() -> frozenset[str]:
    """Return the names of the columns that the reader asked for."""
    return frozenset(st.session_state.get("column", ()))


def _choose_columns(extra: Mapping[str, str]) -> None:
    unknown = [one for one in st.session_state["column"] if one not in extra]
    st.multiselect(
        "Show beside the others",
        [*extra, *unknown],  # the address may name what this cycle does not have
        format_func=lambda name: extra.get(name, name),
        key="column",
        on_change=kit.put_in_address,
        args=("column",),
        placeholder="none",
        width=340,
        help="A printed page and a download have every column.",
    )


def _bounds() -> Bounds:
    values: dict[str, float | None] = {}
    names = list(_BOUNDS)
    for pair in (names[:2], names[2:]):
        with st.container(horizontal=True, gap="small"):
            for name in pair:
                values[name] = st.number_input(
                    _BOUNDS[name],
                    min_value=0.0,
                    value=None,
                    key=name,
                    on_change=kit.put_in_address,
                    args=(name,),
                    placeholder="any",
                    width=162,
                )
    return Bounds(**values)


def _show_views(view: View) -> None:
    """Show the own views, each as a link; and the form that saves what is shown now."""
    saved = kit.store_at(view.place).saved_views.all(PAGE)
    kit.show_said()
    items = [
        el("li", page_link(one.name, PAGE, **parse_qs(one.address or ""), **view.address))
        for one in saved
    ]
    kit.paragraph(page_link("All ranked proposals", PAGE, **view.address))
    kit.show(el("ul", *items) if items else el("p", "No view is saved yet.", class_="hint"))
    asked = {name: one for name, one in kit.asked().items() if name not in {"cycle", "as", "ref"}}
    with st.form("save_view", border=False):
        name = st.text_input("Save what is shown now as", width=260)
        if st.form_submit_button("Save view"):
            _keep(view, name, urlencode(asked, doseq=True))
    if saved:
        gone = st.selectbox("Remove", [one.name for one in saved], index=None, width=260)
        if gone is not None and st.button("Remove view"):
            _remove(view, gone)
    kit.paragraph("Whoever opens the address of this page sees the same.", class_="hint")


def _keep(view: View, name: str, address: str) -> None:
    with kit.act():
        kept = kit.store_at(view.place).saved_views.save(PAGE, name, address)
        kit.say(f"Saved “{kept.name}”.")


def _remove(view: View, name: str) -> None:
    with kit.act():
        kit.store_at(view.place).saved_views.remove(PAGE, name)
