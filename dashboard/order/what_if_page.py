"""What if: weights and budgets that move, and the rank and the line with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import (
    Markup,
    View,
    badge,
    cell,
    el,
    fy,
    head,
    kusd,
    page_link,
    part_name,
    plural,
    points,
    sentence_case,
    table,
)
from fct.dashboard.order import analyses, scenario_views
from fct.data.common import FctError
from fct.data.program import CRITERIA, OFFICIAL, Conditions, Marking, Scenario
from fct.scoring.defending import (
    WeightForm,
    WhatIf,
    form_of_weights,
    normal_weights,
    weights_of_form,
    what_if,
)
from fct.scoring.judging import MATURITY_PARTS, PART_NAMES, Floats
from fct.scoring.ranking import MARKS, OrderOfMerit

_MOST_POINTS = 60.0
_SPARE = 2  # times the official budget: as far as a slider goes
_ROWS = 150


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the sliders began with: a top that moved with its slider would reset it."""

    run_id: str
    weights: Floats
    tops: Mapping[str, float]
    conditions: Conditions | None  # of a scenario; None leaves the cycle's


def show_what_if(view: View, marking: Marking) -> None:
    """Draw the page."""
    del marking  # nothing is exported here
    kit.title(
        "What if",
        "Move weights and budgets: rank and line follow at once. The rubric, the budgets and the "
        "published order stay as they are.",
    )
    official = analyses.ranked(view.place, view.run.id)
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
        _set_sliders(view, official, saved.get(name))

    name = st.selectbox(
        "Start from",
        [OFFICIAL, *saved],
        format_func=lambda one: "the official order" if one == OFFICIAL else one,
        key="start",
        on_change=start,
        width=320,
    )
    begun: _Begun | None = st.session_state.get("begun")
    if "w maturity" not in st.session_state or begun is None or begun.run_id != view.run.id:
        _set_sliders(view, official, saved.get(name))
    if asked is not None and asked not in {OFFICIAL, *saved}:
        listed = ", ".join(f"“{one}”" for one in saved)
        kit.notice(
            f"There is no scenario “{asked}”; this is the official order. ",
            f"Saved are {listed}." if listed else "No scenario is saved yet.",
            kind="error",
        )
    if name in saved and saved[name].note:
        kit.show(el("p", saved[name].note, class_="hint"))


def _set_sliders(view: View, official: OrderOfMerit, scenario: Scenario | None) -> None:
    """Put every slider where a scenario, or the rubric and the cycle, has it."""
    given = None if scenario is None else scenario.weights
    weights = official.parts.weights if given is None else normal_weights(given)
    budgets = official.budgets if scenario is None or scenario.budgets is None else scenario.budgets
    tops = {}
    for key, value in _on_sliders(weights, official).items():
        st.session_state[key] = value
        tops[key] = max(_MOST_POINTS, value)
    for year in official.years:
        key, value = f"b {year}", float(budgets.get(year, Decimal(0)))
        st.session_state[key] = value
        spare = _SPARE * max(official.budgets.get(year, Decimal(0)), Decimal(1000))
        tops[key] = max(float(spare), value)
    st.session_state["begun"] = _Begun(
        view.run.id, weights, tops, None if scenario is None else scenario.conditions
    )


def _on_sliders(weights: Floats, official: OrderOfMerit) -> dict[str, float]:
    """Return the values of the sliders of weights, by their keys."""
    form = form_of_weights(weights, official.parts.weights)
    values = {"maturity": 100 * form.maturity, **form.points}
    values |= {criterion: 100 * share for criterion, share in form.criteria.items()}
    return {f"w {name}": round(value, 1) for name, value in values.items()}


