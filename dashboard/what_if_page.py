"""What if: weights and budgets that move, and the rank and the line with them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from fct.dashboard import analyses, look, queries, scenario_views
from fct.dashboard.contribution import part_name, sentence_case
from fct.dashboard.look import badge, fy, kusd, plural, points
from fct.dashboard.marking import Marking
from fct.dashboard.markup import Markup, cell, el, head, page_link, table
from fct.dashboard.queries import View
from fct.data.errors import FctError
from fct.data.rules import CRITERIA
from fct.data.scenario import OFFICIAL, Scenario
from fct.scoring.maturity import MATURITY_PARTS
from fct.scoring.parts import PART_NAMES, Floats
from fct.scoring.ranked import Ranked
from fct.scoring.weights import WeightForm, form_of_weights, normal_weights, weights_of_form
from fct.scoring.what_if import MARKS, WhatIf, what_if

_MOST_POINTS = 60.0
_SPARE = 2  # times the official budget: as far as a slider goes
_ROWS = 150


def show(view: View, marking: Marking) -> None:
    """Draw the page."""
    del marking  # nothing is exported here
    look.title(
        "What if",
        "Move weights and budgets: rank and line follow at once. The rubric, the budgets and the "
        "published order stay as they are.",
    )
    ranked = analyses.as_ranked(view.place, view.run.id)
    if not ranked.refs:
        look.notice("No proposal is rankable in this run; “Not ranked” says why.")
        return
    bench, levels, compared = st.tabs(
        ["Weights and budgets", "Budget levels", "Compare scenarios"],
        key="part",
        bind="query-params",
    )
    with bench:
        _choose_start(view, ranked)
        _bench(view, ranked)
    with levels:
        scenario_views.show_levels(view, ranked)
    with compared:
        scenario_views.show_comparison(view, ranked)


def _choose_start(view: View, ranked: Ranked) -> None:
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
        _set_sliders(ranked, saved.get(name))

    name = st.selectbox(
        "Start from",
        [OFFICIAL, *saved],
        format_func=lambda one: "the official order" if one == OFFICIAL else one,
        key="start",
        on_change=start,
        width=320,
    )
    if "w maturity" not in st.session_state:
        _set_sliders(ranked, saved.get(name))
    if name in saved and saved[name].note:
        look.show(el("p", saved[name].note, class_="hint"))


def _set_sliders(ranked: Ranked, scenario: Scenario | None) -> None:
    """Put every slider where a scenario, or the rubric and the cycle, has it."""
    official = ranked.parts.weights
    given = None if scenario is None else scenario.weights
    weights = official if given is None else normal_weights(given)
    form = form_of_weights(weights, official)
    st.session_state["w maturity"] = round(100 * form.maturity, 1)
    for part, value in form.points.items():
        st.session_state[f"w {part}"] = round(value, 1)
    for criterion, share in form.criteria.items():
        st.session_state[f"w {criterion}"] = round(100 * share, 1)
    budgets = ranked.budgets if scenario is None or scenario.budgets is None else scenario.budgets
    for year in _budget_years(ranked):
        st.session_state[f"b {year}"] = float(budgets.get(year, Decimal(0)))


def _budget_years(ranked: Ranked) -> list[int]:
    return sorted({*ranked.budgets, *ranked.years})


@st.fragment
def _bench(view: View, ranked: Ranked) -> None:
    """Show sliders and the result; only this part runs again when one moves."""
    left, right = st.columns([3, 7], gap="medium")
    with left:
        form = _weight_sliders()
        budgets = _budget_sliders(ranked)
        st.button("Back to the official", on_click=_set_sliders, args=(ranked, None))
    try:
        weights = _weights(ranked, form)
        result = what_if(ranked, weights=weights, budgets=budgets, official=view.cycle.conditions)
    except FctError as error:
        with right:
            look.notice(str(error), kind="error")
        return
    with right:
        _show_result(view, result)
        given = dict(zip(PART_NAMES, weights.tolist(), strict=True))
        scenario_views.show_saving(view, {"weights": given, "budgets": budgets}, "bench")


def _weight_sliders() -> WeightForm:
    look.section("Weights", "Only their proportions count.")
    maturity = st.slider(
        "Share of maturity in merit (%)", 0.0, 100.0, step=0.5, format="%g", key="w maturity"
    )
    values: dict[str, float] = {}
    for heading, names in (("Points of maturity", MATURITY_PARTS), ("Criteria", CRITERIA)):
        with st.expander(heading, expanded=names is MATURITY_PARTS):
            for name in names:
                values[name] = st.slider(
                    sentence_case(part_name(name)),
                    *(0.0, _MOST_POINTS),
                    step=0.5,
                    format="%g",
                    key=f"w {name}",
                )
    return WeightForm(
        maturity=maturity / 100,
        points={name: values[name] for name in MATURITY_PARTS},
        criteria={name: values[name] for name in CRITERIA},
    )


def _weights(ranked: Ranked, form: WeightForm) -> Floats:
    """Return the weights of the sliders; those of the rubric where none was moved.

    Sliders have steps, so the rubric's own numbers may not come back from them to the last digit.
    """
    official = form_of_weights(ranked.parts.weights, ranked.parts.weights)
    shown = {name: round(value, 1) for name, value in official.points.items()}
    shares = {name: round(100 * share, 1) for name, share in official.criteria.items()}
    is_official = round(100 * official.maturity, 1) == round(100 * form.maturity, 1)
    if is_official and form.points == shown and form.criteria == shares:
        return ranked.parts.weights
    return weights_of_form(form)


def _budget_sliders(ranked: Ranked) -> dict[int, Decimal]:
    look.section("Budgets", "Thousands of dollars.")
    budgets = {}
    for year in _budget_years(ranked):
        most = float(_SPARE * max(ranked.budgets.get(year, Decimal(0)), Decimal(1000)))
        key = f"b {year}"
        most = max(most, float(st.session_state.get(key, 0.0)))
        value = st.slider(fy(year), 0.0, most, step=10.0, format="%,.0f", key=key)
        budgets[year] = Decimal(str(value))
    return budgets


def _show_result(view: View, result: WhatIf) -> None:
    entered, dropped = result.entered, result.dropped
    look.figures(
        [
            look.figure("Funded", int(result.is_funded.sum()), "new starts", "good"),
            look.figure("Enter", len(entered), ", ".join(entered) or "nobody", "info"),
            look.figure("Leave", len(dropped), ", ".join(dropped) or "nobody", "warn"),
            look.figure("Moved", len(result.moves), "have another rank"),
            *(
                look.figure(f"Left {fy(year)}", kusd(amount), "k$")
                for year, amount in result.left.items()
                if year in result.budgets
            ),
        ]
    )
    frame = queries.order(view.place, view.run.id)
    titles = dict(zip(frame["ref"], frame["title"], strict=True))
    order = result.order.tolist()
    rows = [_row(view, result, place, rank, titles) for rank, place in enumerate(order[:_ROWS], 1)]
    names = ("Rank", "Official", "Tier", "Merit")
    heads = [*(head(name, "n") for name in names), head("Proposal"), head("Mark"), head("Change")]
    look.show(table("The order under these weights and budgets", heads, rows, class_="merit"))
    if len(order) > _ROWS:
        look.show(el("p", f"{plural(len(order) - _ROWS, 'more row')} below.", class_="hint"))


def _row(view: View, result: WhatIf, place: int, rank: int, titles: Mapping[str, Any]) -> Markup:
    ref = result.ranked.refs[place]
    mark, was = MARKS[int(result.marks[place])], MARKS[int(result.official_marks[place])]
    move = place + 1 - rank
    moved = f"▲ {move}" if move > 0 else f"▼ {-move}" if move < 0 else ""
    flip = el("span", f"was {was}", class_="differs") if mark is not was else ""
    return el(
        "tr",
        cell(rank, class_="n rank"),
        cell(place + 1, " ", el("span", moved, class_="hint"), class_="n"),
        cell(int(result.ranked.tiers[place]), class_="n"),
        cell(points(float(result.merit[place])), class_="n strong"),
        cell(
            el("span", titles.get(ref) or "no title", class_="name"),
            page_link(el("span", ref, class_="ref"), "why", ref=ref, **view.address),
            class_="proposal",
        ),
        cell(badge(mark)),
        cell(flip),
        class_=look.tone(mark),
    )
