"""The lists that an operator lives in: files, refusals, late ones, versions, runs, publications."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Filters, Markup, Place, cell, downloads, el, fy, head
from fct.data.gate import printed_name
from fct.scoring.year import COLUMNS, LISTS, list_rows

_TITLES = {
    "submissions": "Files that came",
    "refused": "Files that were refused",
    "late": "Versions that came too late",
    "versions": "Versions of proposals",
    "runs": "Runs",
    "publications": "Runs that readers were shown",
}
_HEADS = {
    "receipt": "Receipt",
    "received_at": "Received",
    "component": "Component",
    "by": "By",
    "file": "File",
    "refs": "Refs",
    "status": "Status",
    "code": "Refusal",
    "timing": "Timing",
    "lane": "Way",
    "form": "Form",
    "is_test": "Test",
    "message": "Why",
    "ref": "Ref",
    "version": "Version",
    "title": "Title",
    "deadline": "Deadline",
    "late_minutes": "Late by (minutes)",
    "counts": "Is judged",
    "is_withdrawn": "Withdrawn",
    "run": "Run",
    "finished_at": "Finished",
    "cycle_version": "Cycle file",
    "as_of": "As of",
    "proposals": "Proposals",
    "rankable": "Rankable",
    "is_shown": "Shown now",
    "result_sha256": "SHA-256 of result",
    "published_at": "Published",
}
_FILTERED: Mapping[str, Sequence[str]] = {
    "submissions": ("component", "status", "timing", "lane"),
    "refused": ("component", "code", "by"),
    "late": ("component",),
    "versions": ("component", "timing", "lane", "counts"),
    "runs": ("by", "is_shown"),
    "publications": ("by", "is_shown"),
}
_MOMENTS = frozenset({"received_at", "deadline", "finished_at", "published_at"})
_NAMED = "list"  # in the address
_LINE = 32  # characters; what is longer may take several lines
_REFS_SHOWN = 1
_HASH_SHOWN = 12  # of a hash, enough to set two apart


@kit.current(entries=16)
def _rows(place: Place, name: str, fiscal_year: int) -> list[dict[str, Any]]:
    return list_rows(kit.store_at(place), name, fiscal_year)


def show_lists(place: Place) -> None:
    """Draw the page."""
    store = kit.store_at(place)
    kit.title("Lists", "What came, what was refused or late, and what was made of it.")
    known = store.cycles.all()
    if not known:
        kit.notice("The store has no cycle yet, so nothing came.")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        year = kit.choose_cycle(known)
        kit.take_address("lists", {_NAMED: _asked})
        name = st.selectbox(
            "List",
            list(LISTS),
            format_func=_TITLES.__getitem__,
            key=_NAMED,
            on_change=partial(kit.put_in_address, _NAMED),
            width=280,
        )
    frame = _frame(name, _rows(place, name, year))
    if frame.empty:
        kit.notice(f"{_TITLES[name]} of {fy(year)}: none.")
        return
    labels = {column: _HEADS[column] for column in _FILTERED[name]}
    searched = tuple(column for column in frame.columns if column not in _MOMENTS)
    filters = Filters(f"{name[0]}{name[-1]}_", labels, searched, "ref, file, person, code")
    rows = kit.filtered(frame, filters)
    offered = {_TITLES[name]: rows}
    shown = kit.toolbar(
        rows,
        len(frame),
        "entries",
        downloads(place, f"{name}-FY{year}", lambda: offered),
    )
    heads = [head(_HEADS[column]) for column in COLUMNS[name]]
    lines = [_line(name, row) for row in kit.records(shown)]
    kit.show(kit.table(f"{_TITLES[name]} of {fy(year)}", heads, lines, class_="plain dense"))


def _asked(values: Sequence[str]) -> str:
    """Return the list that the address names, else the first."""
    name = kit.text(values)
    return name if name in LISTS else next(iter(LISTS))


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    said = [{column: _said(column, row[column]) for column in COLUMNS[name]} for row in rows]
    return pd.DataFrame(said[::-1], columns=list(COLUMNS[name]), dtype=object)


def _said(column: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or None
    if column == "file" and value is not None:
        return printed_name(value)
    return value


def _line(name: str, row: Mapping[str, Any]) -> Cells:
    return (*(_cell(column, row[column]) for column in COLUMNS[name]),)


def _cell(column: str, value: Any) -> Markup:
    if value is None:
        return cell(DASH)
    if column in _MOMENTS:
        moment = f"{str(value)[:19].replace('T', ' ')} {str(value)[19:]}"
        return cell(moment, class_="short")
    if column == "result_sha256":
        return cell(el("code", str(value)[:_HASH_SHOWN], title=str(value)))
    if column in {"version", "late_minutes", "proposals", "rankable", "cycle_version"}:
        return cell(str(value), class_="num")
    if column == "refs":
        return cell(_refs(str(value).split(", ")))
    return cell(str(value), class_="short" if len(str(value)) <= _LINE else "")


def _refs(refs: Sequence[str]) -> Markup:
    """Return the refs of a file, those of a long list folded so that its row stays one line."""
    few, more = refs[:_REFS_SHOWN], refs[_REFS_SHOWN:]
    if not more:
        return el("span", ", ".join(few), class_="short")
    summary = el("summary", f"{', '.join(few)} and ", el("em", f"{len(more)} more"))
    return el("details", summary, ", ".join(more), class_="long")
