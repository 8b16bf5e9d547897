"""What a reader moves and does: filters that stand in the address, pages of rows, and acts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard.kit import look
from fct.dashboard.kit.markup import el
from fct.data.common import FctError

ROWS_SHOWN = 100
_SAID = "said of acts"


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of one page.

    Attributes
    ----------
    prefix : str
        Of their names in the address.
    labels : mapping of str to str
        Label by column.
    searched : tuple of str
        Columns in which the words are looked for.
    hint : str
        What may be searched for.
    sort_key : callable, optional
        Order of the options; alphabetical by default.
    """

    prefix: str
    labels: Mapping[str, str]
    searched: tuple[str, ...]
    hint: str
    sort_key: Callable[[Any], Any] | None = None


def choose_proposal(
    frame: pd.DataFrame, key: str, unknown: str = "is not a proposal of this run"
) -> str:
    """Show the choice of a proposal, which the address names, and return its ref.

    Parameters
    ----------
    frame : DataFrame
        ``ref`` and ``title`` of those to choose from; not empty.
    key : str
        Of the page.
    unknown : str
        What is said of a ref in the address that is not among them.
    """
    titles = dict(zip(frame["ref"], frame["title"], strict=True))
    asked = st.query_params.get("ref")
    if asked in titles:
        st.session_state[key] = asked
    elif asked is not None:
        look.notice(el("strong", asked), f" {unknown}. Choose one below.", kind="error")

    def write_address() -> None:
        st.query_params["ref"] = st.session_state[key]

    ref: str = st.selectbox(
        "Proposal",
        list(titles),
        format_func=lambda ref: f"{ref} · {titles[ref]}",
        key=key,
        on_change=write_address,
        filter_mode="contains",
    )
    return ref


def filtered(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Show the filters and return the rows that match all of them."""
    wanted = {}
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        text = st.text_input(
            "Search",
            key=f"{filters.prefix}q",
            bind="query-params",
            placeholder=filters.hint,
            width=260,
        )
        for column, label in filters.labels.items():
            values = frame[column].dropna().unique().tolist()
            options: Sequence[Any] = sorted(values, key=filters.sort_key or str)
            wanted[column] = st.multiselect(
                label,
                options,
                key=f"{filters.prefix}{column}",
                bind="query-params",
                placeholder="all",
                select_all=False,
                width=176,
                wrap=True,
            )
    return matching(frame, wanted, text or "", filters.searched)


def matching(
    frame: pd.DataFrame,
    wanted: Mapping[str, Iterable[object]],
    text: str,
    searched: Iterable[str],
) -> pd.DataFrame:
    """Return the rows that match.

    Parameters
    ----------
    frame : DataFrame
    wanted : mapping of str to iterable
        Accepted values by column; none accepts all.
    text : str
        Words that all stand in the searched columns, in any case.
    searched : iterable of str
    """
    chosen = pd.Series(True, index=frame.index)
    for column, values in wanted.items():
        if accepted := list(values):
            chosen &= frame[column].isin(accepted)
    words = text.casefold().split()
    if words:
        columns = frame[list(searched)].fillna("").astype(str)
        whole = columns.agg(" ".join, axis=1).str.casefold()
        for word in words:
            chosen &= whole.str.contains(word, regex=False)
    return frame[chosen]


def toolbar(
    rows: pd.DataFrame,
    total: int,
    noun: str,
    download: Callable[[], None],
    most: int = ROWS_SHOWN,
) -> pd.DataFrame:
    """Show how many rows match, the page of them, and the downloads; return the rows of the page.

    Parameters
    ----------
    rows : DataFrame
    total : int
        How many there are without a filter.
    noun : str
    download : callable
        Shows the buttons.
    most : int
        Rows of a page.
    """
    pages = max(1, -(-len(rows) // most))
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="small"
    ):
        of_all = "" if len(rows) == total else f" of {total:,}"
        look.show(el("p", f"{len(rows):,}{of_all} {noun}", class_="count", role="status"))
        page = 1
        if pages > 1:
            page = st.selectbox(
                "Page", range(1, pages + 1), key="page", bind="query-params", width=96
            )
        with st.container(horizontal=True, gap="small", width="content"):
            download()
    return rows.iloc[(page - 1) * most : page * most]


def proposal(label: str, known: Mapping[str, str], *, key: str) -> str | None:
    """Return the ref of the proposal that the reader chooses among those known, or None.

    Parameters
    ----------
    label : str
    known : mapping of str to str
        What is shown, by ref.
    key : str
        Of the choice in the session.
    """
    return st.selectbox(
        label,
        list(known),
        index=None,
        format_func=known.__getitem__,
        placeholder="choose one",
        filter_mode="contains",
        key=key,
        width=380,
    )


@contextmanager
def act(said: str = "") -> Iterator[None]:
    """Do what a button asks for: show a refusal here, else draw the page anew with what is said.

    Parameters
    ----------
    said : str
        Of the act; what is known only after it is given to :func:`say`.
    """
    try:
        yield
    except FctError as error:
        look.notice(str(error), kind="error")
    else:
        if said:
            say(said)
        st.rerun()


def say(sentence: str, kind: str = "info") -> None:
    """Keep what is said of an act until the page is drawn anew."""
    st.session_state.setdefault(_SAID, []).append((sentence, kind))


def show_said() -> None:
    """Show what was kept to be said, once."""
    for sentence, kind in st.session_state.pop(_SAID, []):
        look.notice(sentence, kind=kind)