@st.fragment
def _bench(view: View, official: OrderOfMerit) -> None:
    """Show sliders and the result; only this part runs again when one moves."""
    begun: _Begun = st.session_state["begun"]
    left, right = st.columns([3, 7], gap="medium")
    with left:
        values = _weight_sliders(begun)
        budgets = _budget_sliders(official, begun)
        st.button("Back to the official", on_click=_set_sliders, args=(view, official, None))
    try:
        weights = _weights(official, begun, values)
        result = what_if(official, weights=weights, budgets=budgets, conditions=begun.conditions)
    except FctError as error:
        with right:
            kit.notice(str(error), kind="error")
        return
    with right:
        scenario_views.show_conditions(result, is_own=begun.conditions is not None)
        _show_result(view, result)
        given = dict(zip(PART_NAMES, weights.tolist(), strict=True))
        content = {"weights": given, "budgets": budgets, "conditions": begun.conditions}
        scenario_views.show_saving(view, content, "bench")


def _weight_sliders(begun: _Begun) -> dict[str, float]:
    """Show the sliders of weights; return their values by their keys."""
    kit.section("Weights", "Only their proportions count.")
    values = {
        "w maturity": st.slider(
            "Share of maturity in merit (%)", 0.0, 100.0, step=0.5, format="%g", key="w maturity"
        )
    }
    for heading, names in (("Points of maturity", MATURITY_PARTS), ("Criteria", CRITERIA)):
        with st.expander(heading, expanded=names is MATURITY_PARTS):
            for name in names:
                key = f"w {name}"
                values[key] = st.slider(
                    sentence_case(part_name(name)),
                    *(0.0, begun.tops[key]),
                    step=0.5,
                    format="%g",
                    key=key,
                )
    return values


def _weights(official: OrderOfMerit, begun: _Begun, values: Mapping[str, float]) -> Floats:
    """Return the weights of the sliders; what they began with, or the rubric's, where they show it.

    Sliders have steps, so the numbers may not come back from them to the last digit.
    """
    for weights in (begun.weights, official.parts.weights):
        if values == _on_sliders(weights, official):
            return weights
    return weights_of_form(
        WeightForm(
            maturity=values["w maturity"] / 100,
            points={name: values[f"w {name}"] for name in MATURITY_PARTS},
            criteria={name: values[f"w {name}"] for name in CRITERIA},
        )
    )


def _budget_sliders(official: OrderOfMerit, begun: _Begun) -> dict[int, Decimal]:
    kit.section("Budgets", "Thousands of dollars.")
    budgets = {}
    for year in official.years:
        key = f"b {year}"
        value = st.slider(fy(year), 0.0, begun.tops[key], step=10.0, format="%,.0f", key=key)
        budgets[year] = Decimal(str(value))
    return budgets


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
    order = result.order.tolist()
    rows = [_row(view, result, place, rank, titles) for rank, place in enumerate(order[:_ROWS], 1)]
    names = ("Rank", "Official", "Tier", "Merit")
    heads = [*(head(name, "n") for name in names), head("Proposal"), head("Mark"), head("Change")]
    kit.show(table("The order under these weights and budgets", heads, rows, class_="merit"))
    if len(order) > _ROWS:
        kit.show(el("p", f"{plural(len(order) - _ROWS, 'more row')} below.", class_="hint"))


def _row(view: View, result: WhatIf, place: int, rank: int, titles: Mapping[str, Any]) -> Markup:
    ref = result.official.refs[place]
    mark, was = MARKS[int(result.marks[place])], MARKS[int(result.official_marks[place])]
    move = place + 1 - rank
    moved = f"▲ {move}" if move > 0 else f"▼ {-move}" if move < 0 else ""
    flip = el("span", f"was {was}", class_="differs") if mark is not was else ""
    return el(
        "tr",
        cell(rank, class_="n rank"),
        cell(place + 1, " ", el("span", moved, class_="hint"), class_="n"),
        cell(int(result.official.tiers[place]), class_="n"),
        cell(points(float(result.merit[place])), class_="n strong"),
        cell(
            el("span", titles.get(ref) or "no title", class_="name"),
            page_link(el("span", ref, class_="ref"), "why", ref=ref, **view.address),
            class_="proposal",
        ),
        cell(badge(mark)),
        cell(flip),
        class_=kit.tone(mark),
    )
