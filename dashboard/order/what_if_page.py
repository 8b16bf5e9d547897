"""What if: weights and budgets that move, and the rank and the line with them."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, View, cell, el, fy, kusd, plural
from fct.dashboard.order import scenario_views
from fct.dashboard.order.what_if_sliders import (
    Begun,
    budget_sliders,
    set_sliders,
    show_link,
    take_address,
    weight_sliders,
    weights_of,
    write_address,
)
from fct.data.common import FctError
from fct.data.program import OFFICIAL
from fct.scoring.defending import WhatIf, what_if
from fct.scoring.judging import PART_NAMES
from fct.scoring.ranking import MARKS, OrderOfMerit

_ROWS = 150


def show_what_if(view: View) -> None:
    """Draw the page."""
    kit.title(
        "What if",
        "Move weights and budgets: rank and line follow at once. The rubric, the budgets and the "
        "published order stay as they are.",
        slim=True,
    )
    official = kit.ranked(view.place, view.run.id)
    if not official.refs:
        kit.notice("No proposal is rankable in this run; “Not ranked” says why.")
        return
    bench, levels, compared = st.tabs(
        ["Weights and budgets", "Budget levels", "Compare scenarios"],
        key="part",
        bind="query-params",
    )
    with bench:
        _choose_start(view, official)
        _bench(view, official)
    with levels:
        scenario_views.show_levels(view, official)
    with compared:
        scenario_views.show_comparison(view, official)


def _choose_start(view: View, official: OrderOfMerit) -> None:
    """Show which scenario the sliders start from; the address names it, so it can be shared."""
    saved = scenario_views.saved_scenarios(view)
    asked = st.query_params.get("scenario")
    if "start" not in st.session_state and asked in saved:
        st.session_state["start"] = asked

    def start() -> None:
        name = st.session_state["start"]
        if name == OFFICIAL:
            st.query_params.pop("scenario", None)
        else:
            st.query_params["scenario"] = name
        # What was moved was moved from the start before.
        for asked in [one for one in st.query_params if one[:2] in {"b.", "w."}]:
            del st.query_params[asked]
        set_sliders(view.run.id, official, saved.get(name))

    name = st.selectbox(
        "Start from",
        [OFFICIAL, *saved],
        format_func=lambda one: "the official order" if one == OFFICIAL else one,
        key="start",
        on_change=start,
        width=320,
    )
    begun: Begun | None = st.session_state.get("begun")
    # A run that was published since has other parts and budgets: its sliders begin anew.
    if "w maturity" not in st.session_state or begun is None or begun.run_id != view.run.id:
        set_sliders(view.run.id, official, saved.get(name))
        take_address(st.session_state["begun"])
    if asked is not None and asked not in {OFFICIAL, *saved}:
        listed = ", ".join(f"“{one}”" for one in saved)
        kit.notice(
            f"There is no scenario “{asked}”; this is the official order. ",
            f"Saved are {listed}." if listed else "No scenario is saved yet.",
            kind="error",
        )
    if name in saved and saved[name].note:
        kit.paragraph(saved[name].note, class_="hint")


@st.fragment
def _bench(view: View, official: OrderOfMerit) -> None:
    """Show sliders and the result; only this part runs again when one moves."""
    begun: Begun = st.session_state["begun"]
    left, right = st.columns([4, 9], gap="medium")
    with left:
        budgets = budget_sliders(official, begun)
        values = weight_sliders(begun)
        st.button("Back to the official", on_click=set_sliders, args=(view.run.id, official, None))
        write_address(begun)
        show_link(begun, view.address)
    try:
        weights = weights_of(official, begun, values)
        result = what_if(official, weights=weights, budgets=budgets, conditions=begun.conditions)
    except FctError as error:
        with right:
            kit.notice(str(error), kind="error")
        return
    with right, st.container(key="effect"):
        scenario_views.show_conditions(result, is_own=begun.conditions is not None)
        _show_result(view, result)
        given = dict(zip(PART_NAMES, weights.tolist(), strict=True))
        content = {"weights": given, "budgets": budgets, "conditions": begun.conditions}
        scenario_views.show_saving(view, content, "bench")


def _show_result(view: View, result: WhatIf) -> None:
    entered, dropped = result.entered, result.dropped
    kit.figures(
        [
            kit.figure("Funded", int(result.is_funded.sum()), "of those that compete", "good"),
            kit.figure("Enter", len(entered), ", ".join(entered) or "nobody", "info"),
            kit.figure("Leave", len(dropped), ", ".join(dropped) or "nobody", "warn"),
            kit.figure("Moved", len(result.moves), "have another rank"),
            *(
                kit.figure(f"Left {fy(year)}", kusd(amount), "$K")
                for year, amount in result.left.items()
                if year in result.budgets
            ),
        ]
    )
    frame = kit.order(view.place, view.run.id)
    titles = dict(zip(frame["ref"], frame["title"], strict=True))
    rows = list(_rows(view, result, titles))
    names = ("Rank", "Official", "Tier", "Merit")
    heads = [*(kit.head(name, "n") for name in names), "Proposal", "Mark", "Change"]
    caption = "The order under these weights and budgets"
    kit.show(kit.table(caption, heads, rows, box="work", class_="merit compact"))
    if (more := len(result.official.refs) - _ROWS) > 0:
        kit.paragraph(f"{plural(more, 'more row')} below.", class_="hint")


def _rows(view: View, result: WhatIf, titles: Mapping[str, Any]) -> Iterator[Markup]:
    """Yield the rows in the new order, the funding line after the last that is funded."""
    order = result.order.tolist()
    funded = result.is_funded[result.order]
    # After the last that is funded, though some before it may be passed over.
    last = int(funded.nonzero()[0].max()) + 1 if funded.any() else 0
    for rank, place in enumerate(order[:_ROWS], 1):
        if rank == last + 1 and result.budgets:
            yield _line(result, last)
        yield _row(view, result, (place, rank), titles)
    if last >= len(order[:_ROWS]) and result.budgets:
        yield _line(result, last)


def _line(result: WhatIf, last: int) -> Markup:
    left = ", ".join(
        f"{kusd(amount)} of {fy(year)}"
        for year, amount in result.left.items()
        if year in result.budgets
    )
    after = f" after rank {last}" if last else ""
    words = f"{after}. Left: {left} ($K)."
    return el("tr", el("td", el("strong", "Funding line"), words, colspan="7"), class_="line")


def _row(view: View, result: WhatIf, at: tuple[int, int], titles: Mapping[str, Any]) -> Markup:
    """Return the row of a proposal by its official place and its rank here.

    Whoever is not funded is not funded, passed over or below the line: that is no change.
    """
    place, rank = at
    ref = result.official.refs[place]
    mark, was = MARKS[int(result.marks[place])], MARKS[int(result.official_marks[place])]
    move = place + 1 - rank
    moved_by = f"▲ {move}" if move > 0 else f"▼ {-move}" if move < 0 else ""
    is_flipped = bool(result.is_funded[place] != result.was_funded[place])
    title = titles.get(ref) or "no title"
    return el(
        "tr",
        cell(rank, class_="n rank"),
        cell(place + 1, " ", el("span", moved_by, class_="hint"), class_="n"),
        cell(int(result.official.tiers[place]), class_="n"),
        cell(kit.points(float(result.merit[place])), class_="n strong"),
        cell(
            kit.ref_link(ref, "why", view.address),
            " ",
            el("span", title, class_="name", title=title),
            class_="proposal",
        ),
        cell(kit.badge(mark)),
        cell(el("span", f"was {was}", class_="differs") if is_flipped else ""),
        class_=kit.tone(mark),
    )
