"""The order of merit: who is funded, how far the money goes, and what the best set would change."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, el, fy, kusd, points
from fct.dashboard.order import analyses, glance_page, order_charts
from fct.dashboard.order.meeting_view import filter_words, show_meeting_paper
from fct.dashboard.order.merit_table import FUNDED, Asked, Line, draw_line, merit_table
from fct.dashboard.order.work_bar import LABELS, PAGE, columns_asked, show_bar
from fct.dashboard.order.work_list import columns_of, extra_columns, sorted_by, with_reasons
from fct.data.program import load_robustness_terms
from fct.scoring.ranking import left_after

_ROWS_SHOWN = 200  # more than a cycle has had, so that a printed page holds the whole order


def show_merit(view: View) -> None:
    """Draw the page."""
    order = kit.order(view.place, view.run.id)
    kit.title(
        "Order of merit",
        "Tier first, then merit, maturity, the component's own priority and title; $K.",
        slim=True,
    )
    if order.empty:
        kit.notice("No proposal is rankable in this run; “Not ranked” says why.")
        return
    line = draw_line(
        order,
        kit.money(view.run.budgets),
        kit.money(view.run.evidence.get("promised")),
        kit.money(view.run.left),
        view.run.best_set or [],
    )
    if line.has_budget:
        line = replace(line, sure=analyses.confidence(view.place, view.run.id))
    if not line.has_budget:
        kit.notice(
            "This cycle has no budget yet, so no funding line is drawn and no proposal stands "
            "below one. Add budgets to the cycle file and evaluate again."
        )
    else:
        _show_money(view)
    for sentence in analyses.idle_conditions(view.place, view.run.id):
        kit.notice(sentence)
    for sentence in analyses.warnings(view.place, view.run.id) if line.has_budget else ():
        kit.notice(sentence, kind="sample")
    shown = _show_table(view, line)
    kit.show_overlaps_among(view, _standings(line))
    _show_best_set(view, line)
    # Charts take longer to draw than all else here, at every click on the list.
    if st.checkbox("Show the charts", key="charts", bind="query-params"):
        _show_sureness(view, line, shown)
        _show_pictures(view, line)


def _standings(line: Line) -> dict[str, str]:
    """Return where each ranked proposal stands, in words; without a budget nobody has a mark."""
    return {
        row["ref"]: f"rank {row['rank']}" + (f", {row['mark']}" if line.has_budget else "")
        for row in kit.records(line.order)
    }


def _held(amounts: Mapping[str, Decimal]) -> str:
    held = amounts["held back"]
    return f"{kusd(held)} held back, " if held else ""


def _show_money(view: View) -> None:
    items = [
        el(
            "span",
            el("strong", f"{fy(year)}: {kusd(amounts['left'])} left"),
            f" of {kusd(amounts['budget'])}; {_held(amounts)}"
            f"{kusd(amounts['promised'])} promised, "
            f"{kusd(amounts['funded new starts'])} to those that compete",
            class_="item",
        )
        for year, amounts in glance_page.money_of(view).items()
    ]
    kit.show(el("div", *items, class_="runline money"))


def _show_table(view: View, line: Line) -> AbstractSet[str]:
    """Show the list with its bar; return the refs that are shown."""
    columns = columns_of(line)
    rest = {name: values for name, values in kit.asked().items() if name not in {"sort", "ref"}}
    sort = st.query_params.get("sort", "")
    with st.container(key="workbar", horizontal=True, gap="small", vertical_alignment="center"):
        rows, extra = with_reasons(view, line), extra_columns(columns)
        chosen = show_bar(view, rows, extra, has_budget=line.has_budget)
        found = sorted_by(chosen, columns, sort)
        frames, name = _frames(view, line, found), f"order-of-merit-{view.run.id}"
        download = kit.downloads(view.place, name, lambda: frames, view.head)

        def papers() -> None:
            show_meeting_paper(view, found["ref"].tolist(), filter_words(LABELS))
            download()

        shown = kit.toolbar(found, len(line.order), "ranked proposals", papers, _ROWS_SHOWN)
    asked = Asked(PAGE, sort, rest, columns_asked(), view.address)
    if shown.empty:
        kit.notice("No ranked proposal matches these filters.")
        return set()
    here = kit.asked() | {"sort": [sort]} if sort else kit.asked()
    kit.keep_list(kit.Walked(view.run.id, "Order of merit", PAGE, here, tuple(found["ref"])))
    kit.show(merit_table(line, shown, columns, asked))
    return set(shown["ref"])


def _frames(view: View, line: Line, found: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what is downloaded: the rows that match, in their order."""
    every = export_frame(line).set_index(HEADINGS["ref"], drop=False)
    return {"Order of merit": every.loc[found["ref"].tolist()], "Money": _money_frame(view)}


HEADINGS = {
    "rank": "Rank",
    "ref": "Ref",
    "title": "Title",
    "component": "Component",
    "country": "Country",
    "project_type": "Type",
    "tier": "Tier",
    "merit": "Merit",
    "maturity_low": "Maturity, lowest",
    "maturity_high": "Maturity, highest",
    "strength": "Strength",
    "tied_with": "Tied with",
    "mark": "Mark",
    "funded_share": "Funded in samples (%)",
    "rank_from": "Rank in samples, from",
    "rank_to": "Rank in samples, to",
    "in_best_set": "In the best set",
}
"""The columns of the order as it is exported, in words."""


