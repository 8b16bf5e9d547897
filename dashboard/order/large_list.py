"""A run of many proposals: rows by the page, sorted and searched in the database, and what it says.

No row that is not shown comes into the session. What compares all proposals is left out, and every
page of such a run says so in one sentence.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, badge, cell, el, fy, kusd, points
from fct.data.program import load_form
from fct.data.tables import RowsAsked, RowsPage
from fct.scoring.ranking import Mark

_COLUMNS = (
    ("rank", "Rank", "n"),
    ("ref", "Proposal", ""),
    ("component", "Component", ""),
    ("verdict", "Verdict", ""),
    ("tier", "Tier", "n"),
    ("merit", "Merit", "n"),
    ("mark", "Mark", ""),
    ("maturity", "Maturity", "n"),
    ("strength", "Strength", "n"),
)
_HIGHEST_FIRST = {"merit", "maturity", "strength"}
_ANY = ""


def show_large_order(view: View) -> None:
    """Draw the order of merit, a page of it at a time."""
    kit.title("Order of merit", "Tier first, then merit, maturity, priority and title; $K.")
    _show_left_out(view)
    _show_money(view)
    _show_rows(view, "order-of-merit", is_ranked=True)


def show_large_judged(view: View) -> None:
    """Draw all that were judged, a page at a time."""
    kit.title("Judged proposals", "Ranked or not; each leads to its findings.")
    _show_left_out(view)
    _show_rows(view, "findings", is_ranked=None)


def show_large_unranked(view: View) -> None:
    """Draw those that are not ranked, a page at a time."""
    kit.title("Not ranked", "Each leads to what decided that.")
    _show_left_out(view)
    _show_rows(view, "not-ranked", is_ranked=False)


def show_large_glance(view: View) -> None:
    """Draw the counts of a run and its money."""
    counts: Mapping[str, int] = view.run.counts
    kit.title(f"{fy(view.cycle.fiscal_year)} at a glance", f"{counts['proposals']:,} judged.")
    _show_left_out(view)
    cards = [kit.figure(word, f"{counts[word]:,}", "", kit.tone(word)) for word in kit.VERDICTS]
    kit.figures([*cards, kit.figure("late", f"{counts['late']:,}", "came after the deadline")])
    _show_money(view)


def show_left_out(view: View) -> None:
    """Say of a page that shows all proposals at once that this run has too many."""
    _show_left_out(view)
    kit.notice("This page shows all proposals at once, and is not made of so many.")


def _show_left_out(view: View) -> None:
    kit.notice(str(view.run.evidence["left_out"]["said"]))


def _show_money(view: View) -> None:
    budgets, left = kit.money(view.run.budgets), kit.money(view.run.left)
    promised = kit.money(view.run.evidence.get("promised"))
    held = view.cycle.conditions.hold_back_kusd
    items = [
        el(
            "span",
            el("strong", f"{fy(year)}: {kusd(left.get(year))} left"),
            f" of {kusd(budget)}; {kusd(promised.get(year))} promised"
            + (f", {kusd(held[year])} held back" if held.get(year) else ""),
            class_="item",
        )
        for year, budget in budgets.items()
    ]
    kit.show(el("div", *items, class_="runline money"))


def _show_rows(view: View, page: str, *, is_ranked: bool | None) -> None:
    asked = _asked(view, is_ranked=is_ranked)
    found: RowsPage = kit.store_at(view.place).runs.page(view.run.id, asked)
    said = f"{found.found:,} found; page {asked.page:,} of {found.pages:,}"
    kit.show(el("p", said, class_="count", role="status"))
    if not found.rows:
        kit.notice("No proposal matches these filters, or there is no such page.")
        return
    left = {"sort", "ref", "page"}  # another order begins with its first page
    rest = {name: values for name, values in kit.asked().items() if name not in left}
    heads = [_head(column, asked.sort, page, rest) for column in _COLUMNS]
    rows = [_row(view, row) for row in found.rows]
    kit.show(
        kit.table("Proposals; money in thousands of dollars", heads, rows, class_="merit compact")
    )


def _asked(view: View, *, is_ranked: bool | None) -> RowsAsked:
    """Show search, filters and the choice of a page; return what they ask for."""
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        words = st.text_input(
            "Search", key="q", bind="query-params", placeholder="ref or title", width=260
        )
        component = _choice("Component", "component", load_form()["component"].choices)
        mark = verdict = _ANY
        if is_ranked is not False and view.run.budgets:
            mark = _choice("Mark", "mark", [str(one) for one in Mark])
        if is_ranked is not True:
            verdict = _choice("Verdict", "verdict", kit.VERDICTS)
        page = st.number_input(
            "Page", min_value=1, value=1, key="page", bind="query-params", width=120
        )
    return RowsAsked(
        is_ranked=is_ranked,
        sort=str(st.query_params.get("sort", "rank" if is_ranked else "ref")),
        words=words or "",
        component=component,
        mark=mark,
        verdict=verdict,
        page=int(page),
    )


def _choice(label: str, key: str, options: Sequence[str]) -> str:
    chosen = st.selectbox(
        label, options, index=None, key=key, bind="query-params", placeholder="all", width=176
    )
    return chosen or _ANY


def _head(
    column: tuple[str, str, str], sort: str, page: str, rest: Mapping[str, Sequence[str]]
) -> kit.Markup:
    name, label, class_ = column
    falls, rises = sort == f"-{name}", sort == name
    first = f"-{name}" if name in _HIGHEST_FIRST else name
    then = f"-{name}" if rises else name if falls else first
    link = kit.page_link(label, page, **{**rest, "sort": then})
    return kit.sortable(link, "descending" if falls else "ascending" if rises else "", class_)


def _row(view: View, row: Mapping[str, Any]) -> kit.Cells:
    is_marked = row["mark"] is not None and (view.run.budgets or row["mark"] == Mark.CONTINUING)
    return (
        cell(kit.DASH if row["rank"] is None else str(row["rank"]), class_="n rank"),
        cell(
            kit.ref_link(row["ref"], "proposal", view.address),
            " ",
            el("span", row["title"] or "no title", class_="name"),
            class_="proposal",
        ),
        row["component"] or kit.DASH,
        badge(row["verdict"]),
        cell(kit.DASH if row["tier"] is None else str(row["tier"]), class_="n"),
        cell(el("strong", points(row["merit"])), class_="n"),
        badge(row["mark"]) if is_marked else kit.DASH,
        cell(kit.interval(row["maturity_low"], row["maturity_high"]), class_="n"),
        cell(points(row["strength"]), class_="n"),
    )