def export_frame(line: Line) -> pd.DataFrame:
    """Return the order of merit as it is exported: all ranked proposals, one row each.

    Headings are words, and numbers have the decimals of the page.
    """
    order = line.order
    names = ["rank", "ref", "title", "component", "country", "project_type", "tier", "tied_with"]
    frame = order[names].copy()
    for place, name in enumerate(("merit", "maturity_low", "maturity_high", "strength"), 7):
        frame.insert(place, name, [Decimal(points(value)) for value in order[name]])
    for year in line.years:
        asked = [request.get(year, Decimal(0)) for request in order["request"]]
        frame[f"Asks {fy(year)} ($K)"] = _amounts(asked, frame)
    if line.has_budget:
        for year in line.budgets:
            taken = [so_far[year] for so_far in order["taken"]]
            frame[f"Taken so far {fy(year)} ($K)"] = _amounts(taken, frame)
        frame["mark"] = order["mark"]
        known = [line.sure.get(ref) for ref in order["ref"]]
        frame["funded_share"] = [
            None if one is None or one.funded_share is None else round(100 * one.funded_share, 1)
            for one in known
        ]
        frame["rank_from"] = [None if one is None else one.rank_from for one in known]
        frame["rank_to"] = [None if one is None else one.rank_to for one in known]
        frame["in_best_set"] = [ref in line.best_set for ref in order["ref"]]
    return frame.rename(columns=HEADINGS)


def _amounts(kusd_: Sequence[Decimal], frame: pd.DataFrame) -> "pd.Series[Any]":
    """Return a column of amounts beside those of a frame."""
    return pd.Series([_kusd(amount) for amount in kusd_], dtype=object, index=frame.index)


def _kusd(amount: Decimal) -> Decimal:
    """Return thousands of dollars with the decimals of the page."""
    return Decimal(kusd(amount).replace(",", ""))


def _money_frame(view: View) -> pd.DataFrame:
    rows = [
        {
            "Fiscal year": fy(year),
            **{f"{name.capitalize()} ($K)": _kusd(amount) for name, amount in amounts.items()},
        }
        for year, amounts in glance_page.money_of(view).items()
    ]
    return pd.DataFrame(rows)


def _show_best_set(view: View, line: Line) -> None:
    if not line.has_budget:
        return
    order = line.order
    funded = order.loc[order["mark"] == FUNDED, "ref"].tolist()
    kit.section(
        "The line and the best set, side by side",
        "The line funds in strict order and passes over what does not fit. The best set is the "
        "greatest sum of merit under the same budgets, no tier-2 project at the expense of a "
        "tier-1 project that fits.",
    )
    left, right = st.columns(2, gap="medium")
    with left:
        kit.show(_set_card(view, line, "Funded by the line", funded, line.best_set))
    with right:
        kit.show(_set_card(view, line, "Best set", line.best_set, funded))


def _set_card(
    view: View, line: Line, name: str, refs: Sequence[str], others: Sequence[str]
) -> kit.Markup:
    chosen = line.order[line.order["ref"].isin(list(refs))]
    own = [row for row in kit.records(chosen) if row["ref"] not in set(others)]
    question = kit.ranked(view.place, view.run.id).question()
    left = left_after(question, set(refs))
    items = [
        el(
            "li",
            kit.page_link(row["ref"], "proposal", ref=row["ref"], **view.address),
            f" rank {row['rank']}, merit {points(row['merit'])}, {row['title']}",
        )
        for row in own
    ]
    differs = (
        [el("p", "Only here:", class_="hint"), el("ul", *items)]
        if items
        else [el("p", "Nothing here that is not in the other.", class_="hint")]
    )
    return el(
        "div",
        el("div", name, class_="label"),
        el("div", kit.plural(len(chosen), "proposal"), class_="value"),
        el(
            "p",
            f"Sum of merit {points(float(chosen['merit'].sum()))}; left ",
            ", ".join(f"{kusd(left[year])} of {fy(year)}" for year in line.budgets),
            " ($K).",
        ),
        *differs,
        class_="card",
    )


def _show_sureness(view: View, line: Line, shown: AbstractSet[str]) -> None:
    if not line.has_budget:
        return
    if not line.sure:
        kit.section("How sure", "Too many are ranked to try enough weight samples of all of them.")
        return
    samples = analyses.samples(view.place, view.run.id)
    kit.section(
        "How sure",
        f"Ranks under {samples:,} weight samples around the rubric's, with blank answers "
        f"anywhere in their range: those in {load_robustness_terms().interval_words} of them, and "
        "the share in which a new start is funded. Of those shown above, the chart has those "
        "with several ranks, and those funded in some samples and not in others.",
    )
    sure = [one for ref, one in line.sure.items() if ref in shown]
    left, right = st.columns(2, gap="medium")
    with left:
        order_charts.rank_intervals(sure)
    with right:
        order_charts.funded_shares(sure)


def _show_pictures(view: View, line: Line) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        kit.section("Maturity against strength")
        kit.maturity_against_strength(line.order, with_marks=line.has_budget)
    with right:
        kit.section("Budget by fiscal year")
        if line.has_budget:
            kit.money_by_year(glance_page.money_of(view))
        else:
            kit.paragraph("There is no budget to draw.", class_="hint")
